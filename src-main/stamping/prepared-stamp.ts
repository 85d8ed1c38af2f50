import type { Approval } from '../approval/index.ts';
import type { ParsedInput, QueueStamp } from '../contract/index.ts';
import type { FileSource } from '../files/index.ts';
import type { HeldDocument } from './documents/held-document.ts';
import type { DocumentFormat, StampableFacts } from './formats/format.ts';
import type { SealImpressions } from './places/placed-document.ts';
import type { SealedPlacement } from './sealed-placement.ts';

/** What is asked of a document, whether it is one of a queue or not. */
export type PlanRequest = Omit<ParsedInput<'stamp.plan'>, keyof QueueStamp> & {
  /** The ticket of the request, once it was opened. */
  readonly approval?: Approval | undefined;
};

/** An input that may be stamped as asked: every check that needs neither PIN nor token has passed. */
export interface PreparedStamp {
  readonly source: FileSource;
  readonly format: DocumentFormat;
  readonly facts: StampableFacts;
  readonly placed: readonly SealImpressions[];
  readonly placements: readonly SealedPlacement[];
  /** What the person was shown, where the request names it. */
  readonly held: HeldDocument | null;
}
