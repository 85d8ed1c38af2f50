import { describe, expect, it } from 'vitest';
import type { CertificateRevocation } from '../../../src-main/signature/index.ts';
import { revocationFinding } from '../../../src-main/verification/revocation.ts';

const [signer, issuer] = [Uint8Array.of(1), Uint8Array.of(2)];
const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const evidence = (thisUpdate: Date, kind: 'crl' | 'ocsp' = 'crl') =>
  ({ kind, digest: `of ${thisUpdate.getUTCDate()}`, thisUpdate, nextUpdate: null, responder: null }) as const;

const good = (certificate: Uint8Array, thisUpdate = day(5)): CertificateRevocation => ({
  certificate,
  state: 'good',
  evidence: evidence(thisUpdate),
});
type Reason = Extract<CertificateRevocation, { state: 'unknown' }>['reason'];
const unknown = (certificate: Uint8Array, reason: Reason): CertificateRevocation => ({
  certificate,
  state: 'unknown',
  reason,
});
const revoked = (
  certificate: Uint8Array,
  state: 'revoked-before' | 'revoked-after',
  revokedAt = day(3),
): CertificateRevocation => ({ certificate, state, revokedAt, reason: 'superseded', evidence: evidence(day(4)) });

const silent = 'revocation/no-response';

interface Row {
  what: string;
  states: CertificateRevocation[];
  proven?: boolean;
  /** By the fingerprint of a certificate; these have none that can be read. Null: nobody was asked. */
  unanswered?: Record<string, string> | null;
  said: string;
}

const rows: Row[] = [
  { what: 'all are good', states: [good(signer), good(issuer)], said: 'passed good' },
  { what: 'it was revoked before', states: [revoked(signer, 'revoked-before')], said: 'failed revoked' },
  { what: 'its issuer was', states: [good(signer), revoked(issuer, 'revoked-before')], said: 'failed revoked' },
  {
    what: 'one was revoked after and another before: the worse',
    states: [revoked(signer, 'revoked-after'), revoked(issuer, 'revoked-before')],
    said: 'failed revoked',
  },
  {
    what: 'it was revoked before and nothing is known of its issuer',
    states: [revoked(signer, 'revoked-before'), unknown(issuer, silent)],
    said: 'failed revoked',
  },
  {
    what: 'it was revoked after a time that is proven',
    states: [revoked(signer, 'revoked-after')],
    said: 'warning revoked-later',
  },
  {
    what: 'it was revoked after a time that only the signer tells',
    states: [revoked(signer, 'revoked-after')],
    proven: false,
    said: 'unknown revoked-unproven',
  },
  {
    what: 'nobody was asked, and nothing is at hand',
    states: [unknown(signer, silent), unknown(issuer, silent)],
    said: 'not-applicable not-checked',
  },
  {
    what: 'something was brought, and it leaves the signer in the dark',
    states: [unknown(signer, silent), good(issuer)],
    said: 'unknown partly-checked',
  },
  {
    what: 'something was brought for the signer only',
    states: [good(signer), unknown(issuer, silent)],
    said: 'warning partly-checked',
  },
  {
    what: 'the issuer’s own word does not clear the signer',
    states: [unknown(signer, 'crl/outdated'), unknown(issuer, silent)],
    said: 'unknown outdated',
  },
  {
    what: 'a stranger’s word does not clear the signer: anybody can add such to a file',
    states: [unknown(signer, 'crl/signature-invalid'), unknown(issuer, silent)],
    said: 'warning signature-invalid',
  },
  {
    what: 'an old answer would do if the signer were right about the time',
    states: [good(signer), unknown(issuer, 'revocation/stale')],
    said: 'unknown stale',
  },
  {
    what: 'an old answer would do, among other silence',
    states: [unknown(signer, silent), unknown(issuer, 'revocation/stale')],
    said: 'unknown stale',
  },
  {
    what: 'an old answer would do, and services were asked',
    states: [unknown(signer, 'revocation/stale')],
    unanswered: { '': 'none-named' },
    said: 'unknown stale',
  },
  {
    what: 'who was asked did not answer',
    states: [unknown(signer, silent)],
    unanswered: {},
    said: 'unknown no-answer',
  },
  {
    what: 'who was asked gave an answer that does not do',
    states: [unknown(signer, 'ocsp/outdated')],
    unanswered: {},
    said: 'unknown outdated',
  },
  {
    what: 'it names nobody to ask',
    states: [unknown(signer, silent)],
    unanswered: { '': 'none-named' },
    said: 'not-applicable no-service-named',
  },
  {
    what: 'it names nobody to ask, and its issuer’s word does not clear it',
    states: [unknown(signer, 'crl/outdated')],
    unanswered: { '': 'none-named' },
    said: 'unknown outdated',
  },
  {
    what: 'its issuer names nobody to ask, and a word about that one does not clear it',
    states: [good(signer), unknown(issuer, 'crl/outdated')],
    unanswered: { '': 'none-named' },
    said: 'not-applicable no-service-named',
  },
  {
    what: 'it expired since, and its time is proven',
    states: [unknown(signer, silent)],
    unanswered: { '': 'expired' },
    said: 'warning expired-since',
  },
  {
    what: 'it expired since, and only the signer tells the time',
    states: [unknown(signer, silent)],
    unanswered: { '': 'expired' },
    proven: false,
    said: 'unknown expired-unproven',
  },
];

describe('what is said of the revocation of a chain when', () => {
  it.each(rows)('$what: $said', ({ states, proven = true, unanswered = null, said }) => {
    const { state, reason } = revocationFinding(states, { proven }, { unanswered });
    expect(`${state} ${reason.split('/')[1]}`).toBe(said);
  });

  it('it was revoked: when, why, and by which list', () => {
    const found = revocationFinding([revoked(signer, 'revoked-before')], { proven: true }, { unanswered: null });
    expect(found).toMatchObject({
      values: { time: day(3).toISOString(), why: 'superseded' },
      evidence: 'superseded crl of 4',
    });
  });

  it('all are good: since the oldest of what says so', () => {
    const states = [good(signer, day(9)), good(issuer, day(2))];
    const found = revocationFinding(states, { proven: true }, { unanswered: null });
    expect(found).toMatchObject({ values: { time: day(2).toISOString() }, evidence: 'crl of 2' });
  });
});
