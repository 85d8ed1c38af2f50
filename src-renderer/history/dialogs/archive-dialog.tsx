import { Button } from 'antd';
import type { ArchivedHistory, LedgerFile } from '../../../src-main/contract/index.ts';
import { formatTime, historyFileName } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Digest } from '../../parts/digest.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useSpeech } from '../../words/index.ts';
import { useHistoryWork } from '../use-history-work.ts';
import { WorkProgress } from '../work-progress.tsx';
import { dialogBody } from './dialog-body.ts';

/** 归档: all events to a package that is checked, and a fresh record; and the records that were archived before. */
export function ArchiveDialog({
  ledgers,
  onDone,
  onLook,
  onClose,
}: {
  ledgers: readonly LedgerFile[];
  onDone: () => void;
  onLook: (path: string) => void;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const text = words.history.archive;
  const { work, start, cancel } = useHistoryWork<ArchivedHistory>();
  const archived = ledgers.filter(({ isArchived }) => isArchived);
  const archive = async () => {
    const chosen = await bridge.choosePlace(historyFileName('archive', language));
    if (chosen === null) return;
    const made = await start((runId) => bridge.call('history.archive', { runId, ...chosen, overwrite: true }));
    if (made !== null) onDone();
  };
  const { kind } = work;
  const made = kind === 'done' ? work.result.archived : null;
  return (
    <Dialog
      title={text.title}
      styles={dialogBody}
      onCancel={onClose}
      footer={
        <div className="button-row dialog-buttons">
          <Button onClick={onClose}>{words.common.close}</Button>
          {kind !== 'done' && (
            <Button type="primary" loading={kind === 'running'} onClick={archive} data-testid="archive-go">
              {bridge.door === 'web' ? text.goWeb : text.go}
            </Button>
          )}
        </div>
      }
    >
      <div className="stack" data-testid="archive-dialog">
        <p>{text.text}</p>
        <p className="quiet">{text.advice}</p>
        {kind === 'running' && (
          <WorkProgress progress={work.progress} cancelText={words.history.work.cancel} onCancel={cancel}>
            {text.working}
          </WorkProgress>
        )}
        {kind === 'failed' && <ErrorPanel error={work.error} />}
        {made !== null && (
          <section className="stack" data-testid="archive-done">
            <p role="status">
              <strong>{text.done(made.head.number)}</strong>
            </p>
            <Facts
              facts={[
                { label: text.package, value: <span className="wrap-anywhere">{made.package.path}</span> },
                { label: 'SHA-256', value: <Digest value={made.package.sha256} /> },
                { label: text.formerFile, value: <span className="wrap-anywhere">{made.file}</span> },
              ]}
            />
          </section>
        )}
        {archived.length > 0 && (
          <section className="stack" aria-label={text.archived}>
            <p>
              <strong>{text.archived}</strong>
            </p>
            <ul className="set-aside">
              {archived.map(({ file, path, modifiedAt }) => (
                <li key={path} className="set-aside-file">
                  <span className="wrap-anywhere" title={path}>
                    {file}
                  </span>
                  <span className="quiet">{formatTime(modifiedAt, language)}</span>
                  <Button aria-label={`${text.look} ${file}`} onClick={() => onLook(path)} data-testid="archived-look">
                    {text.look}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  );
}
