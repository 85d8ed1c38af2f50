import { describe, expect, test } from 'vitest';
import type { PickedFile } from '../../src-main/contract/index.ts';
import {
  currentOf,
  emptyQueue,
  nextOf,
  type Queue,
  type QueueAction,
  queueReducer,
} from '../../src-renderer/stamp/queue/queue.ts';
import { timeToday } from '../../src-renderer/stamp/queue/time-today.ts';

const files = (...names: string[]): PickedFile[] => names.map((name) => ({ path: `/${name}`, name }));
const queueAfter = (...actions: QueueAction[]): Queue => actions.reduce(queueReducer, emptyQueue);
const result = { outputPath: '/甲_已盖章.pdf', outputName: '甲_已盖章.pdf', historySeqs: [25] };
const told = (queue: Queue) => queue.files.map(({ name, outcome }) => `${name} ${outcome.kind}`);

describe('a queue of files', () => {
  test('begins with the first, and goes on to the next when one is stamped or skipped', () => {
    const started = queueAfter({ type: 'start', files: files('甲', '乙', '丙') });
    expect(currentOf(started)?.name).toBe('甲');
    const stamped = [{ type: 'stamped', result } as const, { type: 'next' } as const].reduce(queueReducer, started);
    expect(currentOf(stamped)?.name).toBe('乙');
    const skipped = queueReducer(stamped, { type: 'skip' });
    expect(currentOf(skipped)?.name).toBe('丙');
    expect(told(skipped)).toEqual(['甲 stamped', '乙 skipped', '丙 waiting']);
  });

  test('comes back to what was left behind, and ends when nothing waits', () => {
    const queue = queueAfter({ type: 'start', files: files('甲', '乙', '丙') });
    const last = queue.files.at(-1)?.key ?? 0;
    const atLast = queueReducer(queue, { type: 'go', key: last });
    expect(nextOf(atLast)?.name).toBe('甲');
    const skips: QueueAction[] = [{ type: 'skip' }, { type: 'skip' }, { type: 'skip' }];
    const ended = skips.reduce(queueReducer, atLast);
    expect(currentOf(ended)).toBeNull();
    expect(told(ended)).toEqual(['甲 skipped', '乙 skipped', '丙 skipped']);
  });

  test('keeps what is stamped as stamped when one goes on from it by skipping', () => {
    const queue = queueAfter(
      { type: 'start', files: files('甲', '乙') },
      { type: 'stamped', result },
      { type: 'skip' },
    );
    expect(told(queue)).toEqual(['甲 stamped', '乙 waiting']);
  });

  test('takes one out, and puts those that come later at the end, the same file twice if need be', () => {
    const queue = queueAfter(
      { type: 'start', files: files('甲', '乙') },
      { type: 'takeOut' },
      { type: 'add', files: files('丙', '乙') },
    );
    expect(told(queue)).toEqual(['乙 waiting', '丙 waiting', '乙 waiting']);
    expect(currentOf(queue)?.name).toBe('乙');
    expect(new Set(queue.files.map(({ key }) => key)).size).toBe(3);
  });

  test('puts a file that was chosen again in the place of the one that is gone', () => {
    const [file] = files('新');
    if (file === undefined) throw new Error('no file');
    const queue = queueAfter({ type: 'start', files: files('甲', '乙') }, { type: 'choose', file });
    expect(queue.files.map(({ path }) => path)).toEqual(['/新', '/乙']);
  });
});

describe('a time of today', () => {
  test('is told by the clock, and that of another day is not', () => {
    const now = new Date(2026, 10, 24, 18, 0);
    expect(timeToday(new Date(2026, 10, 24, 9, 5).toISOString(), now)).toBe('09:05');
    expect(timeToday(new Date(2026, 10, 23, 13, 21).toISOString(), now)).toBeNull();
  });
});
