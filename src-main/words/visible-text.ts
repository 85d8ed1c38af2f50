import { readableNames } from '../contract/index.ts';

/**
 * What a person does not see and a terminal or a line of text obeys: control characters (C0, DEL, C1), format characters (direction
 * marks, zero-width ones), halves of surrogate pairs, separators of lines and paragraphs, everything that Unicode calls
 * default-ignorable, and the Braille blank.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** A character by its code point: `[U+202E]`. */
export function codePointOf(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/**
 * Text from outside with what is hidden in it in plain sight, and so without effect: an escape sequence that would write over a report
 * reads `[U+001B][2J`, a name that would turn around `[U+202E]fdp`. Of the hidden characters those in `kept` stay. Names of files that are no
 * UTF-8 are read as GB18030.
 */
export function visibleText(text: string, kept = ''): string {
  return readableNames(text).replace(hidden, (character) =>
    kept.includes(character) ? character : codePointOf(character),
  );
}

/** Data with every text in it changed; bytes and times stay. */
export function mapTexts<Value>(value: Value, change: (text: string) => string): Value;
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((part) => mapTexts(part, change));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapTexts(part, change)]));
}

/**
 * JSON that a terminal can show: what is hidden stands as `\uXXXX`, which every reader of JSON takes back (RFC 8259, 7). The values
 * stay whole.
 */
export function visibleJson(value: unknown, indent = 2): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, indent).replace(hidden, (character) =>
    character === '\n' ? character : character.split('').map(escaped).join(''),
  );
}
