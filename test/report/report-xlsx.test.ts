import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FolderRow, FolderVerification } from '../../src-main/contract/index.ts';
import { makeFolderReport } from '../../src-main/report/index.ts';
import { owner, program, rowOf } from './reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-xlsx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a workbook with Python's own zip and XML, as any other program would: sheets by name, rows of cells. */
const reader = `
import sys, json, zipfile, xml.etree.ElementTree as E
n={'m':'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
for f in z.namelist():
    if f.endswith(('.xml','.rels')): E.fromstring(z.read(f))
shared=[]
if 'xl/sharedStrings.xml' in z.namelist():
    shared=[''.join(t.text or '' for t in s.iter('{%s}t'%n['m'])) for s in E.fromstring(z.read('xl/sharedStrings.xml')).findall('m:si',n)]
out={}
for i,s in enumerate(E.fromstring(z.read('xl/workbook.xml')).find('m:sheets',n)):
    rows=[]
    for r in E.fromstring(z.read('xl/worksheets/sheet%d.xml'%(i+1))).iter('{%s}row'%n['m']):
        row={}
        for c in r:
            v=c.find('m:v',n); t=c.get('t'); col=''.join(x for x in c.get('r') if x.isalpha())
            value='' if v is None else v.text
            if t=='s': value=shared[int(value)]
            if t=='inlineStr': value=''.join(x.text or '' for x in c.iter('{%s}t'%n['m']))
            if value!='': row[col]=[value, 'formula' if c.find('m:f',n) is not None else (t or 'n')]
        rows.append(row)
    out[s.get('name')]=rows
print(json.dumps(out))
`;
const workbook = z.record(z.string(), z.array(z.record(z.string(), z.tuple([z.string(), z.string()]))));
type Workbook = z.infer<typeof workbook>;

function resultOf(rows: FolderRow[], change: Partial<FolderVerification> = {}): FolderVerification {
  return {
    startedAt: '2026-11-24T08:00:00.000Z',
    finishedAt: '2026-11-24T08:01:00.000Z',
    sources: ['/office/档案'],
    cancelled: false,
    total: rows.length,
    rows,
    skipped: { otherFiles: 3, links: 1, unreadableFolders: ['/office/档案/locked'] },
    ...change,
  };
}

async function open(result: FolderVerification, language: 'zh-CN' | 'en' = 'zh-CN'): Promise<Workbook> {
  const { content } = await makeFolderReport(result, 'xlsx', language, program);
  const path = join(folder, 'results.xlsx');
  writeFileSync(path, content);
  return workbook.parse(
    JSON.parse(execFileSync('python3', ['-c', reader, path], { encoding: 'utf8', maxBuffer: 1 << 28 })),
  );
}

/** The cells of a row under their headings. */
function told(sheet: Workbook[string] | undefined, index: number): Record<string, string> {
  const headings = sheet?.[0] ?? {};
  const row = sheet?.[index + 1] ?? {};
  return Object.fromEntries(Object.entries(row).map(([column, [text]]) => [headings[column]?.[0] ?? column, text]));
}

const encrypted: FolderRow = {
  path: '/office/加密.pdf',
  name: '加密.pdf',
  outcome: 'unreadable',
  error: { code: 'PDF_PASSWORD_REQUIRED', values: {} },
};

describe('a table of results', () => {
  let book: Workbook;
  beforeAll(async () => {
    book = await open(
      resultOf([rowOf(), rowOf({ outcome: 'unsigned', signatures: [], signatureCount: 0 }), encrypted]),
    );
  });

  it('has a row for each file with its verdict, signer, seal, time and digest', () => {
    const sheet = book.验证结果;
    expect(sheet).toHaveLength(4);
    expect(told(sheet, 0)).toMatchObject({
      文件: '合同.pdf',
      结论: '有效',
      盖章时的内容: '未被改动',
      盖章之后: '没有改动',
      证书与印章: '有效',
      签章数: '1',
      签章人: owner,
      电子印章: '合同专用章',
      算法: 'SM2-SM3',
      'SHA-256': '0123456789abcdef'.repeat(4),
      路径: '/office/合同.pdf',
      下一步: '请保存这个文件本身：打印件、截图和转存的文件都不能再查验。',
    });
    expect(told(sheet, 0).签章时间).toMatch(/^2026年11月24日 /);
    expect(told(sheet, 1).结论).toBe('没有签章');
  });

  it('says why a file cannot be read and what to do', () => {
    expect(told(book.验证结果, 2)).toEqual({
      文件: '加密.pdf',
      结论: '无法读取',
      说明: 'PDF 文件已加密。',
      下一步: '请输入打开密码。',
      错误代码: 'PDF_PASSWORD_REQUIRED',
      路径: '/office/加密.pdf',
    });
  });

  it('says on a second sheet what was looked at, what was passed over, and how many are of each kind', () => {
    const facts = Object.fromEntries((book.概要 ?? []).map((row) => [row.A?.[0] ?? '', row.B?.[0] ?? '']));
    expect(facts).toMatchObject({
      验证的位置: '/office/档案',
      '找到的 PDF': '3',
      已验证: '3',
      略过的其他文件: '3',
      没有跟随的链接: '1',
      无法读取的文件夹: '/office/档案/locked',
      验证程序: '钤印 Qianyin 9.8.7',
      有效: '1',
      没有签章: '1',
      无法读取: '1',
    });
  });

  it('keeps numbers as numbers, so that they can be summed', () => {
    const sheet = book.验证结果 ?? [];
    const column = Object.entries(sheet[0] ?? {}).find(([, [heading]]) => heading === '大小（字节）')?.[0] ?? '';
    expect(sheet[1]?.[column]).toEqual(['1234567', 'n']);
  });
});

describe('what a file may say of itself in a table', () => {
  it('is never a formula, whatever it begins with', async () => {
    const names = ['=HYPERLINK("http://example.invalid")', '+1', '-1', '@SUM(1)', "'x", '\t=1'];
    const sheet = (await open(resultOf(names.map((name) => rowOf({ name }))))).验证结果 ?? [];
    for (const row of sheet.slice(1)) for (const [, type] of Object.values(row)) expect(type).not.toBe('formula');
    expect(sheet.slice(1, 5).map((row) => row.A?.[0])).toEqual(names.slice(0, 4));
  });

  it('is no character that only a spreadsheet sees in it: no line of its own, nothing that turns the text', async () => {
    const name = '合同_x000A_有效_x202e_fdp.exe_X005F_x000A_.pdf';
    const sheet = (await open(resultOf([rowOf({ name })]))).验证结果 ?? [];
    const written = sheet[1]?.A?.[0] ?? '';
    // As a spreadsheet reads it, once and from the left.
    const read = written.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
    expect(read).toBe(name);
  });

  it('cannot break the file: markup, control characters, half of a pair, any length', async () => {
    const name = `<a>&amp;"]]>\u0000\u0007\ud800\ufffe🔏\u202e${'长'.repeat(50_000)}`;
    const sheet = (await open(resultOf([rowOf({ name })]))).验证结果 ?? [];
    const shown = sheet[1]?.A?.[0] ?? '';
    expect(shown.startsWith('<a>&amp;"]]>')).toBe(true);
    expect(shown).toContain('🔏');
    expect(shown.length).toBeLessThanOrEqual(32_767);
    expect(shown).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe('a table of a cancelled run', () => {
  it('says that it is not whole', async () => {
    const book = await open(resultOf([rowOf()], { cancelled: true, total: 60 }));
    expect(JSON.stringify(book.概要)).toContain('已取消，未全部验证');
  });
});

describe('a table in English', () => {
  it('has English headings and words', async () => {
    const row = told((await open(resultOf([rowOf(), encrypted]), 'en')).Results, 1);
    expect(row).toMatchObject({ File: '加密.pdf', Verdict: 'Cannot be read', 'Error code': 'PDF_PASSWORD_REQUIRED' });
  });
});

describe('a table of ten thousand files', () => {
  it('opens too', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => rowOf({ name: `合同 ${index}.pdf` }));
    expect((await open(resultOf(rows))).验证结果).toHaveLength(10_001);
  });
});

describe('the results as JSON', () => {
  it('are those of the table, whole', async () => {
    const result = resultOf([rowOf(), encrypted]);
    const { fileName, content } = await makeFolderReport(result, 'json', 'zh-CN', program);
    expect(JSON.parse(Buffer.from(content).toString('utf8'))).toEqual({ program, ...result });
    expect(fileName).toBe('验证结果_2026-11-24.json');
  });
});
