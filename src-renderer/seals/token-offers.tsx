import { UsbOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { Token } from '../../src-main/contract/index.ts';
import { serialTail } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useSpeech } from '../words/index.ts';
import { isImportable, usableCertificates, useTokenSeals } from './token-seals.tsx';

/** A quiet line for each plugged-in token that carries something not in use yet. */
export function TokenOffers() {
  const { offers } = useTokenSeals();
  return offers.map((token) => <TokenOffer key={token.id} token={token} />);
}

function TokenOffer({ token }: { token: Token }) {
  const { seals } = useApp();
  const { found, read, dismiss } = useTokenSeals();
  const { words } = useSpeech();
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
      <UsbOutlined aria-hidden />
      <span className="token-offer-text">{sentence}</span>
      <Button size="small" type="primary" ghost onClick={() => read(token.id)} data-testid="read-token">
        {text.read}
      </Button>
      <Button size="small" type="text" onClick={() => dismiss(token)}>
        {text.never}
      </Button>
    </div>
  );
}
