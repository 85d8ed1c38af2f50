import { randomBytes } from 'node:crypto';
import {
  contextConstructed,
  contextPrimitive,
  readBitStringBytes,
  readFields,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import {
  encodeBitString,
  encodeElement,
  encodeFlags,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  encodeText,
  encodeTime,
  encodeTrue,
  encodeUnsignedInteger,
} from '../asn1/der-writer.ts';
import { oid } from '../asn1/object-identifiers.ts';
import { encodeSignatureAlgorithm } from '../keys/algorithm.ts';
import { digestOf } from '../keys/digest.ts';
import { digestToSign, encodeScalarPair } from '../keys/signature-value.ts';
import type { SoftwareKey } from '../keys/software-key.ts';

/** Who a certificate names: the attributes in the order of the certificate. */
export interface DistinguishedName {
  readonly country: string;
  readonly organization: string;
  readonly commonName: string;
}

export interface CertificateRequest {
  readonly subject: DistinguishedName;
  readonly publicKeySpki: Uint8Array;
  readonly issuer: { readonly name: DistinguishedName; readonly key: SoftwareKey };
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `authority`: issues end certificates. `signer`: signs documents and seals. */
  readonly role: 'authority' | 'signer';
}

/** Positions of RFC 5280, 4.2.1.3. */
const usageBits = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, cRLSign: 6 } as const;

/** Issues an X.509 version 3 certificate (RFC 5280, 4.1), DER. Throws DerError when the key is no SubjectPublicKeyInfo. */
export async function issueCertificate(request: CertificateRequest): Promise<Uint8Array> {
  const { subject, publicKeySpki, issuer, notBefore, notAfter, role } = request;
  const signatureAlgorithm = encodeSignatureAlgorithm(issuer.key.algorithm);
  const tbs = encodeSequence(
    encodeElement(contextConstructed(0), encodeSmallInteger(2)),
    encodeUnsignedInteger(randomSerialNumber()),
    signatureAlgorithm,
    encodeName(issuer.name),
    encodeSequence(encodeTime(notBefore), encodeTime(notAfter)),
    encodeName(subject),
    publicKeySpki,
    encodeElement(contextConstructed(3), encodeSequence(...encodeExtensions(publicKeySpki, issuer.key, role))),
  );
  const value = await issuer.key.sign(digestToSign(issuer.key.spki, issuer.key.algorithm, tbs));
  return encodeSequence(tbs, signatureAlgorithm, encodeBitString(encodeScalarPair(value)));
}

function encodeName({ country, organization, commonName }: DistinguishedName): Uint8Array {
  const relative = (type: string, value: Uint8Array): Uint8Array =>
    encodeElement(tags.set, encodeSequence(encodeObjectIdentifier(type), value));
  return encodeSequence(
    // X.520, 6.3.1: a country is a PrintableString.
    relative(oid.country, encodeText('printableString', country)),
    relative(oid.organization, encodeText('utf8String', organization)),
    relative(oid.commonName, encodeText('utf8String', commonName)),
  );
}

function encodeExtensions(spki: Uint8Array, issuerKey: SoftwareKey, role: CertificateRequest['role']): Uint8Array[] {
  const isAuthority = role === 'authority';
  const constraints = isAuthority ? encodeSequence(encodeTrue(), encodeSmallInteger(0)) : encodeSequence();
  const usage = isAuthority
    ? encodeFlags(usageBits.keyCertSign, usageBits.cRLSign)
    : encodeFlags(usageBits.digitalSignature, usageBits.nonRepudiation);
  const extensions = [
    encodeExtension(oid.basicConstraints, constraints, 'critical'),
    encodeExtension(oid.keyUsage, usage, 'critical'),
    encodeExtension(oid.subjectKeyIdentifier, encodeOctetString(keyIdentifierOf(spki))),
  ];
  if (isAuthority) return extensions;
  const authority = encodeSequence(encodeElement(contextPrimitive(0), keyIdentifierOf(issuerKey.spki)));
  return [...extensions, encodeExtension(oid.authorityKeyIdentifier, authority)];
}

function encodeExtension(type: string, value: Uint8Array, critical?: 'critical'): Uint8Array {
  return encodeSequence(
    encodeObjectIdentifier(type),
    critical === undefined ? new Uint8Array() : encodeTrue(),
    encodeOctetString(value),
  );
}

/** RFC 5280, 4.2.1.2, method 1: SHA-1, which secures nothing here. */
function keyIdentifierOf(spki: Uint8Array): Uint8Array {
  const fields = readFields(readWhole(spki, tags.sequence));
  fields.required(tags.sequence);
  return digestOf('sha1', readBitStringBytes(fields.required(tags.bitString)));
}

/** 126 random bits, positive and of constant length (RFC 5280, 4.1.2.2). */
function randomSerialNumber(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}
