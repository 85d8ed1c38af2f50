import { describe, expect, it } from 'vitest';
import { amountOf, amountsIn, brokenOffIn, contradictionsIn, namesNumber } from '../../src-main/control/amounts.ts';

describe('an amount as a person writes it', () => {
  it.each([
    ['12,345.67', 1_234_567n],
    ['¥12,345.67', 1_234_567n],
    ['￥１２，３４５．６元', 1_234_560n],
    ['人民币：12345元整', 1_234_500n],
    ['RMB 500', 50_000n],
    ['1.2万元', 1_200_000n],
    ['0.123456万元', 123_456n],
    ['3亿', 30_000_000_000n],
    ['壹万贰仟叁佰肆拾伍元陆角柒分', 1_234_567n],
    ['人民币壹万贰仟元整', 1_200_000n],
    ['壹萬貳仟圓整', 1_200_000n],
    ['拾元整', 1_000n],
    ['壹拾万零伍元正', 10_000_500n],
    ['叁佰元零伍分', 30_005n],
    ['玖亿零叁万元整', 90_003_000_000n],
    ['一万二千元', 1_200_000n],
    ['伍角整', 50n],
    ['壹万亿元整', 100_000_000_000_000n],
    ['零拾零万壹仟零佰伍拾零元零角伍分', 105_005n],
    ['壹佰零伍元整', 10_500n],
    ['壹仟亿零伍拾万元', 10_000_050_000_000n],
  ])('%s', (text, fen) => expect(amountOf(text)).toBe(fen));

  it.each([
    '',
    '约五千',
    '12.345',
    '1,23',
    '-5',
    '$500',
    '壹贰元',
    '十二',
    '元',
    '1e3',
    '12元5角',
    '0x10',
    '壹拾佰元',
    '壹万贰万元',
    '壹亿亿元',
    '壹佰伍元',
    '壹万伍元',
    `壹${'亿'.repeat(100)}元`,
  ])('%s is none', (text) => expect(amountOf(text)).toBeNull());
});

describe('amounts in a text', () => {
  it('are found as they stand, in figures and capitals', () => {
    const line = '合同总价：￥12,000.00元（大写：壹万贰仟元整），其中押金 500元';
    expect(amountsIn(line).map(({ text, fen, isCapitals }) => [text.trim(), fen, isCapitals])).toEqual([
      ['￥12,000.00元', 1_200_000n, false],
      ['壹万贰仟元整', 1_200_000n, true],
      ['500元', 50_000n, false],
    ]);
  });

  it('are no years, numbers of articles, or words with numerals', () => {
    for (const line of ['2026年12月1日', '第12条', '一二三四', '共 12 页', '统一元素', 'ISO 32000.2'])
      expect(amountsIn(line)).toEqual([]);
  });

  it.each([
    ['12元5角', []],
    ['￥1 234.56', []],
    ['3亿5000万元', []],
    ['壹 拾 伍 元 整', [1_500n]],
    ['￥3,000.00/月，押金3000元', [300_000n, 300_000n]],
  ])('%s', (line, fen) => expect(amountsIn(line).map((one) => one.fen)).toEqual(fen));

  it('are one where a line breaks off within 大写', () => {
    const before = brokenOffIn('合同总价为人民币叁万');
    expect(before).toBe('叁万');
    const [first] = amountsIn('伍仟元整（￥35,000.00）', before);
    expect(first).toEqual({ start: 0, end: 4, text: '叁万伍仟元整', fen: 3_500_000n, isCapitals: true });
    expect(contradictionsIn('伍仟元整（￥35,000.00）', before)).toEqual([]);
    expect(brokenOffIn('合同总价为人民币叁万元')).toBe('');
  });

  it.each([
    ['2026年12月1日', 202_600n],
    ['2026-12-01', 202_600n],
    ['第12条', 1_200n],
    ['共12页', 1_200n],
    ['USD 24,900.00', 2_490_000n],
    ['24,900.00美元', 2_490_000n],
    ['$24,900.00', 2_490_000n],
    ['OA-24900-1', 2_490_000n],
    ['税率 13%', 1_300n],
  ])('no number of something else is one: %s', (line, fen) => expect(namesNumber(line, fen, false)).toBe(false));

  it.each(['合计12000', '合计 12,000.00 备注', '12,000.00备注', '(12000)', '12000，', '小计：12000.0'])(
    'a number that may be one: %s',
    (line) => expect(namesNumber(line, 1_200_000n, false)).toBe(true),
  );

  it('are found at once in a line that was made to take long', () => {
    for (const sign of ['壹', '壹佰', '1,', '¥1 ', '1元', '壹元']) {
      const line = sign.repeat(1000);
      const began = performance.now();
      amountsIn(line);
      contradictionsIn(line);
      namesNumber(line, 5n, true);
      expect(performance.now() - began).toBeLessThan(1000);
    }
  });

  it('of a table whose head names the unit are known by their number', () => {
    expect(namesNumber('合计 12,000.00', 1_200_000n, false)).toBe(true);
    expect(namesNumber('合计 1.2', 1_200_000n, true)).toBe(true);
    expect(namesNumber('合计 1.2', 1_200_000n, false)).toBe(false);
    expect(namesNumber('合计 112,000.00', 1_200_000n, false)).toBe(false);
  });
});

describe('an amount that is written twice', () => {
  it.each([
    '￥12,000.00元（大写：壹万贰仟零壹元整）',
    '大写：壹万元整  小写：¥10,000.50',
    '人民币（大写）：壹万元整（小写）￥1,000.00',
  ])('contradicts itself: %s', (line) => expect(contradictionsIn(line)).toHaveLength(1));

  it.each([
    '￥12,000.00元（大写：壹万贰仟元整）',
    '单价 500元，两件共计壹仟元整',
    '押金 500元，租金 800元',
    '大写：壹万元整  小写：¥10,000.00',
    '单价 ¥50.00 合计 壹佰元整',
    '押金：伍仟元整；¥24,900.00 为租金',
    '首付款壹万元整、￥20,000.00元尾款',
    '¥6.00 （大写）壹佰零陆元整 （小写）¥106.00',
    '壹 仟 零 伍拾元整 ¥1,050.00',
  ])('agrees, or is not the same: %s', (line) => expect(contradictionsIn(line)).toEqual([]));
});
