import { Button, Drawer, Tag } from 'antd';
import { useState } from 'react';
import { errorCodes, type HistoryRow, type RepairRow } from '../../src-main/contract/index.ts';
import { describeError, describeSealKind, formatExactTime, visibleJson } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { formatMm } from '../format/measures.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Digest } from '../parts/digest.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Facts } from '../parts/facts.tsx';
import { useSpeech } from '../words/index.ts';
import { OutcomeWord } from './outcome-word.tsx';

/** Everything about one use of a seal, all of it copyable. */
export function HistoryPanel({
  row,
  repair,
  onClose,
}: {
  row: HistoryRow | null;
  /** Of which the stamped document is the copy. */
  repair: RepairRow | null;
  onClose: () => void;
}) {
  const { words } = useSpeech();
  return (
    <Drawer
      open={row !== null}
      onClose={onClose}
      size={620}
      title={row === null ? '' : `${words.history.details} #${row.seq}`}
      extra={row !== null && <CopyButton showLabel text={() => visibleJson(row)} />}
    >
      {row !== null && <Details key={row.seq} row={row} repair={repair} />}
    </Drawer>
  );
}

function Details({ row, repair }: { row: HistoryRow; repair: RepairRow | null }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [error, setError] = useState<unknown>(null);
  const attempt = (action: Promise<unknown>) => {
    setError(null);
    action.catch(setError);
  };
  const text = words.history;
  const code = errorCodes.find((known) => known === row.errorCode);
  const doors: Record<string, string> = text.doors;
  const rules: Record<string, string> = words.placing.rules;
  const ways = row.placingRules.split(' ').map((rule) => rules[rule] ?? rule);
  return (
    <div className="history-details" data-testid="history-panel">
      <Facts
        facts={[
          { label: text.outcome, value: <OutcomeWord outcome={row.outcome} /> },
          row.errorCode === null
            ? null
            : {
                label: text.error,
                value: (
                  <>
                    {code !== undefined && describeError({ code, values: {} }, language).happened}{' '}
                    <code>{row.errorCode}</code>
                  </>
                ),
              },
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
          row.nameOnSeal === ''
            ? null
            : {
                label: text.nameOnSeal,
                value: (
                  <span className="warning-text" data-testid="name-on-seal">
                    <span aria-hidden>▲ </span>
                    {row.nameOnSeal}
                    {row.nameReason !== '' && ` · ${row.nameReason}`}
                  </span>
                ),
              },
          {
            label: text.position,
            value: `${words.common.page(row.page)} · X ${formatMm(row.xMm)} · Y ${formatMm(row.yMm)} mm`,
          },
          {
            label: words.placing.places,
            value: `${words.placing.countPlaces(row.impressionCount)} · ${ways.join(words.common.separator)}`,
          },
          { label: text.operator, value: row.operator },
          row.reason === '' ? null : { label: text.reason, value: row.reason },
          { label: text.original, value: row.documentPath },
          repair === null ? null : { label: text.repairs.madeFrom, value: repair.inputPath },
          { label: text.output, value: row.outcome === 'completed' ? row.outputPath : text.noAfter },
          { label: text.before, value: <Digest value={row.sha256Before} /> },
          { label: text.after, value: row.sha256After === null ? text.noAfter : <Digest value={row.sha256After} /> },
          { label: text.token, value: row.tokenLabel },
          { label: words.token.serial, value: <Digest value={row.tokenSerial} /> },
          { label: text.certificate, value: row.certificateSubject },
          { label: text.certificateSerial, value: <Digest value={row.certificateSerial} /> },
          { label: text.fingerprint, value: <Digest value={row.certificateFingerprint} /> },
          { label: text.door, value: doors[row.door] ?? row.door },
          { label: text.run, value: row.runId },
        ]}
      />
      {error !== null && <ErrorPanel error={error} />}
      {row.outcome === 'completed' && (
        <div className="button-row">
          <Button onClick={() => attempt(bridge.openFile(row.outputPath))}>{text.openFile}</Button>
          <Button onClick={() => attempt(bridge.call('desktop.reveal', { path: row.outputPath }))}>
            {text.reveal}
          </Button>
        </div>
      )}
    </div>
  );
}
