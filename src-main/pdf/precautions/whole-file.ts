import type { PdfDocument } from '../file/document.ts';
import type { Irregularity, Rule } from '../strictness/irregularity.ts';
import { irregularitiesOf } from '../strictness/signed-revision.ts';

/** Longer files, and those with more entries in their cross-reference, are not read from end to end before a stamp. */
const largestBytes = 8 << 20;
const maxEntries = 10_000;
/** A file with more slips than these is searched no further for a worse one. */
const maxIrregularities = 200;

/** Rules whose breach gives one thing two meanings; the others make a reader repair, and are usual slips of honest programs. */
const ambiguousRules = new Set<Rule>([
  'key/twice',
  'xref/twice',
  'xref/hybrid',
  'object-stream/index',
  'reference/generation',
  'reference/number',
  'reference/unlisted',
  'linearized/section',
  'xref/own-number',
  'xref/object-number',
]);

interface WholeFile {
  readonly irregularity: Irregularity;
  readonly isAmbiguous: boolean;
}
/** Reading a file from end to end takes long, and a plan asks twice. */
const known = new WeakMap<PdfDocument, WholeFile | null>();

/** The first thing in a file of usual size that readers may read differently, and whether it has two meanings. */
export function wholeFileIrregularity(document: PdfDocument): WholeFile | null {
  const cached = known.get(document);
  if (cached !== undefined) return cached;
  const { source, xref } = document;
  const entries = xref.sections.reduce((sum, { size }) => sum + size, 0);
  const isUsual = source.sizeBytes <= largestBytes && entries <= maxEntries;
  const irregularities = isUsual ? irregularitiesOf(document, maxIrregularities) : [];
  const ambiguity = irregularities.find(({ rule }) => ambiguousRules.has(rule));
  const irregularity = ambiguity ?? irregularities[0];
  const found = irregularity ? { irregularity, isAmbiguous: ambiguity !== undefined } : null;
  known.set(document, found);
  return found;
}
