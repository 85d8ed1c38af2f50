import { AppError, type Recovered } from '../contract/index.ts';
import { readUnfinishedList, tidyInterruptedOutput, wasLeftUnfinished, wasPublished } from '../files/index.ts';
import type { Ledger } from '../history/index.ts';
import { openFileSource } from '../pdf/index.ts';
import { createDigest } from '../x509/index.ts';

const chunkBytes = 1 << 20;

/** @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE */
function sha256Of(path: string): string {
  const source = openFileSource(path);
  try {
    const digest = createDigest('sha256');
    for (let offset = 0; offset < source.sizeBytes; offset += chunkBytes)
      digest.update(source.read(offset, chunkBytes));
    return Buffer.from(digest.digest()).toString('hex');
  } finally {
    source.close();
  }
}

/** The digests of files that were in their place when the program ended, before the record said so. */
function finishedFiles(ledger: Ledger): Map<number, string> {
  const finished = new Map<number, string>();
  for (const { seq, outputPath, writerPid } of ledger.interrupted()) {
    if (!wasPublished(outputPath, writerPid)) continue;
    try {
      finished.set(seq, sha256Of(outputPath));
    } catch {
      // What cannot be read is not said to be there.
    }
  }
  return finished;
}

/** Of these the file never left: a ticket that opened it has opened nothing. */
function unfinishedUses(ledger: Ledger): Set<number> {
  const left = ledger.interrupted().filter(({ outputPath, writerPid }) => wasLeftUnfinished(outputPath, writerPid));
  return new Set(left.map(({ seq }) => seq));
}

/**
 * Looks at what processes that were killed have left: settles their records by what is on the disk, then takes away
 * what they had half written. A record that cannot be settled keeps its files for another start. Never throws.
 */
export function recoverAfterKill(ledger: Ledger): Recovered {
  const { files, forget } = readUnfinishedList();
  try {
    const finished = finishedFiles(ledger);
    const uses = ledger.recoverInterrupted(finished, unfinishedUses(ledger));
    const tidied = [
      ...uses.map(({ outputPath, writerPid }) => ({ target: outputPath, pid: writerPid })),
      ...files,
    ].flatMap(({ target, pid }) => tidyInterruptedOutput(target, pid));
    forget();
    const pathsOf = (isFinished: boolean) => [
      ...new Set(uses.filter(({ seq }) => finished.has(seq) === isFinished).map(({ outputPath }) => outputPath)),
    ];
    return { completed: pathsOf(true), interrupted: pathsOf(false), tidiedFiles: tidied.length };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { completed: [], interrupted: [], tidiedFiles: 0 };
  }
}
