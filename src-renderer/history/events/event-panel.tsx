import { Button } from 'antd';
import type { LedgerEvent } from '../../../src-main/contract/index.ts';
import { describeEvent, formatExactTime, historyWords, visibleJson } from '../../../src-main/words/index.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { SidePanel } from '../../parts/dialog.tsx';
import { Digest } from '../../parts/digest.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useSpeech } from '../../words/index.ts';

/** The use that an event is about; null: it is about none. */
function numberOfUse({ data }: LedgerEvent): number | null {
  const number = data.seq ?? data.use;
  return typeof number === 'number' ? number : null;
}

/** All that one event says. */
export function EventPanel({
  event,
  onOpenUse,
  onClose,
}: {
  event: LedgerEvent | null;
  onOpenUse: (seq: number) => void;
  onClose: () => void;
}) {
  const { language, words } = useSpeech();
  const text = words.history.events;
  const use = event === null ? null : numberOfUse(event);
  return (
    <SidePanel
      open={event !== null}
      onClose={onClose}
      size={620}
      title={event === null ? '' : `${text.details} ${event.number}`}
      extra={event !== null && <CopyButton showLabel text={() => visibleJson(event)} />}
    >
      {event !== null && (
        <div className="history-details" data-testid="event-panel">
          <Facts
            facts={[
              { label: text.kind, value: historyWords[language].eventKinds[event.kind] },
              { label: words.history.time, value: formatExactTime(event.time, language) },
              { label: text.what, value: describeEvent(event, language) },
              { label: words.history.receipt.hash, value: <Digest value={event.hash} /> },
            ]}
          />
          {use !== null && (
            <div className="button-row">
              <Button onClick={() => onOpenUse(use)}>
                {words.history.details} #{use}
              </Button>
            </div>
          )}
          <h2>{text.data}</h2>
          <pre className="event-data">{visibleJson(event.data)}</pre>
        </div>
      )}
    </SidePanel>
  );
}
