import { resolve } from 'node:path';
import { AppError, type HandlersOf } from '../../contract/index.ts';
import type { StampingContext } from '../context.ts';
import { assertOfTicket, prepareStamp } from '../plan.ts';
import { sha256Of } from '../preflight/preflight.ts';
import { approvedBy } from './approved-request.ts';

/** The contract's `review.*` methods: a second person confirms what will be stamped, as it is prepared for that. */
export function createReviewHandlers(context: StampingContext): HandlersOf<'review'> {
  return {
    async 'review.confirm'({ reviewer, ...given }) {
      if (!context.reviews) throw new AppError('ROLES_OFF');
      const asked = { ...given, path: resolve(given.path), location: '', overwrite: false, runId: 'review' };
      const request = { ...asked, ...(await approvedBy(context, asked)) };
      const prepared = await prepareStamp(context, request);
      try {
        await assertOfTicket(prepared, request);
        const { placements, reason, particulars } = request;
        const sha256 = await sha256Of(prepared);
        return await context.reviews.confirm({ sha256, placements, reason, particulars }, reviewer);
      } finally {
        prepared.source.close();
      }
    },
  };
}
