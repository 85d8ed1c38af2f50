import { PDFName, PDFRef } from 'pdf-lib';
import type { ByteSource } from './byte-source.ts';
import { damaged } from './damage.ts';
import type { PdfDocument } from './document.ts';
import { integerOf } from './object-reader.ts';

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

/**
 * Reads tokens from `start` and calls `found` with the object number of every reference `n g R`. Ends at `endobj` or `stream`; gives
 * false where the bytes end before.
 */
function scanTokens(bytes: Uint8Array, start: number, found: (objectNumber: number) => void): boolean {
  // The last two tokens, if they were whole numbers.
  let first = -1;
  let second = -1;
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
    let value = -1;
    if (byte === 0x28) {
      position = skipLiteralString(bytes, position);
      if (position < 0) return false;
    } else if (byte === 0x3c && bytes[position + 1] !== 0x3c) {
      const end = bytes.indexOf(0x3e, position);
      if (end < 0) return false;
      position = end + 1;
    } else if (byte === 0x3c || (byte === 0x3e && bytes[position + 1] === 0x3e)) position += 2;
    else if (kind === delimiter && byte !== 0x2f) position += 1;
    else {
      const tokenStart = position;
      let isNumber = isDigit(byte);
      position += 1;
      for (; position < bytes.length && kindOf[bytes[position] ?? 0] === regular; position++) {
        if (!isDigit(bytes[position] ?? 0)) isNumber = false;
      }
      const length = position - tokenStart;
      if (isNumber && length <= 10) {
        value = 0;
        for (let digit = tokenStart; digit < position; digit++) value = value * 10 + (bytes[digit] ?? 0) - 0x30;
      } else if (length === 1 && byte === 0x52) {
        if (first >= 0 && second >= 0) found(first);
      } else if (length === 6 && endKeywords.has(String.fromCharCode(...bytes.subarray(tokenStart, position)))) {
        return true;
      }
    }
    first = second;
    second = value;
  }
  return false;
}

const blockBytes = 1 << 18;
const largestObjectBytes = 64 << 20;

/** Scans objects of a file, reading it block by block: most follow one another. */
function objectScanner(source: ByteSource, found: (objectNumber: number) => void) {
  let block: Uint8Array = new Uint8Array();
  let blockStart = 0;
  return (offset: number) => {
    if (offset < blockStart || offset >= blockStart + block.length) {
      block = source.read(offset, blockBytes);
      blockStart = offset;
    }
    if (scanTokens(block, offset - blockStart, found)) return;
    for (let size = blockBytes; ; size *= 4) {
      block = source.read(offset, size);
      blockStart = offset;
      if (scanTokens(block, 0, found)) return;
      if (block.length < size || size >= largestObjectBytes) throw damaged('an object does not end');
    }
  };
}

/** Whether any object of the document refers to one of these numbers. Every object is looked at, none is parsed. Throws PDF_DAMAGED. */
export function refersToAny(document: PdfDocument, objectNumbers: ReadonlySet<number>): boolean {
  const { xref, source } = document;
  const offsets: number[] = [];
  const objectStreams = new Set<number>();
  const seen = new Set<number>();
  for (const section of xref.sections) {
    for (const objectNumber of section.objectNumbers()) {
      if (seen.has(objectNumber)) continue;
      seen.add(objectNumber);
      const entry = xref.lookup(objectNumber);
      if (entry?.kind === 'offset') offsets.push(entry.offset);
      else if (entry?.kind === 'compressed') objectStreams.add(entry.streamNumber);
    }
  }
  let refers = false;
  const found = (objectNumber: number) => {
    if (objectNumbers.has(objectNumber)) refers = true;
  };
  const scanAt = objectScanner(source, found);
  for (const offset of offsets.sort((first, second) => first - second)) {
    scanAt(offset);
    if (refers) return true;
  }
  for (const streamNumber of objectStreams) {
    const ref = PDFRef.of(streamNumber);
    const first = integerOf(
      document.resolve(document.dict(ref)?.get(PDFName.of('First'))),
      'the offset of an object stream',
    );
    scanTokens(document.streamData(ref), first, found);
    if (refers) return true;
  }
  return false;
}
