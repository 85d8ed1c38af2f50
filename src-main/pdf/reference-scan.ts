import type { ByteSource } from './byte-source.ts';
import { damaged } from './damage.ts';
import type { PdfDocument } from './document.ts';

/** How a byte counts in the syntax of PDF (ISO 32000-2, 7.2.3). */
const regular = 0;
const blank = 1;
const delimiter = 2;
const kindOf = new Uint8Array(256);
for (const byte of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) kindOf[byte] = blank;
for (const character of '()<>[]{}/%') kindOf[character.charCodeAt(0)] = delimiter;

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;

/** The position after a literal string that begins at `start`, or -1 where the bytes end within it. */
function skipLiteralString(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let position = start; position < bytes.length; position++) {
    const byte = bytes[position];
    if (byte === 0x5c) position += 1;
    else if (byte === 0x28) depth += 1;
    else if (byte === 0x29 && --depth === 0) return position + 1;
  }
  return -1;
}

const endKeywords = new Set(['endobj', 'stream']);

/** A number as readers take it at the start of a reference: signs, leading zeros and fractions do not stop all of them. */
const numeric = /^[+-]?\d*\.?\d*/;

/**
 * Reads tokens from `start` and calls `found` with the object number of every reference `n g R`. Ends at `endobj` or `stream`, or where
 * the one object ends that begins there; gives false where the bytes end before.
 */
function scanTokens(
  bytes: Uint8Array,
  start: number,
  found: (objectNumber: number) => void,
  extent: 'to-keyword' | 'one-object' = 'to-keyword',
): boolean {
  // The last two tokens, if they were numbers.
  let first = -1;
  let second = -1;
  let depth = 0;
  let tokens = 0;
  let position = start;
  while (position < bytes.length) {
    const byte = bytes[position] ?? 0;
    const kind = kindOf[byte];
    if (kind === blank) {
      position += 1;
      continue;
    }
    if (byte === 0x25) {
      while (position < bytes.length && bytes[position] !== 0x0a && bytes[position] !== 0x0d) position += 1;
      continue;
    }
    if (extent === 'one-object' && depth === 0 && tokens >= 3) return true;
    tokens += 1;
    let value = -1;
    if (byte === 0x28) {
      position = skipLiteralString(bytes, position);
      if (position < 0) return false;
    } else if (byte === 0x3c && bytes[position + 1] !== 0x3c) {
      const end = bytes.indexOf(0x3e, position);
      if (end < 0) return false;
      position = end + 1;
    } else if (byte === 0x3c || byte === 0x5b) {
      depth += 1;
      position += byte === 0x3c ? 2 : 1;
    } else if (byte === 0x5d || (byte === 0x3e && bytes[position + 1] === 0x3e)) {
      depth -= 1;
      position += byte === 0x5d ? 1 : 2;
      if (extent === 'one-object' && depth <= 0) return true;
    } else if (kind === delimiter && byte !== 0x2f) position += 1;
    else {
      const tokenStart = position;
      let isDigits = isDigit(byte);
      position += 1;
      for (; position < bytes.length && kindOf[bytes[position] ?? 0] === regular; position++) {
        if (!isDigit(bytes[position] ?? 0)) isDigits = false;
      }
      const length = position - tokenStart;
      if (isDigits && length <= 10) {
        value = 0;
        for (let digit = tokenStart; digit < position; digit++) value = value * 10 + (bytes[digit] ?? 0) - 0x30;
      } else if (length === 1 && byte === 0x52) {
        if (first >= 0 && second >= 0) found(first);
      } else if (byte !== 0x2f) {
        const token = Buffer.from(bytes.buffer, bytes.byteOffset + tokenStart, Math.min(length, 64)).toString('latin1');
        if (extent === 'to-keyword' && endKeywords.has(token)) return true;
        const [number = ''] = numeric.exec(token) ?? [];
        const isNumber = /\d/.test(number);
        // `0R` ends a reference for some readers though no space stands before the R.
        if (isNumber && token.startsWith('R', number.length) && second >= 0) found(second);
        else if (isNumber) value = Math.trunc(Math.abs(Number(number)));
      }
    }
    first = second;
    second = value;
  }
  return false;
}

const blockBytes = 1 << 18;
/** What an object takes without its stream, but for rare ones. */
const usualObjectBytes = 1 << 12;
const largestObjectBytes = 64 << 20;

/** Scans the objects at these offsets, the lowest first: those that follow one another are read together, and no stream is. */
function scanObjects(
  source: ByteSource,
  objects: readonly { offset: number; objectNumber: number }[],
  found: (objectNumber: number, holder: number) => void,
): void {
  let block: Uint8Array = new Uint8Array();
  let blockStart = 0;

  function readFrom(index: number): void {
    blockStart = objects[index]?.offset ?? 0;
    let end = blockStart + usualObjectBytes;
    for (const { offset } of objects.slice(index + 1, index + 1 + blockBytes / 16)) {
      if (offset > end || end - blockStart >= blockBytes) break;
      end = offset + usualObjectBytes;
    }
    block = source.read(blockStart, end - blockStart);
  }

  for (const [index, { offset, objectNumber }] of objects.entries()) {
    const inHolder = (referred: number) => found(referred, objectNumber);
    const isInBlock = offset >= blockStart && offset < blockStart + block.length;
    if (isInBlock && scanTokens(block, offset - blockStart, inHolder)) continue;
    readFrom(index);
    if (scanTokens(block, 0, inHolder)) continue;
    for (let size = usualObjectBytes * 4; ; size *= 4) {
      block = source.read(offset, size);
      blockStart = offset;
      if (scanTokens(block, 0, inHolder)) break;
      if (block.length < size || size >= largestObjectBytes) throw damaged('an object does not end');
    }
  }
}

/**
 * Calls `found` with every reference that an object of the document makes: what is referred to, and the number of the object that it
 * stands in. Every object is looked at, none is parsed. Throws PDF_DAMAGED.
 */
export function scanReferences(document: PdfDocument, found: (objectNumber: number, holder: number) => void): void {
  const { xref, source } = document;
  const objects: { offset: number; objectNumber: number }[] = [];
  const objectStreams = new Map<number, { index: number; objectNumber: number }[]>();
  const seen = new Uint8Array(xref.nextObjectNumber);
  for (const section of xref.sections) {
    section.visitEntries((objectNumber, entry) => {
      // The newest section that speaks of an object counts; within one, the first entry.
      if (seen[objectNumber]) return;
      seen[objectNumber] = 1;
      if (entry.kind === 'offset') objects.push({ offset: entry.offset, objectNumber });
      else if (entry.kind === 'compressed') {
        const members = objectStreams.get(entry.streamNumber) ?? [];
        members.push({ index: entry.index, objectNumber });
        objectStreams.set(entry.streamNumber, members);
      }
    });
  }
  scanObjects(
    source,
    objects.sort((one, other) => one.offset - other.offset),
    found,
  );
  for (const [streamNumber, members] of objectStreams) {
    const { data, offsets } = document.objectStream(streamNumber);
    for (const { index, objectNumber } of members) {
      const start = offsets[index];
      if (start === undefined) throw damaged(`object ${objectNumber} is not in its object stream`);
      scanTokens(data, start, (referred) => found(referred, objectNumber), 'one-object');
    }
  }
}
