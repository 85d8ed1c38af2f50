import { z } from 'zod';
import { hexadecimal, instant, millimetres } from './bytes.ts';
import { documentFormat } from './documents.ts';
import { findingReasons } from './findings/finding-reasons.ts';
import { findingCodes } from './findings/finding-table.ts';
import { receipt } from './history/receipt.ts';
import { unsignedSealPictures } from './seal-pictures.ts';
import { certificateInfo } from './tokens.ts';

/**
 * The word for one signature. `valid`: intact and trusted, nothing after it but what a later signature covers.
 * `permitted`: the same, and what was changed afterwards its signer permitted. `trial`: it would be either, but was
 * made for trial. `changed`: intact, but the file was changed afterwards in a way that nobody permitted, whoever the
 * signer is. `invalid`: something covered differs or the signature does not hold. `indeterminate`: nothing is wrong,
 * but trust cannot be established.
 */
export const signatureVerdict = z.enum(['valid', 'permitted', 'trial', 'changed', 'invalid', 'indeterminate']);

/** The overall word: that of the worst signature, or that there is none. */
export const verdict = z.enum([...signatureVerdict.options, 'unsigned']);
export type Verdict = z.infer<typeof verdict>;

export const findingState = z.enum(['passed', 'failed', 'unknown', 'warning', 'not-applicable']);
export const findingCode = z.enum(findingCodes);
/** One thing that was checked. `values` fill the sentence of the language; `evidence` is for the expert. */
export const finding = z.object({
  code: findingCode,
  state: findingState,
  reason: z.enum(findingReasons).describe('a stable word for why, e.g. chain/untrusted-root'),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  evidence: z.string().optional(),
});
export type Finding = z.infer<typeof finding>;

/** Where the seal of a signature stands: the widget's rectangle on its page as displayed, millimetres from the top-left. */
export const widgetPlace = z.object({
  page: z.number().int(),
  leftMm: millimetres,
  topMm: millimetres,
  widthMm: millimetres,
  heightMm: millimetres,
});

/** A seal of GB/T 38540-2020 (or GM/T 0031-2014), as its maker (制章人) signed it. */
export const sealFacts = z.object({
  sealNumber: z.string().describe('esID'),
  version: z.number().int().describe('1 GM/T 0031-2014, 4 and 5 GB/T 38540-2020'),
  name: z.string(),
  type: z.number().int(),
  makerName: z.string(),
  createdAt: instant,
  validFrom: instant,
  validUntil: instant,
  pictureType: z.string(),
  widthMm: millimetres,
  heightMm: millimetres,
  sha256: hexadecimal.describe('of the whole seal'),
});
export type SealFacts = z.infer<typeof sealFacts>;

/** Who made a seal (制章人). Whether he is trusted as a maker, the finding seal-maker says. */
export const sealMaker = z.object({
  chain: z.array(certificateInfo).describe('his certificate and its issuers, as far as they were found'),
  chainTrusted: z.boolean().describe('the chain ends at a certificate that the person trusts'),
});
export type SealMaker = z.infer<typeof sealMaker>;

export const changeKind = z.enum([
  'document-timestamp-added',
  'security-store-added',
  'signature-added',
  'signature-tagged',
  'metadata-changed',
  'form-filled',
  'annotation-added',
  'annotation-changed',
  'annotation-removed',
  'appearance-changed',
  'form-structure-changed',
  'page-content-changed',
  'resources-changed',
  'page-added',
  'page-removed',
  'page-reordered',
  'structure-changed',
  'irregular-update',
  'ambiguous-structure',
  'picture-changed',
  'picture-not-compared',
  'text-added',
  'part-unprotected',
  'part-missing',
  'document-replaced',
  'hidden-object',
  'unreadable',
]);
export type ChangeKind = z.infer<typeof changeKind>;

/** One thing that was done to the file after a signature. */
export const documentChange = z.object({
  kind: changeKind,
  objectNumber: z.number().int().nullable().describe('null: the file as a whole'),
  page: z.number().int().nullable(),
  rect: z
    .object({ leftMm: millimetres, topMm: millimetres, widthMm: millimetres, heightMm: millimetres })
    .nullable()
    .describe('on the page as displayed, from its top-left corner'),
  part: z.string().nullable().describe('of an OFD: the path of the part within the package'),
  fieldName: z.string().nullable(),
  allowedBy: z
    .enum(['long-term-validation', 'signing', 'certification'])
    .nullable()
    .describe('certification: the signer permitted it; null: nothing lets it pass'),
  coversContent: z.boolean().describe('it lies over what the page showed when it was signed, and hides it'),
  evidence: z
    .string()
    .nullable()
    .describe('for the expert: which rule of the file format is broken, and at which byte'),
});
export type DocumentChange = z.infer<typeof documentChange>;

export const laterChanges = z.enum(['none', 'signatures-only', 'allowed', 'changed']);

/** What a timestamp of RFC 3161 says, one that holds and whose authority is trusted. */
export const timestampFacts = z.object({
  time: instant,
  accuracyMs: z.number().nullable(),
  authorityName: z.string(),
  policy: z.string(),
  serialNumber: hexadecimal,
  chain: z.array(certificateInfo).describe('of the authority, up to the anchor'),
});
export type TimestampFacts = z.infer<typeof timestampFacts>;

/** What an intact timestamp says whose authority is not trusted here: anybody can make one that says the same. */
export const claimedTimestamp = z.object({
  time: instant,
  authority: certificateInfo.describe('its names are what it says of itself'),
});
export type ClaimedTimestamp = z.infer<typeof claimedTimestamp>;

/** The last certificate of a path that ends at nobody whom the person trusts. It came with the file, and its names are a claim. */
export const untrustedTop = z.object({
  certificate: certificateInfo,
  isRoot: z.boolean().describe('issued by itself to issue others: trust.addIssuer takes it'),
});
export type UntrustedTop = z.infer<typeof untrustedTop>;

export const signatureReport = z.object({
  kind: z
    .enum(['signature', 'timestamp'])
    .describe('timestamp: a document timestamp, which proves a time and no consent'),
  fieldName: z.string().describe('of a PDF the name of its field, of an OFD the ID in the list of signatures'),
  subFilter: z.string().describe('of a PDF its kind of signature; of an OFD OFD.Seal or OFD.Sign'),
  verdict: signatureVerdict,
  algorithm: z.string().describe('e.g. SM2-SM3, RSA-PKCS1v15-SHA256, RSA-PSS-SHA384, ECDSA-P256-SHA256'),
  byteRange: z.array(z.number().int()).describe('empty where the format has none'),
  coversWholeFile: z.boolean().describe('all that the file shows'),
  coveredUntil: z
    .number()
    .int()
    .nullable()
    .describe('offset of the first byte after the signed revision; null: the format has no revisions'),
  laterChanges,
  changes: z.array(documentChange).describe('after this signature; those that nothing lets pass come first'),
  digest: hexadecimal.describe('of the covered bytes, as computed now'),
  signingTime: instant.nullable(),
  signingTimeSource: z
    .enum(['timestamp', 'signer-clock', 'none'])
    .describe('timestamp: proven; the signature existed then, whatever the clock of the signer said'),
  timestamp: timestampFacts.nullable().describe('that proves the time; of a document timestamp, its own'),
  claimedTimestamp: claimedTimestamp
    .nullable()
    .describe('of an authority that is not trusted: proves nothing, and nothing is judged by its time'),
  signerName: z.string(),
  reason: z.string(),
  location: z.string(),
  certificate: certificateInfo.nullable(),
  chain: z.array(certificateInfo),
  untrustedTop: untrustedTop.nullable().describe('null: the issuer is trusted, or trust would not help'),
  receipt: receipt.nullable().describe('its place in the ledger that it says made it; covered by the signature'),
  seal: sealFacts.nullable().describe('the seal inside a signature of GB/T 38540'),
  sealMaker: sealMaker.nullable().describe('of that seal'),
  trusted: z.boolean(),
  trial: z.boolean(),
  widget: widgetPlace.nullable(),
  furtherWidgets: z
    .array(widgetPlace)
    .describe('of further fields with this very signature: one sealing with several pictures'),
  findings: z.array(finding),
});
export type SignatureReport = z.infer<typeof signatureReport>;

export const verificationReport = z.object({
  format: documentFormat,
  path: z.string(),
  name: z.string(),
  sizeBytes: z.number().int(),
  sha256: hexadecimal,
  verifiedAt: instant,
  verdict,
  trial: z.boolean(),
  /** The three lines a layman reads. */
  lines: z.object({
    content: z.enum(['unchanged', 'changed', 'unknown', 'none']),
    afterwards: z.enum(['none', 'signatures-only', 'allowed', 'changed', 'unknown']),
    identity: z.enum(['trusted', 'untrusted', 'maker-untrusted', 'expired', 'invalid', 'unknown', 'none']),
  }),
  damage: z
    .string()
    .nullable()
    .describe(
      'for the expert: what viewers have to repair before they show the file; null: it is read as it is written',
    ),
  pageCount: z.number().int(),
  signatures: z.array(signatureReport),
  unsignedSealPictures: unsignedSealPictures
    .nullable()
    .describe('null: not searched for yet; that is a second step, verify.sealPictures'),
});
export type VerificationReport = z.infer<typeof verificationReport>;
