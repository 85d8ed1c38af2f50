import type { Finding } from '../contract/index.ts';
import type { ValidationData } from '../pdf/index.ts';
import {
  avoidsRevoked,
  type CertificateRevocation,
  checkRevocation,
  isNotLookedAt,
  isSaidByIssuer,
} from '../signature/index.ts';
import { type ChainResult, finding, orderChain } from '../x509/index.ts';
import { describe } from './descriptions.ts';

/** What tells of revocations: from the file's own store, imported by the person, or fetched when she allowed that. DER. */
export interface RevocationData extends ValidationData {
  /**
   * Why the services that a certificate names gave no answer, by its fingerprint: `none-named` where it names none, `expired`
   * where it is over. Null when nobody was asked.
   */
  readonly unanswered: Readonly<Record<string, string>> | null;
  /** Since when a response, by the SHA-256 of its bytes, is proven to have been there: a document timestamp covers it. */
  readonly existed?: ReadonlyMap<string, Date>;
}

/**
 * The time for which revocation is judged. A signature whose time nobody proves cannot be saved by a revocation that came later.
 */
export interface JudgedTime {
  readonly at: Date;
  readonly proven: boolean;
  readonly now: Date;
}

/** The path that counts in the end, and what is known of its revocation. */
export interface JudgedChain<C extends ChainResult | null> {
  readonly chain: C;
  readonly revocation: Finding;
}

/**
 * Whether a certificate of a trusted chain was revoked at a time (RFC 5280, 6.3), as one finding. That nothing is known is no
 * failure where nobody was asked: a file that was honest yesterday stays so on a machine without a network. Where the file or the
 * person brought something about the chain, it has to clear the signer's certificate. What would clear the certificate only if
 * the signer's own word about the time were true clears nothing (ETSI EN 319 102-1, 5.2.5).
 */
export function judgeRevocation(chain: ChainResult | null, time: JudgedTime, data: RevocationData): Finding {
  return judgeChain(chain, time, data).revocation;
}

/**
 * The same, with another sound path in the place of one on which an issuer was revoked or cannot be cleared, where there is one. A
 * trust anchor that its own issuer revoked is none.
 */
export function judgeChain<C extends ChainResult | null>(
  chain: C,
  time: JudgedTime,
  data: RevocationData,
): JudgedChain<C> {
  if (!chain?.trusted)
    return { chain, revocation: finding('revocation', 'not-applicable', 'revocation/untrusted-chain') };
  const issuers = [...data.certificates, ...chain.others.flat()];
  const first = judgePath(chain.chain, time, data, issuers);
  if (isClear(first.revocation)) return { chain, revocation: first.revocation };
  for (const path of chain.others) {
    if (!avoidsRevoked(path, first.states)) continue;
    const { revocation } = judgePath(path, time, data, issuers);
    if (isClear(revocation)) return { chain: { ...chain, chain: path }, revocation };
  }
  return { chain, revocation: first.revocation };
}

const isClear = ({ state }: Finding) => state !== 'failed' && state !== 'unknown';

/** `issuers`: certificates among which that of who issued the trust anchor may be. */
function judgePath(
  path: readonly Uint8Array[],
  time: JudgedTime,
  data: RevocationData,
  issuers: readonly Uint8Array[],
): { states: CertificateRevocation[]; revocation: Finding } {
  const states = statesOf(path, time, data);
  const anchor = anchorState(path, time, data, issuers);
  const all = anchor ? [...states, anchor] : states;
  const revocation =
    revoked(all, time) ??
    (anchor?.state === 'unknown'
      ? finding('revocation', 'unknown', anchor.reason, { subject: nameOf(anchor.certificate) })
      : undefined) ??
    (path.length < 2 ? finding('revocation', 'not-applicable', 'revocation/trust-anchor') : undefined) ??
    revocationFinding(states, time, data);
  return { states: all, revocation };
}

function statesOf(chain: readonly Uint8Array[], time: JudgedTime, data: RevocationData): CertificateRevocation[] {
  return checkRevocation({
    chain: [...chain],
    ...time,
    existed: data.existed,
    crls: [...data.crls],
    ocspResponses: [...data.ocspResponses],
    certificates: [...data.certificates],
  });
}

/**
 * What the issuer of a trust anchor says against it, where he is known. A person who imports a whole chain trusts each certificate of it
 * for itself; that one of them was revoked is heeded all the same, and nobody is asked about it.
 */
function anchorState(
  path: readonly Uint8Array[],
  time: JudgedTime,
  data: RevocationData,
  issuers: readonly Uint8Array[],
): CertificateRevocation | undefined {
  const anchor = path.at(-1);
  const above = anchor ? orderChain(anchor, [...issuers]) : [];
  if (!anchor || above.length === 0) return undefined;
  const [state] = statesOf([anchor, ...above], time, data);
  if (state?.state === 'good' || (state?.state === 'unknown' && !isNotLookedAt(state.reason))) return undefined;
  return state;
}

/** What the states of the certificates of a path, the signer's first, come to. */
export function revocationFinding(
  states: readonly CertificateRevocation[],
  time: Pick<JudgedTime, 'proven'>,
  data: Pick<RevocationData, 'unanswered'>,
): Finding {
  return revoked(states, time) ?? unknown(states, time, data) ?? good(states);
}

const nameOf = (certificate: Uint8Array): string => describe(certificate)?.subject.display ?? '';

function revoked(
  states: readonly CertificateRevocation[],
  { proven }: Pick<JudgedTime, 'proven'>,
): Finding | undefined {
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

type OpenRevocation = Extract<CertificateRevocation, { state: 'unknown' }>;

function unknown(
  states: readonly CertificateRevocation[],
  time: Pick<JudgedTime, 'proven'>,
  { unanswered }: Pick<RevocationData, 'unanswered'>,
): Finding | undefined {
  const open = states.filter((one): one is OpenRevocation => one.state === 'unknown');
  const one = open.find(({ reason }) => reason === 'revocation/stale') ?? open[0];
  if (!one) return undefined;
  const values = { subject: nameOf(one.certificate) };
  // Whether somebody was asked or not: who can choose the time can choose it to fit an old answer.
  if (one.reason === 'revocation/stale') return finding('revocation', 'unknown', one.reason, values);
  if (unanswered === null) {
    if (open.length === states.length && open.every(({ reason }) => reason === 'revocation/no-response')) {
      return finding('revocation', 'not-applicable', 'revocation/not-checked');
    }
    const reason = one.reason === 'revocation/no-response' ? 'revocation/partly-checked' : one.reason;
    // The issuers' own word about the chain was brought, and of all it leaves the signer's certificate in the dark.
    const isBrought = states.some((other) => other.state !== 'unknown' || isSaidByIssuer(other.reason));
    const isSignerOpen = states[0]?.state === 'unknown';
    return finding('revocation', isBrought && isSignerOpen ? 'unknown' : 'warning', reason, values);
  }
  const findings = open.map((each) => unansweredFinding(each, each === states[0], unanswered, time));
  return worst.flatMap((state) => findings.filter((one) => one.state === state))[0];
}

const worst: readonly Finding['state'][] = ['unknown', 'warning', 'not-applicable'];

/** What is said of a certificate of which the services were asked, or could not be. */
function unansweredFinding(
  { certificate, reason }: OpenRevocation,
  isSigner: boolean,
  unanswered: Readonly<Record<string, string>>,
  { proven }: Pick<JudgedTime, 'proven'>,
): Finding {
  const values = { subject: nameOf(certificate) };
  const why = unanswered[describe(certificate)?.fingerprint ?? ''];
  if (why === 'expired') {
    return proven
      ? finding('revocation', 'warning', 'revocation/expired-since', values)
      : finding('revocation', 'unknown', 'revocation/expired-unproven', values);
  }
  if (why === 'none-named' && !(isSigner && isSaidByIssuer(reason))) {
    return finding('revocation', 'not-applicable', 'revocation/no-service-named', values);
  }
  return finding(
    'revocation',
    'unknown',
    reason === 'revocation/no-response' ? 'revocation/no-answer' : reason,
    values,
    why,
  );
}

function good(states: readonly CertificateRevocation[]): Finding {
  const oldest = states
    .flatMap((one) => (one.state === 'good' ? [one.evidence] : []))
    .toSorted((one, other) => one.thisUpdate.getTime() - other.thisUpdate.getTime())[0];
  const time = oldest?.thisUpdate.toISOString() ?? '';
  return finding('revocation', 'passed', 'revocation/good', { time }, oldest && `${oldest.kind} ${oldest.digest}`);
}
