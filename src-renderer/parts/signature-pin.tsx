import type { Token } from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';
import { PinInput } from './pin-input.tsx';

/** The PIN of a key that wants one of its own for each signature, beside the one of the login. */
export function SignaturePin({
  token,
  pin,
  onChange,
  disabled = false,
}: {
  token: Token;
  pin: string;
  onChange: (pin: string) => void;
  disabled?: boolean;
}) {
  const { words } = useSpeech();
  const label = words.confirm.signaturePinFor(serialTail(token.serial));
  return (
    <div className="pin-field">
      <span className="pin-label">{label}</span>
      <PinInput label={label} testId="signature-pin" value={pin} disabled={disabled} onChange={onChange} />
      <span className="quiet">{words.confirm.signaturePinText}</span>
    </div>
  );
}
