import { damaged, type PackageBytes } from './package-bytes.ts';

/** APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16. */
export const endRecord = { signature: 0x06054b50, bytes: 22 };
export const longEnd = { signature: 0x06064b50, bytes: 56 };
export const longLocator = { signature: 0x07064b50, bytes: 20 };
const longestCommentBytes = 0xffff;
export const short = 0xffff;
const long = 0xffffffff;

/** Where the directory of an archive stands. */
export interface DirectoryPlace {
  readonly count: number;
  readonly offset: number;
  readonly sizeBytes: number;
  /** What stands before the archive: offsets within it count from here. */
  readonly base: number;
  readonly commentBytes: number;
  /** What follows the end of the archive. */
  readonly bytesAfter: number;
}

export function bytesAt(source: PackageBytes, offset: number, length: number, scratch?: Uint8Array): Buffer {
  const isInside = offset >= 0 && length >= 0 && offset + length <= source.sizeBytes;
  if (!isInside) throw damaged(`${length} bytes at ${offset} are beyond the file`);
  const bytes = source.read(offset, length, scratch);
  if (bytes.length !== length) throw damaged(`${length} bytes at ${offset} cannot be read`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A whole number that JavaScript holds exactly. */
export function longAt(bytes: Buffer, offset: number): number {
  const value = bytes.readBigUInt64LE(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('a number that no file is long enough for');
  return Number(value);
}

function findEnd(source: PackageBytes): { tail: Buffer; at: number; tailStart: number } {
  const tailStart = Math.max(0, source.sizeBytes - endRecord.bytes - longestCommentBytes);
  const tail = Buffer.from(bytesAt(source, tailStart, source.sizeBytes - tailStart));
  for (let at = tail.length - endRecord.bytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) === endRecord.signature) return { tail, at, tailStart };
  }
  throw damaged('there is no end of an archive');
}

/** Whether the bytes end as an archive does. */
export function endsAsArchive(source: PackageBytes): boolean {
  try {
    findEnd(source);
    return true;
  } catch {
    return false;
  }
}

/**
 * Finds the one end of the archive. Readers look for it from the end of the file, and take different ones where there are two: then none
 * is taken. @throws AppError OFD_DAMAGED
 */
export function findDirectory(source: PackageBytes): DirectoryPlace {
  const { tail, at, tailStart } = findEnd(source);
  const position = tailStart + at;
  const end = tail.subarray(at);
  const commentBytes = end.readUInt16LE(20);
  const bytesAfter = end.length - endRecord.bytes - commentBytes;
  if (bytesAfter < 0) throw damaged('the comment of the archive is cut off');
  if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0) throw damaged('an archive of several volumes');
  const said = { count: end.readUInt16LE(10), sizeBytes: end.readUInt32LE(12), offset: end.readUInt32LE(16) };
  if (end.readUInt16LE(8) !== said.count) throw damaged('an archive of several volumes');
  const isLong = said.count === short || said.sizeBytes === long || said.offset === long;
  const found = isLong ? readLongEnd(source, position, said) : { ...said, end: position };
  const base = found.end - found.sizeBytes - found.offset;
  if (base < 0) throw damaged('the directory does not end where the archive does');
  const offset = base + found.offset;
  // Between the directory and the end of the file another end could stand, or begin.
  const rest = bytesAt(source, offset, source.sizeBytes - offset);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(endRecord.signature);
  if (rest.indexOf(signature) !== position - offset) throw damaged('there are two ends of an archive');
  assertOneEnd(tail, at, isLong);
  return { count: found.count, sizeBytes: found.sizeBytes, offset, base, commentBytes, bytesAfter };
}

/**
 * Some readers take the end of a large archive wherever it stands before the other, and some the first end whose comment reaches to the end
 * of the file. @throws AppError OFD_DAMAGED
 */
function assertOneEnd(tail: Buffer, at: number, isLong: boolean): void {
  const locatorAt = at - longLocator.bytes;
  if (!isLong && locatorAt >= 0 && tail.readUInt32LE(locatorAt) === longLocator.signature) {
    throw damaged('there is the end of a large archive that is none');
  }
  for (let other = 0; other < at; other++) {
    const reaches = other + endRecord.bytes <= tail.length && tail.readUInt32LE(other) === endRecord.signature;
    if (reaches && other + endRecord.bytes + tail.readUInt16LE(other + 20) === tail.length) {
      throw damaged('there are two ends of an archive');
    }
  }
}

function readLongEnd(
  source: PackageBytes,
  position: number,
  said: { readonly count: number; readonly sizeBytes: number; readonly offset: number },
) {
  const start = position - longLocator.bytes - longEnd.bytes;
  const bytes = bytesAt(source, start, longEnd.bytes + longLocator.bytes);
  const locator = bytes.subarray(longEnd.bytes);
  const isPlain =
    bytes.readUInt32LE(0) === longEnd.signature &&
    longAt(bytes, 4) === longEnd.bytes - 12 &&
    bytes.readUInt32LE(16) === 0 &&
    bytes.readUInt32LE(20) === 0 &&
    longAt(bytes, 24) === longAt(bytes, 32) &&
    locator.readUInt32LE(0) === longLocator.signature;
  if (!isPlain) throw damaged('the end of a large archive is not in its place');
  const found = { count: longAt(bytes, 32), sizeBytes: longAt(bytes, 40), offset: longAt(bytes, 48) };
  const agrees =
    (said.count === short || said.count === found.count) &&
    (said.sizeBytes === long || said.sizeBytes === found.sizeBytes) &&
    (said.offset === long || said.offset === found.offset);
  if (!agrees) throw damaged('the two ends of a large archive differ');
  // Who goes by the locator would find another end.
  if (longAt(locator, 8) !== found.offset + found.sizeBytes) throw damaged('the end of a large archive is elsewhere');
  return { ...found, end: start };
}
