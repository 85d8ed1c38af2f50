import { AppError, type CertificateInfo, type CertificateProblem } from '../../contract/index.ts';
import { DerError } from '../asn1/der-reader.ts';
import { describePublicKey } from '../keys/public-key.ts';
import { minimumRsaBits } from './algorithm-choice.ts';
import { type Certificate, fingerprintOf, readBasicConstraints, readCertificate, readKeyUsage } from './certificate.ts';
import { describeName } from './distinguished-name.ts';

/** Stands in the name of every trial CA, so that nobody takes its certificates for real ones. */
export const trialMarker = 'TRIAL - NOT FOR REAL DOCUMENTS';

/** A certificate as people and scripts see it. Throws AppError CERTIFICATE_UNREADABLE. */
export function describeCertificate(der: Uint8Array): CertificateInfo {
  const certificate = readCertificate(der);
  try {
    const issuer = describeName(certificate.issuer);
    return {
      fingerprint: hexadecimal(fingerprintOf(certificate)),
      serialNumber: serialNumberOf(certificate),
      subject: describeName(certificate.subject),
      issuer,
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
      keyAlgorithm: describePublicKey(certificate.key),
      keyUsage: readKeyUsage(certificate) ?? [],
      trial: issuer.text.includes(trialMarker),
      pem: encodePem(der),
    };
  } catch (error) {
    if (error instanceof DerError) throw unreadable(error);
    throw error;
  }
}

/**
 * Why a certificate may not be used for stamping at `at`, or null. It cannot know of the private key, so `no-private-key` is the
 * token's to say.
 */
export function findCertificateProblem(der: Uint8Array, at: Date): CertificateProblem | null {
  try {
    const certificate = readCertificate(der);
    return problemOfUse(certificate) ?? problemOfTime(certificate, at);
  } catch (error) {
    if (error instanceof DerError || (error instanceof AppError && error.code === 'CERTIFICATE_UNREADABLE')) {
      return 'unreadable';
    }
    throw error;
  }
}

function problemOfUse(certificate: Certificate): CertificateProblem | null {
  const usage = readKeyUsage(certificate);
  if (usage !== undefined && !usage.includes('digitalSignature') && !usage.includes('nonRepudiation')) {
    const encrypts = usage.some(
      (use) => use === 'keyEncipherment' || use === 'dataEncipherment' || use === 'keyAgreement',
    );
    if (encrypts) return 'encryption-only';
    return usage.includes('keyCertSign') ? 'ca-certificate' : 'not-for-signing';
  }
  if (readBasicConstraints(certificate)?.authority === true) return 'ca-certificate';
  const { key } = certificate;
  const supported = key.kind === 'ec' || key.kind === 'sm2' || (key.kind === 'rsa' && key.bits >= minimumRsaBits);
  return supported ? null : 'algorithm-unsupported';
}

function problemOfTime({ notBefore, notAfter }: Certificate, at: Date): CertificateProblem | null {
  if (at < notBefore) return 'not-yet-valid';
  return at > notAfter ? 'expired' : null;
}

/** Hexadecimal without the sign byte, as other tools print it. */
function serialNumberOf({ serialNumber }: Certificate): string {
  const unsigned = serialNumber.length > 1 && serialNumber[0] === 0 ? serialNumber.subarray(1) : serialNumber;
  return hexadecimal(unsigned);
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** RFC 7468, 5. */
export function encodePem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function unreadable(error: DerError): AppError {
  return new AppError('CERTIFICATE_UNREADABLE', {}, { detail: error.message, cause: error });
}
