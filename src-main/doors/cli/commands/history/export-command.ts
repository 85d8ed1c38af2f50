import { rmSync } from 'node:fs';
import { extname } from 'node:path';
import type { App } from '../../../../app.ts';
import { AppError, type ExportFormat, exportFormat, type MethodOutput } from '../../../../contract/index.ts';
import { systemPath } from '../../../../files/index.ts';
import { findSeal } from '../../find-seal.ts';
import { copyToStandardOutput, requireOutput, standardOutput, writeOutput } from '../../output-file.ts';
import { collectPin, type PinOptions, withSignaturePins } from '../../pins.ts';
import { createLineReader } from '../../secrets.ts';
import type { Session } from '../../session.ts';
import { filterFrom, type HistoryOptions } from './use-commands.ts';
import { followWork } from './work-progress.ts';

export interface ExportOptions extends HistoryOptions, PinOptions {
  format?: ExportFormat;
  output?: string;
  month?: string;
  force: boolean;
  sign?: string;
}

/** The format by name, else by the output's ending. @throws AppError INVALID_INPUT */
function formatOf(output: string, asked: ExportFormat | undefined): ExportFormat {
  if (asked !== undefined) return asked;
  const ending = extname(output).slice(1).toLowerCase();
  const format = exportFormat.options.find((known) => known === ending);
  if (format) return format;
  // Where nothing says otherwise it was always CSV.
  if (ending === '' || output === standardOutput) return 'csv';
  throw new AppError('INVALID_INPUT', { detail: exportFormat.options.map((known) => `.${known}`).join(' | ') });
}

/** What was too large to be handed over lies in the data folder, and need not stay there. */
async function writeToStandardOutput({ content, path }: MethodOutput<'history.export'>): Promise<void> {
  if (content !== null) writeOutput(standardOutput, content, false);
  if (path === null) return;
  try {
    await copyToStandardOutput(path);
  } finally {
    rmSync(systemPath(path), { force: true });
  }
}

/** Whose key signs, and its PIN. @throws AppError SEAL_…, TOKEN_NOT_FOUND, PIN_REQUIRED, PIN_FINAL_TRY */
async function signingOf(session: Session, app: App, wanted: string, options: PinOptions) {
  const { id: signWith, binding } = await findSeal(app, wanted);
  const tokens = await app.call('tokens.list', null);
  const token = tokens.find(({ serial }) => serial === binding.tokenSerial);
  if (!token) throw new AppError('TOKEN_NOT_FOUND', { serial: binding.tokenSerial });
  const readLine = options.pinStdin ? createLineReader(process.stdin) : null;
  const { pin, finalTryConfirmed } = await collectPin(session, token, options, readLine);
  return {
    token,
    readLine,
    request: { signWith, finalTryConfirmed, pins: pin === undefined ? {} : { [token.id]: pin } },
  };
}

/** `qianyin history export` */
export async function exportHistory(
  session: Session,
  named: string | undefined,
  options: ExportOptions,
): Promise<void> {
  const output = named ?? options.output;
  if (output === undefined || (named !== undefined && options.output !== undefined))
    throw new AppError('INVALID_INPUT', { detail: '<output>' });
  const path = session.outputPath(output);
  const format = formatOf(path, options.format);
  requireOutput(path, options.force);
  // Before anybody is asked for a PIN.
  if (options.sign !== undefined && format !== 'pdf') throw new AppError('INVALID_INPUT', { detail: '--sign' });
  const filter = filterFrom(options);
  const app = await session.app();
  const isFile = path !== standardOutput;
  const signing = options.sign === undefined ? null : await signingOf(session, app, options.sign, options);
  const exported = (signaturePins: Record<string, string>) =>
    followWork(session, app, (runId) =>
      app.call('history.export', {
        ...(signing ? { ...signing.request, signaturePins } : {}),
        runId,
        format,
        filter,
        language: session.language,
        overwrite: options.force,
        ...(options.month === undefined ? {} : { month: options.month }),
        ...(isFile ? { outputPath: path } : {}),
      }),
    );
  const made = signing
    ? await withSignaturePins(session, [signing.token], signing.readLine, exported)
    : await exported({});
  if (!isFile) await writeToStandardOutput(made);
  const { rowCount, sha256, sizeBytes, signature } = made;
  const { words } = session;
  session.print({ path, rowCount, format, sizeBytes, sha256, signature }, (shown) =>
    [words.exported(rowCount, shown.path), ...(signature ? [words.exportSigned(signature.signer)] : [])].join('\n'),
  );
}
