import { describe, expect, it } from 'vitest';
import {
  findPeriodProblem,
  isInFuture,
  revocationReason,
  sameSerialNumber,
  unknownStatus,
} from '../../../src-main/signature/revocation/certificate-status.ts';
import {
  conclude,
  isSaidByIssuer,
  nearestReason,
  type Statement,
  spoils,
} from '../../../src-main/signature/revocation/revocation.ts';
import type { Certificate } from '../../../src-main/x509/certificates/certificate.ts';

const now = new Date('2026-06-15T12:00:00Z');
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);
const evidence = (thisUpdate: Date) =>
  ({ kind: 'crl', digest: '', thisUpdate, nextUpdate: null, responder: null }) as const;
const goodAt = (thisUpdate: Date): Statement => ({ status: { state: 'good' }, evidence: evidence(thisUpdate) });
const revokedAt = (time: Date, reason: 'superseded' | 'keyCompromise' = 'superseded'): Statement => ({
  status: { state: 'revoked', revokedAt: time, reason },
  evidence: evidence(hours(-1)),
});
type Reason = Parameters<typeof unknownStatus>[0];
const nothing = (reason: Reason): Statement => ({ status: unknownStatus(reason), evidence: undefined });

describe('the reasons of revocation (RFC 5280, 5.3.1)', () => {
  it('have these numbers', () => {
    const named = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10].map((number) => `${number} ${revocationReason(number)}`);
    expect(named).toEqual([
      '0 unspecified',
      '1 keyCompromise',
      '2 cACompromise',
      '3 affiliationChanged',
      '4 superseded',
      '5 cessationOfOperation',
      '6 certificateHold',
      '8 removeFromCRL',
      '9 privilegeWithdrawn',
      '10 aACompromise',
    ]);
  });

  it.each([-1, 7, 11])('have no number %d', (number) => {
    expect(() => revocationReason(number)).toThrow('an unknown reason');
  });
});

describe('of what several responses say', () => {
  it('the earliest revocation counts, whatever is good beside it', () => {
    const said = conclude([goodAt(hours(-1)), revokedAt(hours(-5)), revokedAt(hours(-9), 'keyCompromise')], now);
    expect(said).toMatchObject({ state: 'revoked-before', revokedAt: hours(-9), reason: 'keyCompromise' });
  });

  it.each([
    { at: hours(-6), state: 'revoked-after' },
    { at: hours(-5), state: 'revoked-before' },
    { at: hours(-4), state: 'revoked-before' },
    { at: new Date(Number.NaN), state: 'revoked-before' },
  ])('a revocation is $state seen from $at', ({ at, state }) => {
    expect(conclude([revokedAt(hours(-5))], at).state).toBe(state);
  });

  it('the freshest of those that clear is named', () => {
    const said = conclude([goodAt(hours(-9)), goodAt(hours(-1)), nothing('crl/outdated')], now);
    expect(said).toMatchObject({ state: 'good', evidence: { thisUpdate: hours(-1) } });
  });

  it.each<{ reasons: Reason[]; nearest: Reason }>([
    { reasons: [], nearest: 'revocation/no-response' },
    { reasons: ['crl/other-issuer', 'ocsp/other-certificate', 'crl/other-scope'], nearest: 'revocation/no-response' },
    { reasons: ['crl/other-issuer', 'crl/outdated'], nearest: 'crl/outdated' },
    { reasons: ['crl/signature-invalid', 'ocsp/outdated'], nearest: 'ocsp/outdated' },
    { reasons: ['crl/signature-invalid', 'ocsp/malformed'], nearest: 'crl/signature-invalid' },
    { reasons: ['ocsp/outdated', 'crl/stale'], nearest: 'revocation/stale' },
    { reasons: ['ocsp/stale', 'crl/outdated'], nearest: 'revocation/stale' },
  ])('$reasons come nearest to $nearest', ({ reasons, nearest }) => {
    expect(nearestReason(reasons)).toBe(nearest);
    expect(conclude(reasons.map(nothing), now)).toEqual({ state: 'unknown', reason: nearest });
  });

  it.each<[Reason, boolean]>([
    ['crl/malformed', false],
    ['crl/signature-invalid', false],
    ['crl/signer-unknown', false],
    ['ocsp/malformed', false],
    ['ocsp/signature-invalid', false],
    ['ocsp/responder-unknown', false],
    ['ocsp/responder-not-authorized', false],
    ['revocation/no-response', false],
    ['crl/outdated', true],
    ['ocsp/responder-revoked', true],
    ['revocation/stale', true],
  ])('%s is said by the issuer: %s', (reason, isSaid) => {
    expect(isSaidByIssuer(reason)).toBe(isSaid);
  });
});

describe('a responder that was revoked (RFC 6960, 4.2.2.2.1)', () => {
  const seen = hours(-10);
  it.each([
    { reason: 'superseded', revoked: hours(-11), isSpoilt: true },
    { reason: 'superseded', revoked: seen, isSpoilt: true },
    { reason: 'superseded', revoked: hours(-9), isSpoilt: false },
    { reason: 'cessationOfOperation', revoked: hours(-9), isSpoilt: false },
    // The key may have been in other hands since when nobody knows.
    { reason: 'keyCompromise', revoked: hours(-9), isSpoilt: true },
    { reason: 'unspecified', revoked: hours(-9), isSpoilt: true },
  ] as const)('for $reason at $revoked spoils what was seen before: $isSpoilt', ({ reason, revoked, isSpoilt }) => {
    expect(spoils({ revokedAt: revoked, reason }, seen)).toBe(isSpoilt);
  });
});

describe('a response clears a certificate', () => {
  const certificate = { notAfter: hours(1000) } as Certificate;
  const period = { thisUpdate: hours(-48), nextUpdate: hours(48), remembersSince: undefined };
  const time = { at: now, proven: true, now };
  const asClaimed = { ...time, proven: false };
  type Arguments = Parameters<typeof findPeriodProblem>;

  it.each<{ what: string; period?: Partial<Arguments[0]>; notAfter?: Date; time?: Arguments[2]; problem?: string }>([
    { what: 'while it is fresh' },
    { what: 'until its next update', time: { ...time, at: hours(48) } },
    { what: 'no longer', time: { ...time, at: hours(49) }, problem: 'outdated' },
    { what: 'for an earlier time', time: { ...time, at: hours(-100) } },
    { what: 'not at no time', time: { ...time, at: new Date(Number.NaN) }, problem: 'unknown-time' },
    { what: 'for a day without a next update', period: { thisUpdate: hours(-24), nextUpdate: undefined } },
    { what: 'for a day only', period: { thisUpdate: hours(-25), nextUpdate: undefined }, problem: 'outdated' },
    { what: 'when dated ten minutes ahead', period: { thisUpdate: hours(1 / 6) } },
    { what: 'not when dated further ahead', period: { thisUpdate: hours(0.2) }, problem: 'in-the-future' },
    { what: 'when old, at a proven time', time: { at: hours(40), proven: true, now: hours(200) } },
    {
      what: 'not when old, at a claimed time',
      time: { at: hours(40), proven: false, now: hours(200) },
      problem: 'stale',
    },
    { what: 'when fresh, at a claimed time', time: asClaimed },
    { what: 'that expires as it is made', notAfter: hours(-48) },
    { what: 'not after it expired', notAfter: hours(-49), problem: 'after-expiry' },
    { what: 'that expired, where such are remembered', notAfter: hours(-49), period: { remembersSince: hours(-60) } },
    {
      what: 'not one that expired before any are remembered',
      notAfter: hours(-61),
      period: { remembersSince: hours(-60) },
      problem: 'after-expiry',
    },
  ])('$what', ({ period: differing, notAfter, time: asked = time, problem }) => {
    const about = notAfter ? ({ notAfter } as Certificate) : certificate;
    expect(findPeriodProblem({ ...period, ...differing }, about, asked)).toBe(problem);
  });

  it('a clock that is ten minutes fast makes nothing one of the future', () => {
    expect(isInFuture(hours(1 / 6), now)).toBe(false);
    expect(isInFuture(new Date(hours(1 / 6).getTime() + 1), now)).toBe(true);
  });
});

it('serial numbers are the same with zeros before them, and not otherwise', () => {
  expect(sameSerialNumber(Uint8Array.of(0, 0, 5), Uint8Array.of(5))).toBe(true);
  expect(sameSerialNumber(Uint8Array.of(0), Uint8Array.of())).toBe(true);
  expect(sameSerialNumber(Uint8Array.of(5, 0), Uint8Array.of(5))).toBe(false);
  expect(sameSerialNumber(Uint8Array.of(5), Uint8Array.of(6))).toBe(false);
});
