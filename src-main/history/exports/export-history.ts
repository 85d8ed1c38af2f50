import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  AppError,
  type ExportFormat,
  type ExportSignature,
  type Language,
  type MethodOutput,
  mostExportedBytes,
  mostPrinted,
  type ParsedInput,
} from '../../contract/index.ts';
import { createOutputFile, describeWriteFailure, type OutputFile, systemPath } from '../../files/index.ts';
import { createLimitedThread, findProgram, ThreadStopped } from '../../runtime/index.ts';
import { localDay } from '../../words/index.ts';
import { placeIn } from './export-place.ts';
import type { ExportAnswer, ExportedFile, ExportWork } from './export-work.ts';

export interface ExportContext {
  readonly ledgerPath: string;
  /** Where exports go that nobody gave a path for. */
  readonly folder: string;
  readonly program: ExportWork['program'];
  /** Signs a PDF in its place, with the key of a seal. @throws AppError why not */
  sign(path: string, request: ExportSigning): Promise<ExportSignature>;
}

/** Whose key signs an export, and what unlocks it. */
export type ExportSigning = Pick<ParsedInput<'history.export'>, 'pins' | 'signaturePins' | 'finalTryConfirmed'> & {
  readonly sealId: string;
  readonly reason: string;
};

/** What is made before it is in its place. */
export type FinishedExport = Pick<
  MethodOutput<'history.export'>,
  'rowCount' | 'sizeBytes' | 'sha256' | 'signature' | 'fileName'
> & { readonly path: string | null };

export interface ExportTurn {
  readonly language: Language;
  readonly signal: AbortSignal;
  onFraction(fraction: number): void;
  /** Told before anybody can have the file. @throws what keeps it from being handed out */
  onFinished(made: FinishedExport): void;
}

/** What streams needs little. */
const bounds = { youngMb: 16, heapMb: 400, growthMb: 500, keptMb: 0 };
/** The register is laid out with two Chinese fonts: what it leaves behind is collected early. */
const registerBounds = { ...bounds, youngMb: 4 };
/** A ledger of any size; who asked can end it. */
const limitMs = 86_400_000;
const privateFile = 0o600;

const worker = {
  source: 'export-worker.ts',
  built: 'export-worker.js',
  reads: ['node_modules/better-sqlite3/', 'node_modules/@expo-google-fonts/noto-serif-sc/'],
};

/** What the thread could not do, as a person meets it. */
function failureOf({ trouble, code }: { trouble: string; code: string }, folder: string): AppError {
  const extras = { detail: `${code} ${trouble}`.trim() };
  if (/^(?:SQLITE_CORRUPT|SQLITE_NOTADB|HISTORY_DAMAGED)/.test(code))
    return new AppError('HISTORY_DAMAGED', {}, extras);
  if (code.startsWith('SQLITE')) return new AppError('HISTORY_UNREADABLE', {}, extras);
  if (/^E[A-Z]+$/.test(code)) return describeWriteFailure(Object.assign(new Error(trouble), { code }), folder);
  return new AppError('INTERNAL', {}, extras);
}

async function fill(
  file: OutputFile,
  work: Omit<ExportWork, 'path'>,
  folder: string,
  turn: ExportTurn,
): Promise<ExportedFile> {
  const thread = createLimitedThread<ExportWork, ExportAnswer>(
    () => findProgram(import.meta.url, worker),
    work.format === 'pdf' ? registerBounds : bounds,
  );
  try {
    const { signal, onFraction } = turn;
    const answer = await thread.take(
      { ...work, path: file.temporaryPath },
      { limitMs, signal, onProgress: onFraction },
    );
    if ('tooMany' in answer) throw new AppError('TOO_MANY_USES', { count: answer.tooMany, max: mostPrinted });
    if ('trouble' in answer) throw failureOf(answer, folder);
    return answer;
  } catch (thrown) {
    if (!(thrown instanceof ThreadStopped)) throw thrown;
    throw new AppError(
      thrown.reason === 'cancelled' ? 'CANCELLED' : 'INTERNAL',
      {},
      { cause: thrown, detail: String(thrown) },
    );
  } finally {
    await thread.close();
  }
}

function suggestedName(format: ExportFormat, month: string | undefined, language: Language): string {
  const names =
    language === 'en' ? { pdf: 'seal-register', other: 'seal-use' } : { pdf: '用印台账', other: '用印记录' };
  return `${format === 'pdf' ? names.pdf : names.other}_${month ?? localDay(new Date())}.${format}`;
}

const signingReason = { 'zh-CN': '用印台账', en: 'Register of seal use' } as const;

/** The file signed, where that is wanted, and what it is now. */
async function signed(
  context: ExportContext,
  path: string,
  made: ExportedFile,
  { request, language }: { request: ParsedInput<'history.export'>; language: Language },
): Promise<ExportedFile & { signature: ExportSignature | null }> {
  const { signWith: sealId, pins, signaturePins, finalTryConfirmed } = request;
  if (sealId === undefined) return { ...made, signature: null };
  const reason = signingReason[language];
  const signature = await context.sign(path, { sealId, pins, signaturePins, finalTryConfirmed, reason });
  const content = readFileSync(systemPath(path));
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { ...made, sizeBytes: content.length, sha256, signature };
}

/**
 * Writes the uses that fit to a file, whole or not at all, in a thread of its own.
 * @throws AppError TOO_MANY_USES, OUTPUT_EXISTS, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL, CANCELLED, HISTORY_UNREADABLE, HISTORY_DAMAGED
 */
export async function exportHistory(
  context: ExportContext,
  request: ParsedInput<'history.export'>,
  turn: ExportTurn,
): Promise<MethodOutput<'history.export'>> {
  const { format, filter, month, outputPath, overwrite } = request;
  const { language } = turn;
  if (request.signWith !== undefined && format !== 'pdf') throw new AppError('INVALID_INPUT', { detail: 'signWith' });
  const fileName = suggestedName(format, month, language);
  const path = outputPath === undefined ? placeIn(context.folder, fileName) : resolve(outputPath);
  if (!overwrite && existsSync(systemPath(path))) throw new AppError('OUTPUT_EXISTS', { path });
  const folder = dirname(path);
  const file = createOutputFile(path, privateFile, 0);
  try {
    const { ledgerPath, program } = context;
    const filled = await fill(file, { ledgerPath, format, filter, month, language, program }, folder, turn);
    const made = await signed(context, file.temporaryPath, filled, { request, language });
    await file.finish();
    const isContent = outputPath === undefined && made.sizeBytes <= mostExportedBytes;
    turn.onFinished({ ...made, fileName, path: isContent ? null : path });
    if (isContent) {
      const content = readFileSync(systemPath(file.temporaryPath));
      return { fileName, path: null, content, ...made };
    }
    await file.publish(overwrite);
    return { fileName, path, content: null, ...made };
  } finally {
    await file.discard();
  }
}
