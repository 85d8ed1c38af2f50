import { DownloadOutlined, DownOutlined, UsbOutlined } from '@ant-design/icons';
import { Alert, Button, Progress } from 'antd';
import { type ReactNode, useState } from 'react';
import { type Batch, type ManifestFormat, manifestFormat } from '../../../src-main/contract/index.ts';
import { useApp } from '../../app-state.tsx';
import { useBridge } from '../../bridge.ts';
import { fileName } from '../../format/file-name.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useModal } from '../../shown/use-modal.ts';
import { OperatorPrompt } from '../../stamp/queue/operator-prompt.tsx';
import '../../stamp/queue/queue.css';
import { DropMenu } from '../../parts/drop-menu.tsx';
import { useSpeech } from '../../words/index.ts';
import { isRunning, percentOf } from '../figures.ts';
import { BatchProgressBar } from './progress-bar.tsx';
import { entriesInWords, StartSheet } from './start-sheet.tsx';
import { useLogins } from './use-logins.ts';

const mediaTypes: Readonly<Record<ManifestFormat, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

interface ActionBarProps {
  batch: Batch;
  password: string | undefined;
  /** What went wrong with the look. */
  error: unknown;
  onLook: () => void;
  onRetry: () => void;
  onKeep: (batch: Batch) => void;
  onHistory: () => void;
}

/** At the bottom, always: what happens now, what will happen, and the one thing to do next. */
export function ActionBar(props: ActionBarProps) {
  const { batch, error } = props;
  return (
    <footer className="batch-bar" data-testid="batch-bar" data-state={batch.state}>
      {error !== null && <ErrorPanel error={error} />}
      {batch.state === 'looking' ? (
        <Looking {...props} />
      ) : isRunning(batch) ? (
        <Running {...props} />
      ) : (
        <Resting {...props} />
      )}
    </footer>
  );
}

/** Calls that change a batch, with what went wrong with the last. */
function useCalls({ batch: { id }, onKeep }: ActionBarProps) {
  const bridge = useBridge();
  const [error, setError] = useState<unknown>(null);
  const call = (method: 'batch.pause' | 'batch.resume' | 'batch.cancel') => {
    setError(null);
    bridge.call(method, { id }).then(onKeep, setError);
  };
  return { error, call };
}

function Looking(props: ActionBarProps) {
  const { batch } = props;
  const { words } = useSpeech();
  const { error, call } = useCalls(props);
  return (
    <>
      {error !== null && <ErrorPanel error={error} />}
      <div className="batch-bar-line">
        <span className="batch-bar-words" role="status" data-testid="batch-looking">
          {words.batch.look.working(batch.lookedAt, batch.total)}
        </span>
        <Progress className="batch-look-progress" percent={percentOf(batch)} showInfo={false} />
        <Button onClick={() => call('batch.cancel')} data-testid="batch-cancel-look">
          {words.batch.look.cancel}
        </Button>
      </div>
    </>
  );
}

function Running(props: ActionBarProps) {
  const { batch } = props;
  const { words } = useSpeech();
  const modal = useModal();
  const { error, call } = useCalls(props);
  const text = words.batch.run;
  const stop = () =>
    modal.confirm({
      title: text.stopTitle,
      content: text.stopText,
      okText: text.stop,
      okButtonProps: { danger: true },
      cancelText: words.common.cancel,
      onOk: () => call('batch.cancel'),
    });
  return (
    <>
      {error !== null && <ErrorPanel error={error} />}
      {batch.state === 'waiting-token' && (
        <Alert
          type="warning"
          showIcon
          icon={<UsbOutlined />}
          role="alert"
          title={text.waitingToken}
          data-testid="batch-waiting-token"
        />
      )}
      {batch.state === 'paused' && batch.error !== null && (
        <>
          <ErrorPanel error={batch.error} />
          <p>{text.pausedBy}</p>
        </>
      )}
      <BatchProgressBar batch={batch}>
        {batch.state === 'paused' ? (
          <Button type="primary" size="large" onClick={() => call('batch.resume')} data-testid="batch-resume">
            {text.resume}
          </Button>
        ) : (
          <Button size="large" onClick={() => call('batch.pause')} data-testid="batch-pause">
            {text.pause}
          </Button>
        )}
        <Button size="large" danger onClick={stop} data-testid="batch-stop">
          {text.stop}
        </Button>
      </BatchProgressBar>
      {batch.state === 'paused' && batch.error === null && <p className="quiet">{text.paused}</p>}
    </>
  );
}

/** Nothing runs: what would happen, or what came of it. */
function Resting({ batch, password, onLook, onRetry, onKeep, onHistory }: ActionBarProps) {
  const { seals, settings, tokens, roles } = useApp();
  const { words } = useSpeech();
  const text = words.batch;
  const [asking, setAsking] = useState<'operator' | 'pin' | null>(null);
  const unlooked = batch.total - batch.lookedAt - batch.counts.leftOut;
  const hasRun = batch.startedAt !== null;
  const isComplete = unlooked <= 0;
  const { logins, error } = useLogins(batch, isComplete);
  const { counts } = batch;
  const names = batch.sealIds.map((id) => seals.find((seal) => seal.id === id)?.name ?? id);

  let next: ReactNode = null;
  let said: ReactNode = null;
  if (!isComplete) {
    said = text.look.rest(unlooked);
    next = (
      <Button type="primary" size="large" onClick={onLook} data-testid="batch-look">
        {text.look.goOn}
      </Button>
    );
  } else if (counts.waiting > 0) {
    said = (
      <>
        <strong>{text.start.will(counts.waiting, names.join(words.common.separator))}</strong>
        <span className="quiet batch-bar-path" title={batch.outputFolder}>
          {text.start.output} {batch.outputFolder}
        </span>
        {logins?.map((login) => (
          <span key={login.tokenId} className="quiet" data-testid="batch-login">
            {text.start.token} {tokens.find(({ id }) => id === login.tokenId)?.label} · {entriesInWords(login, words)}
          </span>
        ))}
      </>
    );
    next = (
      <Button
        type="primary"
        size="large"
        disabled={logins === null}
        onClick={() => setAsking(settings.operatorName === '' && roles.status === 'off' ? 'operator' : 'pin')}
        data-testid="batch-start"
      >
        {batch.state === 'stopped' ? text.start.goOn : text.start.open}
      </Button>
    );
  } else if (!hasRun) said = text.start.nothing;

  return (
    <>
      {batch.error !== null && <ErrorPanel error={batch.error} />}
      {hasRun && <Results batch={batch} onRetry={onRetry} onHistory={onHistory} />}
      {!hasRun && counts.failed > 0 && isComplete && counts.waiting === 0 && <RetryButton onRetry={onRetry} />}
      {error !== null && <ErrorPanel error={error} />}
      {(said !== null || next !== null) && (
        <div className="batch-bar-line">
          <span className="batch-bar-words batch-bar-facts">{said}</span>
          {next}
        </div>
      )}
      {asking === 'operator' && <OperatorPrompt onKnown={() => setAsking('pin')} onCancel={() => setAsking(null)} />}
      {asking === 'pin' && logins !== null && (
        <StartSheet
          batch={batch}
          logins={logins}
          password={password}
          onClose={() => setAsking(null)}
          onStarted={(started) => {
            setAsking(null);
            onKeep(started);
          }}
        />
      )}
    </>
  );
}

function RetryButton({ onRetry }: { onRetry: () => void }) {
  const { words } = useSpeech();
  return (
    <Button onClick={onRetry} data-testid="batch-retry">
      {words.batch.done.retry}
    </Button>
  );
}

/** What came of a run, and what can be done with it. */
function Results({ batch, onRetry, onHistory }: { batch: Batch; onRetry: () => void; onHistory: () => void }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const text = words.batch.done;
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const { counts } = batch;

  const save = async (format: ManifestFormat) => {
    setError(null);
    setSaved(null);
    try {
      const made = await bridge.call('batch.manifest', { id: batch.id, format, language });
      setSaved(await bridge.saveFile(made.fileName, made.content, mediaTypes[format]));
    } catch (thrown) {
      setError(thrown);
    }
  };
  /** A folder is shown by a file in it: the desktop opens no other thing than that. */
  const openFolder = async () => {
    setError(null);
    try {
      const { items } = await bridge.call('batch.items', { id: batch.id, state: 'done', order: 'as-listed', limit: 1 });
      await bridge.call('desktop.reveal', { path: items[0]?.outputPath ?? batch.outputFolder });
    } catch (thrown) {
      setError(thrown);
    }
  };
  const isAll = counts.failed === 0 && counts.waiting === 0;
  return (
    <div className="batch-results" data-testid="batch-results">
      <BatchProgressBar batch={batch} />
      <div className="results-words">
        {' '}
        <strong className={isAll ? 'good-text' : ''} role="status">
          {batch.state === 'stopped' && counts.waiting > 0
            ? text.stopped(counts.waiting)
            : isAll
              ? text.all(counts.done)
              : text.some(counts.done, counts.failed)}
        </strong>
        {batch.manifestPath !== null && (
          <span className="quiet wrap-anywhere">{text.manifest(fileName(batch.manifestPath))}</span>
        )}
      </div>{' '}
      <div className="button-row">
        {counts.failed > 0 && <RetryButton onRetry={onRetry} />}
        <DropMenu
          items={manifestFormat.options.map((format) => ({
            key: format,
            label: format.toUpperCase(),
            onClick: () => void save(format),
          }))}
        >
          <Button icon={<DownloadOutlined />} data-testid="batch-export">
            {text.export} <DownOutlined />
          </Button>
        </DropMenu>
        {bridge.door === 'electron' && (
          <Button onClick={() => void openFolder()} data-testid="batch-open-folder">
            {text.openFolder}
          </Button>
        )}
        <Button type="text" onClick={onHistory} data-testid="batch-history">
          {text.history}
        </Button>
        {saved !== null && (
          <span className="quiet wrap-anywhere" role="status" data-testid="batch-exported">
            {text.saved(saved)}
          </span>
        )}
      </div>
      {error !== null && <ErrorPanel error={error} />}
    </div>
  );
}
