import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';

/**
 * Whether two direct objects mean the same, however they are written: entries of a dictionary have no order (ISO 32000-2, 7.3.7), a
 * string is its bytes (7.3.4), a number its value. References are the same when they name the same object. A dictionary with a key
 * twice has to be told apart before.
 */
export function isSameObject(one: PDFObject | undefined, other: PDFObject | undefined): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined) return false;
  if (one instanceof PDFDict) return other instanceof PDFDict && isSameDictionary(one, other);
  if (one instanceof PDFArray) {
    if (!(other instanceof PDFArray) || one.size() !== other.size()) return false;
    const items = other.asArray();
    return one.asArray().every((item, index) => isSameObject(item, items[index]));
  }
  if (isString(one)) return isString(other) && Buffer.compare(one.asBytes(), other.asBytes()) === 0;
  if (one instanceof PDFNumber) return other instanceof PDFNumber && one.asNumber() === other.asNumber();
  // Names and references are made once each, so two that differ in identity differ.
  if (one instanceof PDFName || one instanceof PDFRef) return false;
  return one.constructor === other.constructor && String(one) === String(other);
}

function isSameDictionary(one: PDFDict, other: PDFDict): boolean {
  return (
    one.entries().length === other.entries().length &&
    one.keys().every((key) => isSameObject(one.get(key), other.get(key)))
  );
}

function isString(object: PDFObject): object is PDFString | PDFHexString {
  return object instanceof PDFString || object instanceof PDFHexString;
}
