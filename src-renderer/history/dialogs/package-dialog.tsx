import { Button } from 'antd';
import { useState } from 'react';
import type { HistoryPackage } from '../../../src-main/contract/index.ts';
import { historyFileName } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Digest } from '../../parts/digest.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useSpeech } from '../../words/index.ts';
import { useHistoryWork } from '../use-history-work.ts';
import { WorkProgress } from '../work-progress.tsx';
import { dialogBody } from './dialog-body.ts';
import { handOver } from './kept-file.ts';

/** 证据包: all events, with what proves and explains them, to where the person says. */
export function PackageDialog({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const text = words.history.packing;
  const { cancel: cancelText } = words.history.work;
  const { work, start, cancel } = useHistoryWork<HistoryPackage>();
  const [place, setPlace] = useState('');
  const pack = async () => {
    const chosen = await bridge.choosePlace(historyFileName('package', language));
    if (chosen === null) return;
    const made = await start((runId) => bridge.call('history.package', { runId, ...chosen, overwrite: true }));
    if (made) setPlace(await handOver(bridge, made, words.history.work));
  };
  const { kind } = work;
  return (
    <Dialog
      title={text.title}
      styles={dialogBody}
      onCancel={onClose}
      footer={
        <div className="button-row dialog-buttons">
          <Button onClick={onClose}>{words.common.close}</Button>
          {kind !== 'done' && (
            <Button type="primary" loading={kind === 'running'} onClick={pack} data-testid="package-go">
              {bridge.door === 'web' ? text.goWeb : text.go}
            </Button>
          )}
        </div>
      }
    >
      <div className="stack" data-testid="package-dialog">
        <p>{text.text}</p>
        {kind === 'running' && (
          <WorkProgress progress={work.progress} cancelText={cancelText} onCancel={cancel}>
            {text.working}
          </WorkProgress>
        )}
        {kind === 'failed' && <ErrorPanel error={work.error} />}
        {kind === 'done' && (
          <section className="stack" data-testid="package-done">
            <p role="status">
              <strong>{text.done(work.result.head.number - work.result.first + 1)}</strong>
            </p>
            <p className="wrap-anywhere">{place}</p>
            <Facts
              facts={[
                { label: words.history.receipt.number, value: work.result.head.number },
                { label: text.head, value: <Digest value={work.result.head.hash} /> },
              ]}
            />
            <p className="quiet">
              {text.keepHead}{' '}
              <CopyButton showLabel text={() => `${work.result.head.number}:${work.result.head.hash}`} />
            </p>
          </section>
        )}
      </div>
    </Dialog>
  );
}
