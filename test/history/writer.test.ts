import type * as fs from 'node:fs';
import { uptime } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** As on macOS and Windows, where nothing tells exactly when a process started. */
vi.mock('node:fs', async (importOriginal) => ({
  ...(await importOriginal<typeof fs>()),
  readFileSync: () => {
    throw new Error('there is no /proc');
  },
}));
const { hasEnded, thisWriter } = await import('../../src-main/history/events/writer.ts');

afterEach(() => vi.restoreAllMocks());

/** What the system says of a process that is asked for. */
function processIs(state: 'alive' | 'gone' | 'of another user'): void {
  vi.spyOn(process, 'kill').mockImplementation(() => {
    const code = { alive: null, gone: 'ESRCH', 'of another user': 'EPERM' }[state];
    if (code !== null) throw Object.assign(new Error(code), { code });
    return true;
  });
}

const bootedAt = Date.now() - uptime() * 1000;
const atBoot = (minutes: number) => new Date(bootedAt + minutes * 60_000).toISOString();
const writerPid = process.pid + 1;

describe('a writer of records, where only the system’s start is known,', () => {
  it('has ended when there is no such process', () => {
    processIs('gone');
    expect(hasEnded({ writerPid, writerStartedAt: atBoot(1) })).toBe(true);
  });

  it.each(['alive', 'of another user'] as const)('may live on when its process is %s and began since', (state) => {
    processIs(state);
    expect(hasEnded({ writerPid, writerStartedAt: atBoot(1) })).toBe(false);
  });

  it.each(['alive', 'of another user'] as const)(
    'has ended when its process is %s and the system began later',
    (state) => {
      processIs(state);
      expect(hasEnded({ writerPid, writerStartedAt: atBoot(-2) })).toBe(true);
    },
  );

  it('may live on when the clock was set a little, or nothing is known of its start', () => {
    processIs('alive');
    expect(hasEnded({ writerPid, writerStartedAt: atBoot(-0.5) })).toBe(false);
    expect(hasEnded({ writerPid, writerStartedAt: 'a Monday' })).toBe(false);
  });

  it('is this process itself only when it began at the same time', () => {
    expect(hasEnded(thisWriter)).toBe(false);
    expect(hasEnded({ ...thisWriter, writerStartedAt: atBoot(1) })).toBe(true);
  });
});
