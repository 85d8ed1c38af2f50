import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';

/** What a reference leads to where that may stand for the object itself; undefined where it may not. */
export type Follow = (ref: PDFRef) => PDFObject | undefined;

/** How references are followed that do not name the same object: those of `one`, and those of `other`. */
export interface Following {
  readonly one: Follow;
  readonly other: Follow;
}

const nothing: Following = { one: () => undefined, other: () => undefined };
const depthLimit = 64;

/**
 * Whether two objects mean the same, however they are written: entries of a dictionary have no order (ISO 32000-2, 7.3.7), a string is
 * its bytes (7.3.4), a number its value. References are the same when they name the same object; other references are followed as
 * `following` says. A dictionary with a key twice has to be told apart before.
 */
export function isSameObject(
  one: PDFObject | undefined,
  other: PDFObject | undefined,
  following: Following = nothing,
  depth = 0,
): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || depth > depthLimit) return false;
  if (one instanceof PDFRef || other instanceof PDFRef) {
    const [first, second] = [
      one instanceof PDFRef ? following.one(one) : one,
      other instanceof PDFRef ? following.other(other) : other,
    ];
    if (first === undefined || second === undefined || first instanceof PDFRef || second instanceof PDFRef)
      return false;
    return isSameObject(first, second, following, depth + 1);
  }
  // Names are made once each, so two that differ in identity differ.
  if (one instanceof PDFName) return false;
  if (one instanceof PDFDict) return other instanceof PDFDict && isSameDictionary(one, other, following, depth);
  if (one instanceof PDFArray) {
    if (!(other instanceof PDFArray) || one.size() !== other.size()) return false;
    const items = other.asArray();
    return one.asArray().every((item, index) => isSameObject(item, items[index], following, depth + 1));
  }
  if (isString(one)) return isString(other) && Buffer.compare(one.asBytes(), other.asBytes()) === 0;
  if (one instanceof PDFNumber) return other instanceof PDFNumber && isSameNumber(one.asNumber(), other.asNumber());
  return one.constructor === other.constructor && String(one) === String(other);
}

/** Programs write the fractions of what they read to as many digits as they keep; less than that is seen by nobody. */
const keptPrecision = 1e-8;

function isSameNumber(one: number, other: number): boolean {
  if (one === other) return true;
  if (Number.isInteger(one) && Number.isInteger(other)) return false;
  return Math.abs(one - other) <= keptPrecision * Math.max(1, Math.abs(one));
}

function isSameDictionary(one: PDFDict, other: PDFDict, following: Following, depth: number): boolean {
  return (
    one.entries().length === other.entries().length &&
    one.keys().every((key) => isSameObject(one.get(key), other.get(key), following, depth + 1))
  );
}

function isString(object: PDFObject): object is PDFString | PDFHexString {
  return object instanceof PDFString || object instanceof PDFHexString;
}
