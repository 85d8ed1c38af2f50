import { Button } from 'antd';
import type { Token } from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';
import { isImportable, usableCertificates, useTokenSeals } from './token-seals.tsx';

/** Below the card of a token that carries something not in use yet: a quiet offer to read it. */
export function TokenOffer({ token }: { token: Token }) {
  const { seals } = useApp();
  const { found, offers, read, dismiss } = useTokenSeals();
  const { words } = useSpeech();
  if (!offers.some(({ id }) => id === token.id)) return null;
  const text = words.sealKeeping.token;
  const importable = (found.get(token.id) ?? []).filter((seal) => isImportable(seal, seals));
  const owner = usableCertificates(token)[0]?.subject.display ?? token.label;
  const sentence =
    importable.length > 0
      ? text.offerSeals(
          serialTail(token.serial),
          importable.map(({ facts }) => facts.name).join(words.common.separator),
        )
      : text.offerEmpty(owner);
  return (
    <div className="token-offer" role="status" data-testid="token-offer">
      <span className="token-offer-text">{sentence}</span>
      <div className="token-offer-buttons">
        <Button size="small" onClick={() => read(token.id)} data-testid="read-token">
          {text.read}
        </Button>
        <Button size="small" type="text" className="token-offer-never" onClick={() => dismiss(token)}>
          {text.never}
        </Button>
      </div>
    </div>
  );
}
