import { createHash } from 'node:crypto';
import { AppError } from '../../contract/index.ts';
import { openPackage } from '../../ofd/index.ts';
import type { ByteSource } from '../../pdf/index.ts';

/** What is in an archive, of which the directory and every local header agree. */
export interface ArchiveContent {
  readonly files: readonly {
    readonly name: string;
    readonly sizeBytes: number;
    readonly sha256: string;
    /** Where its bytes stand in the archive as they are; null: they are compressed. */
    readonly offset: number | null;
  }[];
  /** Of the files that were asked for: UTF-8. */
  readonly texts: Readonly<Record<string, string>>;
  /** Whether there are bytes that belong to no file, or names that some systems take for one. */
  readonly isTidy: boolean;
}

const mostFiles = 64;
const mostTextBytes = 1 << 20;

/** Reads an archive of a few files. Throws OFD_DAMAGED, OFD_ENCRYPTED, OFD_LIMIT. */
export async function readArchiveContent(source: ByteSource, textNames: readonly string[]): Promise<ArchiveContent> {
  const archive = openPackage(source);
  if (archive.entries.length > mostFiles) throw new AppError('OFD_LIMIT');
  const texts: Record<string, string> = {};
  const files: ArchiveContent['files'][number][] = [];
  for (const entry of archive.entries) {
    const hash = createHash('sha256');
    for await (const chunk of archive.chunks(entry)) hash.update(chunk);
    files.push({
      name: entry.name,
      sizeBytes: entry.sizeBytes,
      sha256: hash.digest('hex'),
      offset: entry.isDeflated ? null : entry.dataOffset,
    });
    if (!textNames.includes(entry.name)) continue;
    texts[entry.name] = new TextDecoder('utf-8', { fatal: true }).decode(archive.read(entry, mostTextBytes));
  }
  return { files, texts, isTidy: archive.remarks.length === 0 };
}
