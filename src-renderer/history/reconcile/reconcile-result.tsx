import { CheckCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import { Button, Table } from 'antd';
import { useMemo, useState } from 'react';
import type { Reconciliation } from '../../../src-main/contract/index.ts';
import { describeError, formatTime, reconcileWords, verdictWords } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { ExportReport } from '../../parts/export-report.tsx';
import { useSpeech } from '../../words/index.ts';
import {
  alwaysCounted,
  countsOf,
  type ReconciledGroup,
  type ReconciledRow,
  reconciledGroups,
  reconciledRows,
} from './reconciled-rows.ts';

const pageRows = 50;

/** What a reconciliation found: counts, which narrow the rows, and the rows, which lead to their uses. */
export function ReconcileResult({
  runId,
  result,
  onOpenUse,
}: {
  runId: string;
  result: Reconciliation;
  onOpenUse: (seq: number) => void;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const text = words.history.reconciling;
  const rows = useMemo(() => reconciledRows(result), [result]);
  const counts = useMemo(() => countsOf(rows), [rows]);
  const [only, setOnly] = useState<ReconciledGroup | null>(null);
  const shown = only === null ? rows : rows.filter(({ group }) => group === only);
  const { skipped, cancelled, total, files } = result;
  const notes = [
    cancelled ? text.cancelled(files.length, total) : '',
    skipped.otherFiles > 0 ? text.otherFiles(skipped.otherFiles) : '',
    skipped.links > 0 ? text.links(skipped.links) : '',
    ...skipped.unreadableFolders.map((path) => text.unreadableFolder(path)),
  ].filter((note) => note !== '');
  const make = (format: 'xlsx' | 'csv') => () => bridge.call('history.reconcileReport', { runId, format, language });
  return (
    <section className="stack" data-testid="reconcile-result">
      <div className="reconcile-head">
        <p className={`check-verdict ${result.accounted ? 'tone-good' : 'tone-note'}`} role="status">
          <span aria-hidden className="line-icon">
            {result.accounted ? <CheckCircleFilled /> : <ExclamationCircleFilled />}
          </span>{' '}
          <strong>
            {rows.length === 0
              ? text.empty
              : result.accounted
                ? text.accounted(files.length)
                : text.open(rows.length - counts.recorded)}
          </strong>
        </p>
        <div className="button-row">
          <ExportReport make={make('xlsx')} format="xlsx">
            {text.saveTable}
          </ExportReport>
          <ExportReport make={make('csv')} format="csv">
            {text.saveCsv}
          </ExportReport>
        </div>
      </div>
      {notes.map((note) => (
        <p key={note} className="quiet wrap-anywhere">
          {note}
        </p>
      ))}
      <fieldset className="reconcile-groups" aria-label={text.filter}>
        <Button type={only === null ? 'primary' : 'default'} aria-pressed={only === null} onClick={() => setOnly(null)}>
          {text.all(rows.length)}
        </Button>
        {reconciledGroups
          .filter((group) => counts[group] > 0 || alwaysCounted.includes(group))
          .map((group) => (
            <Button
              key={group}
              type={only === group ? 'primary' : 'default'}
              aria-pressed={only === group}
              disabled={counts[group] === 0}
              onClick={() => setOnly(group)}
              data-testid={`reconcile-${group}`}
            >
              {`${text.groups[group]} ${counts[group]}`}
            </Button>
          ))}
      </fieldset>
      <Table<ReconciledRow>
        size="small"
        rowKey="key"
        dataSource={[...shown]}
        pagination={{ pageSize: pageRows, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: text.none }}
        columns={[
          {
            title: text.file,
            render: (_, { name, path }) => (
              <span className="wrap-anywhere" title={path}>
                {name}
              </span>
            ),
          },
          {
            title: text.state,
            width: '34%',
            render: (_, row) => <StateOf row={row} />,
          },
          {
            title: text.uses,
            width: 104,
            render: (_, { seqs: [first] }) =>
              first === undefined ? null : (
                <Button
                  type="link"
                  className="reconcile-use"
                  aria-label={text.openUse(first)}
                  onClick={() => onOpenUse(first)}
                  data-testid="reconcile-use"
                >{`#${first}`}</Button>
              ),
          },
        ]}
        onRow={({ group, state }) =>
          ({ 'data-testid': 'reconcile-row', 'data-group': group, 'data-state': state }) as object
        }
      />
    </section>
  );
}

function StateOf({ row }: { row: ReconciledRow }) {
  const { language, words } = useSpeech();
  const text = words.history.reconciling;
  const { states, gone } = reconcileWords[language];
  const { verdict, receipt, error, at, state } = row;
  const details = [
    error === null ? '' : describeError(error, language, 'checking').happened,
    verdict === null ? '' : verdictWords[language].verdicts[verdict],
    receipt === null ? '' : text.ofLedger(receipt.ledger.slice(0, 8), receipt.number),
    at === null ? '' : text.stampedAt(formatTime(at, language)),
  ].filter((detail) => detail !== '');
  return (
    <>
      {state === 'gone' ? gone : states[state]}
      {details.length > 0 && <span className="quiet reconcile-detail">{details.join(' · ')}</span>}
    </>
  );
}
