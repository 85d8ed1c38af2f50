import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Button } from 'antd';
import type { HistoryCheck } from '../../../src-main/contract/index.ts';
import { describeHistoryFault, formatTime } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Digest } from '../../parts/digest.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useSpeech } from '../../words/index.ts';
import { useHistoryWork } from '../use-history-work.ts';
import { WorkProgress } from '../work-progress.tsx';
import { dialogBody } from './dialog-body.ts';

const shownFaults = 100;

/** 核对: whether the chain of events is whole, and what a token vouches for. */
export function CheckDialog({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history.checking;
  const { work, start, cancel } = useHistoryWork<HistoryCheck>();
  const check = () => void start((runId) => bridge.call('history.check', { runId }));
  const { kind } = work;
  return (
    <Dialog
      title={text.title}
      width={640}
      onCancel={onClose}
      styles={dialogBody}
      footer={
        <div className="button-row dialog-buttons">
          <Button onClick={onClose}>{words.common.close}</Button>
          <Button type="primary" loading={kind === 'running'} onClick={check} data-testid="check-go">
            {text.go}
          </Button>
        </div>
      }
    >
      <div className="stack" data-testid="check-dialog">
        <p>{text.text}</p>
        {kind === 'running' && (
          <WorkProgress progress={work.progress} cancelText={words.history.work.cancel} onCancel={cancel}>
            {text.working}
          </WorkProgress>
        )}
        {kind === 'done' && <CheckResult result={work.result} />}
        {kind === 'failed' && <ErrorPanel error={work.error} />}
      </div>
    </Dialog>
  );
}

function CheckResult({ result }: { result: HistoryCheck }) {
  const { language, words } = useSpeech();
  const text = words.history.checking;
  const shown = result.faults.slice(0, shownFaults);
  const verdict = () => {
    if (result.whole) return result.setAside === undefined ? text.whole : text.wholeSince;
    if (!result.chainWhole) return text.broken(result.faultCount);
    return result.listsRemade === true ? text.listsRemade : text.listsOnly;
  };
  const isGood = result.whole && result.setAside === undefined;
  return (
    <section className={`check-result check-${isGood ? 'whole' : 'broken'}`} role="status">
      <p className="check-verdict">
        <span aria-hidden>{isGood ? <CheckCircleFilled /> : <CloseCircleFilled />}</span> <strong>{verdict()}</strong>
      </p>
      <p>
        {text.events(result.events)} · {text.checkpoints(result.checkpoints.length)} ·{' '}
        {text.vouched(result.vouchedUntil)}
      </p>
      {shown.length > 0 && (
        <ul className="check-faults" data-testid="check-faults">
          {shown.map((fault) => (
            <li key={`${fault.kind} ${fault.number}`}>
              {Object.values(describeHistoryFault(fault, language)).join('')}
            </li>
          ))}
        </ul>
      )}
      {result.faultCount > shown.length && <p className="quiet">{text.more(result.faultCount - shown.length)}</p>}
      <Facts
        facts={[
          result.head === null
            ? null
            : { label: words.history.receipt.hash, value: <Digest value={result.head.hash} /> },
          ...result.checkpoints.slice(-3).map(({ number, head, time, signer }) => ({
            label: `${words.history.receipt.number} ${number}`,
            value: `${formatTime(time, language)} · ${signer} · ${text.vouched(head)}`,
          })),
        ]}
      />
    </section>
  );
}
