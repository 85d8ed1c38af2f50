import { AppError } from '../../contract/index.ts';
import { tags } from '../asn1/der-reader.ts';
import { encodeElement, encodeSequence } from '../asn1/der-writer.ts';
import { fitsScheme, type SignatureAlgorithm, type SignatureScheme } from '../keys/algorithm.ts';
import type { DigestAlgorithm } from '../keys/digest.ts';
import type { EllipticCurve } from '../keys/elliptic-curves.ts';
import { curveWidthBytes, type PublicKeyKind, scalarWidthBytes } from '../keys/public-key.ts';
import { readCertificate } from './certificate.ts';

const usualHash: Record<EllipticCurve, DigestAlgorithm> = { 'P-256': 'sha256', 'P-384': 'sha384', 'P-521': 'sha512' };

/** Shorter RSA keys make no new signatures (ETSI TS 119 312, NIST SP 800-131A). */
export const minimumRsaBits = 2048;

/**
 * The algorithm for a certificate's key: RSA takes PKCS#1 v1.5 with SHA-256 (or RSASSA-PSS if the key allows only that),
 * an elliptic curve the hash of its own strength (RFC 5753), SM2 always SM3. `wish` changes what the key leaves open.
 * Throws AppError CERTIFICATE_UNREADABLE, and CERTIFICATE_UNUSABLE when the key cannot do it.
 */
export function chooseAlgorithm(
  certificateDer: Uint8Array,
  wish: { scheme?: SignatureScheme; hash?: DigestAlgorithm } = {},
): SignatureAlgorithm {
  const { key } = readCertificate(certificateDer);
  const chosen = usualAlgorithm(key, wish);
  const hash = wish.hash ?? chosen?.hash;
  if (
    chosen === undefined ||
    hash === undefined ||
    (wish.scheme !== undefined && wish.scheme !== chosen.scheme) ||
    !fitsScheme({ scheme: chosen.scheme, hash })
  ) {
    throw new AppError(
      'CERTIFICATE_UNUSABLE',
      { reason: 'algorithm-unsupported' },
      { detail: JSON.stringify({ key, wish }) },
    );
  }
  return { scheme: chosen.scheme, hash };
}

function usualAlgorithm(key: PublicKeyKind, wish: { scheme?: SignatureScheme }): SignatureAlgorithm | undefined {
  if (key.kind === 'ec') return { scheme: 'ecdsa', hash: usualHash[key.curve] };
  if (key.kind === 'sm2') return { scheme: 'sm2', hash: 'sm3' };
  if (key.kind !== 'rsa' || key.bits < minimumRsaBits) return undefined;
  return { scheme: key.pssOnly || wish.scheme === 'rsa-pss' ? 'rsa-pss' : 'rsa-pkcs1', hash: 'sha256' };
}

/** Bytes of the longest signature value in its CMS form: RSA as it is, ECDSA and SM2 as DER of r and s (RFC 3279, 2.2.3). */
export function longestSignatureBytes(key: PublicKeyKind): number {
  if (key.kind === 'rsa') return Math.ceil(key.bits / 8);
  const width = scalarWidthBytes(key);
  if (width === undefined) throw new AppError('CERTIFICATE_UNUSABLE', { reason: 'algorithm-unsupported' });
  // P-521: the highest byte holds one bit, so that no sign byte is ever added.
  const number = new Uint8Array(width === curveWidthBytes['P-521'] ? width : width + 1);
  const integer = encodeElement(tags.integer, number);
  return encodeSequence(integer, integer).length;
}
