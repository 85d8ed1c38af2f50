import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';
import { isWrittenAsInteger } from './object-reader.ts';

/** What a reference leads to where that may stand for the object itself; undefined where it may not. */
export type Follow = (ref: PDFRef) => PDFObject | undefined;

/** How references are followed that do not name the same object: those of `one`, and those of `other`. */
export interface Following {
  readonly one: Follow;
  readonly other: Follow;
}

const maxDepth = 64;

/**
 * Whether two objects mean the same to every reader: entries of a dictionary have no order (ISO 32000-2, 7.3.7), a string is its bytes
 * (7.3.4), a number is what is written. References are the same when they name the same object: layers and others are known by that, and
 * what stands in its place is read otherwise by some readers than what is referred to. A dictionary with a key twice has to be told apart
 * before.
 */
export function isSameObject(one: PDFObject | undefined, other: PDFObject | undefined, depth = 0): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || depth > maxDepth) return false;
  // Names and references are made once each, so two that differ in identity differ.
  if (one instanceof PDFName || one instanceof PDFRef || other instanceof PDFRef) return false;
  if (one instanceof PDFDict) return other instanceof PDFDict && isSameDictionary(one, other, depth);
  if (one instanceof PDFArray) {
    if (!(other instanceof PDFArray) || one.size() !== other.size()) return false;
    const others = other.asArray();
    return one.asArray().every((item, index) => isSameObject(item, others[index], depth + 1));
  }
  if (isString(one)) return isString(other) && isSameString(one, other);
  if (one instanceof PDFNumber) return other instanceof PDFNumber && isSameNumber(one, other);
  return one.constructor === other.constructor && String(one) === String(other);
}

/**
 * The same for the values of one key of a page, a form, a field or the catalog, whose dictionaries and lists may have moved to an object of
 * their own, or to another number, as some programs write them.
 */
export function isSameEntry(
  key: string,
  one: PDFObject | undefined,
  other: PDFObject | undefined,
  following: Following,
): boolean {
  if (one === other) return true;
  const [first, second] = [
    one instanceof PDFRef ? following.one(one) : one,
    other instanceof PDFRef ? following.other(other) : other,
  ];
  const isMoved = one instanceof PDFRef || other instanceof PDFRef;
  if (isMoved && !isContainer(first)) return false;
  if (isMeasure(key, first) && isMeasure(key, second)) return isSameMeasure(first, second);
  return wordKeys.has(key) ? isSameTree(first, second, following, 0) : isSameObject(first, second);
}

/** Of the catalog, what draws nothing and is nobody's identity: some programs write each dictionary in it as an object of its own. */
const wordKeys = new Set(['PageLabels', 'ViewerPreferences', 'MarkInfo']);

function isSameTree(
  one: PDFObject | undefined,
  other: PDFObject | undefined,
  following: Following,
  depth: number,
): boolean {
  if (depth > maxDepth) return false;
  const [first, second] = [
    one instanceof PDFRef && one !== other ? following.one(one) : one,
    other instanceof PDFRef && one !== other ? following.other(other) : other,
  ];
  if (first instanceof PDFArray && second instanceof PDFArray) {
    const others = second.asArray();
    return (
      first.size() === others.length &&
      first.asArray().every((item, index) => isSameTree(item, others[index], following, depth + 1))
    );
  }
  if (first instanceof PDFDict && second instanceof PDFDict) {
    return (
      first.keys().length === second.keys().length &&
      first.keys().every((name) => isSameTree(first.get(name), second.get(name), following, depth + 1))
    );
  }
  return one instanceof PDFRef === other instanceof PDFRef && isSameObject(first, second);
}

const isContainer = (object: PDFObject | undefined) => object instanceof PDFDict || object instanceof PDFArray;

/** Readers that want an integer take a real for nothing, or cut it off; beyond 31 bits they wrap or clip. */
function isSameNumber(one: PDFNumber, other: PDFNumber): boolean {
  const areIntegers = isWrittenAsInteger(one) && isWrittenAsInteger(other);
  const areReals = !isWrittenAsInteger(one) && !isWrittenAsInteger(other);
  const isInRange = Math.abs(one.asNumber()) < 2 ** 31;
  return (areIntegers || (areReals && isInRange)) && one.asNumber() === other.asNumber();
}

/** Rectangles and matrices (ISO 32000-2, 7.9.5 and 8.3.3), in which every reader takes integers and reals. */
const measureKeys = new Set(['MediaBox', 'CropBox', 'BleedBox', 'TrimBox', 'ArtBox', 'BBox', 'Rect', 'Matrix']);

function isMeasure(key: string, object: PDFObject | undefined): object is PDFArray {
  return (
    measureKeys.has(key) &&
    object instanceof PDFArray &&
    (object.size() === 4 || object.size() === 6) &&
    object.asArray().every((item) => item instanceof PDFNumber)
  );
}

/** Programs write the fractions of what they measure to as many digits as they keep; less than that is seen by nobody. */
const keptPrecision = 1e-8;

function isSameMeasure(one: PDFArray, other: PDFArray): boolean {
  const others = other.asArray();
  return one.size() === other.size() && one.asArray().every((side, index) => isSameSide(side, others[index]));
}

function isSameSide(one: PDFObject, other: PDFObject | undefined): boolean {
  if (!(one instanceof PDFNumber) || !(other instanceof PDFNumber)) return false;
  const [first, second] = [one.asNumber(), other.asNumber()];
  if (first === second) return Math.abs(first) < 2 ** 31;
  const isNear = Math.abs(first - second) <= keptPrecision * Math.max(1, Math.abs(first));
  return isNear && Math.trunc(first) === Math.trunc(second);
}

/** With a line end of two bytes in it, a string has one byte there for some readers and two for others (ISO 32000-2, 7.3.4.2). */
function isSameString(one: PDFString | PDFHexString, other: PDFString | PDFHexString): boolean {
  if (one instanceof PDFString && other instanceof PDFString && one.asString() === other.asString()) return true;
  const isUnclear = (string: PDFString | PDFHexString) =>
    string instanceof PDFString && string.asString().includes('\r');
  return !isUnclear(one) && !isUnclear(other) && Buffer.compare(bytesOf(one), bytesOf(other)) === 0;
}

const backslash = 0x5c;
const escaped: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };

/** The bytes of a string without a carriage return in it (ISO 32000-2, 7.3.4.2). The library's own does not know line ends after a backslash. */
function bytesOf(string: PDFString | PDFHexString): Uint8Array {
  if (string instanceof PDFHexString) return string.asBytes();
  const written = Buffer.from(string.asString(), 'latin1');
  const bytes: number[] = [];
  for (let at = 0; at < written.length; at++) {
    const byte = written[at] ?? 0;
    if (byte !== backslash) {
      bytes.push(byte);
      continue;
    }
    at += 1;
    const octal = /^[0-7]{1,3}/.exec(written.toString('latin1', at, at + 3))?.[0];
    const next = String.fromCharCode(written[at] ?? 0);
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8) & 0xff);
      at += octal.length - 1;
    } else if (next !== '\n') bytes.push(escaped[next] ?? written[at] ?? 0);
  }
  return Uint8Array.from(bytes);
}

function isSameDictionary(one: PDFDict, other: PDFDict, depth: number): boolean {
  return (
    one.entries().length === other.entries().length &&
    one.entries().every(([key, value]) => {
      const [name, now] = [key.decodeText(), other.get(key)];
      if (isMeasure(name, value) && isMeasure(name, now)) return isSameMeasure(value, now);
      return isSameObject(value, now, depth + 1);
    })
  );
}

function isString(object: PDFObject): object is PDFString | PDFHexString {
  return object instanceof PDFString || object instanceof PDFHexString;
}
