import { describe, expect, test } from 'vitest';
import type { SealWithState, Token } from '../../src-main/contract/index.ts';
import { standInsFor } from '../../src-renderer/batch/run/stand-ins.ts';

const seal = (id: string, tokenSerial: string, other: Partial<SealWithState> = {}) =>
  ({
    id,
    kind: 'official',
    state: 'ready',
    widthMm: 40,
    heightMm: 40,
    naming: { onSeal: '杭州示例科技有限公司' },
    binding: { tokenSerial },
    ...other,
  }) as SealWithState;
const tokens = ['A1', 'B2', 'C3'].map((serial) => ({ id: `token ${serial}`, serial }) as Token);
const own = seal('own', 'A1');

describe('seals that work beside the one of a batch', () => {
  test.each<[string, SealWithState, string[]]>([
    ['one alike on another token', seal('other', 'B2'), ['other']],
    ['one on the same token', seal('other', 'A1'), []],
    ['one whose token is not plugged in', seal('other', 'D4'), []],
    ['one that cannot be used now', seal('other', 'B2', { state: 'suspended' }), []],
    ['one of another kind', seal('other', 'B2', { kind: 'finance' }), []],
    ['one of another size', seal('other', 'B2', { widthMm: 42 }), []],
    ['one of another owner', seal('other', 'B2', { naming: { onSeal: '别的公司' } as SealWithState['naming'] }), []],
  ])('%s', (_, other, expected) => {
    expect(standInsFor(['own'], [own, other], tokens).map(({ seal: { id } }) => id)).toEqual(expected);
  });

  test('are one for each token, and none for a batch of two seals', () => {
    const seals = [own, seal('b', 'B2'), seal('also b', 'B2'), seal('c', 'C3')];
    expect(standInsFor(['own'], seals, tokens).map(({ seal: { id } }) => id)).toEqual(['b', 'c']);
    expect(standInsFor(['own', 'b'], seals, tokens)).toEqual([]);
  });
});
