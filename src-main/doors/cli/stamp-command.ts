import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { App } from '../../app.ts';
import { AppError, type Placement, type StampRequest, type StampResult, type Token } from '../../contract/index.ts';
import { combinePlacements, type PlacementStep, type WantedPlacement } from './placement-options.ts';
import { askSecret, canAsk, createLineReader } from './secrets.ts';
import type { Session } from './session.ts';
import { formatFacts } from './table.ts';

export interface StampOptions {
  output?: string;
  steps: readonly PlacementStep[];
  reason: string;
  location: string;
  force: boolean;
  passwordStdin: boolean;
  pinStdin: boolean;
  finalTry: boolean;
}

type Plan = Omit<StampRequest, 'pins' | 'finalTryConfirmed'>;

async function findSealIds(app: App, names: readonly string[]): Promise<Map<string, string>> {
  const seals = await app.call('seals.list', null);
  const ids = new Map<string, string>();
  for (const wanted of names) {
    const named = seals.filter(({ name }) => name === wanted);
    const found = seals.find(({ id }) => id === wanted) ?? named[0];
    if (!found) throw new AppError('SEAL_NOT_FOUND', { seal: wanted });
    if (found.id !== wanted && named.length > 1) throw new AppError('SEAL_AMBIGUOUS', { seal: wanted });
    ids.set(wanted, found.id);
  }
  return ids;
}

async function countPages(app: App, path: string, password: string | undefined): Promise<number> {
  const { documentId, pageCount } = await app.call('documents.open', { path, password });
  await app.call('documents.close', { documentId });
  return pageCount;
}

async function resolvePlacements(
  app: App,
  wanted: readonly WantedPlacement[],
  path: string,
  password: string | undefined,
): Promise<Placement[]> {
  const sealIds = await findSealIds(app, [...new Set(wanted.map(({ seal }) => seal))]);
  const needsCount = wanted.some(({ page }) => page === 'last');
  const pageCount = needsCount ? await countPages(app, path, password) : 0;
  return wanted.map(({ seal, page, xMm, yMm }) => {
    const sealId = sealIds.get(seal) ?? seal;
    return { sealId, page: page === 'last' ? pageCount : page, xMm, yMm };
  });
}

/** A PIN that may lock the token is only used on the person's explicit word. @throws AppError PIN_FINAL_TRY */
async function confirmFinalTry(session: Session): Promise<void> {
  session.note(`${session.words.warning}: ${session.words.warnings['pin-final-try']}`);
  if (!canAsk()) throw new AppError('PIN_FINAL_TRY');
  const answer = await askSecret(session.words.confirmFinalTry);
  if (answer.trim().toLowerCase() !== 'yes') throw new AppError('PIN_FINAL_TRY');
}

/** The PIN of each token that needs one: piped in, from the variable, or asked for. @throws AppError PIN_REQUIRED */
async function collectPins(
  session: Session,
  tokens: readonly Token[],
  readLine: (() => Promise<string>) | null,
): Promise<Record<string, string>> {
  for (const { label } of tokens.filter(({ pinPad }) => pinPad)) session.note(session.words.pinPad(label));
  const needing = tokens.filter(({ pinPad }) => !pinPad);
  const pins: Record<string, string> = {};
  for (const { id, label, serial } of needing) {
    const fromVariable = process.env.QIANYIN_PIN;
    if (readLine) pins[id] = await readLine();
    // One variable for several tokens would spend a try of each that it does not belong to.
    else if (fromVariable && needing.length === 1) pins[id] = fromVariable;
    else if (canAsk()) pins[id] = await askSecret(session.words.pinPrompt(label, serial.slice(-4)));
    if (!pins[id]) throw new AppError('PIN_REQUIRED');
  }
  return pins;
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
    process.stderr.write(`${session.words.steps[progress.step]}…\n`);
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

/** `qianyin stamp` */
export async function stamp(session: Session, input: string, options: StampOptions): Promise<void> {
  const wanted = combinePlacements(options.steps);
  const readLine = options.pinStdin || options.passwordStdin ? createLineReader(process.stdin) : null;
  const password = options.passwordStdin && readLine ? await readLine() : process.env.QIANYIN_PDF_PASSWORD || undefined;
  const app = await session.app();
  const path = resolve(input);
  const plan: Plan = {
    runId: randomUUID(),
    path,
    password,
    placements: await resolvePlacements(app, wanted, path, password),
    reason: options.reason,
    location: options.location,
    outputPath: options.output ? resolve(options.output) : undefined,
    overwrite: options.force,
  };
  const { outputPath, outputExists, tokenIds, warnings } = await app.call('stamp.plan', plan);
  if (outputExists && !options.force) throw new AppError('OUTPUT_EXISTS', { path: outputPath });
  for (const { code } of warnings) {
    if (code !== 'pin-final-try') session.note(`${session.words.warning}: ${session.words.warnings[code]}`);
  }
  const tokens = (await app.call('tokens.list', null)).filter(({ id }) => tokenIds.includes(id));
  const finalTry = tokens.some(({ pinState }) => pinState === 'final-try');
  if (finalTry && !options.finalTry) await confirmFinalTry(session);
  const pins = await collectPins(session, tokens, options.pinStdin ? readLine : null);
  const result = await runStamp(session, app, {
    ...plan,
    outputPath,
    pins,
    finalTryConfirmed: finalTry || options.finalTry,
  });
  const { columns, verdicts } = session.words;
  session.print(result, () =>
    formatFacts([
      [session.words.stamped, result.outputPath],
      [columns.verdict, verdicts[result.report.verdict]],
      [columns.sha256Before, result.sha256Before],
      [columns.sha256After, result.sha256After],
    ]),
  );
}
