import { crc32, deflateRawSync } from 'node:zlib';
import { directoryHeader, field, fieldsOf, localHeader, long } from '../package/directory.ts';
import { endRecord, longEnd, longLocator, short } from '../package/end-of-directory.ts';

/** A piece of the file that is copied as it is. Offsets in bytes. */
export interface KeptRange {
  readonly start: number;
  readonly end: number;
}

/** An entry as it is written (APPNOTE.TXT 6.3.10, 4.3.7). */
export interface WrittenEntry {
  readonly name: string;
  /** Its header and its data. */
  readonly bytes: Uint8Array;
  /** Its record of the directory; the place is put in when the directory is made. */
  readonly record: Uint8Array;
}

const versionNeeded = 20;
/** With a field for large files (4.4.3.2). */
const versionOfLong = 45;
const utf8 = 0x0800;
const deflated = 8;
/** 4.4.6; local time, even seconds. */
function dosTime(time: Date): readonly [time: number, date: number] {
  const year = Math.min(127, Math.max(0, time.getFullYear() - 1980));
  return [
    (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1),
    (year << 9) | ((time.getMonth() + 1) << 5) | time.getDate(),
  ];
}

/** Less is not made smaller. */
const leastPacked = 64;

/** Makes an entry of a part. */
export function writeEntry(name: string, content: Uint8Array, time: Date): WrittenEntry {
  const packed = content.length < leastPacked ? content : deflateRawSync(content);
  const isSmaller = packed.length < content.length;
  const data = isSmaller ? packed : Buffer.from(content);
  const nameBytes = Buffer.from(name);
  const [clock, date] = dosTime(time);
  /** What the header and the record have in common. */
  const common = Buffer.alloc(26);
  common.writeUInt16LE(versionNeeded, 0);
  common.writeUInt16LE(utf8, 2);
  common.writeUInt16LE(isSmaller ? deflated : 0, 4);
  common.writeUInt16LE(clock, 6);
  common.writeUInt16LE(date, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(data.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(nameBytes.length, 22);
  const header = Buffer.alloc(4);
  header.writeUInt32LE(localHeader.signature);
  const record = Buffer.alloc(directoryHeader.bytes);
  record.writeUInt32LE(directoryHeader.signature, 0);
  record.writeUInt16LE(versionNeeded, 4);
  common.copy(record, 6);
  return {
    name,
    bytes: Buffer.concat([header, common, nameBytes, data]),
    record: Buffer.concat([record, nameBytes]),
  };
}

/** A record of the directory with another place for its entry, in a field where it does not fit (APPNOTE.TXT, 4.5.3). */
export function atOffset(before: Uint8Array, offset: number): Uint8Array {
  const record = Buffer.from(before);
  const nameEnd = directoryHeader.bytes + record.readUInt16LE(28);
  const extraEnd = nameEnd + record.readUInt16LE(30);
  const isLong = offset >= long;
  const wasLong = record.readUInt32LE(42) === long;
  record.writeUInt32LE(isLong ? long : offset, 42);
  if (!isLong && !wasLong) return record;
  const fields = [...fieldsOf(record.subarray(nameEnd, extraEnd))];
  const sizes = [24, 20].filter((at) => record.readUInt32LE(at) === long).length;
  const kept = fields.find(([kind]) => kind === field.long)?.[1].subarray(0, sizes * 8) ?? Buffer.alloc(0);
  const place = Buffer.alloc(isLong ? 8 : 0);
  if (isLong) place.writeBigUInt64LE(BigInt(offset));
  const content = Buffer.concat([kept, place]);
  const written = (kind: number, bytes: Uint8Array) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(kind, 0);
    head.writeUInt16LE(bytes.length, 2);
    return Buffer.concat([head, bytes]);
  };
  const others = fields.filter(([kind]) => kind !== field.long).map(([kind, bytes]) => written(kind, bytes));
  const extra = Buffer.concat([...(content.length > 0 ? [written(field.long, content)] : []), ...others]);
  record.writeUInt16LE(extra.length, 30);
  if (isLong) record.writeUInt16LE(Math.max(record.readUInt16LE(6), versionOfLong), 6);
  return Buffer.concat([record.subarray(0, nameEnd), extra, record.subarray(extraEnd)]);
}

/**
 * The directory and the end of an archive (APPNOTE.TXT, 4.3.12 to 4.3.16), in the large form where the other has no room for it.
 * @param offset where the directory stands
 */
export function writeDirectory(records: readonly Uint8Array[], offset: number): Uint8Array {
  const directory = Buffer.concat(records);
  const count = records.length;
  const isLong = count >= short || directory.length >= long || offset >= long;
  const end = Buffer.alloc(endRecord.bytes);
  end.writeUInt32LE(endRecord.signature, 0);
  end.writeUInt16LE(Math.min(count, short), 8);
  end.writeUInt16LE(Math.min(count, short), 10);
  end.writeUInt32LE(Math.min(directory.length, long), 12);
  end.writeUInt32LE(Math.min(offset, long), 16);
  if (!isLong) return Buffer.concat([directory, end]);
  const large = Buffer.alloc(longEnd.bytes + longLocator.bytes);
  large.writeUInt32LE(longEnd.signature, 0);
  large.writeBigUInt64LE(BigInt(longEnd.bytes - 12), 4);
  large.writeUInt16LE(versionOfLong, 12);
  large.writeUInt16LE(versionOfLong, 14);
  large.writeBigUInt64LE(BigInt(count), 24);
  large.writeBigUInt64LE(BigInt(count), 32);
  large.writeBigUInt64LE(BigInt(directory.length), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  large.writeUInt32LE(longLocator.signature, longEnd.bytes);
  large.writeBigUInt64LE(BigInt(offset + directory.length), longEnd.bytes + 8);
  large.writeUInt32LE(1, longEnd.bytes + 16);
  return Buffer.concat([directory, large, end]);
}
