import { randomBytes } from 'node:crypto';
import { encodeBitString, encodeObjectIdentifier, encodeSequence } from '../asn1/der-writer.ts';
import { oid } from '../asn1/object-identifiers.ts';
import type { SignatureAlgorithm } from './algorithm.ts';
import { encodeCoordinate, readNumber, sm2Curve } from './sm2.ts';

/** A private key that lives in this process only and ends with it: for what is for trial. */
export interface SoftwareKey {
  readonly spki: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  /** As `Signer.sign`. */
  sign(digest: Uint8Array): Promise<Uint8Array>;
}

/** Draws a new key: SM2, or ECDSA on P-256. */
export async function generateSoftwareKey(scheme: 'sm2' | 'ecdsa'): Promise<SoftwareKey> {
  return scheme === 'sm2' ? generateSm2() : generateP256();
}

async function generateP256(): Promise<SoftwareKey> {
  // Loaded here alone: most runs never make a key.
  const { p256 } = await import('@noble/curves/nist.js');
  const { secretKey, publicKey } = p256.keygen();
  const point = p256.Point.fromBytes(publicKey).toBytes(false);
  return {
    spki: encodeEcSpki(oid.p256Curve, point),
    algorithm: { scheme: 'ecdsa', hash: 'sha256' },
    sign: async (digest) => p256.sign(digest, secretKey, { prehash: false }),
  };
}

function generateSm2(): SoftwareKey {
  const { scalars, base } = sm2Curve;
  const privateKey = randomScalar(scalars.ORDER - 1n);
  const inverse = scalars.inv(privateKey + 1n);
  const sign = (digest: Uint8Array): Uint8Array => {
    // GB/T 32918.2-2016, 6.1: anew until neither number is zero.
    for (;;) {
      const k = randomScalar(scalars.ORDER);
      const r = scalars.create(readNumber(digest) + base.multiply(k).toAffine().x);
      const s = scalars.mul(inverse, scalars.sub(k, scalars.mul(r, privateKey)));
      if (r !== 0n && s !== 0n && scalars.add(r, k) !== 0n) {
        return Buffer.concat([encodeCoordinate(r), encodeCoordinate(s)]);
      }
    }
  };
  return {
    spki: encodeEcSpki(oid.sm2Curve, base.multiply(privateKey).toBytes(false)),
    algorithm: { scheme: 'sm2', hash: 'sm3' },
    sign: async (digest) => sign(digest),
  };
}

/** A number from 1 to below `limit`, each as likely as the others. */
function randomScalar(limit: bigint): bigint {
  for (;;) {
    const scalar = readNumber(randomBytes(32));
    if (scalar > 0n && scalar < limit) return scalar;
  }
}

/** RFC 5480, 2. */
function encodeEcSpki(curve: string, point: Uint8Array): Uint8Array {
  return encodeSequence(
    encodeSequence(encodeObjectIdentifier(oid.ecPublicKey), encodeObjectIdentifier(curve)),
    encodeBitString(point),
  );
}
