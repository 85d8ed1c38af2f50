import type { LongTermItem, SignatureLevel } from '../../../contract/index.ts';
import { absolutePath } from '../../../files/index.ts';
import { describeError, describeLevel, describeNeeds } from '../../../words/index.ts';
import type { Session } from '../session.ts';
import { formatTable } from '../table.ts';

function needs({ language }: Session, missing: LongTermItem['missing']): string {
  return describeNeeds(missing, language) || '—';
}

function why({ language }: Session, error: LongTermItem['lastError']): string {
  return error ? describeError(error, language).happened : '—';
}

/** `qianyin longterm list`: the files that wait for timestamps and revocation data. */
export async function listLongTerm(session: Session): Promise<void> {
  const app = await session.app();
  const queue = await app.call('longterm.list', null);
  const { columns, none } = session.words;
  session.print(queue, ({ items }) => {
    if (items.length === 0) return none.longTerm;
    return formatTable(
      [columns.file, columns.level, columns.missing, columns.reason],
      items.map((item) => [
        item.path,
        describeLevel(item.level, session.language),
        needs(session, item.missing),
        why(session, item.lastError),
      ]),
    );
  });
}

/** `qianyin longterm add`: a signed file is to reach a level. */
export async function addLongTerm(session: Session, file: string, options: { level?: SignatureLevel }): Promise<void> {
  const app = await session.app();
  const { level } = options;
  const item = await app.call('longterm.add', { path: absolutePath(file), ...(level ? { level } : {}) });
  session.print(item, (shown) =>
    formatTable(
      [session.words.columns.file, session.words.columns.level, session.words.columns.missing],
      [[shown.path, describeLevel(shown.level, session.language), needs(session, shown.missing)]],
    ),
  );
}

/** `qianyin longterm run`: exit code 1 when a file still waits. */
export async function runLongTerm(session: Session, files: readonly string[]): Promise<void> {
  const app = await session.app();
  const password = process.env.QIANYIN_PDF_PASSWORD || undefined;
  const paths = files.length > 0 ? files.map((file) => absolutePath(file)) : undefined;
  const outcomes = await app.call('longterm.run', { paths, password });
  const { columns, none } = session.words;
  session.print(outcomes, (shown) => {
    if (shown.length === 0) return none.longTerm;
    return formatTable(
      [columns.file, columns.added, columns.missing, columns.reason],
      shown.map((outcome) => [
        outcome.path,
        needs(session, outcome.added),
        needs(session, outcome.missing),
        why(session, outcome.error),
      ]),
    );
  });
  if (outcomes.some(({ missing }) => missing.length > 0)) session.exitWith(1);
}

/** `qianyin longterm remove`: the file stays as it is and waits no more. */
export async function removeLongTerm(session: Session, file: string): Promise<void> {
  const app = await session.app();
  await app.call('longterm.remove', { path: absolutePath(file) });
  await listLongTerm(session);
}
