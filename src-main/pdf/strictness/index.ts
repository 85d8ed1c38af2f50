import type { PdfDocument } from '../file/document.ts';
import type { Irregularity } from './irregularity.ts';
import { irregularityOfUpdates } from './later-revisions.ts';
import { irregularityOfRevision } from './signed-revision.ts';

export type { Irregularity } from './irregularity.ts';

/** How strictly a file is written before and after the end of a signed revision. */
export interface Strictness {
  /** What is ambiguous in the signed revision. */
  readonly ambiguity: Irregularity | null;
  /** What is irregular in the revisions after it. */
  readonly irregularity: Irregularity | null;
}

const known = new WeakMap<PdfDocument, (Strictness & { readonly signedUntil: number })[]>();
const inOrder: Strictness = { ambiguity: null, irregularity: null };

/**
 * How strictly `current` is written, seen from the revision `signed` that ended at `signedUntil`. A revision in order, followed by updates
 * in order, is in order at the end of each of them: so a file of many signatures is read once.
 */
export function strictnessOf(current: PdfDocument, signed: PdfDocument, signedUntil: number): Strictness {
  const judged = known.get(current) ?? [];
  known.set(current, judged);
  const isCovered = judged.some(
    (earlier) => earlier.signedUntil <= signedUntil && earlier.ambiguity === null && earlier.irregularity === null,
  );
  if (isCovered) return inOrder;
  const strictness = {
    ambiguity: irregularityOfRevision(signed),
    irregularity: irregularityOfUpdates(current, signedUntil),
  };
  judged.push({ ...strictness, signedUntil });
  return strictness;
}
