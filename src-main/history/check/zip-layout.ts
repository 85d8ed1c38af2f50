import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { systemPath } from '../../files/index.ts';

/** APPNOTE.TXT 6.3.10: the records of an archive by their signatures, and how long their fixed parts are. */
const localHeader = { signature: 0x04034b50, bytes: 30 };
const directoryHeader = { signature: 0x02014b50, bytes: 46 };
const descriptor = { signature: 0x08074b50, bytes: 16, longBytes: 24 };
const endRecord = { signature: 0x06054b50, bytes: 22 };
const longEndRecord = { signature: 0x06064b50, bytes: 56 };
const longEndLocator = { signature: 0x07064b50, bytes: 20 };

const versions: readonly number[] = [10, 20, 45];
const methods: readonly number[] = [0, 8];
const sizesFollow = 0x0008;
const namesAreUtf8 = 0x0800;
const longField = 0x0001;
const timeField = 0x5455;
const timeFieldBytes = 5;
const longFieldBytes = 24;
const short = 0xffff;
const long = 0xffffffff;
/** More than the directory of any package has. */
const mostDirectoryBytes = 64 << 20;

class NotPlain extends Error {}
function must(holds: boolean): asserts holds {
  if (!holds) throw new NotPlain();
}

/** A whole number that JavaScript holds exactly. */
function longAt(bytes: Buffer, offset: number): number {
  const value = bytes.readBigUInt64LE(offset);
  must(value <= BigInt(Number.MAX_SAFE_INTEGER));
  return Number(value);
}

/**
 * Whether a file is an archive in which every byte has one meaning: entries from the first byte on, one after the other in the order of the
 * directory, then the directory, then its end, and what is said twice is said alike. Readers differ in what they make of anything else;
 * FORMAT says the same in words, and check.py does it in Python.
 */
export function hasPlainLayout(path: string): boolean {
  const file = openSync(systemPath(path), 'r');
  try {
    walk(file, fstatSync(file).size);
    return true;
  } catch (thrown) {
    if (thrown instanceof NotPlain) return false;
    throw thrown;
  } finally {
    closeSync(file);
  }
}

interface Directory {
  readonly count: number;
  readonly sizeBytes: number;
  readonly offset: number;
  /** Where what ends it begins. */
  readonly end: number;
}

function walk(file: number, sizeBytes: number): void {
  const bytesAt = (offset: number, length: number): Buffer => {
    must(offset >= 0 && offset + length <= sizeBytes);
    const bytes = Buffer.alloc(length);
    must(readSync(file, bytes, 0, length, offset) === length);
    return bytes;
  };
  const { count, sizeBytes: directoryBytes, offset, end } = readEnd(bytesAt, sizeBytes);
  must(offset + directoryBytes === end && directoryBytes <= mostDirectoryBytes);
  const directory = bytesAt(offset, directoryBytes);
  let at = 0;
  let position = 0;
  for (let entry = 0; entry < count; entry++) {
    must(at + directoryHeader.bytes <= directoryBytes);
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    must(nameBytes !== undefined && extraBytes !== undefined && commentBytes === 0);
    const whole = directoryHeader.bytes + nameBytes + extraBytes;
    must(at + whole <= directoryBytes);
    position = walkEntry(directory.subarray(at, at + whole), nameBytes, position, bytesAt);
    at += whole;
  }
  must(at === directoryBytes && position === offset);
}

type BytesAt = (offset: number, length: number) => Buffer;

function readEnd(bytesAt: BytesAt, sizeBytes: number): Directory {
  const start = sizeBytes - endRecord.bytes;
  const end = bytesAt(start, endRecord.bytes);
  must(end.readUInt32LE(0) === endRecord.signature);
  const isOneDisk = end.readUInt16LE(4) === 0 && end.readUInt16LE(6) === 0;
  const count = end.readUInt16LE(10);
  must(isOneDisk && end.readUInt16LE(8) === count && end.readUInt16LE(20) === 0);
  const directoryBytes = end.readUInt32LE(12);
  const offset = end.readUInt32LE(16);
  if (count !== short && directoryBytes !== long && offset !== long)
    return { count, sizeBytes: directoryBytes, offset, end: start };
  const longStart = start - longEndLocator.bytes - longEndRecord.bytes;
  const longEnd = bytesAt(longStart, longEndRecord.bytes + longEndLocator.bytes);
  must(longEnd.readUInt32LE(0) === longEndRecord.signature && longAt(longEnd, 4) === longEndRecord.bytes - 12);
  must(longEnd.readUInt32LE(16) === 0 && longEnd.readUInt32LE(20) === 0);
  const locator = longEnd.subarray(longEndRecord.bytes);
  must(locator.readUInt32LE(0) === longEndLocator.signature && locator.readUInt32LE(4) === 0);
  must(longAt(locator, 8) === longStart && locator.readUInt32LE(16) === 1);
  const found = { count: longAt(longEnd, 32), sizeBytes: longAt(longEnd, 40), offset: longAt(longEnd, 48) };
  must(longAt(longEnd, 24) === found.count);
  must(count === short || count === found.count);
  must(directoryBytes === long || directoryBytes === found.sizeBytes);
  must(offset === long || offset === found.offset);
  return { ...found, end: longStart };
}

/** Where the entry ends that begins at `position`, of which this is the directory's record. */
function walkEntry(record: Buffer, nameBytes: number, position: number, bytesAt: BytesAt): number {
  must(record.readUInt32LE(0) === directoryHeader.signature && versions.includes(record.readUInt16LE(6)));
  const flags = record.readUInt16LE(8);
  const method = record.readUInt16LE(10);
  must((flags & ~(sizesFollow | namesAreUtf8)) === 0 && methods.includes(method));
  must(record.readUInt16LE(34) === 0);
  const crc = record.readUInt32LE(16);
  const [compressed, whole, offset, isLong] = readSizes(record, directoryHeader.bytes + nameBytes);
  must(offset === position);
  const local = bytesAt(position, localHeader.bytes + nameBytes);
  must(local.readUInt32LE(0) === localHeader.signature && versions.includes(local.readUInt16LE(4)));
  must(local.readUInt16LE(6) === flags && local.readUInt16LE(8) === method);
  must(local.readUInt16LE(26) === nameBytes && local.readUInt16LE(28) === 0);
  const name = record.subarray(directoryHeader.bytes, directoryHeader.bytes + nameBytes);
  must(local.subarray(localHeader.bytes).equals(name));
  const isLater = (flags & sizesFollow) !== 0;
  const said = [14, 18, 22].map((field) => local.readUInt32LE(field));
  must(isLater ? said.every((value) => value === 0) : !isLong && `${said}` === `${[crc, compressed, whole]}`);
  const dataEnd = position + localHeader.bytes + nameBytes + compressed;
  if (!isLater) return dataEnd;
  const sums = bytesAt(dataEnd, isLong ? descriptor.longBytes : descriptor.bytes);
  must(sums.readUInt32LE(0) === descriptor.signature && sums.readUInt32LE(4) === crc);
  const sizes = isLong ? [longAt(sums, 8), longAt(sums, 16)] : [sums.readUInt32LE(8), sums.readUInt32LE(12)];
  must(`${sizes}` === `${[compressed, whole]}`);
  return dataEnd + sums.length;
}

/** Compressed and whole size, the offset, and whether they stand in the field for large archives. */
function readSizes(record: Buffer, extraAt: number): [number, number, number, boolean] {
  const [compressed = 0, whole = 0, offset = 0] = [20, 24, 42].map((field) => record.readUInt32LE(field));
  let large: Buffer | null = null;
  for (let at = extraAt; at < record.length; ) {
    must(at + 4 <= record.length);
    const [kind, length] = [record.readUInt16LE(at), record.readUInt16LE(at + 2)];
    const content = record.subarray(at + 4, at + 4 + length);
    must(content.length === length);
    if (kind === longField && large === null && length === longFieldBytes) large = content;
    else must(kind === timeField && length === timeFieldBytes);
    at += 4 + length;
  }
  if (large === null) {
    must(compressed !== long && whole !== long && offset !== long);
    return [compressed, whole, offset, false];
  }
  // All of them are there, as our own writer does it.
  must(compressed === long && whole === long && offset === long);
  return [longAt(large, 8), longAt(large, 0), longAt(large, 16), true];
}
