import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boundsOfMonth, withinMonth } from '../../../src-main/history/exports/use-reader.ts';
import { openLedger } from '../../../src-main/history/index.ts';
import { use } from '../seal-use.ts';
import { exportFrom, readCsv } from './export-file.ts';

let folder: string;
const november = new Date(2026, 10, 5, 9, 30, 15).toISOString();
const december = new Date(2026, 11, 1, 0, 0, 0).toISOString();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-exports-'));
  const ledger = openLedger(join(folder, 'history.sqlite'));
  const begun = ledger.begin([
    use({ at: november, unit: '办公室', copies: 3, documentPages: 12, amount: '1,250.50', impressionCount: 4 }),
    use({ at: november, unit: '财务部', documentName: '=HYPERLINK("x")_x000D_ & <b>.pdf', amount: '约三万元' }),
    use({ at: december, unit: '办公室', sealId: 'seal-2', sealName: '合同专用章', copies: 2, runId: 'abcdefabcdef.7' }),
  ]);
  const [first = 0, second = 0] = begun.map(({ seq }) => seq);
  ledger.settle([first], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.settle([second], { outcome: 'failed', errorCode: 'PIN_INCORRECT' });
  ledger.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cell = z.object({ type: z.string(), format: z.string(), value: z.string() });
const workbook = z.object({
  sheets: z.array(z.string()),
  frozen: z.string(),
  filter: z.string(),
  rows: z.array(z.record(z.string(), cell)),
});

/** A workbook as its XML says, read by Python's standard library: the type and the number format of each cell, by column title. */
function readXlsx(path: string) {
  const script = `
import sys, json, re, zipfile, xml.etree.ElementTree as E
m = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
styles = E.fromstring(z.read('xl/styles.xml'))
own = {f.get('numFmtId'): f.get('formatCode') for f in styles.iter(m + 'numFmt')}
formats = [own.get(x.get('numFmtId'), x.get('numFmtId') or '') for x in styles.find(m + 'cellXfs')]
sheets = [s.get('name') for s in E.fromstring(z.read('xl/workbook.xml')).iter(m + 'sheet')]
rows = []
for number in range(1, len(sheets) + 1):
    sheet = E.fromstring(z.read('xl/worksheets/sheet%d.xml' % number)); titles = {}
    for row in sheet.iter(m + 'row'):
        cells = {}
        for c in row:
            column = re.sub('[0-9]', '', c.get('r')); kind = c.get('t') or 'n'
            value = ''.join(t.text or '' for t in c.iter(m + 't')) if kind == 'inlineStr' else c.find(m + 'v').text
            cells[column] = {'type': kind, 'format': formats[int(c.get('s'))], 'value': value}
        if row.get('r') == '1': titles = {k: v['value'] for k, v in cells.items()}
        else: rows.append({titles[k]: v for k, v in cells.items()})
pane = sheet.find('.//' + m + 'pane')
print(json.dumps({'sheets': sheets, 'rows': rows, 'frozen': pane.get('state') + pane.get('ySplit'), 'filter': sheet.find(m + 'autoFilter').get('ref')}))
`;
  return workbook.parse(
    JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8', maxBuffer: 1 << 28 })),
  );
}

describe('a spreadsheet of uses', () => {
  it('has numbers as numbers, times as times, and text that nothing runs', async () => {
    const outputPath = join(folder, 'uses.xlsx');
    const made = await exportFrom(folder, { format: 'xlsx', outputPath });
    expect(made).toMatchObject({ rowCount: 3, path: outputPath, content: null, sizeBytes: statSync(outputPath).size });
    expect(statSync(outputPath).mode & 0o777).toBe(0o600);
    const { sheets, rows, frozen, filter } = readXlsx(outputPath);
    expect({ sheets, frozen, filter }).toEqual({ sheets: ['用印记录'], frozen: 'frozen1', filter: 'A1:AU4' });
    const [first, second, third] = rows;
    expect(first?.编号).toEqual({ type: 'n', format: '0', value: '1' });
    expect(first?.份数).toMatchObject({ type: 'n', value: '3' });
    expect(first?.金额).toEqual({ type: 'n', format: '4', value: '1250.5' });
    expect(second?.金额).toMatchObject({ type: 'inlineStr', value: '约三万元' });
    // 2026-11-05 is day 46331 of spreadsheets.
    expect(first?.日期时间?.format).toBe('yyyy\\-mm\\-dd\\ hh:mm:ss');
    expect(Number(first?.日期时间?.value)).toBeCloseTo(46_331 + (9 * 3600 + 30 * 60 + 15) / 86_400, 6);
    expect(second?.文件名称).toEqual({
      type: 'inlineStr',
      format: '49',
      value: '=HYPERLINK("x")_x005F_x000D_ & <b>.pdf',
    });
    expect(third?.方式?.value).toBe('单页、批量');
    expect(third).not.toHaveProperty('盖章后 SHA-256');
  });
});

describe('the events of uses', () => {
  it('come one a line, byte for byte as they were chained', async () => {
    const outputPath = join(folder, 'uses.jsonl');
    await exportFrom(folder, { format: 'jsonl', filter: { units: ['办公室'] }, outputPath });
    const lines = readFileSync(outputPath, 'utf8').split('\n');
    expect(lines.pop()).toBe('');
    const database = new Database(join(folder, 'history.sqlite'), { readonly: true });
    const chained = database
      .prepare("SELECT content FROM event WHERE kind = 'intent' AND number IN (2, 4) OR content ->> '$.data.use' = 1")
      .pluck()
      .all();
    database.close();
    expect([...lines].sort()).toEqual([...chained].sort());
    expect(lines.map((line) => z.object({ kind: z.string() }).parse(JSON.parse(line)).kind)).toEqual([
      'intent',
      'stamped',
      'intent',
    ]);
  });
});

describe('用印台账', () => {
  const textOf = (path: string) => execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });

  it('is the month of a seal and a unit, with its totals, on landscape A4', async () => {
    const outputPath = join(folder, 'register.pdf');
    const filter = { sealIds: ['seal-1'], units: ['办公室'] };
    const made = await exportFrom(folder, { format: 'pdf', month: '2026-11', filter, outputPath });
    expect(made.rowCount).toBe(1);
    const text = textOf(outputPath);
    expect(text).toContain('用印台账');
    expect(text).toMatch(/期间：2026年11月 +印章：公章 +用印单位\/部门：办公室 +共 1 条/);
    expect(text).toMatch(/2026-11-05/);
    expect(text).toMatch(/公章 +1 +1 +3 +4/);
    expect(text).toContain('第 1 页，共 1 页');
    expect(text).not.toContain('财务部');
    const fonts = execFileSync('pdffonts', [outputPath], { encoding: 'utf8' }).split('\n').slice(2, -1);
    expect(fonts.map((line) => / yes yes yes /.test(line))).toEqual([true, true]);
    expect(execFileSync('pdfinfo', [outputPath], { encoding: 'utf8' })).toMatch(/Page size: +841\.89 x 595\.276/);
  });

  it('repeats its head on every page, and counts the pages', async () => {
    const many = mkdtempSync(join(tmpdir(), 'qianyin-register-'));
    const ledger = openLedger(join(many, 'history.sqlite'));
    const seqs = ledger.begin(Array.from({ length: 60 }, () => use({ unit: '办公室' }))).map(({ seq }) => seq);
    ledger.settle(seqs, { outcome: 'completed', sha256After: 'ef'.repeat(32) });
    ledger.close();
    const { content } = await exportFrom(many, { format: 'pdf' });
    const path = join(many, 'register.pdf');
    writeFileSync(path, content ?? '');
    const pages = textOf(path).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries()) expect(page).toContain(`第 ${index + 1} 页，共 ${pages.length} 页`);
    const withRows = pages.filter((page) => page.includes('合同.pdf'));
    expect(withRows.every((page) => page.includes('用印事由'))).toBe(true);
    expect(pages.join('').match(/合同\.pdf/g)).toHaveLength(60);
    rmSync(many, { recursive: true, force: true });
  });

  it('says of no use that there is none', async () => {
    const outputPath = join(folder, 'none.pdf');
    await exportFrom(folder, { format: 'pdf', month: '2020-01', outputPath });
    expect(textOf(outputPath)).toContain('没有符合条件的用印记录');
  });
});

describe('what is exported', () => {
  it('without a path comes as bytes, and leaves nothing behind', async () => {
    const made = await exportFrom(folder, { format: 'csv', filter: { search: '财务部' } });
    expect(made).toMatchObject({ path: null, rowCount: 1 });
    expect(made.fileName).toMatch(/^用印记录_\d{4}-\d\d-\d\d\.csv$/);
    expect(readdirSync(join(folder, 'exports'))).toEqual([]);
  });

  it('takes the place of no file unless that is wanted', async () => {
    const outputPath = join(folder, 'taken.csv');
    writeFileSync(outputPath, 'mine');
    await expect(exportFrom(folder, { format: 'csv', outputPath })).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(readFileSync(outputPath, 'utf8')).toBe('mine');
    await exportFrom(folder, { format: 'csv', outputPath, overwrite: true });
    expect(readCsv(outputPath)).toHaveLength(3);
  });

  it('leaves no file when it is ended', async () => {
    const outputPath = join(folder, 'ended.csv');
    const controller = new AbortController();
    const made = exportFrom(folder, { format: 'csv', outputPath }, { signal: controller.signal });
    controller.abort();
    await expect(made).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(existsSync(outputPath)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('names the folder that cannot be written to', async () => {
    const outputPath = join(folder, 'nowhere', 'uses.csv');
    await expect(exportFrom(folder, { format: 'csv', outputPath })).rejects.toMatchObject({
      code: 'OUTPUT_FOLDER_UNWRITABLE',
    });
  });
});

describe('a month', () => {
  it('ends where the next begins, by the local calendar', () => {
    const { from, to } = boundsOfMonth('2026-11');
    expect(new Date(from)).toEqual(new Date(2026, 10, 1));
    expect(new Date(to).getTime() + 1).toBe(new Date(2026, 11, 1).getTime());
  });

  it('narrows a filter, and widens none', () => {
    const { from, to } = boundsOfMonth('2026-11');
    const within = new Date(2026, 10, 10).toISOString();
    expect(withinMonth({ from: within }, '2026-11')).toEqual({ from: within, to });
    expect(withinMonth({ from: '2000-01-01T00:00:00Z', to: within }, '2026-11')).toEqual({ from, to: within });
    expect(withinMonth({ to: within }, undefined)).toEqual({ to: within });
  });
});
