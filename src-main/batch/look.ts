import { AppError, type BatchLook, type Placement } from '../contract/index.ts';
import type { ManyStamping } from '../stamping/index.ts';
import type { BatchStore, ItemChange, StoredItem } from './store.ts';

/** While one file is read in a thread, the next is opened. */
const filesAtOnce = 3;
const fetchedAtOnce = 64;
const writeIntervalMs = 250;

export interface LookableBatch {
  readonly id: string;
  readonly placements: readonly Placement[];
  readonly location: string;
  readonly again: boolean;
  readonly password: string | undefined;
}

const formerCodes = new Set(['bears-seal-already', 'stamped-before']);

/** What a look makes of a file: one that bears the seal is passed over, unless the person wants it again. */
export function lookedAt(look: BatchLook, again: boolean): ItemChange {
  const stop = look.findings.find(({ level }) => level === 'stop');
  if (stop) {
    const error = new AppError('PREFLIGHT_STOPPED', { code: stop.code }).toShape();
    return { state: 'failed', look, error };
  }
  const former = look.findings.find(({ code }) => formerCodes.has(code));
  if (!former || again) return { look, error: null };
  const error = new AppError('ALREADY_STAMPED', { seq: Number(former.values.seq ?? 0) }).toShape();
  return { state: 'skipped', look, error };
}

/**
 * Looks at every file of a batch that waits and was not looked at, as one that is to be stamped.
 * @throws AppError BATCHES_UNAVAILABLE
 */
export async function lookAtFiles(
  { store, stamping }: { readonly store: BatchStore; readonly stamping: Pick<ManyStamping, 'look'> },
  batch: LookableBatch,
  signal: AbortSignal,
  onChange: (items: ReadonlyMap<number, ItemChange>) => void,
): Promise<void> {
  let changes = new Map<number, ItemChange>();
  let writtenAtMs = performance.now();
  let fetched: StoredItem[] = [];
  let last = -1;

  function write(): void {
    writtenAtMs = performance.now();
    if (changes.size === 0) return;
    const written = changes;
    changes = new Map();
    store.changeItems(batch.id, written);
    onChange(written);
  }

  function take(): StoredItem | null {
    if (fetched.length === 0) fetched = store.nextUnlooked(batch.id, last, fetchedAtOnce);
    const next = fetched.shift() ?? null;
    if (next) last = next.index;
    return next;
  }

  async function lookAt({ path, reason, particulars, placements }: StoredItem): Promise<ItemChange> {
    const { location, password, again } = batch;
    try {
      const file = { path, placements: placements ?? batch.placements, reason, particulars, location, password };
      return lookedAt(await stamping.look(file), again);
    } catch (thrown) {
      return { state: 'failed', error: AppError.from(thrown).toShape() };
    }
  }

  async function work(): Promise<void> {
    for (;;) {
      if (signal.aborted) return;
      const item = take();
      if (!item) return;
      const change = await lookAt(item);
      changes.set(item.index, change);
      if (performance.now() - writtenAtMs >= writeIntervalMs) write();
    }
  }

  await Promise.all(Array.from({ length: filesAtOnce }, work));
  write();
}
