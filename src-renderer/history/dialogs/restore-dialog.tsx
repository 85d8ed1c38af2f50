import { Button } from 'antd';
import { useState } from 'react';
import type { PickedFile, RestoredHistory } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import { useHistoryWork } from '../use-history-work.ts';
import { WorkProgress } from '../work-progress.tsx';
import { PassphraseField } from './backup-dialog.tsx';
import { dialogBody } from './dialog-body.ts';

/** 从备份恢复: says what is lost before it is done. */
export function RestoreDialog({ onDone, onClose }: { onDone: (said: string) => void; onClose: () => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history.restoring;
  const { cancel: cancelText } = words.history.work;
  const { work, start, cancel } = useHistoryWork<RestoredHistory>();
  const [file, setFile] = useState<PickedFile | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [error, setError] = useState<unknown>(null);
  const pick = () => {
    setError(null);
    bridge.pickFiles('backup', false).then(([picked]) => picked && setFile(picked), setError);
  };
  const restore = async () => {
    if (file === null) return;
    const restored = await start((runId) =>
      bridge.call('history.restore', { runId, path: file.path, ...(passphrase === '' ? {} : { passphrase }) }),
    );
    if (restored) onDone(text.done(restored.events));
  };
  const { kind } = work;
  return (
    <Dialog
      title={text.title}
      styles={dialogBody}
      onCancel={onClose}
      footer={
        <div className="button-row dialog-buttons">
          <Button onClick={onClose}>{words.common.close}</Button>
          <Button
            type="primary"
            danger
            disabled={file === null}
            loading={kind === 'running'}
            onClick={restore}
            data-testid="restore-go"
          >
            {text.go}
          </Button>
        </div>
      }
    >
      <div className="stack" data-testid="restore-dialog">
        <p>{text.text}</p>
        <div className="button-row">
          <Button onClick={pick} disabled={kind === 'running'} data-testid="restore-pick">
            {text.pick}
          </Button>
          {file !== null && <span className="wrap-anywhere">{file.name}</span>}
        </div>
        {file !== null && (
          <PassphraseField
            label={text.passphrase}
            value={passphrase}
            onChange={setPassphrase}
            said=""
            isWrong={false}
            testId="restore-passphrase"
          />
        )}
        {kind === 'running' && (
          <WorkProgress progress={work.progress} cancelText={cancelText} onCancel={cancel}>
            {text.working}
          </WorkProgress>
        )}
        {kind === 'failed' && <ErrorPanel error={work.error} />}
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Dialog>
  );
}
