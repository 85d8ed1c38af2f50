import type { InputRef } from 'antd';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { serialTail } from '../format/measures.ts';
import { leadingCertificate } from '../frame/token-state.ts';
import { PinInput } from '../parts/pin-input.tsx';
import { useSpeech } from '../words/index.ts';

export interface PinFieldsHandle {
  focus(): void;
}

/** A PIN field for each token that signs, with its state beside it; a token with a pad says to type there. */
export function PinFields({
  tokens,
  pins,
  invalid,
  onChange,
  ref,
}: {
  tokens: Token[];
  pins: Record<string, string>;
  invalid: boolean;
  onChange: (pins: Record<string, string>) => void;
  ref: Ref<PinFieldsHandle>;
}) {
  const { trial } = useApp();
  const { words } = useSpeech();
  const first = useRef<InputRef>(null);
  useImperativeHandle(ref, () => ({ focus: () => first.current?.focus() }), []);
  const firstId = tokens.find((token) => !token.pinPad)?.id;
  useEffect(() => {
    if (firstId !== undefined) first.current?.focus();
  }, [firstId]);

  const stateWords = (token: Token) => {
    if (token.pinState === 'locked') return words.confirm.pinLocked;
    if (token.pinState === 'final-try') return words.confirm.pinFinal;
    if (token.pinState === 'low') return words.confirm.pinLow;
    if (token.pinState === 'to-be-changed') return words.token.pinToBeChanged;
    if (token.pinState === 'uninitialized') return words.token.pinUninitialized;
    return null;
  };

  return (
    <div className="pin-fields">
      {tokens.map((token) => {
        const owner = leadingCertificate(token)?.subject.display ?? token.label;
        const label = words.confirm.pinFor(owner, serialTail(token.serial));
        const state = stateWords(token);
        return (
          <div key={token.id} className="pin-field">
            <span className="pin-label">
              {label}
              {state !== null && <span className="danger-text"> ▲ {state}</span>}
            </span>
            {token.pinPad ? (
              <p data-testid="pin-pad">{words.confirm.pinPad}</p>
            ) : (
              <PinInput
                label={label}
                testId={token.id === firstId ? 'pin-input' : `pin-input-${token.id}`}
                inputRef={token.id === firstId ? first : undefined}
                value={pins[token.id] ?? ''}
                invalid={invalid}
                disabled={token.pinState === 'locked'}
                maxLength={token.pinMaxLength > 0 ? token.pinMaxLength : undefined}
                onChange={(pin) => onChange({ ...pins, [token.id]: pin })}
              />
            )}
            {token.trial && trial !== null && trial.token.id === token.id && (
              <span className="quiet">{words.confirm.trialPin(trial.pin)}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}
