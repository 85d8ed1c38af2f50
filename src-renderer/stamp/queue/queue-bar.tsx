import { CheckOutlined, MinusOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useEffect, useRef } from 'react';
import { useSpeech, type Words } from '../../words/index.ts';
import { LoginLine } from './login-line.tsx';
import type { Queue, QueuedFile } from './queue.ts';
import type { QueueLogin } from './use-queue-login.ts';
import './queue.css';

const marks: Record<QueuedFile['outcome']['kind'], ReactNode> = {
  waiting: null,
  stamped: <CheckOutlined />,
  skipped: <MinusOutlined />,
};

const outcomeInWords = ({ outcome }: QueuedFile, words: Words): string =>
  outcome.kind === 'stamped'
    ? words.queue.stampedAs(
        outcome.outputName,
        outcome.historySeqs.map((seq) => `#${seq}`).join(words.common.separator),
      )
    : words.queue.outcomes[outcome.kind];

const count = ({ files }: Queue, kind: QueuedFile['outcome']['kind']) =>
  files.filter(({ outcome }) => outcome.kind === kind).length;

/** Where one is among several files: each with its outcome, one press away; and the way to the next. Nothing for a single file. */
export function QueueBar({
  queue,
  told,
  queueLogin,
  onGo,
  onSkip,
  onTakeOut,
  onBatch,
}: {
  queue: Queue;
  /** What just happened to the queue, in words. */
  told: string;
  queueLogin: QueueLogin;
  onGo: (file: QueuedFile) => void;
  onSkip: () => void;
  onTakeOut: () => void;
  /** All that wait are to be stamped at once. */
  onBatch: () => void;
}) {
  const { words } = useSpeech();
  const current = useRef<HTMLLIElement>(null);
  const { files, currentKey } = queue;
  const at = files.findIndex(({ key }) => key === currentKey);
  useEffect(() => {
    if (currentKey !== null) current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [currentKey]);
  if (files.length < 2 || at < 0) return null;
  const isStamped = files[at]?.outcome.kind === 'stamped';
  const text = words.queue;
  return (
    <nav className="queue-bar" aria-label={text.label} data-testid="queue-bar">
      <strong data-testid="queue-position">{text.position(at + 1, files.length)}</strong>
      <ol className="queue-files">
        {files.map((file, index) => {
          const said = text.item(index + 1, file.name, outcomeInWords(file, words));
          return (
            <li key={file.key} ref={file.key === currentKey ? current : null}>
              <Tooltip title={`${file.name} · ${outcomeInWords(file, words)}`}>
                <button
                  type="button"
                  className={`queue-file queue-${file.outcome.kind}`}
                  aria-current={file.key === currentKey ? 'step' : undefined}
                  aria-label={said}
                  data-testid={`queue-file-${index + 1}`}
                  data-outcome={file.outcome.kind}
                  onClick={() => onGo(file)}
                >
                  <span aria-hidden>
                    {index + 1}
                    {marks[file.outcome.kind]}
                  </span>
                </button>
              </Tooltip>
            </li>
          );
        })}
      </ol>
      <span className="quiet queue-summary" role="status" data-testid="queue-summary">
        {told === '' ? text.summary(count(queue, 'stamped'), count(queue, 'skipped'), count(queue, 'waiting')) : told}
      </span>
      <LoginLine queueLogin={queueLogin} />
      <Button onClick={onSkip} data-testid="queue-skip">
        {isStamped ? text.next : text.skip}
      </Button>
      <Tooltip title={text.takeOutHint}>
        <Button type="text" onClick={onTakeOut} data-testid="queue-take-out">
          {text.takeOut}
        </Button>
      </Tooltip>
      {count(queue, 'waiting') + count(queue, 'skipped') > 1 && (
        <Tooltip title={words.batch.fromQueueHint}>
          <Button onClick={onBatch} data-testid="queue-batch">
            {words.batch.fromQueue}
          </Button>
        </Tooltip>
      )}
    </nav>
  );
}
