import { type PDFArray, PDFRef } from 'pdf-lib';

/** The Kids of a page tree node. A flat tree has tens of thousands, of which one is asked for: they stay bytes until then. */
export interface Kids {
  readonly size: number;
  /** Undefined for an entry that is no reference. */
  at(index: number): PDFRef | undefined;
  indexOf(ref: PDFRef): number;
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
  };
}

const letterR = 0x52;
const closingBracket = 0x5d;
const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0;

/**
 * Kids that stand in the file as `[n g R n g R …]`, from the byte after the bracket. Gives them with the position after the closing
 * bracket; null when anything else stands in the array. Throws when it does not end.
 */
export function takeKids(window: Uint8Array, start: number): { kids: Kids; end: number } | null {
  let references = 0;
  let numbers = 0;
  let inNumber = false;
  const windowEnd = window.length;
  for (let position = start; position < windowEnd; position++) {
    const byte = window[position] ?? 0;
    if (isDigit(byte)) {
      if (!inNumber) numbers += 1;
      inNumber = true;
      continue;
    }
    inNumber = false;
    if (byte === letterR) {
      references += 1;
      if (numbers !== references * 2) return null;
    } else if (byte === closingBracket) {
      if (numbers !== references * 2) return null;
      return { kids: kidsInBytes(window.slice(start, position), references), end: position + 1 };
    } else if (!isBlank(byte)) return null;
  }
  throw new Error('an array does not end');
}

function kidsInBytes(bytes: Uint8Array, size: number): Kids {
  /** Where the search for the next reference begins: neighbours are asked for one after the other. */
  let next = { index: 0, position: 0 };

  function takeNumber(): number {
    let { position } = next;
    while (position < bytes.length && !isDigit(bytes[position] ?? 0)) position += 1;
    let value = 0;
    for (; position < bytes.length; position++) {
      const byte = bytes[position] ?? 0;
      if (!isDigit(byte)) break;
      value = value * 10 + byte - 0x30;
    }
    next.position = position;
    return value;
  }

  function moveTo(index: number): void {
    if (index < next.index) next = { index: 0, position: 0 };
    let { position } = next;
    for (let skipped = next.index; skipped < index; position++) if (bytes[position] === letterR) skipped += 1;
    next = { index, position };
  }

  return {
    size,
    at(index) {
      if (index < 0 || index >= size) return undefined;
      moveTo(index);
      const objectNumber = takeNumber();
      const generation = takeNumber();
      next.index += 1;
      next.position += bytes.subarray(next.position).indexOf(letterR) + 1;
      return PDFRef.of(objectNumber, generation);
    },
    indexOf(ref) {
      moveTo(0);
      for (let index = 0; index < size; index++) {
        const objectNumber = takeNumber();
        if (takeNumber() === ref.generationNumber && objectNumber === ref.objectNumber) {
          next = { index: 0, position: 0 };
          return index;
        }
      }
      next = { index: 0, position: 0 };
      return -1;
    },
  };
}
