import type { Token } from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';
import { PinDialog } from './pin-dialog.tsx';

/** Sets a locked PIN anew with the administrator's. */
export function UnblockPin({ token, onClose }: { token: Token; onClose: () => void }) {
  const bridge = useBridge();
  const { trial } = useApp();
  const { words } = useSpeech();
  const text = words.sealKeeping.unblock;
  return (
    <PinDialog
      token={token}
      name="unblock-pin"
      title={`${text.title} · ${serialTail(token.serial)}`}
      confirm={text.confirm}
      done={text.done}
      presentLabel={text.adminPin}
      onPinPad={false}
      above={
        <>
          <p>{text.text}</p>
          {token.trial && trial !== null && trial.adminPin !== '' && (
            <p className="quiet">{text.trialHint(trial.adminPin, trial.pin)}</p>
          )}
        </>
      }
      setPin={(adminPin, newPin) => bridge.call('tokens.unblockPin', { tokenId: token.id, adminPin, newPin })}
      onClose={onClose}
    />
  );
}
