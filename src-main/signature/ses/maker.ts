import type { Finding } from '../../contract/index.ts';
import {
  type Certificate,
  type ChainResult,
  checkChain,
  DerError,
  derOfAnchor,
  describeName,
  finding,
  isWeakHash,
  orderChain,
  readCertificateOrNone,
  type SignatureMethod,
  sameBytes,
  type TrustAnchor,
} from '../../x509/index.ts';

import { isListed } from './ses-certificate-list.ts';
import type { Seal } from './ses-seal.ts';

/** Whom the person trusts, and certificates that may stand between. DER. */
export interface Trust {
  readonly trustAnchors: readonly TrustAnchor[];
  /**
   * Who may make seals (制章): certificates of makers, and of authorities that issue to makers alone. Whoever may sign documents may not
   * for that reason make a seal that bears another's name, so trust anchors count for nothing here.
   */
  readonly makers: readonly Uint8Array[];
  readonly intermediates?: readonly Uint8Array[];
}

/** The maker of a seal, judged but for revocation. */
export interface JudgedMaker {
  /** Whether he is known as a maker, then his certificate. */
  readonly findings: readonly Finding[];
  /** The path that his certificate was judged by. */
  readonly chain: ChainResult;
  /** The path along which revocation can be looked up: one beyond a certificate that is trusted itself. */
  readonly revocationChain: ChainResult;
}

/**
 * Judges the maker of a seal at the time he says he made it (GB/T 38540-2020, 6.3 c): whether the person knows him as one, and the path,
 * validity and usage of his certificate. `signers` are those who use the seal. Revocation is not looked at. Never throws on hostile
 * bytes.
 */
export async function judgeMaker(
  { makerCertificate, info }: Seal,
  { trustAnchors, makers, intermediates = [] }: Trust,
  signers: readonly Uint8Array[],
): Promise<JudgedMaker> {
  const { createdAt, certificates } = info.property;
  const youngerSince = validSinceLater(makerCertificate, createdAt);
  const question = { certificate: makerCertificate, intermediates: [...intermediates], at: youngerSince ?? createdAt };
  const asMaker = await checkChain({ ...question, trustAnchors: makers });
  const end = asMaker.chain.at(-1);
  const authority = end !== undefined && isAmong(makers, end) ? end : undefined;
  const chain = authority === undefined ? await checkChain({ ...question, trustAnchors }) : asMaker;
  const listed = certificates.kind === 'certificates' ? certificates.certificates : [];
  const isOwn =
    isListed(certificates, makerCertificate) ||
    [...signers, ...listed].some((signer) => hasSameKey(signer, makerCertificate));
  const isTrustedItself = isAmong(makers, makerCertificate);
  return {
    findings: [
      judgeTrust({ makerCertificate, authority, isOwn, isTrustedItself }),
      ...chain.findings.map((one): Finding => ({ ...lenient(one), code: 'seal-maker-certificate' })),
      ...(youngerSince
        ? [
            finding('seal-maker-certificate', 'warning', 'seal/maker-younger', {
              notBefore: youngerSince.toISOString(),
            }),
          ]
        : []),
    ],
    chain,
    revocationChain: withIssuer(chain, [...intermediates, ...trustAnchors.map(derOfAnchor), ...makers]),
  };
}

const mostDaysYounger = 31;

/**
 * Since when a maker's certificate is valid, where that is some days after he says he made the seal: those of whole provinces are so.
 * Whoever is trusted as a maker says the time himself, and signed with this certificate all the same. Null in every other case.
 */
function validSinceLater(makerCertificate: Uint8Array, createdAt: Date): Date | null {
  const notBefore = readCertificateOrNone(makerCertificate)?.notBefore;
  const days = notBefore === undefined ? 0 : (notBefore.getTime() - createdAt.getTime()) / 86_400_000;
  return notBefore !== undefined && days > 0 && days <= mostDaysYounger ? notBefore : null;
}

/** GB/T 38540 asks for no usage: makers' certificates have odd ones, and who is a maker is a matter of trust. */
function lenient(one: Finding): Finding {
  return one.reason === 'usage/not-for-signing' ? { ...one, state: 'warning' } : one;
}

/**
 * Whether somebody else may have put his own seal under the maker's signature. Whoever orders a seal chooses its name and its picture: with
 * a digest for which two messages can be found he has one seal made, and has the signature of another.
 */
export function judgeMakerDigest(method: SignatureMethod | undefined): Finding[] {
  if (method === undefined || !isWeakHash(method.hash)) return [];
  const values = { algorithm: method.hash.toUpperCase() };
  return [finding('seal-maker-signature', 'unknown', 'seal/maker-weak-digest', values)];
}

function isAmong(certificates: readonly Uint8Array[], wanted: Uint8Array): boolean {
  return certificates.some((one) => sameBytes(one, wanted));
}

function hasSameKey(one: Uint8Array, other: Uint8Array): boolean {
  if (sameBytes(one, other)) return true;
  const [first, second] = [readCertificateOrNone(one), readCertificateOrNone(other)];
  return first !== undefined && second !== undefined && sameBytes(first.spki, second.spki);
}

function judgeTrust({
  makerCertificate,
  authority,
  isOwn,
  isTrustedItself,
}: {
  readonly makerCertificate: Uint8Array;
  /** What the path of a known maker ends at. */
  readonly authority: Uint8Array | undefined;
  /** Whether he made it for himself. */
  readonly isOwn: boolean;
  readonly isTrustedItself: boolean;
}): Finding {
  const code = 'seal-maker';
  const values = { maker: nameOf(makerCertificate) };
  if (isTrustedItself) {
    return isOwn
      ? finding(code, 'warning', 'seal-maker/own-seal-trusted', values)
      : finding(code, 'passed', 'seal-maker/trusted', values);
  }
  // An authority vouches that he makes seals for others, and not that he may give himself any name.
  if (isOwn) return finding(code, 'unknown', 'seal-maker/own-seal', values);
  if (authority === undefined) return finding(code, 'unknown', 'seal-maker/not-trusted', values);
  return finding(code, 'passed', 'seal-maker/of-trusted-authority', { ...values, authority: nameOf(authority) });
}

/** A path of one certificate with its issuer, where that is at hand: what the issuer revoked stays so, whoever is trusted. */
function withIssuer(chain: ChainResult, candidates: readonly Uint8Array[]): ChainResult {
  const [only, ...others] = chain.chain;
  if (!chain.trusted || only === undefined || others.length > 0) return chain;
  return { ...chain, chain: [only, ...orderChain(only, [...candidates]).slice(0, 1)] };
}

function nameOf(der: Uint8Array): string {
  const certificate: Certificate | undefined = readCertificateOrNone(der);
  try {
    return certificate === undefined ? '' : describeName(certificate.subject).display;
  } catch (error) {
    if (error instanceof DerError) return '';
    throw error;
  }
}
