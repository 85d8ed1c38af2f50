/** What a start finds when the program was killed while it stamped: the record says what is on the disk, and no litter stays. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src-main/app.ts';
import type { HistoryOutcome, Recovered } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { wasLeftUnfinished } from '../../src-main/files/index.ts';
import { describeRecovered } from '../../src-main/words/index.ts';

let folder: string;
let home: string;
let desk: string;
let output: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-killed-'));
  home = join(folder, 'home');
  desk = join(folder, 'desk');
  output = join(desk, '合同_已盖章.pdf');
  mkdirSync(home);
  mkdirSync(desk);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function killedAt(step: string, overwrite: boolean): Promise<void> {
  const program = join(import.meta.dirname, 'killed-desk.ts');
  const order = [program, home, output, step, overwrite ? 'overwrite' : ''];
  const [, signal] = await once(spawn(process.execPath, order, { stdio: 'inherit' }), 'exit');
  expect(signal).toBe('SIGKILL');
}

/** What the next start says and what is on record then. */
async function started(): Promise<{ recovered: Recovered; outcomes: [HistoryOutcome, string | null][] }> {
  const app = await createApp({ homeFolder: home, door: 'cli', desktop: commandDesktop() });
  try {
    const { recovered } = await app.call('app.info', null);
    const { rows } = await app.call('history.list', {});
    return { recovered, outcomes: rows.map(({ outcome, sha256After }) => [outcome, sha256After]) };
  } finally {
    await app.close();
  }
}

const sealed = createHash('sha256').update('original, sealed').digest('hex');
const nothing: Recovered = { completed: [], interrupted: [], tidiedFiles: 0 };

describe.each([
  ['a new file', false],
  ['a file in the place of an older one', true],
])('the start after %s was being made', (_, overwrite) => {
  it.each<[string, HistoryOutcome | null, boolean]>([
    ['before the record', null, false],
    ['on record', 'interrupted', false],
    ['finished', 'interrupted', false],
    ['in its place', 'completed', true],
    ['settled', 'completed', true],
    ['at the end', 'completed', true],
  ])('and it was killed %s finds the truth, and tidies up', async (step, outcome, isThere) => {
    if (overwrite) writeFileSync(output, 'an older file');
    await killedAt(step, overwrite);
    const { recovered, outcomes } = await started();
    expect(outcomes.map(([found]) => found)).toEqual(outcome === null ? [] : [outcome, outcome]);
    if (step === 'in its place') expect(outcomes.map(([, digest]) => digest)).toEqual([sealed, sealed]);
    const found = readdirSync(desk).map((name) => [name, readFileSync(join(desk, name), 'utf8')]);
    const there = isThere ? 'original, sealed' : overwrite ? 'an older file' : null;
    expect(found).toEqual(there === null ? [] : [['合同_已盖章.pdf', there]]);
    expect(readdirSync(join(home, 'unfinished'))).toEqual([]);
    expect(recovered.completed).toEqual(step === 'in its place' ? [output] : []);
    expect(recovered.interrupted).toEqual(outcome === 'interrupted' ? [output] : []);
    expect(recovered.tidiedFiles > 0).toBe(step !== 'at the end');
    expect((await started()).recovered).toEqual(nothing);
  });
});

it('is said in words, and nothing is said where there is nothing', () => {
  expect(describeRecovered(nothing, 'zh-CN')).toBeNull();
  const found = { completed: ['/a.pdf'], interrupted: ['/b.pdf'], tidiedFiles: 2 };
  expect(describeRecovered(found, 'zh-CN')).toContain('/a.pdf');
  expect(describeRecovered(found, 'en')).toMatch(/\/a\.pdf.*\/b\.pdf.*2/);
});

it('takes no half-written file for one that nobody has where others reach its folder', () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const shared = join(desk, '公共');
  mkdirSync(shared);
  writeFileSync(join(shared, `.合同.pdf.${gone}-0123456789ab.part`), 'half');
  for (const [mode, isUnfinished] of [
    [0o700, true],
    [0o755, false],
    [0o777, false],
  ] as const) {
    chmodSync(shared, mode);
    expect([mode, wasLeftUnfinished(join(shared, '合同.pdf'), gone)]).toEqual([mode, isUnfinished]);
  }
});

it('leaves alone what a living program is making', async () => {
  mkdirSync(join(home, 'unfinished'));
  writeFileSync(join(home, 'unfinished', `${process.ppid}-0123456789ab`), output);
  const theirs = join(desk, `.合同_已盖章.pdf.${process.ppid}-0123456789ab.part`);
  writeFileSync(theirs, 'half');
  expect((await started()).recovered).toEqual(nothing);
  expect(readFileSync(theirs, 'utf8')).toBe('half');
});
