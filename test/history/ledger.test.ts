import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HistoryIntent, openLedger, toCsv } from '../../src-main/history/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-ledger-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'history.sqlite');
const ledgerModule = new URL('../../src-main/history/index.ts', import.meta.url).href;

function use(changes: Partial<HistoryIntent> = {}): HistoryIntent {
  return {
    at: new Date().toISOString(),
    runId: 'run',
    operator: '张三',
    tokenSerial: 'A1B2',
    tokenLabel: '财务UKey',
    certificateFingerprint: 'ab'.repeat(32),
    certificateSubject: 'CN=某某有限公司',
    certificateSerial: '01',
    sealId: 'seal-1',
    sealName: '公章',
    sealKind: 'official',
    documentName: '合同.pdf',
    documentPath: '/文件/合同.pdf',
    outputPath: '/文件/合同_已盖章.pdf',
    sha256Before: 'cd'.repeat(32),
    page: 2,
    xMm: 105.5,
    yMm: 210,
    reason: '采购',
    door: 'cli',
    trial: false,
    ...changes,
  };
}

const everything = { filter: {}, offset: 0, limit: 100 };

describe('the record of seal uses', () => {
  it('shows a use as pending until it is settled, and settles it once', () => {
    const ledger = openLedger(path());
    const [seq = 0] = ledger.begin([use()]);
    expect(ledger.get(seq)).toMatchObject({ outcome: 'pending', settledAt: null, sha256After: null });
    ledger.settle([seq], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
    expect(ledger.get(seq)).toMatchObject({ outcome: 'completed', sha256After: 'ef'.repeat(32), trial: false });
    expect(() => ledger.settle([seq], { outcome: 'failed', errorCode: 'PIN_INCORRECT' })).toThrow();
    expect(ledger.get(seq)?.outcome).toBe('completed');
    ledger.close();
  });

  it('numbers uses in their order and keeps them over a restart', () => {
    const first = openLedger(path());
    expect(first.begin([use(), use()])).toEqual([1, 2]);
    first.close();
    const second = openLedger(path());
    expect(second.begin([use()])).toEqual([3]);
    expect(second.list(everything).rows.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    second.close();
  });

  it('lets nobody delete or rewrite a record, even past this program', () => {
    const ledger = openLedger(path());
    const [seq = 0] = ledger.begin([use()]);
    ledger.settle([seq], { outcome: 'failed', errorCode: 'TOKEN_REMOVED' });
    ledger.close();
    const other = new Database(path());
    expect(() => other.exec('DELETE FROM seal_use')).toThrow(/never deleted/);
    expect(() => other.exec("UPDATE seal_use SET operator = '李四'")).toThrow();
    expect(() => other.exec("UPDATE seal_use SET outcome = 'completed', sha256After = 'aa'")).toThrow(/settled once/);
    other.close();
  });

  it('finds what a killed program left pending, and leaves a living one alone', async () => {
    const script = `
      import { openLedger } from ${JSON.stringify(ledgerModule)};
      const ledger = openLedger(${JSON.stringify(path())});
      ledger.begin([${JSON.stringify(use({ runId: 'killed' }))}]);
      process.stdout.write('begun');
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const ledger = openLedger(path());
    expect(ledger.recoverInterrupted()).toBe(0);
    expect(ledger.get(1)?.outcome).toBe('pending');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(ledger.recoverInterrupted()).toBe(1);
    expect(ledger.get(1)).toMatchObject({ runId: 'killed', outcome: 'interrupted' });
    ledger.close();
  });

  it('takes records of two programs at once and loses none', async () => {
    const writer = `
      import { openLedger } from ${JSON.stringify(ledgerModule)};
      const ledger = openLedger(${JSON.stringify(path())});
      for (let index = 0; index < 100; index++) ledger.begin([${JSON.stringify(use())}]);
      ledger.close();
    `;
    const run = () =>
      new Promise<number | null>((resolve) => {
        spawn(process.execPath, ['--input-type=module', '-e', writer], { stdio: 'inherit' }).once('exit', resolve);
      });
    expect(await Promise.all([run(), run()])).toEqual([0, 0]);
    const ledger = openLedger(path());
    expect(ledger.list(everything).total).toBe(200);
    ledger.close();
  });

  it('searches document, seal, person, reason and digest, taking % and _ as they are', () => {
    const ledger = openLedger(path());
    ledger.begin([
      use({ documentName: '劳动合同.pdf' }),
      use({ reason: '折扣50%', operator: '王五' }),
      use({ sealId: 's2', sealName: '财务专用章' }),
    ]);
    const search = (text: string) =>
      ledger.list({ ...everything, filter: { search: text } }).rows.map(({ seq }) => seq);
    expect(search('劳动')).toEqual([1]);
    expect(search('50%')).toEqual([2]);
    expect(search('%')).toEqual([2]);
    expect(search('王五')).toEqual([2]);
    expect(search('财务专用章')).toEqual([3]);
    expect(search('cdcd')).toEqual([3, 2, 1]);
    expect(ledger.list({ ...everything, filter: { sealIds: ['s2'] } }).total).toBe(1);
    expect(ledger.list({ ...everything, filter: { outcomes: ['completed'] } }).total).toBe(0);
    ledger.close();
  });

  it('refuses a file that is not a ledger and leaves it as it was', () => {
    writeFileSync(path(), 'not a database, but long enough to be looked at as one'.repeat(40));
    expect(() => openLedger(path())).toThrowError(expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' }));
    const foreign = new Database(join(folder, 'foreign.sqlite'));
    foreign.exec('CREATE TABLE other (id INTEGER)');
    foreign.close();
    expect(() => openLedger(join(folder, 'foreign.sqlite'))).toThrowError(
      expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' }),
    );
  });

  it('says that it cannot be written where its folder does not exist', () => {
    expect(() => openLedger(join(folder, 'missing', 'history.sqlite'))).toThrowError(
      expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' }),
    );
  });
});

describe('the export of records', () => {
  it('gives a CSV that other programs read back, formulas disarmed', () => {
    const ledger = openLedger(path());
    ledger.begin([use({ documentName: '=cmd|calc!A1', reason: '含"引号",逗号\n与换行' })]);
    const csv = join(folder, 'export.csv');
    writeFileSync(csv, toCsv(ledger.export({}), 'zh-CN'));
    ledger.close();
    const script =
      "import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')))))";
    const [row] = JSON.parse(execFileSync('python3', ['-c', script, csv], { encoding: 'utf8' }));
    expect(row).toMatchObject({
      序号: '1',
      结果: '进行中',
      文件: "'=cmd|calc!A1",
      用印事由: '含"引号",逗号\n与换行',
      页码: '2',
    });
  });
});
