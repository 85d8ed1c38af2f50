import { DeleteOutlined } from '@ant-design/icons';
import { Button, Spin } from 'antd';
import type { Batch } from '../../src-main/contract/index.ts';
import { formatTime } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useModal } from '../shown/use-modal.ts';
import { useSpeech } from '../words/index.ts';
import { isAtWork } from './figures.ts';
import { BatchStateWord } from './state-word.tsx';
import { useBatches } from './use-batches.tsx';

/** The batches of this computer, the newest first; what was interrupted can be gone on with. */
export function BatchList({ onOpen }: { onOpen: (id: string) => void }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const modal = useModal();
  const { batches, error, drop } = useBatches();
  const text = words.batch.list;

  const remove = ({ id, name }: Batch) =>
    modal.confirm({
      title: text.removeTitle(name),
      content: text.removeText,
      okText: text.remove,
      okButtonProps: { danger: true },
      cancelText: words.common.cancel,
      onOk: async () => {
        try {
          await bridge.call('batch.remove', { id });
          drop(id);
        } catch (thrown) {
          modal.error({ icon: null, title: text.remove, content: <ErrorPanel error={thrown} />, width: 520 });
        }
      },
    });

  return (
    <aside className="batch-list" aria-label={text.title}>
      <h2>{text.title}</h2>
      {error !== null && <ErrorPanel error={error} />}
      {batches === null && error === null && <Spin />}
      {batches?.length === 0 && <p className="quiet">{text.none}</p>}
      <ul data-testid="batch-list">
        {batches?.map((batch) => (
          <li key={batch.id}>
            <button type="button" onClick={() => onOpen(batch.id)} data-testid="batch-entry" data-state={batch.state}>
              <strong className="wrap-anywhere">{batch.name}</strong>
              <BatchStateWord state={batch.state} />
              <span className="figures quiet">
                {text.summary(batch.counts.done, batch.total)}
                {batch.counts.failed > 0 && ` · ${text.failed(batch.counts.failed)}`}
              </span>
              <span className="figures quiet">{formatTime(batch.createdAt, language)}</span>
              {batch.state === 'stopped' && <span className="batch-go-on">{text.go} ›</span>}
            </button>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              disabled={isAtWork(batch)}
              aria-label={`${text.remove} ${batch.name}`}
              data-testid="batch-remove"
              onClick={() => remove(batch)}
            />
          </li>
        ))}
      </ul>
    </aside>
  );
}
