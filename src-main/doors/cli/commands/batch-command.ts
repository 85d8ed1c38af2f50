import { extname } from 'node:path';
import type { App } from '../../../app.ts';
import {
  AppError,
  type Batch,
  type BatchItem,
  type BatchProgress,
  type ManifestFormat,
  type MethodInput,
  manifestFormat,
  type PlacementInput,
  readableNames,
  type Token,
} from '../../../contract/index.ts';
import { absolutePath } from '../../../files/index.ts';
import { describeError } from '../../../words/index.ts';
import { chosenPlacements } from '../chosen-placements.ts';
import { unreadable } from '../failure.ts';
import { findSeal } from '../find-seal.ts';
import { requireOutput, writeOutput } from '../output-file.ts';
import { type ParticularsOptions, particularsOf } from '../particulars-options.ts';
import { collectPins, confirmFinalTry, withSignaturePins } from '../pins.ts';
import { reportFormat } from '../report-format.ts';
import { createLineReader } from '../secrets.ts';
import type { Session } from '../session.ts';
import { formatFacts, formatTable } from '../table.ts';
import { plainText, plainTexts, writeInLine, writeJsonLine, writeLines } from '../terminal.ts';

export interface BatchOptions extends ParticularsOptions {
  output?: string;
  template?: string;
  placements: readonly PlacementInput[];
  pattern: string;
  reason: string;
  location: string;
  recursive: boolean;
  again: boolean;
  resume: boolean;
  retryFailed: boolean;
  dryRun: boolean;
  manifest?: string;
  signManifest: boolean;
  alsoSeal: readonly string[];
  passwordStdin: boolean;
  pinStdin: boolean;
  finalTry: boolean;
}

/** Some files were not stamped. */
const someFailed = 1;
const lineMs = 5_000;
/** What a person reads in a terminal; the rest is in the manifest. */
const mostListed = 50;

const isTable = (path: string) => ['.csv', '.tsv', '.txt', '.xlsx'].includes(extname(path).toLowerCase());

/** What of a file a script reads, a line for each. */
const eventOf = ({ look: _, ...item }: BatchItem) => ({ event: 'file', ...item });
const isSettled = ({ state }: Pick<BatchItem, 'state'>) =>
  state === 'done' || state === 'failed' || state === 'skipped';

/** Tells on standard error how far it is, or each file as a line of JSON on standard output. */
function createProgress(session: Session): (progress: BatchProgress) => void {
  let lastAtMs = performance.now();
  const told = new Set<number>();
  const { words } = session;
  return ({ batch, items }) => {
    if (session.json) {
      for (const item of items) {
        if (!isSettled(item) || told.has(item.index)) continue;
        told.add(item.index);
        writeJsonLine(process.stdout, eventOf(item));
      }
      return;
    }
    const line = batch.state === 'looking' ? words.batch.looking(batch) : words.batch.running(batch);
    if (process.stderr.isTTY) {
      writeInLine(process.stderr, plainText(line).slice(0, 76), { anew: true });
    } else if (performance.now() - lastAtMs >= lineMs) {
      lastAtMs = performance.now();
      writeLines(process.stderr, line);
    }
  };
}

function clearLine(session: Session): void {
  if (process.stderr.isTTY && !session.json) writeInLine(process.stderr, '', { anew: true });
}

/** The batch that was made of the same files, or the same table, and not finished. @throws AppError BATCH_NOT_FOUND */
async function findUnfinished(app: App, source: string): Promise<Batch> {
  const all = await app.call('batch.list', null);
  const found = all.find(({ sources, counts, state }) => {
    const isOpen = state !== 'finished' || counts.waiting + counts.failed > 0;
    return isOpen && sources.length === 1 && sources[0] === source;
  });
  if (!found) throw new AppError('BATCH_NOT_FOUND');
  return found;
}

async function createBatch(app: App, source: string, options: BatchOptions): Promise<Batch> {
  return app.call('batch.create', {
    source: isTable(source)
      ? { kind: 'table', path: source }
      : { kind: 'files', paths: [source], recursive: options.recursive },
    placements: await chosenPlacements(app, options),
    reason: readableNames(options.reason),
    approval: readableNames(options.approval ?? ''),
    particulars: particularsOf(options),
    location: readableNames(options.location),
    pattern: readableNames(options.pattern),
    again: options.again,
    ...(options.output === undefined ? {} : { outputFolder: absolutePath(options.output) }),
  });
}

function describeItem({ language, words }: Session, { name, state, error }: BatchItem): string[] {
  const why = error ? describeError(error, language).happened : '';
  return [name, words.batch.states[state], why];
}

/** What stands out, and the counts. */
async function describeBatch(session: Session, app: App, batch: Batch): Promise<string> {
  const { columns, batch: words } = session.words;
  const { counts } = batch;
  const lists = await Promise.all(
    (['failed', 'skipped'] as const).map((state) =>
      app.call('batch.items', { id: batch.id, state, order: 'as-listed', limit: mostListed }),
    ),
  );
  const items = lists.flatMap((list) => list.items).slice(0, mostListed);
  const more = lists.reduce((sum, { total }) => sum + total, 0) - items.length;
  const facts = formatFacts([
    [words.id, batch.id],
    [words.outputFolder, batch.outputFolder],
    ...(['done', 'failed', 'skipped', 'waiting'] as const)
      .filter((state) => state === 'done' || counts[state] > 0)
      .map((state) => [words.states[state], String(counts[state])] as const),
    ...(batch.manifestPath === null ? [] : [[words.manifest, batch.manifestPath] as const]),
  ]);
  if (items.length === 0) return facts;
  const rows = items.map((item) => describeItem(session, plainTexts(item)));
  const table = formatTable([columns.file, words.outcome, words.cause], rows);
  return `${table}${more > 0 ? `\n${words.more(more)}` : ''}\n\n${facts}`;
}

/** What is asked for a run: PINs, and where the manifest goes. @throws AppError PIN_… */
async function startRequest(
  session: Session,
  app: App,
  id: string,
  options: BatchOptions & { readLine: (() => Promise<string>) | null; manifestAt: string | null },
): Promise<MethodInput<'batch.start'> & { readonly tokens: readonly Token[] }> {
  const logins = await app.call('batch.logins', { id });
  const alsoSeals: string[] = [];
  for (const named of options.alsoSeal) alsoSeals.push((await findSeal(app, named)).id);
  const also = (await app.call('seals.list', null)).filter((seal) => alsoSeals.includes(seal.id));
  const tokenIds = [...logins.map(({ tokenId }) => tokenId), ...also.flatMap(({ tokenId }) => tokenId ?? [])];
  const tokens = (await app.call('tokens.list', null)).filter((token) => tokenIds.includes(token.id));
  for (const { pinPad, pinEntries, signatures } of logins) {
    if (pinEntries > 1) session.note(session.words.batch.manyPinEntries(pinEntries, signatures));
    else if (pinPad) session.note(session.words.batch.padEntries(signatures));
  }
  const isFinal = tokens.some(({ pinState }) => pinState === 'final-try');
  if (isFinal && !options.finalTry) await confirmFinalTry(session);
  const pins = await collectPins(session, tokens, options.pinStdin ? options.readLine : null);
  const format: ManifestFormat | undefined =
    options.manifestAt === null ? undefined : reportFormat(options.manifestAt, manifestFormat.options);
  return {
    id,
    pins,
    finalTryConfirmed: isFinal || options.finalTry,
    alsoSeals,
    signManifest: options.signManifest,
    ...(options.manifestAt === null ? {} : { manifest: format, manifestPath: options.manifestAt }),
    tokens,
  };
}

const isOver = ({ state }: Batch) => state === 'finished' || state === 'stopped';

/** Runs to the end; what a person would have to put right ends it, to be gone on with. */
function runToEnd(app: App, id: string, start: () => Promise<unknown>): Promise<Batch> {
  return new Promise((resolve, reject) => {
    const stop = app.subscribe('batch.progress', ({ batch }) => {
      if (batch.id !== id) return;
      if (batch.state === 'paused' && batch.error) app.call('batch.cancel', { id }).catch(reject);
      if (!isOver(batch)) return;
      stop();
      resolve(batch);
    });
    start().catch((thrown: unknown) => {
      stop();
      reject(thrown);
    });
  });
}

/** `qianyin batch` */
export async function runBatch(session: Session, given: string, options: BatchOptions): Promise<void> {
  // Whatever goes wrong before anything is stamped.
  session.exitWith(unreadable);
  const manifestAt = options.manifest === undefined ? null : absolutePath(options.manifest);
  if (manifestAt !== null) {
    reportFormat(manifestAt, manifestFormat.options);
    requireOutput(manifestAt, false);
  }
  const readLine = options.pinStdin || options.passwordStdin ? createLineReader(process.stdin) : null;
  const password = options.passwordStdin && readLine ? await readLine() : process.env.QIANYIN_PDF_PASSWORD || undefined;
  const source = absolutePath(given);
  const app = await session.app();
  const made = options.resume ? await findUnfinished(app, source) : await createBatch(app, source, options);
  const { id } = made;
  let isCancelled = false;
  const cancel = () => {
    isCancelled = true;
    app.call('batch.cancel', { id }).catch(() => {});
  };
  const show = createProgress(session);
  const stopTelling = app.subscribe('batch.progress', (progress) => {
    if (progress.batch.id === id) show(progress);
  });
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    if (options.retryFailed) await app.call('batch.retry', { id });
    if (session.json) writeJsonLine(process.stdout, { event: 'batch', ...made });
    const looked = await app.call('batch.look', { id, password });
    clearLine(session);
    if (isCancelled) throw new AppError('CANCELLED');
    if (options.dryRun) {
      await printEnd(session, app, looked);
      session.exitWith(looked.counts.failed > 0 ? someFailed : 0);
      if (!options.resume) await app.call('batch.remove', { id });
      return;
    }
    const ended =
      looked.counts.waiting === 0
        ? looked
        : await stampAll(session, app, id, { ...options, readLine, manifestAt, password }, () => isCancelled);
    clearLine(session);
    await printEnd(session, app, ended);
    if (isCancelled) throw new AppError('CANCELLED');
    const isDone = ended.counts.failed + ended.counts.waiting === 0;
    session.exitWith(isDone ? 0 : someFailed);
    if (ended.error) {
      const { happened, next } = describeError(ended.error, session.language);
      writeLines(process.stderr, session.words.batch.stopped(happened, next));
    }
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    stopTelling();
  }
}

async function stampAll(
  session: Session,
  app: App,
  id: string,
  options: BatchOptions & {
    readLine: (() => Promise<string>) | null;
    manifestAt: string | null;
    password: string | undefined;
  },
  isCancelled: () => boolean,
): Promise<Batch> {
  const { tokens, ...request } = await startRequest(session, app, id, options);
  // Meanwhile nothing was at work that could have been ended.
  if (isCancelled()) throw new AppError('CANCELLED');
  return withSignaturePins(session, tokens, options.pinStdin ? options.readLine : null, (signaturePins) =>
    runToEnd(app, id, () => app.call('batch.start', { ...request, signaturePins, password: options.password })),
  );
}

async function printEnd(session: Session, app: App, batch: Batch): Promise<void> {
  if (session.json) writeJsonLine(process.stdout, { event: 'end', ...batch });
  else {
    const text = await describeBatch(session, app, batch);
    session.print(batch, () => text);
  }
}

/** `qianyin batches` */
export async function listBatches(session: Session): Promise<void> {
  const batches = await (await session.app()).call('batch.list', null);
  const { batch: words, columns } = session.words;
  session.print(batches, (shown) =>
    formatTable(
      [words.id, columns.file, words.outcome, words.states.done, words.states.failed, words.states.waiting],
      shown.map(({ id, name, state, counts }) => [
        id,
        name,
        words.batchStates[state],
        String(counts.done),
        String(counts.failed),
        String(counts.waiting),
      ]),
    ),
  );
}

/** `qianyin batches remove` */
export async function removeBatch(session: Session, id: string): Promise<void> {
  await (await session.app()).call('batch.remove', { id });
  session.print({ id }, () => session.words.batch.removed);
}

/** `qianyin batches manifest` */
export async function writeManifest(
  session: Session,
  id: string,
  { output, force }: { output: string; force: boolean },
): Promise<void> {
  const path = absolutePath(output);
  const format = reportFormat(path, manifestFormat.options);
  requireOutput(path, force);
  const { content } = await (await session.app()).call('batch.manifest', { id, format, language: session.language });
  writeOutput(path, content, force);
  session.print({ path }, (shown) => session.words.reportWritten(shown.path));
}
