import { useState } from 'react';
import { findBoundCertificate, type SealWithState } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { toAppError } from '../parts/app-error.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { type Login, TokenLogin, useTokenLogin } from '../parts/token-login.tsx';
import { useSpeech } from '../words/index.ts';

/**
 * The PIN of a seal's token for a change in its register. A token that is lost, or a PIN that is not typed, holds nothing
 * up: the register says then that nobody logged in.
 */
export function useRegisterLogin({ binding }: Pick<SealWithState, 'binding'>) {
  const { tokens } = useApp();
  const found = findBoundCertificate(tokens, binding);
  const isUsable = found.missing === null && found.certificate.problem === null && found.token.pinState !== 'locked';
  const token = isUsable ? found.token : undefined;
  const login = useTokenLogin(token);
  const [error, setError] = useState<unknown>(null);
  const [working, setWorking] = useState(false);
  const willLogIn = token !== undefined && (token.pinPad || login.pin !== '');

  async function attempt(call: (login: Login | undefined) => Promise<void>): Promise<void> {
    if (working || login.working) return;
    setError(null);
    if (willLogIn) return login.attempt(call);
    setWorking(true);
    try {
      await call(undefined);
    } catch (thrown) {
      setError(toAppError(thrown));
    } finally {
      setWorking(false);
    }
  }

  return { login, error, working: working || login.working, willLogIn, attempt };
}

/** The PIN field, and what is kept where it stays empty. */
export function RegisterLogin({ login }: { login: ReturnType<typeof useRegisterLogin> }) {
  const { words } = useSpeech();
  return (
    <>
      <TokenLogin login={login.login} testId="register-pin" />
      {/* Enter sends a form of several fields only where it has a button for that. */}
      <button type="submit" hidden />
      {!login.willLogIn && (
        <p className="warning-text" data-testid="without-pin">
          {words.sealKeeping.register.willBeWithoutPin}
        </p>
      )}
      {login.error !== null && <ErrorPanel error={login.error} />}
    </>
  );
}
