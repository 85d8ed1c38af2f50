import { randomUUID } from 'node:crypto';
import { absolutePath } from '../../../../files/index.ts';
import { requireOutput } from '../../output-file.ts';
import { createLineReader } from '../../secrets.ts';
import type { Session } from '../../session.ts';

export interface BackupOptions {
  passphraseStdin: boolean;
  force: boolean;
}

const readPassphrase = async ({ passphraseStdin }: Pick<BackupOptions, 'passphraseStdin'>) =>
  passphraseStdin ? { passphrase: await createLineReader(process.stdin)() } : {};

/** `qianyin history backup` */
export async function backUpHistory(session: Session, file: string, options: BackupOptions): Promise<void> {
  const outputPath = absolutePath(file);
  requireOutput(outputPath, options.force);
  const passphrase = await readPassphrase(options);
  const app = await session.app();
  const {
    fileName: _,
    content: __,
    ...checked
  } = await app.call('history.backup', {
    runId: randomUUID(),
    outputPath,
    overwrite: options.force,
    ...passphrase,
  });
  session.print({ ...checked, path: outputPath }, ({ path, events }) => session.words.history.backedUp(events, path));
}

/** `qianyin history restore` */
export async function restoreHistory(
  session: Session,
  file: string,
  options: Pick<BackupOptions, 'passphraseStdin'>,
): Promise<void> {
  const passphrase = await readPassphrase(options);
  const app = await session.app();
  const restored = await app.call('history.restore', { runId: randomUUID(), path: absolutePath(file), ...passphrase });
  session.print(restored, ({ events }) => session.words.history.restored(events));
}
