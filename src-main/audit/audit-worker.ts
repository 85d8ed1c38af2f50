/** The thread that reads packages and writes them into a database. No other part of the program loads the database's driver. */
import { AppError } from '../contract/index.ts';
import { answerInThread } from '../runtime/index.ts';
import type { AuditAnswer, AuditWork } from './audit-thread.ts';
import { collectPackages } from './collect.ts';
import { listLedgers } from './ledgers.ts';
import { openDatabase } from './store/database.ts';

async function workOn(work: AuditWork, onProgress: (fraction: number) => void): Promise<AuditAnswer> {
  const database = await openDatabase(work.address);
  try {
    if (work.kind === 'list') return { ledgers: await listLedgers(database) };
    return { collected: await collectPackages(database, work.request, onProgress) };
  } finally {
    await database.close();
  }
}

answerInThread<AuditWork, AuditAnswer>(async (work, tell) => {
  // It goes through files of any length in bounded memory, and other work of the program is not its own.
  tell.needMore(0);
  try {
    return await workOn(work, tell.progress);
  } catch (thrown) {
    return { trouble: AppError.from(thrown).toShape() };
  }
});
