/**
 * `npm run fuzz [-- --minutes 10] [--kind bytes|updates|seals|all] [--seed N] [--from I]`: attacks signed files as somebody would who
 * knows what a PDF is made of, and verifies them. `bytes`: no mutation of covered bytes may be valid, none may crash, hang or fill the
 * memory. `updates`, `seals`: what is appended without a key, or by another seal, and is called permitted shows in two readers what was
 * signed. A failure names the kind, the seed and the iteration; with all of them given, that one alone runs again.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { type Kind, kinds } from './family.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    kind: { type: 'string', default: 'all' },
    seed: { type: 'string' },
    from: { type: 'string' },
  },
});
const minutes = z.coerce.number().positive().parse(values.minutes);
const chosen = z.enum([...kinds, 'all']).parse(values.kind);
const seed = z.coerce
  .number()
  .int()
  .parse(values.seed ?? Date.now() % 1_000_000_000);
const from = z.coerce
  .number()
  .int()
  .min(0)
  .parse(values.from ?? 0);

const hangMs = 60_000;
const heapMb = 500;
const message = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('done'),
    counts: z.record(z.string(), z.number()),
    slowestMs: z.number(),
    isGivenUp: z.boolean(),
  }),
  z.object({
    kind: z.literal('wrong'),
    iteration: z.number(),
    message: z.string(),
    file: z.instanceof(Uint8Array).nullable(),
  }),
]);

const chosenKinds = chosen === 'all' ? kinds : [chosen];
const msForEach = (minutes * 60_000) / chosenKinds.length;
console.log(`seed ${seed}, ${values.from === undefined ? `${minutes} min` : `iteration ${from}`}`);
for (const kind of chosenKinds) await runFamily(kind);
console.log(`  memory at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);

function fail(kind: Kind, iteration: number, what: string, file: Uint8Array | null = null): void {
  process.exitCode = 1;
  console.error(`✗ ${what}\n  again: npm run fuzz -- --kind ${kind} --seed ${seed} --from ${iteration}`);
  if (file) {
    const path = join(mkdtempSync(join(tmpdir(), 'qianyin-fuzz-')), 'failed.pdf');
    writeFileSync(path, file);
    console.error(`  file: ${path}`);
  }
}

/** Names and references of every file are kept for good by the thread that read it: as in the program, another takes over in time. */
async function runFamily(kind: Kind): Promise<void> {
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const until = values.from === undefined ? Date.now() + msForEach : 0;
  const counts: Record<string, number> = {};
  let slowestMs = 0;
  for (let first = from; ; first = Atomics.load(progress, 0) + 1) {
    const told = await runThread(kind, { first, until, progress });
    for (const [word, count] of Object.entries(told?.counts ?? {})) counts[word] = (counts[word] ?? 0) + count;
    slowestMs = Math.max(slowestMs, told?.slowestMs ?? 0);
    if (!told || told.isGivenUp || Date.now() >= until) break;
  }
  const words = Object.entries(counts)
    .toSorted(([, one], [, other]) => other - one)
    .map(([word, count]) => `${count} ${word}`);
  const files = Atomics.load(progress, 1);
  console.log(`${kind}: ${files} files: ${words.join(', ')}; slowest ${Math.round(slowestMs)} ms`);
  // An oracle that never looks would find nothing for ever.
  const drawn = counts.drawn ?? 0;
  if (kind !== 'bytes' && files > 500 && drawn * 20 < files)
    fail(kind, 0, `only ${drawn} of ${files} files were drawn`);
}

type Done = Extract<z.infer<typeof message>, { kind: 'done' }>;

/** One thread to its end; null where it crashed or hung. */
function runThread(
  kind: Kind,
  { first, until, progress }: { first: number; until: number; progress: Int32Array },
): Promise<Done | null> {
  return new Promise((resolve) => {
    const thread = new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
      workerData: { kind, seed, from: first, until, progress },
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    let done: Done | null = null;
    thread.on('message', (received: unknown) => {
      const told = message.parse(received);
      if (told.kind === 'wrong') fail(kind, told.iteration, told.message, told.file);
      else done = told;
    });
    thread.on('error', (error) => fail(kind, Atomics.load(progress, 0), `the verifier crashed: ${error.message}`));
    thread.on('exit', () => {
      clearInterval(watch);
      resolve(done);
    });
    let last = { count: -1, atMs: Date.now() };
    let ticks = 0;
    const watch = setInterval(() => {
      const count = Atomics.load(progress, 1);
      if (count !== last.count) last = { count, atMs: Date.now() };
      else if (Date.now() - last.atMs > hangMs) {
        fail(kind, Atomics.load(progress, 0), 'a file holds the verifier up');
        void thread.terminate();
      }
      ticks += 1;
      if (ticks % 30 === 0) console.log(`${kind}: ${count} files`);
    }, 1_000);
  });
}
