import { decryptAes, encryptAes, md5, rc4 } from './encryption-ciphers.ts';
import {
  type EncryptionDictionary,
  type FileKey,
  openAes256,
  openLegacy,
  permissionsAgree,
} from './encryption-keys.ts';

/** Encrypts and decrypts what stands in an encrypted file. Malformed data throw an Error. */
export interface Security {
  readonly asOwner: boolean;
  /** Whether a signature field with its seal may be added. */
  readonly mayStamp: boolean;
  /** Whether everybody may print it, and not its owner alone. */
  readonly mayPrint: boolean;
  decryptString(objectNumber: number, generation: number, bytes: Uint8Array): Uint8Array;
  encryptString(objectNumber: number, generation: number, bytes: Uint8Array): Uint8Array;
  decryptStream(objectNumber: number, generation: number, bytes: Uint8Array): Uint8Array;
  encryptStream(objectNumber: number, generation: number, bytes: Uint8Array): Uint8Array;
}

export type PasswordResult =
  | { readonly ok: true; readonly security: Security }
  | {
      readonly ok: false;
      readonly reason: 'password-required' | 'password-wrong' | 'unsupported';
      readonly detail?: string;
    };

type Method = 'identity' | 'rc4' | 'aes-128' | 'aes-256';

function methodOf(dictionary: EncryptionDictionary, filterName: string): Method | null {
  if (dictionary.v < 4) return 'rc4';
  if (filterName === 'Identity') return 'identity';
  const cfm = Object.hasOwn(dictionary.cryptFilters, filterName) ? dictionary.cryptFilters[filterName]?.cfm : undefined;
  switch (cfm) {
    case 'None':
      return 'identity';
    case 'V2':
      return 'rc4';
    case 'AESV2':
      return 'aes-128';
    case 'AESV3':
      return 'aes-256';
    default:
      return null;
  }
}

function keyBytesOf(dictionary: EncryptionDictionary): number {
  if (dictionary.v === 1) return 5;
  if (dictionary.v === 4) return 16;
  const bytes = dictionary.lengthBits / 8;
  return Number.isInteger(bytes) && bytes >= 5 && bytes <= 16 ? bytes : 5;
}

/**
 * How a password may be spelt in bytes: revisions 5 and 6 take UTF-8 after SASLprep, of which NFKC is the part that matters for
 * what people type; older ones take PDFDocEncoding, and writers in the field use Latin-1 or UTF-8 for it.
 */
function spellings(revision: number, password: string): Uint8Array[] {
  if (revision >= 5) return [Buffer.from(password.normalize('NFKC'), 'utf8').subarray(0, 127)];
  return [Buffer.from(password, 'latin1'), Buffer.from(password, 'utf8')];
}

/** ISO 32000-2, Table 22: a new signature field needs the right to modify (bit 4) and to annotate and fill forms (bit 6). */
const modifyAndAnnotate = (1 << 3) | (1 << 5);
/** The same table, bit 3. */
const print = 1 << 2;

/**
 * Opens the standard security handler (ISO 32000-2, 7.6.4; revisions 2 to 6) with the empty password or the one given, as owner if
 * it is the owner's.
 */
export function openSecurity(
  dictionary: EncryptionDictionary,
  firstId: Uint8Array,
  password: string | undefined,
): PasswordResult {
  const { filter, v, r } = dictionary;
  const unsupported = (detail: string): PasswordResult => ({ ok: false, reason: 'unsupported', detail });
  if (filter !== 'Standard') return unsupported(`filter ${filter}`);
  if (![1, 2, 4, 5].includes(v) || r < 2 || r > 6 || (v === 5) !== r >= 5) return unsupported(`V ${v}, R ${r}`);
  const stringMethod = methodOf(dictionary, dictionary.strF);
  const streamMethod = methodOf(dictionary, dictionary.stmF);
  if (!stringMethod || !streamMethod) return unsupported(`crypt filters ${dictionary.strF}, ${dictionary.stmF}`);

  const attempts = [password, ''].filter((attempt) => attempt !== undefined);
  let opened: FileKey | null = null;
  for (const bytes of attempts.flatMap((attempt) => spellings(r, attempt))) {
    opened ??= r >= 5 ? openAes256(dictionary, bytes) : openLegacy(dictionary, keyBytesOf(dictionary), firstId, bytes);
  }
  if (!opened) return { ok: false, reason: password === undefined ? 'password-required' : 'password-wrong' };
  if (r >= 5 && !permissionsAgree(dictionary, opened.key)) return unsupported('Perms does not agree with P');
  const { key, asOwner } = opened;
  return {
    ok: true,
    security: {
      asOwner,
      mayStamp: asOwner || (dictionary.p & modifyAndAnnotate) === modifyAndAnnotate,
      mayPrint: (dictionary.p & print) !== 0,
      decryptString: (number, generation, bytes) => transform('decrypt', stringMethod, key, number, generation, bytes),
      encryptString: (number, generation, bytes) => transform('encrypt', stringMethod, key, number, generation, bytes),
      decryptStream: (number, generation, bytes) => transform('decrypt', streamMethod, key, number, generation, bytes),
      encryptStream: (number, generation, bytes) => transform('encrypt', streamMethod, key, number, generation, bytes),
    },
  };
}

const aesSalt = Buffer.from('sAlT', 'latin1');

/** Algorithm 1 (7.6.3.2): the key of one object. */
function objectKey(method: Method, key: Uint8Array, objectNumber: number, generation: number): Uint8Array {
  if (method === 'aes-256') return key;
  const suffix = Buffer.from([
    objectNumber & 255,
    (objectNumber >> 8) & 255,
    (objectNumber >> 16) & 255,
    generation & 255,
    (generation >> 8) & 255,
  ]);
  const parts = method === 'aes-128' ? [key, suffix, aesSalt] : [key, suffix];
  return md5(...parts).subarray(0, Math.min(key.length + 5, 16));
}

function transform(
  direction: 'encrypt' | 'decrypt',
  method: Method,
  key: Uint8Array,
  objectNumber: number,
  generation: number,
  bytes: Uint8Array,
): Uint8Array {
  if (method === 'identity') return bytes;
  const own = objectKey(method, key, objectNumber, generation);
  if (method === 'rc4') return rc4(own, bytes);
  return direction === 'encrypt' ? encryptAes(own, bytes) : decryptAes(own, bytes);
}
