import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { HistoryCheck, HistoryPackage } from '../../../src-main/contract/index.ts';
import { describeHistoryFault, formatTime } from '../../../src-main/words/index.ts';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';
import { Digest } from '../../parts/digest.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useSpeech } from '../../words/index.ts';
import { type CheckRun, checkHistory, packHistory } from './checks.ts';

const shownFaults = 100;

/** 核对: whether the chain of events is whole, and what a token vouches for. */
export function CheckDialog({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { info } = useApp();
  const { words } = useSpeech();
  const text = words.history.checking;
  const [result, setResult] = useState<HistoryCheck | null>(null);
  const [percent, setPercent] = useState(0);
  const [packed, setPacked] = useState<HistoryPackage | null>(null);
  const run = useRef<CheckRun | null>(null);
  useEffect(() => () => run.current?.cancel(), []);
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async () => {
    setWorking(true);
    setError(null);
    try {
      run.current = checkHistory(bridge, (fraction) => setPercent(Math.floor(fraction * 100)));
      setResult(await run.current.result);
    } catch (thrown) {
      setError(thrown);
    }
    run.current = null;
    setWorking(false);
  };
  const pack = () => {
    setError(null);
    packHistory(bridge, info.homeFolder).then(setPacked, setError);
  };
  return (
    <Modal
      open
      title={text.title}
      width={640}
      cancelText={words.common.close}
      okText={working ? `${text.working} ${percent}%` : text.go}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'check-go' }}
      styles={{ body: { maxHeight: '60vh', overflowY: 'auto' } }}
    >
      <div className="stack" data-testid="check-dialog">
        <p>{text.text}</p>
        {result !== null && <CheckResult result={result} />}
        <div className="button-row">
          <Button onClick={pack} data-testid="pack-history">
            {text.pack}
          </Button>
          {packed !== null && <span className="wrap-anywhere">{packed.path}</span>}
        </div>
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Modal>
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
