import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, workerData } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';

/**
 * In a release the program is in an archive, which no thread and no other process reads: what they need lies beside it.
 */
export const besideArchive = (path: string) => path.replace(/\bapp\.asar(?=[/\\])/, 'app.asar.unpacked');

/**
 * What lies beside the archive, and the SHA-256 of each file, by its path there with `/`. The archive's header has them, and is what
 * Electron holds against the digest in the executable before it starts anything.
 */
type Digests = ReadonlyMap<string, string>;

type Entry = { readonly [name: string]: unknown };
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null;

function collect({ files }: Entry, prefix: string, into: Map<string, string>): void {
  if (!isEntry(files)) return;
  for (const [name, entry] of Object.entries(files)) {
    if (!isEntry(entry)) continue;
    collect(entry, `${prefix}${name}/`, into);
    const hash = isEntry(entry.integrity) ? entry.integrity.hash : undefined;
    if (entry.unpacked === true && entry.files === undefined) into.set(prefix + name, String(hash));
  }
}

/** Four lengths of 32 bits, of which the last is that of the header, which is JSON. */
const lengthsBytes = 16;

function readHeader(archive: string): unknown {
  // Else Electron shows the archive as a folder.
  Object.assign(process, { noAsar: true });
  try {
    const descriptor = openSync(archive, 'r');
    try {
      const lengths = Buffer.alloc(lengthsBytes);
      readSync(descriptor, lengths, 0, lengthsBytes, 0);
      const header = Buffer.alloc(lengths.readUInt32LE(lengthsBytes - 4));
      readSync(descriptor, header, 0, header.length, lengthsBytes);
      return JSON.parse(header.toString());
    } finally {
      closeSync(descriptor);
    }
  } finally {
    Object.assign(process, { noAsar: false });
  }
}

/** The archive that the asking program is in, or beside; null where there is none, as in a checkout. */
const archiveOf = (moduleUrl: string) =>
  /^(.*[/\\]app\.asar)(?:\.unpacked)?[/\\]/.exec(fileURLToPath(moduleUrl))?.[1] ?? null;

let known: Digests | null = null;

function digestsOf(archive: string): Digests {
  if (known) return known;
  if (!isMainThread) {
    const given: unknown = isEntry(workerData) ? workerData.besideArchive : null;
    if (!(given instanceof Map)) throw new AppError('PROGRAM_ALTERED', { path: archive }, { detail: 'no digests' });
    known = given;
    return given;
  }
  const found = new Map<string, string>();
  try {
    const header = readHeader(archive);
    if (isEntry(header)) collect(header, '', found);
  } catch (cause) {
    throw new AppError('PROGRAM_ALTERED', { path: archive }, { cause, detail: 'header' });
  }
  known = found;
  return found;
}

/** For the `workerData` of a thread that starts others: it cannot read the archive. */
export function digestsForThread(moduleUrl: string): { readonly besideArchive: Digests | null } {
  const archive = archiveOf(moduleUrl);
  return { besideArchive: archive === null ? null : digestsOf(archive) };
}

/**
 * Signatures of the system's kind are put into these once they are packed, which changes them; the system judges those itself.
 */
function isSignedLater(path: string): boolean {
  if (process.platform === 'darwin') return !/\.(?:[cm]?js|json|wasm|[a-z]*map|pdf)$/.test(path);
  return process.platform === 'win32' && path.endsWith('.exe');
}

const checked = new Set<string>();

function checkFile(folder: string, path: string, sha256: string): void {
  if (checked.has(path) || isSignedLater(path)) return;
  const file = join(folder, path);
  let found: string;
  try {
    found = createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch (cause) {
    throw new AppError('PROGRAM_ALTERED', { path: file }, { cause, detail: 'unreadable' });
  }
  if (found !== sha256) throw new AppError('PROGRAM_ALTERED', { path: file }, { detail: 'SHA-256' });
  checked.add(path);
}

/** What nobody packed may be found before what was: a `node_modules` nearer to the program, a file that a package looks for. */
function checkNames(folder: string, within: string, files: readonly string[]): void {
  const expected = new Set(
    files.filter((path) => path.startsWith(within)).map((path) => path.slice(within.length).split('/', 1)[0]),
  );
  for (const name of readdirSync(join(folder, within))) {
    if (!expected.has(name)) {
      throw new AppError('PROGRAM_ALTERED', { path: join(folder, within, name) }, { detail: 'not of the release' });
    }
  }
}

const foldersOf = (path: string) => path.split('/').map((_, index, names) => `${names.slice(0, index).join('/')}/`);

/**
 * Makes sure that the named files beside the archive, and those in the named folders (with `/` at the end), are as they were packed, before
 * anything of them runs. Each is read once. Where there is no archive, nothing is checked.
 * @throws AppError PROGRAM_ALTERED
 */
export function assertAsPacked(moduleUrl: string, named: readonly string[]): void {
  const archive = archiveOf(moduleUrl);
  if (archive === null) return;
  const digests = digestsOf(archive);
  const folder = `${archive}.unpacked`;
  const all = [...digests.keys()];
  const wanted = all.filter((path) =>
    named.some((name) => (name.endsWith('/') ? path.startsWith(name) : path === name)),
  );
  const missing = named.find((name) => !wanted.some((path) => path.startsWith(name)));
  if (missing !== undefined) throw new AppError('PROGRAM_ALTERED', { path: missing }, { detail: 'not in the header' });
  const folders = new Set(wanted.flatMap(foldersOf).map((path) => (path === '/' ? '' : path)));
  for (const within of folders) checkNames(folder, within, all);
  for (const path of wanted) checkFile(folder, path, digests.get(path) ?? '');
}
