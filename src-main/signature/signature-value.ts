import { constants, createPublicKey, type KeyObject, publicDecrypt, timingSafeEqual, verify } from 'node:crypto';
import type { SignatureMethod } from './algorithm.ts';
import { encodeDigestInfo, fitsKey } from './algorithm.ts';
import { DerError, readFields, readIntegerBytes, readWhole, tags } from './der-reader.ts';
import { encodeSequence, encodeUnsignedInteger } from './der-writer.ts';
import { type PublicKeyKind, readPublicKeyKind } from './public-key.ts';

/** `unsupported`: nothing can be said, so nobody may take it for valid. */
export type ValueCheck = 'valid' | 'invalid' | 'unsupported';

/** Checks a signature value over `data` with the key of a SubjectPublicKeyInfo. Never throws on hostile bytes. */
export function checkSignatureValue(
  spki: Uint8Array,
  method: SignatureMethod,
  data: Uint8Array,
  signature: Uint8Array,
): ValueCheck {
  return attempt(spki, method, (key) => {
    if (method.scheme === 'ecdsa' && !isEcdsaDer(signature)) return false;
    return verify(method.hash, data, { key, ...paddingOf(method), dsaEncoding: 'der' }, signature);
  });
}

/**
 * Checks an RSA PKCS#1 v1.5 signature of which only the digest of the data is at hand (CMS without signed attributes).
 * The padded block is rebuilt and compared whole (RFC 8017, 8.2.2), so that no lenient parser can be fooled.
 */
export function checkSignatureOfDigest(
  spki: Uint8Array,
  method: SignatureMethod,
  digest: Uint8Array,
  signature: Uint8Array,
): ValueCheck {
  if (method.scheme !== 'rsa-pkcs1') return 'unsupported';
  return attempt(spki, method, (key, kind) => {
    if (kind.kind !== 'rsa' || signature.length !== Math.ceil(kind.bits / 8)) return false;
    const info = encodeDigestInfo(method.hash, digest);
    const expected = new Uint8Array(signature.length).fill(0xff);
    expected.set([0, 1]);
    expected[expected.length - info.length - 1] = 0;
    expected.set(info, expected.length - info.length);
    return timingSafeEqual(publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature), expected);
  });
}

/** DER of an ECDSA signature from the fixed-width r and s that tokens give (RFC 3279, 2.2.3). */
export function encodeEcdsaSignature(fixedWidth: Uint8Array): Uint8Array {
  const middle = fixedWidth.length / 2;
  return encodeSequence(
    encodeUnsignedInteger(fixedWidth.subarray(0, middle)),
    encodeUnsignedInteger(fixedWidth.subarray(middle)),
  );
}

interface OpenedKey {
  readonly key: KeyObject;
  readonly kind: PublicKeyKind;
}

/** Opening a key costs as much as an RSA check. Every parse makes views of its own, so an identity never changes its bytes. */
const openedKeys = new WeakMap<Uint8Array, OpenedKey>();

function openKey(spki: Uint8Array): OpenedKey {
  const known = openedKeys.get(spki);
  if (known !== undefined) return known;
  const kind = readPublicKeyKind(spki);
  const opened = { kind, key: createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }) };
  openedKeys.set(spki, opened);
  return opened;
}

function attempt(
  spki: Uint8Array,
  method: SignatureMethod,
  check: (key: KeyObject, kind: PublicKeyKind) => boolean,
): ValueCheck {
  let opened: OpenedKey;
  try {
    opened = openKey(spki);
  } catch {
    return 'unsupported';
  }
  if (!fitsKey(method.scheme, opened.kind)) return 'invalid';
  try {
    return check(opened.key, opened.kind) ? 'valid' : 'invalid';
  } catch {
    // OpenSSL throws on values that cannot be signatures of this key (a wrong length, a number beyond the modulus).
    return 'invalid';
  }
}

function paddingOf(method: SignatureMethod): { padding?: number; saltLength?: number } {
  if (method.scheme === 'rsa-pkcs1') return { padding: constants.RSA_PKCS1_PADDING };
  if (method.scheme === 'ecdsa') return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: method.saltLengthBytes ?? 0 };
}

/** One value must have one encoding, or a changed byte could go unseen: r and s in shortest form, nothing after them. */
function isEcdsaDer(signature: Uint8Array): boolean {
  try {
    const fields = readFields(readWhole(signature, tags.sequence));
    const numbers = [readIntegerBytes(fields.required()), readIntegerBytes(fields.required())];
    fields.done();
    return numbers.every((number) => (number[0] ?? 0x80) < 0x80);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}
