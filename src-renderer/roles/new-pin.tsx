import { PinInput } from '../parts/pin-input.tsx';
import { useSpeech } from '../words/index.ts';

export interface NewPin {
  pin: string;
  repeat: string;
}
export const noPin: NewPin = { pin: '', repeat: '' };
export const isTwice = ({ pin, repeat }: NewPin) => pin !== '' && pin === repeat;

/** A new PIN, typed twice. */
export function NewPinFields({
  value,
  testId,
  onChange,
}: {
  value: NewPin;
  testId: string;
  onChange: (value: NewPin) => void;
}) {
  const { words } = useSpeech();
  const { newPin, repeatPin, mismatch } = words.roles;
  const differs = value.repeat !== '' && value.pin !== value.repeat;
  return (
    <>
      <div>
        <PinInput
          label={newPin}
          placeholder={newPin}
          value={value.pin}
          testId={`${testId}-pin`}
          onChange={(pin) => onChange({ ...value, pin })}
        />
      </div>
      <div>
        <PinInput
          label={repeatPin}
          placeholder={repeatPin}
          value={value.repeat}
          invalid={differs}
          testId={`${testId}-repeat`}
          onChange={(repeat) => onChange({ ...value, repeat })}
        />
        {differs && (
          <div className="field-hint" role="status">
            {mismatch}
          </div>
        )}
      </div>
    </>
  );
}
