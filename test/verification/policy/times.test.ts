import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src-main/contract/index.ts';
import { parsePdfDate } from '../../../src-main/verification/pdf-date.ts';
import {
  factsOf,
  type JudgedTimestamp,
  timestampFinding,
  weighTimestamp,
} from '../../../src-main/verification/timestamps.ts';
import { signingTimeFinding } from '../../../src-main/verification/verdict/signing-time.ts';
import { finding } from '../../../src-main/x509/index.ts';

const now = new Date('2026-06-15T12:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const days = (count: number) => minutes(count * 24 * 60);
const wordOf = (one: Finding | null) => (one ? `${one.state} ${one.reason.split('/')[1]}` : 'none');

describe('the time of a signature', () => {
  it.each<{ claimed: Date | null; proven: Date | null; word: string }>([
    { claimed: days(-1), proven: null, word: 'passed claimed-by-signer' },
    { claimed: minutes(10), proven: null, word: 'passed claimed-by-signer' },
    { claimed: minutes(11), proven: null, word: 'unknown in-the-future' },
    { claimed: days(400), proven: null, word: 'unknown in-the-future' },
    { claimed: null, proven: null, word: 'warning absent' },
    { claimed: null, proven: days(-1), word: 'passed proven-by-timestamp' },
    { claimed: days(-2), proven: days(-1), word: 'passed proven-by-timestamp' },
    { claimed: new Date(days(-1).getTime() + 600_000), proven: days(-1), word: 'passed proven-by-timestamp' },
    { claimed: new Date(days(-1).getTime() + 660_000), proven: days(-1), word: 'warning claimed-after-timestamp' },
    { claimed: days(3), proven: days(-1), word: 'warning claimed-after-timestamp' },
  ])('claimed $claimed, proven $proven: $word', ({ claimed, proven, word }) => {
    const said = signingTimeFinding(claimed, proven, now);
    expect(wordOf(said)).toBe(word);
    const time = proven ?? claimed;
    expect(said.values).toEqual(time ? { time: time.toISOString() } : {});
  });
});

const genTime = days(-30);
const good = finding('revocation', 'passed', 'revocation/good', { time: genTime.toISOString() });
const unchecked = finding('revocation', 'unknown', 'revocation/stale', { subject: 'TSA' });
const revoked = (why: string, at: Date) =>
  finding('revocation', 'failed', 'revocation/revoked', { subject: 'TSA', why, time: at.toISOString() });
const revokedLater = (why: string, at: Date) =>
  finding('revocation', 'warning', 'revocation/revoked-later', { subject: 'TSA', why, time: at.toISOString() });

/** Every reason of RFC 5280, 5.3.1 that takes with it what was made before, but for the three of RFC 3161, 4. */
const harmful = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'certificateHold',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];
const harmless = ['affiliationChanged', 'superseded', 'cessationOfOperation'];

describe('a timestamp', () => {
  interface Case {
    what: string;
    token?: Partial<Parameters<typeof weighTimestamp>[0]>;
    authority?: Partial<Parameters<typeof weighTimestamp>[1]>;
    holds: boolean;
    revocation?: string;
    objection?: string;
  }
  const before = days(-40);
  const after = days(-10);
  const cases: Case[] = [
    { what: 'of a sound authority holds', holds: true },
    { what: 'that is not intact does not hold', token: { intact: false }, holds: false },
    { what: 'that nobody trusts does not hold', token: { trusted: false }, holds: false },
    { what: 'without a time does not hold', token: { genTime: null }, holds: false },
    {
      what: 'ten minutes ahead of this clock holds',
      token: { genTime: minutes(10) },
      holds: true,
    },
    {
      what: 'further ahead does not hold',
      token: { genTime: minutes(11) },
      holds: false,
      objection: 'unknown in-the-future',
    },
    {
      what: 'seen when its authority is over does not hold',
      authority: { isValidAsSeen: false },
      holds: false,
      objection: 'warning authority-expired',
    },
    {
      what: 'whose authority nobody was asked about holds',
      authority: { told: unchecked },
      holds: true,
      revocation: 'warning stale',
    },
    {
      what: 'whose authority nobody who was asked clears does not hold',
      authority: { told: unchecked, isAsked: true },
      holds: false,
      revocation: 'unknown stale',
      objection: 'warning authority-unchecked',
    },
    ...harmful.flatMap((why): Case[] => [
      {
        what: `made before a revocation for ${why} that came before it is seen does not hold`,
        authority: { told: revoked(why, after) },
        holds: false,
        revocation: 'failed revoked',
      },
      {
        what: `seen since before a revocation for ${why} holds`,
        authority: { told: revokedLater(why, after), seen: days(-20) },
        holds: true,
        revocation: 'warning revoked-later',
      },
      {
        what: `that nobody saw before a revocation for ${why} still to come does not hold`,
        authority: { told: revokedLater(why, days(1)) },
        holds: false,
        revocation: 'failed revoked',
      },
    ]),
    ...harmless.flatMap((why): Case[] => [
      {
        what: `made before a revocation for ${why} holds`,
        authority: { told: revoked(why, after) },
        holds: true,
        revocation: 'warning revoked-later',
      },
      {
        what: `made after a revocation for ${why} does not hold`,
        authority: { told: revoked(why, before) },
        holds: false,
        revocation: 'failed revoked',
      },
      {
        what: `made at the moment of a revocation for ${why} does not hold`,
        authority: { told: revoked(why, genTime) },
        holds: false,
        revocation: 'failed revoked',
      },
    ]),
  ];

  it.each(cases)('$what', ({ token, authority, holds, revocation = 'passed good', objection = 'none' }) => {
    const weighed = weighTimestamp(
      { intact: true, trusted: true, genTime, ...token },
      { isValidAsSeen: true, told: good, isAsked: false, seen: now, now, ...authority },
    );
    expect(weighed.holds).toBe(holds);
    expect(wordOf(weighed.revocation)).toBe(revocation);
    expect(wordOf(weighed.objection)).toBe(objection);
  });
});

/** A timestamp of a day that says so much. */
function judged(differing: Partial<JudgedTimestamp> & { intact?: boolean; reasons?: Finding[] } = {}): JudgedTimestamp {
  const { intact = true, reasons = [], ...more } = differing;
  return {
    verification: {
      ...{ intact, trusted: true, genTime, accuracyMs: 500, policy: '1.2.3', serialNumber: '0a', algorithm: '' },
      ...{ authorityCertificate: null, chain: [], certificates: [], findings: reasons },
    },
    chain: { trusted: true, chain: [], findings: [], others: [] },
    revocation: good,
    objection: null,
    holds: false,
    ...more,
  };
}

describe('what is said of timestamps that prove nothing', () => {
  const objection = finding('timestamp', 'warning', 'timestamp/authority-expired');
  const broken = judged({ intact: false, reasons: [good, finding('digest', 'failed', 'timestamp/imprint-differs')] });
  const ofRevoked = judged({ revocation: revoked('keyCompromise', genTime) });

  it.each<{ what: string; own: JudgedTimestamp[]; documents: JudgedTimestamp[]; word: string; evidence?: string }>([
    {
      what: 'one inside is broken: why',
      own: [judged(), broken],
      documents: [],
      word: 'failed does-not-hold',
      evidence: 'timestamp/imprint-differs',
    },
    {
      what: 'the authority of one inside was revoked',
      own: [ofRevoked],
      documents: [],
      word: 'failed authority-revoked',
    },
    {
      what: 'the authority of one over the document was revoked: that is a row of its own',
      own: [],
      documents: [ofRevoked],
      word: 'warning untrusted',
    },
    {
      what: 'something speaks against one inside',
      own: [judged({ objection })],
      documents: [],
      word: 'warning authority-expired',
    },
    {
      what: 'something speaks against one outside',
      own: [],
      documents: [judged({ objection })],
      word: 'warning authority-expired',
    },
    { what: 'nobody trusts the one inside', own: [judged()], documents: [], word: 'warning untrusted' },
    { what: 'nobody trusts the one outside', own: [], documents: [judged()], word: 'warning untrusted' },
    { what: 'there is none', own: [], documents: [], word: 'not-applicable absent' },
  ])('$what', ({ own, documents, word, evidence }) => {
    const said = timestampFinding(own, documents);
    expect(wordOf(said)).toBe(word);
    expect(said.evidence).toBe(evidence);
  });

  it('one that contradicts the proof by less than ten minutes is only a clock', () => {
    const at = (time: Date) => ({ verification: { ...judged().verification, genTime: time }, holds: true });
    const inside = judged(at(days(-1)));
    const outside = (early: number) => judged(at(new Date(days(-1).getTime() - early * 60_000)));
    expect(wordOf(timestampFinding([inside], [outside(10)]))).toBe('passed trusted');
    expect(wordOf(timestampFinding([inside], [outside(11)]))).toBe('warning contradictory');
  });

  it('has no facts, and one that holds has all of them', () => {
    expect(factsOf(null)).toBeNull();
    expect(factsOf(judged())).toBeNull();
    expect(factsOf(judged({ holds: true }))).toEqual({
      time: genTime.toISOString(),
      accuracyMs: 500,
      authorityName: '',
      policy: '1.2.3',
      serialNumber: '0a',
      chain: [],
    });
  });
});

describe('a PDF date (ISO 32000-2, 7.9.4)', () => {
  it.each<[text: string, instant: string | null]>([
    ["D:20260615201530+08'00'", '2026-06-15T12:15:30.000Z'],
    ["D:20260615201530+08'30", '2026-06-15T11:45:30.000Z'],
    ["D:20260615081530-03'30'", '2026-06-15T11:45:30.000Z'],
    ['D:20260615121530Z', '2026-06-15T12:15:30.000Z'],
    ["D:20260615121530Z00'00'", '2026-06-15T12:15:30.000Z'],
    ['D:20260615121530', '2026-06-15T12:15:30.000Z'],
    ['20260615', '2026-06-15T00:00:00.000Z'],
    ['D:202606', '2026-06-01T00:00:00.000Z'],
    ['D:2026', '2026-01-01T00:00:00.000Z'],
    [' D:2026 ', '2026-01-01T00:00:00.000Z'],
    ['D:202', null],
    ['yesterday', null],
    ['', null],
  ])('%s is %s', (text, instant) => {
    expect(parsePdfDate(text)?.toISOString() ?? null).toBe(instant);
  });
});
