/** What the page 记录 makes of what it is told. */
import dayjs from 'dayjs';
import { describe, expect, it } from 'vitest';
import { type HistoryRow, ledgerEventKind } from '../../src-main/contract/index.ts';
import { describeEvent } from '../../src-main/words/index.ts';
import { dayAxis, daysOf, isWithin, monthsOf, roundedTop, ticksOf } from '../../src-renderer/history/charts/axis.ts';
import { kindsOfGroup } from '../../src-renderer/history/events/event-groups.ts';
import { actsOf, numbersOf, wayOf } from '../../src-renderer/history/uses/acts.ts';
import { everything, isNarrowed, toFilter, toggled } from '../../src-renderer/history/uses/narrowing.ts';
import { rejoined } from '../../src-renderer/history/uses/rejoined.ts';
import { use } from '../history/seal-use.ts';

const row = (seq: number, changes: Partial<HistoryRow> = {}): HistoryRow => ({
  ...use({ at: '2026-11-30T08:00:00.000Z', runId: `run-${seq}`, sealId: `seal-${seq}` }),
  seq,
  settledAt: null,
  sha256After: null,
  outcome: 'pending',
  errorCode: null,
  sealCode: '',
  nameOnSeal: '',
  nameReason: '',
  documentPages: null,
  impressionCount: 1,
  placingRules: 'here',
  unit: '',
  documentNumber: '',
  category: '',
  copies: null,
  counterparty: '',
  amount: '',
  approver: '',
  approvalNumber: '',
  supervisor: '',
  note: '',
  machine: '',
  systemUser: '',
  intentNumber: seq,
  outcomeNumber: null,
  ...changes,
});

describe('acts', () => {
  it('hold the uses of one run on one document, one for each seal', () => {
    const together = { runId: 'a' };
    const acts = actsOf([
      row(5),
      row(4, together),
      row(3, together),
      row(2, { ...together, sealId: 'seal-4' }),
      row(1),
    ]);
    // A seal is used once in an act: what uses it again is another one, whatever its run is called.
    expect(acts.map((act) => act.map(({ seq }) => seq))).toEqual([[5], [4, 3], [2], [1]]);
    const later = actsOf([row(2, { ...together, at: '2026-11-30T09:00:00.000Z' }), row(1, together)]);
    expect(later.length).toBe(2);
    expect(actsOf([row(2, { ...together, sha256Before: '00' }), row(1, together)]).length).toBe(2);
  });

  it('are named by their numbers', () => {
    const named = (...seqs: number[]) => {
      const [first = 0, ...others] = seqs;
      return numbersOf([row(first), ...others.map((seq) => row(seq))]);
    };
    expect(named(7)).toBe('7');
    expect(named(8, 7)).toBe('7–8');
    expect(named(99929, 99928)).toBe('99928–29');
    expect(named(100000, 99999)).toBe('99999–100000');
    expect(named(500, 499)).toBe('499–500');
  });

  it('say every way in which they were placed, and on how many places', () => {
    const act = [row(2, { placingRules: 'here paging', impressionCount: 9 }), row(1, { placingRules: 'here' })];
    expect(wayOf(act)).toEqual({ rules: ['here', 'paging'], isBatch: false, places: 10 });
    expect(wayOf([row(1, { runId: 'abcdef012345.17' })]).isBatch).toBe(true);
  });
});

describe('rows read anew', () => {
  const seqs = (rows: readonly HistoryRow[]) => rows.map(({ seq }) => seq);
  it('join those that are known where they reach them, and take their place where they do not', () => {
    expect(seqs(rejoined([row(9), row(8)], [row(8), row(7), row(6)]))).toEqual([9, 8, 7, 6]);
    expect(seqs(rejoined([row(9), row(8)], [row(6), row(5)]))).toEqual([9, 8]);
    expect(seqs(rejoined([], [row(6)]))).toEqual([]);
    expect(rejoined([row(6, { outcome: 'completed' })], [row(6)])[0]?.outcome).toBe('completed');
  });
});

describe('filters', () => {
  it('narrow by nothing at first; days are whole ones', () => {
    expect(isNarrowed(everything)).toBe(false);
    expect(isNarrowed({ ...everything, search: '  ' })).toBe(false);
    expect(isNarrowed({ ...everything, units: ['财务部'] })).toBe(true);
    const day = dayjs('2026-11-30T12:00:00');
    const { from, to } = toFilter({ ...everything, days: [day, day] });
    expect([from, to]).toEqual([day.startOf('day').toISOString(), day.endOf('day').toISOString()]);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['b'], 'a')).toEqual(['b', 'a']);
  });
});

describe('the axis of days', () => {
  const today = dayjs('2026-11-30');
  const shown = (...given: Parameters<typeof dayAxis>) => {
    const { from, to } = dayAxis(...given);
    return [from.format('YYYY-MM-DD'), to.format('YYYY-MM-DD'), daysOf({ from, to }).length];
  };
  const cases: [string, Parameters<typeof dayAxis>, (string | number)[]][] = [
    ['ninety days until today', [null, today, today], ['2026-09-02', '2026-11-30', 90]],
    [
      'ninety days until the last use, where that was long ago',
      [null, today, dayjs('2025-05-05')],
      ['2025-02-05', '2025-05-05', 90],
    ],
    [
      'days around a single day',
      [[dayjs('2026-06-16'), dayjs('2026-06-16')], today, today],
      ['2026-06-01', '2026-07-01', 31],
    ],
    ['no days to come', [[today, today], today, today], ['2026-10-31', '2026-11-30', 31]],
    [
      'the days that were chosen',
      [[dayjs('2026-01-01'), dayjs('2026-03-31')], today, today],
      ['2026-01-01', '2026-03-31', 90],
    ],
    ['from a day on', [[dayjs('2026-10-01'), null], today, today], ['2026-10-01', '2026-11-30', 61]],
    ['until a day', [[null, dayjs('2026-03-31')], today, today], ['2026-01-01', '2026-03-31', 90]],
    ['a year at most', [[dayjs('2020-01-01'), dayjs('2026-11-30')], today, today], ['2025-11-30', '2026-11-30', 366]],
  ];
  it.each(cases)('shows %s', (_, given, expected) => {
    expect(shown(...given)).toEqual(expected);
  });

  it('has months from the first use to this one, a year at least', () => {
    expect(monthsOf(['2026-10', '2026-11'], null, today).at(0)).toBe('2025-12');
    expect(monthsOf(['2024-01'], null, today).length).toBe(35);
    expect(monthsOf(['2024-01', '2024-02'], [dayjs('2024-01-01'), dayjs('2024-02-01')], today).at(-1)).toBe('2024-02');
  });

  it('is labelled at the first of months, or evenly', () => {
    expect(ticksOf(daysOf(dayAxis(null, today, today)), 12)).toEqual(['2026-10-01', '2026-11-01']);
    expect(ticksOf(['2026-01', '2026-02', '2026-03'], 12)).toEqual(['2026-01', '2026-02', '2026-03']);
    expect(ticksOf(daysOf({ from: dayjs('2026-11-02'), to: dayjs('2026-11-30') }), 12).length).toBe(10);
  });

  it('knows what the list is narrowed to, and how high a bar may be', () => {
    const span = [dayjs('2026-02-10'), dayjs('2026-03-05')] as const;
    expect(['2026-02-09', '2026-02-10', '2026-03-05', '2026-03-06'].map((day) => isWithin(day, span))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(['2026-01', '2026-02', '2026-03', '2026-04'].map((month) => isWithin(month, span))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([1, 3, 7, 11, 240, 501, 1000].map(roundedTop)).toEqual([1, 3, 10, 20, 500, 1000, 1000]);
  });
});

describe('events', () => {
  it('of every kind can be looked for', () => {
    expect(Object.values(kindsOfGroup).flat().sort()).toEqual([...ledgerEventKind.options].sort());
  });

  it.each([
    [
      { kind: 'intent', data: { documentName: '合同.pdf', seq: 25, sealName: '公章', operator: '王芳', xMm: 3 } },
      '用印 #25 · 印章 公章 · 文件 合同.pdf · 经办人 王芳',
    ],
    [
      { kind: 'failed', data: { use: 25, settledAt: '2026-11-30T08:00:00.000Z', errorCode: 'PIN_LOCKED' } },
      /^用印 #25 · 原因 .*锁定/,
    ],
    [
      { kind: 'handover', data: { sealId: 'x', sealName: '公章', from: '甲', to: '乙', supervisor: '', note: '' } },
      '印章 公章 · 移交人 甲 · 接收人 乙',
    ],
    [
      { kind: 'inspection', data: { inspector: '丙', sealNames: [], finding: '一切正常' } },
      '印章 全部 · 检查人 丙 · 检查情况 一切正常',
    ],
    [
      { kind: 'seal-exported', data: { sealId: 'x', to: 'token', operator: '王芳', door: 'cli' } },
      '写入 UKey · 经办人 王芳 · 使用方式 命令行',
    ],
    [
      { kind: 'repaired', data: { inputPath: '/a/坏.pdf', outputPath: 'C:\\a\\坏_修复.pdf' } },
      '损坏的文件 坏.pdf · 生成 坏_修复.pdf',
    ],
    [{ kind: 'settings-changed', data: { networkAllowed: 'true', somethingNew: '1' } }, '允许联网 是 · somethingNew 1'],
    [{ kind: 'started', data: { completed: [], version: '0.1.0' } }, '版本 0.1.0'],
  ] as const)('say in a line what they tell: %j', (event, line) => {
    expect(describeEvent({ ...event, data: { ...event.data } }, 'zh-CN')).toMatch(line);
    expect(describeEvent({ ...event, data: { ...event.data } }, 'en')).not.toMatch(/undefined|\[object/);
  });
});
