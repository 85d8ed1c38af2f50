import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { AppError, type Receipt, readableNames, type StampResult, type VerificationReport } from '../contract/index.ts';
import {
  assertRoomFor,
  createOutputFile,
  type OutputFile,
  openFileSource,
  readChunks,
  systemPath,
} from '../files/index.ts';
import type { BegunUse } from '../history/index.ts';
import { createDigest } from '../x509/index.ts';
import { keepHeadOnToken, signDueHead } from './checkpoint.ts';
import type { StampingContext } from './context.ts';
import type { HeldDocument } from './documents/held-document.ts';
import type { SealBuilder } from './formats/writer.ts';
import { writerOf } from './formats/writer-of.ts';
import { checkOutputPath } from './output-path.ts';
import { assertNotStopped, assertOfTicket, placedSealsOf, prepareStamp, type SeenFile } from './plan.ts';
import { controlledOf } from './preflight/preflight.ts';
import type { PreparedStamp } from './prepared-stamp.ts';
import { followCopy, prepareReadBack, type ReadBack } from './read-back.ts';
import { RunTimestamps } from './run-timestamps.ts';
import { RunningDigests } from './running-digests.ts';
import { sealUseOf } from './seal-use.ts';
import type { SealedPlacement } from './sealed-placement.ts';
import { assertStamped } from './self-check.ts';
import type { RunLogin } from './session/kept-logins.ts';
import { OpenSigners } from './session/open-signers.ts';
import { immediateRecords, type Records } from './session/records.ts';
import type { Signers } from './session/signers.ts';
import { type Revisions, type Signed, signAll } from './signing.ts';
import type { Report, RunRequest, Work } from './work.ts';

/**
 * The thread that reads back keeps this far behind: what is left at the end is read while the ledger and the token are
 * waited for.
 */
const readBackStepBytes = 8 << 20;
/** Of many, a smaller file is on the disk in no more time than its flush takes to begin. */
const flushedEarlyBytes = 1 << 20;
const hexadecimal = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** What runs on several documents have in common, and the document as it was looked at. */
export interface RunSession {
  readonly records: Records;
  readonly lookedAt: HeldDocument;
  readonly seen: SeenFile | null;
  signersFor(placements: PreparedStamp['placements']): Signers;
}

/**
 * Stamps a document: one signature for each seal, with a field for each of its impressions, each in a revision of its own, all in one
 * new file that appears whole or not at all. The use of every seal is on record before its token is asked to sign.
 * @throws AppError why not: PREFLIGHT_STOPPED, PIN_…, TOKEN_…, DRIVER_…, SEAL_…, CERTIFICATE_…, PDF_…, FILE_CHANGED, OUTPUT_…, DISK_FULL,
 * HISTORY_UNAVAILABLE, SIGNATURE_SELF_CHECK_FAILED, CANCELLED; then there is no output, and the record says so
 */
export async function runStamp(
  context: StampingContext,
  given: RunRequest,
  {
    signal,
    onProgress,
    session,
    login,
  }: { signal: AbortSignal; onProgress: Report; session?: RunSession; login?: RunLogin | undefined },
): Promise<StampResult> {
  prepareReadBack(statSync(systemPath(given.path), { throwIfNoEntry: false })?.size ?? 0);
  context.prepareVerification?.();
  onProgress('prepare', 0, true);
  const prepared = await prepareStamp(context, given, session);
  const { source, placements, format } = prepared;
  const keptPins = login?.takePins(placements) ?? {};
  const request = { ...given, pins: { ...keptPins, ...enteredPins(given) } };
  const signers =
    session?.signersFor(placements) ??
    new OpenSigners(context, request, placements, (tokenId) => login?.asksEachTime(tokenId));
  const records = session?.records ?? immediateRecords(context.ledger);
  let output: OutputFile | null = null;
  let readBack: ReadBack | null = null;
  const looking = new AbortController();
  try {
    await assertOfTicket(prepared, request);
    await assertNotStopped(context, prepared, request);
    if (!session) assertPinsAtHand(prepared, request);
    const wanted = request.outputPath ?? context.defaultOutputPath(request.path);
    const outputPath = checkOutputPath(request.path, wanted, request.overwrite);
    // Whoever may not read the original shall not read the stamped file.
    output = createOutputFile(outputPath, statSync(systemPath(request.path)).mode & 0o666, source.sizeBytes);
    readBack = followCopy(output.temporaryPath, source, prepared.facts.kept);
    const digests = new RunningDigests(format.runningDigests(placements), prepared.facts.covered);
    const run = { context, request, prepared, outputPath, output, readBack };
    const timestamps = new RunTimestamps(context.timestamps?.() ?? null);
    const work: Work = { ...run, digests, signers, records, timestamps, signal, looking: looking.signal, onProgress };
    signers.openEarly();
    const stampedAt = new Date();
    const writer = writerOf(format);
    const builder = writer.builder(work, stampedAt);
    const copied = copyOriginal(work);
    // While the first of the original is being read.
    const built = buildFirst(builder, prepared);
    built.catch(() => undefined);
    const looks = lookAtFirst(work, built);
    looks.catch(() => undefined);
    const sha256Before = await copied;
    await prepared.held?.assertDigest(sha256Before);
    const first = await built;
    // Its parts are digested beside the copying, and are those that were copied.
    if (!keepsWhole(prepared) && !source.isUnchanged()) throw new AppError('FILE_CHANGED');
    const before = await verifyOriginal(work, builder);
    assertRoomFor(dirname(outputPath), roomFor(prepared, first?.writtenBytes ?? 0));
    await writer.assertNothingSignedIsCovered(work, before, writer.builder(work, stampedAt));
    const revisions = { first, builder, looks, signingTime: stampedAt };
    return await signAndDeliver(work, { before, sha256Before }, revisions, session !== undefined);
  } finally {
    looking.abort();
    await readBack?.close();
    // Not waited for: a token that hangs must not hold up the news of what went wrong.
    void signers.closeAll();
    for (const pin of Object.values(keptPins)) pin.fill(0);
    await output?.discard();
    source.close();
  }
}

/** What is still to be written once the original is copied: the seals of one run are about as large, and the record needs room. */
function roomFor({ placements }: PreparedStamp, firstBytes: number): number {
  return placements.length * firstBytes + recordBytes;
}
const recordBytes = 64 << 10;

/** An empty PIN is none. */
const enteredPins = ({ pins }: RunRequest) =>
  Object.fromEntries(Object.entries(pins).filter(([, pin]) => pin.length > 0));

/**
 * Refuses before anything is written or recorded when a PIN is missing, locked out, or on its final try unconfirmed.
 */
function assertPinsAtHand({ placements }: PreparedStamp, request: RunRequest): void {
  for (const { token } of placements) {
    if (token.pinState === 'locked') throw new AppError('PIN_LOCKED');
    if (token.pinState === 'final-try' && !request.finalTryConfirmed) throw new AppError('PIN_FINAL_TRY');
    if (!token.pinPad && !request.pins[token.id]) throw new AppError('PIN_REQUIRED');
  }
}

async function buildFirst(builder: SealBuilder, { placements: [first] }: PreparedStamp) {
  return first ? builder.build(first, new Uint8Array()) : null;
}

/**
 * Of the last revision all is known that can be seen before its token has signed: it is looked at while the original is
 * copied and the token signs.
 */
async function lookAtFirst(work: Work, built: ReturnType<typeof buildFirst>): Promise<void> {
  const first = await built;
  const [placement, ...others] = work.prepared.placements;
  if (!first || !placement || others.length > 0) return;
  await writerOf(work.prepared.format).checkLooks(work, first.bytes, [{ placement, built: first }]);
}

/** Whether all of a file is kept. */
const keepsWhole = ({ source, facts: { kept } }: PreparedStamp): boolean =>
  kept.length === 1 && kept[0]?.start === 0 && kept[0].end === source.sizeBytes;

/** Copies what is kept of the original. Gives the SHA-256 of all of it. */
async function copyOriginal({ prepared, output, readBack, digests, signal, onProgress }: Work): Promise<string> {
  const { source, facts } = prepared;
  // Of a file that is kept as a whole it is that of what is written.
  const original = keepsWhole(prepared) ? null : createDigest('sha256');
  let read = 0;
  let copied = 0;
  let announced = 0;
  for await (const chunk of readChunks(source, 0, source.sizeBytes)) {
    if (signal.aborted) throw new AppError('CANCELLED');
    original?.update(chunk);
    for (const piece of piecesOf(chunk, read, facts.kept)) {
      digests.update(piece);
      await output.append(piece);
      copied += piece.length;
    }
    read += chunk.length;
    if (copied - announced >= readBackStepBytes) {
      announced = copied;
      readBack.grown(copied);
    }
    onProgress('prepare', read / source.sizeBytes, true);
  }
  if (!source.isUnchanged()) throw new AppError('FILE_CHANGED');
  return hexadecimal(original?.digest() ?? digests.after('sha256'));
}

/** What of a chunk that was read at `offset` is kept. */
function piecesOf(chunk: Uint8Array, offset: number, kept: PreparedStamp['facts']['kept']): Uint8Array[] {
  return kept.flatMap(({ start, end }) => {
    const piece = chunk.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
    return piece.length > 0 ? [piece] : [];
  });
}

/**
 * What the earlier signatures are worth before ours is added, from the digests of the copying; null when there are
 * none.
 */
async function verifyOriginal(
  { context, request, prepared, digests }: Work,
  builder: SealBuilder,
): Promise<VerificationReport | null> {
  if (!prepared.facts.isSigned) return null;
  const known = keepsWhole(prepared) ? { knownDigests: digests.known() } : {};
  const knownParts = builder.keptParts();
  return context.verify(prepared.source, request.path, request.password, { ...known, knownParts });
}

async function signAndDeliver(
  work: Work,
  { before, sha256Before }: { before: VerificationReport | null; sha256Before: string },
  revisions: Revisions,
  isOneOfMany: boolean,
): Promise<StampResult> {
  const { context, request, prepared, output, outputPath, digests, signers, records, signal, onProgress } = work;
  const { signingTime: stampedAt } = revisions;
  if (signal.aborted) throw new AppError('CANCELLED');
  const uses = prepared.placements.filter(({ isCompanion }) => !isCompanion);
  const begun = await records.begin(
    uses.map((placement) =>
      sealUseOf(context, request, prepared, placement, { outputPath, sha256Before, at: stampedAt }),
    ),
    () => {
      context.control?.assertMayBegin(controlledOf(prepared, request), stampedAt);
      const { approval, ticket = '', placements } = request;
      if (approval) context.approvals?.use(approval, ticket, { sha256Before, placements });
    },
  );
  const seqs = begun.map(({ seq }) => seq);
  // Only now, or the record would have had to wait for it: the disk takes the copy while the token signs. A small file of many is flushed
  // once, at its end: the disk has others to take.
  if (!isOneOfMany || prepared.source.sizeBytes >= flushedEarlyBytes) output.beginFlush();
  /** How many uses, from the first on, their tokens have signed for. */
  let signedCount = 0;
  try {
    const signed = await signAll(work, revisions, receiptsOf(prepared.placements, begun), () => {
      signedCount += 1;
    }).catch(async (thrown) => {
      await signers.closeAll();
      throw thrown;
    });
    // The tokens log out while the file is checked, once a day after the head of the record is signed.
    const loggedOut = isOneOfMany ? signers.closeAll().then(() => null) : signHeadAndLogOut(work);
    const sha256After = hexadecimal(digests.after('sha256'));
    const report = await checkOutput(work, before, signed).finally(() => loggedOut);
    onProgress('save', 0, false);
    // The disk takes the new name while the record is settled.
    const published = output.publish(request.overwrite);
    try {
      await records.settle(seqs, { outcome: 'completed', sha256After });
    } catch (unrecorded) {
      // A sealed file whose use is not on record must not exist.
      await published;
      await output.withdraw();
      throw unrecorded;
    }
    await published;
    onProgress('save', 1, false);
    const behindToken = await loggedOut;
    return {
      outputPath,
      outputName: readableNames(basename(outputPath)),
      sizeBytes: report.sizeBytes,
      sha256Before,
      sha256After,
      stampedAt: stampedAt.toISOString(),
      historySeqs: seqs,
      seals: placedSealsOf(prepared),
      report,
      warnings: [
        ...work.timestamps.warnings(prepared.placements),
        ...(behindToken ? [{ code: 'record-behind-token', values: { serial: behindToken } } as const] : []),
      ],
    };
  } catch (thrown) {
    const error = AppError.from(thrown);
    await settleFailure(records, seqs, signedCount, error);
    throw error;
  }
}

/** Gives the serial number of a UKey that knows a later head of the record than the record itself. Never throws. */
async function signHeadAndLogOut({ context, request, prepared, signers }: Work): Promise<string | null> {
  // Those of the request are wiped as soon as anything goes wrong, and what is left of a PIN must not be tried.
  const pins = new Map(Object.entries(request.pins).map(([id, pin]) => [id, Buffer.from(pin)]));
  try {
    const signed = await signDueHead(context, request, prepared.placements, signers);
    await signers.closeAll();
    if (!signed || !context.keepsHeadOnToken?.()) return null;
    const { token } = signed.placement;
    return (await keepHeadOnToken(context, pins.get(token.id), token, signed.statement)) ? token.serial : null;
  } finally {
    for (const pin of pins.values()) pin.fill(0);
  }
}

/** The receipt of each signature; a companion's is that of the use that it stands beside. */
function receiptsOf(
  placements: readonly SealedPlacement[],
  begun: readonly BegunUse[],
): ReadonlyMap<SealedPlacement, Receipt> {
  const receipts = new Map<SealedPlacement, Receipt>();
  let at = -1;
  for (const placement of placements) {
    if (!placement.isCompanion) at += 1;
    const use = begun[at];
    if (use) receipts.set(placement, use.receipt);
  }
  return receipts;
}

/** A seal that was never applied failed; one whose signature was made is a use, though its file was thrown away. */
async function settleFailure(
  records: Records,
  seqs: readonly number[],
  signedCount: number,
  { code }: AppError,
): Promise<void> {
  const signed = seqs.slice(0, signedCount);
  const unsigned = seqs.slice(signedCount);
  try {
    if (signed.length > 0) await records.settle(signed, { outcome: 'discarded', errorCode: code });
    const outcome = code === 'CANCELLED' ? 'cancelled' : 'failed';
    if (unsigned.length > 0) await records.settle(unsigned, { outcome, errorCode: code });
  } catch {
    // The row stays pending and is found as interrupted at the next start; what went wrong first is what the person
    // must hear.
    return;
  }
}

/**
 * Checks every signature in the temporary file, as anyone else would, while each of its bytes is compared with what it
 * should be.
 */
async function checkOutput(
  { context, request, prepared, output, outputPath, readBack, digests, onProgress }: Work,
  before: VerificationReport | null,
  { made, appended, looks, keptParts }: Signed,
): Promise<VerificationReport> {
  onProgress('verify', 0, false);
  // The disk finishes while the file is checked; neither outcome counts without the other.
  const finished = output.finish();
  finished.catch(() => undefined);
  const compared = readBack.finish(appended);
  compared.catch(() => undefined);
  const written = openFileSource(output.temporaryPath);
  try {
    const report = await context.verify(written, outputPath, request.password, {
      onProgress: (fraction) => onProgress('verify', fraction, false),
      // Of the bytes that went into the file, which is the same once it is found to hold them.
      knownDigests: digests.known(),
      knownParts: keptParts,
    });
    assertStamped(report, before, made);
    await looks;
    await compared.catch((different) => {
      throw prepared.source.isUnchanged() ? different : new AppError('FILE_CHANGED');
    });
    await finished;
    return report;
  } finally {
    written.close();
  }
}
