import type { Finding, TimestampFacts } from '../contract/index.ts';
import {
  type ChainResult,
  createDigest,
  finding,
  findSignatureTimestamps,
  type ReadableDigestAlgorithm,
  type TimestampVerification,
  type TrustAnchor,
  verifyTimestampToken,
} from '../signature/index.ts';
import { describe } from './descriptions.ts';
import { judgeRevocation, type RevocationData } from './revocation.ts';

/** A timestamp, judged with what is known of its authority. */
export interface JudgedTimestamp {
  readonly verification: TimestampVerification;
  readonly chain: ChainResult;
  readonly revocation: Finding;
  /** Whether its time is proven. */
  readonly holds: boolean;
}

/** What timestamps are judged by. */
export interface TimestampCircumstances {
  readonly trustAnchors: readonly TrustAnchor[];
  readonly revocationData: RevocationData;
}

/** Who has the key of an authority can write any time: these revocations take every timestamp with them, others only later ones. */
const spoiling: ReadonlySet<unknown> = new Set(['keyCompromise', 'unspecified', 'cACompromise', 'aACompromise']);

/** Judges a token (RFC 3161) over the content of which `digestContent` gives digests. */
export async function judgeTimestamp(
  token: Uint8Array,
  digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>,
  { trustAnchors, revocationData }: TimestampCircumstances,
): Promise<JudgedTimestamp> {
  const verification = await verifyTimestampToken({
    token,
    digestContent,
    trustAnchors,
    intermediates: [...revocationData.certificates],
  });
  return judgeVerified(verification, revocationData);
}

/** The same for a token that is verified already. */
export function judgeVerified(verification: TimestampVerification, revocationData: RevocationData): JudgedTimestamp {
  const { intact, trusted, genTime, findings } = verification;
  const chain = { trusted, chain: verification.chain, findings: findings.filter(({ code }) => code === 'chain') };
  const at = genTime ?? new Date(Number.NaN);
  const judged = judgeRevocation(chain, { at, proven: true }, revocationData);
  const isSpoiled = judged.reason === 'revocation/revoked-later' && spoiling.has(judged.values.why);
  const revocation: Finding = isSpoiled ? { ...judged, state: 'failed', reason: 'revocation/revoked' } : judged;
  return {
    verification,
    chain,
    revocation,
    holds: intact && trusted && genTime !== null && revocation.state !== 'failed',
  };
}

/** The timestamps inside a CMS signature, over its value. */
export async function judgeSignatureTimestamps(
  contents: Uint8Array,
  circumstances: TimestampCircumstances,
): Promise<JudgedTimestamp[]> {
  const found = findSignatureTimestamps(contents);
  const judged: JudgedTimestamp[] = [];
  for (const token of found?.tokens.slice(0, maximumTokens) ?? []) {
    const digestContent = async (algorithm: ReadableDigestAlgorithm) => {
      const digest = createDigest(algorithm);
      digest.update(found?.signatureValue ?? new Uint8Array());
      return digest.digest();
    };
    judged.push(await judgeTimestamp(token, digestContent, circumstances));
  }
  return judged;
}

const maximumTokens = 8;

/** The earliest time that one of these proves. */
export function earliest(timestamps: readonly JudgedTimestamp[]): JudgedTimestamp | null {
  const time = ({ verification }: JudgedTimestamp) => verification.genTime?.getTime() ?? 0;
  return timestamps.filter(({ holds }) => holds).toSorted((one, other) => time(one) - time(other))[0] ?? null;
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

/** The finding about the timestamps of one signature: of those inside it, and of later ones over the whole document. */
export function timestampFinding(own: readonly JudgedTimestamp[], documents: readonly JudgedTimestamp[]): Finding {
  const proof = earliest([...own, ...documents]);
  if (proof) {
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
  // An authority that nobody here trusts proves nothing, and takes nothing away from the signature either.
  if (own.length > 0 || documents.length > 0) return finding('timestamp', 'warning', 'timestamp/untrusted');
  return finding('timestamp', 'not-applicable', 'timestamp/absent');
}
