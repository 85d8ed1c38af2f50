/** An operand of a content stream. Of a string only its length counts here, in bytes. */
export type Operand = number | { readonly name: string } | { readonly stringBytes: number } | readonly Operand[] | null;

/** One operator with its operands (ISO 32000-2, 7.8.2). */
export interface Operation {
  readonly operator: string;
  readonly operands: readonly Operand[];
}

const whitespace = new Set([0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]);
const delimiters = new Set(Array.from('()<>[]{}/%', (character) => character.charCodeAt(0)));
const isRegular = (byte: number | undefined) => byte !== undefined && !whitespace.has(byte) && !delimiters.has(byte);
const maxOperands = 4_096;
const maxDepth = 32;

/** Reads the operations of a content stream one by one. What is malformed is passed over, as readers do. */
export function* contentOperations(bytes: Uint8Array): Generator<Operation> {
  let position = 0;

  function takeRegular(): string {
    const start = position;
    while (isRegular(bytes[position])) position += 1;
    return String.fromCharCode(...bytes.subarray(start, Math.min(position, start + 128)));
  }

  function takeLiteralString(): Operand {
    let depth = 0;
    let length = 0;
    for (; position < bytes.length; position++) {
      const byte = bytes[position];
      if (byte === 0x5c) position += 1;
      else if (byte === 0x28 && depth++ === 0) continue;
      else if (byte === 0x29 && --depth === 0) break;
      length += 1;
    }
    position += 1;
    return { stringBytes: length };
  }

  function takeHexString(): Operand {
    const end = bytes.indexOf(0x3e, position);
    const stop = end < 0 ? bytes.length : end;
    const length = Math.ceil((stop - position - 1) / 2);
    position = stop + 1;
    return { stringBytes: length };
  }

  /** Undefined at the end of an array or dictionary, and at the end of the stream. */
  function takeToken(depth: number): Operand | { readonly operator: string } | undefined {
    for (;;) {
      const byte = bytes[position];
      if (byte === undefined) return undefined;
      if (whitespace.has(byte)) position += 1;
      else if (byte === 0x25) {
        while (position < bytes.length && bytes[position] !== 0x0a && bytes[position] !== 0x0d) position += 1;
      } else if (byte === 0x28) return takeLiteralString();
      else if (byte === 0x3c && bytes[position + 1] === 0x3c) {
        position += 2;
        takeItems(depth + 1);
        return null;
      } else if (byte === 0x3c) return takeHexString();
      else if (byte === 0x5b) {
        position += 1;
        return takeItems(depth + 1);
      } else if (byte === 0x5d) {
        position += 1;
        return undefined;
      } else if (byte === 0x3e) {
        position += bytes[position + 1] === 0x3e ? 2 : 1;
        return undefined;
      } else if (byte === 0x2f) {
        position += 1;
        return { name: takeRegular() };
      } else if (delimiters.has(byte)) position += 1;
      else {
        const text = takeRegular();
        const number = Number(text);
        return Number.isFinite(number) ? number : { operator: text };
      }
    }
  }

  function takeItems(depth: number): Operand[] {
    const items: Operand[] = [];
    while (depth < maxDepth && position < bytes.length) {
      const item = takeToken(depth);
      if (item === undefined) break;
      if (items.length < maxOperands && !(item !== null && typeof item === 'object' && 'operator' in item))
        items.push(item);
    }
    return items;
  }

  /** Skips the data of an inline image, which end with `EI` between blanks. */
  function skipImageData(): void {
    for (position += 1; position + 2 < bytes.length; position++) {
      const isEnd = bytes[position + 1] === 0x45 && bytes[position + 2] === 0x49 && !isRegular(bytes[position + 3]);
      if (isEnd && whitespace.has(bytes[position] ?? 0)) {
        position += 3;
        return;
      }
    }
    position = bytes.length;
  }

  let operands: Operand[] = [];
  while (position < bytes.length) {
    const token = takeToken(0);
    if (token === undefined) continue;
    if (token !== null && typeof token === 'object' && 'operator' in token) {
      if (token.operator === 'ID') skipImageData();
      yield { operator: token.operator, operands };
      operands = [];
    } else if (operands.length < maxOperands) operands.push(token);
  }
}
