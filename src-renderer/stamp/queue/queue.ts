import type { PickedFile, StampResult } from '../../../src-main/contract/index.ts';

/** What became of a file of the queue. */
export type QueueOutcome =
  | { kind: 'waiting' }
  | { kind: 'skipped' }
  | { kind: 'stamped'; outputPath: string; outputName: string; historySeqs: number[] };

export interface QueuedFile extends PickedFile {
  /** A file may stand in the queue twice: its place in the window is this. */
  key: number;
  outcome: QueueOutcome;
}

/** Files that are stamped one after the other; mostly one. */
export interface Queue {
  files: readonly QueuedFile[];
  /** The file at hand; null when there is none left. */
  currentKey: number | null;
}

export type QueueAction =
  | { type: 'start'; files: readonly PickedFile[] }
  /** Files that come while others are at work: they go to the end, and nothing is disturbed. */
  | { type: 'add'; files: readonly PickedFile[] }
  | { type: 'go'; key: number }
  | { type: 'next' }
  | { type: 'skip' }
  | { type: 'takeOut' }
  | { type: 'choose'; file: PickedFile }
  | { type: 'stamped'; result: Pick<StampResult, 'outputPath' | 'outputName' | 'historySeqs'> };

export const emptyQueue: Queue = { files: [], currentKey: null };

const waiting: QueueOutcome = { kind: 'waiting' };

const keyed = (files: readonly PickedFile[], from: number): QueuedFile[] =>
  files.map(({ path, name }, index) => ({ path, name, key: from + index, outcome: waiting }));

export const currentOf = ({ files, currentKey }: Queue): QueuedFile | null =>
  files.find(({ key }) => key === currentKey) ?? null;

/** The next file that waits, behind the one at hand first; null when all are dealt with. */
export function nextOf({ files, currentKey }: Queue): QueuedFile | null {
  const at = files.findIndex(({ key }) => key === currentKey);
  const others = [...files.slice(at + 1), ...files.slice(0, Math.max(0, at))];
  return others.find(({ outcome }) => outcome.kind === 'waiting') ?? null;
}

const settle = (queue: Queue, outcome: QueueOutcome): Queue => ({
  ...queue,
  files: queue.files.map((file) => (file.key === queue.currentKey ? { ...file, outcome } : file)),
});
const goOn = (queue: Queue, next: QueuedFile | null): Queue => ({ ...queue, currentKey: next?.key ?? null });

/** The queue after something happened to it. */
export function queueReducer(queue: Queue, action: QueueAction): Queue {
  const firstKey = Math.max(0, ...queue.files.map(({ key }) => key)) + 1;
  switch (action.type) {
    case 'start': {
      const files = keyed(action.files, firstKey);
      return { files, currentKey: files[0]?.key ?? null };
    }
    case 'add':
      return { ...queue, files: [...queue.files, ...keyed(action.files, firstKey)] };
    case 'go':
      return { ...queue, currentKey: action.key };
    case 'next':
      return goOn(queue, nextOf(queue));
    case 'skip': {
      const next = nextOf(queue);
      const isStamped = currentOf(queue)?.outcome.kind === 'stamped';
      return goOn(isStamped ? queue : settle(queue, { kind: 'skipped' }), next);
    }
    case 'takeOut': {
      const next = nextOf(queue);
      const files = queue.files.filter(({ key }) => key !== queue.currentKey);
      return goOn({ ...queue, files }, next);
    }
    case 'choose': {
      const { path, name } = action.file;
      const files = queue.files.map((file) =>
        file.key === queue.currentKey ? { ...file, path, name, outcome: waiting } : file,
      );
      return { ...queue, files };
    }
    case 'stamped': {
      const { outputPath, outputName, historySeqs } = action.result;
      return settle(queue, { kind: 'stamped', outputPath, outputName, historySeqs });
    }
  }
}
