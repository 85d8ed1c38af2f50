import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { AppError, readableNames } from '../contract/index.ts';
import { systemPath } from '../files/index.ts';

/** What file systems allow, in UTF-8. */
const longestNameBytes = 255;
/** `(100000).pdf` */
const longestEndingBytes = 12;
/** What no file system of an office takes in a name. */
const unusable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\:*?"<>|]/gu;
/** Names that Windows keeps for devices. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** What a pattern may name. */
interface NamedFile {
  /** Below the folder that was asked for, with `/`. */
  readonly name: string;
  /** From 0. */
  readonly index: number;
  readonly total: number;
  readonly cells?: ReadonlyMap<string, string>;
}

const placeholder = /\{([^{}]*)\}/g;

/** The local day, as in file names. */
const today = () => {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
};

/** Refuses a pattern that names what is not there. @throws AppError PATTERN_UNKNOWN */
export function assertPattern(pattern: string, columns: readonly string[]): void {
  const known = ['name', 'n', 'date', ...columns];
  for (const [, name = ''] of pattern.matchAll(placeholder)) {
    if (known.includes(name)) continue;
    throw new AppError('PATTERN_UNKNOWN', { name, known: known.map((one) => `{${one}}`).join(' ') });
  }
}

function shortened(text: string, limitBytes: number): string {
  if (Buffer.byteLength(text) <= limitBytes) return text;
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limitBytes) break;
    kept += character;
  }
  return kept;
}

/** A name of a file, without its ending, of whatever a cell or an input was called; null where nothing is left of it. */
function cleanStem(text: string): string | null {
  const clean = text
    .replaceAll('/', '_')
    .replace(unusable, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  const safe = devices.test(clean) ? `_${clean}` : clean;
  return safe === '' ? null : safe;
}

/** What documents end in. */
export const documentEnding = /\.(?:pdf|ofd)$/i;
export type DocumentEnding = '.pdf' | '.ofd';

/** What the stamped file of a document ends in. */
export const endingOf = (name: string): DocumentEnding => (/\.ofd$/i.test(name) ? '.ofd' : '.pdf');

/** The name that a pattern makes, without its ending; null where it cannot be used. */
export function stemOf(pattern: string, { name, index, total, cells }: NamedFile): string | null {
  const stem = basename(name, documentEnding.test(name) ? extname(name) : '');
  const number = String(index + 1).padStart(String(total).length, '0');
  const namedValue = (key: string) => {
    if (cells?.has(key)) return cells.get(key) ?? '';
    if (key === 'name') return stem;
    return key === 'n' ? number : today();
  };
  return cleanStem(readableNames(pattern.replace(placeholder, (_, key: string) => namedValue(key))));
}

/** File systems that tell neither capitals nor the ways of writing an accent apart are as common as others. */
const keyOf = (path: string) => path.normalize('NFC').toLowerCase();

/** Names outputs so that none is there yet and no two are the same. */
export class OutputNames {
  readonly #folder: string;
  readonly #taken = new Set<string>();
  /** The number that the next of a stem gets: thousands may be called alike. */
  readonly #numbers = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /**
   * The path of `stem` with its ending in the subfolder of the output folder, numbered where that is taken.
   * @param subfolder relative, with `/`
   */
  next(subfolder: string, stem: string, documentEnd: DocumentEnding = '.pdf'): string {
    const folder = resolve(this.#folder, subfolder);
    const inside = folder === this.#folder || folder.startsWith(this.#folder + sep) ? folder : this.#folder;
    const alike = keyOf(join(inside, shortened(stem, longestNameBytes - longestEndingBytes) + documentEnd));
    for (let number = 1; ; number = number === 1 ? (this.#numbers.get(alike) ?? 2) : number + 1) {
      const ending = number === 1 ? documentEnd : `(${number})${documentEnd}`;
      const path = join(inside, shortened(stem, longestNameBytes - Buffer.byteLength(ending)) + ending);
      const key = keyOf(path);
      if (number > 1) this.#numbers.set(alike, number + 1);
      if (this.#taken.has(key) || existsSync(systemPath(path))) continue;
      this.#taken.add(key);
      return path;
    }
  }
}

/** The folder of a name below the one that was asked for. */
export const subfolderOf = (name: string) => (name.includes('/') ? dirname(name) : '');
