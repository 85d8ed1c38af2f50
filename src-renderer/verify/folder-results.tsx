import { ExclamationCircleFilled, StopOutlined, WarningFilled } from '@ant-design/icons';
import { Button, Progress, Table } from 'antd';
import { useState } from 'react';
import type {
  FolderOutcome,
  FolderRow,
  FolderVerification,
  FolderVerificationProgress,
} from '../../src-main/contract/index.ts';
import { describeError, describeOutcome, formatTime, listSealPicturePages } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { ExportReport } from '../parts/export-report.tsx';
import { VerdictBadge } from '../parts/verdict-badge.tsx';
import { useSpeech } from '../words/index.ts';
import type { FolderRun } from './use-folder-run.ts';

const pageRows = 50;
/** As a person looks through them: what is wrong first. */
const outcomeOrder: readonly FolderOutcome[] = [
  'invalid',
  'changed',
  'indeterminate',
  'unreadable',
  'unsigned',
  'trial',
  'permitted',
  'valid',
];

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
        <h1>{total === 0 ? words.verify.folder.searching : words.verify.folder.progress(done, total)}</h1>
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
        <h1>{text.title}</h1>
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

/** A row for each file, narrowed by outcome. */
function FolderTable({
  rows,
  emptyText,
  onOpen,
}: {
  rows: readonly FolderRow[];
  emptyText: string;
  onOpen: (row: FolderRow) => void;
}) {
  const { language, words } = useSpeech();
  const [only, setOnly] = useState<FolderOutcome | null>(null);
  const text = words.verify.folder;
  const count = (outcome: FolderOutcome) => rows.filter((row) => row.outcome === outcome).length;
  const shown = only === null ? rows : rows.filter(({ outcome }) => outcome === only);
  return (
    <>
      <fieldset className="folder-filter" aria-label={text.filter}>
        <Button size="small" type={only === null ? 'primary' : 'default'} onClick={() => setOnly(null)}>
          {text.all(rows.length)}
        </Button>
        {outcomeOrder
          .filter((outcome) => count(outcome) > 0)
          .map((outcome) => (
            <Button
              key={outcome}
              size="small"
              type={only === outcome ? 'primary' : 'default'}
              aria-pressed={only === outcome}
              onClick={() => setOnly(outcome)}
              data-testid={`only-${outcome}`}
            >
              {`${describeOutcome(outcome, language)} ${count(outcome)}`}
            </Button>
          ))}
      </fieldset>
      <Table<FolderRow>
        size="small"
        rowKey="path"
        dataSource={[...shown]}
        pagination={{ pageSize: pageRows, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText }}
        columns={[
          {
            title: words.verify.files,
            render: (_, row) => (
              <button type="button" className="folder-file wrap-anywhere" onClick={() => onOpen(row)}>
                {row.name}
              </button>
            ),
          },
          { title: text.outcome, width: 200, render: (_, row) => <Outcome row={row} /> },
          {
            title: text.signerOrCause,
            render: (_, row) => (
              <span className="wrap-anywhere">
                {row.outcome === 'unreadable'
                  ? describeError(row.error, language).happened
                  : [...new Set(row.signatures.map(({ signerName }) => signerName))].join('、')}
              </span>
            ),
          },
          {
            title: words.verify.time,
            width: 170,
            render: (_, row) => {
              const time = row.outcome === 'unreadable' ? null : row.signatures.at(-1)?.signingTime;
              return <span className="figures">{time ? formatTime(time, language) : ''}</span>;
            },
          },
        ]}
        onRow={(row) => ({ 'data-testid': 'folder-row', 'data-outcome': row.outcome }) as object}
      />
    </>
  );
}

function Outcome({ row }: { row: FolderRow }) {
  const { language, words } = useSpeech();
  if (row.outcome === 'unreadable')
    return (
      <span className="danger-text">
        <WarningFilled aria-hidden /> {describeOutcome(row.outcome, language)}
      </span>
    );
  const pages = listSealPicturePages(row.unsignedSealPictures, language);
  return (
    <>
      <VerdictBadge verdict={row.outcome} /> {row.trial && <span className="quiet">{words.verify.trialShort}</span>}
      {pages !== '' && (
        <div className="folder-pictures tone-note" data-testid="row-seal-pictures">
          <span className="line-icon">
            <ExclamationCircleFilled aria-hidden />
          </span>
          {words.verify.sealPictures.inRow(pages)}
        </div>
      )}
    </>
  );
}
