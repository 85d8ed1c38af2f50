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

/** A number as readers take it at the start of a reference: signs, leading zeros and fractions do not stop all of them. */
const numeric = /^[+-]?\d*\.?\d*/;
const longestNumber = 64;

const textAt = (bytes: Uint8Array, start: number, length: number) =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('latin1');

/** Whether `endobj` or `stream`, of six bytes, stands at `start`. */
function isEndKeyword(bytes: Uint8Array, start: number): boolean {
  const first = bytes[start];
  if (first !== 0x65 && first !== 0x73) return false;
  const text = textAt(bytes, start, 6);
  return text === 'endobj' || text === 'stream';
}

/** Told of a reference: the number of the object referred to, and of the object that refers. */
type OnReference = (objectNumber: number, holder: number) => void;

/**
 * Reads tokens of the object `holder` from `start` and calls `found` with the object number of every reference `n g R`. Ends at `endobj`
 * or `stream`, or where the one object ends that begins there; gives false where the bytes end before.
 */
function scanTokens(
  bytes: Uint8Array,
  start: number,
  holder: number,
  found: OnReference,
  extent: 'to-keyword' | 'one-object' = 'to-keyword',
): boolean {
  // The last two tokens, if they were numbers.
  let first = -1;
  let second = -1;
  let depth = 0;
  let tokens = 0;
  let position = start;
  const isOneObject = extent === 'one-object';
  const end = bytes.length;
  while (position < end) {
    const byte = bytes[position] ?? 0;
    const kind = kindOf[byte];
    if (kind === blank) {
      position += 1;
      continue;
    }
    if (byte === 0x25) {
      while (position < end && bytes[position] !== 0x0a && bytes[position] !== 0x0d) position += 1;
      continue;
    }
    if (isOneObject && depth === 0 && tokens >= 3) return true;
    tokens += 1;
    let value = -1;
    if (byte === 0x2f) {
      position += 1;
      while (position < end && kindOf[bytes[position] ?? 0] === regular) position += 1;
    } else if (kind === regular) {
      const tokenStart = position;
      let digits = 0;
      let number = 0;
      for (; position < end; position++) {
        const next = bytes[position] ?? 0;
        if (next >= 0x30 && next <= 0x39) {
          digits += 1;
          number = number * 10 + next - 0x30;
        } else if (kindOf[next] !== regular) break;
      }
      const length = position - tokenStart;
      if (digits === length && length <= 10) value = number;
      else if (digits > 0) {
        const token = textAt(bytes, tokenStart, Math.min(length, longestNumber));
        const [text = ''] = numeric.exec(token) ?? [];
        const isNumber = /\d/.test(text);
        // `0R` ends a reference for some readers though no space stands before the R.
        if (isNumber && token.startsWith('R', text.length) && second >= 0) found(second, holder);
        else if (isNumber) value = Math.trunc(Math.abs(Number(text)));
      } else if (length === 1 && byte === 0x52) {
        if (first >= 0 && second >= 0) found(first, holder);
      } else if (length === 6 && !isOneObject && isEndKeyword(bytes, tokenStart)) return true;
    } else if (byte === 0x28) {
      position = skipLiteralString(bytes, position);
      if (position < 0) return false;
    } else if (byte === 0x3c && bytes[position + 1] !== 0x3c) {
      const closing = bytes.indexOf(0x3e, position);
      if (closing < 0) return false;
      position = closing + 1;
    } else if (byte === 0x3c || byte === 0x5b) {
      depth += 1;
      position += byte === 0x3c ? 2 : 1;
    } else if (byte === 0x5d || (byte === 0x3e && bytes[position + 1] === 0x3e)) {
      depth -= 1;
      position += byte === 0x5d ? 1 : 2;
      if (isOneObject && depth <= 0) return true;
    } else position += 1;
    first = second;
    second = value;
  }
  return false;
}

const blockBytes = 1 << 18;
/** What an object takes without its stream, but for rare ones. */
const usualObjectBytes = 1 << 12;
const largestObjectBytes = 64 << 20;

/** Where objects stand in the file, the lowest offset first. */
interface PlacedObjects {
  readonly offsets: readonly number[];
  readonly objectNumbers: readonly number[];
}

/** Scans objects: those that follow one another are read together, and no stream is. */
function scanObjects(source: ByteSource, { offsets, objectNumbers }: PlacedObjects, found: OnReference): void {
  let block: Uint8Array = new Uint8Array();
  let blockStart = 0;

  function readFrom(index: number): void {
    blockStart = offsets[index] ?? 0;
    let end = blockStart + usualObjectBytes;
    for (let next = index + 1; next < offsets.length && end - blockStart < blockBytes; next++) {
      const offset = offsets[next] ?? 0;
      if (offset > end) break;
      end = offset + usualObjectBytes;
    }
    block = source.read(blockStart, end - blockStart);
  }

  for (let index = 0; index < offsets.length; index++) {
    const offset = offsets[index] ?? 0;
    const holder = objectNumbers[index] ?? 0;
    const isInBlock = offset >= blockStart && offset < blockStart + block.length;
    if (isInBlock && scanTokens(block, offset - blockStart, holder, found)) continue;
    readFrom(index);
    if (scanTokens(block, 0, holder, found)) continue;
    for (let size = usualObjectBytes * 4; ; size *= 4) {
      block = source.read(offset, size);
      blockStart = offset;
      if (scanTokens(block, 0, holder, found)) break;
      if (block.length < size || size >= largestObjectBytes) throw damaged('an object does not end');
    }
  }
}

function inOrder(offsets: readonly number[], objectNumbers: readonly number[]): PlacedObjects {
  if (offsets.every((offset, index) => index === 0 || offset >= (offsets[index - 1] ?? 0))) {
    return { offsets, objectNumbers };
  }
  const order = [...offsets.keys()].sort((one, other) => (offsets[one] ?? 0) - (offsets[other] ?? 0));
  return {
    offsets: order.map((index) => offsets[index] ?? 0),
    objectNumbers: order.map((index) => objectNumbers[index] ?? 0),
  };
}

/**
 * Calls `found` with every reference that an object of the document makes: what is referred to, and the number of the object that it
 * stands in. Every object is looked at, none is parsed. Throws PDF_DAMAGED.
 */
export function scanReferences(document: PdfDocument, found: OnReference): void {
  const { xref, source } = document;
  const offsets: number[] = [];
  const objectNumbers: number[] = [];
  const objectStreams = new Map<number, { index: number; objectNumber: number }[]>();
  const seen = new Uint8Array(xref.nextObjectNumber);
  for (const section of xref.sections) {
    section.visitEntries((objectNumber, entry) => {
      // The newest section that speaks of an object counts; within one, the first entry.
      if (seen[objectNumber]) return;
      seen[objectNumber] = 1;
      if (entry.kind === 'offset') {
        offsets.push(entry.offset);
        objectNumbers.push(objectNumber);
      } else if (entry.kind === 'compressed') {
        const members = objectStreams.get(entry.streamNumber);
        if (members) members.push({ index: entry.index, objectNumber });
        else objectStreams.set(entry.streamNumber, [{ index: entry.index, objectNumber }]);
      }
    });
  }
  scanObjects(source, inOrder(offsets, objectNumbers), found);
  for (const [streamNumber, members] of objectStreams) {
    const { data, offsets } = document.objectStream(streamNumber);
    for (const { index, objectNumber } of members) {
      const start = offsets[index];
      if (start === undefined) throw damaged(`object ${objectNumber} is not in its object stream`);
      scanTokens(data, start, objectNumber, found, 'one-object');
    }
  }
}
