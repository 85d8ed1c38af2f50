/** Files that were signed, and then got something appended: what is permitted of it has to show what was signed, in two readers. */
import { createHash } from 'node:crypto';
import {
  bytesSource,
  displayedRect,
  displayedSize,
  openPdf,
  type PdfDocument,
  readPage,
} from '../../src-main/pdf/index.ts';
import { signCms } from '../../src-main/signature/index.ts';
import { Draft, type Model, NothingToDo, readModel } from './documents/draft.ts';
import { type Family, verify, Wrong } from './family.ts';
import type { Draw } from './mutations.ts';
import { type Allowance, differenceOf, isPermitted, isRelied, type Place, unable } from './oracle.ts';
import { draw as drawPages, type Views } from './readers.ts';
import { addSeal, type SealRect } from './seals/seals.ts';
import { type ContractSeed, makeContractSeeds } from './seeds.ts';
import { harmlessGenerators } from './updates/harmless.ts';
import { appendUpdates, applySome, fillLastSignature, hostileGenerators } from './updates/update.ts';
import { writeUpdate } from './updates/writing.ts';

interface Subject {
  readonly seed: ContractSeed;
  readonly document: PdfDocument;
  readonly model: Model;
  /** What the signed file shows. */
  readonly views: () => Promise<Views>;
}

async function readSubjects(): Promise<Subject[]> {
  return (await makeContractSeeds()).map((seed) => {
    const document = openPdf(bytesSource(seed.file), { password: seed.password });
    let views: Promise<Views> | null = null;
    return {
      seed,
      document,
      model: readModel(seed),
      views: () => {
        views ??= drawSigned(seed);
        return views;
      },
    };
  });
}

async function drawSigned(seed: ContractSeed): Promise<Views> {
  const report = await verify(seed, seed.file);
  if (!report || !isRelied(report.verdict))
    throw new Wrong(`${seed.name} is ${report?.verdict} before it is changed`, seed.file);
  const views = await drawPages(seed.file, seed.password);
  const blind = unable(views);
  if (blind.length > 0) throw new Wrong(`${seed.name} cannot be drawn by ${blind.join(' and ')}`, seed.file);
  return views;
}

/** Verifies the file, and draws it where the verifier lets it pass. */
async function judge(subject: Subject, file: Buffer, allowance: Allowance): Promise<string[]> {
  const { seed, views } = subject;
  const report = await verify(seed, file);
  if (!report) return ['unreadable'];
  // A signer whom one trusts may take an earlier signature away: then his own stands for what is shown.
  const isTakenAway =
    allowance.kind === 'ink' && report.signatures.every((one) => one.coveredUntil !== seed.file.length);
  if (isTakenAway) return ['taken away by the later signer'];
  if (!isPermitted(report, seed.file.length)) return [report.verdict];
  const current = await drawPages(file, seed.password);
  const tags = seed.emptyField ? [placeOf(subject, { page: 1, rect: seed.emptyField })] : [];
  const difference = differenceOf(await views(), current, allowance, tags);
  if (difference) throw new Wrong(`${seed.name}: shown differently and called permitted; ${difference}`, file);
  return ['drawn', `permitted (${report.verdict})`, ...unable(current).map((reader) => `not drawn by ${reader}`)];
}

async function orNothing<T>(making: Promise<T>): Promise<T | null> {
  try {
    return await making;
  } catch (thrown) {
    if (thrown instanceof NothingToDo) return null;
    throw thrown;
  }
}

/** Revisions that nobody signed: what is permitted may change nothing at all. */
export async function updatesFamily(): Promise<Family> {
  const subjects = await readSubjects();
  return {
    async check(draw) {
      const subject = subjects[draw(subjects.length)];
      const file = subject && (await orNothing(appendUpdates(subject.model, subject.seed, draw)));
      return file ? judge(subject, file, { kind: 'nothing' }) : ['nothing to append'];
    },
  };
}

/** Later seals of a signer who is trusted: they may add ink within their widgets, and take none away. */
export async function sealsFamily(): Promise<Family> {
  const subjects = await readSubjects();
  return {
    async check(draw) {
      const subject = subjects[draw(subjects.length)];
      if (!subject) return [];
      const made = await orNothing(appendSeals(subject, draw));
      return made ? judge(subject, made.file, { kind: 'ink', places: made.places }) : ['nothing to append'];
    },
  };
}

async function appendSeals(subject: Subject, draw: Draw): Promise<{ file: Buffer; places: readonly Place[] }> {
  const { seed } = subject;
  const rects: SealRect[] = [];
  let model = subject.model;
  for (let left = draw(6) === 0 ? 2 : 1; ; left--) {
    const draft = new Draft(model);
    rects.push(...addSeal(draft, draw, draw(4) === 0));
    if (draw(5) === 0) applySome(draft, draw, harmlessGenerators, 1);
    if (draw(12) === 0) applySome(draft, draw, hostileGenerators, 1);
    const written = writeUpdate(draft, draw, draw(12) === 0 ? 'distorted' : 'canonical');
    const file = await fillLastSignature(written, model.file.length, (covered) => signatureOver(seed, covered));
    if (left === 1) return { file, places: rects.map((rect) => placeOf(subject, rect)) };
    try {
      model = readModel({ ...seed, file });
    } catch {
      return { file, places: rects.map((rect) => placeOf(subject, rect)) };
    }
  }
}

function signatureOver({ signer }: ContractSeed, covered: readonly Uint8Array[]): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for (const part of covered) hash.update(part);
  return signCms({ signer, chain: [], contentDigest: hash.digest() });
}

/** The place of a rectangle on the page as it was signed. */
function placeOf({ document }: Subject, { page, rect }: SealRect): Place {
  const signed = readPage(document, page);
  const { widthMm, heightMm } = displayedSize(signed);
  const shown = displayedRect(signed, rect);
  return {
    page,
    left: shown.leftMm / widthMm,
    top: shown.topMm / heightMm,
    right: (shown.leftMm + shown.widthMm) / widthMm,
    bottom: (shown.topMm + shown.heightMm) / heightMm,
  };
}
