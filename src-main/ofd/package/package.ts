import { Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { AppError } from '../../contract/index.ts';
import { type PackageEntry, readDirectory } from './directory.ts';
import { bytesAt } from './end-of-directory.ts';
import { foldName } from './entry-names.ts';
import { damaged, type PackageBytes } from './package-bytes.ts';

/** What is odd about a package that can be read all the same. Readers may differ in what they make of it, where it says so. */
export interface PackageRemark {
  /**
   * `before`, `between`, `after`: bytes that belong to no entry · `comment`: of the archive · `gbk-names`: names in another character set
   * than the standard's · `names-alike`: two names that are one where case makes no difference.
   */
  readonly kind: 'before' | 'between' | 'after' | 'comment' | 'gbk-names' | 'names-alike';
  /** Bytes, or names. */
  readonly count: number;
  /** Readers may show something else for it. */
  readonly isDoubtful: boolean;
}

/** An OFD package (GB/T 33190-2016, 7.1): an archive of parts, each of one name. */
export interface OfdPackage {
  readonly entries: readonly PackageEntry[];
  /** Those and its folders, as its directory has them. */
  readonly records: readonly PackageEntry[];
  readonly remarks: readonly PackageRemark[];
  /** The part of exactly this path, else the one whose path differs in case alone; undefined where there is none. */
  find(path: string): { readonly entry: PackageEntry; readonly isOtherCase: boolean } | undefined;
  /** All of a part, as it is when unpacked. @throws AppError OFD_DAMAGED, OFD_LIMIT when it is larger than `mostBytes` */
  read(entry: PackageEntry, mostBytes: number): Uint8Array;
  /** The same piece by piece; a piece stands until the next is asked for. @throws AppError OFD_DAMAGED */
  chunks(entry: PackageEntry): AsyncGenerator<Uint8Array>;
}

/** Up to here a part is unpacked at once, which is faster. */
const atOnceBytes = 8 << 20;
const pieceBytes = 1 << 20;

/** Opens a package. @throws AppError OFD_DAMAGED, OFD_ENCRYPTED, OFD_LIMIT */
export function openPackage(source: PackageBytes): OfdPackage {
  const directory = readDirectory(source);
  const byName = new Map<string, PackageEntry>();
  const byFolded = new Map<string, PackageEntry>();
  let alike = 0;
  for (const entry of directory.entries) {
    if (byName.has(entry.name)) throw damaged(`two entries of one name: ${entry.name}`);
    byName.set(entry.name, entry);
    for (const folded of new Set([foldName(entry.name), foldName(entry.otherwise)])) {
      if (byFolded.has(folded)) alike += 1;
      else byFolded.set(folded, entry);
    }
  }
  const remark = (kind: PackageRemark['kind'], count: number, isDoubtful = true): PackageRemark[] =>
    count > 0 ? [{ kind, count, isDoubtful }] : [];
  return {
    entries: directory.entries,
    records: directory.records,
    remarks: [
      ...remark('before', directory.bytesBefore),
      ...remark('between', directory.bytesBetween),
      ...remark('after', directory.bytesAfter),
      ...remark('comment', directory.commentBytes, false),
      ...remark('gbk-names', directory.entries.filter(({ isUnclear }) => isUnclear).length, false),
      ...remark('names-alike', alike),
    ],
    find(path) {
      const exact = byName.get(path);
      if (exact) return { entry: exact, isOtherCase: false };
      const entry = byFolded.get(foldName(path));
      return entry && { entry, isOtherCase: true };
    },
    read(entry, mostBytes) {
      if (entry.sizeBytes > mostBytes) throw new AppError('OFD_LIMIT');
      return readAtOnce(source, entry);
    },
    chunks(entry) {
      if (!entry.isDeflated) return readStored(source, entry);
      return entry.sizeBytes <= atOnceBytes ? readWhole(source, entry) : readPieces(source, entry);
    },
  };
}

/** For one pass at a time: memory that is new for every part costs more than the reading. */
let spare: Uint8Array | null = null;

async function* readStored(source: PackageBytes, entry: PackageEntry): AsyncGenerator<Uint8Array> {
  const scratch = spare ?? new Uint8Array(pieceBytes);
  spare = null;
  let sum = 0;
  for (let at = 0; at < entry.sizeBytes; at += pieceBytes) {
    const piece = bytesAt(source, entry.dataOffset + at, Math.min(pieceBytes, entry.sizeBytes - at), scratch);
    sum = crc32(piece, sum);
    yield piece;
  }
  spare = scratch;
  assertSum(sum, entry);
}

async function* readWhole(source: PackageBytes, entry: PackageEntry): AsyncGenerator<Uint8Array> {
  yield readAtOnce(source, entry);
}

function assertSum(sum: number, entry: PackageEntry): void {
  if (sum !== entry.crc32) throw damaged(`the checksum of ${entry.name} differs`);
}

function readAtOnce(source: PackageBytes, entry: PackageEntry): Uint8Array {
  const packed = bytesAt(source, entry.dataOffset, entry.compressedBytes);
  const bytes = entry.isDeflated ? inflate(packed, entry) : packed;
  if (bytes.length !== entry.sizeBytes) throw damaged(`${entry.name} is not as long as it says`);
  assertSum(crc32(bytes), entry);
  return bytes;
}

/** What follows the end of the compressed data within an entry is no reader's to see, and is refused. */
function inflate(packed: Buffer, { name, sizeBytes, compressedBytes }: PackageEntry): Buffer {
  let inflated: unknown;
  try {
    inflated = inflateRawSync(packed, { info: true, maxOutputLength: sizeBytes + 1 });
  } catch {
    throw damaged(`${name} cannot be unpacked`);
  }
  const { buffer, engine } = inflatedOf(inflated, name);
  if (engine.bytesWritten !== compressedBytes) throw damaged(`${name} has more than its data`);
  return buffer;
}

/** With `info` Node gives back more than its types say. */
function inflatedOf(inflated: unknown, name: string): { buffer: Buffer; engine: { bytesWritten: number } } {
  if (typeof inflated === 'object' && inflated !== null && 'buffer' in inflated && 'engine' in inflated) {
    const { buffer, engine } = inflated;
    const hasCount = typeof engine === 'object' && engine !== null && 'bytesWritten' in engine;
    if (buffer instanceof Buffer && hasCount && typeof engine.bytesWritten === 'number') {
      return { buffer, engine: { bytesWritten: engine.bytesWritten } };
    }
  }
  throw damaged(`${name} cannot be unpacked`);
}

async function* packedPieces(source: PackageBytes, { dataOffset, compressedBytes }: PackageEntry) {
  for (let at = 0; at < compressedBytes; at += pieceBytes) {
    // A copy: the source may put the next piece in the same place.
    yield Buffer.from(bytesAt(source, dataOffset + at, Math.min(pieceBytes, compressedBytes - at)));
  }
}

function unpacked(packed: AsyncGenerator<Buffer>, inflater: ReturnType<typeof createInflateRaw>): typeof inflater {
  const from = Readable.from(packed);
  // What a pipe reads from breaks without telling what it writes to.
  from.on('error', (thrown) => inflater.destroy(thrown));
  return from.pipe(inflater);
}

async function* readPieces(source: PackageBytes, entry: PackageEntry): AsyncGenerator<Uint8Array> {
  const inflater = createInflateRaw({ chunkSize: pieceBytes });
  let sum = 0;
  let length = 0;
  try {
    for await (const piece of unpacked(packedPieces(source, entry), inflater)) {
      if (!(piece instanceof Buffer)) throw damaged(`${entry.name} cannot be unpacked`);
      length += piece.length;
      if (length > entry.sizeBytes) throw damaged(`${entry.name} is longer than it says`);
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw damaged(`${entry.name} cannot be unpacked`);
  } finally {
    inflater.destroy();
  }
  if (length !== entry.sizeBytes) throw damaged(`${entry.name} is not as long as it says`);
  if (inflater.bytesWritten !== entry.compressedBytes) throw damaged(`${entry.name} has more than its data`);
  assertSum(sum, entry);
}
