import { timingSafeEqual } from 'node:crypto';
import { aesBlocks, md5, rc4, sha2 } from './encryption-ciphers.ts';

/** The entries of an encryption dictionary (ISO 32000-2, Tables 20, 21 and 25). */
export interface EncryptionDictionary {
  readonly filter: string;
  readonly v: number;
  readonly r: number;
  readonly lengthBits: number;
  readonly o: Uint8Array;
  readonly u: Uint8Array;
  readonly oe?: Uint8Array | undefined;
  readonly ue?: Uint8Array | undefined;
  /** 32 bits, signed. */
  readonly p: number;
  readonly perms?: Uint8Array | undefined;
  readonly encryptMetadata: boolean;
  readonly stmF: string;
  readonly strF: string;
  readonly cryptFilters: Record<string, { cfm: string; lengthBits?: number }>;
}

/** The file encryption key, and whether the password was the owner's. */
export interface FileKey {
  readonly key: Uint8Array;
  readonly asOwner: boolean;
}

const padding = Uint8Array.from(Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex'));
const padded = (password: Uint8Array) => Buffer.concat([password, padding]).subarray(0, 32);
const littleEndian = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};
const equal = (first: Uint8Array, second: Uint8Array) =>
  first.length === second.length && timingSafeEqual(first, second);
const withEachByteXor = (key: Uint8Array, value: number) => key.map((byte) => byte ^ value);

/** Algorithm 2 (ISO 32000-2, 7.6.4.3.2). */
function keyFromUserPassword(
  dictionary: EncryptionDictionary,
  keyBytes: number,
  firstId: Uint8Array,
  password: Uint8Array,
): Uint8Array {
  const parts = [padded(password), dictionary.o.subarray(0, 32), littleEndian(dictionary.p), firstId];
  if (dictionary.r >= 4 && !dictionary.encryptMetadata) parts.push(Buffer.alloc(4, 0xff));
  let digest = md5(...parts);
  if (dictionary.r >= 3) for (let round = 0; round < 50; round++) digest = md5(digest.subarray(0, keyBytes));
  return digest.subarray(0, keyBytes);
}

/** Algorithms 4, 5 and 6 (7.6.4.4): whether the key gives the U entry. */
function opensAsUser(dictionary: EncryptionDictionary, firstId: Uint8Array, key: Uint8Array): boolean {
  if (dictionary.r === 2) return equal(rc4(key, padding), dictionary.u.subarray(0, 32));
  let value = rc4(key, md5(padding, firstId));
  for (let round = 1; round <= 19; round++) value = rc4(withEachByteXor(key, round), value);
  return equal(value, dictionary.u.subarray(0, 16));
}

/** Algorithm 7 (7.6.4.4.6): the user password that the owner password unlocks. */
function userPasswordOf(dictionary: EncryptionDictionary, keyBytes: number, password: Uint8Array): Uint8Array {
  let digest = md5(padded(password));
  if (dictionary.r >= 3) for (let round = 0; round < 50; round++) digest = md5(digest);
  const key = digest.subarray(0, keyBytes);
  if (dictionary.r === 2) return rc4(key, dictionary.o.subarray(0, 32));
  let value: Uint8Array = dictionary.o.subarray(0, 32);
  for (let round = 19; round >= 0; round--) value = rc4(withEachByteXor(key, round), value);
  return value;
}

/** The key of a file of revision 2, 3 or 4, or null when the password opens it neither as user nor as owner. */
export function openLegacy(
  dictionary: EncryptionDictionary,
  keyBytes: number,
  firstId: Uint8Array,
  password: Uint8Array,
): FileKey | null {
  const owned = keyFromUserPassword(dictionary, keyBytes, firstId, userPasswordOf(dictionary, keyBytes, password));
  if (opensAsUser(dictionary, firstId, owned)) return { key: owned, asOwner: true };
  const used = keyFromUserPassword(dictionary, keyBytes, firstId, password);
  return opensAsUser(dictionary, firstId, used) ? { key: used, asOwner: false } : null;
}

/** Algorithm 2.B (7.6.4.3.4) for revision 6; revision 5 is one SHA-256. */
function hardenedHash(revision: number, password: Uint8Array, salt: Uint8Array, userEntry: Uint8Array): Uint8Array {
  let key = sha2(256, password, salt, userEntry);
  if (revision === 5) return key;
  for (let round = 0; ; round++) {
    const once = Buffer.concat([password, key, userEntry]);
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => once));
    const encrypted = aesBlocks('encrypt', key.subarray(0, 16), key.subarray(16, 32), repeated);
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    const bits = remainder === 0 ? 256 : remainder === 1 ? 384 : 512;
    key = sha2(bits, encrypted);
    if (round >= 63 && (encrypted.at(-1) ?? 0) <= round - 31) return key.subarray(0, 32);
  }
}

const zeroVector = new Uint8Array(16);
const noBytes = new Uint8Array();

/** Algorithm 2.A (7.6.4.3.3): the key of a file of revision 5 or 6, or null when the password does not open it. */
export function openAes256(dictionary: EncryptionDictionary, password: Uint8Array): FileKey | null {
  const { o, u, oe, ue, r } = dictionary;
  if (o.length < 48 || u.length < 48 || oe?.length !== 32 || ue?.length !== 32) return null;
  const userEntry = u.subarray(0, 48);
  const attempt = (entry: Uint8Array, encryptedKey: Uint8Array, bound: Uint8Array) => {
    if (!equal(hardenedHash(r, password, entry.subarray(32, 40), bound), entry.subarray(0, 32))) return null;
    return aesBlocks('decrypt', hardenedHash(r, password, entry.subarray(40, 48), bound), zeroVector, encryptedKey);
  };
  const owned = attempt(o, oe, userEntry);
  if (owned) return { key: owned, asOwner: true };
  const used = attempt(u, ue, noBytes);
  return used ? { key: used, asOwner: false } : null;
}

/** Algorithm 13 (7.6.4.4.12): whether Perms, which the key protects, says the same as P, which nothing protects. */
export function permissionsAgree(dictionary: EncryptionDictionary, key: Uint8Array): boolean {
  const { perms, p } = dictionary;
  if (perms?.length !== 16) return false;
  // One block under a zero vector is ECB.
  const plain = Buffer.from(aesBlocks('decrypt', key, zeroVector, perms));
  return plain.subarray(9, 12).toString('latin1') === 'adb' && plain.readInt32LE(0) === p;
}
