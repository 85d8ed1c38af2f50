import pg from 'pg';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../../contract/index.ts';
import { schemaStatements, schemaVersion } from './schema.ts';

/** A connection to the database that records are collected in. What it throws is an AppError DATABASE_… */
export interface AuditDatabase {
  query<Row>(row: z.ZodType<Row>, sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** @returns how many rows it wrote */
  write(sql: string, values?: readonly unknown[]): Promise<number>;
  /** All or nothing; one at a time, whoever else collects. Nothing stays where `work` gives false or throws. */
  inTransaction(work: () => Promise<boolean>): Promise<void>;
  /** Whether there are tables to read. @throws AppError DATABASE_NEWER, DATABASE_UNSUITABLE */
  isPrepared(): Promise<boolean>;
  /** Makes the tables where they lack. @throws AppError DATABASE_NEWER, DATABASE_UNSUITABLE */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

const connectLimitMs = 15_000;
/** "QYAUDIT" as a number: whoever writes holds this lock of the database. */
const writersLock = '22879473112467796';
/** The first that has everything the tables use. */
const oldestServer = 120_000;

const codeOf = (cause: unknown) =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';

const whileConnecting: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^(?:28|3D)/, 'DATABASE_LOGIN_REFUSED'],
  [/^42501$/, 'DATABASE_NOT_PERMITTED'],
  [/^E[A-Z]+|^(?:08|53|57)/, 'DATABASE_UNREACHABLE'],
];
const atWork: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^42501$/, 'DATABASE_NOT_PERMITTED'],
  [/^(?:08|57P)|^E[A-Z]+$/, 'DATABASE_LOST'],
];

/** What a server says may hold what a client wrote, and a driver's error the password: only their codes are told. */
function troubleOf(cause: unknown, codes: typeof atWork, otherwise: ErrorCode, host: string): AppError {
  const code = codeOf(cause);
  const [, known] = codes.find(([form]) => form.test(code)) ?? [];
  return AppError.fromShape({ code: known ?? otherwise, values: { host }, detail: code === '' ? undefined : code });
}

const serverRow = z.object({ encoding: z.string(), version: z.coerce.number() });
const stateRow = z.object({ schema: z.boolean(), tables: z.boolean() });
const versionRow = z.object({ version: z.number() });

/**
 * @param url `postgres://…`; a password that it lacks is looked for in PGPASSWORD and .pgpass
 * @throws AppError INVALID_INPUT, DATABASE_UNREACHABLE, DATABASE_LOGIN_REFUSED, DATABASE_UNSUITABLE
 */
export async function openDatabase(url: string): Promise<AuditDatabase> {
  let client: pg.Client;
  try {
    client = new pg.Client({
      connectionString: url,
      application_name: 'qianyin audit',
      connectionTimeoutMillis: connectLimitMs,
      keepAlive: true,
    });
  } catch {
    // Its cause would quote the address, password and all.
    throw new AppError('INVALID_INPUT', { detail: '--to' });
  }
  const host = client.host.startsWith('/') ? client.host : `${client.host}:${client.port}`;
  let isLost = false;
  client.on('error', () => {
    isLost = true;
  });
  try {
    await client.connect();
  } catch (cause) {
    const isMute = codeOf(cause) === '' && cause instanceof Error && /timeout|terminated/.test(cause.message);
    throw troubleOf(cause, whileConnecting, isMute ? 'DATABASE_UNREACHABLE' : 'DATABASE_LOGIN_REFUSED', host);
  }

  async function run(sql: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    try {
      return await client.query(sql, [...values]);
    } catch (cause) {
      const isGone =
        isLost || (codeOf(cause) === '' && cause instanceof Error && /terminated|not queryable/.test(cause.message));
      throw troubleOf(cause, atWork, isGone ? 'DATABASE_LOST' : 'DATABASE_FAILED', host);
    }
  }

  const database: AuditDatabase = {
    query: async (row, sql, values) => z.array(row).parse((await run(sql, values)).rows),
    write: async (sql, values) => (await run(sql, values)).rowCount ?? 0,
    async inTransaction(work) {
      await run('BEGIN');
      let isKept = false;
      try {
        await run('SELECT pg_advisory_xact_lock($1::bigint)', [writersLock]);
        isKept = await work();
        await run(isKept ? 'COMMIT' : 'ROLLBACK');
      } catch (thrown) {
        await run('ROLLBACK').catch(() => undefined);
        throw thrown;
      }
    },
    async isPrepared() {
      const [state] = await database.query(
        stateRow,
        "SELECT to_regnamespace('qianyin') IS NOT NULL AS schema, to_regclass('qianyin.version') IS NOT NULL AS tables",
      );
      if (!state?.schema) return false;
      if (!state.tables) throw new AppError('DATABASE_UNSUITABLE', { host, reason: 'database/schema' });
      const [{ version } = { version: 0 }] = await database.query(
        versionRow,
        'SELECT max(version) AS version FROM qianyin.version',
      );
      if (version > schemaVersion) throw new AppError('DATABASE_NEWER', { host });
      return true;
    },
    prepare: () =>
      database.inTransaction(async () => {
        if (await database.isPrepared()) return false;
        // Without values several statements may stand in one text.
        await client.query(schemaStatements).catch((cause: unknown) => {
          throw troubleOf(cause, atWork, 'DATABASE_FAILED', host);
        });
        return true;
      }),
    close: () => client.end().catch(() => undefined),
  };
  try {
    const [server] = await database.query(
      serverRow,
      "SELECT current_setting('server_encoding') AS encoding, current_setting('server_version_num') AS version",
    );
    if (server?.encoding !== 'UTF8') throw new AppError('DATABASE_UNSUITABLE', { host, reason: 'database/encoding' });
    if (server.version < oldestServer) throw new AppError('DATABASE_UNSUITABLE', { host, reason: 'database/version' });
    return database;
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
}
