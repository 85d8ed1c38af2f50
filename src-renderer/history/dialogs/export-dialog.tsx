import { Radio } from 'antd';
import { useState } from 'react';
import { AppError, type HistoryFilter } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import { type ExportSigning, ExportSigningFields, useSigningSeals } from './export-signing.tsx';
import { type ExportFormat, exportFormats, exportUses, type SignedBy } from './export-uses.ts';

/** What an export holds and as what it is made. */
export function ExportDialog({
  filter,
  count,
  isNarrowed,
  onDone,
  onClose,
}: {
  filter: HistoryFilter;
  /** As it is said: `25`, `10,000+`. */
  count: string;
  isNarrowed: boolean;
  onDone: (said: string) => void;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history.exporting;
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const seals = useSigningSeals();
  const [typed, setSigning] = useState<ExportSigning | null>(null);
  const signing = format === 'pdf' ? typed : null;
  const token = seals.find(({ seal }) => seal.id === signing?.sealId)?.token;

  function signedBy(): SignedBy | null {
    if (!signing || !token) return null;
    const { sealId, pin, signaturePin } = signing;
    return {
      signWith: sealId,
      pins: token.pinPad ? {} : { [token.id]: pin },
      signaturePins: signaturePin === null ? {} : { [token.id]: signaturePin },
      finalTryConfirmed: token.pinState === 'final-try',
    };
  }

  const submit = async () => {
    setWorking(true);
    setError(null);
    try {
      const saved = await exportUses(bridge, format, filter, signedBy());
      if (saved === null) onClose();
      else onDone(text.done(saved.name, saved.rowCount));
    } catch (thrown) {
      const { code } = AppError.from(thrown);
      // Known only once the token is logged in, and before anything is signed.
      setSigning(
        (typed) => typed && { ...typed, pin: '', signaturePin: code === 'SIGNATURE_PIN_REQUIRED' ? '' : null },
      );
      setError(thrown);
      setWorking(false);
    }
  };
  return (
    <Dialog
      title={text.title}
      okText={text.go}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{
        'data-testid': 'export-go',
        disabled: signing !== null && token?.pinPad === false && signing.pin === '',
      }}
    >
      <div className="stack" data-testid="export-dialog">
        <p>{text.what(count, isNarrowed)}</p>
        <Radio.Group
          className="export-formats"
          aria-label={text.format}
          value={format}
          onChange={(event) => setFormat(event.target.value)}
        >
          {exportFormats.map((one) => (
            <Radio key={one} value={one} data-testid={`export-${one}`}>
              {text.formats[one]} <span className="quiet">{text.hints[one]}</span>
            </Radio>
          ))}
        </Radio.Group>
        {format === 'pdf' && (
          <ExportSigningFields seals={seals} signing={signing} disabled={working} onChange={setSigning} />
        )}
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Dialog>
  );
}
