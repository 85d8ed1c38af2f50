import type { PdfDocument } from '../document.ts';
import type { Irregularity, Rule } from '../strictness/irregularity.ts';
import { irregularityOfRevision } from '../strictness/signed-revision.ts';

/** Longer files, and those with more entries in their cross-reference, are not read from end to end before a stamp. */
const largestBytes = 8 << 20;
const mostEntries = 10_000;

/** Rules whose breach gives one thing two meanings; the others make a reader repair, and are usual slips of honest programs. */
const ambiguousRules = new Set<Rule>([
  'key/twice',
  'xref/twice',
  'xref/hybrid',
  'object-stream/index',
  'reference/generation',
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
  const isUsual = source.sizeBytes <= largestBytes && entries <= mostEntries;
  const irregularity = isUsual ? irregularityOfRevision(document) : null;
  const found = irregularity && { irregularity, isAmbiguous: ambiguousRules.has(irregularity.rule) };
  known.set(document, found);
  return found;
}
