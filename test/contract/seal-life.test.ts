import { describe, expect, it } from 'vitest';
import { type LedgerEvent, lifeOfSeal, type SealRegisterChange, seal } from '../../src-main/contract/index.ts';

const binding = {
  tokenSerial: '1',
  tokenLabel: 'UKey',
  certificateFingerprint: 'ab',
  ownerName: '杭州示例科技有限公司',
  notAfter: '2030-01-01T00:00:00.000Z',
};
const sealOf = (register: SealRegisterChange[] = [], replacedAt?: string) =>
  seal.parse({
    ...{ id: 's', name: '公章', kind: 'official', widthMm: 40, heightMm: 40, artworkKind: 'vector', trial: false },
    ...{ createdAt: '2026-03-01T08:00:00.000Z', binding, register },
    earlierBindings: replacedAt === undefined ? [] : [{ ...binding, replacedAt, replacedBy: '李雷' }],
  });
const frozen: SealRegisterChange = {
  ...{ state: 'suspended', at: '2026-04-01T08:00:00.000Z', by: '王芳', reason: '保管人休假', withPin: true },
};
let number = 0;
const event = (kind: LedgerEvent['kind'], time: string, data = {}): LedgerEvent => ({
  ...{ number: ++number, kind, time, hash: '', data: { sealId: 's', operator: '王芳', ...data } },
});
const told = (...args: Parameters<typeof lifeOfSeal>) =>
  lifeOfSeal(...args).map(({ kind, by, number: at }) => `${kind} ${by}${at === null ? ' (seal)' : ''}`.trim());

describe('the life of a seal', () => {
  it.each([
    ['only what the seal keeps', sealOf([frozen]), [], ['seal-suspended 王芳 (seal)', 'seal-made  (seal)']],
    [
      'once what seal and record both tell',
      sealOf([frozen]),
      [event('seal-suspended', '2026-04-01T08:00:00.120Z'), event('seal-made', '2026-03-01T08:00:00.050Z')],
      ['seal-suspended 王芳', 'seal-made 王芳'],
    ],
    [
      'both of two that are days apart',
      sealOf([frozen, { ...frozen, at: '2026-05-01T08:00:00.000Z' }]),
      [event('seal-suspended', '2026-05-01T08:00:00.120Z')],
      ['seal-suspended 王芳', 'seal-suspended 王芳 (seal)', 'seal-made  (seal)'],
    ],
    [
      'a renewal that an archived record told',
      sealOf([], '2026-06-01T00:00:00.000Z'),
      [],
      ['seal-bound 李雷 (seal)', 'seal-made  (seal)'],
    ],
    [
      'no inspection from before it was made',
      sealOf(),
      [event('inspection', '2026-02-01T00:00:00.000Z'), event('inspection', '2026-07-01T00:00:00.000Z')],
      ['inspection 王芳', 'seal-made  (seal)'],
    ],
  ] as const)('tells %s', (_, one, events, expected) => {
    expect(told(one, events)).toEqual(expected);
  });
});
