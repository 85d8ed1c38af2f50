import { randomInt } from 'node:crypto';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import {
  AppError,
  type BatchItem,
  batchItem,
  batchItemState,
  type batchLook,
  batchState,
  type ErrorShape,
  errorShape,
  type Placement,
  placement,
} from '../contract/index.ts';
import type { BatchDatabase } from './database.ts';

/** What a batch is made of and never changes. */
const storedJob = z.object({
  name: z.string(),
  sources: z.array(z.string()),
  outputFolder: z.string(),
  placements: z.array(placement),
  location: z.string(),
  again: z.boolean(),
  sealIds: z.array(z.string()),
});
export type StoredJob = z.infer<typeof storedJob>;

/** A batch as it is kept: what follows from its items is not. */
const storedBatch = z.object({
  id: z.string(),
  createdAt: z.string(),
  job: storedJob,
  state: batchState,
  error: errorShape.nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  manifestPath: z.string().nullable(),
});
export type StoredBatch = z.infer<typeof storedBatch>;

/** A file of a batch; `placements` null: those of the batch. */
const storedItem = batchItem.omit({ oddities: true }).extend({ placements: z.array(placement).nullable() });
export type StoredItem = z.infer<typeof storedItem>;

export type NewItem = Pick<
  StoredItem,
  'line' | 'path' | 'name' | 'outputPath' | 'reason' | 'particulars' | 'placements'
>;

/** What of an item decides in which ways it differs from the others. */
const itemTraits = z.object({
  index: z.number(),
  state: batchItemState,
  code: z.string().nullable(),
  widthMm: z.number().nullable(),
  heightMm: z.number().nullable(),
  rotate: z.number().nullable(),
  pageCount: z.number().nullable(),
  warnings: z.string().nullable(),
});
export type ItemTraits = z.infer<typeof itemTraits>;

/** What may change of an item. */
export type ItemChange = Partial<
  Pick<StoredItem, 'state' | 'look' | 'error' | 'seqs' | 'sha256Before' | 'sha256After' | 'finishedAt'>
>;

/** The batches of this computer. All methods throw AppError BATCHES_UNAVAILABLE, and BATCH_NOT_FOUND for a batch that is not there. */
export interface BatchStore {
  create(job: StoredJob, items: readonly NewItem[]): string;
  list(): StoredBatch[];
  get(id: string): StoredBatch;
  change(
    id: string,
    change: Partial<Pick<StoredBatch, 'state' | 'error' | 'startedAt' | 'finishedAt' | 'manifestPath'>>,
  ): void;
  remove(id: string): void;
  counts(id: string): Record<BatchItem['state'], number> & { lookedAt: number };
  items(id: string, indexes: readonly number[]): StoredItem[];
  /** Those in a state, from `after` on, in their order. */
  next(id: string, state: BatchItem['state'], after: number, limit: number): StoredItem[];
  /** Those that wait and were not looked at. */
  nextUnlooked(id: string, after: number, limit: number): StoredItem[];
  /** Kept until files of the batch change: reading those of ten thousand takes a tenth of a second. */
  traits(id: string): readonly ItemTraits[];
  changeItems(id: string, changes: ReadonlyMap<number, ItemChange>): void;
  /** Takes a batch for this process, so that no two run it. @throws AppError BATCH_RUNNING */
  claim(id: string, runner: string, isGone: (runner: string) => boolean): void;
  release(id: string, runner: string): void;
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';
const newId = () => Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join('');

const json = (text: unknown): unknown => (typeof text === 'string' ? JSON.parse(text) : null);
const row = z.record(z.string(), z.unknown());

function readItem(from: unknown): StoredItem {
  const { number, placements, particulars, look, error, seqs, ...columns } = row.parse(from);
  return storedItem.parse({
    ...columns,
    index: number,
    placements: json(placements),
    particulars: json(particulars) ?? undefined,
    look: json(look),
    error: json(error),
    seqs: json(seqs),
  });
}

function readBatch(from: unknown): StoredBatch {
  const { job, error, ...columns } = row.parse(from);
  return storedBatch.parse({ ...columns, job: json(job), error: json(error) });
}

const itemColumns =
  'number, line, path, name, outputPath, reason, particulars, placements, state, look, error, seqs, sha256Before, sha256After, finishedAt';
const batchColumns = 'id, createdAt, job, state, error, startedAt, finishedAt, manifestPath';

const asText = (value: ErrorShape | z.infer<typeof batchLook> | readonly number[] | null) =>
  value === null ? null : JSON.stringify(value);

/** A change as columns take it. */
function columnsOf({ look, error, seqs, ...plain }: ItemChange): Record<string, string | null> {
  return {
    ...plain,
    ...(look === undefined ? {} : { look: asText(look) }),
    ...(error === undefined ? {} : { error: asText(error) }),
    ...(seqs === undefined ? {} : { seqs: asText(seqs) }),
  };
}

export function createBatchStore(file: BatchDatabase): BatchStore {
  const { use } = file;
  const inTransaction = (work: (database: Database.Database) => void) =>
    use((database) => database.transaction(() => work(database)).immediate());

  function get(id: string): StoredBatch {
    const found = use((database) => database.prepare(`SELECT ${batchColumns} FROM batch WHERE id = ?`).get(id));
    if (found === undefined) throw new AppError('BATCH_NOT_FOUND');
    return readBatch(found);
  }

  const select = (id: string, where: string, ...values: (string | number)[]) =>
    use((database) =>
      database
        .prepare(`SELECT ${itemColumns} FROM item WHERE batchId = ? AND ${where}`)
        .all(id, ...values)
        .map(readItem),
    );

  let knownTraits: { readonly key: string; readonly traits: readonly ItemTraits[] } | null = null;
  let ownChanges = 0;

  return {
    create(job, items) {
      const id = newId();
      inTransaction((database) => {
        database
          .prepare("INSERT INTO batch (id, createdAt, job, state) VALUES (?, ?, ?, 'ready')")
          .run(id, new Date().toISOString(), JSON.stringify(job));
        const insert = database.prepare(
          `INSERT INTO item (batchId, number, line, path, name, outputPath, reason, particulars, placements, state)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')`,
        );
        for (const [number, { line, path, name, outputPath, reason, particulars, placements }] of items.entries()) {
          const own: readonly Placement[] | null = placements;
          const entered = JSON.stringify(particulars);
          insert.run(id, number, line, path, name, outputPath, reason, entered, own && JSON.stringify(own));
        }
      });
      return id;
    },
    list: () =>
      use((database) =>
        database.prepare(`SELECT ${batchColumns} FROM batch ORDER BY createdAt DESC`).all().map(readBatch),
      ),
    get,
    change(id, { error, ...plain }) {
      const columns: Record<string, string | null> = {
        ...plain,
        ...(error === undefined ? {} : { error: asText(error) }),
      };
      const set = Object.keys(columns).map((column) => `${column} = @${column}`);
      if (set.length === 0) return;
      use((database) => database.prepare(`UPDATE batch SET ${set.join(', ')} WHERE id = @id`).run({ ...columns, id }));
    },
    remove(id) {
      inTransaction((database) => {
        database.prepare('DELETE FROM item WHERE batchId = ?').run(id);
        database.prepare('DELETE FROM batch WHERE id = ?').run(id);
      });
    },
    counts(id) {
      const counted = z
        .array(z.object({ state: batchItemState, count: z.number(), lookedAt: z.number() }))
        .parse(
          use((database) =>
            database
              .prepare(
                'SELECT state, count(*) AS count, sum(look IS NOT NULL OR error IS NOT NULL) AS lookedAt FROM item WHERE batchId = ? GROUP BY state',
              )
              .all(id),
          ),
        );
      const of = (state: BatchItem['state']) => counted.find((one) => one.state === state)?.count ?? 0;
      return {
        waiting: of('waiting'),
        done: of('done'),
        failed: of('failed'),
        skipped: of('skipped'),
        'left-out': of('left-out'),
        lookedAt: counted.reduce((sum, one) => sum + one.lookedAt, 0),
      };
    },
    items: (id, indexes) =>
      indexes.length === 0
        ? []
        : select(id, `number IN (${indexes.map(() => '?').join(', ')}) ORDER BY number`, ...indexes),
    next: (id, state, after, limit) =>
      select(id, 'state = ? AND number > ? ORDER BY number LIMIT ?', state, after, limit),
    nextUnlooked: (id, after, limit) =>
      select(id, "state = 'waiting' AND look IS NULL AND number > ? ORDER BY number LIMIT ?", after, limit),
    traits(id) {
      // SQLite tells what other processes have written, and no more than that.
      const others = use((database) => database.pragma('data_version', { simple: true }));
      const key = `${id} ${others} ${ownChanges}`;
      if (knownTraits?.key === key) return knownTraits.traits;
      const traits = z.array(itemTraits).parse(
        use((database) =>
          database
            .prepare(
              `SELECT number AS "index", state, error ->> '$.code' AS code, look ->> '$.widthMm' AS widthMm,
               look ->> '$.heightMm' AS heightMm, look ->> '$.rotate' AS rotate, look ->> '$.pageCount' AS pageCount,
               (SELECT group_concat(value ->> '$.level' || ':' || (value ->> '$.code'), ' ')
                FROM json_each(item.look, '$.findings')) AS warnings
               FROM item WHERE batchId = ? ORDER BY number`,
            )
            .all(id),
        ),
      );
      knownTraits = { key, traits };
      return traits;
    },
    changeItems(id, changes) {
      ownChanges += 1;
      inTransaction((database) => {
        for (const [number, change] of changes) {
          const columns = columnsOf(change);
          const set = Object.keys(columns).map((column) => `${column} = @${column}`);
          database
            .prepare(`UPDATE item SET ${set.join(', ')} WHERE batchId = @id AND number = @number`)
            .run({ ...columns, id, number });
        }
      });
    },
    claim(id, runner, isGone) {
      inTransaction((database) => {
        const held = database.prepare('SELECT runner FROM batch WHERE id = ?').pluck().get(id);
        if (typeof held === 'string' && held !== runner && !isGone(held)) throw new AppError('BATCH_RUNNING');
        database.prepare('UPDATE batch SET runner = ? WHERE id = ?').run(runner, id);
      });
    },
    release(id, runner) {
      use((database) => database.prepare('UPDATE batch SET runner = NULL WHERE id = ? AND runner = ?').run(id, runner));
    },
  };
}
