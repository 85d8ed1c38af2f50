import { Select } from 'antd';
import type { RolePerson } from '../../src-main/contract/index.ts';
import { PinInput } from '../parts/pin-input.tsx';
import { useSpeech } from '../words/index.ts';

export interface PersonPin {
  name: string;
  pin: string;
}
export const nobodyYet: PersonPin = { name: '', pin: '' };

/** Somebody of a list, and the PIN of his role. */
export function PersonPinFields({
  people,
  label,
  pinLabel,
  value,
  testId,
  disabled = false,
  autoFocus = false,
  onChange,
}: {
  people: readonly RolePerson[];
  label: string;
  pinLabel: string;
  value: PersonPin;
  testId: string;
  disabled?: boolean;
  autoFocus?: boolean;
  onChange: (value: PersonPin) => void;
}) {
  const { words } = useSpeech();
  return (
    <div className="person-pin">
      <Select
        aria-label={label}
        placeholder={label}
        value={value.name || undefined}
        disabled={disabled}
        autoFocus={autoFocus}
        data-testid={`${testId}-name`}
        options={people.map(({ name, role }) => ({ value: name, label: `${name} · ${words.roles.roles[role]}` }))}
        onChange={(name) => onChange({ name, pin: '' })}
      />
      <PinInput
        label={pinLabel}
        placeholder={pinLabel}
        value={value.pin}
        disabled={disabled}
        testId={`${testId}-pin`}
        onChange={(pin) => onChange({ ...value, pin })}
      />
    </div>
  );
}
