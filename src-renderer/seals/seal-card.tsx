import { App as AntApp, Button, Tag } from 'antd';
import { useState } from 'react';
import type { SealWithState } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { formatDay } from '../format/dates.ts';
import { formatSize, serialTail } from '../format/measures.ts';
import { Artwork } from '../parts/artwork.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Facts } from '../parts/facts.tsx';
import { sealStateShapes, sealStateWords } from '../parts/seal-words.ts';
import { useSpeech } from '../words/index.ts';

/** A seal with its impression at true size. */
export function SealCard({ seal }: { seal: SealWithState }) {
  const bridge = useBridge();
  const { refreshSeals } = useApp();
  const { language, words } = useSpeech();
  const { modal } = AntApp.useApp();
  const [error, setError] = useState<unknown>(null);

  const remove = () =>
    modal.confirm({
      title: words.seals.removeTitle(seal.name),
      content: words.seals.removeText,
      okText: words.common.remove,
      okButtonProps: { danger: true },
      cancelText: words.common.cancel,
      async onOk() {
        try {
          await bridge.call('seals.remove', { id: seal.id });
          await refreshSeals();
        } catch (thrown) {
          setError(thrown);
        }
      },
    });

  return (
    <article className="seal-card" data-testid={`seal-card-${seal.id}`}>
      <div className="seal-paper">
        <Artwork
          sealId={seal.id}
          alt={seal.name}
          style={{ width: `${seal.widthMm}mm`, height: `${seal.heightMm}mm` }}
        />
      </div>
      <div className="seal-words">
        <h2>
          {seal.name} {seal.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
        </h2>
        <span className={`seal-state seal-state-${seal.state}`}>
          <span aria-hidden>{sealStateShapes[seal.state]}</span> {sealStateWords(seal, words)}
        </span>
        <Facts
          facts={[
            { label: words.seals.kind, value: words.sealKinds[seal.kind] },
            {
              label: words.seals.size,
              value: `${formatSize(seal.widthMm, seal.heightMm)} · ${words.seals[seal.artworkKind]}`,
            },
            { label: words.seals.owner, value: seal.binding.ownerName },
            {
              label: words.seals.validUntil,
              value: `${formatDay(seal.binding.notAfter, language)} · ${words.common.daysLeft(seal.daysLeft)}`,
            },
            { label: words.seals.token, value: `${seal.binding.tokenLabel} ${serialTail(seal.binding.tokenSerial)}` },
            { label: words.seals.createdAt, value: `${formatDay(seal.createdAt, language)} · ${words.seals.where}` },
          ]}
        />
        {error !== null && <ErrorPanel error={error} />}
        <div>
          <Button size="small" danger onClick={remove} data-testid={`remove-seal-${seal.id}`}>
            {words.seals.remove}
          </Button>
        </div>
      </div>
    </article>
  );
}
