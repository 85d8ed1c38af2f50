import { AppError } from '../../contract/index.ts';
import { BoundedCache } from '../../runtime/index.ts';
import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  readBitStringBytes,
  readBoolean,
  readChildren,
  readFields,
  readFlags,
  readObjectIdentifier,
  readSmallInteger,
  readTime,
  readWhole,
  sameBytes,
  tags,
} from '../asn1/der-reader.ts';
import { oid } from '../asn1/object-identifiers.ts';
import { digestOf } from '../keys/digest.ts';
import { type PublicKeyKind, readPublicKeyKind } from '../keys/public-key.ts';

export interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** An X.509 certificate, taken apart (RFC 5280, 4.1). Byte fields are DER, as they stand in it. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** The content of the INTEGER. */
  readonly serialNumber: Uint8Array;
  readonly serialNumberDer: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly spki: Uint8Array;
  readonly key: PublicKeyKind;
  readonly signatureAlgorithm: DerElement;
  readonly signature: Uint8Array;
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** Takes a certificate apart. Throws AppError CERTIFICATE_UNREADABLE. */
export function readCertificate(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof DerError)
      throw new AppError('CERTIFICATE_UNREADABLE', {}, { detail: error.message, cause: error });
    throw error;
  }
}

/** The certificate, or undefined when the bytes are none. */
export function readCertificateOrNone(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** Certificates by their bytes: one verification meets the same few again and again, and opening their keys costs more than using them. */
const knownCertificates = new BoundedCache<string, Certificate>(256);
/** Longer than certificates are, even those of post-quantum keys: such bytes are not worth keeping. */
const maxKnownBytes = 32_768;

/** Takes a certificate apart; the same bytes give the same object. Throws DerError. */
function parseCertificate(bytes: Uint8Array): Certificate {
  if (bytes.length > maxKnownBytes) return takeApart(bytes);
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return knownCertificates.getOrMake(key, () => takeApart(bytes));
}

function takeApart(bytes: Uint8Array): Certificate {
  // A copy: what was judged cannot be changed afterwards by whoever holds the bytes.
  const der = new Uint8Array(bytes);
  const outer = readFields(readWhole(der, tags.sequence));
  const tbs = outer.required(tags.sequence);
  const signatureAlgorithm = outer.required(tags.sequence);
  const signature = readBitStringBytes(outer.required(tags.bitString));
  outer.done();

  const fields = readFields(tbs);
  const versionField = fields.optional(contextConstructed(0));
  const version = versionField === undefined ? 1 : readSmallInteger(readFields(versionField).required()) + 1;
  if (version > 3) throw new DerError('an unknown certificate version');
  // Serial numbers in the field break the shortest-form rule; they are compared as bytes, so nothing hangs on it.
  const serialNumber = fields.required(tags.integer);
  const innerAlgorithm = fields.required(tags.sequence);
  // RFC 5280, 4.1.1.2: the signed copy of the algorithm is the one that counts.
  if (!sameBytes(innerAlgorithm.encoded, signatureAlgorithm.encoded)) throw new DerError('two signature algorithms');
  const issuer = fields.required(tags.sequence).encoded;
  const validity = readFields(fields.required(tags.sequence));
  const notBefore = readTime(validity.required());
  const notAfter = readTime(validity.required());
  validity.done();
  const subject = fields.required(tags.sequence).encoded;
  const spki = fields.required(tags.sequence).encoded;
  fields.optional(contextPrimitive(1));
  fields.optional(contextPrimitive(2));
  const extensionsField = fields.optional(contextConstructed(3));
  fields.done();
  return {
    der,
    tbs: tbs.encoded,
    version,
    serialNumber: serialNumber.content,
    serialNumberDer: serialNumber.encoded,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    key: readPublicKeyKind(spki),
    signatureAlgorithm,
    signature,
    extensions: readExplicitExtensions(extensionsField),
  };
}

/** The Extensions in a field with an explicit tag, as certificates, CRLs and OCSP have them. Throws DerError. */
export function readExplicitExtensions(field: DerElement | undefined): Map<string, Extension> {
  if (field === undefined) return new Map();
  const list = readFields(field);
  const extensions = readExtensions(list.required(tags.sequence));
  list.done();
  return extensions;
}

/** Extensions (RFC 5280, 4.1): each at most once. Throws DerError. */
export function readExtensions(list: DerElement): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  for (const element of readChildren(list)) {
    const parts = readFields(element);
    const name = readObjectIdentifier(parts.required());
    const criticalField = parts.optional(tags.boolean);
    const value = parts.required(tags.octetString).content;
    parts.done();
    if (extensions.has(name)) throw new DerError('an extension twice');
    extensions.set(name, { critical: criticalField !== undefined && readBoolean(criticalField), value });
  }
  return extensions;
}

/** SHA-256 of the DER. */
export function fingerprintOf(certificate: Certificate): Uint8Array {
  return digestOf('sha256', certificate.der);
}

const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsageNames)[number];

/** RFC 5280, 4.2.1.3; undefined when the certificate does not say. Throws DerError. */
export function readKeyUsage(certificate: Certificate): KeyUsage[] | undefined {
  const extension = certificate.extensions.get(oid.keyUsage);
  if (extension === undefined) return undefined;
  const flags = readFlags(readWhole(extension.value, tags.bitString));
  return keyUsageNames.filter((_, bit) => flags.has(bit));
}

/** RFC 5280, 4.2.1.9; undefined when absent. Throws DerError. */
export function readBasicConstraints(
  certificate: Certificate,
): { authority: boolean; pathLength: number | undefined } | undefined {
  const extension = certificate.extensions.get(oid.basicConstraints);
  if (extension === undefined) return undefined;
  const fields = readFields(readWhole(extension.value, tags.sequence));
  const authority = fields.optional(tags.boolean);
  const pathLength = fields.optional(tags.integer);
  fields.done();
  return {
    authority: authority !== undefined && readBoolean(authority),
    pathLength: pathLength === undefined ? undefined : readSmallInteger(pathLength),
  };
}

/** RFC 5280, 4.2.1.12: OIDs of purposes, one at least; undefined when absent. Throws DerError. */
export function readExtendedKeyUsage(certificate: Certificate): string[] | undefined {
  const extension = certificate.extensions.get(oid.extendedKeyUsage);
  if (extension === undefined) return undefined;
  const purposes = readChildren(readWhole(extension.value, tags.sequence)).map(readObjectIdentifier);
  if (purposes.length === 0) throw new DerError('an empty list of purposes');
  return purposes;
}

/** RFC 5280, 4.2.1.2; undefined when absent. Throws DerError. */
export function readSubjectKeyIdentifier(certificate: Certificate): Uint8Array | undefined {
  const extension = certificate.extensions.get(oid.subjectKeyIdentifier);
  return extension === undefined ? undefined : readWhole(extension.value, tags.octetString).content;
}

/** The key identifier of RFC 5280, 4.2.1.1; undefined when absent. Throws DerError. */
export function readAuthorityKeyIdentifier(certificate: Certificate): Uint8Array | undefined {
  const extension = certificate.extensions.get(oid.authorityKeyIdentifier);
  if (extension === undefined) return undefined;
  return readFields(readWhole(extension.value, tags.sequence)).optional(contextPrimitive(0))?.content;
}
