import { isDeepStrictEqual } from 'node:util';
import type { Finding, PlainReason } from '../../contract/index.ts';
import {
  contextConstructed,
  DerError,
  digestLengthBytes,
  finding,
  oid,
  orNothing,
  type ReadableDigestAlgorithm,
  readAlgorithmIdentifier,
  readChildren,
  readDigestAlgorithm,
  readObjectIdentifier,
  readSignatureMethod,
  readSignerDigest,
  sameBytes,
  tags,
} from '../../x509/index.ts';

import type { Attribute, SignedData, SignerInfo } from './cms-structure.ts';

/** What a PDF's /SubFilter asks of its CMS (ISO 32000-2, 12.8.3.3 and 12.8.3.4). */
export interface CmsForm {
  /** `detached`: no content. A digest algorithm: the content is that digest of the covered bytes. */
  readonly content: 'detached' | ReadableDigestAlgorithm;
  readonly signingCertificateRequired: boolean;
  /** Set when, unlike in a PDF's own signatures, the content is inside: its type. What is digested is that content. */
  readonly encapsulatedType?: string;
}

const base64Digest = /^[A-Za-z0-9+/]+={0,2}$/;

/** The digest in the place of the content: as it is, or as base64 text, which one product writes; undefined where there is neither. */
export function embeddedDigest(
  { content: algorithm }: CmsForm,
  content: Uint8Array | undefined,
): Uint8Array | undefined {
  if (algorithm === 'detached' || content === undefined) return undefined;
  const length = digestLengthBytes[algorithm];
  if (content.length === length) return content;
  const text = Buffer.from(content).toString('latin1');
  const decoded = base64Digest.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
  return decoded?.length === length ? decoded : undefined;
}

/** Bytes of the digest that a form has as its content; undefined when it has none. */
export function embeddedDigestBytes({ content }: CmsForm): number | undefined {
  return content === 'detached' ? undefined : digestLengthBytes[content];
}

export const cmsForms: ReadonlyMap<string, CmsForm> = new Map([
  ['adbe.pkcs7.detached', { content: 'detached', signingCertificateRequired: false }],
  ['ETSI.CAdES.detached', { content: 'detached', signingCertificateRequired: true }],
  ['adbe.pkcs7.sha1', { content: 'sha1', signingCertificateRequired: false }],
  ['GM.sm2cms.detached', { content: 'detached', signingCertificateRequired: false }],
  ['GM.SM2', { content: 'detached', signingCertificateRequired: false }],
]);

/** Values of /SubFilter whose /Contents is CMS. */
export const cmsSubFilters: ReadonlySet<string> = new Set(cmsForms.keys());

/**
 * The form that a CMS has in truth. Chinese products call detached what holds the digest of the covered bytes as its content; nothing
 * is hidden in it as long as that is all it holds. What such a signature is worth: see `judgeForm`.
 */
export function actualForm(declared: CmsForm, { content }: SignedData, { digestAlgorithm }: SignerInfo): CmsForm {
  if (declared.content !== 'detached' || declared.signingCertificateRequired) return declared;
  const hash = readDigestAlgorithm(digestAlgorithm);
  if (hash === undefined) return declared;
  const embedding = { ...declared, content: hash };
  return embeddedDigest(embedding, content) === undefined ? declared : embedding;
}

/**
 * Whether a digest in the place of the content is taken for a signature of the content. Whoever can have a key sign a few bytes of
 * his choice, as a login page does with its challenge, chooses a document's digest for them and has a signed document. Where
 * adbe.pkcs7.sha1 says that this is meant, and attributes are signed, ISO 32000-1, 12.8.3.3.1 stands behind it; all else is the right
 * value over the right bytes, and no proof that the holder of the key meant to sign a document. Neither is a timestamp over it, which
 * anybody can have made.
 */
export function judgeForm(declared: CmsForm, actual: CmsForm, { signedAttributes }: SignerInfo): Finding[] {
  if (actual.content === 'detached') return [];
  if (declared.content === actual.content && signedAttributes !== undefined) return [];
  return [finding('cms-structure', 'unknown', 'cms/digest-as-content')];
}

const dataTypes: readonly string[] = [oid.data, oid.gmData];

function contentTypesOf({ encapsulatedType }: CmsForm): readonly string[] {
  return encapsulatedType === undefined ? dataTypes : [encapsulatedType];
}

/** Attributes that may stand once only, with one value (RFC 5652, 11; RFC 5035, 5; RFC 6211, 2). */
const singleAttributes: readonly string[] = [
  oid.contentType,
  oid.messageDigest,
  oid.signingTime,
  oid.signingCertificate,
  oid.signingCertificateV2,
  oid.algorithmProtection,
];

/** The one value of an attribute; undefined when the attribute is absent. */
export function attributeValue(attributes: Attribute[], type: string): Attribute['values'][number] | undefined {
  return attributes.find((attribute) => attribute.type === type)?.values[0];
}

/** One rule of structure: the reason when it is broken. Throws DerError on malformed parts. */
type Rule = (signedData: SignedData, signer: SignerInfo, form: CmsForm) => CmsReason | undefined;
type CmsReason = Extract<PlainReason, `cms/${string}`>;

const rules: readonly Rule[] = [
  // RFC 5652, 5.1 and 5.3: another version may mean another structure.
  ({ version }, signer) =>
    [1, 3, 4, 5].includes(version) && [1, 3].includes(signer.version) ? undefined : 'cms/unknown-version',
  // Embedded content beside the covered bytes would be a second document under one signature.
  ({ content }, _, { content: kind, encapsulatedType }) =>
    kind === 'detached' && encapsulatedType === undefined && content !== undefined ? 'cms/content-present' : undefined,
  ({ content }, _, { encapsulatedType }) =>
    encapsulatedType !== undefined && content === undefined ? 'cms/content-absent' : undefined,
  ({ content }, _, form) =>
    form.content !== 'detached' && embeddedDigest(form, content) === undefined ? 'cms/content-absent' : undefined,
  ({ contentType }, _, form) => (contentTypesOf(form).includes(contentType) ? undefined : 'cms/content-type'),
  // RFC 5652, 5.1: the collection exists so that one pass can compute every digest; OpenSSL refuses one without it.
  ({ digestAlgorithms }, { digestAlgorithm }) => {
    const wanted = readAlgorithmIdentifier(digestAlgorithm).algorithm;
    const listed = digestAlgorithms.some((element) => readAlgorithmIdentifier(element).algorithm === wanted);
    return listed ? undefined : 'cms/digest-algorithm-not-listed';
  },
  (_, { attributes }) => {
    const unique = singleAttributes.every((type) => {
      const found = attributes.filter((attribute) => attribute.type === type);
      return found.length === 0 || (found.length === 1 && found[0]?.values.length === 1);
    });
    return unique ? undefined : 'cms/duplicate-attribute';
  },
  // RFC 5652, 5.3: with signed attributes at all, these two must be among them; content other than data has to have them.
  (_, { signedAttributes, attributes }, { encapsulatedType }) => {
    if (signedAttributes === undefined && encapsulatedType === undefined) return undefined;
    const complete = [oid.contentType, oid.messageDigest].every(
      (type) => attributeValue(attributes, type) !== undefined,
    );
    return complete ? undefined : 'cms/attribute-missing';
  },
  // Either identifier says data: products that write those of GB/T 35275 outside leave those of RFC 5652 inside.
  (_, { attributes }, form) => {
    const value = attributeValue(attributes, oid.contentType);
    if (value === undefined || contentTypesOf(form).includes(readObjectIdentifier(value))) return undefined;
    return 'cms/content-type';
  },
  (_, signer) => (keepsAlgorithms(signer) ? undefined : 'cms/algorithm-protection'),
];

/** RFC 6211, 2: the attribute repeats both algorithms, so that neither can be exchanged. */
function keepsAlgorithms({ attributes, digestAlgorithm, signatureAlgorithm }: SignerInfo): boolean {
  const value = attributeValue(attributes, oid.algorithmProtection);
  if (value === undefined) return true;
  const [digest, signature, surplus] = readChildren(value);
  if (digest?.tag !== tags.sequence || signature?.tag !== contextConstructed(1) || surplus !== undefined) return false;
  // Under another name for the same thing nothing is exchanged: sha256WithRSAEncryption and rsaEncryption, NULL and no parameters.
  const signatureNamed = { ...signature, tag: tags.sequence };
  const hash = readSignerDigest(digestAlgorithm);
  const method = readSignatureMethod(signatureAlgorithm, hash);
  const isSameMethod =
    method !== undefined && isDeepStrictEqual(method, readSignatureMethod(signatureNamed, readSignerDigest(digest)));
  return (
    (sameBytes(digest.content, digestAlgorithm.content) || (hash !== undefined && hash === readSignerDigest(digest))) &&
    (sameBytes(signature.content, signatureAlgorithm.content) || isSameMethod)
  );
}

/** Judges the structure: every broken rule is a failed finding; with none broken, one passed finding (or warnings). */
export function checkStructure(signedData: SignedData, signer: SignerInfo, form: CmsForm): Finding[] {
  const broken = new Set<CmsReason>();
  for (const rule of rules) {
    const reason = brokenReason(() => rule(signedData, signer, form));
    if (reason !== undefined) broken.add(reason);
  }
  if (broken.size > 0) return [...broken].map((reason) => finding('cms-structure', 'failed', reason));
  const unusual: CmsReason[] = [
    ...(versionsFit(signedData, signer) ? [] : (['cms/version'] as const)),
    ...(namesSignatureForDigest(signer) ? (['cms/digest-named-by-signature'] as const) : []),
  ];
  return unusual.length === 0
    ? [finding('cms-structure', 'passed', 'cms/well-formed')]
    : unusual.map((reason) => finding('cms-structure', 'warning', reason));
}

function namesSignatureForDigest({ digestAlgorithm }: SignerInfo): boolean {
  const read = (reader: typeof readSignerDigest) => orNothing(() => reader(digestAlgorithm));
  return read(readDigestAlgorithm) === undefined && read(readSignerDigest) !== undefined;
}

function brokenReason(rule: () => CmsReason | undefined): CmsReason | undefined {
  try {
    return rule();
  } catch (error) {
    if (error instanceof DerError) return 'cms/malformed';
    throw error;
  }
}

/** RFC 5652, 5.1 and 5.3, for id-data: a known version follows from what is inside, so a wrong one misleads nobody. */
function versionsFit({ version }: SignedData, signer: SignerInfo): boolean {
  const signerVersion = signer.identifier.kind === 'issuer-serial' ? 1 : 3;
  return signer.version === signerVersion && [signerVersion, 3, 4, 5].includes(version);
}
