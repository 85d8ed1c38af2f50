import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { AppError, type HistoryCheck, type HistoryFault } from '../contract/index.ts';
import { systemPath } from '../files/index.ts';
import { checkPackageFile, type Manifest, readPackageManifest } from '../history/index.ts';
import type { Collected, CollectedPackage, CollectedState } from './collected.ts';
import type { AuditDatabase } from './store/database.ts';
import { createPackageLoad, type Loaded } from './store/package-load.ts';

export interface CollectRequest {
  readonly paths: readonly string[];
  /** Those too that are not whole; what is wrong with them is kept beside. */
  readonly takesBroken: boolean;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(systemPath(path))) hash.update(chunk);
  return hash.digest('hex');
}

interface Waiting {
  readonly path: string;
  readonly manifest: Manifest | null;
}

/** Earlier packages of a ledger first, however they were named: a later one would seem to leave a gap. */
const byPlace = ({ manifest: a }: Waiting, { manifest: b }: Waiting): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a.ledger !== b.ledger) return a.ledger < b.ledger ? -1 : 1;
  return a.first - b.first || a.head.number - b.head.number;
};

/** What it is refused for; null where it is to stay. */
function refusalOf(check: HistoryCheck, conflict: HistoryFault | null, takesBroken: boolean): CollectedState | null {
  if (check.events === 0 || check.ledger === null) return 'unreadable';
  if (!check.whole && !takesBroken) return 'broken';
  if (conflict) return conflict.kind === 'gap' ? 'gap' : 'forked';
  return null;
}

const oneRow = z.object({ one: z.number() });

async function collectOne(
  database: AuditDatabase,
  { path, manifest }: Waiting,
  takesBroken: boolean,
  onProgress: (fraction: number) => void,
): Promise<CollectedPackage> {
  const place = {
    path,
    ledger: manifest?.ledger ?? null,
    first: manifest?.first ?? null,
    head: manifest?.head.number ?? null,
  };
  const nothing = { newEvents: 0, newUses: 0, faults: [], faultCount: 0, conflict: null };
  const sha256 = await sha256Of(path);
  const load = createPackageLoad(database, { name: basename(path), sha256 });
  let result: CollectedPackage = { ...place, ...nothing, state: 'unreadable' };
  await database.inTransaction(async () => {
    // Not before: somebody else may be taking in the same one.
    const [known] = await database.query(
      oneRow,
      "SELECT 1 AS one FROM qianyin.packages WHERE sha256 = decode($1, 'hex')",
      [sha256],
    );
    if (known) {
      result = { ...place, ...nothing, state: 'known' };
      return false;
    }
    const check = await checkPackageFile({ path, anchors: [], onProgress }, load);
    const trouble = load.trouble();
    if (trouble) throw trouble;
    await load.finish();
    const conflict = await load.conflict();
    const isSameFile = (await sha256Of(path)) === sha256;
    const refusal = isSameFile ? refusalOf(check, conflict, takesBroken) : 'unreadable';
    const loaded: Loaded = refusal === null ? await load.keep(check) : { events: 0, uses: 0 };
    result = {
      ...place,
      state: refusal ?? (check.whole ? 'taken' : 'takenBroken'),
      newEvents: loaded.events,
      newUses: loaded.uses,
      faults: check.faults,
      faultCount: check.faultCount,
      conflict,
    };
    return refusal === null;
  });
  return result;
}

/**
 * Takes packages into the database, each whole or not at all, and each checked as `history check` does while it is read. What it cannot go on
 * after is part of the answer. @throws AppError DATABASE_…, FILE_… where it could not start
 */
export async function collectPackages(
  database: AuditDatabase,
  { paths, takesBroken }: CollectRequest,
  onProgress: (fraction: number) => void,
): Promise<Collected> {
  await database.prepare();
  const waiting: Waiting[] = [];
  for (const path of new Set(paths)) waiting.push({ path, manifest: await readPackageManifest(path) });
  const collected = new Map<string, CollectedPackage>();
  const inOrder = () => [...new Set(paths)].flatMap((path) => collected.get(path) ?? []);
  for (const one of waiting.sort(byPlace)) {
    const before = collected.size;
    try {
      const tell = (fraction: number) => onProgress((before + fraction) / waiting.length);
      collected.set(one.path, await collectOne(database, one, takesBroken, tell));
    } catch (thrown) {
      return { packages: inOrder(), stoppedBy: AppError.from(thrown).toShape() };
    }
  }
  return { packages: inOrder(), stoppedBy: null };
}
