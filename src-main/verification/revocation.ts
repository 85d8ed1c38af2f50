import type { Finding } from '../contract/index.ts';
import type { ValidationData } from '../pdf/index.ts';
import { type CertificateRevocation, type ChainResult, checkRevocation, finding } from '../signature/index.ts';
import { describe } from './descriptions.ts';

/** What tells of revocations: from the file's own store, imported by the person, or fetched when she allowed that. DER. */
export interface RevocationData extends ValidationData {
  /**
   * Why the services that a certificate names gave no answer, by its fingerprint: `none-named` where it names none, `expired` where it is
   * over. Null when nobody was asked.
   */
  readonly unanswered: Readonly<Record<string, string>> | null;
}

/** The time for which revocation is judged. A signature whose time nobody proves cannot be saved by a revocation that came later. */
export interface JudgedTime {
  readonly at: Date;
  readonly proven: boolean;
}

/**
 * Whether a certificate of a trusted chain was revoked at a time (RFC 5280, 6.3), as one finding. That nothing is known is no failure
 * where nobody was asked: a file that was honest yesterday stays so on a machine without a network.
 */
export function judgeRevocation(chain: ChainResult | null, time: JudgedTime, data: RevocationData): Finding {
  if (!chain?.trusted) return finding('revocation', 'not-applicable', 'revocation/untrusted-chain');
  if (chain.chain.length < 2) return finding('revocation', 'not-applicable', 'revocation/trust-anchor');
  const states = checkRevocation({
    chain: chain.chain,
    at: time.at,
    crls: [...data.crls],
    ocspResponses: [...data.ocspResponses],
    certificates: [...data.certificates],
  });
  return revoked(states, time) ?? unknown(states, data) ?? good(states);
}

const nameOf = (certificate: Uint8Array): string => describe(certificate)?.subject.display ?? '';

function revoked(states: readonly CertificateRevocation[], { proven }: JudgedTime): Finding | undefined {
  const before = states.find(({ state }) => state === 'revoked-before');
  const after = states.find(({ state }) => state === 'revoked-after');
  const one = before ?? after;
  if (one?.state !== 'revoked-before' && one?.state !== 'revoked-after') return undefined;
  const values = { subject: nameOf(one.certificate), time: one.revokedAt.toISOString(), why: one.reason };
  const evidence = `${one.reason} ${one.evidence.kind} ${one.evidence.digest}`;
  if (one.state === 'revoked-before') return finding('revocation', 'failed', 'revocation/revoked', values, evidence);
  return proven
    ? finding('revocation', 'warning', 'revocation/revoked-later', values, evidence)
    : finding('revocation', 'unknown', 'revocation/revoked-unproven', values, evidence);
}

function unknown(states: readonly CertificateRevocation[], { unanswered }: RevocationData): Finding | undefined {
  const open = states.filter((one) => one.state === 'unknown');
  const [one] = open;
  if (!one) return undefined;
  const values = { subject: nameOf(one.certificate) };
  if (unanswered === null) {
    if (one.reason !== 'revocation/no-response') return finding('revocation', 'warning', one.reason, values);
    return open.length === states.length
      ? finding('revocation', 'not-applicable', 'revocation/not-checked')
      : finding('revocation', 'warning', 'revocation/partly-checked', values);
  }
  const why = unanswered[describe(one.certificate)?.fingerprint ?? ''];
  if (why === 'none-named') return finding('revocation', 'not-applicable', 'revocation/no-service-named', values);
  if (why === 'expired') return finding('revocation', 'warning', 'revocation/expired-since', values);
  const reason = one.reason === 'revocation/no-response' ? 'revocation/no-answer' : one.reason;
  return finding('revocation', 'unknown', reason, values, why);
}

function good(states: readonly CertificateRevocation[]): Finding {
  const oldest = states
    .flatMap((one) => (one.state === 'good' ? [one.evidence] : []))
    .toSorted((one, other) => one.thisUpdate.getTime() - other.thisUpdate.getTime())[0];
  const time = oldest?.thisUpdate.toISOString() ?? '';
  return finding('revocation', 'passed', 'revocation/good', { time }, oldest && `${oldest.kind} ${oldest.digest}`);
}
