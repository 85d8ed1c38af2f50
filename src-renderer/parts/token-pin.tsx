import type { InputRef } from 'antd';
import type { Ref } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { leadingCertificate } from '../frame/token-state.ts';
import { useSpeech, type Words } from '../words/index.ts';
import { PinInput } from './pin-input.tsx';

const pinTrouble = ({ pinState }: Token, words: Words): string | null =>
  pinState === 'ok' ? null : words.pinStates[pinState];

/** The PIN field of one token, with its state beside it; a token with a pad says to type there. */
export function TokenPin({
  token,
  pin,
  onChange,
  invalid = false,
  disabled = false,
  testId = 'pin-input',
  autoFocus = false,
  inputRef,
}: {
  token: Token;
  pin: string;
  onChange: (pin: string) => void;
  invalid?: boolean;
  disabled?: boolean;
  testId?: string;
  autoFocus?: boolean;
  inputRef?: Ref<InputRef> | undefined;
}) {
  const { trial } = useApp();
  const { words } = useSpeech();
  const owner = leadingCertificate(token)?.subject.display ?? token.label;
  const label = words.confirm.pinFor(owner, serialTail(token.serial));
  const trouble = pinTrouble(token, words);
  return (
    <div className="pin-field">
      <span className="pin-label">
        {label}
        {trouble !== null && (
          <span className="danger-text" data-testid="pin-trouble">
            {' '}
            ▲ {trouble}
          </span>
        )}
      </span>
      {token.pinPad ? (
        <p data-testid="pin-pad">{words.confirm.pinPad}</p>
      ) : (
        <PinInput
          label={label}
          testId={testId}
          autoFocus={autoFocus}
          inputRef={inputRef}
          value={pin}
          invalid={invalid}
          disabled={disabled || token.pinState === 'locked'}
          maxLength={token.pinMaxLength > 0 ? token.pinMaxLength : undefined}
          onChange={onChange}
        />
      )}
      {token.trial && trial !== null && <span className="quiet">{words.confirm.trialPin(trial.pin)}</span>}
    </div>
  );
}
