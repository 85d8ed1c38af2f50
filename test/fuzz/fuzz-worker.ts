/** Mutates and verifies until it is told to end. What must never be is thrown, and ends the thread. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { VerificationReport } from '../../src-main/contract/index.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { verifyDocument } from '../../src-main/verification/index.ts';
import { drawFrom, mutate } from './mutations.ts';
import { makeSeeds, type Seed } from './seeds.ts';

const order = z.object({ seed: z.number(), from: z.number(), until: z.number(), progress: z.instanceof(Int32Array) });
const { seed, from, until, progress } = order.parse(workerData);

/** How many files one thread takes. */
const filesPerThread = 30_000;
/** A file may take as long as this, on a machine that others use too. */
const longestMs = 10_000;

export class Wrong extends Error {
  readonly file: Buffer;
  constructor(message: string, file: Buffer) {
    super(message);
    this.file = file;
  }
}

// pdf-lib speaks of large numbers on the console.
console.warn = () => undefined;

async function verify({ trustAnchors, password }: Seed, file: Buffer): Promise<VerificationReport | null> {
  try {
    const request = { path: '/f.pdf', name: 'f.pdf', trustAnchors, password, now: new Date() };
    return await verifyDocument({ source: bytesSource(file), ...request });
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'AppError') return null;
    throw new Wrong(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown), file);
  }
}

type Range = readonly number[];

/** What a signature covers, and the rest of the file, have to be as they were when it was made. */
function coveredDigest(file: Buffer, [, gapStart = 0, gapEnd = 0, length = 0]: Range): string {
  const hash = createHash('sha256')
    .update(file.subarray(0, gapStart))
    .update(file.subarray(gapEnd, gapEnd + length));
  return hash.digest('hex');
}

/** Throws when the verifier calls something valid that was changed. */
function check(mutated: Buffer, honest: ReadonlySet<string>, report: VerificationReport): void {
  const isHonest = (range: Range) => range.length === 4 && range[0] === 0 && honest.has(coveredDigest(mutated, range));
  for (const { verdict, byteRange, fieldName, coveredUntil, changes } of report.signatures) {
    if (verdict !== 'valid' && verdict !== 'changed') continue;
    if (!isHonest(byteRange)) throw new Wrong(`${fieldName} is ${verdict} though its covered bytes changed`, mutated);
    if (verdict === 'changed') continue;
    const isEndSigned = report.signatures.some((one) => one.coveredUntil === mutated.length && isHonest(one.byteRange));
    const isProofOnly = changes.length > 0 && changes.every(({ allowedBy }) => allowedBy === 'long-term-validation');
    if (coveredUntil !== mutated.length && !isEndSigned && !isProofOnly) {
      throw new Wrong(`${fieldName} is valid though something was added that nobody signed`, mutated);
    }
  }
}

async function run(): Promise<void> {
  const seeds = await makeSeeds();
  const honest = new Map<Seed, ReadonlySet<string>>();
  for (const one of seeds) {
    const report = await verify(one, one.file);
    const wanted = one.name.endsWith('an update') ? 'changed' : 'valid';
    if (report?.verdict !== wanted) throw new Wrong(`${one.name} is ${report?.verdict} before it is mutated`, one.file);
    honest.set(one, new Set(report.signatures.map(({ byteRange }) => coveredDigest(one.file, byteRange))));
  }
  const verdicts: Record<string, number> = {};
  let slowestMs = 0;
  const end = from + filesPerThread;
  for (let iteration = from; iteration === from || (Date.now() < until && iteration < end); iteration++) {
    const draw = drawFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(iteration + 1, 0x85ebca6b));
    const one = seeds[draw(seeds.length)];
    if (!one) continue;
    const mutated = mutate(one.file, draw);
    Atomics.store(progress, 0, iteration);
    const startedMs = performance.now();
    const report = await verify(one, mutated);
    const tookMs = performance.now() - startedMs;
    if (tookMs > longestMs) throw new Wrong(`${one.name} took ${Math.round(tookMs)} ms`, mutated);
    slowestMs = Math.max(slowestMs, tookMs);
    if (report) check(mutated, honest.get(one) ?? new Set(), report);
    const word = report?.verdict ?? 'unreadable';
    verdicts[word] = (verdicts[word] ?? 0) + 1;
    Atomics.add(progress, 1, 1);
  }
  parentPort?.postMessage({ kind: 'done', verdicts, slowestMs });
}

run().catch((thrown: unknown) => {
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  parentPort?.postMessage({ kind: 'wrong', message, file: thrown instanceof Wrong ? thrown.file : null });
});
