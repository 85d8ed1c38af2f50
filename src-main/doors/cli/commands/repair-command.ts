import { absolutePath } from '../../../files/index.ts';
import { localMinute } from '../../../words/index.ts';
import type { Session } from '../session.ts';
import { formatFacts, formatTable } from '../table.ts';

export interface RepairOptions {
  output?: string;
  force: boolean;
}

/** `qianyin repair`: a copy that can be stamped, of a damaged file that stays as it is. */
export async function repair(session: Session, input: string, { output, force }: RepairOptions): Promise<void> {
  const app = await session.app();
  const outputPath = output === undefined ? undefined : absolutePath(output);
  const repaired = await app.call('documents.repair', { path: absolutePath(input), outputPath, overwrite: force });
  const { columns, repairHint } = session.words;
  session.print(repaired, (shown) =>
    formatFacts([
      [columns.repaired, shown.outputPath],
      [columns.page, String(shown.pageCount)],
      [columns.sha256Original, shown.sha256Before],
      [columns.sha256Copy, shown.sha256After],
    ]),
  );
  session.note(repairHint);
}

/** `qianyin history repairs`, newest first. */
export async function listRepairs(session: Session): Promise<void> {
  const app = await session.app();
  const { columns, none } = session.words;
  session.print(await app.call('history.repairs', null), (shown) => {
    if (shown.length === 0) return none.history;
    return formatTable(
      [columns.time, columns.document, columns.repaired, columns.operator, columns.sha256Copy],
      shown.map(({ at, inputPath, outputPath, operator, sha256After }) => [
        localMinute(at),
        inputPath,
        outputPath,
        operator,
        sha256After,
      ]),
    );
  });
}
