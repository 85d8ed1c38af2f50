import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useSpeech } from '../../words/index.ts';
import type { Queue, QueuedFile } from './queue.ts';

/** When every file of the queue is dealt with: what became of each. */
export function QueueDone({
  queue,
  onGo,
  onPick,
}: {
  queue: Queue;
  onGo: (file: QueuedFile) => void;
  onPick: () => void;
}) {
  const { words } = useSpeech();
  const pick = useRef<HTMLButtonElement>(null);
  useEffect(() => pick.current?.focus(), []);
  return (
    <section className="queue-done" data-testid="queue-done">
      <h1>{words.queue.allDone}</h1>
      <ol>
        {queue.files.map((file) => (
          <li key={file.key}>
            <button type="button" onClick={() => onGo(file)}>
              <span className="wrap-anywhere">{file.name}</span>
              <span className="quiet">{words.queue.outcomes[file.outcome.kind]}</span>
            </button>
          </li>
        ))}
      </ol>
      <Button ref={pick} type="primary" size="large" onClick={onPick} data-testid="queue-more">
        {words.queue.moreFiles}
      </Button>
    </section>
  );
}
