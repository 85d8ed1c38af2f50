import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HistoryCountBy, type HistoryFilter, historyFilter } from '../../src-main/contract/index.ts';
import { type Ledger, openLedger } from '../../src-main/history/index.ts';
import { createEvidence } from '../../src-main/history/thread/evidence.ts';
import { seqsOf, use } from './seal-use.ts';

let folder: string;
let ledger: Ledger;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-counts-'));
  ledger = openLedger(join(folder, 'history.sqlite'));
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const local = (...at: [year: number, month: number, day: number, hour: number, minute: number]) =>
  new Date(...at).toISOString();
const counted = (by: HistoryCountBy, filter: HistoryFilter = {}) =>
  Object.fromEntries(ledger.counts(by, filter).map(({ key, count }) => [key, count]));

it('counts by local days and months, over the ends of years, as far as the filter goes', () => {
  ledger.begin([
    use({ at: local(2025, 11, 31, 23, 59) }),
    use({ at: local(2026, 0, 1, 0, 0) }),
    use({ at: local(2026, 0, 1, 18, 30), unit: '财务部' }),
    use({ at: local(2026, 2, 8, 12, 0), operator: '李四' }),
  ]);
  expect(counted('day')).toEqual({ '2025-12-31': 1, '2026-01-01': 2, '2026-03-08': 1 });
  expect(counted('month')).toEqual({ '2025-12': 1, '2026-01': 2, '2026-03': 1 });
  expect(counted('day', { from: local(2026, 0, 1, 0, 0) })).toEqual({ '2026-01-01': 2, '2026-03-08': 1 });
  expect(counted('month', { to: local(2026, 0, 1, 12, 0) })).toEqual({ '2025-12': 1, '2026-01': 1 });
  expect(counted('day', { operators: ['李四'] })).toEqual({ '2026-03-08': 1 });
  expect(counted('operator')).toEqual({ 张三: 3, 李四: 1 });
  expect(counted('unit', { from: local(2026, 0, 1, 0, 0) })).toEqual({ '': 2, 财务部: 1 });
  expect(counted('seal', { units: ['财务部'] })).toEqual({ 'seal-1': 1 });
});

it('says how the uses of a day ended, and nothing of an empty record', () => {
  expect(ledger.counts('day', {})).toEqual([]);
  const at = local(2026, 5, 1, 9, 0);
  const [first = 0] = seqsOf(ledger.begin([use({ at }), use({ at })]));
  ledger.settle([first], { outcome: 'failed', errorCode: 'PIN_INCORRECT' });
  expect(ledger.counts('day', {})).toEqual([{ key: '2026-06-01', count: 2, outcomes: { failed: 1, pending: 1 } }]);
  expect(counted('day', { outcomes: ['failed'] })).toEqual({ '2026-06-01': 1 });
});

it('counts a long record where nothing waits behind it, and finds the same', async () => {
  ledger.begin([use({ operator: '李四' }), use(), use({ unit: '财务部' })]);
  const evidence = createEvidence({
    ledger: {
      ...ledger,
      head: () => ({ ...ledger.head(), number: 2_000_000 }),
      counts: () => {
        throw new Error('counted here');
      },
    },
    ledgerPath: join(folder, 'history.sqlite'),
    folder,
    language: () => 'zh-CN',
    program: '1.0.0',
    operator: () => '张三',
    onProgress: () => undefined,
  });
  const ofEverybody = historyFilter.parse({});
  expect(await evidence.count({ by: 'operator', filter: ofEverybody })).toEqual(ledger.counts('operator', {}));
  expect(await evidence.count({ by: 'day', filter: { ...ofEverybody, units: ['财务部'] } })).toEqual(
    ledger.counts('day', { units: ['财务部'] }),
  );
});
