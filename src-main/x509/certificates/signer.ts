import { AppError } from '../../contract/index.ts';
import { digestLengthBytes, fitsKey, fitsScheme, type SignatureAlgorithm } from '../keys/algorithm.ts';
import { scalarWidthBytes } from '../keys/public-key.ts';
import { checkSignatureValue, digestToSign, encodeScalarPair } from '../keys/signature-value.ts';
import { longestSignatureBytes } from './algorithm-choice.ts';
import type { Certificate } from './certificate.ts';

/** Whoever holds the private key. The key itself is never seen here. */
export interface Signer {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  /**
   * Signs a digest made with `algorithm.hash`; for SM2 it is e = SM3(Z ‖ M) (GB/T 32918.2-2016, 6.1), 32 bytes. Resolves to the
   * value as tokens give it: RSA a block as long as the modulus, ECDSA and SM2 r and s of fixed width one after the other.
   * `message` is what the digest was made of, for a token that takes no digest.
   */
  sign(digest: Uint8Array, message: Uint8Array): Promise<Uint8Array>;
}

/** Throws AppError CERTIFICATE_UNUSABLE when the key of the certificate cannot make such signatures. */
export function checkAlgorithm(certificate: Certificate, algorithm: SignatureAlgorithm): void {
  if (fitsKey(algorithm.scheme, certificate.key) && fitsScheme(algorithm)) return;
  throw new AppError(
    'CERTIFICATE_UNUSABLE',
    { reason: 'algorithm-unsupported' },
    { detail: `${algorithm.scheme} ${algorithm.hash}` },
  );
}

/**
 * Has `octets` signed: the value in the form that CMS and seals carry. It is checked with the certificate's key: a token that
 * signed with another key, or with damage, is found here. `certificate` is the signer's own, read. Throws AppError
 * SIGNATURE_SELF_CHECK_FAILED and whatever `sign` throws.
 */
export async function signOctets(
  { algorithm, sign }: Pick<Signer, 'algorithm' | 'sign'>,
  { key, spki }: Certificate,
  octets: Uint8Array,
): Promise<Uint8Array> {
  const fromToken = await sign(digestToSign(spki, algorithm, octets), octets);
  const width = scalarWidthBytes(key);
  const expected = width === undefined ? longestSignatureBytes(key) : 2 * width;
  if (fromToken.length !== expected) {
    throw selfCheckFailed(`the token gave ${fromToken.length} bytes where ${expected} were due`);
  }
  const value = width === undefined ? fromToken : encodeScalarPair(fromToken);
  const method = { ...algorithm, saltLengthBytes: digestLengthBytes[algorithm.hash] };
  if (checkSignatureValue(spki, method, octets, value) !== 'valid') {
    throw selfCheckFailed('the signature value does not fit the key of the certificate');
  }
  return value;
}

function selfCheckFailed(detail: string): AppError {
  return new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail }, { detail });
}
