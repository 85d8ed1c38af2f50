import 'reflect-metadata';
import { createHash, createPublicKey } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { AppError, type CertificateInfo, type CertificateProblem } from '../contract/index.ts';

/** Names of the bits of keyUsage, from bit 0 on (RFC 5280, 4.2.1.3). */
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

/** The OID 1.2.156.10197.1.301 of the curve SM2 (GM/T 0006), DER: x509 does not know it. */
const sm2Curve = Buffer.from('06082a811ccf5501822d', 'hex');
/** Curves that this program signs with, and the length of their uncompressed points in bytes. */
const curvePointLengths: Readonly<Record<string, number>> = { 'P-256': 65, 'P-384': 97, 'P-521': 133 };

/** A certificate read once: what people see of it, and what judging and key matching need. */
export interface ReadCertificate {
  info: CertificateInfo;
  isCa: boolean;
  /** `rsa:<modulus>` or `ec:<point>`, hexadecimal; null when this program cannot sign with such a key. */
  publicValue: string | null;
  subjectDer: Uint8Array;
}

function readName(name: x509.Name): CertificateInfo['subject'] {
  const commonName = name.getField('CN')[0];
  const organization = name.getField('O')[0];
  const text = name.toString();
  return {
    display: commonName || organization || text,
    text,
    ...(commonName ? { commonName } : {}),
    ...(organization ? { organization } : {}),
  };
}

function readKey(publicKey: x509.PublicKey): { algorithm: string; publicValue: string | null } {
  const { name, ...parameters } = publicKey.algorithm as { name: string; namedCurve?: string; modulusLength?: number };
  const spki = Buffer.from(publicKey.rawData);
  if (parameters.modulusLength !== undefined) {
    const algorithm = `RSA ${parameters.modulusLength}`;
    if (name === 'RSA-PSS') return { algorithm: `${algorithm} (PSS)`, publicValue: null };
    const { n } = createPublicKey({ key: spki, format: 'der', type: 'spki' }).export({ format: 'jwk' });
    if (typeof n !== 'string') return { algorithm, publicValue: null };
    return { algorithm, publicValue: `rsa:${Buffer.from(n, 'base64url').toString('hex')}` };
  }
  const curve = parameters.namedCurve;
  if (curve === undefined) {
    // The curve stands in the AlgorithmIdentifier, before the 65 bytes of the point.
    const sm2Point = spki.subarray(0, -65).includes(sm2Curve) ? spki.subarray(-65) : null;
    const publicValue = sm2Point?.[0] === 4 ? `ec:${sm2Point.toString('hex')}` : null;
    return { algorithm: sm2Point ? 'SM2' : name, publicValue };
  }
  const pointLength = curvePointLengths[curve];
  // The point is the last thing in a SubjectPublicKeyInfo (RFC 5480, 2).
  const point = pointLength === undefined ? null : spki.subarray(spki.length - pointLength);
  return { algorithm: `EC ${curve}`, publicValue: point?.[0] === 4 ? `ec:${point.toString('hex')}` : null };
}

/** Reads an X.509 certificate. Throws whatever the parser throws when it is not one. */
export function readCertificate(der: Uint8Array): ReadCertificate {
  const certificate = new x509.X509Certificate(Uint8Array.from(der));
  const usages = certificate.getExtension(x509.KeyUsagesExtension)?.usages;
  const { algorithm, publicValue } = readKey(certificate.publicKey);
  const subject = readName(certificate.subjectName);
  const issuer = readName(certificate.issuerName);
  const names = [subject.commonName, subject.organization, issuer.commonName, issuer.organization];
  return {
    info: {
      fingerprint: fingerprintOf(der),
      serialNumber: certificate.serialNumber.toLowerCase(),
      subject,
      issuer,
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
      keyAlgorithm: algorithm,
      keyUsage: usages === undefined ? [] : keyUsageNames.filter((_, bit) => (usages & (1 << bit)) !== 0),
      trial: names.some((name) => name?.includes('试用')),
      pem: pemOf(der),
    },
    isCa: certificate.getExtension(x509.BasicConstraintsExtension)?.ca ?? false,
    publicValue,
    subjectDer: new Uint8Array(certificate.subjectName.toArrayBuffer()),
  };
}

/**
 * An X.509 certificate as people see it. `trial` tells whether its names say 试用.
 * @throws AppError CERTIFICATE_UNREADABLE
 */
export function describeCertificate(der: Uint8Array): CertificateInfo {
  try {
    return readCertificate(der).info;
  } catch (cause) {
    throw new AppError('CERTIFICATE_UNREADABLE', {}, { detail: String(cause), cause });
  }
}

/** What can be said of bytes on a token that are not a readable certificate. */
export function describeUnreadable(der: Uint8Array, label: string): CertificateInfo {
  const epoch = new Date(0).toISOString();
  const unknown = { display: label || '?', text: '' };
  return {
    fingerprint: fingerprintOf(der),
    serialNumber: '',
    subject: unknown,
    issuer: { display: '', text: '' },
    notBefore: epoch,
    notAfter: epoch,
    keyAlgorithm: '',
    keyUsage: [],
    trial: false,
    pem: pemOf(der),
  };
}

/**
 * Why a certificate must not be offered for stamping, or null. What can never change comes before what time changes.
 * @param keyPresent whether its private key is on the token, as far as that can be known
 */
export function findProblem(certificate: ReadCertificate, keyPresent: boolean, now: Date): CertificateProblem | null {
  const { info, isCa, publicValue } = certificate;
  const forSigning = ['digitalSignature', 'nonRepudiation'].some((usage) => info.keyUsage.includes(usage));
  if (isCa) return 'ca-certificate';
  if (info.keyUsage.length > 0 && !forSigning) {
    const encrypts = ['keyEncipherment', 'dataEncipherment', 'keyAgreement'];
    return info.keyUsage.some((usage) => encrypts.includes(usage)) ? 'encryption-only' : 'not-for-signing';
  }
  if (publicValue === null) return 'algorithm-unsupported';
  if (!keyPresent) return 'no-private-key';
  if (now < new Date(info.notBefore)) return 'not-yet-valid';
  if (now > new Date(info.notAfter)) return 'expired';
  return null;
}

function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
