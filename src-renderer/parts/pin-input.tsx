import { Input, type InputRef } from 'antd';
import { type KeyboardEvent, type Ref, useState } from 'react';
import { useSpeech } from '../words/index.ts';

interface PinInputProps {
  id?: string;
  value: string;
  onChange(value: string): void;
  label: string;
  placeholder?: string;
  disabled?: boolean;
  invalid?: boolean;
  maxLength?: number;
  testId?: string;
  autoFocus?: boolean;
  inputRef?: Ref<InputRef>;
}

/** A field for a PIN: hidden, never remembered by the browser, with a hint when Caps Lock is on. */
export function PinInput({
  id,
  value,
  onChange,
  label,
  placeholder,
  disabled,
  invalid,
  maxLength,
  testId,
  autoFocus,
  inputRef,
}: PinInputProps) {
  const { words } = useSpeech();
  const [capsLock, setCapsLock] = useState(false);
  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <>
      <Input
        id={id}
        ref={inputRef}
        type="password"
        autoFocus={autoFocus}
        autoComplete="off"
        spellCheck={false}
        data-1p-ignore
        data-testid={testId}
        aria-label={label}
        aria-invalid={invalid}
        status={invalid ? 'error' : ''}
        disabled={disabled}
        placeholder={placeholder}
        maxLength={maxLength}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={watchCapsLock}
        onKeyUp={watchCapsLock}
        onBlur={() => setCapsLock(false)}
      />
      {capsLock && (
        <div className="field-hint" role="status">
          ⇪ {words.confirm.capsLock}
        </div>
      )}
    </>
  );
}
