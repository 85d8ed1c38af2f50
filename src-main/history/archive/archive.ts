import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  AppError,
  type ArchivedHistory,
  type ArchiveState,
  type Language,
  type LedgerHead,
  type MethodInput,
  type ParsedInput,
} from '../../contract/index.ts';
import { absolutePath, systemPath } from '../../files/index.ts';
import { historyFileName } from '../../words/index.ts';
import { successorsOf } from '../check/ledger-check.ts';
import { placeIn } from '../exports/export-place.ts';
import { ledgerFiles } from '../ledger-files.ts';
import type { Evidence, PackageFile } from '../thread/evidence.ts';
import type { ReplaceableLedger } from '../tolerant-ledger.ts';

export interface ArchiveContext {
  readonly ledger: ReplaceableLedger;
  readonly ledgerPath: string;
  readonly evidence: Pick<Evidence, 'check' | 'packAll'>;
  /** Where packages go that nobody gave a path for. */
  readonly folder: string;
  operator(): string;
  language(): Language;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(systemPath(path)), hash);
  return hash.digest('hex');
}

/** Somebody may write to the ledger while it is packed. */
const mostTries = 3;

/**
 * Writes all events to a package, checks what was written as anybody else would, and begins a fresh ledger that names it. The former one is kept.
 * @throws AppError as packing does, HISTORY_IN_USE, ARCHIVE_NOT_WHOLE; then the ledger goes on as it was, and there is no package
 */
export async function archiveHistory(
  context: ArchiveContext,
  { runId, path: asked, before, overwrite }: ParsedInput<'history.archive'>,
): Promise<ArchivedHistory> {
  const { ledger } = context;
  if (before !== undefined && begunAt(ledger) >= Date.parse(before)) return { archived: null };
  // Which seals were used, and what is pending, is read from the lists: the check makes them anew where somebody changed them.
  const { chainWhole } = await context.evidence.check({ runId });
  if (!chainWhole) throw new AppError('ARCHIVE_NOT_WHOLE');
  const path = asked ?? placeIn(context.folder, historyFileName('archive', context.language()));
  for (let attempt = 1; ; attempt++) {
    const made = await packChecked(context, { runId, path, overwrite });
    const packed = { path: made.path, sha256: await sha256Of(made.path), sizeBytes: made.sizeBytes };
    try {
      const file = ledger.archive(made.head, {
        file: basename(made.path).toWellFormed(),
        sha256: packed.sha256,
        events: made.head.number,
        operator: context.operator().toWellFormed(),
      });
      return { archived: { file, head: made.head, package: packed } };
    } catch (thrown) {
      rmSync(systemPath(made.path), { force: true });
      const isLast = attempt === mostTries || !(thrown instanceof AppError) || thrown.code !== 'HISTORY_IN_USE';
      if (isLast) throw thrown;
    }
  }
}

/** @throws AppError ARCHIVE_NOT_WHOLE; then there is no package */
async function packChecked(
  { evidence }: Pick<ArchiveContext, 'evidence'>,
  request: MethodInput<'history.package'> & { path: string },
): Promise<PackageFile> {
  const made = await evidence.packAll(request);
  try {
    const { whole, head } = await evidence.check({ runId: request.runId, path: made.path });
    if (whole && head?.hash === made.head.hash) return made;
    throw new AppError('ARCHIVE_NOT_WHOLE');
  } catch (thrown) {
    rmSync(systemPath(made.path), { force: true });
    throw thrown;
  }
}

/** When the first event was, in milliseconds. */
function begunAt(ledger: Pick<ReplaceableLedger, 'events'>): number {
  const [first] = ledger.events({ kinds: [], before: 2, limit: 1 });
  return first ? Date.parse(first.time) : Number.POSITIVE_INFINITY;
}

/** Whether a ledger that is to be archived each year has events of a year before; years are local. */
export const isDue = (begun: Date, now: Date, isYearly: boolean): boolean =>
  isYearly && begun.getFullYear() < now.getFullYear();

export function archiveStateOf(ledger: Pick<ReplaceableLedger, 'events'>, isYearly: boolean): ArchiveState {
  const begun = new Date(begunAt(ledger));
  return { begun: begun.toISOString(), isDue: isDue(begun, new Date(), isYearly) };
}

/**
 * Removes a ledger that was archived: its package must be the one that its successor names, and be whole.
 * @throws AppError INVALID_INPUT where it is no ledger that was archived, FILE_NOT_FOUND, ARCHIVE_PACKAGE
 */
export async function removeArchived(
  { ledger, ledgerPath, evidence, operator }: ArchiveContext,
  { runId, file, packagePath }: ParsedInput<'history.archiveRemove'>,
): Promise<LedgerHead> {
  const known = ledgerFiles(ledgerPath).find((one) => one.isArchived && one.file === file);
  if (!known) throw new AppError('INVALID_INPUT', { detail: file });
  const path = absolutePath(packagePath);
  const { whole, head } = await evidence.check({ runId, path });
  const sha256 = await sha256Of(path);
  const isNamed = successorsOf(known.path).some(
    ({ archive, predecessor }) => archive?.sha256 === sha256 && predecessor?.hash === head?.hash,
  );
  if (!whole || !isNamed) throw new AppError('ARCHIVE_PACKAGE');
  const recorded = ledger.record('archive-removed', { file, sha256, operator: operator().toWellFormed() });
  for (const suffix of ['-wal', '-shm', '-journal', ''])
    rmSync(join(dirname(ledgerPath), `${file}${suffix}`), { force: true });
  return recorded;
}
