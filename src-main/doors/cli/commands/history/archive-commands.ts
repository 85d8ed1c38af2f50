import { absolutePath } from '../../../../files/index.ts';
import { requireOutput } from '../../output-file.ts';
import type { Session } from '../../session.ts';
import { withProgress } from './evidence-commands.ts';
import { startOfDay } from './use-commands.ts';

export interface ArchiveOptions {
  output: string;
  before?: string;
  force: boolean;
}

/** `qianyin history archive` */
export async function archiveHistory(session: Session, { output, before, force }: ArchiveOptions): Promise<void> {
  const path = absolutePath(output);
  requireOutput(path, force);
  const instant = before === undefined ? {} : { before: startOfDay(before, '--before').toISOString() };
  const made = await withProgress(session, (app, runId) =>
    app.call('history.archive', { runId, path, overwrite: force, ...instant }),
  );
  const { archived: said, nothingToArchive } = session.words.history;
  session.print(made, ({ archived }) =>
    archived ? said(archived.file, archived.package.path, archived.package.sha256) : nothingToArchive,
  );
}

/** `qianyin history archive-remove` */
export async function removeArchived(session: Session, file: string, packageFile: string): Promise<void> {
  const head = await withProgress(session, (app, runId) =>
    app.call('history.archiveRemove', { runId, file, packagePath: absolutePath(packageFile) }),
  );
  session.print(head, ({ number }) => session.words.history.archiveRemoved(number));
}
