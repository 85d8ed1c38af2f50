import { Modal, Radio } from 'antd';
import { useState } from 'react';
import type { HistoryFilter } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import { type ExportFormat, exportFormats, exportUses } from './export-uses.ts';

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
  const submit = async () => {
    setWorking(true);
    setError(null);
    try {
      const saved = await exportUses(bridge, format, filter);
      if (saved === null) onClose();
      else onDone(text.done(saved.name, saved.rowCount));
    } catch (thrown) {
      setError(thrown);
      setWorking(false);
    }
  };
  return (
    <Modal
      open
      title={text.title}
      okText={text.go}
      onOk={submit}
      onCancel={onClose}
      confirmLoading={working}
      okButtonProps={{ 'data-testid': 'export-go' }}
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
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Modal>
  );
}
