import { AppError, type Placement, type Seal, type Token, type TokenCertificate } from '../contract/index.ts';
import type { Artwork } from '../pdf/index.ts';
import type { SealLibrary } from '../seal/index.ts';
import {
  chooseAlgorithm,
  cmsSizeBytes,
  createDigest,
  orderChain,
  parseCertificates,
  type SignatureAlgorithm,
} from '../signature/index.ts';

/** A placement with all that picking its seal decides: artwork, token, certificate, chain and algorithm. */
export interface SealedPlacement {
  readonly placement: Placement;
  readonly seal: Seal;
  readonly artwork: Artwork;
  readonly token: Token;
  readonly certificate: TokenCertificate;
  readonly certificateDer: Uint8Array;
  /** Issuers in order, DER. */
  readonly chain: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  /** Room for the signature, from the real certificates. */
  readonly contentsBytes: number;
}

function derOf(certificate: { pem: string }): Uint8Array[] {
  try {
    return parseCertificates(Buffer.from(certificate.pem));
  } catch {
    return [];
  }
}

/** The token and certificate that a seal is bound to. Throws TOKEN_NOT_FOUND, CERTIFICATE_NOT_FOUND, CERTIFICATE_UNUSABLE. */
export function findBoundCertificate(
  seal: Seal,
  tokens: readonly Token[],
): { token: Token; certificate: TokenCertificate } {
  const { tokenSerial, certificateFingerprint } = seal.binding;
  const sameSerial = tokens.filter(({ serial }) => serial === tokenSerial);
  for (const token of sameSerial) {
    const certificate = token.certificates.find(({ fingerprint }) => fingerprint === certificateFingerprint);
    if (!certificate) continue;
    if (certificate.problem) throw new AppError('CERTIFICATE_UNUSABLE', { reason: certificate.problem });
    return { token, certificate };
  }
  if (sameSerial.length > 0) throw new AppError('CERTIFICATE_NOT_FOUND');
  throw new AppError('TOKEN_NOT_FOUND', { serial: tokenSerial });
}

type SigningFacts = Pick<SealedPlacement, 'certificateDer' | 'chain' | 'algorithm' | 'contentsBytes'>;

const knownFacts = new Map<string, SigningFacts>();
const maximumKnown = 32;

/** What follows from the certificates alone. Kept by their content: a batch asks for the same ones again and again. */
function signingFactsOf(certificateDer: Uint8Array, candidates: Uint8Array[]): SigningFacts {
  const parts = [certificateDer, ...candidates];
  const digest = createDigest('sha256');
  digest.update(Buffer.from(`${parts.map((der) => der.length).join(' ')}:`));
  for (const part of parts) digest.update(part);
  const key = Buffer.from(digest.digest()).toString('latin1');
  const known = knownFacts.get(key);
  if (known) return known;
  const chain = orderChain(certificateDer, candidates);
  const algorithm = chooseAlgorithm(certificateDer);
  const facts = { certificateDer, chain, algorithm, contentsBytes: cmsSizeBytes(certificateDer, chain, algorithm) };
  if (knownFacts.size >= maximumKnown) knownFacts.clear();
  knownFacts.set(key, facts);
  return facts;
}

/** Resolves every placement to its seal and key. Throws SEAL_NOT_FOUND and what `findBoundCertificate` throws. */
export function resolvePlacements(
  placements: readonly Placement[],
  seals: SealLibrary,
  tokens: readonly Token[],
  trustAnchors: readonly Uint8Array[],
): SealedPlacement[] {
  const bySeal = new Map<string, Omit<SealedPlacement, 'placement'>>();
  return placements.map((placement) => {
    const known = bySeal.get(placement.sealId);
    if (known) return { ...known, placement };
    const seal = seals.get(placement.sealId);
    const { token, certificate } = findBoundCertificate(seal, tokens);
    const [certificateDer] = derOf(certificate);
    if (!certificateDer) throw new AppError('CERTIFICATE_UNREADABLE');
    const candidates = [...token.certificates.flatMap(derOf), ...trustAnchors];
    const signing = signingFactsOf(certificateDer, candidates);
    const resolved = { seal, artwork: seals.artwork(seal.id), token, certificate, ...signing };
    bySeal.set(placement.sealId, resolved);
    return { ...resolved, placement };
  });
}
