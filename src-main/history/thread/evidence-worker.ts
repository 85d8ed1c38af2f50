/**
 * The thread that goes through a whole ledger: to check it, to pack it, to count its uses, to make its lists anew, or to read what is left of
 * one that is written on no more. The events it only reads.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { HistoryCount, HistoryCountBy, HistoryFilter } from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';
import { answerInThread } from '../../runtime/index.ts';
import { copyReadable } from '../aside/readable-copy.ts';
import { type CheckRequest, checkLedgerFile } from '../check/ledger-check.ts';
import { checkPackageFile } from '../check/package-check.ts';
import { NothingToPack, writePackage } from '../package/package-writer.ts';
import { countUses } from '../store/counts.ts';
import { remakeListsIn } from '../store/database.ts';
import type { EvidenceAnswer, EvidenceWork } from './evidence-thread.ts';

const archiveMark = 'PK\u0003\u0004';

/** An evidence package tells itself by its first bytes; all else is taken for a ledger. */
function isArchive(path: string): boolean {
  const descriptor = openSync(systemPath(path), 'r');
  try {
    const start = Buffer.alloc(archiveMark.length);
    readSync(descriptor, start);
    return start.toString('latin1') === archiveMark;
  } finally {
    closeSync(descriptor);
  }
}

const checkFile = (request: CheckRequest) =>
  isArchive(request.path) ? checkPackageFile(request) : checkLedgerFile(request);

/** Whoever writes does so in a moment. */
const busyTimeoutMs = 5000;

function countIn(path: string, by: HistoryCountBy, filter: HistoryFilter): HistoryCount[] {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    return countUses(database, by, filter);
  } finally {
    database.close();
  }
}

answerInThread<EvidenceWork, EvidenceAnswer>(async (work, tell) => {
  // It goes through files of any length in bounded memory, and other work of the program is not its own.
  tell.needMore(0);
  try {
    if (work.kind === 'check') {
      const { path, anchors } = work;
      return { check: await checkFile({ path, anchors, onProgress: tell.progress }) };
    }
    if (work.kind === 'remakeLists') {
      remakeListsIn(work.path);
      return { remade: true };
    }
    if (work.kind === 'count') return { counts: countIn(work.path, work.by, work.filter) };
    if (work.kind === 'read') {
      const { path, source, target } = work;
      return { readable: copyReadable(path, { source, target }, tell.progress) };
    }
    return { manifest: await writePackage(work.request, tell.progress) };
  } catch (thrown) {
    if (thrown instanceof NothingToPack) return { trouble: 'nothing' };
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    return { trouble: 'failed', code, detail: String(thrown) };
  }
});
