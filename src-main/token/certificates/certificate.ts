/**
 * What a certificate on a token is, and whether it may be used there: read and judged as the verification reads and
 * judges it.
 */
import { AppError, type CertificateInfo, type CertificateProblem } from '../../contract/index.ts';
import {
  chooseAlgorithm,
  createDigest,
  describeCertificate,
  encodePem,
  findCertificateProblem,
  publicValueOf,
  readCertificate,
  type SignatureAlgorithm,
} from '../../x509/index.ts';
import { offersSignature } from '../host/mechanisms.ts';

/** A certificate read once: what people see of it, and what key matching needs. */
export interface ReadTokenCertificate {
  readonly der: Uint8Array;
  readonly info: CertificateInfo;
  /** `rsa:<modulus>` or `ec:<point>`, hexadecimal; null when this program cannot sign with such a key. */
  readonly publicValue: string | null;
}

/** @throws AppError CERTIFICATE_UNREADABLE */
export function readTokenCertificate(der: Uint8Array): ReadTokenCertificate {
  return { der, info: describeCertificate(der), publicValue: publicValueOf(readCertificate(der).spki) };
}

/** What can be said of bytes on a token that are not a readable certificate. */
export function describeUnreadable(der: Uint8Array, label: string): CertificateInfo {
  const epoch = new Date(0).toISOString();
  const digest = createDigest('sha256');
  digest.update(der);
  return {
    fingerprint: Buffer.from(digest.digest()).toString('hex'),
    serialNumber: '',
    subject: { display: label || '?', text: '' },
    issuer: { display: '', text: '' },
    notBefore: epoch,
    notAfter: epoch,
    keyAlgorithm: '',
    keyUsage: [],
    trial: false,
    pem: encodePem(der),
  };
}

/**
 * What the token says about a certificate: whether its key is there, as far as that can be known, and how it can sign.
 */
export interface TokenAbilities {
  readonly keyPresent: boolean;
  /** The names of its mechanisms. */
  readonly mechanisms: readonly string[];
}

/** The hash that goes with the key comes first; a token that signs over another one only signs over that. */
function findAlgorithm(der: Uint8Array, mechanisms: readonly string[]): SignatureAlgorithm | null {
  const usual = chooseAlgorithm(der);
  if (usual.scheme === 'sm2') return offersSignature(mechanisms, usual) ? usual : null;
  const hashes = [usual.hash, 'sha256', 'sha384', 'sha512'] as const;
  const all = hashes.map((hash) => chooseAlgorithm(der, { hash }));
  return all.find((algorithm) => offersSignature(mechanisms, algorithm)) ?? null;
}

/**
 * How a token with these mechanisms signs with the key of a certificate.
 * @throws AppError CERTIFICATE_UNREADABLE, CERTIFICATE_UNUSABLE
 */
export function chooseTokenAlgorithm(der: Uint8Array, mechanisms: readonly string[]): SignatureAlgorithm {
  const algorithm = findAlgorithm(der, mechanisms);
  if (algorithm === null) throw new AppError('CERTIFICATE_UNUSABLE', { reason: 'algorithm-unsupported' });
  return algorithm;
}

/**
 * Why a certificate must not be offered for stamping, or null. What can never change comes before what time changes.
 */
export function findProblem(
  { der, publicValue }: Pick<ReadTokenCertificate, 'der' | 'publicValue'>,
  { keyPresent, mechanisms }: TokenAbilities,
  now: Date,
): CertificateProblem | null {
  const problem = findCertificateProblem(der, now);
  if (problem !== null && problem !== 'not-yet-valid' && problem !== 'expired') return problem;
  if (publicValue === null || findAlgorithm(der, mechanisms) === null) return 'algorithm-unsupported';
  return keyPresent ? problem : 'no-private-key';
}
