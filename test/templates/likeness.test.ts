import { describe, expect, it } from 'vitest';
import type { TextRun } from '../../src-main/pdf/index.ts';
import { characteristicWords, type DocumentFeatures, matchTemplates } from '../../src-main/templates/index.ts';

const run = (text: string, xMm: number, yMm: number): TextRun => ({
  text,
  xMm,
  yMm,
  direction: [1, 0],
  lengthMm: text.length * 5,
  heightMm: 5,
  runsDown: false,
  endsLine: true,
});
const lines = (...texts: string[]) => texts.map((text, index) => run(text, 20, 30 + index * 10));
const a4 = { widthMm: 210, heightMm: 297 };

const purchase = (party: string, amount: string) =>
  lines(
    '采购合同',
    `合同编号：${amount}`,
    `甲方：${party}`,
    '乙方：杭州示例科技有限公司',
    `金额（大写）：${amount}元`,
    '签订地点：杭州',
    '第一条 标的物',
  );
const lease = lines('房屋租赁合同', '出租方：李四', '承租方：张三', '租金：每月 3000 元', '签订日期：2026 年 1 月');

const documentOf = (runs: readonly TextRun[], given: Partial<DocumentFeatures> = {}): DocumentFeatures => ({
  firstPage: a4,
  pageCount: 3,
  runs,
  ...given,
});
const savedAt = '2026-01-01T00:00:00.000Z';
const templateOf = (name: string, { runs, firstPage, pageCount }: DocumentFeatures) => ({
  name,
  placements: [],
  firstPage,
  pageCount,
  words: characteristicWords(runs),
  savedAt,
});
const templates = [
  templateOf('租赁', documentOf(lease)),
  templateOf('采购', documentOf(purchase('北京甲有限公司', '2026-001'))),
  templateOf('扫描件', documentOf([])),
];
const matched = (document: DocumentFeatures) => matchTemplates(templates, document).map(({ name }) => name);

describe('what a document is known by', () => {
  it('is its words, without numbers, blanks and punctuation', () => {
    const runs = [
      run('甲 方：', 20, 50),
      run('____', 40, 50),
      ...lines('采购合同', '编号：2026-001（正本）', 'Purchase Order'),
    ];
    expect(characteristicWords(runs)).toEqual(['采购合同', '编号', '正本', 'purchase', 'order']);
  });

  it('joins what a program wrote sign by sign, and parts what stands apart', () => {
    expect(characteristicWords([run('合', 20, 30), run('同', 25, 30), run('专用', 60, 30)])).toEqual(['合同', '专用']);
  });
});

describe('templates that a document looks like', () => {
  it.each<[string, DocumentFeatures, string[]]>([
    ['the same kind with another party and amount', documentOf(purchase('上海乙股份有限公司', '2027-978')), ['采购']],
    ['the same kind with more pages', documentOf(purchase('上海乙股份有限公司', '1'), { pageCount: 5 }), ['采购']],
    [
      'the same in full width and traditional',
      documentOf(lines('採購合同', '合同編號：１', '甲方：', '乙方：', '金額（大寫）：', '簽訂地點：杭州', '第一條')),
      ['采购'],
    ],
    ['another kind', documentOf(lease), ['租赁']],
    ['the same on another size', documentOf(lease, { firstPage: { widthMm: 148, heightMm: 210 } }), []],
    ['a scan', documentOf([]), []],
    ['something else', documentOf(lines('会议纪要', '时间：', '地点：', '出席：')), []],
  ])('%s', (_, document, names) => {
    expect(matched(document)).toEqual(names);
  });

  it('come with the best first', () => {
    const both = [
      templateOf('远', documentOf([...lease, ...lines('', '', '', '', '', '附加条款', '押金')])),
      ...templates,
    ];
    expect(matchTemplates(both, documentOf(lease)).map(({ name }) => name)).toEqual(['租赁', '远']);
  });
});
