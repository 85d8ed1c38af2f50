import { basename, resolve } from 'node:path';
import {
  AppError,
  type HandlersOf,
  type LongTermItem,
  type LongTermOutcome,
  type LongTermProgress,
  type LongTermQueue,
  readableNames,
  type Settings,
  type StampResult,
  type VerificationReport,
} from '../contract/index.ts';
import { appendToFile, stateOf } from '../files/index.ts';
import type { Network } from '../network/index.ts';
import { type ByteSource, inDocumentThread, openFileSource } from '../pdf/index.ts';
import { fateOfSignatures } from '../verification/index.ts';
import { localDay } from '../words/index.ts';
import type { TrustAnchor } from '../x509/index.ts';

import { openLongTermDatabase } from './database.ts';
import { type Extension, extendDocument } from './extend-document.ts';
import { chainsOf, missingFor } from './needs.ts';
import { createRevocationSource, type FetchedRevocation } from './revocation-source.ts';
import { createSchedule } from './schedule.ts';
import { requestTimestampToken } from './timestamp-authorities.ts';
import { timestampTokenBytes } from './token-size.ts';

/** What this room is composed of. `verify` is handed in: use cases do not import one another. */
export interface LongTermContext {
  readonly databasePath: string;
  readonly network: Network;
  settings(): Pick<Settings, 'networkAllowed' | 'timestampAuthorities' | 'signatureLevel'>;
  trustAnchors(): Promise<readonly TrustAnchor[]>;
  /** DER of the CRLs that the person imported. */
  importedCrls(): readonly Uint8Array[];
  verify(source: ByteSource, path: string, password: string | undefined): Promise<VerificationReport>;
  /** How often the queue is looked through by itself; a quarter of an hour when absent. */
  readonly everyMs?: number;
  /** How long a file that was tried is left alone then; an hour when absent. */
  readonly retryAfterMs?: number;
}

/** What is told while files are worked on. */
export interface LongTermListeners {
  onProgress(progress: LongTermProgress): void;
  /** A run by schedule began or ended. */
  onChanged(queue: LongTermQueue): void;
}

/** Timestamps for a run of stamping. */
export interface StampTimestamps {
  /** Room to be left in /Contents. */
  readonly tokenBytes: number;
  /** Over a SHA-256 digest. @throws AppError as `requestTimestampToken` */
  request(digest: Uint8Array): Promise<Uint8Array>;
}

export interface LongTerm {
  readonly handlers: HandlersOf<'longterm'>;
  /**
   * Null when the person wants no timestamps. Without a network or an authority the request throws and no room is left.
   */
  stampTimestamps(): StampTimestamps | null;
  /**
   * Puts a file that was just stamped into the queue, when it lacks something of the level that the person wants.
   * @throws AppError LONGTERM_UNAVAILABLE
   */
  addStamped(result: Pick<StampResult, 'outputPath' | 'sha256After' | 'report'>): void;
  /**
   * What the issuers' services say of the trusted chains of a report; null when the network is not allowed or nobody is
   * to be asked.
   */
  fetchRevocation(report: VerificationReport): Promise<FetchedRevocation | null>;
  /** The same of one trusted chain; DER, the certificate first. */
  fetchRevocationOf(chain: readonly Uint8Array[]): Promise<FetchedRevocation | null>;
  /** From now on the queue is looked through by itself, as long as the network is allowed. */
  startSchedule(): void;
  /** The network may have been allowed or forbidden. */
  settingsChanged(): void;
  close(): Promise<void>;
}

const usualEveryMs = 15 * 60_000;
const usualRetryAfterMs = 60 * 60_000;

/** A service that does not answer one file does not answer the next: what it allows a day is not used up on it. */
const isServiceFailure = ({ code }: { code: string }) => code.startsWith('NETWORK_') || code.startsWith('TSA_');

/** The queue of files that wait for timestamps and revocation data, and all that asks the network for those. */
export function createLongTerm(context: LongTermContext, { onProgress, onChanged }: LongTermListeners): LongTerm {
  const { network, settings, everyMs = usualEveryMs, retryAfterMs = usualRetryAfterMs } = context;
  const database = openLongTermDatabase(context.databasePath);
  const revocationSource = createRevocationSource(network);
  async function fetchRevocation(chains: readonly (readonly Uint8Array[])[]): Promise<FetchedRevocation | null> {
    return settings().networkAllowed && chains.length > 0 ? revocationSource.fetch(chains) : null;
  }

  const authorities = {
    network,
    database,
    authorities: () => settings().timestampAuthorities,
    trustAnchors: context.trustAnchors,
  };
  const requestTimestamp = (digest: Uint8Array) => requestTimestampToken(authorities, digest);
  let running: Promise<unknown> = Promise.resolve();

  const schedule = createSchedule({
    everyMs,
    isAllowed: () => settings().networkAllowed,
    run: runDue,
    onChanged() {
      try {
        onChanged(queue());
      } catch {
        // A queue that cannot be read is told of when somebody looks at it.
      }
    },
  });

  const dueAtMs = ({ lastTriedAt }: LongTermItem) =>
    lastTriedAt === null ? 0 : Date.parse(lastTriedAt) + retryAfterMs;

  function queue(): LongTermQueue {
    const items = database.list();
    const { running, lastRunAt, nextRunAt } = schedule.state();
    let next: Date | null = null;
    if (nextRunAt && items.length > 0) {
      const earliestMs = items.reduce((least, item) => Math.min(least, dueAtMs(item)), Number.POSITIVE_INFINITY);
      const skippedRuns = Math.ceil(Math.max(0, earliestMs - nextRunAt.getTime()) / everyMs);
      next = new Date(nextRunAt.getTime() + skippedRuns * everyMs);
    }
    return {
      items,
      usage: database.usage(localDay(new Date())),
      schedule: {
        running,
        lastRunAt: lastRunAt?.toISOString() ?? null,
        nextRunAt: next?.toISOString() ?? null,
      },
    };
  }

  /** Verifies a file as it is now. @throws AppError PDF_UNSIGNED and what opening and verifying throw */
  async function examine(path: string, level: LongTermItem['level'], password?: string): Promise<LongTermItem> {
    const source = openFileSource(path);
    try {
      const { store } = await inDocumentThread('readStore', { source, password }, {});
      const report = await context.verify(source, path, password);
      if (!report.signatures.some(({ kind }) => kind === 'signature')) throw new AppError('PDF_UNSIGNED');
      return itemOf(path, report.sha256, level, missingFor(level, report, store));
    } finally {
      source.close();
    }
  }

  async function extend(
    item: LongTermItem,
    password: string | undefined,
    step: (name: LongTermProgress['step']) => void,
  ) {
    const { path, level } = item;
    const before = stateOf(path);
    const source = openFileSource(path);
    let extension: Extension;
    let reportBefore: VerificationReport | null = null;
    try {
      const verify = async (current: ByteSource) => {
        const report = await context.verify(current, path, password);
        if (!reportBefore && report.sha256 !== item.sha256) throw new AppError('FILE_CHANGED');
        reportBefore ??= report;
        return report;
      };
      const extensionContext = { requestTimestamp, revocationSource, importedCrls: context.importedCrls, verify };
      extension = await extendDocument({ source, password, level }, extensionContext, step);
    } finally {
      source.close();
    }
    let sha256 = item.sha256;
    if (extension.appended.length > 0) {
      step('save');
      await appendToFile(path, extension.appended, before, async (temporaryPath) => {
        sha256 = await checkExtended(temporaryPath, password, reportBefore);
      });
    }
    return { ...extension, sha256 };
  }

  /**
   * Verifies the extended file as it is on the disk.
   * @throws AppError SIGNATURE_SELF_CHECK_FAILED when anything got worse
   */
  async function checkExtended(path: string, password: string | undefined, before: VerificationReport | null) {
    const source = openFileSource(path);
    try {
      const after = await context.verify(source, path, password);
      if (fateOfSignatures(before?.signatures ?? [], after.signatures) !== 'kept') {
        throw new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'earlier-signature-broken' });
      }
      return after.sha256;
    } finally {
      source.close();
    }
  }

  async function runOne(item: LongTermItem, password: string | undefined, place: { index: number; total: number }) {
    const { path } = item;
    const tried = { ...item, attempts: item.attempts + 1, lastTriedAt: new Date().toISOString() };
    let outcome: LongTermOutcome;
    try {
      const { sha256, added, missing, error } = await extend(item, password, (step) =>
        onProgress({ path, ...place, step }),
      );
      outcome = { path, sha256, added: [...added], missing: [...missing], error: error?.toShape() ?? null };
    } catch (thrown) {
      const error = AppError.from(thrown).toShape();
      outcome = { path, sha256: item.sha256, added: [], missing: item.missing, error };
    }
    const { sha256, missing, error: lastError } = outcome;
    if (missing.length === 0) database.remove(path);
    else database.put({ ...tried, sha256, missing, lastError });
    return outcome;
  }

  async function runAll(
    paths: readonly string[] | undefined,
    password: string | undefined,
  ): Promise<LongTermOutcome[]> {
    const wanted = paths?.map((path) => resolve(path));
    const items = database.list().filter(({ path }) => wanted?.includes(path) ?? true);
    const outcomes: LongTermOutcome[] = [];
    for (const [index, item] of items.entries()) {
      outcomes.push(await runOne(item, password, { index: index + 1, total: items.length }));
    }
    return outcomes;
  }

  /** One file after the other, each in turn with what a person asks for. */
  async function runDue(isOver: () => boolean): Promise<boolean> {
    const due = database.list().filter((item) => dueAtMs(item) <= Date.now());
    for (const [index, { path }] of due.entries()) {
      const turn = running.then(async () => {
        const item = database.get(path);
        if (isOver() || !item || dueAtMs(item) > Date.now()) return null;
        return runOne(item, undefined, { index: index + 1, total: due.length });
      });
      running = turn.catch(() => undefined);
      const outcome = await turn;
      if (isOver() || (outcome?.error && isServiceFailure(outcome.error))) break;
    }
    return due.length > 0;
  }

  return {
    handlers: {
      async 'longterm.list'() {
        return queue();
      },
      async 'longterm.add'({ path, level }) {
        const absolute = resolve(path);
        const wanted = settings().signatureLevel;
        const item = await examine(absolute, level ?? (wanted === 'B-B' ? 'B-LTA' : wanted));
        if (item.missing.length > 0) database.put(item);
        return item;
      },
      'longterm.run'({ paths, password }) {
        // One after the other: two runs would write the same file.
        const turn = running.then(() => runAll(paths, password));
        running = turn.catch(() => undefined);
        return turn;
      },
      async 'longterm.remove'({ path }) {
        database.remove(resolve(path));
        return queue();
      },
    },
    stampTimestamps() {
      const { networkAllowed, signatureLevel, timestampAuthorities } = settings();
      if (signatureLevel === 'B-B') return null;
      const canAsk = networkAllowed && timestampAuthorities.length > 0;
      return { tokenBytes: canAsk ? timestampTokenBytes : 0, request: requestTimestamp };
    },
    addStamped({ outputPath, sha256After, report }) {
      const { signatureLevel } = settings();
      const missing = missingFor(signatureLevel, report, { certificates: [], crls: [], ocspResponses: [] });
      if (missing.length > 0) database.put(itemOf(outputPath, sha256After, signatureLevel, missing));
    },
    fetchRevocation: (report) => fetchRevocation(chainsOf(report).map(({ chain }) => chain)),
    fetchRevocationOf: (chain) => fetchRevocation([chain]),
    startSchedule: () => schedule.start(),
    settingsChanged: () => schedule.reconsider(),
    async close() {
      await schedule.stop();
      database.close();
    },
  };
}

function itemOf(
  path: string,
  sha256: string,
  level: LongTermItem['level'],
  missing: LongTermItem['missing'],
): LongTermItem {
  const addedAt = new Date().toISOString();
  return {
    path,
    name: readableNames(basename(path)),
    sha256,
    level,
    missing,
    addedAt,
    attempts: 0,
    lastTriedAt: null,
    lastError: null,
  };
}
