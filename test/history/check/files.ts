import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import Database from 'better-sqlite3';
import { openPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { openLedger } from '../../../src-main/history/index.ts';
import { writePackage } from '../../../src-main/history/package/package-writer.ts';
import type { Signer } from '../../../src-main/x509/index.ts';
import { use } from '../seal-use.ts';
import { checkpointOver } from './chains.ts';

/** A small ledger: uses with their outcomes, a repair, and a checkpoint of each signer. */
export async function makeLedger(path: string, signers: readonly Signer[]): Promise<void> {
  const ledger = openLedger(path);
  const [one] = ledger.begin([use({ unit: ' 采购部 ' }), use({ sealId: 'seal-2', sealName: '财务章' })]);
  if (!one) throw new Error('no use');
  ledger.settle([one.seq], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.settle([one.seq + 1], { outcome: 'failed', errorCode: 'TOKEN_ERROR' });
  const digests = { sha256Before: 'aa'.repeat(32), sha256After: 'bb'.repeat(32) };
  ledger.recordRepair({
    at: new Date().toISOString(),
    operator: '张三',
    inputPath: '/a',
    outputPath: '/b',
    damage: '',
    ...digests,
  });
  for (const signer of signers) {
    const { kind, data } = await checkpointOver(ledger.id(), ledger.head(), signer);
    if (kind === 'checkpoint') ledger.record(kind, data);
  }
  ledger.begin([use()]);
  ledger.close();
  inOneFile(path);
}

/** A ledger of four events, for what is done to each of its bytes. */
export function makeSmallLedger(path: string): void {
  const ledger = openLedger(path);
  const [one] = ledger.begin([use()]);
  if (!one) throw new Error('no use');
  ledger.settle([one.seq], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.record('started', { number: 1.5 });
  ledger.close();
  inOneFile(path);
}

/** Without a log beside it. */
function inOneFile(path: string): void {
  const database = new Database(path);
  database.pragma('journal_mode = DELETE');
  database.close();
}

export const packLedger = (ledgerPath: string, outputPath: string, from = 1) =>
  writePackage({ ledgerPath, outputPath, from, madeBy: '张三', program: '0.0.0', texts: {} }, () => {});

/** Entries of an archive in their order. */
export type Entries = readonly (readonly [name: string, content: Buffer])[];

export async function readZip(path: string): Promise<Entries> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  const found: [string, Buffer][] = [];
  for await (const entry of zip.eachEntry()) {
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part);
    found.push([entry.fileName, Buffer.concat(parts)]);
  }
  zip.close();
  return found;
}

export async function writeZip(path: string, entries: Entries): Promise<void> {
  const zip = new ZipFile();
  for (const [name, content] of entries) zip.addBuffer(content, name, { compress: false });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** Runs statements with the triggers away, as somebody does who knows SQLite, and puts them back. */
export function forge(path: string, work: (database: Database.Database) => void): void {
  const database = new Database(path);
  try {
    database.pragma('synchronous = OFF');
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN');
    const triggers = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const trigger of triggers) database.exec(`DROP TRIGGER ${text(trigger, 'name')}`);
    work(database);
    for (const trigger of triggers) restore(database, text(trigger, 'sql'));
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** What the trigger was on may be gone. */
function restore(database: Database.Database, sql: string): void {
  try {
    database.exec(sql);
  } catch {
    // The forger has no use for it either.
  }
}

function text(row: unknown, name: string): string {
  if (typeof row !== 'object' || row === null) throw new Error('no row');
  return String(Object.entries(row).find(([column]) => column === name)?.[1]);
}
