import { type Finding, type Receipt, readReceiptText } from '../../contract/index.ts';
import {
  type ChainResult,
  checkChain,
  DerError,
  digestLengthBytes,
  finding,
  oid,
  orMalformed,
  orNothing,
  type ReadableDigestAlgorithm,
  readElementAt,
  sameBytes,
} from '../../x509/index.ts';
import type { TimestampVerification } from '../timestamp/timestamp.ts';
import { judgeCriticalExtensions, judgeVersions } from './consistency.ts';
import type { Trust } from './maker.ts';
import { judgeListed } from './ses-certificate-list.ts';
import { areSound, judgeSesStrength, judgeSesStructure, judgeSesValue, nameSesAlgorithm } from './ses-findings.ts';
import type { Seal } from './ses-seal.ts';
import { type SealVerification, verifyParsedSeal } from './ses-seal-verification.ts';
import { parseSesSignature, type SesSignature } from './ses-signature.ts';
import { judgeSesTimestamp } from './ses-timestamp.ts';

/** Values of /SubFilter whose /Contents is a SES_Signature (GM/T 0112). */
export const sesSubFilters: ReadonlySet<string> = new Set(['GM.sm2seal']);

/** What a SES_Signature turned out to be. */
export interface SesVerification {
  /** In the order of the standard, each step with a finding of its own. */
  readonly findings: Finding[];
  /** Structure, both signatures, the seal's certificate list and the digest hold: nobody changed anything. */
  readonly intact: boolean;
  /** Nothing failed and nothing is unknown. */
  readonly valid: boolean;
  /** SM2-SM3, …, or an OID; empty when unreadable. */
  readonly algorithm: string;
  readonly signerCertificate: Uint8Array | null;
  /** What the signer's clock said. */
  readonly signingTime: Date | null;
  /** Digest of what is protected as computed now; null when it was not computed. */
  readonly contentDigest: Uint8Array | null;
  readonly propertyInfo: string;
  /** Null when the signature cannot be read. */
  readonly seal: SealVerification | null;
  /** Path of the signer's certificate at signing time. */
  readonly signerChain: ChainResult | null;
  /** Null when there is none. */
  readonly timestamp: TimestampVerification | null;
}

/**
 * Verifies a sealed document (GB/T 38540-2020, 7.3; GM/T 0031-2014 is read too): structure → signature over TBS_Sign → seal
 * (`verifySeal`) → signer's certificate at signing time → certificate in the seal's list → seal valid at signing time → digest of
 * what is protected → timestamp. `signature` may end in zeros, as /Contents does. `digestContent` gives digests of the protected
 * bytes. `at` is the signing time where somebody else proved it; the signer's clock says it otherwise.
 *
 * Total: whatever the bytes, it resolves with findings. Only what `digestContent` throws is passed on.
 */
export async function verifySes(
  input: {
    signature: Uint8Array;
    digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>;
    at?: Date;
  } & Trust,
): Promise<SesVerification> {
  const opened = orMalformed(() => openSes(input.signature));
  if (opened instanceof DerError) return unreadable(opened.message);
  const { ses, padded } = opened;
  const at = input.at ?? ses.signingTime ?? new Date(Number.NaN);
  const structure = padded
    ? judgeSesStructure('ses-structure', ses.version, ses.deviations)
    : finding('ses-structure', 'unknown', 'ses/trailing-bytes');
  const value = judgeSesValue('signature-value', { ...ses, certificateDer: ses.certificate });
  const seal = await verifyParsedSeal(ses.seal, { ...input, at, signer: ses.certificate });
  const signerChain = await checkChain({
    certificate: ses.certificate,
    intermediates: [...(input.intermediates ?? [])],
    trustAnchors: input.trustAnchors,
    at,
  });
  const listed = judgeListed(ses.seal.info.property.certificates, ses.certificate);
  const contentDigest = value.method === undefined ? undefined : await input.digestContent(value.method.hash);
  const { timestamp: token, signature } = ses;
  const timestamp = token === undefined ? undefined : await judgeSesTimestamp({ timestamp: token, signature }, input);
  const digest = judgeDataHash(ses, value.method?.hash, contentDigest);

  const isPeriod = ({ code }: Finding): boolean => code === 'seal-validity';
  // What is said of the signer's algorithms need not be said again of the maker's, unless it is bad.
  const isRepeated = ({ code, state }: Finding): boolean => code === 'algorithm-strength' && state === 'passed';
  const findings = [
    structure,
    ...judgeVersions(ses),
    ...judgeCriticalExtensions('ses-structure', ses.extensions),
    value.finding,
    ...seal.findings.filter((one) => !isPeriod(one) && !isRepeated(one)),
    ...signerChain.findings,
    listed,
    ...seal.findings.filter(isPeriod),
    digest,
    timestamp?.finding ?? finding('timestamp', 'not-applicable', 'timestamp/absent'),
    judgeSesStrength([value]),
  ];
  return {
    findings,
    intact: seal.intact && areSound([structure, value.finding, listed, digest]),
    valid: areSound(findings),
    algorithm: nameSesAlgorithm(ses.signatureAlgorithm, value.method, value.certificate),
    signerCertificate: value.certificate?.der ?? null,
    signingTime: ses.signingTime ?? null,
    contentDigest: contentDigest ?? null,
    propertyInfo: ses.propertyInfo,
    seal,
    signerChain,
    timestamp: timestamp?.verification ?? null,
  };
}

/** The seal inside a SES_Signature, which may end in zeros; null where it cannot be read. Says nothing about whether it holds. */
export function readSealIn(signature: Uint8Array): Seal | null {
  return orNothing(() => openSes(signature).ses.seal) ?? null;
}

/** The receipt that a SES_Signature of ours has among its extDatas; null where it has none. Says nothing about whether it holds. */
export function readReceiptIn(signature: Uint8Array): Receipt | null {
  const extensions = orNothing(() => openSes(signature).ses.extensions) ?? [];
  const found = extensions.filter(({ type }) => type === oid.qianyinReceipt);
  const [own] = found;
  return own && found.length === 1 ? readReceiptText(Buffer.from(own.value).toString('latin1')) : null;
}

function openSes(bytes: Uint8Array): { ses: SesSignature; padded: boolean } {
  const { encoded } = readElementAt(bytes, 0);
  return {
    ses: parseSesSignature(encoded),
    padded: bytes.subarray(encoded.length).every((byte) => byte === 0),
  };
}

function unreadable(evidence: string): SesVerification {
  return {
    findings: [finding('ses-structure', 'failed', 'ses/malformed', {}, evidence)],
    intact: false,
    valid: false,
    algorithm: '',
    signerCertificate: null,
    signingTime: null,
    contentDigest: null,
    propertyInfo: '',
    seal: null,
    signerChain: null,
    timestamp: null,
  };
}

function judgeDataHash(
  { dataHash }: SesSignature,
  hash: ReadableDigestAlgorithm | undefined,
  contentDigest: Uint8Array | undefined,
): Finding {
  if (hash === undefined || contentDigest === undefined) {
    return finding('digest', 'unknown', 'digest/algorithm-unsupported');
  }
  const values = { algorithm: hash };
  if (contentDigest.length !== digestLengthBytes[hash])
    return finding('digest', 'unknown', 'digest/not-computed', values);
  const evidence = Buffer.from(contentDigest).toString('hex');
  return sameBytes(dataHash, contentDigest)
    ? finding('digest', 'passed', 'digest/matches', values, evidence)
    : finding('digest', 'failed', 'digest/differs', values, evidence);
}
