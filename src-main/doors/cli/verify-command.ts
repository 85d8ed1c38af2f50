import { resolve } from 'node:path';
import { AppError, type Verdict, type VerificationReport } from '../../contract/index.ts';
import { unreadable } from './failure.ts';
import { askSecret, canAsk, createLineReader } from './secrets.ts';
import type { Session } from './session.ts';
import { formatFacts, formatTable, formatTime } from './table.ts';

export interface VerifyOptions {
  trust: readonly string[];
  passwordStdin: boolean;
}

const exitCodes: Record<Verdict, number> = { valid: 0, changed: 1, invalid: 1, indeterminate: 1, unsigned: 3 };

function describeReport({ words }: Session, report: VerificationReport): string {
  const { columns, lines, lineValues, verdicts, trialMark } = words;
  const facts = formatFacts([
    [columns.file, report.path],
    [columns.verdict, verdicts[report.verdict] + (report.trial ? ` [${trialMark}]` : '')],
    [lines.content, lineValues.content[report.lines.content]],
    [lines.afterwards, lineValues.afterwards[report.lines.afterwards]],
    [lines.identity, lineValues.identity[report.lines.identity]],
  ]);
  if (report.signatures.length === 0) return facts;
  const table = formatTable(
    [columns.field, columns.verdict, columns.signer, `${columns.signedAt} (${words.clock})`, columns.algorithm],
    report.signatures.map((signature) => [
      signature.fieldName,
      verdicts[signature.verdict],
      signature.certificate?.subject.display ?? signature.signerName,
      signature.signingTime ? formatTime(signature.signingTime) : '—',
      signature.algorithm,
    ]),
  );
  return `${facts}\n\n${table}`;
}

async function readReport(session: Session, file: string, trust: readonly string[], passwordStdin: boolean) {
  const app = await session.app();
  const path = resolve(file);
  const request = { path, trust: trust.map((source) => resolve(source)) };
  const password = passwordStdin
    ? await createLineReader(process.stdin)()
    : process.env.QIANYIN_PDF_PASSWORD || undefined;
  try {
    return await app.call('verify.run', { ...request, password });
  } catch (thrown) {
    const asked = thrown instanceof AppError && thrown.code === 'PDF_PASSWORD_REQUIRED' && canAsk();
    if (!asked) throw thrown;
    return await app.call('verify.run', { ...request, password: await askSecret(session.words.passwordPrompt) });
  }
}

/** `qianyin verify`: the exit code is the verdict; whatever keeps the file from being read is never taken for one. */
export async function verify(session: Session, file: string, options: VerifyOptions): Promise<void> {
  session.exitWith(unreadable);
  const report = await readReport(session, file, options.trust, options.passwordStdin);
  session.print(report, () => describeReport(session, report));
  session.exitWith(exitCodes[report.verdict]);
}
