/**
 * One row of the table, in a process of its own so that its peak memory is the row's: a warm core stamps one document again and again,
 * each time between a run of the floor and a run of pdfsig, so that whatever disturbs the machine meets all three.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openCore } from './core.ts';
import { measureFloor } from './floor.ts';
import { measurePdfsig } from './pdfsig.ts';

/** Milliseconds of each round, and bytes. */
export interface RowTimes {
  sizeBytes: number;
  floorWritten: number[];
  floorFlushed: number[];
  stamp: number[];
  pdfsig: number[];
  peakRssBytes: number;
}

const warmUps = 3;
const [inputPath = '', homeFolder = '', nssDatabase = '', rounds = ''] = process.argv.slice(2);
const outputPath = join(homeFolder, 'out.pdf');

const core = await openCore(homeFolder);
const trial = await core.call('trial.get', {});
if (!trial) throw new Error('the home folder has no trial');

async function measureStamp(runId: string): Promise<number> {
  rmSync(outputPath, { force: true });
  const started = performance.now();
  const result = await core.call('stamp.run', {
    runId,
    path: inputPath,
    outputPath,
    placements: [{ sealId: trial?.sealId ?? '', page: 1, xMm: 150, yMm: 230 }],
    reason: 'bench',
    pins: { [trial?.token.id ?? '']: trial?.pin ?? '' },
  });
  const took = performance.now() - started;
  if (result.report.verdict !== 'valid') throw new Error(`the stamp is ${result.report.verdict}`);
  return took;
}

const times: RowTimes = {
  sizeBytes: statSync(inputPath).size,
  floorWritten: [],
  floorFlushed: [],
  stamp: [],
  pdfsig: [],
  peakRssBytes: 0,
};
for (let round = -warmUps; round < Number(rounds); round++) {
  const floor = measureFloor(inputPath, outputPath);
  const stamp = await measureStamp(`round ${round}`);
  const pdfsig = await measurePdfsig(nssDatabase, inputPath, outputPath);
  if (round < 0) continue;
  times.floorWritten.push(floor.written);
  times.floorFlushed.push(floor.flushed);
  times.stamp.push(stamp);
  times.pdfsig.push(pdfsig);
}
times.peakRssBytes = process.resourceUsage().maxRSS * 1024;
await core.close();
process.stdout.write(JSON.stringify(times));
