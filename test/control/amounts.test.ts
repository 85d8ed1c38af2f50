import { describe, expect, it } from 'vitest';
import { amountOf, amountsIn, contradictionsIn, namesNumber } from '../../src-main/control/amounts.ts';

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
  ])('%s', (text, fen) => expect(amountOf(text)).toBe(fen));

  it.each(['', '约五千', '12.345', '1,23', '-5', '$500', '壹贰元', '十二', '元', '1e3', '12元5角', '0x10'])(
    '%s is none',
    (text) => expect(amountOf(text)).toBeNull(),
  );
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
  ])('agrees, or is not the same: %s', (line) => expect(contradictionsIn(line)).toEqual([]));
});
