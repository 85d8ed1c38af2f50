/** What a person finds after a kill and the next start: whether the record is true, and what lies about. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createApp } from '../../src-main/app.ts';
import type { HistoryRow } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';

export interface Desk {
  readonly home: string;
  readonly folder: string;
  readonly originalPath: string;
  readonly outputPath: string;
  /** What was at `outputPath` before, to be replaced. */
  readonly older: Uint8Array | null;
}

export interface Found {
  readonly untrue: readonly string[];
  readonly litter: readonly string[];
  readonly outcomes: readonly HistoryRow['outcome'][];
}

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function start(home: string): Promise<{ rows: readonly HistoryRow[]; isTold: boolean }> {
  const app = await createApp({ homeFolder: home, door: 'cli', desktop: commandDesktop() });
  try {
    const { rows } = await app.call('history.list', {});
    const { recovered } = await app.call('app.info', null);
    return { rows, isTold: recovered.tidiedFiles + recovered.completed.length + recovered.interrupted.length > 0 };
  } finally {
    await app.close();
  }
}

function untrueRows(
  rows: readonly HistoryRow[],
  { originalPath, outputPath, older }: Desk,
  original: Buffer,
): string[] {
  const untrue: string[] = [];
  const there = existsSync(outputPath) ? readFileSync(outputPath) : null;
  const isOlder = there !== null && older !== null && there.equals(older);
  for (const { seq, outcome, sha256After } of rows) {
    if (outcome === 'completed') {
      if (there === null || sha256Of(there) !== sha256After)
        untrue.push(`row ${seq} is completed, its file is not that`);
    } else if (outcome === 'pending') {
      untrue.push(`row ${seq} is pending`);
    } else if (there !== null && !isOlder) {
      untrue.push(`row ${seq} is ${outcome}, its file is there`);
    }
  }
  if (there === null && older !== null) untrue.push('the older file is gone');
  if (there !== null && !isOlder) {
    if (rows.length === 0) untrue.push('a sealed file without a record');
    if (!there.subarray(0, original.length).equals(original)) untrue.push('the file does not begin with the original');
    if (!execFileSync('pdfsig', [outputPath], { encoding: 'utf8' }).includes('Signature is Valid')) {
      untrue.push('the file has no valid signature');
    }
  }
  if (!readFileSync(originalPath).equals(original)) untrue.push('the original was changed');
  return untrue;
}

/** Starts the program twice, which tidies up, and looks. */
export async function lookAfter(desk: Desk, original: Buffer, usualNames: ReadonlySet<string>): Promise<Found> {
  const { rows } = await start(desk.home);
  const again = await start(desk.home);
  const untrue = untrueRows(again.rows, desk, original);
  if (JSON.stringify(rows) !== JSON.stringify(again.rows)) untrue.push('the second start says something else');
  if (again.isTold) untrue.push('the second start still finds something');
  const names = new Set([basename(desk.originalPath), basename(desk.outputPath)]);
  const litter = [
    ...readdirSync(desk.folder).filter((name) => !names.has(name)),
    ...namesIn(desk.home).filter((name) => !usualNames.has(name)),
  ];
  return { untrue, litter, outcomes: rows.map(({ outcome }) => outcome) };
}

/** Of the data folder; the notes of what is being made are litter once nothing is. */
export const namesIn = (home: string): string[] =>
  readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/\.sqlite-(?:wal|shm)$/.test(name))
    .sort();

export const outputOf = (folder: string): string => join(folder, '合同_已盖章.pdf');
