import { z } from 'zod';
import { bytes, hexadecimal, instant, millimetres } from './bytes.ts';
import { keptRules } from './control/seal-rules.ts';
import { isMatterOfTrust } from './findings/finding-table.ts';
import { sealNaming } from './seal-texts/seal-names.ts';
import { certificateInfo, isSameSerial, type Token, type TokenCertificate } from './tokens.ts';
import { finding, sealFacts } from './verification.ts';

/** 公章, 合同专用章, 财务专用章, 发票专用章, 法定代表人名章, 审验章, and others. */
export const sealKind = z.enum([
  'official',
  'contract',
  'finance',
  'invoice',
  'legal-representative',
  'review',
  'other',
]);
export type SealKind = z.infer<typeof sealKind>;

/** The certificate (and so the key) that a seal is bound to. */
export const sealBinding = z.object({
  tokenSerial: z.string(),
  tokenLabel: z.string(),
  certificateFingerprint: hexadecimal,
  ownerName: z.string(),
  notAfter: instant,
});

export type SealBinding = z.infer<typeof sealBinding>;

/**
 * A name as a renewal leaves it. Chinese CAs put the kind of the certificate and a running number around name and
 * identity (`051@某某@…@2`), and the number grows.
 */
function ownerOf(name: string): string {
  const plain = name.normalize('NFKC').trim();
  return /^\d{2,4}@(.+)@\d+$/.exec(plain)?.[1] ?? plain;
}

/** Whether two certificates name one owner: what both say of the name, and of the organization where both say it. */
export function isSameOwner(
  binding: Pick<SealBinding, 'ownerName'>,
  bound: Pick<TokenCertificate, 'subject'> | null,
  renewed: Pick<TokenCertificate, 'subject'>,
): boolean {
  const [before, now] = [bound?.subject.organization, renewed.subject.organization];
  if (before !== undefined && now !== undefined && ownerOf(before) !== ownerOf(now)) return false;
  return ownerOf(binding.ownerName) === ownerOf(renewed.subject.display);
}

/** A certificate that a seal was bound to before a renewal, and who replaced it when. */
export const earlierBinding = sealBinding.extend({ replacedAt: instant, replacedBy: z.string() });

/** One certificate of one token: of the token with this serial number, or of the one that is plugged in as this. */
export type CertificateChoice =
  | Pick<SealBinding, 'tokenSerial' | 'certificateFingerprint'>
  | { tokenId: string; certificateFingerprint: string };

/** The certificate and the token that holds it, or what of them is not there. */
export type BoundCertificate =
  | { missing: null; token: Token; certificate: TokenCertificate }
  | { missing: 'certificate'; token: Token }
  | { missing: 'token' };

/** Finds a certificate among the plugged-in tokens: a usable one first, where two tokens or two keys have it. */
export function findBoundCertificate(tokens: readonly Token[], choice: CertificateChoice): BoundCertificate {
  const meant = tokens.filter((token) =>
    'tokenId' in choice ? token.id === choice.tokenId : isSameSerial(token.serial, choice.tokenSerial),
  );
  const same = meant.flatMap((token) =>
    token.certificates
      .filter(({ fingerprint }) => fingerprint === choice.certificateFingerprint)
      .map((certificate) => ({ missing: null, token, certificate })),
  );
  const found = same.find(({ certificate }) => certificate.problem === null) ?? same[0];
  if (found) return found;
  const [token] = meant;
  return token ? { missing: 'certificate', token } : { missing: 'token' };
}

/** Whether all of these certificates are at hand. */
export const areFound = (tokens: readonly Token[], choices: readonly CertificateChoice[]) =>
  choices.every((choice) => findBoundCertificate(tokens, choice).missing === null);

/** Whether a seal may be used: 正常, 冻结, 注销. What is revoked stays so. */
export const sealRegisterState = z.enum(['active', 'suspended', 'revoked']);
export type SealRegisterState = z.infer<typeof sealRegisterState>;

/** One change of state in the local register: who, when, why. */
export const sealRegisterChange = z.object({
  state: sealRegisterState,
  at: instant,
  by: z.string(),
  reason: z.string(),
  withPin: z.boolean().default(false).describe('the token of the seal was there and took its PIN'),
});
export type SealRegisterChange = z.infer<typeof sealRegisterChange>;

export const seal = z.object({
  id: z.string(),
  name: z.string(),
  kind: sealKind,
  widthMm: millimetres,
  heightMm: millimetres,
  artworkKind: z.enum(['vector', 'image']),
  trial: z.boolean(),
  createdAt: instant,
  binding: sealBinding,
  earlierBindings: z.array(earlierBinding).default([]).describe('oldest first; none: never renewed'),
  companion: sealBinding
    .nullable()
    .default(null)
    .describe(
      'a second certificate that signs too, so that RSA readers and SM2 readers both find a signature they know',
    ),
  naming: sealNaming.nullable().default(null).describe('null: of a seal that was made before names were judged'),
  standard: sealFacts.nullable().default(null).describe('the seal of GB/T 38540 that a maker made of it'),
  standardOutdated: z
    .boolean()
    .default(false)
    .describe('the seal of GB/T 38540 does not name the renewed certificate: its maker has to make it again'),
  register: z.array(sealRegisterChange).default([]).describe('oldest first; none: active since it was made'),
  rules: keptRules.nullable().default(null).describe('用印规则; null: none'),
});
export type Seal = z.infer<typeof seal>;

/** A seal and whether it can be used at this moment. */
export const sealWithState = seal.extend({
  state: z.enum([
    'ready',
    'expiring',
    'token-absent',
    'certificate-unusable',
    'pin-locked',
    'suspended',
    'revoked',
    'not-yet-valid',
    'expired',
    'to-be-remade',
  ]),
  daysLeft: z.number().int(),
  tokenId: z.string().nullable(),
});
export type SealWithState = z.infer<typeof sealWithState>;

/** The state that the register gives a seal now. */
export function registerStateOf({ register }: Pick<Seal, 'register'>): SealRegisterState {
  return register.at(-1)?.state ?? 'active';
}

/** A seal that was removed, with its register: that stays. */
export const removedSeal = z.object({ seal, removal: sealRegisterChange.omit({ state: true }) });
export type RemovedSeal = z.infer<typeof removedSeal>;

/**
 * Whether a seal may be removed: one that was never used, or one that is revoked. What is frozen is revoked first, so
 * that nobody makes a seal vanish that others stopped.
 */
export function mayRemove(seal: Pick<Seal, 'register'>, isUsed: boolean): boolean {
  const state = registerStateOf(seal);
  return state === 'revoked' || (state === 'active' && !isUsed);
}

/** The impression of a seal as a picture that a window can show. */
export const sealArtwork = z.object({
  mediaType: z.enum(['image/svg+xml', 'image/png', 'image/jpeg', 'image/gif', 'image/bmp']),
  content: bytes,
});
export type SealArtwork = z.infer<typeof sealArtwork>;

const picture = sealArtwork
  .nullable()
  .optional()
  .describe('only when asked for; null: of a kind that is not drawn here');

/** What was found of a seal of GB/T 38540, and whether it may be used. */
export const sealVerification = z.object({
  facts: sealFacts.nullable().describe('null: it cannot be read'),
  intact: z.boolean().describe('as its maker made it, whoever that is'),
  valid: z.boolean().describe('nothing failed and nothing is unknown'),
  findings: z.array(finding),
  makerCertificate: certificateInfo.nullable(),
  picture,
});
export type SealVerificationReport = z.infer<typeof sealVerification>;

/** A seal of GB/T 38540 that was found on a token. */
export const tokenSeal = z.object({
  tokenId: z.string(),
  label: z.string().describe('CKA_LABEL of the data object'),
  facts: sealFacts,
  certificateFingerprint: hexadecimal.nullable().describe('the certificate of the token that may use it'),
  imported: z.boolean().describe('it is in the library already'),
  picture,
});
export type TokenSeal = z.infer<typeof tokenSeal>;

/** How a seal stands, in a word: `untrusted` where nothing is wrong but that the person has not said whom to trust. */
export type SealVerdict = 'valid' | 'untrusted' | 'intact' | 'broken';

export function sealVerdictOf({ valid, intact, findings }: SealVerificationReport): SealVerdict {
  if (valid) return 'valid';
  if (!intact) return 'broken';
  const doubts = findings.filter(({ state }) => state === 'failed' || state === 'unknown');
  return doubts.every(({ code, state }) => state === 'unknown' && isMatterOfTrust(code)) ? 'untrusted' : 'intact';
}
