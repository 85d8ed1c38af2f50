import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryRow } from '../../src-main/contract/index.ts';
import { lifeOf } from '../../src-main/history/document/life.ts';
import { lookAtFiles } from '../../src-main/history/document/recorded-files.ts';
import { type HistoryIntent, type Ledger, openLedger } from '../../src-main/history/index.ts';
import { use } from './seal-use.ts';

let folder: string;
let ledger: Ledger;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-document-'));
  ledger = openLedger(join(folder, 'history.sqlite'));
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

function rowOf(seq: number): HistoryRow {
  const row = ledger.get(seq);
  if (!row) throw new Error(`no use ${seq}`);
  return row;
}

/** A completed act of one use each of `seals`; the numbers. */
function stamped(before: string, after: string, changes: Partial<HistoryIntent> = {}, seals = ['seal-1']): number[] {
  const begun = ledger.begin(seals.map((sealId) => use({ sha256Before: digest(before), ...changes, sealId })));
  const seqs = begun.map(({ seq }) => seq);
  ledger.settle(seqs, { outcome: 'completed', sha256After: digest(after) });
  return seqs;
}

describe('the files of a use', () => {
  const original = () => join(folder, '合同.pdf');
  const output = () => join(folder, '合同_已盖章.pdf');
  const look = (signal = new AbortController().signal, onProgress = (_done: number, _total: number) => {}) => {
    const [seq = 0] = stamped('before', 'after', { documentPath: original(), outputPath: output() });
    return lookAtFiles(rowOf(seq), { signal, onProgress });
  };

  it('are as recorded, changed, or not there', async () => {
    writeFileSync(original(), 'before');
    writeFileSync(output(), 'after');
    expect(await look()).toEqual({
      original: { path: original(), state: 'same' },
      stamped: { path: output(), state: 'same' },
    });
    writeFileSync(output(), 'After');
    rmSync(original());
    expect(await look()).toMatchObject({ original: { state: 'gone' }, stamped: { state: 'changed' } });
  });

  it('are unreadable where a folder or a pipe took their place, and nothing waits for the pipe', async () => {
    mkdirSync(original());
    execFileSync('mkfifo', [output()]);
    expect(await look()).toMatchObject({ original: { state: 'unreadable' }, stamped: { state: 'unreadable' } });
  });

  it('says of a use that made no file only what became of the original', async () => {
    writeFileSync(original(), 'before');
    const [begun] = ledger.begin([use({ sha256Before: digest('before'), documentPath: original() })]);
    const seq = begun?.seq ?? 0;
    ledger.settle([seq], { outcome: 'failed', errorCode: 'PIN_INCORRECT' });
    const quiet = { signal: new AbortController().signal, onProgress: () => {} };
    expect(await lookAtFiles(rowOf(seq), quiet)).toEqual({
      original: { path: original(), state: 'same' },
      stamped: null,
    });
  });

  it('tells how far it is with large ones, leaves the program time for others, and ends when it is told to', async () => {
    writeFileSync(original(), '');
    truncateSync(original(), 64 << 20);
    const told: number[] = [];
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    await look(undefined, (done, total) => told.push(done / total));
    clearInterval(counting);
    expect(told.length).toBeGreaterThanOrEqual(3);
    expect(told.toSorted((a, b) => a - b)).toEqual(told);
    expect(turns).toBeGreaterThan(5);
    const controller = new AbortController();
    const cancelled = look(controller.signal, () => controller.abort());
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('the life of a document', () => {
  const life = (seq: number) => lifeOf(rowOf(seq), ledger).uses.map((one) => one.seq);

  it('is every use before and after on the same document, whichever is asked about', () => {
    const [first = 0] = stamped('a', 'b');
    const [second = 0, third = 0] = stamped('b', 'c', {}, ['seal-1', 'seal-2']);
    stamped('x', 'y');
    const [last = 0] = stamped('c', 'd');
    const [branch = 0] = stamped('c', 'e');
    expect(life(first)).toEqual([first, second, third, last, branch]);
    expect(life(third)).toEqual([first, second, third, last, branch]);
    // What was made of the same file another time is another document.
    expect(life(last)).toEqual([first, second, third, last]);
  });

  it('is the use alone where nothing was made, and ends in a circle', () => {
    const [begun] = ledger.begin([use({ sha256Before: digest('f') })]);
    expect(life(begun?.seq ?? 0)).toEqual([begun?.seq]);
    const [there = 0] = stamped('p', 'q');
    const [back = 0] = stamped('q', 'p');
    expect(life(there)).toEqual([there, back]);
  });

  it('is cut where nobody would read to the end, and says so', () => {
    let last = 0;
    for (let at = 0; at < 210; at++) [last = 0] = stamped(`v${at}`, `v${at + 1}`);
    const { uses, isCut } = lifeOf(rowOf(last), ledger);
    expect([uses.length, isCut]).toEqual([200, true]);
  });
});
