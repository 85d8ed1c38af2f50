import type { InputRef } from 'antd';
import { Fragment, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { Token } from '../../src-main/contract/index.ts';
import { SignaturePin } from '../parts/signature-pin.tsx';
import { TokenPin } from '../parts/token-pin.tsx';

export interface PinFieldsHandle {
  focus(): void;
}

/** A PIN field for each token that signs. */
export function PinFields({
  tokens,
  pins,
  signaturePins,
  invalidSerial,
  onChange,
  onSignaturePinsChange,
  ref,
}: {
  tokens: Token[];
  pins: Record<string, string>;
  /** Has an entry for each token that asked for a signature PIN. */
  signaturePins: Record<string, string>;
  /** The token that refused its PIN. */
  invalidSerial: string | null;
  onChange: (pins: Record<string, string>) => void;
  onSignaturePinsChange: (pins: Record<string, string>) => void;
  ref: Ref<PinFieldsHandle>;
}) {
  const first = useRef<InputRef>(null);
  useImperativeHandle(ref, () => ({ focus: () => first.current?.focus() }), []);
  const firstId = tokens.find((token) => !token.pinPad)?.id;
  useEffect(() => {
    if (firstId !== undefined) first.current?.focus();
  }, [firstId]);
  if (tokens.length === 0) return null;
  return (
    <div className="pin-fields">
      {tokens.map((token) => (
        <Fragment key={token.id}>
          <TokenPin
            token={token}
            testId={token.id === firstId ? 'pin-input' : `pin-input-${token.id}`}
            inputRef={token.id === firstId ? first : undefined}
            pin={pins[token.id] ?? ''}
            invalid={token.serial === invalidSerial}
            onChange={(pin) => onChange({ ...pins, [token.id]: pin })}
          />
          {signaturePins[token.id] !== undefined && (
            <SignaturePin
              token={token}
              pin={signaturePins[token.id] ?? ''}
              onChange={(pin) => onSignaturePinsChange({ ...signaturePins, [token.id]: pin })}
            />
          )}
        </Fragment>
      ))}
    </div>
  );
}
