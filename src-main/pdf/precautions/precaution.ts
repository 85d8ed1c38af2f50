import type { PrecautionCode, RaisedWarning } from '../../contract/index.ts';

/**
 * Something of a document that can look different elsewhere or later than where it was looked at before it was
 * sealed, with names harmless to show.
 */
export type Precaution = RaisedWarning<PrecautionCode>;
/** Those that list what they found. */
export type ListingPrecaution = Extract<Precaution, { readonly values: { readonly names: unknown } }>;

const longestName = 60;
/** Control characters, and marks that turn the direction of the text around them. */
const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

/** A name out of a document, as it may be shown: it cannot pretend to be words of this program. */
export function plainName(text: string): string {
  const plain = text.replace(forbidden, '�');
  return plain.length > longestName ? `${plain.slice(0, longestName)}…` : plain;
}
