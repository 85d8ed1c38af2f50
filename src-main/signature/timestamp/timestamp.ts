import { AppError, type Finding } from '../../contract/index.ts';
import {
  checkChain,
  DerError,
  digestLengthBytes,
  digestOf,
  finding,
  isWeakHash,
  oid,
  orMalformed,
  type ReadableDigestAlgorithm,
  sameBytes,
  type TrustAnchor,
} from '../../x509/index.ts';

import type { CmsForm } from '../cms/cms-rules.ts';
import { type CmsVerification, openCms, verifyForm } from '../cms/cms-verification.ts';

import { readTimestampToken, type TimestampQuestion } from './timestamp-request.ts';
import { parseTimestampInfo, type TimestampInfo } from './timestamp-structure.ts';

/** What a timestamp token turned out to be. */
export interface TimestampVerification {
  /** The token holds and is about the digest asked for. Anything unknown makes it false. */
  readonly intact: boolean;
  /** The authority's certificate leads to a trust anchor, was valid at genTime, and is for timestamps only. */
  readonly trusted: boolean;
  /** What the token says, believed only if both of the above; null when unreadable. */
  readonly genTime: Date | null;
  /** How far the true time may lie from genTime; null when the authority does not say. */
  readonly accuracyMs: number | null;
  readonly policy: string | null;
  /** Hexadecimal. */
  readonly serialNumber: string | null;
  /** RSA-PKCS1v15-SHA256 …, as `CmsVerification` has it. */
  readonly algorithm: string;
  /** DER. */
  readonly authorityCertificate: Uint8Array | null;
  /** DER: the authority's certificate first, the anchor last; as far as a path was found. */
  readonly chain: Uint8Array[];
  /** Every readable certificate in the token. */
  readonly certificates: Uint8Array[];
  /** In the codes of a signature, with reasons of their own where a timestamp differs: keep them apart from those. */
  readonly findings: Finding[];
}

/** RFC 3161, 2.4.2: the content is a TSTInfo, the certificate is named by ESS. */
const tokenForm: CmsForm = {
  content: 'detached',
  signingCertificateRequired: true,
  encapsulatedType: oid.timestampInfo,
};

/**
 * Verifies a timestamp token (RFC 3161; RFC 5816): its CMS signature with ESS binding, that its imprint is the digest of the content,
 * which `digestContent` gives, the nonce when one was sent, and the chain of the authority at genTime up to the anchors, for
 * timestamps only. The content is the signature value (signature timestamp) or the covered bytes (document timestamp). `token` may
 * end in zeros, as /Contents does. Revocation is not looked at.
 *
 * Total: whatever the bytes, it resolves with findings. Only what `digestContent` throws is passed on.
 */
export async function verifyTimestampToken(input: {
  token: Uint8Array;
  digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>;
  nonce?: Uint8Array;
  trustAnchors: readonly TrustAnchor[];
  intermediates?: Uint8Array[];
}): Promise<TimestampVerification> {
  const opened = orMalformed(() => openCms(new Uint8Array(input.token)));
  const content = opened instanceof DerError ? undefined : opened.signedData.content;
  const cms = await verifyForm(opened, tokenForm, {
    digestContent: async (hash) => digestOf(hash, content ?? new Uint8Array()),
  });
  if (content === undefined) return withoutInfo(cms, []);
  const info = orMalformed(() => parseTimestampInfo(content));
  if (info instanceof DerError) {
    return withoutInfo(cms, [finding('cms-structure', 'failed', 'timestamp/malformed', {}, info.message)]);
  }
  const answers = [await judgeImprint(info, input.digestContent), ...judgeInfo(info, input.nonce)];
  const { signerCertificate } = cms;
  const chain =
    signerCertificate === null
      ? { trusted: false, chain: [], findings: [finding('chain', 'unknown', 'chain/certificate-missing')], others: [] }
      : await checkChain({
          certificate: signerCertificate,
          intermediates: [...cms.certificates, ...(input.intermediates ?? [])],
          trustAnchors: input.trustAnchors,
          at: info.genTime,
          purpose: 'timestamps',
        });
  return {
    intact: cms.intact && answers.every(({ state }) => state === 'passed' || state === 'warning'),
    trusted: chain.trusted,
    genTime: info.genTime,
    accuracyMs: info.accuracyMs ?? null,
    policy: info.policy,
    serialNumber: Buffer.from(info.serialNumber).toString('hex'),
    algorithm: cms.algorithm,
    authorityCertificate: signerCertificate,
    chain: chain.chain,
    certificates: cms.certificates,
    findings: [...cms.findings, ...answers, ...chain.findings],
  };
}

/**
 * Takes an authority's answer to a question: the token in it, when it is intact and answers just this question. Throws AppError
 * TSA_REFUSED (see `readTimestampToken`), and TSA_UNTRUSTED with the reason of the finding that speaks against it. Whether the
 * authority is trusted is in `verification`.
 */
export async function acceptTimestampResponse(input: {
  response: Uint8Array;
  question: TimestampQuestion;
  trustAnchors: readonly TrustAnchor[];
  intermediates?: Uint8Array[];
}): Promise<{ token: Uint8Array; verification: TimestampVerification }> {
  const { question, trustAnchors, intermediates } = input;
  const token = readTimestampToken(input.response);
  const verification = await verifyTimestampToken({
    token,
    // Another hash than was asked for is another question.
    digestContent: async (hash) => (hash === question.hash ? question.digest : new Uint8Array()),
    nonce: question.nonce,
    trustAnchors,
    intermediates,
  });
  const problem = findAnswerProblem(verification, question);
  if (problem !== undefined) throw new AppError('TSA_UNTRUSTED', { reason: problem });
  return { token, verification };
}

function findAnswerProblem(
  { intact, policy, findings }: TimestampVerification,
  question: TimestampQuestion,
): string | undefined {
  if (question.policy !== undefined && policy !== null && policy !== question.policy) return 'timestamp/other-policy';
  if (intact) return undefined;
  const decisive =
    findings.find(({ state }) => state === 'failed') ?? findings.find(({ state }) => state === 'unknown');
  return decisive?.reason ?? 'timestamp/malformed';
}

async function judgeImprint(
  { imprint }: TimestampInfo,
  digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>,
): Promise<Finding> {
  const { hash, digest } = imprint;
  if (hash === undefined) return finding('digest', 'unknown', 'timestamp/imprint-algorithm-unsupported');
  if (digest.length !== digestLengthBytes[hash] || !sameBytes(digest, await digestContent(hash))) {
    return finding('digest', 'failed', 'timestamp/imprint-differs', { algorithm: hash });
  }
  return isWeakHash(hash)
    ? finding('digest', 'warning', 'timestamp/imprint-weak', { algorithm: hash })
    : finding('digest', 'passed', 'timestamp/imprint-matches', { algorithm: hash });
}

function judgeInfo({ nonce, extensions }: TimestampInfo, asked: Uint8Array | undefined): Finding[] {
  const findings: Finding[] = [];
  if (asked !== undefined && (nonce === undefined || !sameNumber(nonce, asked))) {
    findings.push(finding('cms-structure', 'failed', 'timestamp/nonce-mismatch'));
  }
  // No extension of a TSTInfo is known here.
  if ([...extensions.values()].some(({ critical }) => critical)) {
    findings.push(finding('cms-structure', 'unknown', 'timestamp/critical-extension'));
  }
  return findings;
}

/** Whether an INTEGER's content and the bytes of a request's nonce are one number that is not negative. */
function sameNumber(one: Uint8Array, other: Uint8Array): boolean {
  const digits = (bytes: Uint8Array): bigint => BigInt(`0x00${Buffer.from(bytes).toString('hex')}`);
  return (one[0] ?? 0) < 0x80 && digits(one) === digits(other);
}

function withoutInfo(cms: CmsVerification, findings: Finding[]): TimestampVerification {
  return {
    intact: false,
    trusted: false,
    genTime: null,
    accuracyMs: null,
    policy: null,
    serialNumber: null,
    algorithm: cms.algorithm,
    authorityCertificate: cms.signerCertificate,
    chain: [],
    certificates: cms.certificates,
    findings: [...cms.findings, ...findings],
  };
}
