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

/** The first thing in a file of usual size that readers may read differently, and whether it has two meanings. */
export function wholeFileIrregularity(
  document: PdfDocument,
): { readonly irregularity: Irregularity; readonly isAmbiguous: boolean } | null {
  const { source, xref } = document;
  const entries = xref.sections.reduce((sum, { size }) => sum + size, 0);
  if (source.sizeBytes > largestBytes || entries > mostEntries) return null;
  const irregularity = irregularityOfRevision(document);
  return irregularity && { irregularity, isAmbiguous: ambiguousRules.has(irregularity.rule) };
}
