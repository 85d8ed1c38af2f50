import { randomUUID } from 'node:crypto';
import type { App } from '../../../app.ts';
import {
  AppError,
  type FolderOutcome,
  type FolderRow,
  type FolderVerification,
  type FolderVerificationProgress,
} from '../../../contract/index.ts';
import { absolutePath } from '../../../files/index.ts';
import {
  describeError,
  describeOutcome,
  describeStep,
  listSealPicturePages,
  nextStepWords,
  sealPictureWords,
} from '../../../words/index.ts';
import { unreadable } from '../failure.ts';
import { requireOutput, writeOutput } from '../output-file.ts';
import { reportFormat } from '../report-format.ts';
import type { Session } from '../session.ts';
import { formatFacts, formatTable } from '../table.ts';
import { plainText, writeInLine, writeLines } from '../terminal.ts';

export interface VerifyFolderOptions {
  trust: readonly string[];
  trustMaker: readonly string[];
  report?: string;
  force: boolean;
  recursive: boolean;
}

/** Without a terminal, how many files or how much time lie between two lines of progress. */
const lineFiles = 50;
const lineMs = 5000;

const notValid = 1;
const unsigned = 3;

const outcomeCodes: Record<FolderOutcome, number> = {
  valid: 0,
  permitted: notValid,
  trial: notValid,
  changed: notValid,
  invalid: notValid,
  indeterminate: notValid,
  unreadable,
  unsigned,
};
const worstFirst = [notValid, unreadable, unsigned] as const;

/** The code of the worst file; a folder without PDFs is no better than a file without signatures. */
function exitCodeOf({ rows, skipped }: FolderVerification): number {
  const codes = new Set(rows.map(({ outcome }) => outcomeCodes[outcome]));
  if (skipped.unreadableFolders.length > 0) codes.add(unreadable);
  if (rows.length === 0) codes.add(unsigned);
  return worstFirst.find((code) => codes.has(code)) ?? 0;
}

function describeRow({ language, words }: Session, row: FolderRow): string[] {
  const outcome = describeOutcome(row.outcome, language);
  if (row.outcome === 'unreadable') {
    const { happened, next } = describeError(row.error, language, 'checking');
    return [row.name, outcome, happened, next, ''];
  }
  const signers = [...new Set(row.signatures.map(({ signerName }) => signerName))];
  const pictures = listSealPicturePages(row.unsignedSealPictures, language);
  const [step] = row.outcome === 'valid' ? [] : row.nextSteps;
  return [
    row.name,
    row.trial ? `${outcome} [${words.trialMark}]` : outcome,
    signers.join(', '),
    step === undefined ? '' : describeStep(step, language),
    pictures,
  ];
}

function describeResult(session: Session, result: FolderVerification): string {
  const { columns, folder } = session.words;
  const { rows, skipped } = result;
  const counts = new Map<FolderOutcome, number>();
  for (const { outcome } of rows) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const facts = formatFacts([
    [folder.verified, String(rows.length)],
    ...[...counts].map(([outcome, count]) => [describeOutcome(outcome, session.language), String(count)] as const),
    ...(skipped.otherFiles > 0 ? [[folder.otherFiles, String(skipped.otherFiles)] as const] : []),
    ...(skipped.links > 0 ? [[folder.links, String(skipped.links)] as const] : []),
    ...skipped.unreadableFolders.map((path) => [folder.unreadableFolder, path] as const),
  ]);
  if (rows.length === 0) return facts;
  const described = rows.map((row) => describeRow(session, row));
  const headings = [
    columns.file,
    columns.verdict,
    folder.signerOrCause,
    nextStepWords[session.language].title,
    sealPictureWords[session.language].title,
  ];
  // A column of nothing is left out.
  const isShown = (column: number) => column < 3 || described.some((cells) => cells[column] !== '');
  const shown = (cells: readonly string[]) => cells.filter((_, column) => isShown(column));
  const table = formatTable(shown(headings), described.map(shown));
  return `${table}\n\n${facts}`;
}

/** One line that is written anew for each file. */
function showOnTerminal({ done, total, current }: FolderVerificationProgress): void {
  const line = current === '' ? '' : `${done + 1}/${total} ${plainText(current)}`.slice(0, 76);
  writeInLine(process.stderr, line, { anew: true });
}

/** A line now and then, for a log. */
function createProgressLines({ words }: Session): (progress: FolderVerificationProgress) => void {
  let last = { done: 0, atMs: performance.now() };
  return ({ done, total, current }) => {
    const isDue = done - last.done >= lineFiles || performance.now() - last.atMs >= lineMs;
    if (current === '' || !isDue) return;
    last = { done, atMs: performance.now() };
    writeLines(process.stderr, words.folder.progress(done, total));
  };
}

/** Verifies and tells on standard error how far it is; Ctrl-C ends it. @throws AppError CANCELLED */
async function runVerification(session: Session, app: App, folder: string, options: VerifyFolderOptions) {
  const runId = randomUUID();
  const cancel = () => {
    app.call('verify.cancel', { runId }).catch(() => {});
  };
  const show = process.stderr.isTTY && !session.json ? showOnTerminal : createProgressLines(session);
  const unsubscribe = app.subscribe('verify.progress', (progress) => {
    if (progress.runId === runId) show(progress);
  });
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    const result = await app.call('verify.folder', {
      runId,
      paths: [absolutePath(folder)],
      recursive: options.recursive,
      trust: options.trust.map((source) => absolutePath(source)),
      trustMakers: options.trustMaker.map((source) => absolutePath(source)),
    });
    if (result.cancelled) throw new AppError('CANCELLED');
    return { runId, result };
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    unsubscribe();
  }
}

/** `qianyin verify` of a folder: a row for each PDF; the exit code is that of the worst. */
export async function verifyFolder(session: Session, folder: string, options: VerifyFolderOptions): Promise<void> {
  const reportPath = options.report === undefined ? null : absolutePath(options.report);
  const format = reportPath === null ? null : reportFormat(reportPath, ['xlsx', 'json'] as const);
  if (reportPath !== null) requireOutput(reportPath, options.force);
  const app = await session.app('verification');
  const { runId, result } = await runVerification(session, app, folder, options);
  if (reportPath !== null && format !== null) {
    const { content } = await app.call('verify.folderReport', { runId, format, language: session.language });
    writeOutput(reportPath, content, options.force);
    session.note(session.words.reportWritten(reportPath));
  }
  session.print(result, (shown) => describeResult(session, shown));
  session.exitWith(exitCodeOf(result));
}
