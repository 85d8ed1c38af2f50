import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { UnblockPin } from '../frame/unblock-pin.tsx';
import { useSpeech } from '../words/index.ts';
import { toAppError } from './app-error.ts';
import { ErrorPanel } from './error-panel.tsx';
import { FinalTry } from './final-try.tsx';
import { isPinRefusal } from './refused-pin.tsx';
import { SignaturePin } from './signature-pin.tsx';
import { TokenPin } from './token-pin.tsx';

/** What a call that logs in to a token takes. */
export interface Login {
  pin?: string;
  signaturePin?: string;
  finalTryConfirmed: boolean;
}

/**
 * The PIN of one token for one call: the state behind `TokenLogin`. `attempt` runs the call once with what was typed, forgets the PIN
 * and keeps what went wrong.
 */
export function useTokenLogin(token: Token | undefined) {
  const [pin, setPin] = useState('');
  /** Null until the token asks for one. */
  const [signaturePin, setSignaturePin] = useState<string | null>(null);
  const [finalTryAsked, setFinalTryAsked] = useState(false);
  const [finalTryConfirmed, setFinalTryConfirmed] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [working, setWorking] = useState(false);
  const isFinalTry = finalTryAsked || token?.pinState === 'final-try';
  const ready =
    token !== undefined &&
    token.pinState !== 'locked' &&
    (token.pinPad || (pin !== '' && signaturePin !== '')) &&
    (!isFinalTry || finalTryConfirmed) &&
    !working;

  async function attempt(call: (login: Login) => Promise<void>): Promise<void> {
    if (!ready) return;
    setError(null);
    setWorking(true);
    const login = {
      ...(token?.pinPad ? {} : { pin }),
      ...(signaturePin === null ? {} : { signaturePin }),
      finalTryConfirmed,
    };
    setPin('');
    if (signaturePin !== null) setSignaturePin('');
    try {
      await call(login);
    } catch (thrown) {
      const { code } = toAppError(thrown);
      if (code === 'PIN_FINAL_TRY') setFinalTryAsked(true);
      if (code === 'SIGNATURE_PIN_REQUIRED') setSignaturePin('');
      setError(thrown);
    } finally {
      setFinalTryConfirmed(false);
      setWorking(false);
    }
  }

  return {
    token,
    pin,
    setPin,
    signaturePin,
    setSignaturePin,
    isFinalTry,
    finalTryConfirmed,
    setFinalTryConfirmed,
    error,
    working,
    ready,
    attempt,
  };
}

/** The PIN field, the last-try question, and what went wrong, with the way out of a locked PIN. */
export function TokenLogin({
  login,
  testId,
  autoFocus = false,
}: {
  login: ReturnType<typeof useTokenLogin>;
  testId?: string;
  autoFocus?: boolean;
}): ReactNode {
  const { words } = useSpeech();
  const [unblocking, setUnblocking] = useState(false);
  const { token, error } = login;
  if (token === undefined) return null;
  const locked = token.pinState === 'locked';
  return (
    <>
      <TokenPin
        token={token}
        pin={login.pin}
        onChange={login.setPin}
        testId={testId}
        autoFocus={autoFocus}
        disabled={login.working}
        invalid={error !== null && isPinRefusal(toAppError(error))}
      />
      {login.signaturePin !== null && (
        <SignaturePin
          token={token}
          pin={login.signaturePin}
          onChange={login.setSignaturePin}
          disabled={login.working}
        />
      )}
      {login.isFinalTry && !locked && (
        <FinalTry confirmed={login.finalTryConfirmed} onChange={login.setFinalTryConfirmed} />
      )}
      {error !== null && <ErrorPanel error={error} />}
      {locked && (
        <div>
          <Button onClick={() => setUnblocking(true)}>{words.sealKeeping.unblock.action}</Button>
        </div>
      )}
      {unblocking && <UnblockPin token={token} onClose={() => setUnblocking(false)} />}
    </>
  );
}
