import { once } from 'node:events';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { hasPlainLayout } from './zip-layout.ts';

/** An archive as a package is: nothing hidden before, between or after its entries, and each name once. */
export interface PackageArchive {
  readonly names: ReadonlySet<string>;
  sizeOf(name: string): number;
  /** Whether all of an entry can be read and is what the directory says. */
  isSound(name: string): Promise<boolean>;
  /** The bytes of a small entry; null where it lacks, is larger, or cannot be read. */
  readSmall(name: string, mostBytes: number): Promise<Buffer | null>;
  /** @throws what the archive's reader throws, and where the content is not what the directory says */
  chunks(name: string): AsyncGenerator<Buffer>;
  close(): void;
}

const mostEntries = 500_000;
const stored = 0;
const deflated = 8;

/** Null where the file is no such archive. */
export async function openPackageArchive(path: string): Promise<PackageArchive | null> {
  let zip: ZipFile | null = null;
  try {
    if (!hasPlainLayout(path)) return null;
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
    const entries = zip.comment === '' ? await readEntries(zip) : null;
    if (entries !== null) return archiveOf(zip, entries);
  } catch {
    // Not an archive, or a damaged one.
  }
  zip?.close();
  return null;
}

async function readEntries(zip: ZipFile): Promise<Map<string, Entry> | null> {
  const entries = new Map<string, Entry>();
  const names = new Set<string>();
  let isPlain = true;
  let firstAt = Number.POSITIVE_INFINITY;
  zip.on('entry', (entry: Entry) => {
    const isKnownMethod = entry.compressionMethod === stored || entry.compressionMethod === deflated;
    // Names that differ in case alone become one file when they are unpacked elsewhere.
    const folded = entry.fileName.toLowerCase();
    const isName = /^[ -~]+$/.test(entry.fileName) && !names.has(folded);
    names.add(folded);
    if (!isName || entries.size >= mostEntries || entry.isEncrypted() || !isKnownMethod) {
      isPlain = false;
      zip.emit('end');
      return;
    }
    firstAt = Math.min(firstAt, entry.relativeOffsetOfLocalHeader);
    entries.set(entry.fileName, entry);
    zip.readEntry();
  });
  zip.readEntry();
  await once(zip, 'end');
  return isPlain && firstAt === 0 ? entries : null;
}

function archiveOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>): PackageArchive {
  async function* chunks(name: string): AsyncGenerator<Buffer> {
    const entry = entries.get(name);
    if (!entry) throw new Error(`no ${name}`);
    const local = await zip.readLocalFileHeaderPromise(entry);
    if (!Buffer.from(local.fileName).equals(Buffer.from(entry.fileName))) throw new Error('two names for one entry');
    let sum = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      if (!(chunk instanceof Buffer)) throw new TypeError('no bytes');
      sum = crc32(chunk, sum);
      yield chunk;
    }
    // The reader leaves this to whoever reads.
    if (sum !== entry.crc32) throw new Error('the checksum differs');
  }
  return {
    names: new Set(entries.keys()),
    sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
    chunks,
    async isSound(name) {
      try {
        for await (const _ of chunks(name));
        return true;
      } catch {
        return false;
      }
    },
    async readSmall(name, mostBytes) {
      if ((entries.get(name)?.uncompressedSize ?? Number.POSITIVE_INFINITY) > mostBytes) return null;
      try {
        const parts: Buffer[] = [];
        for await (const chunk of chunks(name)) parts.push(chunk);
        return Buffer.concat(parts);
      } catch {
        return null;
      }
    },
    close: () => zip.close(),
  };
}
