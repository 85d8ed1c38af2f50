import type { FileSource, StampableFacts } from '../pdf/index.ts';
import type { HeldDocument } from './documents/held-document.ts';
import type { SealImpressions } from './places/placed-document.ts';
import type { SealedPlacement } from './sealed-placement.ts';

/** An input that may be stamped as asked: every check that needs neither PIN nor token has passed. */
export interface PreparedStamp {
  readonly source: FileSource;
  readonly facts: StampableFacts;
  readonly placed: readonly SealImpressions[];
  readonly placements: readonly SealedPlacement[];
  /** What the person was shown, where the request names it. */
  readonly held: HeldDocument | null;
}
