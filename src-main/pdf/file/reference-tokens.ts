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

const endKeywords = ['endobj', 'stream'].map((text) => Buffer.from(text, 'latin1'));
const endKeywordBytes = 6;

function isEndKeyword(bytes: Uint8Array, start: number): boolean {
  for (const keyword of endKeywords) {
    let matched = 0;
    while (matched < endKeywordBytes && bytes[start + matched] === keyword[matched]) matched += 1;
    if (matched === endKeywordBytes) return true;
  }
  return false;
}

/** References that are looked for. A call for each one found would keep the search from being compiled well. */
export interface Search {
  /** Whether references to an object are looked for, by its number. */
  readonly wanted: Uint8Array;
  /** The numbers of the objects referred to, in the order found. */
  readonly found: number[];
  /** For each of them, under which key it stands, as far as that is told without parsing. */
  readonly keys: PlainKey[];
}

/**
 * The key of the dictionary that an object is, where a reference is its value, or an item of the list that is its value. Empty for any other
 * place and key: that is for a parser to say.
 */
export type PlainKey = 'Parent' | 'Kids' | '';

const parentKey = Buffer.from('/Parent', 'latin1');
const kidsKey = Buffer.from('/Kids', 'latin1');

function isWritten(key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== key.length) return false;
  for (let index = 0; index < key.length; index++) if (bytes[start + index] !== key[index]) return false;
  return true;
}

/**
 * Reads tokens from `start` and finds every reference `n g R` that is wanted. Ends at `endobj` or `stream`, or where the one object ends
 * that begins there; gives false where the bytes end before.
 */
export function scanTokens(
  bytes: Uint8Array,
  start: number,
  { wanted, found, keys }: Search,
  extent: 'to-keyword' | 'one-object' = 'to-keyword',
): boolean {
  // The last two tokens, if they were numbers.
  let first = -1;
  let second = -1;
  let depth = 0;
  let tokens = 0;
  let position = start;
  // Of the dictionary that the object is: whether a key comes next, and where the last key stands.
  let isDictionary = false;
  let isKeyNext = false;
  let keyStart = -1;
  let keyEnd = -1;
  // The tokens since that key, and whether the first of them begins a list.
  let sinceKey = 0;
  let isInList = false;
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
    sinceKey += 1;
    if (byte === 0x2f) {
      const nameStart = position;
      position += 1;
      while (position < end && kindOf[bytes[position] ?? 0] === regular) position += 1;
      if (depth === 1 && isDictionary && isKeyNext) {
        keyStart = nameStart;
        keyEnd = position;
        sinceKey = 0;
        isKeyNext = false;
        isInList = false;
      } else isKeyNext = true;
    } else if (kind === regular) {
      const tokenStart = position;
      let digits = 0;
      let number = 0;
      for (; position < end; position++) {
        const next = bytes[position] ?? 0;
        if (next >= 0x30 && next <= 0x39) {
          digits += 1;
          if (digits < 10) number = number * 10 + next - 0x30;
        } else if (kindOf[next] !== regular) break;
      }
      const length = position - tokenStart;
      if (digits === length && length < 10) value = number;
      else if (digits > 0) {
        const token = textAt(bytes, tokenStart, Math.min(length, longestNumber));
        const [text = ''] = numeric.exec(token) ?? [];
        const isNumber = /\d/.test(text);
        // `0R` ends a reference for some readers though no space stands before the R.
        if (isNumber && token.startsWith('R', text.length) && second >= 0) {
          if (wanted[second]) {
            found.push(second);
            keys.push('');
          }
        } else if (isNumber) value = Math.trunc(Math.abs(Number(text)));
      } else if (length === 1 && byte === 0x52) {
        if (first >= 0 && second >= 0 && wanted[first]) {
          found.push(first);
          const isValue = depth === 1 && sinceKey === 3 && isWritten(parentKey, bytes, keyStart, keyEnd);
          const isItem = depth === 2 && isInList && isWritten(kidsKey, bytes, keyStart, keyEnd);
          if (isDictionary && isValue) keys.push('Parent');
          else keys.push(isDictionary && isItem ? 'Kids' : '');
        }
      } else if (length === endKeywordBytes && !isOneObject && isEndKeyword(bytes, tokenStart)) return true;
    } else if (byte === 0x28) {
      position = skipLiteralString(bytes, position);
      if (position < 0) return false;
    } else if (byte === 0x3c && bytes[position + 1] !== 0x3c) {
      const closing = bytes.indexOf(0x3e, position);
      if (closing < 0) return false;
      position = closing + 1;
    } else if (byte === 0x3c || byte === 0x5b) {
      if (depth === 0) isDictionary = byte === 0x3c;
      else if (depth === 1) isInList = sinceKey === 1 && byte === 0x5b;
      depth += 1;
      position += byte === 0x3c ? 2 : 1;
    } else if (byte === 0x5d || (byte === 0x3e && bytes[position + 1] === 0x3e)) {
      depth -= 1;
      position += byte === 0x5d ? 1 : 2;
      if (isOneObject && depth <= 0) return true;
    } else position += 1;
    if (byte !== 0x2f) isKeyNext = true;
    first = second;
    second = value;
  }
  return false;
}
