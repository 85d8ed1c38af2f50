import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import type { ThreadReply, ThreadRequest } from './limited-thread.ts';

/** What the work can tell while it goes on. */
export interface ThreadTelling {
  /** Asks for time beside the limit, for what has limits of time and memory of its own. */
  needMore(ms: number): void;
  progress(fraction: number): void;
}

/**
 * The other end of `createLimitedThread`: answers each piece of work with `answer`, which never throws: what it would
 * throw is part of its answer.
 */
export function answerInThread<Work, Answer>(answer: (work: Work, tell: ThreadTelling) => Promise<Answer>): void {
  const send = (reply: ThreadReply<Answer>) => parentPort?.postMessage(reply);
  // What was sent ahead waits for its turn.
  let turn: Promise<unknown> = Promise.resolve();
  parentPort?.on('message', ({ id, work }: ThreadRequest<Work>) => {
    const tell: ThreadTelling = {
      needMore: (moreMs) => send({ id, moreMs }),
      progress: (fraction) => send({ id, fraction }),
    };
    turn = turn.then(async () => {
      const answered = await answer(work, tell);
      send({ id, answer: answered, heapBytes: getHeapStatistics().used_heap_size });
    });
  });
  send('ready');
}
