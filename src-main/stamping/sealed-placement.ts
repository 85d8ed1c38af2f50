import {
  AppError,
  type Driver,
  type Finding,
  findingTable,
  registerStateOf,
  type Seal,
  type Token,
  type TokenCertificate,
} from '../contract/index.ts';
import type { Artwork } from '../pdf/index.ts';
import { BoundedCache } from '../runtime/index.ts';
import type { SealLibrary } from '../seal/index.ts';
import { cmsSizeBytes, sesSizeBytes, verifySealUse } from '../signature/index.ts';
import { chooseTokenAlgorithm, requireUsable } from '../token/index.ts';
import { createDigest, orderChain, type SignatureAlgorithm } from '../x509/index.ts';
import type { StampingContext } from './context.ts';
import type { MetDemands } from './fields/meet-demands.ts';
import type { DocumentFormat } from './formats/format.ts';
import type { SealImpressions } from './places/placed-document.ts';

/** What is to be seen of a seal, with all that picking it decides: artwork, token, certificate, chain and algorithm. */
export interface SealedPlacement extends SealImpressions {
  readonly seal: Seal;
  readonly artwork: Artwork;
  readonly token: Token;
  readonly certificate: TokenCertificate;
  readonly certificateDer: Uint8Array;
  /** Issuers in order, DER. */
  readonly chain: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  readonly form: SignatureForm;
  /** Room for the signature, from the real certificates. */
  readonly contentsBytes: number;
  /** Another certificate signs for the same use of the seal: unseen, and no use of its own. */
  readonly isCompanion: boolean;
  /** What the fields demand that it goes into. */
  readonly demands: Pick<MetDemands, 'omitsReason' | 'needsTimestamp'>;
}

/** How the signature stands in the file. */
export interface SignatureForm {
  readonly filter: string;
  readonly subFilter: string;
  /** DER of the seal that goes into a SES_Signature; null where the signature is CMS. */
  readonly standardSeal: Uint8Array | null;
  /** Whether a timestamp goes into the signature. */
  readonly holdsTimestamp: boolean;
  /** What it has to pass before it is delivered. */
  readonly checks: 'cms' | 'ses' | 'ofd';
}

/** GM/T 0112 names the handler after its maker. */
const nationalFilter = 'Qianyin.GMPkiLite';
const padesSubFilter = 'ETSI.CAdES.detached';
/** The same CMS under the name that older forms ask for. */
export const olderSubFilter = 'adbe.pkcs7.detached';
const forms = {
  pades: {
    filter: 'Adobe.PPKLite',
    subFilter: padesSubFilter,
    standardSeal: null,
    holdsTimestamp: true,
    checks: 'cms',
  },
  sm2Cms: {
    filter: nationalFilter,
    subFilter: 'GM.sm2cms.detached',
    standardSeal: null,
    holdsTimestamp: true,
    checks: 'cms',
  },
  // A document timestamp serves it later.
  ses: { filter: nationalFilter, subFilter: 'GM.sm2seal', holdsTimestamp: false, checks: 'ses' },
  // GB/T 33190-2016, 18.1: of the type Seal.
  ofd: { filter: '', subFilter: 'OFD.Seal', holdsTimestamp: true, checks: 'ofd' },
} as const;

/** The form of a signature that shows no seal. */
export const unseenFormOf = ({ scheme }: SignatureAlgorithm): SignatureForm =>
  scheme === 'sm2' ? forms.sm2Cms : forms.pades;

/** Of the length of what any format names as protected. */
const longestPropertyInfo = 'PDF /ByteRange';

type SigningFacts = Pick<SealedPlacement, 'certificateDer' | 'chain' | 'algorithm'> & { cmsBytes: number };

const knownFacts = new BoundedCache<string, SigningFacts>(32);

/** What follows from the certificates and mechanisms alone. Kept by their content: a batch asks for the same ones again and again. */
function signingFactsOf(
  certificateDer: Uint8Array,
  candidates: Uint8Array[],
  mechanisms: readonly string[],
): SigningFacts {
  const parts = [certificateDer, ...candidates];
  const digest = createDigest('sha256');
  digest.update(Buffer.from(`${mechanisms.join(' ')} ${parts.map((der) => der.length).join(' ')}:`));
  for (const part of parts) digest.update(part);
  const key = Buffer.from(digest.digest()).toString('latin1');
  return knownFacts.getOrMake(key, () => {
    const chain = orderChain(certificateDer, candidates);
    const algorithm = chooseTokenAlgorithm(certificateDer, mechanisms);
    return { certificateDer, chain, algorithm, cmsBytes: cmsSizeBytes(certificateDer, chain, algorithm) };
  });
}

const forbidsUse = ({ code, state }: Finding): boolean => state === 'failed' && findingTable[code].forbidsUse;

/** Refuses a seal that its register has out of use. @throws AppError SEAL_SUSPENDED, SEAL_REVOKED */
export function assertNotBarred(seal: Seal): void {
  const state = registerStateOf(seal);
  if (state === 'suspended') throw new AppError('SEAL_SUSPENDED', { seal: seal.name });
  if (state === 'revoked') throw new AppError('SEAL_REVOKED', { seal: seal.name });
}

/**
 * Refuses a seal that its register or its maker's signature does not allow.
 * @throws AppError SEAL_SUSPENDED, SEAL_REVOKED, SEAL_UNUSABLE
 */
async function assertMayUse(
  seal: Seal,
  standard: Uint8Array | null,
  certificate: Uint8Array,
  verifySeal: SealingContext['verifySeal'],
): Promise<void> {
  assertNotBarred(seal);
  if (!standard) return;
  const { findings } = await verifySealUse({
    seal: standard,
    certificate,
    at: new Date(),
    trustAnchors: [],
    makers: [],
  });
  const failed = findings.find(forbidsUse);
  if (failed) throw new AppError('SEAL_UNUSABLE', { reason: failed.reason }, { detail: failed.evidence });
  const verified = await verifySeal?.(standard);
  const revoked = verified?.findings.find(forbidsUse);
  if (revoked) throw new AppError('SEAL_UNUSABLE', { reason: revoked.reason }, { detail: revoked.evidence });
}

interface SealingContext {
  readonly seals: SealLibrary;
  readonly tokens: readonly Token[];
  /** Those in trouble may hide a token that is missed. */
  readonly drivers: readonly Driver[];
  /** DER of a token's certificates, by their fingerprints. */
  certificatesOf(tokenId: string): ReadonlyMap<string, Uint8Array>;
  /** DER certificates that the person trusts. */
  readonly trustAnchors: readonly Uint8Array[];
  readonly verifySeal?: StampingContext['verifySeal'];
  /** Of the document; a PDF where there is none yet. */
  readonly format?: DocumentFormat['name'];
}

type SealSigner = Omit<SealedPlacement, keyof SealImpressions | 'demands'>;
type Signing = Omit<SealSigner, 'seal' | 'artwork' | 'isCompanion'>;

/** Who signs for a binding, and in which form. */
function resolveBinding(
  binding: Seal['binding'],
  standard: Uint8Array | null,
  { tokens, drivers, certificatesOf, trustAnchors }: SealingContext,
): Signing {
  const { token, certificate } = requireUsable(tokens, binding, drivers);
  const onToken = certificatesOf(token.id);
  const certificateDer = onToken.get(certificate.fingerprint);
  // It was pulled out just now.
  if (!certificateDer) throw new AppError('TOKEN_NOT_FOUND', { serial: token.serial });
  const candidates = [...onToken.values(), ...trustAnchors];
  const { cmsBytes, ...facts } = signingFactsOf(certificateDer, candidates, token.mechanisms);
  const signing = { token, certificate, ...facts };
  if (facts.algorithm.scheme !== 'sm2') return { ...signing, form: forms.pades, contentsBytes: cmsBytes };
  if (!standard) return { ...signing, form: forms.sm2Cms, contentsBytes: cmsBytes };
  const signer = { certificate: certificateDer, algorithm: facts.algorithm };
  const contentsBytes = sesSizeBytes({ seal: standard, propertyInfo: longestPropertyInfo, signer });
  return { ...signing, form: { ...forms.ses, standardSeal: standard }, contentsBytes };
}

/** GB/T 33190-2016, 18: readers show the picture that the seal itself holds, so it has to be one. @throws AppError OFD_NEEDS_STANDARD_SEAL */
function formInPackage({ form: { standardSeal } }: Signing, { name }: Seal): SignatureForm {
  if (!standardSeal) throw new AppError('OFD_NEEDS_STANDARD_SEAL', { seal: name });
  return { ...forms.ofd, standardSeal };
}

/** A seal with everyone who signs for it: the holder of its certificate, then that of its companion. */
async function resolveSeal(sealId: string, context: SealingContext): Promise<SealSigner[]> {
  const { seals, format = 'pdf' } = context;
  const seal = seals.get(sealId);
  const standard = seals.standard(sealId);
  const own = resolveBinding(seal.binding, standard, context);
  await assertMayUse(seal, standard, own.certificateDer, context.verifySeal);
  const artwork = seals.artwork(sealId);
  if (format === 'ofd') return [{ ...own, form: formInPackage(own, seal), seal, artwork, isCompanion: false }];
  const signers: SealSigner[] = [{ ...own, seal, artwork, isCompanion: false }];
  if (seal.companion) {
    signers.push({ ...resolveBinding(seal.companion, null, context), seal, artwork, isCompanion: true });
  }
  return signers;
}

const noDemands = { omitsReason: false, needsTimestamp: false };

/**
 * Resolves what is placed to seals and keys, in the order in which they sign.
 * @throws AppError SEAL_NOT_FOUND, SEAL_SUSPENDED, SEAL_REVOKED, SEAL_UNUSABLE and what `requireUsable` throws
 */
export async function resolvePlacements(
  placed: readonly SealImpressions[],
  context: SealingContext,
): Promise<SealedPlacement[]> {
  const resolved: SealedPlacement[] = [];
  for (const one of placed) {
    const signers = await resolveSeal(one.sealId, context);
    resolved.push(...signers.map((signer) => ({ ...signer, ...one, demands: noDemands })));
  }
  return resolved;
}
