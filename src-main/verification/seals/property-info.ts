import { basename, extname } from 'node:path';
import type { Finding } from '../../contract/index.ts';
import { finding } from '../../x509/index.ts';

/** The document that a signature stands in. */
export interface SealedDocument {
  readonly name: string;
  /** What the signature dictionary has. */
  readonly byteRange: readonly number[];
}

/** A /ByteRange written out, in whatever brackets, or without the word in those of PDF. */
const writtenRange = /(?:byte\s*range\D{0,4}|^\s*\[\s*)(\d+)\D{1,3}(\d+)\D{1,3}(\d+)\D{1,3}(\d+)/i;
/** What no name of a file goes on over. */
const betweenNames = /[\s"'<>|\\/:*?;,()[\]{}=&#]+/;
/** The name of a file ends in a dot and two to five letters or digits that begin with a letter. */
const ending = /\.[a-z][a-z0-9]{1,4}(?![\w.-])/gi;
/** A host of the network ends so too. */
const hostName = /^(?:[\w-]+\.)+(?:com|cn|net|org|gov|edu|info)$/i;

/** A name without its ending, and without what programs add to copies: `contract (1)` is `contract`. */
const stemOf = (name: string) => basename(name, extname(name)).normalize('NFKC').toLowerCase().trim();

/** A file is renamed by adding to its name, as by stamping: it stays the same file. */
function isSameDocument(named: string, actual: string): boolean {
  if (extname(named).toLowerCase() !== '.pdf') return false;
  const [one, other] = [stemOf(named), stemOf(actual)];
  return one !== '' && (other.startsWith(one) || one.startsWith(other));
}

/** The names of files in a text. One pattern over all of it would try every part of a long word as the beginning of a name. */
function fileNamesIn(text: string): string[] {
  return text.split(betweenNames).flatMap((word) => {
    const last = [...word.matchAll(ending)].at(-1);
    return last && last.index > 0 ? [word.slice(0, last.index + last[0].length)] : [];
  });
}

/**
 * What propertyInfo says is protected (GB/T 38540-2020, 7.1), in a PDF: the bytes of its /ByteRange. The standard leaves its form free,
 * and makers write the range, the words for it, a number of theirs, or nothing; so only what names another range or another file is
 * objected to: then the signer says himself that he sealed something else.
 */
export function judgePropertyInfo(propertyInfo: string, { name, byteRange }: SealedDocument): Finding[] {
  const range = writtenRange.exec(propertyInfo)?.slice(1).map(Number);
  if (range?.some((number, index) => number !== byteRange[index])) {
    return [finding('ses-structure', 'unknown', 'ses/property-other-range', {}, propertyInfo)];
  }
  const other = fileNamesIn(propertyInfo).find((found) => !hostName.test(found) && !isSameDocument(found, name));
  if (other === undefined) return [];
  return [finding('ses-structure', 'unknown', 'ses/property-other-file', { named: other, name }, propertyInfo)];
}
