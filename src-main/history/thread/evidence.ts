import { existsSync, readFileSync, statSync } from 'node:fs';
import {
  AppError,
  type HistoryCheck,
  type HistoryCount,
  type HistoryPackage,
  type HistoryProgress,
  type Language,
  type MethodInput,
  mostExportedBytes,
  type ParsedInput,
} from '../../contract/index.ts';
import { absolutePath, createOutputFile, systemPath } from '../../files/index.ts';
import { historyFileName } from '../../words/index.ts';
import type { MakeReadable } from '../aside/opened-ledgers.ts';
import { placeIn } from '../exports/export-place.ts';
import type { Ledger } from '../ledger.ts';
import type { Manifest } from '../package/manifest.ts';
import { readPackageTexts } from '../package/package-texts.ts';
import type { EventData } from '../store/chain.ts';
import { type EvidenceAnswer, type EvidenceTurn, workOnEvidence } from './evidence-thread.ts';

export interface EvidenceContext {
  readonly ledger: Ledger;
  readonly ledgerPath: string;
  /** Where files go that nobody gave a path for. */
  readonly folder: string;
  language(): Language;
  /** The version of the program. */
  readonly program: string;
  operator(): string;
  onProgress(progress: HistoryProgress): void;
}

/** A package that is a file, and not handed over as bytes. */
export type PackageFile = HistoryPackage & { readonly path: string };

/** Checks and packages of the ledger, each a run that can be cancelled by its name. */
export interface Evidence {
  /** @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED, HISTORY_UNREADABLE */
  check(request: MethodInput<'history.check'>): Promise<HistoryCheck>;
  /** @throws AppError OUTPUT_EXISTS, OUTPUT_FOLDER_UNWRITABLE, DISK_FULL, CANCELLED, INVALID_INPUT, HISTORY_UNREADABLE, HISTORY_UNAVAILABLE */
  pack(request: MethodInput<'history.package'>): Promise<HistoryPackage>;
  /** As `pack`, of all events, the last of which says that it is packed. */
  packAll(request: MethodInput<'history.package'> & { path: string }): Promise<PackageFile>;
  /** Uses by what they have in common. A long record is counted where nothing waits behind it. @throws AppError HISTORY_UNREADABLE, HISTORY_UNAVAILABLE, HISTORY_DAMAGED */
  count(request: ParsedInput<'history.counts'>): Promise<HistoryCount[]>;
  /** Reads another ledger into a copy of our own. @throws AppError CANCELLED, HISTORY_UNREADABLE, DISK_FULL */
  readonly makeReadable: MakeReadable;
  /** Names what a run of `makeReadable` is told and ended by. @throws AppError INVALID_INPUT */
  run<T>(runId: string, work: (turn: EvidenceTurn) => Promise<T>): Promise<T>;
  cancel(runId: string): void;
}

const ownerOnly = 0o600;
/** So many are counted before a thread is up. */
const mostEventsCountedHere = 20_000;

/** @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE */
function assertFile(path: string): void {
  try {
    if (statSync(systemPath(path)).isFile()) return;
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new AppError(isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE', { path }, { cause });
  }
  throw new AppError('FILE_UNREADABLE', { path }, { detail: 'no file' });
}

/** Why there is no answer, in the contract's words. */
function troubleOf(answer: EvidenceAnswer): AppError {
  const detail = 'detail' in answer ? answer.detail : 'nothing to pack';
  const code = 'code' in answer ? answer.code : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', {}, { detail });
  return new AppError('HISTORY_UNREADABLE', {}, { detail });
}

export function createEvidence(context: EvidenceContext): Evidence {
  const { ledger, ledgerPath, program, operator } = context;
  const runs = new Map<string, AbortController>();

  async function run<T>(runId: string, work: (turn: EvidenceTurn) => Promise<T>): Promise<T> {
    if (runs.has(runId)) throw new AppError('INVALID_INPUT', { detail: `runId ${runId}` });
    const controller = new AbortController();
    runs.set(runId, controller);
    try {
      return await work({
        signal: controller.signal,
        onProgress: (fraction) =>
          context.onProgress({ runId, work: 'evidence', done: Math.round(fraction * 100), total: 100, current: '' }),
      });
    } finally {
      runs.delete(runId);
    }
  }

  /** That somebody looked is on record, where the ledger takes it. */
  function recordCheck({ whole, faultCount, head, listsRemade }: HistoryCheck): void {
    try {
      ledger.record('checked', {
        whole,
        faults: faultCount,
        until: head?.number ?? 0,
        ...(listsRemade === undefined ? {} : { listsRemade }),
        operator: operator().toWellFormed(),
      });
    } catch {
      // One that may only be read is checked all the same.
    }
  }

  /** Lists that differ from sound events are made anew at once, where the ledger takes it. */
  async function withLists(check: HistoryCheck, turn: Parameters<typeof workOnEvidence>[1]): Promise<HistoryCheck> {
    if (check.whole || !check.chainWhole) return check;
    const answer = await workOnEvidence({ kind: 'remakeLists', path: ledgerPath }, turn);
    return { ...check, listsRemade: 'remade' in answer };
  }

  return {
    check: ({ runId, path, receipts = [], heads = [] }) =>
      run(runId, async (turn) => {
        const checked = path === undefined ? ledgerPath : absolutePath(path);
        assertFile(checked);
        // An earlier process may have left it for this one to set aside.
        if (path === undefined) ledger.head();
        const anchors = [...receipts, ...heads.map((head) => ({ ledger: null, ...head }))];
        const answer = await workOnEvidence({ kind: 'check', path: checked, anchors }, turn);
        if (!('check' in answer)) throw troubleOf(answer);
        if (path !== undefined) return answer.check;
        const result = await withLists(answer.check, turn);
        recordCheck(result);
        return result;
      }),
    run,
    async makeReadable(work, turn) {
      const answer = await workOnEvidence({ kind: 'read', ...work }, turn);
      if (!('readable' in answer)) throw troubleOf(answer);
      return answer.readable;
    },
    pack: (request) => pack(request, (head) => ({ form: 'package', head })),
    packAll: async (request) => ({ ...(await pack(request, null)), path: absolutePath(request.path) }),
    async count({ by, filter }) {
      if (ledger.head().number <= mostEventsCountedHere) return ledger.counts(by, filter);
      const work = { kind: 'count', path: ledgerPath, by, filter } as const;
      const answer = await workOnEvidence(work, { signal: new AbortController().signal, onProgress: () => undefined });
      if (!('counts' in answer)) throw troubleOf(answer);
      return answer.counts;
    },
    cancel: (runId) => runs.get(runId)?.abort(),
  };

  function pack(
    { runId, path, from = 1, overwrite = false }: MethodInput<'history.package'>,
    told: ((head: Manifest['head']) => EventData) | null,
  ): Promise<HistoryPackage> {
    return run(runId, async (turn) => {
      const fileName = historyFileName('package', context.language());
      const target = path === undefined ? placeIn(context.folder, fileName) : absolutePath(path);
      if (!overwrite && existsSync(systemPath(target))) throw new AppError('OUTPUT_EXISTS', { path: target });
      const before = ledger.head();
      if (from > before.number) throw new AppError('INVALID_INPUT', { detail: `from ${from} > ${before.number}` });
      const output = createOutputFile(target, ownerOnly, 0);
      try {
        if (!told) ledger.record('exported', { form: 'archive', path: target.toWellFormed(), from });
        const request = {
          ledgerPath,
          outputPath: output.temporaryPath,
          from,
          madeBy: operator(),
          program,
          texts: readPackageTexts(),
        };
        const answer = await workOnEvidence({ kind: 'pack', request }, turn);
        if (!('manifest' in answer)) throw troubleOf(answer);
        await output.finish();
        const { manifest } = answer;
        const { size } = statSync(systemPath(output.temporaryPath));
        // Nothing leaves without a record of it.
        if (told) ledger.record('exported', { ...told(manifest.head), path: target.toWellFormed(), from });
        const made = { fileName, first: from, head: { ledger: manifest.ledger, ...manifest.head }, sizeBytes: size };
        if (path === undefined && size <= mostExportedBytes)
          return { ...made, path: null, content: readFileSync(systemPath(output.temporaryPath)) };
        await output.publish(overwrite);
        return { ...made, path: target, content: null };
      } finally {
        await output.discard();
      }
    });
  }
}
