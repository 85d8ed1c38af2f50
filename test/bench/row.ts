/**
 * One row of the table, in a process of its own so that its peak memory is the row's: a warm core stamps one document again and again,
 * each time after a run of the floor, so that whatever disturbs the machine meets both. pdfsig comes after: a process of its own in
 * between would leave the caches cold, and is no part of a batch.
 */
import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PlacingInput } from '../../src-main/contract/index.ts';
import { type BenchHome, openCore } from './core.ts';
import { type FloorTimes, measureFloor } from './floor.ts';
import { peakRssBytes } from './memory.ts';
import { measurePdfsig } from './pdfsig.ts';
import { warmUp } from './warm-up.ts';

/** Milliseconds of each round, and bytes. */
export interface RowTimes {
  sizeBytes: number;
  floorWritten: number[];
  floorFlushed: number[];
  stamp: number[];
  /** 骑缝 over all pages, where it is asked for. */
  paging: number[];
  pdfsig: number[];
  peakRssBytes: number;
}

const pdfsigRounds = 5;
const [inputPath = '', homeText = '', nssDatabase = '', rounds = '', withPaging = ''] = process.argv.slice(2);
const home = JSON.parse(homeText) as BenchHome;
const outputPath = join(home.homeFolder, 'out.pdf');

const core = await openCore(home);
const [seal] = await core.call('seals.list', {});
if (!seal?.tokenId) throw new Error('the token of the measurement is not there');
const { id: sealId, tokenId } = seal;

/** Removes what the last measurement wrote, and lets the file system finish with it before the next one begins. */
function clear(): void {
  rmSync(outputPath, { force: true });
  const folder = openSync(home.homeFolder, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

const here: PlacingInput = { rule: 'here', page: 1, xMm: 150, yMm: 230 };

async function measureStamp(runId: string, placing: PlacingInput): Promise<number> {
  const started = performance.now();
  const { report } = await core.call('stamp.run', {
    runId,
    path: inputPath,
    outputPath,
    placements: [{ sealId, placing }],
    reason: 'bench',
    pins: { [tokenId]: home.pin },
  });
  const took = performance.now() - started;
  if (report.verdict !== 'valid') throw new Error(`the stamp is ${report.verdict}`);
  return took;
}

const times: RowTimes = {
  sizeBytes: statSync(inputPath).size,
  floorWritten: [],
  floorFlushed: [],
  stamp: [],
  paging: [],
  pdfsig: [],
  peakRssBytes: 0,
};

let runs = 0;
async function measureRound(): Promise<{ floor: FloorTimes; stamp: number; paging: number | null }> {
  clear();
  const floor = measureFloor(inputPath, outputPath);
  clear();
  runs += 1;
  const stamp = await measureStamp(`run ${runs}`, here);
  if (withPaging === '') return { floor, stamp, paging: null };
  clear();
  return { floor, stamp, paging: await measureStamp(`paging ${runs}`, { rule: 'paging' }) };
}

await warmUp(measureRound);
for (let round = 0; round < Number(rounds); round++) {
  const { floor, stamp, paging } = await measureRound();
  times.floorWritten.push(floor.written);
  times.floorFlushed.push(floor.flushed);
  times.stamp.push(stamp);
  if (paging !== null) times.paging.push(paging);
}
times.peakRssBytes = peakRssBytes();
for (let round = 0; round < Math.min(pdfsigRounds, Number(rounds)); round++) {
  clear();
  times.pdfsig.push(await measurePdfsig(nssDatabase, inputPath, outputPath));
}
await core.close();
process.stdout.write(JSON.stringify(times));
