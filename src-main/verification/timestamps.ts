import type { ClaimedTimestamp, Finding, TimestampFacts } from '../contract/index.ts';
import { findSignatureTimestamps, type TimestampVerification, verifyTimestampToken } from '../signature/index.ts';
import {
  type ChainResult,
  checkChain,
  createDigest,
  finding,
  type ReadableDigestAlgorithm,
  type TrustAnchor,
} from '../x509/index.ts';
import { describe } from './descriptions.ts';
import { judgeChain, type RevocationData } from './revocation.ts';

/** A timestamp, judged with what is known of its authority. */
export interface JudgedTimestamp {
  readonly verification: TimestampVerification;
  readonly chain: ChainResult;
  readonly revocation: Finding;
  /** Why it proves nothing though it is intact and its authority was trusted then; null when nothing speaks against it. */
  readonly objection: Finding | null;
  /** Whether its time is proven. */
  readonly holds: boolean;
}

/** What timestamps are judged by. */
export interface TimestampContext {
  readonly trustAnchors: readonly TrustAnchor[];
  readonly revocationData: RevocationData;
  readonly now: Date;
  /**
   * When the token is proven to have been there at the latest, by a timestamp that covers it; now, where nobody proves anything.
   */
  readonly seen?: Date;
}

/** RFC 3161, 4: after a revocation for one of these what was made before it stays good; for any other reason nothing does. */
const harmless: ReadonlySet<unknown> = new Set(['affiliationChanged', 'superseded', 'cessationOfOperation']);
/** Clocks that go wrong by less than this make no time one of the future. */
const clockToleranceMs = 10 * 60_000;

/** Judges a token (RFC 3161) over the content of which `digestContent` gives digests. */
export async function judgeTimestamp(
  token: Uint8Array,
  digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>,
  context: TimestampContext,
): Promise<JudgedTimestamp> {
  const verification = await verifyTimestampToken({
    token,
    digestContent,
    trustAnchors: context.trustAnchors,
    intermediates: [...context.revocationData.certificates],
  });
  return judgeVerified(verification, context);
}

/**
 * The same for a token that is verified already. Whoever has the key of an authority can write any time, so that its certificate
 * is judged for when the token is seen, and not only for the time in it (ETSI EN 319 102-1, 5.4 and 5.6): with the key of one
 * that is over or was revoked anybody could date a signature back.
 */
export async function judgeVerified(
  verification: TimestampVerification,
  { trustAnchors, revocationData, now, seen = now }: TimestampContext,
): Promise<JudgedTimestamp> {
  const { trusted, authorityCertificate, findings } = verification;
  const asDated: ChainResult = {
    trusted,
    chain: verification.chain,
    findings: findings.filter(({ code }) => code === 'chain'),
    others: [],
  };
  const asSeen =
    trusted && authorityCertificate
      ? await checkChain({
          certificate: authorityCertificate,
          intermediates: [...verification.certificates, ...revocationData.certificates],
          trustAnchors,
          at: seen,
          purpose: 'timestamps',
        })
      : asDated;
  const judged = judgeChain(asSeen.trusted ? asSeen : asDated, { at: seen, proven: true, now }, revocationData);
  const weighed = weighTimestamp(verification, {
    isValidAsSeen: asSeen.trusted || !trusted,
    told: judged.revocation,
    isAsked: revocationData.unanswered !== null,
    seen,
    now,
  });
  return { verification, chain: judged.chain, ...weighed };
}

/** What the revocation of an authority, told for when its token was seen, leaves of a token. */
export function weighTimestamp(
  { intact, trusted, genTime }: Pick<TimestampVerification, 'intact' | 'trusted' | 'genTime'>,
  authority: {
    /** Its certificate was still valid when the token was seen; true also where it never was trusted. */
    readonly isValidAsSeen: boolean;
    readonly told: Finding;
    /** Somebody was asked about revocations. */
    readonly isAsked: boolean;
    readonly seen: Date;
    readonly now: Date;
  },
): Pick<JudgedTimestamp, 'revocation' | 'objection' | 'holds'> {
  const { isValidAsSeen, told, isAsked, seen, now } = authority;
  // Lists about authorities go out of date long before their timestamps do: where nobody was asked that is no objection.
  const isOpen = told.state === 'unknown' && !isAsked;
  const revocation = atGenTime(isOpen ? { ...told, state: 'warning' } : told, genTime, seen < now);
  const objection = findObjection(genTime, isValidAsSeen, revocation, now);
  const holds = intact && trusted && genTime !== null && objection === null && revocation.state !== 'failed';
  return { revocation, objection, holds };
}

/**
 * A revocation before the token is seen takes it along, unless it left the key in good hands and came after the time in the
 * token.
 */
function atGenTime(revocation: Finding, genTime: Date | null, isSeenBefore: boolean): Finding {
  const { reason, values } = revocation;
  const isLater = genTime !== null && new Date(String(values.time)) > genTime && harmless.has(values.why);
  if (reason === 'revocation/revoked' && isLater) {
    return { ...revocation, state: 'warning', reason: 'revocation/revoked-later' };
  }
  return reason === 'revocation/revoked-later' && !isLater && !isSeenBefore
    ? { ...revocation, state: 'failed', reason: 'revocation/revoked' }
    : revocation;
}

function findObjection(genTime: Date | null, isValidAsSeen: boolean, revocation: Finding, now: Date): Finding | null {
  if (genTime !== null && genTime.getTime() > now.getTime() + clockToleranceMs) {
    return finding('timestamp', 'unknown', 'timestamp/in-the-future', { time: genTime.toISOString() });
  }
  if (!isValidAsSeen) return finding('timestamp', 'warning', 'timestamp/authority-expired');
  return revocation.state === 'unknown' ? finding('timestamp', 'warning', 'timestamp/authority-unchecked') : null;
}

/** The timestamps inside a CMS signature, over its value. */
export async function judgeSignatureTimestamps(
  contents: Uint8Array,
  context: TimestampContext,
): Promise<JudgedTimestamp[]> {
  const found = findSignatureTimestamps(contents);
  const judged: JudgedTimestamp[] = [];
  for (const token of found?.tokens.slice(0, maxTokens) ?? []) {
    const digestContent = async (algorithm: ReadableDigestAlgorithm) => {
      const digest = createDigest(algorithm);
      digest.update(found?.signatureValue ?? new Uint8Array());
      return digest.digest();
    };
    judged.push(await judgeTimestamp(token, digestContent, context));
  }
  return judged;
}

const maxTokens = 8;

const genTimeOf = ({ verification }: JudgedTimestamp): number => verification.genTime?.getTime() ?? 0;

/**
 * The timestamp that says when a signature existed at the latest: of those inside it the latest, without one the innermost over
 * the document (`documents` from the inside out). Each covers what came before it, so that an honest one outside is never earlier
 * than one inside: an earlier time gains nothing, whoever added it. Of two beside each other, which both may be true, the one
 * that claims less is believed.
 */
export function proofOf(
  own: readonly JudgedTimestamp[],
  documents: readonly JudgedTimestamp[],
): JudgedTimestamp | null {
  const latest = own.filter(({ holds }) => holds).toSorted((one, other) => genTimeOf(other) - genTimeOf(one))[0];
  return latest ?? documents.find(({ holds }) => holds) ?? null;
}

/** What a timestamp that holds says; null for one that does not. */
export function factsOf(timestamp: JudgedTimestamp | null): TimestampFacts | null {
  if (!timestamp?.holds) return null;
  const { genTime, accuracyMs, policy, serialNumber, authorityCertificate, chain } = timestamp.verification;
  if (genTime === null) return null;
  const chainInfo = chain.flatMap((certificate) => describe(certificate) ?? []);
  return {
    time: genTime.toISOString(),
    accuracyMs,
    authorityName: (authorityCertificate && describe(authorityCertificate)?.subject.display) ?? '',
    policy: policy ?? '',
    serialNumber: serialNumber ?? '',
    chain: chainInfo,
  };
}

/** What the first says that fits what it is about and lacks nothing but trust: to be told as a claim, and for nothing else. */
export function claimIn(timestamps: readonly JudgedTimestamp[]): ClaimedTimestamp | null {
  for (const { holds, verification } of timestamps) {
    const { intact, trusted, genTime, authorityCertificate } = verification;
    const authority = authorityCertificate && describe(authorityCertificate);
    if (!holds && intact && !trusted && genTime && authority) return { time: genTime.toISOString(), authority };
  }
  return null;
}

/** The finding about the timestamps of one signature: of those inside it, and of later ones over the whole document. */
export function timestampFinding(own: readonly JudgedTimestamp[], documents: readonly JudgedTimestamp[]): Finding {
  const proof = proofOf(own, documents);
  if (proof) {
    const isContradicted = documents.some((one) => one.holds && genTimeOf(one) < genTimeOf(proof) - clockToleranceMs);
    if (isContradicted) {
      const latest = new Date(genTimeOf(proof)).toISOString();
      return finding('timestamp', 'warning', 'timestamp/contradictory', { time: latest });
    }
    const reason = own.includes(proof) ? 'timestamp/trusted' : 'timestamp/document';
    const time = proof.verification.genTime?.toISOString() ?? '';
    return finding('timestamp', 'passed', reason, { time });
  }
  const [worst] = own.filter(({ verification }) => !verification.intact);
  if (worst) {
    const why = worst.verification.findings.find(({ state }) => state === 'failed' || state === 'unknown')?.reason;
    return finding('timestamp', 'failed', 'timestamp/does-not-hold', {}, why);
  }
  if (own.some(({ revocation }) => revocation.state === 'failed')) {
    return finding('timestamp', 'failed', 'timestamp/authority-revoked');
  }
  const [objection] = [...own, ...documents].flatMap((one) => one.objection ?? []);
  if (objection) return objection;
  // An authority that nobody here trusts proves nothing, and takes nothing away from the signature either.
  const claim = claimIn([...own, ...documents]);
  if (claim) {
    const { display, organization } = claim.authority.subject;
    const name = { timestampAuthority: display, ...(organization === undefined ? {} : { organization }) };
    return finding('timestamp', 'warning', 'timestamp/untrusted-claim', { time: claim.time, ...name });
  }
  if (own.length > 0 || documents.length > 0) return finding('timestamp', 'warning', 'timestamp/untrusted');
  return finding('timestamp', 'not-applicable', 'timestamp/absent');
}
