import { type DerElement, DerError, expectTag, readBitStringBytes, readTime, tags } from '../../x509/index.ts';
/**
 * Where a product leaves GB/T 38540-2020 or GM/T 0031-2014 in a way that changes no meaning: `octet-string` where a BIT STRING stands,
 * `time-type` UTCTime and GeneralizedTime exchanged, `string-type` another type of string, `untagged` without its context tag,
 * `default-encoded` a default value written out, `version-of-another-form` a version number that does not go with the structure.
 */
export interface SesDeviation {
  /** The field's name in the standard. */
  readonly field: string;
  readonly deviation:
    | 'octet-string'
    | 'time-type'
    | 'string-type'
    | 'untagged'
    | 'default-encoded'
    | 'version-of-another-form';
}

/** Takes note of a deviation while reading goes on. */
export type DeviationLog = (field: string, deviation: SesDeviation['deviation']) => void;

/** A BIT STRING of whole bytes, or an OCTET STRING in its place. Throws DerError. */
export function readBits(element: DerElement, field: string, log: DeviationLog): Uint8Array {
  if (element.tag !== tags.octetString) return readBitStringBytes(element);
  log(field, 'octet-string');
  return element.content;
}

/** A time of either type. Throws DerError. */
export function readSealTime(
  element: DerElement,
  field: string,
  type: 'utcTime' | 'generalizedTime',
  log: DeviationLog,
): Date {
  const time = readTime(element);
  if (element.tag !== tags[type]) log(field, 'time-type');
  return time;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** What the characters of each type may be (X.680, 41.4; IA5 is ASCII). */
const alphabets = {
  utf8String: /^.*$/su,
  ia5String: /^\p{ASCII}*$/u,
  // The asterisk and others are outside, but digest names in the field stay within letters, digits and dots.
  printableString: /^[A-Za-z0-9 '()+,\-./:=?]*$/u,
} as const;
export type TextType = keyof typeof alphabets;

const textTags: ReadonlySet<number> = new Set([tags.utf8String, tags.ia5String, tags.printableString]);

/** Whether a text can be written in a string type. */
export function fitsTextType(text: string, type: TextType): boolean {
  return alphabets[type].test(text) && text.isWellFormed();
}

/** A string of the given type, or of a related one. Throws DerError. */
export function readText(element: DerElement, field: string, type: TextType, log: DeviationLog): string {
  if (!textTags.has(element.tag)) expectTag(element, tags[type]);
  let text: string;
  try {
    text = decoder.decode(element.content);
  } catch {
    throw new DerError('a string of broken characters');
  }
  if (element.tag !== tags[type] || !fitsTextType(text, type)) log(field, 'string-type');
  return text;
}
