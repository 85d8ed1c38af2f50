import { describe, expect, it } from 'vitest';
import { judgePkitsTest } from './pkits-suite.ts';
import { explained, pkitsTests } from './pkits-table.ts';

describe.each([
  { who: 'somebody who has the lists of the suite', asked: false },
  { who: 'somebody who asked for more', asked: true },
])('the certification paths of PKITS, as verdicts of $who on what the end entities signed', ({ asked }) => {
  it.each(pkitsTests)('%s %s: %s', async (number, name, expected) => {
    const { verdict, findings } = await judgePkitsTest(name, asked);
    const other = explained.get(number);
    if (expected === 'not valid') {
      // There is no explanation for a false accept.
      expect({ verdict, other }).not.toMatchObject({ verdict: 'valid' });
      expect(other).toBeUndefined();
      return;
    }
    expect(verdict).toBe(other?.verdict ?? 'valid');
    if (other) expect(findings.map(({ reason }) => reason)).toContain(other.reason);
  });
});

describe('the tests of PKITS', () => {
  it('are all there', () => {
    expect(new Set(pkitsTests.map(([number]) => number)).size).toBe(224);
    expect([...explained.keys()].filter((number) => !pkitsTests.some(([one]) => one === number))).toEqual([]);
  });
});
