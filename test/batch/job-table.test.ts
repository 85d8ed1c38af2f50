/** Tables of files as offices write them: CSV in either encoding, and workbooks. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import { type Desk, openDesk } from './desk.ts';

let desk: Desk;
let folder: string;
beforeAll(async () => {
  desk = await openDesk();
  folder = desk.folderOf('合同', { 'a.pdf': 'chromium.pdf', 'b.pdf': 'mutool.pdf', '子/c.pdf': 'groff.pdf' });
  mkdirSync(join(folder, '成品'));
});
afterAll(() => desk?.close());

/** Writes a table beside the files and makes a batch of it. */
function create(name: string, content: string | Uint8Array, more: object = {}) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return desk.core.call('batch.create', {
    source: { kind: 'table', path },
    outputFolder: join(folder, '成品'),
    ...more,
  });
}
const itemsOf = async (id: string) => (await desk.core.call('batch.items', { id, order: 'as-listed' })).items;

describe('a table of files', () => {
  it('says for each line what the batch does not: seal, place, output, reason, approval', async () => {
    const text =
      '文件,印章,x,y,页码,输出文件名,用印事由,审批单号,相对方,份数\n' +
      'a.pdf,公章,100,100,1,甲方合同,"采购,设备",YY-1,甲公司,3\n' +
      `${join(folder, '子/c.pdf')},,100,100,末页,,,,,\n`;
    const { id } = await create('清单.csv', text, {
      placements: [{ sealId: desk.seal.id, placing: { rule: 'keyword', text: '盖章' } }],
      reason: '年度',
      particulars: { unit: '财务部' },
    });
    const items = await itemsOf(id);
    expect(items).toMatchObject([
      { line: 2, name: 'a.pdf', reason: '采购,设备；审批单号 YY-1', outputPath: join(folder, '成品/甲方合同.pdf') },
      { line: 3, name: 'c.pdf', reason: '年度', outputPath: join(folder, '成品/c_已盖章.pdf') },
    ]);
    const looked = await desk.core.call('batch.look', { id });
    expect(looked.counts).toMatchObject({ waiting: 2, failed: 0 });
    const done = await desk.run(id);
    expect(done.counts.done).toBe(2);
    expect(readdirSync(join(folder, '成品')).sort()).toEqual(['c_已盖章.pdf', '甲方合同.pdf']);
    const rows = (await desk.core.call('history.list', {})).rows.filter(({ runId }) => runId.startsWith(id));
    expect(rows.sort((a, b) => a.reason.localeCompare(b.reason, 'zh'))).toMatchObject([
      { reason: '采购,设备；审批单号 YY-1', approvalNumber: 'YY-1', counterparty: '甲公司', copies: 3, unit: '财务部' },
      { reason: '年度', approvalNumber: '', counterparty: '', copies: null, unit: '财务部' },
    ]);
  });

  it('is a workbook, or CSV in GBK or UTF-16 as Excel saves them', async () => {
    const cells = [
      ['文件', '印章', '关键字', '学号'],
      ['a.pdf', '公章', '甲方', '2026001'],
    ];
    const workbook = await writeXlsx(
      cells.map((row) => row.map((value) => ({ value, type: String }))),
      {},
    ).toBuffer();
    const utf16 = Buffer.from(`\uFEFF${cells.map((row) => row.join('\t')).join('\r\n')}`, 'utf16le');
    // 文件,印章,关键字,学号 and 公章, 甲方 in GBK.
    const gbk = Buffer.from(
      'cec4bcfe2cd3a1d5c22cb9d8bcfcd7d62cd1a7bac50d0a612e7064662cb9abd5c22cbcd7b7bd2c323032363030310d0a',
      'hex',
    );
    for (const [name, content] of Object.entries({ '表.xlsx': workbook, '表.txt': utf16, '表.csv': gbk })) {
      const { id } = await create(name, content, { pattern: '{学号}' });
      expect(await itemsOf(id), name).toMatchObject([{ name: 'a.pdf', outputPath: join(folder, '成品/2026001.pdf') }]);
    }
  });

  it.each<[string, string, object]>([
    [
      'a file that is not there',
      '文件,印章,x,y\na.pdf,公章,1,1\nx.pdf,公章,1,1\n',
      { code: 'JOB_TABLE_LINE', values: { line: 3, reason: 'table/file-missing' } },
    ],
    [
      'a seal that is not here',
      '文件,印章,x,y\n\na.pdf,私章,1,1\n',
      { code: 'JOB_TABLE_LINE', values: { line: 3, reason: 'table/seal-unknown' } },
    ],
    [
      'a template that is not here',
      '文件,模板\na.pdf,没有\n',
      { code: 'JOB_TABLE_LINE', values: { line: 2, reason: 'table/template-unknown' } },
    ],
    [
      'no place',
      '文件,印章\na.pdf,公章\n',
      { code: 'JOB_TABLE_LINE', values: { line: 2, reason: 'table/no-placement' } },
    ],
    [
      'a place that is none',
      '文件,印章,x,y\na.pdf,公章,左,1\n',
      { code: 'JOB_TABLE_LINE', values: { line: 2, reason: 'table/placing-invalid' } },
    ],
    ['no file', '文件,印章,x,y\n,公章,1,1\n', { code: 'JOB_TABLE_LINE', values: { line: 2, reason: 'table/no-file' } }],
    [
      'a file twice, under whatever name',
      '文件,印章,x,y\na.pdf,公章,1,1\n子/../a.pdf,公章,1,1\n',
      { code: 'JOB_TABLE_LINE', values: { line: 3, reason: 'table/file-twice' } },
    ],
    ['no column of files', '印章\n公章\n', { code: 'JOB_TABLE_COLUMN' }],
    ['nothing', '', { code: 'JOB_TABLE_COLUMN' }],
    ['no table', 'PK\u0003\u0004 not a workbook', { code: 'JOB_TABLE_UNREADABLE' }],
    ['a column in a name that is not there', '文件,印章,x,y\na.pdf,公章,1,1\n', { code: 'PATTERN_UNKNOWN' }],
  ])('is refused whole with %s', async (what, text, error) => {
    const before = await desk.core.call('batch.list', null);
    const more = what.startsWith('a column') ? { pattern: '{班级}' } : {};
    await expect(create('错.csv', text, more)).rejects.toMatchObject(error);
    expect(await desk.core.call('batch.list', null)).toHaveLength(before.length);
  });

  it('names a file as often as somebody asks for with --again', async () => {
    const { id } = await create('两次.csv', '文件,印章,x,y\na.pdf,公章,1,1\na.pdf,公章,1,1\n', { again: true });
    expect(await itemsOf(id)).toHaveLength(2);
  });

  it('is refused where few bytes say more than any office lists', async () => {
    const text = '印'.repeat(30_000);
    const rows = Array.from({ length: 3_000 }, () => [{ value: text, type: String }]);
    const workbook = await writeXlsx(rows, {}).toBuffer();
    expect(workbook.length).toBeLessThan(1 << 20);
    await expect(create('大.xlsx', workbook)).rejects.toMatchObject({ code: 'JOB_TABLE_UNREADABLE' });
    const columns = `文件${',x'.repeat(400_000)}\na.pdf\n`;
    await expect(create('宽.csv', columns)).rejects.toMatchObject({ code: 'JOB_TABLE_UNREADABLE' });
  });
});
