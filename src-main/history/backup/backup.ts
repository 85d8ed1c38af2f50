import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  AppError,
  type HistoryBackup,
  type HistoryCheck,
  type Language,
  mostExportedBytes,
  type RestoredHistory,
} from '../../contract/index.ts';
import { describeWriteFailure, syncFolder, systemPath } from '../../files/index.ts';
import { historyFileName } from '../../words/index.ts';
import { placeIn } from '../exports/export-place.ts';
import { remakeListsIn } from '../store/database.ts';
import type { ReplaceableLedger } from '../tolerant-ledger.ts';
import { isSealedCopy, openSealedCopy, sealCopy } from './sealed-copy.ts';

export interface BackupContext {
  readonly ledger: ReplaceableLedger;
  /** Looks at all of a ledger file. */
  check(path: string): Promise<HistoryCheck>;
}

/** Where a backup goes that nobody gave a path for, and what it is called. */
export interface BackupPlace {
  readonly folder: string;
  language(): Language;
}

/** A folder of its own beside a file that is to come, which goes away whatever happens. */
async function besides<T>(path: string, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string;
  try {
    folder = mkdtempSync(join(dirname(path), '.qianyin-copy-'));
  } catch (cause) {
    throw describeWriteFailure(cause, dirname(path));
  }
  try {
    return await work(folder);
  } catch (cause) {
    throw cause instanceof AppError ? cause : describeWriteFailure(cause, dirname(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Copies the ledger as it is at one moment, checks all of the copy and puts it in place; with a passphrase it is encrypted.
 * @throws AppError OUTPUT_EXISTS, HISTORY_DAMAGED where the copy is not whole, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
 */
export async function backUp(
  { ledger, check, folder: kept, language }: BackupContext & BackupPlace,
  {
    outputPath,
    passphrase,
    overwrite,
  }: { outputPath?: string | undefined; passphrase?: string | undefined; overwrite: boolean },
): Promise<HistoryBackup> {
  const fileName = historyFileName(passphrase === undefined ? 'plain-backup' : 'backup', language());
  const path = outputPath === undefined ? placeIn(kept, fileName) : resolve(outputPath);
  if (existsSync(systemPath(path)) && !overwrite) throw new AppError('OUTPUT_EXISTS', { path });
  return besides(path, async (folder) => {
    const copy = join(folder, 'history.sqlite');
    await ledger.copyTo(copy);
    // SQLite makes it for everybody to read.
    chmodSync(copy, 0o600);
    const checked = await check(copy);
    if (!checked.chainWhole) throw new AppError('HISTORY_DAMAGED', {}, { detail: 'the copy is not whole' });
    let made = copy;
    if (passphrase !== undefined) {
      made = join(folder, 'sealed');
      await sealCopy(copy, made, passphrase);
    }
    const told = { events: checked.events, sealed: passphrase !== undefined };
    if (outputPath === undefined && statSync(made).size <= mostExportedBytes) {
      const content = readFileSync(made);
      ledger.record('backed-up', told);
      return { ...checked, fileName, path: null, content };
    }
    renameSync(systemPath(made), systemPath(path));
    syncFolder(dirname(path));
    ledger.record('backed-up', told);
    return { ...checked, fileName, path, content: null };
  });
}

/**
 * Puts a backup in the place of the ledger, which is kept aside. What the ledger had after the backup is lost from the lists, and the restored one
 * says so in its next event. @throws AppError BACKUP_UNREADABLE, BACKUP_PASSPHRASE, FILE_NOT_FOUND, HISTORY_UNAVAILABLE
 */
export async function restore(
  { ledger, check }: BackupContext,
  { path: given, passphrase }: { path: string; passphrase?: string | undefined },
  ledgerPath: string,
): Promise<RestoredHistory> {
  const path = resolve(given);
  if (!existsSync(systemPath(path))) throw new AppError('FILE_NOT_FOUND', { path });
  return besides(ledgerPath, async (folder) => {
    const copy = join(folder, 'history.sqlite');
    if (await isSealedCopy(path)) {
      if (passphrase === undefined) throw new AppError('BACKUP_PASSPHRASE');
      await openSealedCopy(path, copy, passphrase);
    } else copyFileSync(systemPath(path), copy);
    const checked = await check(copy);
    if (!checked.chainWhole || !checked.head)
      throw new AppError('BACKUP_UNREADABLE', {}, { detail: 'it is not whole' });
    // Lists that somebody changed are no part of what is put back.
    if (!checked.whole) remakeListsIn(copy);
    ledger.replaceWith(copy);
    return { events: checked.events, head: checked.head };
  });
}
