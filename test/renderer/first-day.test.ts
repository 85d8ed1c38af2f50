import { describe, expect, it } from 'vitest';
import { creditCodeIn, type SealKind, sealWithState } from '../../src-main/contract/index.ts';
import { presentSeals } from '../../src-renderer/first-day/usual-seals.ts';

const sealOf = (kind: SealKind, { trial = false, revoked = false } = {}) =>
  sealWithState.parse({
    ...{ id: kind, name: kind, kind, widthMm: 40, heightMm: 40, artworkKind: 'vector', trial },
    createdAt: '2026-03-01T08:00:00.000Z',
    binding: {
      tokenSerial: '1',
      tokenLabel: '',
      certificateFingerprint: 'ab',
      ownerName: '',
      notAfter: '2028-01-01T00:00:00.000Z',
    },
    register: revoked
      ? [{ state: 'revoked', at: '2026-04-01T08:00:00.000Z', by: '王芳', reason: '更名', withPin: true }]
      : [],
    ...{ state: revoked ? 'revoked' : 'ready', daysLeft: 300, tokenId: null },
  });

describe('the first day', () => {
  it('counts a usual seal that is there, and neither a trial nor one that is revoked', () => {
    const seals = [sealOf('official'), sealOf('contract', { trial: true }), sealOf('finance', { revoked: true })];
    expect([...presentSeals(seals)]).toEqual(['official']);
  });

  it.each([
    ['CN=某公司,2.5.4.97=NTRCN-91330100799655058B,C=CN', '91330100799655058B'],
    ['serialNumber=91330100799655058b', '91330100799655058B'],
    // Mistyped, and part of a longer number.
    ['CN=91330100799655058A', null],
    ['CN=某公司', null],
  ])('reads the credit code in %s', (text, code) => {
    expect(creditCodeIn(text)).toBe(code);
  });
});
