import { describe, expect, it } from 'vitest';
import { formatTable } from '../../../src-main/doors/cli/table.ts';

const columnsOf = (line: string | undefined) => line?.split(/ {2,}/);

describe('a table on the command line', () => {
  it.each([
    ['two blanks', 'Sig  有效  某某人民政府'],
    ['three blanks', 'Sig   有效   某某人民政府'],
    ['blanks of other kinds', 'Sig\u00a0 有效\u2003\u2003某某人民政府'],
    ['wide blanks', 'Sig\u3000有效\u3000某某人民政府'],
  ])('has no more columns than headings, whatever a name has in it: %s', (_, name) => {
    const lines = formatTable(['签名域', '结论', '签章人'], [[name, '无效', '某人']]).split('\n');
    expect(lines.map((line) => columnsOf(line)?.length)).toEqual([3, 3]);
    expect(lines[1]).not.toMatch(/\u3000|\u00a0|\u2003/);
    expect(columnsOf(lines[1])?.slice(1)).toEqual(['无效', '某人']);
  });

  it('shows ordinary names as they are', () => {
    const [, line] = formatTable(['文件', '结论'], [['合同 第 118 号.pdf', '有效']]).split('\n');
    expect(line).toBe('合同 第 118 号.pdf  有效');
  });
});
