import { ConverterFactory } from 'opencc-js/core';
import traditionalToSimplified from 'opencc-js/dict/TSCharacters';

/** Made when a text is compared: its table takes longer to read than most stamps have for all of it. */
let simplify: ((text: string) => string) | null = null;
const known = new Map<string, string>();
/** A text has few different signs. */
const mostKnown = 20_000;

const ignored = /[\p{White_Space}\p{Cc}\p{Cf}\p{Mn}]/gu;

/**
 * A sign as a person compares it: half width for full width, one script for both, small for capital; empty for blanks and marks that are not seen.
 */
export function comparable(sign: string): string {
  const found = known.get(sign);
  if (found !== undefined) return found;
  simplify ??= ConverterFactory([traditionalToSimplified]);
  const made = simplify(sign.normalize('NFKC').replace(ignored, '').toLowerCase());
  if (known.size < mostKnown) known.set(sign, made);
  return made;
}

/** A whole text as a person compares it. */
export const comparableText = (text: string): string => Array.from(text, comparable).join('');
