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
const verdicts: Record<string, number> = {};
let slowestMs = 0;
let worker = startThread(from);

/** Names and references of every file are kept for good by the thread that read it: as in the program, another takes over in time. */
function startThread(first: number): Worker {
  const started = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
    workerData: { seed, from: first, until, progress },
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  started.on('message', (received: unknown) => take(message.parse(received)));
  started.on('error', (error) => fail(`the verifier crashed: ${error.message}`));
  started.on('exit', () => {
    if (started === worker) clearInterval(watch);
  });
  return started;
}

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

function take(told: z.infer<typeof message>): void {
  if (told.kind === 'wrong') {
    fail(told.message, told.file);
    return;
  }
  slowestMs = Math.max(slowestMs, told.slowestMs);
  for (const [word, count] of Object.entries(told.verdicts)) verdicts[word] = (verdicts[word] ?? 0) + count;
  if (Date.now() < until) {
    worker = startThread(Atomics.load(progress, 0) + 1);
    return;
  }
  const counts = Object.entries(verdicts).map(([word, count]) => `${count} ${word}`);
  console.log(`✓ ${Atomics.load(progress, 1)} files: ${counts.join(', ')}; slowest ${Math.round(slowestMs)} ms`);
  console.log(`  memory at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}
