import { realpathSync, statSync } from 'node:fs';
import { AppError, type Finding, receiptText, type Verdict, type VerificationReport } from '../../../contract/index.ts';
import { absolutePath, systemPath } from '../../../files/index.ts';
import {
  describeChanges,
  describeFinding,
  describeSealPictures,
  describeStep,
  localMinute,
  nameWords,
  nextStepWords,
  stepsAfter,
  verdictWords,
} from '../../../words/index.ts';
import { unreadable } from '../failure.ts';
import { requireOutput, writeOutput } from '../output-file.ts';
import { reportFormat } from '../report-format.ts';
import { askSecret, canAsk, createLineReader } from '../secrets.ts';
import type { Session } from '../session.ts';
import { formatFacts, formatTable } from '../table.ts';
import { plainText } from '../terminal.ts';
import { checkArchive } from './archival/archive-commands.ts';
import { saveSignedRevision } from './save-signed-command.ts';
import { type VerifyFolderOptions, verifyFolder } from './verify-folder-command.ts';

export interface VerifyOptions extends VerifyFolderOptions {
  passwordStdin: boolean;
  /** The field whose signed revision is to be saved, to `output`. */
  saveSigned?: string;
  output?: string;
}

const notValid = 1;
const exitCodes: Record<Verdict, number> = {
  valid: 0,
  permitted: notValid,
  trial: notValid,
  changed: notValid,
  invalid: notValid,
  indeterminate: notValid,
  unsigned: 3,
};

const listedChanges = 20;
const untrustedTimestamp: Finding['reason'] = 'timestamp/untrusted-claim';

/** A path as a shell takes it for one word and nothing else; what is left to the person where no such form is sure. */
function shellWord(path: string): string {
  if (/^[\p{L}\p{N}_./:\\-]+$/u.test(path)) return path;
  return process.platform === 'win32' ? '<file.pdf>' : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** The commands that would trust the issuers that are not, each once. */
function describeHowToTrust(words: Session['words'], { path, signatures }: VerificationReport): string[] {
  const hints = signatures.flatMap(({ untrustedTop }) => {
    if (untrustedTop === null) return [];
    if (!untrustedTop.isRoot) return [words.trustFileHint];
    const command = `qianyin trust issuer ${shellWord(path)} ${untrustedTop.certificate.fingerprint}`;
    return [words.trustIssuerHint(command)];
  });
  return [...new Set(hints)];
}

function describeReport({ words, language }: Session, report: VerificationReport): string {
  const { columns, trialMark } = words;
  const { verdicts, lines, content, afterwards, identity } = verdictWords[language];
  const told: [name: string, value: string][] = [
    [lines.content, content[report.lines.content]],
    [lines.afterwards, afterwards[report.lines.afterwards]],
    [lines.identity, identity[report.lines.identity]],
  ];
  const facts = formatFacts([
    [columns.file, report.path],
    [columns.format, report.format.toUpperCase()],
    [columns.verdict, verdicts[report.verdict] + (report.trial ? ` [${trialMark}]` : '')],
    ...(report.signatures.length === 0 ? [] : told),
    ...stepsAfter(report).map((step) => [nextStepWords[language].title, describeStep(step, language)] as const),
  ]);
  const damage = report.damage === null ? [] : [verdictWords[language].damaged];
  const pictures = [...damage, ...describeSealPictures(report.unsignedSealPictures, language)].map(words.warning);
  const warnings = pictures.length > 0 ? [pictures.join('\n')] : [];
  if (report.signatures.length === 0) return [facts, ...warnings].join('\n\n');
  const table = formatTable(
    [columns.field, columns.verdict, columns.signer, columns.signedAt, columns.signatureAlgorithm],
    report.signatures.map((signature) => [
      signature.kind === 'timestamp' ? `${signature.fieldName} [${words.timestampMark}]` : signature.fieldName,
      verdicts[signature.verdict],
      signature.certificate?.subject.display ?? signature.signerName,
      signature.signingTime
        ? `${localMinute(signature.signingTime)} (${nameWords[language].timeSources[signature.signingTimeSource]})`
        : '—',
      signature.algorithm,
    ]),
  );
  const changes = report.signatures.flatMap(({ fieldName, changes: made }) =>
    describeChanges(made, language)
      .slice(0, listedChanges)
      .map(({ sentence }) => `${fieldName}: ${sentence}`),
  );
  const doubts = report.signatures.flatMap(({ fieldName, findings }) =>
    findings
      .filter(
        ({ code, state, reason }) =>
          state === 'failed' ||
          state === 'unknown' ||
          (code === 'seal-name' && state === 'warning') ||
          reason === untrustedTimestamp,
      )
      .map((finding) => `${fieldName}: ${describeFinding(finding, language)}`),
  );
  const receipts = report.signatures.flatMap(({ fieldName, receipt }) =>
    receipt ? [`${fieldName}: ${columns.receipt} ${receiptText(receipt)}`] : [],
  );
  const lists = [doubts, changes, receipts]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(plainText).join('\n'));
  const hints = describeHowToTrust(words, report).map(plainText);
  return [facts, ...warnings, table, ...lists, ...(hints.length > 0 ? [hints.join('\n')] : [])].join('\n\n');
}

/** The report, by which id the core keeps it, and the password that opened the file. */
async function readReport(session: Session, file: string, { trust, trustMaker, passwordStdin }: VerifyOptions) {
  const app = await session.app('verification');
  const path = absolutePath(file);
  const sources = (given: readonly string[]) => given.map((source) => absolutePath(source));
  const request = { path, trust: sources(trust), trustMakers: sources(trustMaker) };
  const run = async (password: string | undefined) => {
    const { reportId, report } = await app.call('verify.run', { ...request, password });
    const unsignedSealPictures = await app.call('verify.sealPictures', { reportId, password });
    return { reportId, report: { ...report, unsignedSealPictures }, password };
  };
  const given = passwordStdin ? await createLineReader(process.stdin)() : process.env.QIANYIN_PDF_PASSWORD || undefined;
  try {
    return await run(given);
  } catch (thrown) {
    const asked = thrown instanceof AppError && thrown.code === 'PDF_PASSWORD_REQUIRED' && canAsk();
    if (!asked) throw thrown;
    return await run(await askSecret(session.words.passwordPrompt));
  }
}

/** Whether both name one file, through whatever links. */
function isSameFile(first: string, second: string): boolean {
  const bytes = { encoding: 'buffer' } as const;
  try {
    return realpathSync.native(systemPath(first), bytes).equals(realpathSync.native(systemPath(second), bytes));
  } catch {
    return false;
  }
}

async function verifyFile(session: Session, file: string, options: VerifyOptions): Promise<void> {
  const reportPath = options.report === undefined ? null : absolutePath(options.report);
  const format = reportPath === null ? null : reportFormat(reportPath, ['pdf', 'json'] as const);
  if (reportPath !== null) {
    if (isSameFile(reportPath, file)) throw new AppError('OUTPUT_IS_INPUT');
    requireOutput(reportPath, options.force);
  }
  const { reportId, report, password } = await readReport(session, file, options);
  if (reportPath !== null && format !== null) {
    const app = await session.app();
    const { content } = await app.call('verify.report', { reportId, format, language: session.language });
    writeOutput(reportPath, content, options.force);
    session.note(session.words.reportWritten(reportPath));
  }
  if (options.saveSigned !== undefined && options.output !== undefined) {
    const request = { path: absolutePath(file), fieldName: options.saveSigned, password };
    await saveSignedRevision(session, request, { output: options.output, force: options.force });
    session.note(session.words.signedRevisionSaved(options.output));
  }
  session.print(report, (shown) => describeReport(session, shown));
  session.exitWith(exitCodes[report.verdict]);
}

/** `qianyin verify`: the exit code is the verdict; whatever keeps the file from being read is never taken for one. */
export async function verify(session: Session, target: string, options: VerifyOptions): Promise<void> {
  session.exitWith(unreadable);
  session.tellWhoChecks();
  const isFolder = statSync(systemPath(target), { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (isFolder) return verifyFolder(session, target, options);
  if (!/\.zip$/i.test(target)) return verifyFile(session, target, options);
  const { isWhole, report } = await checkArchive(session, target, options);
  session.exitWith(isWhole ? exitCodes[report.verdict] : notValid);
}
