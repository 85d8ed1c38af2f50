/**
 * `npm run fuzz [-- --minutes 10] [--seed N] [--from I]`: mutates signed files as somebody would who knows what a PDF is made of, and
 * verifies them. No mutation of covered bytes may be valid, none may crash, hang or fill the memory. A failure names the seed and the
 * iteration; with both given, that one alone runs again.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' }, from: { type: 'string' } },
});
const minutes = z.coerce.number().positive().parse(values.minutes);
const seed = z.coerce
  .number()
  .int()
  .parse(values.seed ?? Date.now() % 1_000_000_000);
const from = z.coerce
  .number()
  .int()
  .min(0)
  .parse(values.from ?? 0);

const hangMs = 30_000;
const heapMb = 500;
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), verdicts: z.record(z.string(), z.number()), slowestMs: z.number() }),
  z.object({ kind: z.literal('wrong'), message: z.string(), file: z.instanceof(Uint8Array).nullable() }),
]);

const progress = new Int32Array(new SharedArrayBuffer(8));
const until = values.from === undefined ? Date.now() + minutes * 60_000 : 0;
console.log(`seed ${seed}, ${values.from === undefined ? `${minutes} min` : `iteration ${from}`}`);
const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
  workerData: { seed, from, until, progress },
  resourceLimits: { maxOldGenerationSizeMb: heapMb },
});

function fail(what: string, file: Uint8Array | null = null): void {
  process.exitCode = 1;
  console.error(`✗ ${what}\n  again: npm run fuzz -- --seed ${seed} --from ${progress[0]}`);
  if (file) {
    const path = join(mkdtempSync(join(tmpdir(), 'qianyin-fuzz-')), 'failed.pdf');
    writeFileSync(path, file);
    console.error(`  file: ${path}`);
  }
}

let last = { iteration: -1, atMs: Date.now() };
let ticks = 0;
const watch = setInterval(() => {
  const iteration = Atomics.load(progress, 0);
  if (iteration !== last.iteration) last = { iteration, atMs: Date.now() };
  else if (Date.now() - last.atMs > hangMs) {
    fail('a file holds the verifier up');
    void worker.terminate();
  }
  ticks += 1;
  if (ticks % 30 === 0) console.log(`${Atomics.load(progress, 1)} files`);
}, 1_000);

worker.on('message', (received: unknown) => {
  const told = message.parse(received);
  if (told.kind === 'wrong') fail(told.message, told.file);
  else {
    const counts = Object.entries(told.verdicts).map(([word, count]) => `${count} ${word}`);
    console.log(`✓ ${Atomics.load(progress, 1)} files: ${counts.join(', ')}; slowest ${Math.round(told.slowestMs)} ms`);
    console.log(`  memory at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
  }
});
worker.on('error', (error) => fail(`the verifier crashed: ${error.message}`));
worker.on('exit', () => clearInterval(watch));
