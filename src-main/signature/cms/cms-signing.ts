import { AppError } from '../../contract/index.ts';
import { BoundedCache } from '../../runtime/index.ts';
import {
  type Certificate,
  checkAlgorithm,
  contextConstructed,
  digestLengthBytes,
  digestOf,
  encodeDigestAlgorithm,
  encodeElement,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSignatureAlgorithm,
  encodeSmallInteger,
  longestSignatureBytes,
  oid,
  readCertificate,
  type SignatureAlgorithm,
  type Signer,
  signOctets,
  sortSetOf,
  tags,
} from '../../x509/index.ts';

/**
 * The object identifiers of data and signedData: those of RFC 5652, or those of GB/T 35275-2017, which defines the same structure
 * for SM2 under its own.
 */
export type ContentTypes = 'rfc-5652' | 'gbt-35275';

/** What stays the same from one signature of a signer to the next, encoded once. */
interface Template {
  readonly certificate: Certificate;
  readonly digestAlgorithms: Uint8Array;
  readonly contentInfoType: Uint8Array;
  readonly detachedContent: Uint8Array;
  readonly certificates: Uint8Array;
  readonly signerHead: Uint8Array;
  readonly signatureAlgorithm: Uint8Array;
  readonly contentTypeAttribute: Uint8Array;
  readonly signingCertificateAttribute: Uint8Array;
}

const version1 = encodeSmallInteger(1);
const messageDigestOid = encodeObjectIdentifier(oid.messageDigest);

const contentTypeOids = {
  'rfc-5652': { data: encodeObjectIdentifier(oid.data), signedData: encodeObjectIdentifier(oid.signedData) },
  'gbt-35275': { data: encodeObjectIdentifier(oid.gmData), signedData: encodeObjectIdentifier(oid.gmSignedData) },
} as const;

const templates = new BoundedCache<string, Template>(32);

/**
 * Makes the detached CMS SignedData of a PAdES baseline B signature (ETSI EN 319 142-1, 6; EN 319 122-1; RFC 5652, RFC 5035), in
 * DER: signed attributes contentType, messageDigest and signingCertificateV2. No signingTime: PAdES puts the time into /M.
 * `contentDigest` is the digest of the covered bytes, by `signer.algorithm.hash`; `chain` the issuers to be embedded.
 * With SM2 it is the SignedData of GB/T 35275-2017, under its content types unless `contentTypes` says otherwise.
 *
 * Throws AppError SIGNATURE_SELF_CHECK_FAILED, CERTIFICATE_UNREADABLE, CERTIFICATE_UNUSABLE, INVALID_INPUT,
 * and whatever `sign` throws.
 */
export async function signCms(input: {
  signer: Signer;
  chain: Uint8Array[];
  contentDigest: Uint8Array;
  contentTypes?: ContentTypes;
}): Promise<Uint8Array> {
  const { signer, chain, contentDigest, contentTypes = usualContentTypes(signer.algorithm) } = input;
  const { hash } = signer.algorithm;
  if (contentDigest.length !== digestLengthBytes[hash]) {
    throw new AppError('INVALID_INPUT', { detail: `contentDigest is not a ${hash} digest` });
  }
  const template = templateFor(signer.certificate, chain, signer.algorithm, contentTypes);
  const attributes = encodeAttributes(template, contentDigest);
  const value = await signOctets(signer, template.certificate, encodeElement(tags.set, attributes));
  return assemble(template, attributes, value);
}

/**
 * The most bytes that `signCms` can give for this signer, chain and algorithm: its own encoding with the longest signature value
 * that the key allows. Throws AppError CERTIFICATE_UNREADABLE and CERTIFICATE_UNUSABLE.
 */
export function cmsSizeBytes(
  signerCertificate: Uint8Array,
  chain: Uint8Array[],
  algorithm: SignatureAlgorithm,
  contentTypes: ContentTypes = usualContentTypes(algorithm),
): number {
  const template = templateFor(signerCertificate, chain, algorithm, contentTypes);
  const attributes = encodeAttributes(template, new Uint8Array(digestLengthBytes[algorithm.hash]));
  return assemble(template, attributes, new Uint8Array(longestSignatureBytes(template.certificate.key))).length;
}

function usualContentTypes({ scheme }: SignatureAlgorithm): ContentTypes {
  return scheme === 'sm2' ? 'gbt-35275' : 'rfc-5652';
}

function templateFor(
  signerDer: Uint8Array,
  chain: Uint8Array[],
  algorithm: SignatureAlgorithm,
  contentTypes: ContentTypes,
): Template {
  // Keyed by content, so that bytes changed in place can never meet a template of the old ones.
  const all = [signerDer, ...chain];
  const words = [contentTypes, algorithm.scheme, algorithm.hash, ...all.map((der) => der.length)];
  const lengths = Buffer.from(`${words.join(' ')}:`);
  const key = Buffer.from(digestOf('sha256', lengths, ...all)).toString('latin1');
  return templates.getOrMake(key, () => makeTemplate(readCertificate(signerDer), chain, algorithm, contentTypes));
}

function makeTemplate(
  certificate: Certificate,
  chain: Uint8Array[],
  algorithm: SignatureAlgorithm,
  contentTypes: ContentTypes,
): Template {
  checkAlgorithm(certificate, algorithm);
  const { data, signedData } = contentTypeOids[contentTypes];
  const embedded = new Map([certificate.der, ...chain].map((der) => [Buffer.from(der).toString('latin1'), der]));
  const digestAlgorithm = encodeDigestAlgorithm(algorithm.hash);
  return {
    certificate,
    contentInfoType: signedData,
    detachedContent: encodeSequence(data),
    digestAlgorithms: encodeElement(tags.set, digestAlgorithm),
    certificates: encodeElement(contextConstructed(0), ...sortSetOf([...embedded.values()])),
    signerHead: Buffer.concat([
      version1,
      encodeSequence(certificate.issuer, certificate.serialNumberDer),
      digestAlgorithm,
    ]),
    signatureAlgorithm: encodeSignatureAlgorithm(algorithm),
    contentTypeAttribute: encodeAttribute(encodeObjectIdentifier(oid.contentType), data),
    signingCertificateAttribute: encodeAttribute(
      encodeObjectIdentifier(oid.signingCertificateV2),
      encodeSigningCertificate(certificate, algorithm),
    ),
  };
}

/** RFC 5035, 3: one ESSCertIDv2 with issuerSerial. SHA-256 is the DEFAULT, which DER leaves out. */
function encodeSigningCertificate(certificate: Certificate, { hash }: SignatureAlgorithm): Uint8Array {
  const directoryName = encodeElement(contextConstructed(4), certificate.issuer);
  const certificateId = encodeSequence(
    hash === 'sha256' ? new Uint8Array() : encodeDigestAlgorithm(hash),
    encodeOctetString(digestOf(hash, certificate.der)),
    encodeSequence(encodeSequence(directoryName), certificate.serialNumberDer),
  );
  return encodeSequence(encodeSequence(certificateId));
}

function encodeAttribute(type: Uint8Array, value: Uint8Array): Uint8Array {
  return encodeSequence(type, encodeElement(tags.set, value));
}

/** The signed attributes in DER order, without the tag: a SET when signed, `[0]` when embedded (RFC 5652, 5.4). */
function encodeAttributes(template: Template, contentDigest: Uint8Array): Uint8Array {
  return Buffer.concat(
    sortSetOf([
      template.contentTypeAttribute,
      encodeAttribute(messageDigestOid, encodeOctetString(contentDigest)),
      template.signingCertificateAttribute,
    ]),
  );
}

function assemble(template: Template, attributes: Uint8Array, value: Uint8Array): Uint8Array {
  const signerInfo = encodeSequence(
    template.signerHead,
    encodeElement(contextConstructed(0), attributes),
    template.signatureAlgorithm,
    encodeOctetString(value),
  );
  const signedData = encodeSequence(
    version1,
    template.digestAlgorithms,
    template.detachedContent,
    template.certificates,
    encodeElement(tags.set, signerInfo),
  );
  return encodeSequence(template.contentInfoType, encodeElement(contextConstructed(0), signedData));
}
