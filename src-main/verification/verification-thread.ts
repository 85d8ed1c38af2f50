import { statSync } from 'node:fs';
import {
  AppError,
  type ErrorShape,
  type SealArtwork,
  type UnsignedSealPictures,
  type VerificationReport,
} from '../contract/index.ts';
import { systemPath } from '../files/index.ts';
import type { RewrittenPdf, SourceHandle } from '../pdf/index.ts';
import { createLimitedThread, findProgram, type ThreadReply as Reply, ThreadStopped } from '../runtime/index.ts';
import type { ArchiveContent } from './ofd/archive-content.ts';
import type { VerificationRequest } from './request.ts';
import type { SealPictureRequest } from './seal-pictures.ts';
import type { RegisteredPictureRequest } from './seals/find-registered-picture.ts';

/** A file to verify, as it crosses into the thread: what can be copied there. */
export type ThreadDocument = Omit<VerificationRequest, 'source' | 'signal' | 'onProgress' | 'onPictures'> & {
  /** What is open already; else what the path leads to. */
  readonly handle?: SourceHandle;
};

/** A file to look through for pictures of seals. */
export type ThreadSearch = Omit<SealPictureRequest, 'source'> & { readonly path: string };

/** A file that has the picture of a seal in a signature. */
export type ThreadRegistered = Omit<RegisteredPictureRequest, 'source'> & { readonly path: string };

/** What the thread is to do with a file. */
export type ThreadWork =
  | { readonly document: ThreadDocument }
  | { readonly search: ThreadSearch }
  | { readonly registered: ThreadRegistered }
  | { readonly repair: { readonly path: string } }
  | { readonly archive: { readonly path: string; readonly handle: SourceHandle; readonly texts: readonly string[] } };

/** The file that it is about. */
export function pathOf(work: ThreadWork): string {
  if ('document' in work) return work.document.path;
  if ('repair' in work) return work.repair.path;
  if ('archive' in work) return work.archive.path;
  return 'search' in work ? work.search.path : work.registered.path;
}

export type ThreadAnswer =
  | { readonly report: VerificationReport }
  | { readonly sealPictures: UnsignedSealPictures }
  | { readonly registeredPicture: SealArtwork | null }
  | { readonly rewritten: RewrittenPdf }
  | { readonly archiveContent: ArchiveContent }
  | { readonly error: ErrorShape };

export type ThreadRequest = { readonly id: number; readonly work: ThreadWork };
export type ThreadReply = Reply<ThreadAnswer>;

type Answer = Exclude<ThreadAnswer, { readonly error: ErrorShape }>;

export interface ThreadLimits {
  /** For a file of a few megabytes. */
  readonly baseMs: number;
  /** What the disk may be that slow. */
  readonly bytesPerMs: number;
  /** However large the file is. */
  readonly longestMs: number;
  /** Of the thread's heap. */
  readonly heapMb: number;
  /** What the program may grow by meanwhile: what streams inflate to lies outside the heap. */
  readonly growthMb: number;
  /** What a file may leave behind in the heap before another thread takes the next: names and references are kept for good. */
  readonly keptMb: number;
}

/** With less, a quarter of the time of a long document goes into collecting. */
const youngMb = 16;

const usualLimits: ThreadLimits = {
  baseMs: 9_000,
  bytesPerMs: 20_000,
  longestMs: 60_000,
  heapMb: 280,
  growthMb: 360,
  keptMb: 120,
};

/** Looks into files in a thread of its own, one after the other, so that no file can hold up or bring down the program. */
export interface VerificationThread {
  /** Starts the thread, if it does not run yet. */
  prepare(): void;
  /**
   * Throws what `verifyDocument` throws, FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED, and VERIFICATION_LIMIT when the file takes more
   * time or memory than any honest one.
   */
  verify(
    document: ThreadDocument,
    signal?: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<VerificationReport>;
  /** Throws what `findUnsignedSealPictures` throws, and the same beside it. */
  findSealPictures(search: ThreadSearch, signal?: AbortSignal): Promise<UnsignedSealPictures>;
  /** Throws what `findRegisteredPicture` throws, and the same beside it. */
  findRegisteredPicture(registered: ThreadRegistered): Promise<SealArtwork | null>;
  /** Throws what `rewriteWhole` throws, and the same beside it. */
  rewrite(path: string): Promise<RewrittenPdf>;
  /** What is in an archive that is open. Throws what `readArchiveContent` throws, and the same beside it. */
  readArchive(archive: { path: string; handle: SourceHandle; texts: readonly string[] }): Promise<ArchiveContent>;
  close(): Promise<void>;
}

function timeLimitMs(work: ThreadWork, { baseMs, bytesPerMs, longestMs }: ThreadLimits): number {
  const sizeBytes = statSync(systemPath(pathOf(work)), { throwIfNoEntry: false })?.size ?? 0;
  return Math.min(longestMs, baseMs + sizeBytes / bytesPerMs);
}

function errorOf(thrown: unknown): AppError {
  if (!(thrown instanceof ThreadStopped)) return AppError.from(thrown);
  const { reason, detail, cause } = thrown;
  if (reason === 'cancelled') return new AppError('CANCELLED');
  return new AppError(reason === 'ended' ? 'INTERNAL' : 'VERIFICATION_LIMIT', {}, { detail, cause });
}

/** @param limits those of a test; the usual ones are far above what honest files take */
export function createVerificationThread(limits: Partial<ThreadLimits> = {}): VerificationThread {
  const bounds = { ...usualLimits, ...limits };
  const thread = createLimitedThread<ThreadWork, ThreadAnswer>(
    () => findProgram(import.meta.url, { source: 'verification-worker.ts', built: 'verification-worker.js' }),
    { ...bounds, youngMb },
  );

  async function take(
    work: ThreadWork,
    signal?: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<Answer> {
    const turn = { limitMs: timeLimitMs(work, bounds), signal, onProgress };
    const answer = await thread.take(work, turn).catch((thrown: unknown) => {
      throw errorOf(thrown);
    });
    if ('error' in answer) {
      const { error } = answer;
      throw AppError.fromShape(tooMuch.has(error.code) ? { ...error, code: 'VERIFICATION_LIMIT' } : error);
    }
    return answer;
  }

  const wrongAnswer = () => AppError.from(new Error('the thread answered something else'));
  return {
    prepare: () => thread.prepare(),
    async verify(document, signal, onProgress) {
      const answer = await take({ document }, signal, onProgress);
      if ('report' in answer) return answer.report;
      throw wrongAnswer();
    },
    async findSealPictures(search, signal) {
      const answer = await take({ search }, signal);
      if ('sealPictures' in answer) return answer.sealPictures;
      throw wrongAnswer();
    },
    async findRegisteredPicture(registered) {
      const answer = await take({ registered });
      if ('registeredPicture' in answer) return answer.registeredPicture;
      throw wrongAnswer();
    },
    async rewrite(path) {
      const answer = await take({ repair: { path } });
      if ('rewritten' in answer) return answer.rewritten;
      throw wrongAnswer();
    },
    async readArchive(archive) {
      const answer = await take({ archive });
      if ('archiveContent' in answer) return answer.archiveContent;
      throw wrongAnswer();
    },
    close: () => thread.close(),
  };
}

/** What a format calls too much, is too much to verify. */
const tooMuch: ReadonlySet<string> = new Set(['PDF_LIMIT', 'OFD_LIMIT']);

let early: VerificationThread | null = null;

/** Starts a thread before there is anybody to verify: the first of `takeVerificationThread` has it. */
export function prepareVerificationThread(): void {
  early ??= createVerificationThread();
  early.prepare();
}

/** The thread that was started before, once; else a new one, which starts with its first work. */
export function takeVerificationThread(): VerificationThread {
  const taken = early ?? createVerificationThread();
  early = null;
  return taken;
}
