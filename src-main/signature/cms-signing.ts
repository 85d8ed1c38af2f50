import { AppError } from '../contract/index.ts';
import {
  digestLengthBytes,
  encodeDigestAlgorithm,
  encodeSignatureAlgorithm,
  fitsKey,
  type SignatureAlgorithm,
} from './algorithm.ts';
import { longestSignatureBytes } from './algorithm-choice.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { contextConstructed, tags } from './der-reader.ts';
import {
  encodeElement,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  sortSetOf,
} from './der-writer.ts';
import { digestOf } from './digest.ts';
import { oid } from './object-identifiers.ts';
import { curveWidthBytes } from './public-key.ts';
import { checkSignatureValue, encodeEcdsaSignature } from './signature-value.ts';

/** Whoever holds the private key. The key itself is never seen here. */
export interface Signer {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  /**
   * Signs a digest of the signed attributes, made with `algorithm.hash`. Resolves to the value as tokens give it: RSA a block
   * as long as the modulus, ECDSA r and s of fixed width one after the other.
   */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/** What stays the same from one signature of a signer to the next, encoded once. */
interface Template {
  readonly certificate: Certificate;
  readonly algorithm: SignatureAlgorithm;
  readonly digestAlgorithms: Uint8Array;
  readonly certificates: Uint8Array;
  readonly signerHead: Uint8Array;
  readonly signatureAlgorithm: Uint8Array;
  readonly contentTypeAttribute: Uint8Array;
  readonly signingCertificateAttribute: Uint8Array;
}

const version1 = encodeSmallInteger(1);
const detachedContent = encodeSequence(encodeObjectIdentifier(oid.data));
const signedDataOid = encodeObjectIdentifier(oid.signedData);
const messageDigestOid = encodeObjectIdentifier(oid.messageDigest);

const templates = new Map<string, Template>();
const maximumTemplates = 32;

/**
 * Makes the detached CMS SignedData of a PAdES baseline B signature (ETSI EN 319 142-1, 6; EN 319 122-1; RFC 5652, RFC 5035), in
 * DER: signed attributes contentType, messageDigest and signingCertificateV2. No signingTime: PAdES puts the time into /M.
 * `contentDigest` is the digest of the covered bytes, by `signer.algorithm.hash`; `chain` the issuers to be embedded.
 *
 * The value that comes back is checked with the certificate's key: a token that signed with another key, or with damage, is
 * found here. Throws AppError SIGNATURE_SELF_CHECK_FAILED, CERTIFICATE_UNREADABLE, CERTIFICATE_UNUSABLE, INVALID_INPUT,
 * and whatever `sign` throws.
 */
export async function signCms(input: {
  signer: Signer;
  chain: Uint8Array[];
  contentDigest: Uint8Array;
}): Promise<Uint8Array> {
  const { signer, chain, contentDigest } = input;
  const { hash } = signer.algorithm;
  if (contentDigest.length !== digestLengthBytes[hash]) {
    throw new AppError('INVALID_INPUT', { detail: `contentDigest is not a ${hash} digest` });
  }
  const template = templateFor(signer.certificate, chain, signer.algorithm);
  const attributes = encodeAttributes(template, contentDigest);
  const signedAttributes = encodeElement(tags.set, attributes);
  const value = encodeValue(template, await signer.sign(digestOf(hash, signedAttributes)));
  const method = { ...signer.algorithm, saltLengthBytes: digestLengthBytes[hash] };
  if (checkSignatureValue(template.certificate.spki, method, signedAttributes, value) !== 'valid') {
    throw selfCheckFailed('the signature value does not fit the key of the certificate');
  }
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
): number {
  const template = templateFor(signerCertificate, chain, algorithm);
  const attributes = encodeAttributes(template, new Uint8Array(digestLengthBytes[algorithm.hash]));
  return assemble(template, attributes, new Uint8Array(longestSignatureBytes(template.certificate.key))).length;
}

function templateFor(signerDer: Uint8Array, chain: Uint8Array[], algorithm: SignatureAlgorithm): Template {
  // Keyed by content, so that bytes changed in place can never meet a template of the old ones.
  const all = [signerDer, ...chain];
  const lengths = Buffer.from(`${algorithm.scheme} ${algorithm.hash} ${all.map((der) => der.length).join(' ')}:`);
  const key = Buffer.from(digestOf('sha256', lengths, ...all)).toString('latin1');
  const known = templates.get(key);
  if (known !== undefined) return known;
  const template = makeTemplate(readCertificate(signerDer), chain, algorithm);
  const oldest = templates.keys().next().value;
  if (templates.size >= maximumTemplates && oldest !== undefined) templates.delete(oldest);
  templates.set(key, template);
  return template;
}

function makeTemplate(certificate: Certificate, chain: Uint8Array[], algorithm: SignatureAlgorithm): Template {
  if (!fitsKey(algorithm.scheme, certificate.key)) {
    throw new AppError('CERTIFICATE_UNUSABLE', { reason: 'algorithm-unsupported' }, { detail: algorithm.scheme });
  }
  const embedded = new Map([certificate.der, ...chain].map((der) => [Buffer.from(der).toString('latin1'), der]));
  const digestAlgorithm = encodeDigestAlgorithm(algorithm.hash);
  return {
    certificate,
    algorithm,
    digestAlgorithms: encodeElement(tags.set, digestAlgorithm),
    certificates: encodeElement(contextConstructed(0), ...sortSetOf([...embedded.values()])),
    signerHead: Buffer.concat([
      version1,
      encodeSequence(certificate.issuer, certificate.serialNumberDer),
      digestAlgorithm,
    ]),
    signatureAlgorithm: encodeSignatureAlgorithm(algorithm),
    contentTypeAttribute: encodeAttribute(encodeObjectIdentifier(oid.contentType), encodeObjectIdentifier(oid.data)),
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

function encodeValue({ certificate, algorithm }: Template, fromToken: Uint8Array): Uint8Array {
  const { key } = certificate;
  const expected = key.kind === 'ec' ? 2 * curveWidthBytes[key.curve] : longestSignatureBytes(key);
  if (fromToken.length !== expected) {
    throw selfCheckFailed(`the token gave ${fromToken.length} bytes where ${expected} were due`);
  }
  return algorithm.scheme === 'ecdsa' ? encodeEcdsaSignature(fromToken) : fromToken;
}

function selfCheckFailed(detail: string): AppError {
  return new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail }, { detail });
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
    detachedContent,
    template.certificates,
    encodeElement(tags.set, signerInfo),
  );
  return encodeSequence(signedDataOid, encodeElement(contextConstructed(0), signedData));
}
