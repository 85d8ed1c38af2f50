import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import type { HistoryBackup } from '../../../src-main/contract/index.ts';
import { historyFileName } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import { useHistoryWork } from '../use-history-work.ts';
import { WorkProgress } from '../work-progress.tsx';
import { dialogBody } from './dialog-body.ts';
import { handOver } from './kept-file.ts';

const leastCharacters = 8;

/** 备份: a copy of the record, checked first; with a passphrase encrypted. */
export function BackupDialog({ onClose }: { onClose: () => void }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const text = words.history.backingUp;
  const { cancel: cancelText } = words.history.work;
  const { work, start, cancel } = useHistoryWork<HistoryBackup>();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [place, setPlace] = useState('');
  const isShort = passphrase !== '' && [...passphrase].length < leastCharacters;
  const differs = again !== '' && again !== passphrase;
  const isReady = passphrase === '' || (!isShort && again === passphrase);
  const backUp = async () => {
    const chosen = await bridge.choosePlace(historyFileName(passphrase === '' ? 'plain-backup' : 'backup', language));
    if (chosen === null) return;
    const made = await start((runId) =>
      bridge.call('history.backup', {
        runId,
        ...(chosen.path === undefined ? {} : { outputPath: chosen.path }),
        ...(passphrase === '' ? {} : { passphrase }),
        overwrite: true,
      }),
    );
    if (made) setPlace(await handOver(bridge, made, words.history.work));
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
          {kind !== 'done' && (
            <Button
              type="primary"
              loading={kind === 'running'}
              disabled={!isReady}
              onClick={backUp}
              data-testid="backup-go"
            >
              {bridge.door === 'web' ? text.goWeb : text.go}
            </Button>
          )}
        </div>
      }
    >
      <div className="stack" data-testid="backup-dialog">
        <p>{text.text}</p>
        {(kind === 'idle' || kind === 'failed') && (
          <>
            <PassphraseField
              label={text.passphrase}
              value={passphrase}
              onChange={setPassphrase}
              said={isShort ? text.tooShort : text.rule}
              isWrong={isShort}
              testId="backup-passphrase"
            />
            {passphrase !== '' && (
              <PassphraseField
                label={text.again}
                value={again}
                onChange={setAgain}
                said={differs ? text.differs : ''}
                isWrong={differs}
                testId="backup-again"
              />
            )}
          </>
        )}
        {kind === 'running' && (
          <WorkProgress progress={work.progress} cancelText={cancelText} onCancel={cancel}>
            {text.working}
          </WorkProgress>
        )}
        {kind === 'failed' && <ErrorPanel error={work.error} />}
        {kind === 'done' && (
          <section data-testid="backup-done">
            <p role="status">
              <strong>{text.done(work.result.events)}</strong>
            </p>
            <p className="wrap-anywhere">{place}</p>
          </section>
        )}
      </div>
    </Dialog>
  );
}

export function PassphraseField({
  label,
  value,
  onChange,
  said,
  isWrong,
  testId,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  said: string;
  isWrong: boolean;
  testId: string;
}) {
  const id = useId();
  return (
    <div className="passphrase-field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type="password"
        autoComplete="off"
        value={value}
        status={isWrong ? 'error' : ''}
        maxLength={1024}
        onChange={(event) => onChange(event.target.value)}
        data-testid={testId}
      />
      <span className={isWrong ? 'danger-text' : 'quiet'} role="status">
        {said}
      </span>
    </div>
  );
}
