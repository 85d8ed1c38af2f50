import { StopOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import type { FolderRow, FolderVerification, FolderVerificationProgress } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ExportReport } from '../parts/export-report.tsx';
import { useSpeech } from '../words/index.ts';
import { FolderTable } from './folder-table.tsx';
import type { FolderRun } from './use-folder-run.ts';

/** Many files: how far their verification is, then what came of it. The table is there from the first file on. */
export function FolderResults({
  run,
  onOpen,
  onCancel,
}: {
  run: Exclude<FolderRun, { kind: 'failed' }>;
  onOpen: (row: FolderRow) => void;
  onCancel: () => void;
}) {
  const { words } = useSpeech();
  const rows = run.kind === 'running' ? run.rows : run.result.rows;
  return (
    <article className="folder-results" data-testid={run.kind === 'done' ? 'folder-results' : 'folder-running'}>
      {run.kind === 'running' ? (
        <FolderProgress progress={run.progress} onCancel={onCancel} />
      ) : (
        <FolderSummary runId={run.runId} result={run.result} />
      )}
      {(run.kind === 'done' || rows.length > 0) && (
        <FolderTable rows={rows} emptyText={words.verify.folder.empty} onOpen={onOpen} />
      )}
    </article>
  );
}

function FolderProgress({ progress, onCancel }: { progress: FolderVerificationProgress | null; onCancel: () => void }) {
  const { words } = useSpeech();
  const { done, total, current } = progress ?? { done: 0, total: 0, current: '' };
  return (
    <div className="folder-progress" data-testid="folder-progress">
      <div className="folder-head">
        <h2>{total === 0 ? words.verify.folder.searching : words.verify.folder.progress(done, total)}</h2>
        <Button icon={<StopOutlined />} onClick={onCancel} data-testid="folder-cancel">
          {words.verify.folder.cancel}
        </Button>
      </div>
      <Progress percent={total === 0 ? 0 : Math.floor((done / total) * 100)} />
      <p className="quiet folder-current" title={current}>
        {current}
      </p>
    </div>
  );
}

/** What was passed over, and the table to be taken along. */
function FolderSummary({ runId, result }: { runId: string; result: FolderVerification }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const text = words.verify.folder;
  const { rows, skipped, total, cancelled } = result;
  const notes = [
    cancelled ? text.cancelled(rows.length, total) : '',
    skipped.otherFiles > 0 ? text.otherFiles(skipped.otherFiles) : '',
    skipped.links > 0 ? text.links(skipped.links) : '',
    ...skipped.unreadableFolders.map((path) => text.unreadableFolder(path)),
  ].filter((note) => note !== '');
  const make = (format: 'xlsx' | 'json') => () => bridge.call('verify.folderReport', { runId, format, language });
  return (
    <>
      <div className="folder-head">
        <h2>{text.title}</h2>
        <ExportReport make={make('xlsx')} format="xlsx">
          {text.exportTable}
        </ExportReport>
        <ExportReport make={make('json')} format="json">
          {text.exportJson}
        </ExportReport>
      </div>
      {notes.map((note) => (
        <p key={note} className="quiet wrap-anywhere">
          {note}
        </p>
      ))}
    </>
  );
}
