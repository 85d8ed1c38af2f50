import { createHash } from 'node:crypto';
import type { VerificationReport } from '../../src-main/contract/index.ts';
import { type Family, verify, Wrong } from './family.ts';
import { mutate } from './mutations.ts';
import { isRelied } from './oracle.ts';
import { makeSeeds, type Seed } from './seeds.ts';

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
  for (const { verdict, byteRange, fieldName, coveredUntil, changes, laterChanges } of report.signatures) {
    if (!isRelied(verdict) && verdict !== 'changed') continue;
    if (!isHonest(byteRange)) throw new Wrong(`${fieldName} is ${verdict} though its covered bytes changed`, mutated);
    // What is told as a permitted change is told; a trial signer's verdict has no other word for it.
    if (!isRelied(verdict) || laterChanges === 'allowed') continue;
    const isEndSigned = report.signatures.some((one) => one.coveredUntil === mutated.length && isHonest(one.byteRange));
    const isProofOnly = changes.length > 0 && changes.every(({ allowedBy }) => allowedBy === 'long-term-validation');
    if (coveredUntil !== mutated.length && !isEndSigned && !isProofOnly) {
      throw new Wrong(`${fieldName} is valid though something was added that nobody signed`, mutated);
    }
  }
}

/** Signed files with some bytes changed, as somebody would who knows what a PDF is made of: nothing of it may be valid. */
export async function bytesFamily(): Promise<Family> {
  const seeds = await makeSeeds();
  const honest = new Map<Seed, ReadonlySet<string>>();
  for (const one of seeds) {
    const report = await verify(one, one.file);
    const isSound = one.name.endsWith('an update') ? report?.verdict === 'changed' : isRelied(report?.verdict ?? '');
    if (!report || !isSound) throw new Wrong(`${one.name} is ${report?.verdict} before it is mutated`, one.file);
    honest.set(one, new Set(report.signatures.map(({ byteRange }) => coveredDigest(one.file, byteRange))));
  }
  return {
    async check(draw) {
      const one = seeds[draw(seeds.length)];
      if (!one) return [];
      const mutated = mutate(one.file, draw);
      const report = await verify(one, mutated);
      if (report) check(mutated, honest.get(one) ?? new Set(), report);
      return [report?.verdict ?? 'unreadable'];
    },
  };
}
