import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';

/** What a reference leads to where that may stand for the object itself; undefined where it may not. */
export type Follow = (ref: PDFRef) => PDFObject | undefined;

/**
 * Whether two objects mean the same, however they are written: entries of a dictionary have no order (ISO 32000-2, 7.3.7), a string is
 * its bytes (7.3.4), a number its value. References are the same when they name the same object; one in `other` where `one` has the
 * object itself is followed by `follow`. A dictionary with a key twice has to be told apart before.
 */
export function isSameObject(
  one: PDFObject | undefined,
  other: PDFObject | undefined,
  follow: Follow = () => undefined,
): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  // Names and references are made once each, so two that differ in identity differ.
  if (one instanceof PDFName || one instanceof PDFRef) return false;
  if (other instanceof PDFRef) {
    const target = follow(other);
    return !(target instanceof PDFRef) && isSameObject(one, target, follow);
  }
  if (one instanceof PDFDict) return other instanceof PDFDict && isSameDictionary(one, other, follow);
  if (one instanceof PDFArray) {
    if (!(other instanceof PDFArray) || one.size() !== other.size()) return false;
    const items = other.asArray();
    return one.asArray().every((item, index) => isSameObject(item, items[index], follow));
  }
  if (isString(one)) return isString(other) && Buffer.compare(one.asBytes(), other.asBytes()) === 0;
  if (one instanceof PDFNumber) return other instanceof PDFNumber && one.asNumber() === other.asNumber();
  return one.constructor === other.constructor && String(one) === String(other);
}

function isSameDictionary(one: PDFDict, other: PDFDict, follow: Follow): boolean {
  return (
    one.entries().length === other.entries().length &&
    one.keys().every((key) => isSameObject(one.get(key), other.get(key), follow))
  );
}

function isString(object: PDFObject): object is PDFString | PDFHexString {
  return object instanceof PDFString || object instanceof PDFHexString;
}
