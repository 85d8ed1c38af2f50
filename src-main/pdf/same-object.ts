import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';
import { isWrittenAsInteger } from './object-reader.ts';

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
    const [items, others] = [one.asArray(), other.asArray()];
    if (isMeasure(items) && isMeasure(others)) {
      return items.every((item, index) => isSameMeasure(item, others[index]));
    }
    return items.every((item, index) => isSameObject(item, others[index], following, depth + 1));
  }
  if (isString(one)) return isString(other) && Buffer.compare(bytesOf(one), bytesOf(other)) === 0;
  if (one instanceof PDFNumber) return other instanceof PDFNumber && isSameNumber(one, other);
  return one.constructor === other.constructor && String(one) === String(other);
}

/** Readers that want an integer take a real for nothing, or cut it off; beyond 31 bits they wrap or clip. */
function isSameNumber(one: PDFNumber, other: PDFNumber): boolean {
  const areIntegers = isWrittenAsInteger(one) && isWrittenAsInteger(other);
  const areReals = !isWrittenAsInteger(one) && !isWrittenAsInteger(other);
  const isInRange = Math.abs(one.asNumber()) < 2 ** 31;
  return (areIntegers || (areReals && isInRange)) && one.asNumber() === other.asNumber();
}

/** A rectangle or a matrix (ISO 32000-2, 7.9.5 and 8.3.3): every reader takes integers and reals in it. */
function isMeasure(items: readonly PDFObject[]): boolean {
  return (items.length === 4 || items.length === 6) && items.every((item) => item instanceof PDFNumber);
}

/** Programs write the fractions of what they measure to as many digits as they keep; less than that is seen by nobody. */
const keptPrecision = 1e-8;

function isSameMeasure(one: PDFObject, other: PDFObject | undefined): boolean {
  if (!(one instanceof PDFNumber) || !(other instanceof PDFNumber)) return false;
  const [first, second] = [one.asNumber(), other.asNumber()];
  if (first === second) return Math.abs(first) < 2 ** 31;
  const isNear = Math.abs(first - second) <= keptPrecision * Math.max(1, Math.abs(first));
  return isNear && Math.trunc(first) === Math.trunc(second);
}

const backslash = 0x5c;
const [lineFeed, carriageReturn] = [0x0a, 0x0d];
const escaped: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, b: 0x08, f: 0x0c };

/** The bytes of a string (ISO 32000-2, 7.3.4.2). The library's own does not know line ends in a string. */
function bytesOf(string: PDFString | PDFHexString): Uint8Array {
  if (string instanceof PDFHexString) return string.asBytes();
  const written = Buffer.from(string.asString(), 'latin1');
  const bytes: number[] = [];
  for (let at = 0; at < written.length; at++) {
    const byte = written[at] ?? 0;
    const isLineEnd = byte === carriageReturn || byte === lineFeed;
    if (isLineEnd) {
      if (byte === carriageReturn && written[at + 1] === lineFeed) at += 1;
      bytes.push(lineFeed);
    } else if (byte !== backslash) bytes.push(byte);
    else {
      at += 1;
      const next = String.fromCharCode(written[at] ?? 0);
      const octal = /^[0-7]{1,3}/.exec(written.toString('latin1', at, at + 3))?.[0];
      if (next === '\r' && written[at + 1] === lineFeed) at += 1;
      if (octal !== undefined) {
        bytes.push(Number.parseInt(octal, 8) & 0xff);
        at += octal.length - 1;
      } else if (next !== '\r' && next !== '\n') bytes.push(escaped[next] ?? written[at] ?? 0);
    }
  }
  return Uint8Array.from(bytes);
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
