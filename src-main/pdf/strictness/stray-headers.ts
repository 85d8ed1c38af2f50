import type { ByteSource } from '../../files/index.ts';

/** A header of an object in the bytes of a file, wherever it stands. */
export interface FoundHeader {
  readonly objectNumber: number;
  /** Where the object number begins. */
  readonly offset: number;
}

/** Those of ISO 32000-2, 7.2.3, and what one reader or another takes for one when it searches. */
const blanks = new Set([0x00, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0x80, 0xa0, 0xff]);
const lineEnds = new Set([0x0a, 0x0d]);
const percent = 0x25;
const longestNumber = 256;
const isFigure = (byte: number) => (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e;

/**
 * The numbers that a run of figures, signs and points before `end` is taken for by one reader or another: some read what it begins with, and
 * some what it ends with. Where the run begins; null where there is none.
 */
function numbersBefore(bytes: Uint8Array, end: number): { numbers: FoundHeader[]; start: number } | null {
  let start = end;
  while (start > 0 && end - start < longestNumber && isFigure(bytes[start - 1] ?? 0)) start -= 1;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  const found = [/\d+/.exec(text), /\d+(?=(?:\.\d*)?$)/.exec(text)].filter((match) => match !== null);
  const numbers = found.map((match) => ({ objectNumber: Number(match[0]), offset: start + match.index }));
  return numbers.length === 0
    ? null
    : { numbers: numbers.slice(0, numbers[0]?.offset === numbers[1]?.offset ? 1 : 2), start };
}

/** How what stands between the parts of a header is read. `as-data`: nobody takes a part of the data of a stream for a comment. */
export type HeaderReading = 'with-comments' | 'as-data';

/** Where a token can end before `end`: behind the blanks there, and behind what a comment on each line would leave of it. */
function endsBefore(bytes: Uint8Array, end: number, reading: HeaderReading): number[] {
  const ends: number[] = [];
  let position = end;
  for (;;) {
    while (position > 0 && blanks.has(bytes[position - 1] ?? 0)) position -= 1;
    ends.push(position);
    if (reading === 'as-data' || ends.length > maxComments) return ends;
    let lineStart = position;
    while (lineStart > 0 && position - lineStart < longestComment && !lineEnds.has(bytes[lineStart - 1] ?? 0))
      lineStart -= 1;
    const comment = bytes.subarray(lineStart, position).indexOf(percent);
    if (comment < 0) return ends;
    position = lineStart + comment;
  }
}
const maxComments = 8;
const longestComment = 512;

/**
 * The headers whose `obj` stands at `at`: two numbers before it, with blanks and comments between them. A comment may also be none, for
 * readers that search line by line.
 */
export function headersBefore(bytes: Uint8Array, at: number, reading: HeaderReading = 'with-comments'): FoundHeader[] {
  const found: FoundHeader[] = [];
  for (const end of endsBefore(bytes, at, reading)) {
    const generation = numbersBefore(bytes, end);
    if (!generation) continue;
    for (const next of endsBefore(bytes, generation.start, reading)) {
      if (next < generation.start) found.push(...(numbersBefore(bytes, next)?.numbers ?? []));
    }
  }
  return found;
}

const scanBytes = 1 << 20;
const overlapBytes = 2_048;
/** What stands before this in a stretch was seen whole in the one before. */
const seenBytes = 1_024;
const objectWord = Buffer.from('obj');
const usualBlanks = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** A header as programs write it, which is told sooner than any other. */
function usualHeaderBefore(bytes: Uint8Array, at: number): FoundHeader | null {
  let position = at;
  while (usualBlanks.has(bytes[position - 1] ?? -1)) position -= 1;
  const generationEnd = position;
  while (isDigit(bytes[position - 1])) position -= 1;
  const generationStart = position;
  while (usualBlanks.has(bytes[position - 1] ?? -1)) position -= 1;
  const isSpaced = generationEnd < at && generationStart < generationEnd && position < generationStart;
  if (!isSpaced || generationEnd - generationStart > 5) return null;
  const end = position;
  let [objectNumber, unit] = [0, 1];
  while (isDigit(bytes[position - 1])) {
    position -= 1;
    objectNumber += ((bytes[position] ?? 0) - 0x30) * unit;
    unit *= 10;
  }
  if (position === end || end - position > 10 || isFigure(bytes[position - 1] ?? 0)) return null;
  return { objectNumber, offset: position };
}

/** Whether it is the end of `endobj`. */
const isEnd = (bytes: Uint8Array, at: number) =>
  bytes[at - 1] === 0x64 && bytes[at - 2] === 0x6e && bytes[at - 3] === 0x65;

/**
 * Calls `found` with every header in the bytes of a file, in their order, and with where each begins and ends; those of a stretch that was
 * read twice come twice. `isData` tells whether an offset lies in the data of a stream.
 */
export function findHeaders(
  source: ByteSource,
  isData: (offset: number) => boolean,
  found: (objectNumber: number, offset: number, end: number) => void,
  take: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes),
): void {
  const scratch = take(Math.min(scanBytes + overlapBytes, source.sizeBytes));
  for (let start = 0; start < source.sizeBytes; start += scanBytes) {
    const from = Math.max(0, start - overlapBytes);
    const bytes = source.read(from, start + scanBytes - from, scratch);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const first = start === 0 ? 0 : seenBytes;
    for (let at = buffer.indexOf(objectWord, first); at >= 0; at = buffer.indexOf(objectWord, at + 1)) {
      if (isEnd(bytes, at)) continue;
      const end = from + at + objectWord.length;
      const usual = usualHeaderBefore(bytes, at);
      const reading = usual === null && isData(from + at) ? 'as-data' : 'with-comments';
      for (const header of usual ? [usual] : headersBefore(bytes, at, reading)) {
        found(header.objectNumber, from + header.offset, end);
      }
    }
  }
}
