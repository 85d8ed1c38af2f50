import type { Finding } from '../contract/index.ts';
import type { SignatureValue } from '../pdf/index.ts';
import {
  type ChainResult,
  type ContentDigests,
  checkChain,
  cmsSubFilters,
  type SealVerification,
  sesSubFilters,
  verifyCms,
  verifySes,
} from '../signature/index.ts';
import { finding } from './finding.ts';

/** What /Contents turned out to be, whichever form /SubFilter names. */
export interface CheckedSignature {
  readonly findings: readonly Finding[];
  /** Nobody changed what is covered, nor the signature. */
  readonly intact: boolean;
  /** Empty when unreadable. */
  readonly algorithm: string;
  /** The signer's, DER. */
  readonly certificate: Uint8Array | null;
  readonly chain: ChainResult | null;
  readonly signingTime: Date | null;
  readonly contentDigest: Uint8Array | null;
  /** Of GB/T 38540 signatures only. */
  readonly seal: SealVerification | null;
}

interface Circumstances {
  /** DER certificates. */
  readonly trustAnchors: readonly Uint8Array[];
  /** What the signature dictionary claims. */
  readonly at: Date | null;
  readonly now: Date;
}

/** Checks the value of a signature with the digests of what it covers. Only what those throw is passed on. */
export async function checkSignature(
  { contents, subFilter }: Pick<SignatureValue, 'contents' | 'subFilter'>,
  content: ContentDigests,
  circumstances: Circumstances,
): Promise<CheckedSignature> {
  if (sesSubFilters.has(subFilter)) return checkSes(contents, content, circumstances);
  if (cmsSubFilters.has(subFilter)) return checkCms({ contents, subFilter }, content, circumstances);
  return {
    findings: [finding('cms-structure', 'unknown', 'cms/unsupported-sub-filter', { subFilter })],
    intact: false,
    algorithm: '',
    certificate: null,
    chain: null,
    signingTime: circumstances.at,
    contentDigest: null,
    seal: null,
  };
}

async function checkCms(
  { contents, subFilter }: Pick<SignatureValue, 'contents' | 'subFilter'>,
  content: ContentDigests,
  { trustAnchors, at, now }: Circumstances,
): Promise<CheckedSignature> {
  const cms = await verifyCms({ cms: contents, subFilter, ...content });
  const signingTime = cms.signingTime ?? at;
  const certificate = cms.signerCertificate;
  const chain = certificate
    ? await checkChain({
        certificate,
        intermediates: cms.certificates,
        trustAnchors: [...trustAnchors],
        at: signingTime ?? now,
      })
    : null;
  return {
    findings: [...cms.findings, ...(chain?.findings ?? [])],
    intact: cms.intact,
    algorithm: cms.algorithm,
    certificate,
    chain,
    signingTime,
    contentDigest: cms.contentDigest,
    seal: null,
  };
}

async function checkSes(
  contents: Uint8Array,
  { digestContent }: ContentDigests,
  { trustAnchors, at }: Circumstances,
): Promise<CheckedSignature> {
  const ses = await verifySes({ signature: contents, digestContent, trustAnchors });
  return {
    findings: ses.findings,
    intact: ses.intact,
    algorithm: ses.algorithm,
    certificate: ses.signerCertificate,
    chain: ses.signerChain,
    signingTime: ses.signingTime ?? at,
    contentDigest: ses.contentDigest,
    seal: ses.seal,
  };
}
