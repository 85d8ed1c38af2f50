import { useState } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { toAppError } from '../parts/app-error.ts';
import { FinalTry } from '../parts/final-try.tsx';
import { useSpeech } from '../words/index.ts';
import { PinDialog } from './pin-dialog.tsx';

/** Changes the PIN of a token. */
export function ChangePin({ token, onClose }: { token: Token; onClose: () => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [finalTryAsked, setFinalTryAsked] = useState(false);
  const [finalTryConfirmed, setFinalTryConfirmed] = useState(false);
  const isFinalTry = finalTryAsked || token.pinState === 'final-try';

  const change = async (oldPin: string, newPin: string) => {
    try {
      await bridge.call('tokens.changePin', { tokenId: token.id, oldPin, newPin, finalTryConfirmed });
    } catch (thrown) {
      if (toAppError(thrown).code === 'PIN_FINAL_TRY') setFinalTryAsked(true);
      setFinalTryConfirmed(false);
      throw thrown;
    }
  };

  return (
    <PinDialog
      token={token}
      name="change-pin"
      title={words.token.changePin}
      confirm={words.token.changePin}
      done={words.token.pinChanged}
      presentLabel={words.token.oldPin}
      onPinPad={token.pinPad}
      blocked={isFinalTry && !finalTryConfirmed}
      setPin={change}
      onClose={onClose}
    >
      {isFinalTry && <FinalTry confirmed={finalTryConfirmed} onChange={setFinalTryConfirmed} />}
    </PinDialog>
  );
}
