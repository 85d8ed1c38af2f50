import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathOfBytes, readableNames, type SkippedFiles } from '../contract/index.ts';
import { systemPath } from './system-path.ts';

/** A file that was found. */
export interface FoundFile {
  readonly path: string;
  /** Below the folder that was asked for, with `/`. */
  readonly name: string;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly skipped: SkippedFiles;
}

/** A PDF may have something before its header, within the first 1024 bytes (ISO 32000-2, annex I). */
const headerBytes = 1024;
const byName = new Intl.Collator('zh-CN', { numeric: true });

async function beginsLikePdf(path: string): Promise<boolean> {
  try {
    // A pipe put in the file's place must not keep anybody waiting. Windows has neither.
    const file = await open(systemPath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const start = Buffer.alloc(headerBytes);
      const { bytesRead } = await file.read(start, 0, headerBytes, 0);
      return start.subarray(0, bytesRead).includes('%PDF-');
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/** macOS keeps what other file systems have no place for in a companion of this name, which is no PDF whatever its extension. */
const isCompanion = (name: string) => name.startsWith('._');

/** Named .pdf, or beginning like a PDF. */
async function isPdf(path: string, name: string): Promise<boolean> {
  if (isCompanion(name)) return false;
  return /\.pdf$/i.test(name) || beginsLikePdf(path);
}

/**
 * The PDFs and OFD packages at `sources`: files that were named, and those in folders, by name. Packages are known by their ending. Symbolic
 * links in folders are not followed, so that no loop can be walked; what is passed over is counted, but for folders that the caller leaves
 * out. Stops early when `signal` is aborted.
 */
export function findDocuments(
  sources: readonly string[],
  recursive: boolean,
  signal: AbortSignal,
  leaveOut: (folder: string) => boolean = () => false,
): Promise<FoundFiles> {
  const isWanted = async (path: string, name: string) =>
    (/\.ofd$/i.test(name) && !isCompanion(name)) || (await isPdf(path, name));
  return findFiles(sources, { recursive, signal, leaveOut, isWanted });
}

interface Search {
  readonly recursive: boolean;
  readonly signal: AbortSignal;
  readonly leaveOut: (folder: string) => boolean;
  readonly isWanted: (path: string, name: string) => Promise<boolean>;
}

async function findFiles(
  sources: readonly string[],
  { recursive, signal, leaveOut, isWanted }: Search,
): Promise<FoundFiles> {
  const files: FoundFile[] = [];
  const unreadableFolders: string[] = [];
  let otherFiles = 0;
  let links = 0;

  async function entriesOf(folder: string) {
    try {
      const entries = await readdir(systemPath(folder), { withFileTypes: true, encoding: 'buffer' });
      return entries
        .map((entry) => ({ entry, name: pathOfBytes(entry.name) }))
        .toSorted((first, second) => byName.compare(first.name, second.name));
    } catch {
      unreadableFolders.push(folder);
      return [];
    }
  }

  async function walk(folder: string, prefix: string): Promise<void> {
    const subfolders: string[] = [];
    for (const { entry, name } of await entriesOf(folder)) {
      if (signal.aborted) return;
      const path = join(folder, name);
      if (entry.isSymbolicLink()) links += 1;
      else if (entry.isDirectory()) {
        if (!leaveOut(path)) subfolders.push(name);
      } else if (entry.isFile() && (await isWanted(path, name)))
        files.push({ path, name: readableNames(prefix + name) });
      else otherFiles += 1;
    }
    if (!recursive) return;
    for (const name of subfolders) await walk(join(folder, name), `${prefix}${name}/`);
  }

  for (const source of sources) {
    const found = await lstat(systemPath(source)).catch(() => null);
    const isFolder = found?.isDirectory() || (found?.isSymbolicLink() && (await isFolderBehind(source)));
    if (isFolder) await walk(source, '');
    // A file that was named is verified whatever it is, so that its row says what is wrong with it.
    else files.push({ path: source, name: readableNames(basename(source)) });
  }
  return { files, skipped: { otherFiles, links, unreadableFolders } };
}

async function isFolderBehind(link: string): Promise<boolean> {
  return readdir(systemPath(link)).then(
    () => true,
    () => false,
  );
}
