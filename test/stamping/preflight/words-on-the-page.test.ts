import { describe, expect, test } from 'vitest';
import type { SealKind } from '../../../src-main/contract/index.ts';
import { checkBlanks } from '../../../src-main/stamping/preflight/blank-check.ts';
import { checkCoveredText } from '../../../src-main/stamping/preflight/covered-text-check.ts';
import { checkKind } from '../../../src-main/stamping/preflight/kind-check.ts';
import { at, page, placedSeal, type Written } from './written.ts';

describe('the words beside a seal', () => {
  /** The seal stands at 100, 100. */
  const cases: [what: string, kind: SealKind, written: Written[], asked: string | null][] = [
    ['（财务专用章） and a 公章', 'official', [['收款单位（财务专用章）', 80, 98]], '（财务专用章）'],
    ['（财务专用章） and that', 'finance', [['收款单位（财务专用章）', 80, 98]], null],
    ['（合同专用章） in traditional script', 'official', [['（合同專用章）', 90, 98]], '（合同專用章）'],
    ['（公章）and a 合同专用章', 'contract', [['甲方（公章）', 90, 98]], '（公章）'],
    ['（公章或合同专用章） and either', 'contract', [['甲方（公章或合同专用章）', 80, 98]], null],
    ['（公章）（合同专用章） one beside the other', 'contract', [['（公章）（合同专用章）', 85, 98]], null],
    ['（发票专用章） and a 公章', 'official', [['（发票专用章）', 90, 98]], '（发票专用章）'],
    ['（盖章）, where any may stand', 'contract', [['甲方（盖章）：', 90, 98]], null],
    ['a sentence that speaks of a 公章', 'contract', [['本合同自双方加盖公章之日起生效', 70, 98]], null],
    ['法定代表人 and a 公章', 'official', [['法定代表人（签字）：', 80, 98]], '法定代表人（签字）：'],
    ['法定代表人 and his seal', 'legal-representative', [['法定代表人：', 90, 98]], null],
    [
      'the line for the seal, and 法定代表人 in the next',
      'official',
      [
        ['甲方（盖章）：', 80, 98],
        ['法定代表人（签字）：', 80, 106],
      ],
      null,
    ],
    ['words that stand far away', 'official', [['（财务专用章）', 90, 140]], null],
    ['a seal of a kind that has no name', 'other', [['（财务专用章）', 90, 98]], null],
  ];
  test.each(cases)('%s', (_, kind, written, asked) => {
    const found = checkKind(placedSeal({ seal: { kind } }), [page(1, ...written)]);
    expect(found.map(({ values }) => ('words' in values ? values.words : ''))).toEqual(asked === null ? [] : [asked]);
    for (const { place } of found) expect(place).toMatchObject({ page: 1, heightMm: 4 });
  });

  test('a slice along the edge, and another page, are no such place', () => {
    const slice = { left: 0, top: 0, right: 0.5, bottom: 1 };
    const impressions = [at(100, 100, { slice, widthMm: 20 }), at(100, 100, { page: 2 })];
    expect(checkKind(placedSeal({ impressions }), [page(1, ['（财务专用章）', 90, 98])])).toEqual([]);
  });
});

describe('blanks', () => {
  const cases: [written: string, blank: string | null][] = [
    ['合同编号：______', '合同编号：______'],
    ['合同编号：SY-2026-1124', null],
    ['合同编号：＿＿＿＿', '合同编号：＿＿＿＿'],
    ['授权代表（签字）：______', null],
    ['（盖章）______', null],
    ['交货地点：【空白】', '交货地点：【空白】'],
    ['以下空白', null],
    ['此页空白，无正文', null],
    ['日期：　　　　年　　　月　　　日', '日期： 年 月 日'],
    ['日期：____年____月____日', '日期：____年____月____日'],
    ['日期：2026年11月30日', null],
    ['日期：2026年　　月　　日', '日期：2026年 月 日'],
    ['日期：2026 年 11 月　　　日', '日期：2026年11月 日'],
    ['日期：二〇二六年十一月三十日', null],
    ['出生年月日', null],
    ['金额（大写）（　　　　　）', '金额（大写）（ ）'],
    ['人民币　　　　　元', '人民币 元'],
    ['人民币 24,900.00 元', null],
    ['单价（元）', null],
  ];
  test.each(cases)('%s', (written, blank) => {
    const found = checkBlanks([page(3, [written, 30, 100])]);
    expect(found.map(({ values }) => ('text' in values ? values.text : ''))).toEqual(blank === null ? [] : [blank]);
    for (const { place } of found) expect(place).toMatchObject({ page: 3, topMm: 100 });
  });

  test('a line that a program wrote upon is filled in', () => {
    expect(checkBlanks([page(1, ['编号：________________', 30, 100], ['SY-1', 46, 99])])).toEqual([]);
  });

  test('a few are shown with their places, the others counted', () => {
    const lines = Array.from({ length: 60 }, (_, index): Written => ['____', 20, 10 + index * 6]);
    const found = checkBlanks([page(1, ...lines)]);
    expect(found.map(({ code }) => code)).toEqual([...Array(4).fill('blank-field'), 'blank-fields-further']);
    expect(found.at(-1)?.values).toEqual({ count: 56 });
  });
});

describe('a seal over text', () => {
  /** The seal stands at 100, 100 and is 40 mm wide. */
  const cases: [what: string, written: Written, kind: SealKind, covered: string | null][] = [
    ['an amount', ['合同总价为人民币24,900.00元', 60, 98], 'official', '24,900.00元'],
    ['an amount with its sign', ['￥24,900.00', 95, 98], 'official', '￥24,900.00'],
    ['an amount in capitals', ['贰万肆仟玖佰元整', 90, 98], 'official', '贰万肆仟玖佰元整'],
    ['an amount in traditional capitals', ['貳萬肆仟玖佰圓整', 90, 98], 'official', '貳萬肆仟玖佰圓整'],
    ['a resident’s number', ['33010619900101123X', 90, 98], 'official', '33010619900101123X'],
    ['a unified social credit code', ['91330106MA2XXXXX0T', 90, 98], 'official', '91330106MA2XXXXX0T'],
    ['a name', ['法定代表人：张三', 80, 98], 'official', '张三'],
    ['a name under the seal of that person', ['法定代表人：张三', 80, 98], 'legal-representative', null],
    ['a label with nothing after it', ['法定代表人：　　　　签字：', 80, 98], 'official', null],
    ['a date, which a seal is meant to cover', ['2026年11月30日', 90, 98], 'official', null],
    ['the company', ['杭州示例科技有限公司', 80, 98], 'official', null],
    ['an amount beside it', ['￥24,900.00', 125, 98], 'official', null],
    ['an amount in the corner that a round seal leaves free', ['￥9', 81, 81], 'official', null],
    ['the same under a square one', ['￥9', 81, 81], 'finance', '￥9'],
  ];
  test.each(cases)('%s', (_, written, kind, covered) => {
    const found = checkCoveredText(placedSeal({ seal: { kind } }), [page(1, written)]);
    expect(found.map(({ values }) => ('text' in values ? values.text : ''))).toEqual(covered === null ? [] : [covered]);
  });
});

describe('a page that was made to take long', () => {
  /** As much as is looked at, in what the patterns begin with again and again. */
  const most = 20_000;
  const patterns = ['_', '_:', '年_', '1', '1,', '壹', '(', '( ', '法定代表人', '盖章_', '¥1.', '出生_'];
  test.each(patterns)('with %s without end is done in no time', (part) => {
    const texts = [page(1, [part.repeat(most / part.length), 0, 98])];
    const started = performance.now();
    const seal = placedSeal({ impressions: [at(100, 100, { widthMm: 200, heightMm: 200 })] });
    checkBlanks(texts);
    checkKind(seal, texts);
    checkCoveredText(seal, texts);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  test.each(['¥1,2元', '公章:甲方', '签字: 王小明,'])('with %s thousands of times, and as many seals on it', (part) => {
    const lines = Array.from({ length: 500 }, (_, line) => [part.repeat(4), 0, 20 + line * 0.2] as const);
    const impressions = Array.from({ length: 2_000 }, (_, index) =>
      at(100 + index * 0.04, 280, { widthMm: 1, heightMm: 1 }),
    );
    const texts = [page(1, ...lines)];
    const seal = placedSeal({ impressions });
    const started = performance.now();
    checkKind(seal, texts);
    checkCoveredText(seal, texts);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
