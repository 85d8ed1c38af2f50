import type { ByteSource } from '../file/byte-source.ts';

/** A header of an object in the bytes of a file, wherever it stands. */
export interface FoundHeader {
  readonly objectNumber: number;
  /** Where the object number begins. */
  readonly offset: number;
}

const blanks = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const lineEnds = new Set([0x0a, 0x0d]);
const percent = 0x25;
const mostDigits = 40;
const isFigure = (byte: number) => (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e;

/** The number that ends at `end`, in any form that one reader or another takes for one; null where none does. */
function numberBefore(bytes: Uint8Array, end: number): { value: number; start: number } | null {
  let start = end;
  while (start > 0 && end - start < mostDigits && isFigure(bytes[start - 1] ?? 0)) start -= 1;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  const digits = /\d+(?:\.\d*)?$/.exec(text)?.[0];
  return digits === undefined ? null : { value: Math.trunc(Number(digits)), start: end - digits.length };
}

/** Where a token can end before `end`: behind the blanks there, and behind what a comment on each line would leave of it. */
function endsBefore(bytes: Uint8Array, end: number): number[] {
  const ends: number[] = [];
  let position = end;
  for (;;) {
    while (position > 0 && blanks.has(bytes[position - 1] ?? 0)) position -= 1;
    ends.push(position);
    if (ends.length > mostComments) return ends;
    let lineStart = position;
    while (lineStart > 0 && position - lineStart < longestComment && !lineEnds.has(bytes[lineStart - 1] ?? 0))
      lineStart -= 1;
    const comment = bytes.subarray(lineStart, position).indexOf(percent);
    if (comment < 0) return ends;
    position = lineStart + comment;
  }
}
const mostComments = 8;
const longestComment = 512;

/**
 * The headers whose `obj` stands at `at`: two numbers before it, with blanks and comments between them. A comment may also be none, for
 * readers that search line by line.
 */
export function headersBefore(bytes: Uint8Array, at: number): FoundHeader[] {
  const found: FoundHeader[] = [];
  for (const end of endsBefore(bytes, at)) {
    const generation = numberBefore(bytes, end);
    if (!generation) continue;
    for (const next of endsBefore(bytes, generation.start)) {
      if (next === generation.start) continue;
      const number = numberBefore(bytes, next);
      if (number) found.push({ objectNumber: number.value, offset: number.start });
    }
  }
  return found;
}

const scanBytes = 1 << 20;
const overlapBytes = 2_048;
/** As programs write them, which is told sooner. */
const usualHeader = /(?:(?<![\d.+-])(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+)?obj/g;

/** Calls `found` with every header in the bytes of a file, in their order; those of a stretch that was read twice come twice. */
export function findHeaders(source: ByteSource, found: (objectNumber: number, offset: number) => void): void {
  const scratch = new Uint8Array(Math.min(scanBytes + overlapBytes, source.sizeBytes));
  for (let start = 0; start < source.sizeBytes; start += scanBytes) {
    const from = Math.max(0, start - overlapBytes);
    const bytes = source.read(from, start + scanBytes - from, scratch);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    for (const match of text.matchAll(usualHeader)) {
      const at = match.index;
      if (match[1] !== undefined) found(Number(match[1]), from + at);
      else if (text.charCodeAt(at - 1) !== 0x64 || !text.endsWith('end', at)) {
        for (const header of headersBefore(bytes, at)) found(header.objectNumber, from + header.offset);
      }
    }
  }
}
