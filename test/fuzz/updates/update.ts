import { Draft, type Model, NothingToDo, pick, readModel } from '../documents/draft.ts';
import type { Draw } from '../mutations.ts';
import { addSeal } from '../seals/seals.ts';
import type { Seed } from '../seeds.ts';
import { catalogGenerators } from './catalog.ts';
import { contentsLength, harmlessGenerators } from './harmless.ts';
import { anything, type Generator, pageGenerators } from './pages.ts';
import { doubleKey, misspell } from './spelling.ts';
import { type WritingKind, writeUpdate } from './writing.ts';

/** Applies some generators of a list, one after the other; what the file has not is passed over. */
export function applySome(draft: Draft, draw: Draw, generators: readonly Generator[], count: number): void {
  for (let left = count, attempts = 0; left > 0 && attempts < 12; attempts++) {
    try {
      pick(draw, generators)(draft, draw);
      left -= 1;
    } catch (thrown) {
      if (!(thrown instanceof NothingToDo)) throw thrown;
    }
  }
}

/** Everything that may show what nobody signed. */
export const hostileGenerators: readonly Generator[] = [
  ...pageGenerators,
  ...catalogGenerators,
  // A seal that nobody made: its signature is no signature.
  (draft, draw) => void addSeal(draft, draw, true),
  anything,
  anything,
  anything,
  anything,
];

/** How likely an update is to be harmless, and how it is written. Half of them are written as they should be. */
const flavours: readonly { readonly harmless: number; readonly hostile: number; readonly writing: WritingKind }[] = [
  { harmless: 2, hostile: 0, writing: 'canonical' },
  { harmless: 1, hostile: 0, writing: 'canonical' },
  { harmless: 0, hostile: 1, writing: 'canonical' },
  { harmless: 1, hostile: 1, writing: 'canonical' },
  { harmless: 1, hostile: 2, writing: 'canonical' },
  { harmless: 1, hostile: 1, writing: 'canonical' },
  { harmless: 1, hostile: 1, writing: 'escaped' },
  { harmless: 1, hostile: 0, writing: 'escaped' },
  { harmless: 1, hostile: 0, writing: 'distorted' },
  { harmless: 1, hostile: 1, writing: 'distorted' },
  { harmless: 1, hostile: 0, writing: 'irregular' },
  { harmless: 1, hostile: 1, writing: 'irregular' },
  { harmless: 1, hostile: 1, writing: 'irregular' },
];

/** The file with one or two updates that took no key; null where nothing came of it. */
export async function appendUpdates(model: Model, seed: Seed, draw: Draw): Promise<Buffer | null> {
  let current = model;
  for (let updates = draw(4) === 0 ? 2 : 1; updates > 0; updates--) {
    const draft = new Draft(current);
    const { harmless, hostile: many, writing } = pick(draw, flavours);
    applySome(draft, draw, harmlessGenerators, harmless);
    applySome(draft, draw, hostileGenerators, many);
    if (draft.objects.size === 0) return null;
    if (writing === 'escaped')
      for (let count = draw(3); count > 0; count--) applySome(draft, draw, [doubleKey, doubleKey, misspell], 1);
    const written = writeUpdate(draft, draw, writing);
    const file = await fillLastSignature(written, current.file.length, async () => noSignature);
    if (updates === 1) return file;
    try {
      current = readModel({ ...seed, file });
    } catch {
      return file;
    }
  }
  return null;
}

/** What stands where a signature would. */
const noSignature = Buffer.from('3003020105', 'hex');
const placeholder = '/ByteRange [0 9999999991 9999999992 9999999993]';

/** Fills in the signature that was left empty behind `start`, over all that stands around it. */
export async function fillLastSignature(
  file: Buffer,
  start: number,
  sign: (covered: readonly Uint8Array[]) => Promise<Uint8Array>,
): Promise<Buffer> {
  const rangeAt = file.lastIndexOf(placeholder);
  const gapStart = file.lastIndexOf(`<${'0'.repeat(contentsLength)}>`);
  if (rangeAt < start || gapStart < start) return file;
  const gapEnd = gapStart + contentsLength + 2;
  const range = `/ByteRange [0 ${gapStart} ${gapEnd} ${file.length - gapEnd}]`;
  file.write(range.padEnd(placeholder.length), rangeAt, 'latin1');
  const signature = await sign([file.subarray(0, gapStart), file.subarray(gapEnd)]);
  file.write(Buffer.from(signature).toString('hex'), gapStart + 1, 'latin1');
  return file;
}
