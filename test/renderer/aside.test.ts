import { describe, expect, it } from 'vitest';
import type { HistoryCheck } from '../../src-main/contract/index.ts';
import { chainedUntil, proofOf, vouchedUntil } from '../../src-renderer/history/aside/standing.ts';

type Checked = Pick<HistoryCheck, 'faults' | 'vouchedUntil' | 'head' | 'events'>;
const head = { ledger: '0'.repeat(32), number: 100, hash: '0'.repeat(64) };
const checked = (faults: HistoryCheck['faults'], vouched = 0): Checked => ({
  faults,
  vouchedUntil: vouched,
  head,
  events: 100,
});

describe('what an old ledger still proves', () => {
  it.each([
    ['all of a whole one', checked([], 40), 100, 40],
    ['what is before a changed event', checked([{ kind: 'changed', number: 51 }], 40), 50, 40],
    ['nothing by a signature after a gap', checked([{ kind: 'gap', number: 30 }], 90), 29, 0],
    ['what is there where the end was cut off', checked([{ kind: 'cut', number: 101 }], 40), 100, 40],
    ['what is chained though its lists show something else', checked([{ kind: 'view', number: 3 }], 40), 100, 40],
    ['whole events in a damaged file', checked([{ kind: 'unreadable', number: 0 }], 40), 100, 40],
    ['nothing of one without events', { ...checked([]), head: null, events: 0 }, 0, 0],
  ])('%s', (_, check, chained, vouched) => {
    expect([chainedUntil(check), vouchedUntil(check)]).toEqual([chained, vouched]);
  });

  it('tells of an event whether a token vouches for it, the chain holds, or neither', () => {
    const check = checked([{ kind: 'changed', number: 51 }], 40);
    expect([40, 41, 51].map((number) => proofOf(number, check))).toEqual(['vouched', 'chained', 'doubtful']);
  });
});
