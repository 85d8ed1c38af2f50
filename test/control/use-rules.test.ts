import { describe, expect, it } from 'vitest';
import {
  noParticulars,
  noRules,
  type Placement,
  type SealRules,
  type Template,
} from '../../src-main/contract/index.ts';
import { checkAmount, type ReadText } from '../../src-main/control/amount-check.ts';
import { isWithin, judgeUse } from '../../src-main/control/use-rules.ts';
import { describeRules, describeWarning } from '../../src-main/words/index.ts';

const office = { from: '08:30', to: '18:00', days: [1, 2, 3, 4, 5] };
const night = { from: '22:00', to: '06:00', days: [5] };
/** 2026-12-01 is a Tuesday. */
const on = (day: number, clock: string) => new Date(`2026-12-0${day}T${clock}:00`);

describe('hours', () => {
  it.each([
    [office, on(1, '08:30'), true],
    [office, on(1, '08:29'), false],
    [office, on(1, '17:59'), true],
    [office, on(1, '18:00'), false],
    [office, on(5, '12:00'), false],
    [night, on(4, '23:00'), true],
    [night, on(5, '05:59'), true],
    [night, on(5, '06:00'), false],
    [night, on(5, '23:00'), false],
    [night, on(4, '05:00'), false],
    [{ from: '00:00', to: '00:00', days: [7] }, on(6, '15:00'), true],
    [{ from: '00:00', to: '00:00', days: [7] }, on(5, '15:00'), false],
  ])('%j at %s: %s', (hours, at, within) => expect(isWithin(hours, at)).toBe(within));
});

const placement = (xMm: number): Placement => ({ sealId: 's', placing: { rule: 'here', page: 1, xMm, yMm: 200 } });
const template = (name: string, ...places: number[]): Template => ({
  name,
  placements: places.map((xMm) => ({
    seal: { id: 's', name: '财务专用章', kind: 'finance' },
    placing: placement(xMm).placing,
  })),
  firstPage: null,
  pageCount: null,
  words: [],
  savedAt: '2026-12-01T00:00:00.000Z',
});

function judged(
  rules: Partial<SealRules>,
  use: { reason?: string; amount?: string; places?: number[]; isApproved?: boolean; isReviewed?: boolean } = {},
) {
  const { reason = '', amount = '', places = [100] } = use;
  return judgeUse(
    { ...noRules, ...rules },
    {
      sealName: '财务专用章',
      placements: places.map(placement),
      reason,
      particulars: { ...noParticulars, amount },
      isApproved: use.isApproved ?? false,
      isReviewed: use.isReviewed ?? false,
    },
    { sealId: 's', at: on(1, '12:00'), templates: [template('付款单', 100), template('两处', 100, 150)] },
  ).map((finding) => [finding.code, describeWarning(finding, 'zh-CN')]);
}

describe('a use', () => {
  it('without what has to be entered', () => {
    expect(judged({ entries: ['reason', 'amount'] }, { amount: '5元' })).toEqual([
      ['rule-entry-missing', '“财务专用章”要求填写用印事由'],
    ]);
    expect(judged({ entries: ['copies', 'approvalNumber'] }).map(([, text]) => text)).toEqual([
      '“财务专用章”要求填写份数',
      '“财务专用章”要求填写审批单号',
    ]);
    expect(judged({ entries: ['reason'] }, { reason: '付款' })).toEqual([]);
  });

  it('whose amount is to be checked, without one', () => {
    expect(judged({ checksAmount: true }).map(([code]) => code)).toEqual(['rule-entry-missing']);
    expect(judged({ checksAmount: true, entries: ['amount'] })).toHaveLength(1);
  });

  it('of a seal that wants a ticket', () => {
    expect(judged({ ticketOnly: true })).toEqual([['rule-ticket-missing', '“财务专用章”只能凭审批单使用']]);
    expect(judged({ ticketOnly: true }, { isApproved: true })).toEqual([]);
  });

  it('of a seal that wants a second person', () => {
    expect(judged({ secondPerson: true })).toEqual([['rule-review-missing', '“财务专用章”须由第二人复核后才能使用']]);
    expect(judged({ secondPerson: true }, { isReviewed: true })).toEqual([]);
  });

  it('at another time', () => {
    expect(judged({ hours: { ...office, to: '11:00' } })).toEqual([
      ['rule-outside-hours', '“财务专用章”只能在周一至周五 08:30–11:00使用'],
    ]);
  });

  it.each<[places: number[], templates: string[], isRefused: boolean]>([
    [[100], ['付款单'], false],
    [[100, 150], ['付款单'], true],
    [[150, 100], ['付款单', '两处'], false],
    [[101], ['付款单'], true],
    [[100, 100], ['两处'], true],
    [[100], ['没有这个模板'], true],
  ])('at %j under %j', (places, templates, isRefused) => {
    expect(judged({ templates }, { places }).map(([code]) => code)).toEqual(isRefused ? ['rule-other-place'] : []);
  });
});

const read = (isWhole: boolean, ...lines: string[]): ReadText => ({
  isWhole,
  lines: lines.map((text, index) => ({
    page: index + 1,
    text,
    placeOf: () => ({ page: index + 1, leftMm: 0, topMm: 0, widthMm: 1, heightMm: 1 }),
  })),
});
const codes = (amount: string, text: ReadText) => checkAmount('财务专用章', amount, text).map(({ code }) => code);

describe('an amount', () => {
  it.each<[amount: string, text: ReadText, found: string[]]>([
    ['24,900元', read(true, '年租金：￥24,900.00（贰万肆仟玖佰元整）'), []],
    ['贰万肆仟玖佰元整', read(true, '年租金：￥24,900.00'), []],
    ['24,901元', read(true, '年租金：￥24,900.00'), ['amount-differs']],
    ['24,901元', read(false, '年租金：￥24,900.00'), ['amount-not-found']],
    ['24,901元', read(true, '没有金额'), ['amount-not-found']],
    ['两万多', read(true, '年租金：￥24,900.00'), ['amount-unreadable']],
    ['24,900元', read(true, '￥24,900.00（贰万肆仟元整）'), ['amounts-contradict']],
    ['2.49万元', read(true, '金额（万元）', '合计 2.49'), []],
    ['', read(true, '￥24,900.00（贰万肆仟元整）'), ['amounts-contradict']],
  ])('%s', (amount, text, found) => expect(codes(amount, text)).toEqual(found));
});

describe('rules in words', () => {
  it('a line each', () => {
    const rules: SealRules = {
      entries: ['amount', 'counterparty'],
      templates: ['付款单'],
      hours: { from: '08:30', to: '18:00', days: [1, 2, 3, 5] },
      usesPerDay: 20,
      ticketOnly: true,
      secondPerson: true,
      checksAmount: true,
      asksSamePayment: true,
    };
    expect(describeRules(rules, 'zh-CN')).toEqual([
      '必须填写：金额、相对方',
      '只能凭审批单使用',
      '须由第二人复核',
      '只能按模板盖章：付款单',
      '用印时间：周一至周三、周五 08:30–18:00',
      '每天最多 20 次',
      '金额须与文件相符，大小写须一致',
      '同一笔款项一天内再次用印时提醒',
    ]);
    expect(describeRules(noRules, 'en')).toEqual([]);
  });

  it('name the zone of their hours and days where it is not that of this computer', () => {
    const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const [elsewhere, country] = here === 'Asia/Tokyo' ? ['Asia/Shanghai', '中国'] : ['Asia/Tokyo', '日本'];
    const rules = { ...noRules, hours: office, usesPerDay: 2 };
    expect(describeRules({ ...rules, timeZone: here }, 'zh-CN')).toEqual([
      '用印时间：周一至周五 08:30–18:00',
      '每天最多 2 次',
    ]);
    const zone = `（按${country}[^（）]*时间 ${elsewhere}）$`;
    expect(describeRules({ ...rules, timeZone: elsewhere }, 'zh-CN')).toEqual([
      expect.stringMatching(new RegExp(`^用印时间：周一至周五 08:30–18:00${zone}`)),
      expect.stringMatching(new RegExp(`^每天最多 2 次${zone}`)),
    ]);
    const values = { seal: '财务专用章', hours: `1,2 08:30-11:00 ${elsewhere}` };
    expect(describeWarning({ code: 'rule-outside-hours', values }, 'en')).toMatch(
      new RegExp(`Mon–Tue 08:30–11:00 \\(.+ Time ${elsewhere}\\)`),
    );
  });
});
