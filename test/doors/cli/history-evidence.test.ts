import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { historyCheck, historyPackage, receiptText } from '../../../src-main/contract/index.ts';
import { openLedger } from '../../../src-main/history/index.ts';
import { use } from '../../history/seal-use.ts';
import { expectFailure, run, runForJson } from './qianyin.ts';

let folder: string;
let receipt: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-evidence-'));
  const ledger = openLedger(join(folder, 'history.sqlite'));
  const [first] = ledger.begin([use()]);
  ledger.settle([1], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.close();
  receipt = first ? receiptText(first.receipt) : '';
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const where = () => ({ home: folder });
const packed = () => join(folder, 'evidence.zip');

describe('qianyin history', () => {
  test('package makes a file of its owner alone, which check and the script in it find whole', async () => {
    // What a browser is handed is nothing for a command: the package is where it was asked for.
    const madeFile = historyPackage.omit({ fileName: true, content: true });
    const made = await runForJson(where(), madeFile, ['history', 'package', packed()]);
    expect(made).toMatchObject({ path: packed(), first: 1, head: { number: 3 } });
    expect(statSync(packed()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
    const found = await runForJson(where(), historyCheck, ['history', 'check', packed(), '--receipt', receipt]);
    expect(found).toMatchObject({ whole: true, events: 3, head: made.head });
    execFileSync('unzip', ['-q', packed(), '-d', join(folder, 'unpacked')]);
    const script = join(folder, 'unpacked', 'check.py');
    expect(execFileSync('python3', ['-I', script, packed(), '--receipt', receipt], { encoding: 'utf8' })).toContain(
      'whole',
    );
    for (const name of ['FORMAT.zh-CN.md', 'FORMAT.en.md', 'schema.json'])
      expect(statSync(join(folder, 'unpacked', name)).size).toBeGreaterThan(1000);
  });

  test('package puts on record that it was made, and replaces nothing unasked', async () => {
    expectFailure(await run(where(), ['history', 'package', packed()]), 'OUTPUT_EXISTS', 1);
    const database = new Database(join(folder, 'history.sqlite'), { readonly: true });
    const kinds = database.prepare('SELECT kind FROM event ORDER BY number').pluck().all();
    database.close();
    expect(kinds.filter((kind) => kind === 'exported')).toHaveLength(1);
    expect(await run(where(), ['history', 'package', packed(), '--force', '--from', '3'])).toMatchObject({ code: 0 });
    expect(await runForJson(where(), historyCheck, ['history', 'check', packed()])).toMatchObject({
      whole: true,
      first: 3,
    });
    expectFailure(
      await run(where(), ['history', 'package', join(folder, 'x.zip'), '--from', '999']),
      'INVALID_INPUT',
      2,
    );
  });

  test('check says with its exit code, and in words, what is wrong', async () => {
    expect(await run(where(), ['history', 'check'])).toMatchObject({ code: 0 });
    const wrong = await run(where(), ['history', 'check', '--head', `2:${'0'.repeat(64)}`]);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('2');
    const other = join(folder, 'other.txt');
    writeFileSync(other, 'no ledger');
    expect(await run(where(), ['history', 'check', other])).toMatchObject({ code: 2 });
    expectFailure(await run(where(), ['history', 'check', join(folder, 'nothing')]), 'FILE_NOT_FOUND', 2);
    expect(await run(where(), ['history', 'check', '--receipt', 'nonsense'])).toMatchObject({ code: 2 });
  });
});
