/**
 * `npm run kills:batch [-- --files 300 --kills 100]`: kills `qianyin batch` at random moments, goes on with it each time, and holds the
 * record against the disk at the end: every file stamped exactly once, every use on record, nothing left lying about.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { program } from '../../scripts/qianyin.ts';
import { batch, historyRow } from '../../src-main/contract/index.ts';
import { writeLargePdf } from '../fixtures/large.ts';
import { type Office, openOffice } from '../fixtures/office.ts';

export interface KilledBatch {
  readonly killed: number;
  /** Starts that ended by themselves before they were to be killed. */
  readonly ended: number;
  /** What is not as it should be. */
  readonly wrong: readonly string[];
  /** Rows of the record by their outcome. */
  readonly outcomes: ReadonlyMap<string, number>;
}

const sha256Of = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Files that differ from one another by their length. */
function layFiles(folder: string, count: number): void {
  mkdirSync(folder);
  for (let index = 0; index < count; index++) {
    const name = `证书${String(index).padStart(4, '0')}.pdf`;
    writeLargePdf(join(folder, name), { pages: 1, bytesPerPage: 2_000 + index, objectStreams: false, tree: 'flat' });
  }
}

function start(office: Office, folder: string, output: string, more: readonly string[]) {
  const seal = ['--seal', office.sealId, '--page', '1', '--at', '100,100'];
  const rule = more.includes('--resume') ? [] : [...seal, '-o', output];
  const env = { ...process.env, ...office.env, QIANYIN_HOME: office.home, QIANYIN_PIN: office.token.pin };
  return spawn(process.execPath, [program, 'batch', folder, ...rule, ...more], { env, stdio: 'ignore' });
}

/** The batch of a folder, where it was made. */
const batchOf = (office: Office, folder: string) =>
  z
    .array(batch)
    .parse(JSON.parse(office.qianyin('batches', '--json')))
    .find(({ sources }) => sources[0] === folder);

/** Starts the batch, or goes on with it where it was made. */
const goOn = (office: Office, folder: string, output: string) =>
  start(office, folder, output, batchOf(office, folder) ? ['--resume'] : []);

/** Kills it after a while. Gives whether it had ended before. */
async function runAndKill(office: Office, folder: string, output: string, afterMs: number): Promise<boolean> {
  const running = goOn(office, folder, output);
  const ended = once(running, 'exit');
  const isOver = await Promise.race([ended.then(() => true), setTimeout(afterMs, false)]);
  if (!isOver) running.kill('SIGKILL');
  await ended;
  return isOver;
}

/** What a batch of one file takes from start to end, milliseconds. */
async function timeOfOne(office: Office): Promise<number> {
  const folder = join(office.folder, '一个');
  layFiles(folder, 1);
  const began = performance.now();
  await once(start(office, folder, join(office.folder, '一个成品'), []), 'exit');
  return performance.now() - began;
}

function lookAfter(office: Office, output: string, count: number): Pick<KilledBatch, 'wrong' | 'outcomes'> {
  const wrong: string[] = [];
  const all = z.array(historyRow).parse(JSON.parse(office.qianyin('history', '--limit', '10000', '--json')));
  const rows = all.filter(({ outputPath }) => outputPath.startsWith(output + sep));
  const outcomes = new Map<string, number>();
  for (const { outcome } of rows) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const completed = rows.filter(({ outcome }) => outcome === 'completed');
  const runs = new Set(completed.map(({ runId }) => runId));
  if (completed.length !== count || runs.size !== count)
    wrong.push(`${completed.length} uses in ${runs.size} runs of ${count} files`);
  if (outcomes.has('pending')) wrong.push('rows are pending');
  const made = new Set(completed.map(({ outputPath }) => outputPath));
  for (const { outputPath, sha256After } of completed) {
    if (!existsSync(outputPath) || sha256Of(outputPath) !== sha256After) wrong.push(`not as recorded: ${outputPath}`);
  }
  for (const name of readdirSync(output)) if (!made.has(join(output, name))) wrong.push(`left: ${name}`);
  const unfinished = join(office.home, 'unfinished');
  if (existsSync(unfinished) && readdirSync(unfinished).length > 0) wrong.push('notes of unfinished files are left');
  for (const path of [...made].filter((_, index) => index % Math.ceil(count / 5) === 0)) {
    const verdict = execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
    if (!verdict.includes('Signature is Valid')) wrong.push(`pdfsig: ${path}`);
  }
  return { wrong, outcomes };
}

/** @param random from 0 to 1, for the moments */
export async function killBatch(
  files: number,
  kills: number,
  random: () => number = Math.random,
): Promise<KilledBatch> {
  const office = openOffice();
  try {
    const folder = join(office.folder, '证书');
    const output = join(office.folder, '成品');
    layFiles(folder, files);
    const usualMs = await timeOfOne(office);
    let killed = 0;
    let ended = 0;
    // As long as it takes to come to a few files, so that there are some left for the next.
    let reachMs = usualMs * 0.6;
    let done = 0;
    while (killed < kills && ended < 3) {
      const isOver = await runAndKill(office, folder, output, reachMs * (0.6 + 0.8 * random()));
      const now = existsSync(output) ? readdirSync(output).length : 0;
      reachMs *= now - done > files / kills ? 0.8 : 1.15;
      done = now;
      if (isOver) ended += 1;
      else killed += 1;
      if (killed % 20 === 0 && !isOver) console.log(`  ${killed} killed`);
    }
    // All may be done already, though the program was killed before it had ended: then there is no batch left to go on with.
    const expected = batchOf(office, folder)?.state === 'finished' ? 2 : 0;
    const [code] = await once(goOn(office, folder, output), 'exit');
    const { wrong, outcomes } = lookAfter(office, output, files);
    return {
      killed,
      ended,
      outcomes,
      wrong: code === expected ? wrong : [`the last run ended with ${code}`, ...wrong],
    };
  } finally {
    office.close();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { files: { type: 'string', default: '300' }, kills: { type: 'string', default: '100' } },
  });
  const count = z.coerce.number().int().positive();
  const { killed, ended, wrong, outcomes } = await killBatch(count.parse(values.files), count.parse(values.kills));
  console.log(`${killed} killed, ${ended} had ended before; wrong: ${wrong.length}`);
  for (const [outcome, times] of outcomes) console.log(`  ${outcome}: ${times}`);
  for (const what of wrong) console.error(`✗ ${what}`);
  if (wrong.length > 0) process.exitCode = 1;
}
