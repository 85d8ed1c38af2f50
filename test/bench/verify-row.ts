/**
 * One row of the verification table, in a process of its own: a warm core verifies a document with two signatures again and again, each
 * time after a run of the floor.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type BenchHome, openCore } from './core.ts';
import { peakRssBytes } from './memory.ts';
import { warmUp } from './warm-up.ts';

/** Milliseconds of each round, and bytes. */
export interface VerifyTimes {
  sizeBytes: number;
  floor: number[];
  verify: number[];
  pdfsig: number[];
  peakRssBytes: number;
}

const pdfsigRounds = 3;
const chunk = Buffer.allocUnsafe(1 << 20);
const [path = '', homeText = '', rounds = ''] = process.argv.slice(2);
const home = JSON.parse(homeText) as BenchHome;
const core = await openCore(home);

/** What no verifier can go below: reading and digesting what each signature covers, once. */
function measureFloor(path: string, byteRanges: readonly (readonly number[])[]): number {
  const started = performance.now();
  const file = openSync(path, 'r');
  for (const ranges of byteRanges) {
    const digest = createHash('sha256');
    for (let part = 0; part < ranges.length; part += 2) {
      const start = ranges[part] ?? 0;
      const end = start + (ranges[part + 1] ?? 0);
      for (let at = start; at < end; ) {
        const count = readSync(file, chunk, 0, Math.min(chunk.length, end - at), at);
        digest.update(chunk.subarray(0, count));
        at += count;
      }
    }
    digest.digest();
  }
  closeSync(file);
  return performance.now() - started;
}

const { report } = await core.call('verify.run', { path });
const byteRanges = report.signatures.map(({ byteRange }) => byteRange);
const times: VerifyTimes = { sizeBytes: statSync(path).size, floor: [], verify: [], pdfsig: [], peakRssBytes: 0 };

async function measureRound(): Promise<{ floor: number; verify: number }> {
  const floor = measureFloor(path, byteRanges);
  const started = performance.now();
  const { verdict } = (await core.call('verify.run', { path })).report;
  const verify = performance.now() - started;
  if (verdict !== 'valid') throw new Error(`the document is ${verdict}`);
  return { floor, verify };
}

await warmUp(measureRound);
for (let round = 0; round < Number(rounds); round++) {
  const { floor, verify } = await measureRound();
  times.floor.push(floor);
  times.verify.push(verify);
}
times.peakRssBytes = peakRssBytes();
for (let round = 0; round < Math.min(pdfsigRounds, Number(rounds)); round++) {
  const started = performance.now();
  execFileSync('pdfsig', ['-nocert', path], { stdio: ['ignore', 'ignore', 'ignore'] });
  times.pdfsig.push(performance.now() - started);
}
await core.close();
process.stdout.write(JSON.stringify(times));
