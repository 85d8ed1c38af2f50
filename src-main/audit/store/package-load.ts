import { z } from 'zod';
import type { HistoryCheck, HistoryFault } from '../../contract/index.ts';
import type { CheckedEvent, Manifest, PackageTaker } from '../../history/index.ts';
import type { AuditDatabase } from './database.ts';
import { type EventRows, type Row, rowsOf, storable, storableInstant } from './rows.ts';
import { useColumns } from './use-columns.ts';

/** What a file of a package is called and holds. */
export interface PackageFile {
  readonly name: string;
  readonly sha256: string;
}

export interface Loaded {
  readonly events: number;
  readonly uses: number;
}

/**
 * Puts what a package holds into the tables while it is checked, in a transaction of the caller's: what `conflict` and `keep` say decides
 * whether it stays.
 */
export interface PackageLoad extends PackageTaker {
  /** What kept the database from taking it. */
  trouble(): unknown;
  /** Writes what is left. */
  finish(): Promise<void>;
  /** How it does not fit what is known of its ledger: `gap`, what lies between is not known, or `forked`. */
  conflict(): Promise<HistoryFault | null>;
  /** Completes what is told of the package and its ledger. */
  keep(check: HistoryCheck): Promise<Loaded>;
}

const eventsAtOnce = 500;
const bytesAtOnce = 4 << 20;

/** PostgreSQL gives a bigint as text. */
const bigint = z.coerce.number();
const idRow = z.object({ id: z.string() });
const numberRow = z.object({ number: bigint });
const hashRow = z.object({ hash: z.string() });

const columns = ['ledger', ...[...useColumns.values()].map(({ name }) => name)].join(', ');
const insertUses = `INSERT INTO qianyin.uses (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::qianyin.uses, $1::json) ON CONFLICT DO NOTHING`;
const insertEvents = `INSERT INTO qianyin.events (ledger, number, time, kind, content, hash, data, package)
  SELECT ledger, number, time, kind, content, hash, data, $2::bigint
  FROM json_populate_recordset(NULL::qianyin.events, $1::json) ON CONFLICT DO NOTHING`;
/** What a chain tells twice of one use, its first outcome is. */
const settleUses = `UPDATE qianyin.uses u SET settled_at = s.settled_at, sha256_after = s.sha256_after, outcome = s.outcome,
    error_code = s.error_code, outcome_number = s.outcome_number
  FROM (SELECT DISTINCT ON (seq) * FROM json_populate_recordset(NULL::qianyin.uses, $1::json) ORDER BY seq, outcome_number) s
  WHERE u.ledger = $2 AND u.seq = s.seq AND u.outcome = 'pending' AND u.intent_number < s.outcome_number`;
/** A package that is not whole may tell two events of one number: the first is kept, and it is no fork of another package. */
const findFork = `SELECT min(n.number) AS number FROM json_populate_recordset(NULL::qianyin.events, $1::json) n
  JOIN qianyin.events e ON e.ledger = $2 AND e.number = n.number WHERE e.hash <> n.hash AND e.package <> $3::bigint HAVING min(n.number) IS NOT NULL`;

const json = (rows: readonly Row[]) => JSON.stringify(rows);
const present = (rows: readonly (Row | null)[]): Row[] => rows.filter((row) => row !== null);

export function createPackageLoad(database: AuditDatabase, file: PackageFile): PackageLoad {
  let manifest: Manifest | null = null;
  let packageId = '';
  let first: CheckedEvent | null = null;
  let waiting: EventRows[] = [];
  let waitingBytes = 0;
  let loaded: Loaded = { events: 0, uses: 0 };
  let forkedAt: number | null = null;
  let trouble: unknown;

  /** Names the package, so that its events can. */
  async function enter({ ledger, first: from, head, madeAt, madeBy }: Manifest): Promise<void> {
    await database.write(
      `INSERT INTO qianyin.ledgers (ledger, machine, system_user, first_number, head_number, head_hash, last_event_at, reported_at, is_whole)
       VALUES ($1, '', '', $2, $3, decode($4, 'hex'), $5, $5, true) ON CONFLICT DO NOTHING`,
      [ledger, from, head.number, head.hash, storableInstant(madeAt)],
    );
    const [row] = await database.query(
      idRow,
      `INSERT INTO qianyin.packages (sha256, ledger, first_number, head_number, made_at, made_by, file_name, new_events, is_whole)
       VALUES (decode($1, 'hex'), $2, $3, $4, $5, $6, $7, 0, false) RETURNING id`,
      [file.sha256, ledger, from, head.number, storableInstant(madeAt), storable(madeBy), storable(file.name)],
    );
    packageId = row?.id ?? '';
  }

  async function write(): Promise<void> {
    if (manifest === null || waiting.length === 0) return;
    const { ledger } = manifest;
    const batch = waiting;
    waiting = [];
    waitingBytes = 0;
    if (packageId === '') await enter(manifest);
    // Nothing of it will stay; the check goes on to say whether it is whole at least.
    if (forkedAt !== null) return;
    const events = json(batch.map(({ event }) => event));
    const [fork] = await database.query(numberRow, findFork, [events, ledger, packageId]);
    if (fork) {
      forkedAt = fork.number;
      return;
    }
    const written = await database.write(insertEvents, [events, packageId]);
    const uses = present(batch.map(({ use }) => use));
    const begun = uses.length === 0 ? 0 : await database.write(insertUses, [json(uses)]);
    const settlements = present(batch.map(({ settlement }) => settlement));
    if (settlements.length > 0) await database.write(settleUses, [json(settlements), ledger]);
    loaded = { events: loaded.events + written, uses: loaded.uses + begun };
  }

  async function writeOrRemember(): Promise<void> {
    try {
      await write();
    } catch (thrown) {
      trouble ??= thrown;
      throw thrown;
    }
  }

  /** How the first event of the package follows what is known before it. */
  async function conflictBefore(): Promise<HistoryFault | null> {
    if (!manifest || !first || first.number === 1) return null;
    const { ledger } = manifest;
    const before = first.number - 1;
    const [known] = await database.query(
      hashRow,
      "SELECT encode(hash, 'hex') AS hash FROM qianyin.events WHERE ledger = $1 AND number = $2",
      [ledger, before],
    );
    if (known) return known.hash === first.previous ? null : { kind: 'forked', number: before };
    const [last] = await database.query(
      numberRow,
      'SELECT coalesce(max(number), 0) AS number FROM qianyin.events WHERE ledger = $1 AND number < $2',
      [ledger, before],
    );
    const from = (last?.number ?? 0) + 1;
    return { kind: 'gap', number: from, ...(before > from ? { until: before } : {}) };
  }

  return {
    begin(told) {
      manifest = told;
    },
    event(event, hash) {
      first ??= event;
      const rows = rowsOf(event, hash);
      waiting.push(rows);
      waitingBytes += rows.sizeBytes;
    },
    async flush() {
      if (waiting.length >= eventsAtOnce || waitingBytes >= bytesAtOnce) await writeOrRemember();
    },
    finish: writeOrRemember,
    trouble: () => trouble,
    async conflict() {
      const before = await conflictBefore();
      return before ?? (forkedAt === null ? null : { kind: 'forked', number: forkedAt });
    },
    async keep({ whole, faults, checkpoints }) {
      if (!manifest) throw new Error('there is no package');
      const { ledger, madeAt, first: from, head } = manifest;
      await database.write('UPDATE qianyin.packages SET new_events = $2, is_whole = $3 WHERE id = $1::bigint', [
        packageId,
        loaded.events,
        whole,
      ]);
      const signed = checkpoints.map(({ number, head: vouched, time, signer, fingerprint }) => ({
        ledger,
        number,
        head_number: vouched,
        signed_at: storableInstant(time),
        signer: storable(signer),
        fingerprint,
      }));
      await database.write(
        'INSERT INTO qianyin.checkpoints SELECT * FROM json_populate_recordset(NULL::qianyin.checkpoints, $1::json) ON CONFLICT DO NOTHING',
        [json(signed)],
      );
      const wrong = faults.map(({ kind, number, until = number }) => ({ package: packageId, kind, number, until }));
      await database.write(
        'INSERT INTO qianyin.faults SELECT * FROM json_populate_recordset(NULL::qianyin.faults, $1::json) ON CONFLICT DO NOTHING',
        [json(wrong)],
      );
      await database.write(
        `UPDATE qianyin.ledgers l SET first_number = e.first, head_number = h.number, head_hash = h.hash, last_event_at = h.time,
           machine = coalesce(b.data ->> 'machine', ''), system_user = coalesce(b.data ->> 'systemUser', ''),
           predecessor = b.data #>> '{predecessor,ledger}', reported_at = greatest(l.reported_at, $2),
           is_whole = $3 AND (l.is_whole OR ($4::bigint = 1 AND $5::bigint >= h.number))
         FROM (SELECT min(number) AS first FROM qianyin.events WHERE ledger = $1) e
         CROSS JOIN (SELECT number, hash, time FROM qianyin.events WHERE ledger = $1 ORDER BY number DESC LIMIT 1) h
         LEFT JOIN qianyin.events b ON b.ledger = $1 AND b.number = 1
         WHERE l.ledger = $1`,
        [ledger, storableInstant(madeAt), whole, from, head.number],
      );
      return loaded;
    },
  };
}
