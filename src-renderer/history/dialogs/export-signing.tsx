import { Checkbox, Select } from 'antd';
import type { SealWithState, Token } from '../../../src-main/contract/index.ts';
import { useApp } from '../../app-state.tsx';
import { SignaturePin } from '../../parts/signature-pin.tsx';
import { TokenPin } from '../../parts/token-pin.tsx';
import { useSpeech } from '../../words/index.ts';

/** Whose key signs an export, and what unlocks it. */
export interface ExportSigning {
  readonly sealId: string;
  readonly pin: string;
  /** Null until the key asked for a PIN of its own. */
  readonly signaturePin: string | null;
}

/** A seal whose token is there, with that token. */
export interface SigningSeal {
  readonly seal: SealWithState;
  readonly token: Token;
}

/** The seals that could sign now. */
export function useSigningSeals(): SigningSeal[] {
  const { seals, tokens } = useApp();
  return seals.flatMap((seal) => {
    const token = tokens.find(({ serial }) => serial === seal.binding.tokenSerial);
    return token ? [{ seal, token }] : [];
  });
}

/** Whether the register is to be signed, and by whom. */
export function ExportSigningFields({
  seals,
  signing,
  disabled,
  onChange,
}: {
  seals: readonly SigningSeal[];
  signing: ExportSigning | null;
  disabled: boolean;
  onChange: (signing: ExportSigning | null) => void;
}) {
  const { words } = useSpeech();
  const text = words.history.exporting.signing;
  const [first] = seals;
  const token = seals.find(({ seal }) => seal.id === signing?.sealId)?.token;
  const choose = (sealId: string) => onChange({ sealId, pin: '', signaturePin: null });
  return (
    <div className="stack" data-testid="export-signing">
      <Checkbox
        checked={signing !== null}
        disabled={disabled || !first}
        data-testid="export-sign"
        onChange={({ target }) => (target.checked && first ? choose(first.seal.id) : onChange(null))}
      >
        {text.wanted} <span className="quiet">{first ? text.hint : text.none}</span>
      </Checkbox>
      {signing !== null && token !== undefined && (
        <>
          <Select
            aria-label={text.seal}
            value={signing.sealId}
            options={seals.map(({ seal: { id, name } }) => ({ value: id, label: name }))}
            onChange={choose}
            disabled={disabled}
          />
          <TokenPin
            token={token}
            pin={signing.pin}
            disabled={disabled}
            onChange={(pin) => onChange({ ...signing, pin })}
          />
          {signing.signaturePin !== null && (
            <SignaturePin
              token={token}
              pin={signing.signaturePin}
              disabled={disabled}
              onChange={(signaturePin) => onChange({ ...signing, signaturePin })}
            />
          )}
        </>
      )}
    </div>
  );
}
