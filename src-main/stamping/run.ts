import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import {
  AppError,
  type ParsedInput,
  type StampProgress,
  type StampResult,
  type VerificationReport,
} from '../contract/index.ts';
import {
  type ByteSource,
  buildSignatureRevision,
  type CoveredBytes,
  checkByteRange,
  fillContents,
  joinedSource,
  openFileSource,
  openPdf,
  readChunks,
  type SignatureRevision,
} from '../pdf/index.ts';
import { createDigest, type Digest, type DigestAlgorithm, signCms } from '../signature/index.ts';
import type { TokenSigner } from '../token/index.ts';
import { createOutputFile, type OutputFile } from './output-file.ts';
import { checkOutputPath } from './output-path.ts';
import { type PreparedStamp, prepareStamp } from './plan.ts';
import { followFile, type ReadBack } from './read-back.ts';
import type { StampingRooms } from './rooms.ts';
import type { SealedPlacement } from './sealed-placement.ts';
import { assertStamped } from './self-check.ts';

type RunRequest = ParsedInput<'stamp.run'>;
type Report = (step: StampProgress['step'], fraction: number, cancellable: boolean) => void;

const subFilter = 'ETSI.CAdES.detached';
const hexadecimal = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

interface Made {
  fieldName: string;
  placement: SealedPlacement;
}

/** Digests of the growing output, one for each algorithm that a signature or the record needs. */
class RunningDigests {
  readonly #digests = new Map<DigestAlgorithm, Digest>();

  constructor(algorithms: Iterable<DigestAlgorithm>) {
    for (const algorithm of algorithms) this.#digests.set(algorithm, createDigest(algorithm));
  }

  update(chunk: Uint8Array): void {
    for (const digest of this.#digests.values()) digest.update(chunk);
  }

  /** The digest of all so far, then `more`. */
  after(algorithm: DigestAlgorithm, ...more: Uint8Array[]): Uint8Array {
    const digest = this.#digests.get(algorithm)?.copy();
    if (!digest) throw new Error(`no running digest for ${algorithm}`);
    for (const part of more) digest.update(part);
    return digest.digest();
  }
}

/**
 * Stamps a document: one signature field with its seal for each placement, each in a revision of its own, all in one new file that
 * appears whole or not at all. The use of every seal is on record before its token is asked. Throws AppErrors; then there is no
 * output, and the record says so.
 */
export async function runStamp(
  rooms: StampingRooms,
  request: RunRequest,
  options: { signal: AbortSignal; onProgress: Report },
): Promise<StampResult> {
  const { signal, onProgress } = options;
  onProgress('prepare', 0, true);
  const prepared = prepareStamp(rooms, request);
  let output: OutputFile | null = null;
  let readBack: ReadBack | null = null;
  try {
    assertPinsAtHand(prepared, request);
    const outputPath = checkOutputPath(
      request.path,
      request.outputPath ?? rooms.defaultOutputPath(request.path),
      request.overwrite,
    );
    const before = prepared.fields.some(({ value }) => value)
      ? await rooms.verify(prepared.source, request.path, request.password)
      : null;
    output = await createOutputFile(outputPath);
    const digests = new RunningDigests(
      new Set<DigestAlgorithm>(['sha256', ...prepared.placements.map(({ algorithm }) => algorithm.hash)]),
    );
    readBack = followFile(output.temporaryPath, coveredBytesOf(prepared));
    await copyOriginal({ prepared, output, readBack, digests, signal, onProgress });
    output.beginFlush();
    return await signAndDeliver(rooms, request, {
      prepared,
      output,
      outputPath,
      readBack,
      digests,
      before,
      signal,
      onProgress,
    });
  } finally {
    readBack?.abandon();
    await output?.discard();
    prepared.source.close();
  }
}

/** Refuses before anything is written or recorded when a PIN is missing, locked out, or on its final try unconfirmed. */
function assertPinsAtHand({ placements }: PreparedStamp, request: RunRequest): void {
  for (const { token } of placements) {
    if (token.pinState === 'locked') throw new AppError('PIN_LOCKED');
    if (token.pinState === 'final-try' && !request.finalTryConfirmed) throw new AppError('PIN_FINAL_TRY');
    if (!token.pinPad && !request.pins[token.id]) throw new AppError('PIN_REQUIRED');
  }
}

/** What the signatures cover that the original has already. */
function coveredBytesOf({ document, fields }: PreparedStamp): CoveredBytes[] {
  return fields.flatMap(({ value }) => {
    const checked = value ? checkByteRange(document, value) : null;
    return checked?.ok ? [checked.covered] : [];
  });
}

async function copyOriginal(
  work: Pick<Work, 'prepared' | 'output' | 'readBack' | 'digests' | 'signal' | 'onProgress'>,
): Promise<void> {
  const { output, readBack, digests, signal, onProgress } = work;
  const { source } = work.prepared;
  let copied = 0;
  for await (const chunk of readChunks(source, 0, source.sizeBytes)) {
    if (signal.aborted) throw new AppError('CANCELLED');
    // The disk takes this chunk while it is digested, and the next one is read.
    const writing = output.append(chunk);
    writing.catch(() => undefined);
    digests.update(chunk);
    await writing;
    copied += chunk.length;
    readBack.grown(copied);
    onProgress('prepare', copied / source.sizeBytes, true);
  }
  if (!source.isUnchanged()) throw new AppError('FILE_CHANGED');
}

interface Work {
  prepared: PreparedStamp;
  output: OutputFile;
  outputPath: string;
  readBack: ReadBack;
  digests: RunningDigests;
  before: VerificationReport | null;
  signal: AbortSignal;
  onProgress: Report;
}

async function signAndDeliver(rooms: StampingRooms, request: RunRequest, work: Work): Promise<StampResult> {
  const { prepared, output, outputPath, digests, signal, onProgress } = work;
  if (signal.aborted) throw new AppError('CANCELLED');
  const stampedAt = new Date();
  const sha256Before = hexadecimal(digests.after('sha256'));
  const seqs = rooms.ledger.begin(
    prepared.placements.map((placement) =>
      intentOf(rooms, request, placement, { outputPath, sha256Before, at: stampedAt }),
    ),
  );
  let signatureCount = 0;
  try {
    onProgress('sign', 0, false);
    const made: Made[] = [];
    const signers = new OpenSigners(rooms, request);
    try {
      await signers.openAll(prepared.placements);
      let appended: Uint8Array = new Uint8Array();
      let artworkRefs = new Map<string, SignatureRevision['artworkRef']>();
      for (const [index, placement] of prepared.placements.entries()) {
        const grown: ByteSource = appended.length > 0 ? joinedSource(prepared.source, appended) : prepared.source;
        const document = index === 0 ? prepared.document : openPdf(grown, { password: request.password });
        const revision = buildSignatureRevision(document, {
          ...placement.placement,
          artwork: placement.artwork,
          artworkRef: artworkRefs.get(placement.seal.id),
          subFilter,
          contentsBytes: placement.contentsBytes,
          signingTime: stampedAt,
          signerName: placement.certificate.subject.display,
          reason: request.reason,
          location: request.location,
        });
        artworkRefs = new Map(artworkRefs).set(placement.seal.id, revision.artworkRef);
        const filled = await sign(placement, revision, digests, await signers.signerFor(placement), () => {
          signatureCount += 1;
        });
        digests.update(filled);
        await output.append(filled);
        appended = Buffer.concat([appended, filled]);
        made.push({ fieldName: revision.fieldName, placement });
        onProgress('sign', (index + 1) / prepared.placements.length, false);
      }
    } catch (thrown) {
      await signers.closeAll();
      throw thrown;
    }
    // The tokens log out while the file is checked.
    const loggedOut = signers.closeAll();

    const sha256After = hexadecimal(digests.after('sha256'));
    const report = await checkOutput(rooms, request, work, made, sha256After).finally(() => loggedOut);
    onProgress('save', 0, false);
    output.publish(request.overwrite);
    try {
      rooms.ledger.settle(seqs, { outcome: 'completed', sha256After });
    } catch (unrecorded) {
      // A sealed file whose use is not on record must not exist.
      rmSync(outputPath, { force: true });
      throw unrecorded;
    }
    onProgress('save', 1, false);
    return {
      outputPath,
      outputName: basename(outputPath),
      sizeBytes: report.sizeBytes,
      sha256Before,
      sha256After,
      stampedAt: stampedAt.toISOString(),
      historySeqs: seqs,
      placements: request.placements,
      report,
    };
  } catch (thrown) {
    const error = AppError.from(thrown);
    settleFailure(rooms, seqs, signatureCount > 0 ? 'discarded' : 'failed', error);
    throw error;
  }
}

function settleFailure(rooms: StampingRooms, seqs: number[], outcome: 'failed' | 'discarded', error: AppError): void {
  try {
    rooms.ledger.settle(seqs, { outcome, errorCode: error.code });
  } catch {
    // The row stays pending and is found as interrupted at the next start; what went wrong first is what the person must hear.
    return;
  }
}

/** The logged-in tokens of a run. A token holds one session at a time, so another certificate on it means logging in anew. */
class OpenSigners {
  readonly #rooms: StampingRooms;
  readonly #request: RunRequest;
  readonly #open = new Map<string, { fingerprint: string; signer: TokenSigner }>();

  constructor(rooms: StampingRooms, request: RunRequest) {
    this.#rooms = rooms;
    this.#request = request;
  }

  /** Logs in to every token before the first one signs, so that a wrong PIN for the second leaves no signature of the first. */
  async openAll(placements: readonly SealedPlacement[]): Promise<void> {
    for (const placement of placements) if (!this.#open.has(placement.token.id)) await this.signerFor(placement);
  }

  async signerFor({ token, certificate }: SealedPlacement): Promise<TokenSigner> {
    const { fingerprint } = certificate;
    const known = this.#open.get(token.id);
    if (known?.fingerprint === fingerprint) return known.signer;
    this.#open.delete(token.id);
    await known?.signer.close();
    const signer = await this.#rooms.tokens.openSigner({
      tokenId: token.id,
      certificateFingerprint: fingerprint,
      pin: this.#request.pins[token.id] ?? null,
      finalTryConfirmed: this.#request.finalTryConfirmed,
    });
    this.#open.set(token.id, { fingerprint, signer });
    return signer;
  }

  async closeAll(): Promise<void> {
    for (const { signer } of this.#open.values()) await signer.close();
    this.#open.clear();
  }
}

async function sign(
  placement: SealedPlacement,
  revision: SignatureRevision,
  digests: RunningDigests,
  signer: TokenSigner,
  onSigned: () => void,
): Promise<Uint8Array> {
  const { algorithm, certificateDer, chain } = placement;
  const [, gapStart, gapEnd] = revision.byteRange;
  const contentDigest = digests.after(
    algorithm.hash,
    revision.bytes.subarray(0, gapStart - revision.start),
    revision.bytes.subarray(gapEnd - revision.start),
  );
  const cms = await signCms({
    signer: {
      certificate: certificateDer,
      algorithm,
      async sign(digest) {
        const value = await signer.sign(algorithm, digest);
        onSigned();
        return value;
      },
    },
    chain: [...chain],
    contentDigest,
  });
  return fillContents(revision, cms);
}

/** Reads the temporary file back and checks every signature in it, as anyone else would. */
async function checkOutput(
  rooms: StampingRooms,
  request: RunRequest,
  { output, outputPath, readBack, before, onProgress }: Work,
  made: readonly Made[],
  sha256After: string,
): Promise<VerificationReport> {
  onProgress('verify', 0, false);
  // The disk finishes while the file is checked; neither outcome counts without the other.
  const finished = output.finish();
  finished.catch(() => undefined);
  const written = openFileSource(output.temporaryPath);
  try {
    const report = await rooms.verify(written, outputPath, request.password, {
      onProgress: (fraction) => onProgress('verify', fraction, false),
      digestCovered: (covered) => readBack.finish(written.sizeBytes, covered),
    });
    if (report.sha256 !== sha256After) {
      throw new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'the file read back differs' });
    }
    assertStamped(report, before, made);
    await finished;
    return report;
  } finally {
    written.close();
  }
}

function intentOf(
  rooms: StampingRooms,
  request: RunRequest,
  { placement, seal, token, certificate }: SealedPlacement,
  run: { outputPath: string; sha256Before: string; at: Date },
) {
  return {
    at: run.at.toISOString(),
    runId: request.runId,
    operator: rooms.operator(),
    tokenSerial: token.serial,
    tokenLabel: token.label,
    certificateFingerprint: certificate.fingerprint,
    certificateSubject: certificate.subject.text,
    certificateSerial: certificate.serialNumber,
    sealId: seal.id,
    sealName: seal.name,
    sealKind: seal.kind,
    documentName: basename(request.path),
    documentPath: request.path,
    outputPath: run.outputPath,
    sha256Before: run.sha256Before,
    page: placement.page,
    xMm: placement.xMm,
    yMm: placement.yMm,
    reason: request.reason,
    door: rooms.door,
    trial: seal.trial,
  };
}
