import { z } from 'zod';
import type { CollectedLedger } from './collected.ts';
import type { AuditDatabase } from './store/database.ts';

/** PostgreSQL gives a bigint as text. */
const bigint = z.coerce.number();
const instant = z.date().transform((at) => (Number.isFinite(at.getTime()) ? at.toISOString() : ''));
const ledgerRow = z.object({
  ledger: z.string(),
  machine: z.string(),
  system_user: z.string(),
  first_number: bigint,
  head_number: bigint,
  head_hash: z.string(),
  last_event_at: instant,
  reported_at: instant,
  days_since_report: z.number(),
  successor: z.string().nullable(),
  vouched_until: bigint,
  is_whole: z.boolean(),
});

const select = `SELECT ledger, machine, system_user, first_number, head_number, encode(head_hash, 'hex') AS head_hash, last_event_at, reported_at,
  days_since_report, successor, vouched_until, is_whole FROM qianyin.machines ORDER BY machine, system_user, ledger`;

/** The ledgers that a database knows, none where nothing was collected yet. @throws AppError DATABASE_… */
export async function listLedgers(database: AuditDatabase): Promise<CollectedLedger[]> {
  if (!(await database.isPrepared())) return [];
  return (await database.query(ledgerRow, select)).map((row) => ({
    ledger: row.ledger,
    machine: row.machine,
    systemUser: row.system_user,
    first: row.first_number,
    head: { number: row.head_number, hash: row.head_hash },
    lastEventAt: row.last_event_at,
    reportedAt: row.reported_at,
    daysSinceReport: row.days_since_report,
    successor: row.successor,
    vouchedUntil: row.vouched_until,
    isWhole: row.is_whole,
  }));
}
