import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../../src-main/contract/index.ts';
import { type HistoryIntent, openLedger } from '../../../src-main/history/index.ts';
import { use } from '../seal-use.ts';
import { exportFrom, readCsv } from './export-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-csv-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The path of the CSV of these uses, of which the first is completed. */
async function exported(intents: HistoryIntent[], language: Language): Promise<string> {
  const ledger = openLedger(join(folder, 'history.sqlite'));
  const [first = 0] = ledger.begin(intents).map(({ seq }) => seq);
  ledger.settle([first], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.close();
  const outputPath = join(folder, 'export.csv');
  await exportFrom(folder, { format: 'csv', language, outputPath });
  return outputPath;
}

describe('the export of records', () => {
  it('gives a CSV that other programs read back, in order and in Chinese', async () => {
    const csv = await exported([use(), use({ reason: '含"引号",逗号\n与换行', trial: true })], 'zh-CN');
    const [first, second] = readCsv(csv);
    expect(first).toMatchObject({
      编号: '1',
      结果: '已盖章',
      印章类型: '公章',
      页码: '2',
      'X（毫米）': '105.5',
      '盖章后 SHA-256': 'ef'.repeat(32),
      试用: '否',
    });
    expect(second).toMatchObject({ 编号: '2', 结果: '进行中', 用印事由: '含"引号",逗号\n与换行', 试用: '是' });
  });

  it('speaks English when the person does', async () => {
    const [row] = readCsv(await exported([use({ at: '2026-03-01T08:00:00.000Z' })], 'en'));
    expect(row).toMatchObject({ 'No.': '1', Outcome: 'Stamped', 'Time (UTC)': '2026-03-01T08:00:00.000Z' });
    expect(new Date(row?.Time ?? '').toISOString()).toBe('2026-03-01T08:00:00.000Z');
  });

  it('begins with the mark by which Excel knows UTF-8, and ends every line with CRLF', async () => {
    const csv = readFileSync(await exported([use()], 'zh-CN'));
    expect([...csv.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(csv.toString('utf8').match(/\r\n/g)).toHaveLength(2);
    expect(csv.toString('utf8').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('shows what would turn or hide a name, and keeps the lines of a reason', async () => {
    const [row] = readCsv(await exported([use({ documentName: '合同\u202Efdp.exe', reason: '甲\n乙\t丙' })], 'zh-CN'));
    expect(row?.文件名称).not.toMatch(/\u202E/);
    expect(row?.文件名称).toContain('202E');
    expect(row?.用印事由).toBe('甲\n乙\t丙');
  });

  const formulas = ['=cmd|calc!A1', '+86 10 1234', '-2+3', '@SUM(A1)', '\t=1+1', '\r=1+1', '\n=1+1'];
  const fullWidth = ['＝1+1', '＋1', '－1', '＠SUM(A1)', '﹦1+1', '﹢1', '﹣1', '﹫SUM(A1)', '⁼1+1'];
  const unseen = ['\0=1+1', '\u200B=1+1', '\uFEFF+1', '\u2060\u200D@SUM(A1)', '\u3164﹦1', ' \u00A0-1'];

  it('does not let the name of a document run in a spreadsheet, nor one whose start is not seen', async () => {
    const names = [...formulas, ...fullWidth, ...unseen];
    const rows = readCsv(
      await exported(
        names.map((documentName) => use({ documentName })),
        'zh-CN',
      ),
    );
    const told = rows.map((row) => row.文件名称);
    expect(told.slice(0, -unseen.length)).toEqual([...formulas, ...fullWidth].map((name) => `'${name}`));
    for (const name of told.slice(-unseen.length)) expect(name).toMatch(/^'/);
  });
});
