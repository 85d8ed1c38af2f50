import { Button } from 'antd';
import type { Reconciliation } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import { dialogBody } from '../dialogs/dialog-body.ts';
import { useHistoryWork } from '../use-history-work.ts';
import { WorkProgress } from '../work-progress.tsx';
import { ReconcileResult } from './reconcile-result.tsx';
import { ReconcileSource } from './reconcile-source.tsx';

/** 对账: the PDFs of folders held against the record. Steps aside, and keeps what it found, while a use is shown. */
export function ReconcileDialog({
  isAside,
  onOpenUse,
  onClose,
}: {
  isAside: boolean;
  onOpenUse: (seq: number) => void;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history.reconciling;
  const { work, start, cancel, reset } = useHistoryWork<Reconciliation>();
  const reconcile = (paths: string[]) =>
    void start((runId) => bridge.call('history.reconcile', { runId, paths, recursive: true }));
  const { kind } = work;
  return (
    <Dialog
      open={!isAside}
      isKept
      title={text.title}
      width={860}
      onCancel={onClose}
      styles={dialogBody}
      footer={
        <div className="button-row dialog-buttons">
          {kind === 'done' && <Button onClick={reset}>{text.again}</Button>}
          <Button onClick={onClose}>{words.common.close}</Button>
        </div>
      }
    >
      <div className="stack" data-testid="reconcile-dialog">
        {kind !== 'done' && <p>{text.text}</p>}
        {(kind === 'idle' || kind === 'failed') && <ReconcileSource onPaths={reconcile} />}
        {kind === 'failed' && <ErrorPanel error={work.error} reader="checking" />}
        {kind === 'running' && (
          <WorkProgress progress={work.progress} cancelText={text.cancel} onCancel={cancel}>
            {work.progress === null || work.progress.total === 0
              ? text.searching
              : text.progress(work.progress.done, work.progress.total)}
          </WorkProgress>
        )}
        {kind === 'done' && <ReconcileResult runId={work.runId} result={work.result} onOpenUse={onOpenUse} />}
      </div>
    </Dialog>
  );
}
