import { randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { App } from '../../../app.ts';
import {
  AppError,
  isQuiet,
  type OpenedDocument,
  readableNames,
  type StampRequest,
  type StampResult,
  type StampWarning,
} from '../../../contract/index.ts';
import { absolutePath, systemPath } from '../../../files/index.ts';
import { describeWarning, nameWords, verdictWords } from '../../../words/index.ts';
import { placementsOn } from '../chosen-placements.ts';
import { standardOutput } from '../output-file.ts';
import { type ParticularsOptions, particularsOf } from '../particulars-options.ts';
import { collectPins, confirmFinalTry, withSignaturePins } from '../pins.ts';
import type { CommandPlacement } from '../placement-options.ts';
import { formatPreflight } from '../preflight-text.ts';
import { createLineReader } from '../secrets.ts';
import type { Session } from '../session.ts';
import { formatFacts } from '../table.ts';
import { writeLines } from '../terminal.ts';
import { readTicket } from './control/approval-commands.ts';

export interface StampOptions extends ParticularsOptions {
  output?: string;
  template?: string;
  /** The path of an approval ticket. */
  ticket?: string;
  placements: readonly CommandPlacement[];
  reason: string;
  location: string;
  lock: boolean;
  force: boolean;
  passwordStdin: boolean;
  pinStdin: boolean;
  finalTry: boolean;
  check: boolean;
}

type Plan = Omit<StampRequest, 'pins' | 'finalTryConfirmed'>;

function noteWarning(session: Session, warning: StampWarning): void {
  const { words, language } = session;
  session.note(words.warning(describeWarning(warning, language) + (words.warningHints[warning.code] ?? '')));
}

/** Runs the stamp; Ctrl-C cancels it as long as the token has not signed. */
async function runStamp(session: Session, app: App, request: StampRequest): Promise<StampResult> {
  const cancel = () => {
    app.call('stamp.cancel', { runId: request.runId }).catch(() => {});
  };
  let step = '';
  const unsubscribe = app.subscribe('stamp.progress', (progress) => {
    if (progress.runId !== request.runId || progress.step === step || session.json || !process.stderr.isTTY) return;
    step = progress.step;
    const { steps, touchToken } = nameWords[session.language];
    const hint = step === 'sign' ? ` ${touchToken}` : '';
    writeLines(process.stderr, `${steps[progress.step]}…${hint}`);
  });
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    return await app.call('stamp.run', request);
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    unsubscribe();
  }
}

/** Where the file is kept that goes to standard output: a record names a file that is there. */
function keptPath({ homeFolder }: Session, path: string, format: OpenedDocument['format']): string {
  const folder = join(homeFolder, 'stamped');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${parse(path).name}_${randomUUID()}.${format}`);
}

/** `qianyin stamp` */
export async function stamp(session: Session, input: string, options: StampOptions): Promise<void> {
  const readLine = options.pinStdin || options.passwordStdin ? createLineReader(process.stdin) : null;
  const password = options.passwordStdin && readLine ? await readLine() : process.env.QIANYIN_PDF_PASSWORD || undefined;
  const output = options.output ? session.outputPath(options.output) : undefined;
  const ticket = options.ticket === undefined ? undefined : readTicket(options.ticket);
  const isOfTicket = ticket !== undefined && options.placements.length === 0;
  const app = await session.app('stamping');
  // Drivers take as long to start as the document to be read.
  void app.tokensSettled();
  const path = absolutePath(input);
  // Held until it is stamped: whoever exchanges the file while the PIN is typed has nothing of it stamped.
  const { documentId, format } = await app.call('documents.open', { path, password });
  const plan: Plan = {
    runId: randomUUID(),
    path,
    documentId,
    password,
    placements: isOfTicket
      ? (await app.call('approval.read', { ticket })).placements
      : await placementsOn(app, { path, documentId, password }, options),
    ticket,
    reason: readableNames(options.reason),
    location: readableNames(options.location),
    particulars: particularsOf(options),
    ...(options.lock ? { lock: true } : {}),
    outputPath: output === standardOutput ? keptPath(session, path, format) : output,
    overwrite: options.force,
  };
  const planned = await app.call('stamp.plan', plan);
  const { outputPath, outputExists, tokenIds, warnings } = planned;
  if (options.check) {
    session.print(planned, (shown) => formatPreflight(shown, session.language, session.words));
    session.exitWith(isQuiet(warnings) ? 0 : 1);
    return;
  }
  if (outputExists && !options.force) throw new AppError('OUTPUT_EXISTS', { path: outputPath });
  for (const warning of warnings) {
    if (warning.level === 'stop') session.note(session.words.stop(describeWarning(warning, session.language)));
    else if (warning.level === 'warn' && warning.code !== 'pin-final-try') noteWarning(session, warning);
  }
  const stopping = warnings.find(({ level }) => level === 'stop');
  if (stopping) throw new AppError('PREFLIGHT_STOPPED', { code: stopping.code });
  const tokens = (await app.call('tokens.list', null)).filter(({ id }) => tokenIds.includes(id));
  const finalTry = tokens.some(({ pinState }) => pinState === 'final-try');
  if (finalTry && !options.finalTry) await confirmFinalTry(session);
  const pins = await collectPins(session, tokens, options.pinStdin ? readLine : null);
  const finalTryConfirmed = finalTry || options.finalTry;
  const result = await withSignaturePins(session, tokens, options.pinStdin ? readLine : null, (signaturePins) =>
    runStamp(session, app, { ...plan, runId: randomUUID(), outputPath, pins, signaturePins, finalTryConfirmed }),
  );
  for (const warning of result.warnings) noteWarning(session, warning);
  if (output === standardOutput)
    await pipeline(createReadStream(systemPath(result.outputPath)), process.stdout, { end: false });
  const { columns } = session.words;
  const { verdicts } = verdictWords[session.language];
  session.print(result, ({ outputPath: stamped, report, sha256Before, sha256After }) =>
    formatFacts([
      [session.words.stamped, stamped],
      [columns.verdict, verdicts[report.verdict]],
      [columns.sha256Before, sha256Before],
      [columns.sha256After, sha256After],
    ]),
  );
}
