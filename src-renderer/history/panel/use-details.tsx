import { Alert, Button, Tag } from 'antd';
import { useEffect, useState } from 'react';
import {
  type DocumentLife,
  errorCodes,
  type HistoryRow,
  type Receipt,
  type RepairRow,
  receiptText,
  type UseParticulars,
} from '../../../src-main/contract/index.ts';
import { describeError, describeSealKind, formatExactTime } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { formatMm } from '../../format/measures.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Digest } from '../../parts/digest.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { type Fact, Facts } from '../../parts/facts.tsx';
import { useSpeech } from '../../words/index.ts';
import { useLedgerCheck } from '../aside/reading-from.ts';
import { proofOf } from '../aside/standing.ts';
import { OutcomeWord } from '../outcome-word.tsx';
import { WayWords } from '../uses/way-words.tsx';
import { FileState } from './file-state.tsx';
import { Life } from './life.tsx';
import { StampedPlace } from './stamped-place.tsx';
import { useRecordedFiles } from './use-recorded-files.ts';

const particulars = [
  'unit',
  'documentNumber',
  'category',
  'copies',
  'counterparty',
  'amount',
  'approver',
  'approvalNumber',
  'supervisor',
  'note',
] as const satisfies readonly (keyof UseParticulars)[];

const unless = (isEmpty: boolean, fact: Fact): Fact | null => (isEmpty ? null : fact);

/** What a use of a ledger that was set aside is worth. */
function ProofLine({ row }: { row: HistoryRow }) {
  const check = useLedgerCheck();
  const { words } = useSpeech();
  if (check === null) return null;
  const proof = proofOf(Math.max(row.intentNumber, row.outcomeNumber ?? 0), check);
  return (
    <Alert
      type={proof === 'doubtful' ? 'warning' : 'info'}
      showIcon
      title={words.history.aside.of[proof]}
      data-testid="use-proof"
      data-proof={proof}
    />
  );
}

export function UseDetails({
  row,
  repair,
  onOpen,
}: {
  row: HistoryRow;
  repair: RepairRow | null;
  /** Another use of the same document. */
  onOpen: (row: HistoryRow) => void;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const text = words.history;
  const [error, setError] = useState<unknown>(null);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [life, setLife] = useState<DocumentLife | null>(null);
  const { looked, again } = useRecordedFiles(row.seq);
  const attempt = (action: Promise<unknown>) => {
    setError(null);
    action.catch(setError);
  };
  useEffect(() => {
    let isWanted = true;
    const wanted =
      <T,>(take: (value: T) => void) =>
      (value: T) => {
        if (isWanted) take(value);
      };
    bridge.call('history.receiptOf', { seq: row.seq }).then(wanted(setReceipt), wanted(setError));
    bridge.call('history.life', { seq: row.seq }).then(wanted(setLife), wanted(setError));
    return () => {
      isWanted = false;
    };
  }, [bridge, row.seq]);

  const code = errorCodes.find((known) => known === row.errorCode);
  const doors: Record<string, string> = text.doors;
  const files = looked.kind === 'done' ? looked.files : null;
  return (
    <div className="history-details" data-testid="history-panel">
      <ProofLine row={row} />
      <StampedPlace row={row} looked={looked} />
      <section>
        <h2>{text.sections.use}</h2>
        <Facts
          facts={[
            { label: text.outcome, value: <OutcomeWord outcome={row.outcome} /> },
            unless(row.errorCode === null, {
              label: text.error,
              value: (
                <>
                  {code !== undefined && describeError({ code, values: {} }, language).happened}{' '}
                  <code>{row.errorCode}</code>
                </>
              ),
            }),
            { label: text.time, value: formatExactTime(row.at, language) },
            row.settledAt === null ? null : { label: text.settledAt, value: formatExactTime(row.settledAt, language) },
            {
              label: text.seal,
              value: (
                <>
                  {row.sealName} · {describeSealKind(row.sealKind, language)}{' '}
                  {row.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
                </>
              ),
            },
            unless(row.sealCode === '', { label: text.sealCode, value: row.sealCode }),
            unless(row.nameOnSeal === '', {
              label: text.nameOnSeal,
              value: (
                <span className="warning-text" data-testid="name-on-seal">
                  <span aria-hidden>▲ </span>
                  {row.nameOnSeal}
                  {row.nameReason !== '' && ` · ${row.nameReason}`}
                </span>
              ),
            }),
            {
              label: text.position,
              value: `${words.common.page(row.page)} · X ${formatMm(row.xMm)} · Y ${formatMm(row.yMm)} mm`,
            },
            { label: text.placesLabel, value: <WayWords act={[row]} placesFirst /> },
            { label: text.operator, value: row.operator },
            unless(row.reason === '', { label: text.reason, value: row.reason }),
          ]}
        />
      </section>
      {particulars.some((name) => row[name] !== '' && row[name] !== null) && (
        <section data-testid="use-particulars">
          <h2>{text.sections.papers}</h2>
          <Facts
            facts={particulars.map((name) =>
              unless(row[name] === '' || row[name] === null, { label: text.particulars[name], value: row[name] }),
            )}
          />
        </section>
      )}
      <section>
        <h2>{text.sections.files}</h2>
        {looked.kind === 'looking' && (
          <p className="quiet" role="status">
            {looked.percent === 0 ? text.files.looking : text.files.progress(looked.percent)}
          </p>
        )}
        {looked.kind === 'failed' && <ErrorPanel error={looked.error} />}
        <Facts
          facts={[
            {
              label: text.original,
              value: (
                <>
                  <span className="wrap-anywhere">{row.documentPath}</span>
                  {files && <FileState state={files.original.state} said={text.files.original[files.original.state]} />}
                </>
              ),
            },
            unless(row.documentPages === null, { label: text.documentPages, value: row.documentPages }),
            repair === null ? null : { label: text.repairs.madeFrom, value: repair.inputPath },
            {
              label: text.output,
              value:
                row.sha256After === null ? (
                  text.noAfter
                ) : (
                  <>
                    <span className="wrap-anywhere">{row.outputPath}</span>
                    {files?.stamped && (
                      <FileState state={files.stamped.state} said={text.files.stamped[files.stamped.state]} />
                    )}
                  </>
                ),
            },
            { label: text.before, value: <Digest value={row.sha256Before} /> },
            { label: text.after, value: row.sha256After === null ? text.noAfter : <Digest value={row.sha256After} /> },
          ]}
        />
        {error !== null && <ErrorPanel error={error} />}
        <div className="button-row">
          {row.outcome === 'completed' && (
            <>
              <Button onClick={() => attempt(bridge.openFile(row.outputPath))}>{text.openFile}</Button>
              {bridge.door === 'electron' && (
                <Button onClick={() => attempt(bridge.call('desktop.reveal', { path: row.outputPath }))}>
                  {text.reveal}
                </Button>
              )}
            </>
          )}
          {looked.kind !== 'looking' && <Button onClick={again}>{text.files.again}</Button>}
        </div>
      </section>
      <section>
        <h2>{text.sections.life}</h2>
        {life === null ? (
          <p className="quiet">{words.common.loading}</p>
        ) : (
          <Life row={row} life={life} onOpen={onOpen} />
        )}
      </section>
      <section data-testid="use-receipt">
        <h2>{text.receipt.title}</h2>
        <p className="quiet">{text.receipt.hint}</p>
        <Facts
          facts={[
            { label: text.receipt.number, value: row.intentNumber },
            row.outcomeNumber === null ? null : { label: text.receipt.outcomeNumber, value: row.outcomeNumber },
            receipt === null ? null : { label: text.receipt.ledger, value: <Digest value={receipt.ledger} /> },
            receipt === null ? null : { label: text.receipt.hash, value: <Digest value={receipt.hash} /> },
          ]}
        />
        {receipt !== null && <CopyButton showLabel label={text.receipt.copy} text={() => receiptText(receipt)} />}
      </section>
      <section>
        <h2>{text.sections.proof}</h2>
        <Facts
          facts={[
            { label: text.certificate, value: row.certificateSubject },
            { label: text.certificateSerial, value: <Digest value={row.certificateSerial} /> },
            { label: text.fingerprint, value: <Digest value={row.certificateFingerprint} /> },
            { label: text.token, value: row.tokenLabel },
            { label: words.token.serial, value: <Digest value={row.tokenSerial} /> },
            { label: text.door, value: doors[row.door] ?? row.door },
            unless(row.machine === '', { label: text.machine, value: row.machine }),
            unless(row.systemUser === '', { label: text.systemUser, value: row.systemUser }),
            { label: text.run, value: row.runId },
          ]}
        />
      </section>
    </div>
  );
}
