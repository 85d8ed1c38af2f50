import { AppError } from '../../contract/index.ts';
import { bytesAt, findDirectory, longAt } from './end-of-directory.ts';
import { type EntryName, objectionToName, readEntryName } from './entry-names.ts';
import { damaged, type PackageBytes } from './package-bytes.ts';

/** APPNOTE.TXT 6.3.10, 4.3.7, 4.3.9 and 4.3.12. */
export const localHeader = { signature: 0x04034b50, bytes: 30 };
export const directoryHeader = { signature: 0x02014b50, bytes: 46 };
const descriptorSignature = 0x08074b50;

const flag = { encrypted: 0x0001, sizesFollow: 0x0008, strongEncryption: 0x0040, utf8: 0x0800, masked: 0x2000 };
const stored = 0;
const deflated = 8;
export const field = { long: 0x0001, unicodePath: 0x7075 };
export const long = 0xffffffff;
const unix = 3;
/** Some writers compress the nothing of a folder. */
const nothingDeflatedBytes = 2;
const fileType = 0o170000;
const symbolicLink = 0o120000;

/** More entries than any honest package has. */
const mostEntries = 100_000;
const mostDirectoryBytes = 64 << 20;
/** Of all entries together, unpacked. */
const mostUnpackedBytes = 8 * 2 ** 30;

/** One file of a package. Offsets from the beginning of the file, sizes in bytes. */
export interface PackageEntry extends EntryName {
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly dataOffset: number;
  /** Of its local header. */
  readonly start: number;
  /** After its data and what describes them. */
  readonly end: number;
  /** Of the directory, as it stands. */
  readonly record: Uint8Array;
}

/** A package's directory, and what stands in the file beside what it names. */
export interface PackageDirectory {
  /** Folders are left out. */
  readonly entries: readonly PackageEntry[];
  /** With the folders, as the directory has them. */
  readonly records: readonly PackageEntry[];
  readonly bytesBefore: number;
  readonly bytesBetween: number;
  readonly bytesAfter: number;
  readonly commentBytes: number;
}

/**
 * Reads the directory of an archive and compares it with the header that stands before each entry: of two that differ some readers believe
 * the one and some the other. @throws AppError OFD_DAMAGED, OFD_ENCRYPTED, OFD_LIMIT
 */
export function readDirectory(source: PackageBytes): PackageDirectory {
  const place = findDirectory(source);
  if (place.count > mostEntries || place.sizeBytes > mostDirectoryBytes) throw new AppError('OFD_LIMIT');
  const directory = bytesAt(source, place.offset, place.sizeBytes);
  const records: PackageEntry[] = [];
  let at = 0;
  for (let index = 0; index < place.count; index++) {
    if (at + directoryHeader.bytes > directory.length) throw damaged('the directory is cut off');
    const lengths = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
    const whole = lengths.reduce((sum, length) => sum + length, directoryHeader.bytes);
    if (at + whole > directory.length) throw damaged('the directory is cut off');
    records.push(readRecord(source, directory.subarray(at, at + whole), place.base));
    at += whole;
  }
  if (at !== directory.length) throw damaged('the directory has more than its entries');
  const total = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > mostUnpackedBytes) throw new AppError('OFD_LIMIT');
  assertNoFileIsFolder(records);
  const { first, between } = layOut(records, place.offset);
  return {
    entries: records.filter(({ name }) => !name.endsWith('/')),
    records,
    bytesBefore: first,
    bytesBetween: between,
    bytesAfter: place.bytesAfter,
    commentBytes: place.commentBytes,
  };
}

/** Who unpacks a package to a disk can have the one only of a file and a folder of one name. @throws AppError OFD_DAMAGED */
function assertNoFileIsFolder(entries: readonly PackageEntry[]): void {
  const names = new Set(entries.map(({ name }) => name));
  for (const { name } of entries) {
    for (let end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
      if (names.has(name.slice(0, end))) throw damaged(`${name.slice(0, end)} is a file and a folder`);
    }
  }
}

/** How many bytes belong to no entry. What two entries share could be read as either. */
function layOut(entries: readonly PackageEntry[], end: number): { first: number; between: number } {
  const inOrder = entries.toSorted((one, other) => one.start - other.start);
  const first = inOrder[0]?.start ?? end;
  let between = 0;
  let reached = first;
  for (const { start, end: entryEnd, name } of inOrder) {
    if (start < reached) throw damaged(`${name} stands in another entry`);
    between += start - reached;
    reached = entryEnd;
  }
  if (reached > end) throw damaged('an entry reaches into the directory');
  return { first, between: between + end - reached };
}

interface Sizes {
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
  readonly isLong: boolean;
}

function readRecord(source: PackageBytes, record: Buffer, base: number): PackageEntry {
  if (record.readUInt32LE(0) !== directoryHeader.signature) throw damaged('a record that is none of a directory');
  const flags = record.readUInt16LE(8);
  const method = record.readUInt16LE(10);
  const nameBytes = record.subarray(directoryHeader.bytes, directoryHeader.bytes + record.readUInt16LE(28));
  const extra = record.subarray(directoryHeader.bytes + nameBytes.length).subarray(0, record.readUInt16LE(30));
  const named = readEntryName(nameBytes, (flags & flag.utf8) !== 0);
  const { name } = named;
  const objection = objectionToName(name) ?? objectionToName(named.otherwise);
  if (objection !== null) throw damaged(objection);
  if ((flags & (flag.encrypted | flag.strongEncryption | flag.masked)) !== 0) throw new AppError('OFD_ENCRYPTED');
  if (method !== stored && method !== deflated) throw damaged(`${name} is compressed in a way that is not known`);
  if (record.readUInt16LE(34) !== 0) throw damaged('an archive of several volumes');
  const mode = record.readUInt16LE(4) >> 8 === unix ? record.readUInt32LE(38) >>> 16 : 0;
  if ((mode & fileType) === symbolicLink) throw damaged(`${name} leads to another file`);
  assertSameName(extra, name);
  const said: Sizes = readSizes(
    extra,
    { sizeBytes: record.readUInt32LE(24), compressedBytes: record.readUInt32LE(20), offset: record.readUInt32LE(42) },
    name,
  );
  const crc32 = record.readUInt32LE(16);
  const isFolder = name.endsWith('/');
  // What cannot be unpacked is not looked into; who reads from the front may find entries there.
  if (isFolder && (said.sizeBytes > 0 || said.compressedBytes > nothingDeflatedBytes)) {
    throw damaged(`${name} is a folder with content`);
  }
  if (method === stored && said.sizeBytes !== said.compressedBytes) throw damaged(`${name} has two sizes`);

  const start = base + said.offset;
  const local = bytesAt(source, start, localHeader.bytes);
  const localName = bytesAt(source, start + localHeader.bytes, local.readUInt16LE(26));
  const localExtra = bytesAt(source, start + localHeader.bytes + localName.length, local.readUInt16LE(28));
  const isSame =
    local.readUInt32LE(0) === localHeader.signature &&
    local.readUInt16LE(6) === flags &&
    local.readUInt16LE(8) === method &&
    localName.equals(nameBytes);
  if (!isSame) throw damaged(`the two headers of ${name} differ`);
  assertSameName(localExtra, name);
  const dataOffset = start + localHeader.bytes + localName.length + localExtra.length;
  const dataEnd = dataOffset + said.compressedBytes;
  const isLater = (flags & flag.sizesFollow) !== 0;
  const localSizes = readSizes(
    localExtra,
    { sizeBytes: local.readUInt32LE(22), compressedBytes: local.readUInt32LE(18), offset: 0 },
    name,
  );
  const agrees =
    local.readUInt32LE(14) === crc32 &&
    localSizes.sizeBytes === said.sizeBytes &&
    localSizes.compressedBytes === said.compressedBytes;
  const isEmpty = [14, 18, 22].every((offset) => local.readUInt32LE(offset) === 0);
  // Large archives that are written in one go have the mark of a large size there, and nothing in its field.
  const isOpen = isEmpty || (local.readUInt32LE(14) === 0 && localSizes.isLong && localSizes.sizeBytes === 0);
  if (!agrees && !(isLater && isOpen)) throw damaged(`the two headers of ${name} differ`);
  if (isLater && method === stored) assertNoEndWithin(source, dataOffset, dataEnd, name);
  const end = isLater ? dataEnd + descriptorBytes(source, dataEnd, { ...said, crc32, name }) : dataEnd;
  return { ...named, isDeflated: method === deflated, crc32, ...sizesOf(said), dataOffset, start, end, record };
}

const scannedBytes = 1 << 20;

/**
 * Who reads an archive from the front finds the end of stored data whose size follows by the signature of what follows: with one in the
 * data, entries of another content may come after it. @throws AppError OFD_DAMAGED
 */
function assertNoEndWithin(source: PackageBytes, start: number, end: number, name: string): void {
  const signatures = [descriptorSignature, localHeader.signature, directoryHeader.signature].map((signature) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(signature);
    return bytes;
  });
  for (let at = start; at < end; at += scannedBytes) {
    const piece = bytesAt(source, at, Math.min(scannedBytes + 3, end - at));
    if (signatures.some((signature) => piece.includes(signature))) throw damaged(`${name} may end in two places`);
  }
}

const sizesOf = ({ compressedBytes, sizeBytes }: Sizes) => ({ compressedBytes, sizeBytes });

export function* fieldsOf(extra: Buffer): Generator<readonly [kind: number, content: Buffer]> {
  // Some writers fill up with less than a field's head.
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    const content = extra.subarray(at + 4, at + 4 + length);
    if (content.length !== length) throw damaged('an extra field that is cut off');
    yield [extra.readUInt16LE(at), content];
    at += 4 + length;
  }
}

/** Info-ZIP's other name of an entry, which some readers take for the name. */
function assertSameName(extra: Buffer, name: string): void {
  for (const [kind, content] of fieldsOf(extra)) {
    if (kind === field.unicodePath && content.subarray(5).toString('utf8') !== name) {
      throw damaged(`an entry of two names: ${name}`);
    }
  }
}

/** Sizes that do not fit their place stand in a field (APPNOTE.TXT, 4.5.3), in this order. */
function readSizes(extra: Buffer, said: Omit<Sizes, 'isLong'>, name: string): Sizes {
  if (said.sizeBytes !== long && said.compressedBytes !== long && said.offset !== long)
    return { ...said, isLong: false };
  const found = [...fieldsOf(extra)].filter(([kind]) => kind === field.long);
  const [content] = found.map(([, bytes]) => bytes);
  if (content === undefined || found.length > 1) throw damaged(`${name} has no size`);
  let at = 0;
  const next = (value: number): number => {
    if (value !== long) return value;
    if (at + 8 > content.length) throw damaged(`${name} has no size`);
    at += 8;
    return longAt(content, at - 8);
  };
  const sizeBytes = next(said.sizeBytes);
  const compressedBytes = next(said.compressedBytes);
  return { sizeBytes, compressedBytes, offset: next(said.offset), isLong: true };
}

/** How long the record is that follows the data, with its signature or without, in either width. */
function descriptorBytes(
  source: PackageBytes,
  at: number,
  { crc32, compressedBytes, sizeBytes, name }: Sizes & { readonly crc32: number; readonly name: string },
): number {
  const bytes = bytesAt(source, at, Math.min(24, source.sizeBytes - at));
  for (const head of [4, 0]) {
    if (head === 4 && (bytes.length < 4 || bytes.readUInt32LE(0) !== descriptorSignature)) continue;
    const rest = bytes.subarray(head);
    if (rest.length < 12 || rest.readUInt32LE(0) !== crc32) continue;
    if (rest.readUInt32LE(4) === compressedBytes && rest.readUInt32LE(8) === sizeBytes) return head + 12;
    if (rest.length >= 20 && longAt(rest, 4) === compressedBytes && longAt(rest, 12) === sizeBytes) return head + 20;
  }
  throw damaged(`what follows ${name} does not describe it`);
}
