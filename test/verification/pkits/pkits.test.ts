import { describe, expect, it } from 'vitest';
import { judgePkitsTest } from './pkits-suite.ts';
import { explained, pkitsTests } from './pkits-table.ts';

describe('the certification paths of PKITS, as verdicts on what their end entities signed', () => {
  it.each(pkitsTests)('%s %s: %s', async (number, name, expected) => {
    const { verdict, findings } = await judgePkitsTest(name);
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

  it('are all there', () => {
    expect(new Set(pkitsTests.map(([number]) => number)).size).toBe(224);
    expect([...explained.keys()].filter((number) => !pkitsTests.some(([one]) => one === number))).toEqual([]);
  });
});
