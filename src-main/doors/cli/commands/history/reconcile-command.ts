import {
  AppError,
  type ReconciledState,
  type Reconciliation,
  reconciledState,
  reconcileReportFormat,
} from '../../../../contract/index.ts';
import { absolutePath } from '../../../../files/index.ts';
import { describeError, reconcileWords, verdictWords } from '../../../../words/index.ts';
import { requireOutput, writeOutput } from '../../output-file.ts';
import { reportFormat } from '../../report-format.ts';
import type { Session } from '../../session.ts';
import { formatFacts, formatTable } from '../../table.ts';
import { followWork } from './work-progress.ts';

export interface ReconcileOptions {
  report?: string;
  force: boolean;
  recursive: boolean;
}

const somethingOpen = 1;
/** What needs nobody's attention is counted, not listed. */
const unlisted: readonly ReconciledState[] = ['recorded', 'original'];

function describeResult({ language, words }: Session, { files, gone, counts, skipped }: Reconciliation): string {
  const { states, gone: isGone } = reconcileWords[language];
  const { verdicts } = verdictWords[language];
  const { columns, folder, reconcile } = words;
  const listed = files
    .filter(({ state }) => !unlisted.includes(state))
    .map(({ name, state, seqs, verdict, error }) => [
      name,
      states[state],
      seqs.join(' '),
      error ? describeError(error, language).happened : verdict === null ? '' : verdicts[verdict],
    ]);
  const missing = gone.map(({ seq, path }) => [path, isGone, String(seq), '']);
  const rows = [...listed, ...missing];
  const facts = formatFacts([
    [reconcile.files, String(files.length)],
    ...reconciledState.options
      .filter((state) => counts[state] > 0)
      .map((state) => [states[state], String(counts[state])] as const),
    ...(gone.length > 0 ? [[isGone, String(gone.length)] as const] : []),
    ...(skipped.otherFiles > 0 ? [[folder.otherFiles, String(skipped.otherFiles)] as const] : []),
    ...(skipped.links > 0 ? [[folder.links, String(skipped.links)] as const] : []),
    ...skipped.unreadableFolders.map((path) => [folder.unreadableFolder, path] as const),
  ]);
  if (rows.length === 0) return facts;
  return `${formatTable([columns.file, reconcile.state, columns.seq, columns.verdict], rows)}\n\n${facts}`;
}

/** `qianyin history reconcile`: what is in folders, held against the record. */
export async function reconcileFolders(
  session: Session,
  named: readonly string[],
  options: ReconcileOptions,
): Promise<void> {
  const reportPath = options.report === undefined ? null : absolutePath(options.report);
  const format = reportPath === null ? null : reportFormat(reportPath, reconcileReportFormat.options);
  if (reportPath !== null) requireOutput(reportPath, options.force);
  const app = await session.app('verification');
  const paths = named.map((path) => absolutePath(path));
  const { runId, result } = await followWork(session, app, async (runId) => ({
    runId,
    result: await app.call('history.reconcile', { runId, paths, recursive: options.recursive }),
  }));
  if (result.cancelled) throw new AppError('CANCELLED');
  if (reportPath !== null && format !== null) {
    const { content } = await app.call('history.reconcileReport', { runId, format, language: session.language });
    writeOutput(reportPath, content, options.force);
    session.note(session.words.reportWritten(reportPath));
  }
  session.print(result, (shown) => describeResult(session, shown));
  session.exitWith(result.accounted ? 0 : somethingOpen);
}
