import { type PDFArray, PDFRef } from 'pdf-lib';

/** The Kids of a page tree node. A flat tree has tens of thousands, of which one is asked for: they stay numbers until then. */
export interface Kids {
  readonly size: number;
  /** Undefined for an entry that is no reference. */
  at(index: number): PDFRef | undefined;
  indexOf(ref: PDFRef): number;
  /** How often `ref` is among them. */
  countOf(ref: PDFRef): number;
}

/** Kids that were parsed as an ordinary array. */
export function kidsOfArray(array: PDFArray): Kids {
  const items = array.asArray();
  return {
    size: items.length,
    at(index) {
      const item = items[index];
      return item instanceof PDFRef ? item : undefined;
    },
    indexOf: (ref) => items.indexOf(ref),
    countOf: (ref) => items.filter((item) => item === ref).length,
  };
}

const letterR = 0x52;
const closingBracket = 0x5d;
const largestNumber = 0xffff_ffff;
const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0;

/**
 * Kids that stand in the file as `[n 0 R n 0 R …]`, from the byte after the bracket. Gives them with the position after the closing
 * bracket; null when anything else stands in the array. Throws when it does not end.
 */
export function takeKids(window: Uint8Array, start: number): { kids: Kids; end: number } | null {
  const end = window.indexOf(closingBracket, start);
  if (end < 0) throw new Error('an array does not end');
  const objectNumbers = new Uint32Array(countOf(letterR, window, start, end));
  let size = 0;
  // The numbers since the last reference, and the one that is being read; -1 for none.
  let first = -1;
  let second = -1;
  let value = -1;
  for (let position = start; position <= end; position++) {
    const byte = window[position] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      value = (value < 0 ? 0 : value * 10) + byte - 0x30;
      continue;
    }
    if (value >= 0) {
      if (second >= 0) return null;
      if (first < 0) first = value;
      else second = value;
      value = -1;
    }
    if (byte === letterR) {
      if (second !== 0 || first > largestNumber) return null;
      objectNumbers[size] = first;
      size += 1;
      first = -1;
      second = -1;
    } else if (byte !== closingBracket && !isBlank(byte)) return null;
  }
  return first < 0 ? { kids: kidsOfNumbers(objectNumbers), end: end + 1 } : null;
}

function countOf(wanted: number, bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let position = start; position < end; position++) if (bytes[position] === wanted) count += 1;
  return count;
}

function kidsOfNumbers(objectNumbers: Uint32Array): Kids {
  return {
    size: objectNumbers.length,
    at(index) {
      const objectNumber = objectNumbers[index];
      return objectNumber === undefined ? undefined : PDFRef.of(objectNumber);
    },
    indexOf: (ref) => (ref.generationNumber === 0 ? objectNumbers.indexOf(ref.objectNumber) : -1),
    countOf({ objectNumber, generationNumber }) {
      if (generationNumber !== 0) return 0;
      let count = 0;
      for (let at = objectNumbers.indexOf(objectNumber); at >= 0; at = objectNumbers.indexOf(objectNumber, at + 1)) {
        count += 1;
      }
      return count;
    },
  };
}
