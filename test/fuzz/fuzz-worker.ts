/** Makes files and checks them until it is told to end. What must never be is told, up to a number that nobody would read. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { bytesFamily } from './bytes-family.ts';
import { type Family, type Kind, kinds, Wrong } from './family.ts';
import { drawFrom } from './mutations.ts';
import { sealsFamily, updatesFamily } from './shown-family.ts';

const order = z.object({
  kind: z.enum(kinds),
  seed: z.number(),
  from: z.number(),
  until: z.number(),
  progress: z.instanceof(Int32Array),
});
const { kind, seed, from, until, progress } = order.parse(workerData);

/** How many files one thread takes. */
const filesPerThread = 30_000;
/** A file may take as long as this, on a machine that others use too. */
const longestMs = 10_000;
/** While one file is drawn, the next is verified. */
const maxAtOnce: Record<Kind, number> = { bytes: 1, updates: 3, seals: 3 };
const maxWrong = 20;

const families: Record<Kind, () => Promise<Family>> = {
  bytes: bytesFamily,
  updates: updatesFamily,
  seals: sealsFamily,
};

// pdf-lib speaks of large numbers on the console.
console.warn = () => undefined;

function tell(iteration: number, thrown: unknown): void {
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const text = thrown instanceof Wrong ? thrown.message : message;
  parentPort?.postMessage({
    kind: 'wrong',
    iteration,
    message: text,
    file: thrown instanceof Wrong ? thrown.file : null,
  });
}

async function run(): Promise<void> {
  const family = await families[kind]();
  const counts: Record<string, number> = {};
  let slowestMs = 0;
  let wrong = 0;
  const pending = new Set<Promise<void>>();

  async function check(iteration: number): Promise<void> {
    const startedMs = performance.now();
    try {
      const draw = drawFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(iteration + 1, 0x85ebca6b));
      for (const word of await family.check(draw)) counts[word] = (counts[word] ?? 0) + 1;
      const tookMs = performance.now() - startedMs;
      slowestMs = Math.max(slowestMs, tookMs);
      if (kind === 'bytes' && tookMs > longestMs) throw new Error(`one file took ${Math.round(tookMs)} ms`);
    } catch (thrown) {
      wrong += 1;
      tell(iteration, thrown);
    }
    Atomics.add(progress, 1, 1);
  }

  const end = from + filesPerThread;
  for (let iteration = from; iteration === from || (Date.now() < until && iteration < end); iteration++) {
    if (wrong >= maxWrong) break;
    Atomics.store(progress, 0, iteration);
    const one = check(iteration).finally(() => pending.delete(one));
    pending.add(one);
    if (pending.size >= maxAtOnce[kind]) await Promise.race(pending);
  }
  await Promise.all(pending);
  parentPort?.postMessage({ kind: 'done', counts, slowestMs, isGivenUp: wrong >= maxWrong });
}

run().catch((thrown: unknown) => {
  tell(from, thrown);
  parentPort?.postMessage({ kind: 'done', counts: {}, slowestMs: 0, isGivenUp: true });
});
