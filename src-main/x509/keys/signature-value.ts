import { constants, createPublicKey, type KeyObject, publicDecrypt, timingSafeEqual, verify } from 'node:crypto';
import {
  DerError,
  orNothing,
  readBitStringBytes,
  readChildren,
  readFields,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import { encodeSequence, encodeUnsignedInteger } from '../asn1/der-writer.ts';
import { encodeDigestInfo, fitsKey, readDigestAlgorithm, type SignatureMethod } from './algorithm.ts';
import { digestOf, type ReadableDigestAlgorithm } from './digest.ts';
import { checkEcdsa, readScalarPair } from './ecdsa.ts';
import { encodesDigest } from './pss.ts';
import { type PublicKeyKind, readPublicKeyKind } from './public-key.ts';
import { checkSm2Signature, openSm2PublicKey, sm2WidthBytes } from './sm2.ts';

/** `unsupported`: nothing can be said, so nobody may take it for valid. */
export type ValueCheck = 'valid' | 'invalid' | 'unsupported';

/** Checks a signature value over `data` with the key of a SubjectPublicKeyInfo. Never throws on hostile bytes. */
export function checkSignatureValue(
  spki: Uint8Array,
  method: SignatureMethod,
  data: Uint8Array,
  signature: Uint8Array,
): ValueCheck {
  // No crypto library is asked for these two: Electron's lacks them, and Node's leaves the signer's id out of SM2.
  if (method.scheme === 'sm2' || method.hash === 'sm3') {
    return checkSignatureOfDigest(spki, method, digestToSign(spki, method, data), signature);
  }
  // Those keys are not asked of it either: Electron's knows none of them.
  if (method.scheme === 'ecdsa' && kindOf(spki)?.kind === 'rare-ec') {
    return checkSignatureOfDigest(spki, method, digestOf(method.hash, data), signature);
  }
  return attempt(spki, method, (key) => {
    if (method.scheme === 'ecdsa' && readScalarPair(signature) === undefined) return false;
    if (method.scheme === 'ed25519' || method.scheme === 'ed448') return verify(null, data, key, signature);
    return verify(method.hash, data, { key, ...paddingOf(method), dsaEncoding: 'der' }, signature);
  });
}

/**
 * What a key holder signs in place of `data`: its digest; for SM2 e, which has the signer's id and key in it (GB/T 32918.2-2016,
 * 6.1). For a key that is none of SM2 the bare digest, which no check will accept.
 */
export function digestToSign(
  spki: Uint8Array,
  { scheme, hash }: Pick<SignatureMethod, 'scheme' | 'hash'>,
  data: Uint8Array,
): Uint8Array {
  const prefix = scheme === 'sm2' ? sm2Prefix(spki) : undefined;
  return prefix === undefined ? digestOf(hash, data) : digestOf(hash, prefix, data);
}

/** Z, which stands before whatever an SM2 key signs; undefined when the key cannot be opened. */
export function sm2Prefix(spki: Uint8Array): Uint8Array | undefined {
  try {
    return readPublicKeyKind(spki).kind === 'sm2' ? openSm2PublicKey(spki).z : undefined;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/**
 * Checks a signature of which only what `digestToSign` gives is at hand (CMS without signed attributes). Not EdDSA, which signs no
 * digest: see `checkEddsa`. The padded block of RSA is rebuilt and compared whole (RFC 8017, 8.2.2), so that no lenient parser can
 * be fooled.
 */
export function checkSignatureOfDigest(
  spki: Uint8Array,
  method: SignatureMethod,
  digest: Uint8Array,
  signature: Uint8Array,
): ValueCheck {
  if (method.scheme === 'sm2') return checkSm2(spki, digest, signature);
  if (method.scheme === 'ecdsa') return checkEcdsaOfDigest(spki, digest, signature);
  if (method.scheme === 'rsa-pss') return checkPssOfDigest(spki, method, digest, signature);
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

function checkEcdsaOfDigest(spki: Uint8Array, digest: Uint8Array, signature: Uint8Array): ValueCheck {
  try {
    const kind = readPublicKeyKind(spki);
    if (kind.kind !== 'ec' && kind.kind !== 'rare-ec') return kind.kind === 'other' ? 'unsupported' : 'invalid';
    return checkEcdsa(spki, kind.curve, digest, signature) ? 'valid' : 'invalid';
  } catch (error) {
    if (error instanceof DerError) return 'unsupported';
    throw error;
  }
}

function checkPssOfDigest(
  spki: Uint8Array,
  { hash, saltLengthBytes = 0 }: SignatureMethod,
  digest: Uint8Array,
  signature: Uint8Array,
): ValueCheck {
  return attempt(spki, { scheme: 'rsa-pss' }, (_, kind) => {
    if (kind.kind !== 'rsa' || signature.length !== Math.ceil(kind.bits / 8)) return false;
    const block = publicDecrypt({ key: openRsaNumbers(spki), padding: constants.RSA_NO_PADDING }, signature);
    return encodesDigest(block, kind.bits, { hash, saltLengthBytes }, digest);
  });
}

/** The modulus and exponent alone: a key that is for PSS only does not open a block for inspection. */
function openRsaNumbers(spki: Uint8Array): KeyObject {
  const fields = readFields(readWhole(spki, tags.sequence));
  fields.required(tags.sequence);
  const numbers = readBitStringBytes(fields.required(tags.bitString));
  return createPublicKey({ key: Buffer.from(numbers), format: 'der', type: 'pkcs1' });
}

/** What a holder of an RSA key signed by PKCS#1 v1.5. */
export interface RecoveredDigest {
  readonly hash: ReadableDigestAlgorithm;
  readonly digest: Uint8Array;
}

/**
 * Recovers the digest from an RSA PKCS#1 v1.5 signature where nothing beside it names the hash (RFC 8017, 9.2). What is read out of
 * the padded block counts only once the whole block, rebuilt from it, is the same.
 */
export function recoverDigest(spki: Uint8Array, signature: Uint8Array): RecoveredDigest | Exclude<ValueCheck, 'valid'> {
  let recovered: RecoveredDigest | undefined;
  const opened = attempt(spki, { scheme: 'rsa-pkcs1' }, (key) => {
    const block = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    const info = readFields(readWhole(block, tags.sequence));
    const hash = readDigestAlgorithm(info.required(tags.sequence));
    const digest = info.required(tags.octetString).content;
    info.done();
    if (hash !== undefined) recovered = { hash, digest };
    return true;
  });
  if (opened !== 'valid') return opened;
  if (recovered === undefined) return 'unsupported';
  const { hash, digest } = recovered;
  const check = checkSignatureOfDigest(spki, { scheme: 'rsa-pkcs1', hash }, digest, signature);
  return check === 'valid' ? recovered : check;
}

function checkSm2(spki: Uint8Array, digest: Uint8Array, signature: Uint8Array): ValueCheck {
  let key: ReturnType<typeof openSm2PublicKey>;
  try {
    const { kind } = readPublicKeyKind(spki);
    if (kind !== 'sm2') return kind === 'other' ? 'unsupported' : 'invalid';
    key = openSm2PublicKey(spki);
  } catch (error) {
    if (error instanceof DerError) return 'unsupported';
    throw error;
  }
  try {
    return checkSm2Signature(key, digest, signature) ? 'valid' : 'invalid';
  } catch (error) {
    if (error instanceof DerError) return 'invalid';
    throw error;
  }
}

/** DER of an ECDSA or SM2 signature from the fixed-width r and s that tokens give (RFC 3279, 2.2.3; GM/T 0009-2012, 7.3). */
export function encodeScalarPair(fixedWidth: Uint8Array): Uint8Array {
  const middle = fixedWidth.length / 2;
  return encodeSequence(
    encodeUnsignedInteger(fixedWidth.subarray(0, middle)),
    encodeUnsignedInteger(fixedWidth.subarray(middle)),
  );
}

/**
 * An SM2 value in DER (GM/T 0009-2012, 7.3), from the two other ways in which products write r and s: beside each other without a structure, and
 * as integers that lack the zero before their first bit. Anything else stays as it is.
 */
export function rewriteSm2Value(signature: Uint8Array): Uint8Array {
  const numbers = orNothing(() => readChildren(readWhole(signature, tags.sequence)));
  if (numbers === undefined) return signature.length === 2 * sm2WidthBytes ? encodeScalarPair(signature) : signature;
  const isPair = numbers.length === 2 && numbers.every(({ tag }) => tag === tags.integer);
  const lacksZero = numbers.some(({ content }) => content.length === sm2WidthBytes && (content[0] ?? 0) >= 0x80);
  return isPair && lacksZero
    ? encodeSequence(...numbers.map(({ content }) => encodeUnsignedInteger(content)))
    : signature;
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

function kindOf(spki: Uint8Array): PublicKeyKind | undefined {
  return orNothing(() => readPublicKeyKind(spki));
}

function attempt(
  spki: Uint8Array,
  method: Pick<SignatureMethod, 'scheme'>,
  check: (key: KeyObject, kind: PublicKeyKind) => boolean,
): ValueCheck {
  let opened: OpenedKey;
  try {
    opened = openKey(spki);
  } catch {
    return 'unsupported';
  }
  if (opened.kind.kind === 'other') return 'unsupported';
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
