import { Alert, Button } from 'antd';
import { useEffect, useState } from 'react';
import type { Receipt, ReceiptAnswer } from '../../src-main/contract/index.ts';
import { groupDigits } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';

/** How the receipt of a signature stands to the record of this machine. `onShow` goes to a use, or to the page where there is none. */
export function ReceiptLine({
  receipt,
  signers,
  onShow,
}: {
  receipt: Receipt;
  /** The certificates that signed with it, with a space between. */
  signers: string;
  onShow: (seq: number | null) => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history.ofSignature;
  const [answer, setAnswer] = useState<ReceiptAnswer | 'failed' | null>(null);
  useEffect(() => {
    let isWanted = true;
    bridge.call('history.receipt', { ...receipt, signers: signers.split(' ') }).then(
      (given) => isWanted && setAnswer(given),
      () => isWanted && setAnswer('failed'),
    );
    return () => {
      isWanted = false;
    };
  }, [bridge, receipt, signers]);

  if (answer === null) return <p className="receipt-line quiet">{words.common.loading}</p>;
  if (answer === 'failed') return <p className="receipt-line quiet">{text.failed}</p>;
  const { state, seq } = answer;
  if (state === 'differs' || state === 'beyond') {
    return (
      <Alert
        type="error"
        showIcon
        title={text[state](receipt.number)}
        action={
          <Button size="small" onClick={() => onShow(null)}>
            {text.checkHistory}
          </Button>
        }
        data-testid="receipt"
        data-state={state}
      />
    );
  }
  return (
    <p className="receipt-line" data-testid="receipt" data-state={state}>
      <span className="quiet">{text.label}</span>{' '}
      {state === 'row' && seq !== null ? (
        <>
          {text.row(seq)}{' '}
          <Button type="link" size="small" onClick={() => onShow(seq)} data-testid="receipt-show">
            {text.show}
          </Button>
        </>
      ) : state === 'elsewhere' ? (
        text.elsewhere(groupDigits(receipt.ledger), receipt.number)
      ) : (
        text.unknown
      )}
    </p>
  );
}
