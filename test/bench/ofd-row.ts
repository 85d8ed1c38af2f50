/**
 * One row of the table of OFD packages, in a process of its own: a warm core stamps or verifies one package again and again, each time after
 * the floors.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { measureFloor } from './floor.ts';
import { peakRssBytes } from './memory.ts';
import { openTrialCore, type TrialHome } from './trial-home.ts';
import { warmUp } from './warm-up.ts';

/** Milliseconds of each round, and bytes. */
export interface OfdTimes {
  sizeBytes: number;
  /** Read, SHA-256, write, and flushed to the disk. */
  copied: number[];
  /** Read and SM3. */
  hashed: number[];
  /** The stamp, or the verification of what comes of it. */
  taken: number[];
  peakRssBytes: number;
}

const [what = '', inputPath = '', homeText = '', rounds = ''] = process.argv.slice(2);
const { homeFolder, sealId, pin } = JSON.parse(homeText) as TrialHome;
const outputPath = join(homeFolder, 'out.ofd');
const core = await openTrialCore(homeFolder);
const seal = (await core.call('seals.list', {})).find(({ id }) => id === sealId);
const tokenId = seal?.tokenId ?? '';

function clear(): void {
  rmSync(outputPath, { force: true });
  const folder = openSync(homeFolder, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

const chunk = Buffer.allocUnsafeSlow(1 << 20);
function measureHash(): number {
  const started = performance.now();
  const file = openSync(inputPath, 'r');
  const digest = createHash('sm3');
  for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) {
    digest.update(chunk.subarray(0, count));
  }
  digest.digest();
  closeSync(file);
  return performance.now() - started;
}

async function measured(work: () => Promise<{ readonly report: { readonly verdict: string } }>): Promise<number> {
  const started = performance.now();
  const { report } = await work();
  const took = performance.now() - started;
  if (report.verdict !== 'trial') throw new Error(`the package is ${report.verdict}`);
  return took;
}

const sizeBytes = statSync(inputPath).size;
const times: OfdTimes = { sizeBytes, copied: [], hashed: [], taken: [], peakRssBytes: 0 };

let runs = 0;
async function measureRound() {
  if (what === 'verify') {
    const hashed = measureHash();
    return { copied: 0, hashed, taken: await measured(() => core.call('verify.run', { path: inputPath })) };
  }
  clear();
  const copied = measureFloor(inputPath, outputPath).flushed;
  const hashed = measureHash();
  clear();
  runs += 1;
  const request = {
    runId: `run ${runs}`,
    path: inputPath,
    outputPath,
    placements: [{ sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm: 230 } as const }],
    reason: 'bench',
    pins: { [tokenId]: pin },
  };
  return { copied, hashed, taken: await measured(() => core.call('stamp.run', request)) };
}

await warmUp(measureRound);
for (let round = 0; round < Number(rounds); round++) {
  const one = await measureRound();
  for (const name of ['copied', 'hashed', 'taken'] as const) times[name].push(one[name]);
}
times.peakRssBytes = peakRssBytes();
await core.close();
process.stdout.write(JSON.stringify(times));
