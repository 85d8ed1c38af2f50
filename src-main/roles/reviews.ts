import { createHash, randomBytes } from 'node:crypto';
import {
  AppError,
  type Confirmation,
  type Placement,
  type ReviewGiven,
  type RolePerson,
  samePerson,
  type UseParticulars,
} from '../contract/index.ts';
import type { Ledger } from '../history/index.ts';
import { acting } from './acting.ts';

/** What a second person confirms, to the letter. */
export interface ReviewedStamp {
  /** Of the document. */
  readonly sha256: string;
  readonly placements: readonly Placement[];
  readonly reason: string;
  readonly particulars: UseParticulars;
}

/** 双人复核: confirmations that were given, each for one stamp. */
export interface Reviews {
  /** Has a second person confirm. @throws AppError REVIEW_SAME_PERSON, REVIEWER_ROLE, ROLE_… */
  confirm(stamp: ReviewedStamp, reviewer: Confirmation): Promise<ReviewGiven>;
  /**
   * Uses a confirmation up, in the transaction in which the uses that it opens are recorded.
   * @throws AppError REVIEW_INVALID: used, expired, or of something else
   */
  use(review: string, stamp: ReviewedStamp, runId: string): void;
  /** Its stamp failed before anything was signed: it may be used again. */
  release(review: string): void;
  /** Who gave a confirmation that is still good; null: it is none. */
  reviewerOf(review: string): string | null;
}

export interface ReviewContext {
  readonly ledger: Pick<Ledger, 'record'>;
  confirm(given: Confirmation, what: string): Promise<RolePerson>;
  operator(): string;
  readonly door: string;
}

/** For who turns to the PIN of the UKey next. */
const lastsMs = 5 * 60_000;
const mostOpen = 100;

interface Open {
  readonly bound: string;
  readonly reviewer: RolePerson;
  readonly deadlineMs: number;
  isUsed: boolean;
}

const boundTo = ({ sha256, placements, reason, particulars }: ReviewedStamp) =>
  createHash('sha256')
    .update(JSON.stringify([sha256, placements, reason, Object.entries(particulars).sort()]))
    .digest('hex');

export function createReviews(context: ReviewContext): Reviews {
  const open = new Map<string, Open>();

  /** By a clock that nobody sets. */
  function good(review: string): Open | undefined {
    const found = open.get(review);
    if (!found || performance.now() < found.deadlineMs) return found;
    open.delete(review);
    return undefined;
  }

  return {
    async confirm(stamp, given) {
      const { person } = acting();
      if (!person) throw new AppError('ROLE_SIGN_IN');
      if (samePerson(given.name, person.name)) throw new AppError('REVIEW_SAME_PERSON', { name: person.name });
      const reviewer = await context.confirm(given, 'review');
      // An auditor looks into what others did, and does none of it.
      if (reviewer.role === 'auditor') throw new AppError('REVIEWER_ROLE', { name: reviewer.name });
      const review = randomBytes(32).toString('base64url');
      const oldest = open.keys().next().value;
      if (open.size >= mostOpen && oldest !== undefined) open.delete(oldest);
      open.set(review, { bound: boundTo(stamp), reviewer, deadlineMs: performance.now() + lastsMs, isUsed: false });
      return {
        review,
        reviewer: reviewer.name,
        sha256: stamp.sha256,
        until: new Date(Date.now() + lastsMs).toISOString(),
      };
    },
    use(review, stamp, runId) {
      const found = good(review);
      const { person } = acting();
      const isOther = person !== null && found !== undefined && !samePerson(found.reviewer.name, person.name);
      if (!found || found.isUsed || !isOther || found.bound !== boundTo(stamp)) throw new AppError('REVIEW_INVALID');
      found.isUsed = true;
      context.ledger.record('reviewed', {
        reviewer: found.reviewer.name,
        reviewerRole: found.reviewer.role,
        runId,
        sha256Before: stamp.sha256,
        sealIds: [...new Set(stamp.placements.map(({ sealId }) => sealId))],
        operator: context.operator().toWellFormed(),
        door: context.door,
      });
    },
    release(review) {
      const found = open.get(review);
      if (found) found.isUsed = false;
    },
    reviewerOf: (review) => good(review)?.reviewer.name ?? null,
  };
}
