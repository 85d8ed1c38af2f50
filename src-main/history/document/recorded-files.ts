import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError, type HistoryRow, type RecordedFile, type RecordedFiles } from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';

/** Digested between two turns of the event loop: a few milliseconds. */
const chunkBytes = 1 << 20;
/** Progress is told no more often than this. */
const toldEveryBytes = 1 << 24;
// Opening a pipe would wait for somebody to write to it.
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export interface Looking {
  readonly signal: AbortSignal;
  onProgress(doneBytes: number, totalBytes: number): void;
}

/** A file of the record that is there: open, with its size. */
interface Opened {
  readonly file: FileHandle;
  readonly sizeBytes: number;
}

const isGone = (thrown: unknown) =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR');

async function openRecorded(path: string): Promise<Opened | 'gone' | 'unreadable'> {
  let file: FileHandle;
  try {
    file = await open(systemPath(path), openFlags);
  } catch (thrown) {
    return isGone(thrown) ? 'gone' : 'unreadable';
  }
  const found = await file.stat().catch(() => null);
  if (found?.isFile()) return { file, sizeBytes: found.size };
  await file.close();
  return 'unreadable';
}

/** @throws AppError CANCELLED, and what reading throws */
async function sha256Of({ file }: Opened, { signal }: Looking, onBytes: (count: number) => void): Promise<string> {
  const digest = createHash('sha256');
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let position = 0; ; ) {
    if (signal.aborted) throw new AppError('CANCELLED');
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, position);
    if (bytesRead === 0) return digest.digest('hex');
    digest.update(chunk.subarray(0, bytesRead));
    position += bytesRead;
    onBytes(bytesRead);
  }
}

/** How the files that a use names stand to the digests on record. @throws AppError CANCELLED */
export async function lookAtFiles(
  { documentPath, outputPath, sha256Before, sha256After }: HistoryRow,
  looking: Looking,
): Promise<RecordedFiles> {
  const original = { path: documentPath, sha256: sha256Before, opened: await openRecorded(documentPath) };
  const stamped =
    sha256After === null ? null : { path: outputPath, sha256: sha256After, opened: await openRecorded(outputPath) };
  const both = [original, ...(stamped ? [stamped] : [])];
  const sizeOf = ({ opened }: (typeof both)[number]) => (typeof opened === 'string' ? 0 : opened.sizeBytes);
  const totalBytes = both.reduce((sum, one) => sum + sizeOf(one), 0);
  let doneBytes = 0;
  let toldBytes = 0;
  const onBytes = (count: number) => {
    doneBytes += count;
    if (doneBytes - toldBytes < toldEveryBytes) return;
    toldBytes = doneBytes;
    looking.onProgress(Math.min(doneBytes, totalBytes), totalBytes);
  };
  const look = async ({ path, sha256, opened }: (typeof both)[number]): Promise<RecordedFile> => {
    if (typeof opened === 'string') return { path, state: opened };
    try {
      return { path, state: (await sha256Of(opened, looking, onBytes)) === sha256 ? 'same' : 'changed' };
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      return { path, state: 'unreadable' };
    }
  };
  try {
    return { original: await look(original), stamped: stamped && (await look(stamped)) };
  } finally {
    await Promise.all(both.map(({ opened }) => (typeof opened === 'string' ? null : opened.file.close())));
  }
}
