import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createLimitedThread, type LimitedThread, ThreadStopped } from '../../src-main/runtime/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-thread-'));
const program = join(folder, 'worker.ts');
const threadProgram = pathToFileURL(join(import.meta.dirname, '../../src-main/runtime/thread-program.ts'));
// Answers in which order things were begun and ended; never answers, or ends, when it is told to.
writeFileSync(
  program,
  `import { answerInThread } from '${threadProgram}';
   const log = [];
   answerInThread(async ({ name, ms, manner }) => {
     log.push('begins ' + name);
     if (manner === 'hang') for (;;);
     if (manner === 'end') process.exit(3);
     await new Promise((resolve) => setTimeout(resolve, ms ?? 0));
     log.push('ends ' + name);
     return [...log];
   });`,
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Work {
  name: string;
  ms?: number;
  manner?: 'hang' | 'end';
}
let thread: LimitedThread<Work, string[]>;
const open = () => {
  thread = createLimitedThread(() => program, { youngMb: 4, heapMb: 64, growthMb: 200, keptMb: 50 });
  return thread;
};
afterEach(() => thread.close());
const usual = { limitMs: 10_000 };
const reasonOf = (thrown: unknown) => (thrown instanceof ThreadStopped ? thrown.reason : String(thrown));

describe('a thread with limits', () => {
  it('does one piece of work after the other, though the next is sent ahead', async () => {
    const { take } = open();
    const answers = await Promise.all(
      ['一', '二', '三', '四', '五'].map((name, index) => take({ name, ms: 20 - index * 4 }, usual)),
    );
    expect(answers.at(-1)).toEqual(
      ['一', '二', '三', '四', '五'].flatMap((name) => [`begins ${name}`, `ends ${name}`]),
    );
    // And when it has rested, with two that come in the same moment.
    const [, last] = await Promise.all([take({ name: '六' }, usual), take({ name: '七' }, usual)]);
    expect(last?.slice(-4)).toEqual(['begins 六', 'ends 六', 'begins 七', 'ends 七']);
  });

  it('gives what was sent ahead to another thread when one is ended for its time', async () => {
    const { take } = open();
    await take({ name: '先' }, usual);
    const hanging = take({ name: '停', manner: 'hang' }, { limitMs: 150 }).catch(reasonOf);
    const next = take({ name: '后' }, usual);
    expect(await hanging).toBe('time');
    expect(await next).toEqual(['begins 后', 'ends 后']);
  });

  it('does so, too, when the thread ends by itself', async () => {
    const { take } = open();
    const ending = take({ name: '死', manner: 'end' }, usual).catch(reasonOf);
    const next = take({ name: '后' }, usual);
    expect(await ending).toBe('ended');
    expect(await next).toEqual(['begins 后', 'ends 后']);
  });

  it('hears that what was sent ahead is not wanted any more, and does what follows', async () => {
    const { take } = open();
    await take({ name: '先' }, usual);
    const controller = new AbortController();
    const first = take({ name: '一', ms: 100 }, usual);
    const unwanted = take({ name: '二', manner: 'hang' }, { ...usual, signal: controller.signal }).catch(reasonOf);
    const last = take({ name: '三' }, usual);
    controller.abort();
    expect((await first).at(-1)).toBe('ends 一');
    expect(await unwanted).toBe('cancelled');
    expect((await last).at(-1)).toBe('ends 三');
  });

  it('counts the time of a piece of work from when it can begin', async () => {
    const { take } = open();
    await take({ name: '先' }, usual);
    const first = take({ name: '一', ms: 300 }, usual);
    const second = take({ name: '二', ms: 100 }, { limitMs: 250 });
    expect((await first).at(-1)).toBe('ends 一');
    expect((await second).at(-1)).toBe('ends 二');
  });
});
