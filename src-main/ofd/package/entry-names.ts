import { damaged } from './package-bytes.ts';

/** The name of an entry as programs may read it. */
export interface EntryName {
  readonly name: string;
  /** As those read it that take the other character set; the same where there is one reading. */
  readonly otherwise: string;
  /** Neither said to be UTF-8 nor in ASCII: some programs find it under another name. */
  readonly isUnclear: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const gbk = new TextDecoder('gb18030');

function inUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Reads a name: UTF-8 where the entry says so (APPNOTE.TXT, 4.4.4, bit 11), and else what the maker's system had, which is UTF-8 or GBK.
 * @throws AppError OFD_DAMAGED where it says UTF-8 and is not
 */
export function readEntryName(bytes: Uint8Array, isSaidUtf8: boolean): EntryName {
  const name = inUtf8(bytes);
  if (isSaidUtf8 && name === null) throw damaged('a name that is not UTF-8 though it says so');
  if (name !== null && (isSaidUtf8 || bytes.every((byte) => byte < 0x80)))
    return { name, otherwise: name, isUnclear: false };
  const asGbk = gbk.decode(bytes);
  return { name: name ?? asGbk, otherwise: asGbk, isUnclear: true };
}

/** Why a name cannot be that of a part (GB/T 33190-2016, 7.1 and A.8: paths from the root, by `/`); null when it can. */
export function objectionToName(name: string): string | null {
  if (name === '') return 'an entry without a name';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  if (/[\u0000-\u001f\u007f\ufffd]/.test(name)) return 'a name with control characters';
  if (name.includes('\\')) return `a name with a backslash: ${name}`;
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return `an absolute name: ${name}`;
  const segments = name.replace(/\/$/, '').split('/');
  return segments.some((segment) => segment === '' || segment === '.' || segment === '..')
    ? `a name that leads elsewhere: ${name}`
    : null;
}

/** Names that are one file where case, or how an accent is written, makes no difference. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
