import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../src-main/contract/index.ts';
import { type HistoryIntent, openLedger, toCsv } from '../../src-main/history/index.ts';
import { use } from './seal-use.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-csv-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function exported(intents: HistoryIntent[], language: Language): Uint8Array {
  const ledger = openLedger(join(folder, 'history.sqlite'));
  const [first = 0] = ledger.begin(intents).map(({ seq }) => seq);
  ledger.settle([first], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  const csv = toCsv(ledger.export({}), language);
  ledger.close();
  return csv;
}

/** The rows as another program reads them: Python's csv module. */
function readBack(csv: Uint8Array): Record<string, string>[] {
  const path = join(folder, 'export.csv');
  writeFileSync(path, csv);
  const script =
    "import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')))))";
  return JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }));
}

describe('the export of records', () => {
  it('gives a CSV that other programs read back, in order and in Chinese', () => {
    const csv = exported([use(), use({ reason: '含"引号",逗号\n与换行', trial: true })], 'zh-CN');
    const [first, second] = readBack(csv);
    expect(first).toMatchObject({
      序号: '1',
      结果: '已盖章',
      印章类别: '公章',
      页码: '2',
      'X（毫米）': '105.5',
      '盖章后 SHA-256': 'ef'.repeat(32),
      试用: '否',
    });
    expect(second).toMatchObject({ 序号: '2', 结果: '进行中', 用印事由: '含"引号",逗号\n与换行', 试用: '是' });
  });

  it('speaks English when the person does', () => {
    const [row] = readBack(exported([use({ at: '2026-03-01T08:00:00.000Z' })], 'en'));
    expect(row).toMatchObject({ 'No.': '1', Outcome: 'Stamped', 'Time (UTC)': '2026-03-01T08:00:00.000Z' });
    expect(new Date(row?.Time ?? '').toISOString()).toBe('2026-03-01T08:00:00.000Z');
  });

  it('begins with the mark by which Excel knows UTF-8, and ends every line with CRLF', () => {
    const csv = Buffer.from(exported([use()], 'zh-CN'));
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(csv.toString('utf8').match(/\r\n/g)).toHaveLength(2);
    expect(csv.toString('utf8').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  const formulas = ['=cmd|calc!A1', '+86 10 1234', '-2+3', '@SUM(A1)', '\t=1+1', '\r=1+1', '\n=1+1'];
  const fullWidth = ['＝1+1', '＋1', '－1', '＠SUM(A1)', '﹦1+1', '﹢1', '﹣1', '﹫SUM(A1)', '⁼1+1'];
  it('shows what would turn or hide a name, and keeps the lines of a reason', () => {
    const [row] = readBack(exported([use({ documentName: '合同\u202Efdp.exe', reason: '甲\n乙\t丙' })], 'zh-CN'));
    expect(row?.文件).not.toMatch(/\u202E/);
    expect(row?.文件).toContain('202E');
    expect(row?.用印事由).toBe('甲\n乙\t丙');
  });

  it.each([...formulas, ...fullWidth])('does not let a document named %j run in a spreadsheet', (documentName) => {
    const [row] = readBack(exported([use({ documentName })], 'zh-CN'));
    expect(row?.文件).toBe(`'${documentName}`);
  });

  it.each(['\0=1+1', '\u200B=1+1', '\uFEFF+1', '\u2060\u200D@SUM(A1)', '\u3164﹦1', ' \u00A0-1'])(
    'nor one named %j, where the start is not seen',
    (documentName) => {
      const [row] = readBack(exported([use({ documentName })], 'zh-CN'));
      expect(row?.文件).toMatch(/^'/);
    },
  );
});
