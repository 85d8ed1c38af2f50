import { AppError, type ParsedInput } from '../../contract/index.ts';
import type { StampingContext } from '../context.ts';
import type { PlanRequest } from '../prepared-stamp.ts';

type ApprovableRequest = Pick<ParsedInput<'stamp.plan'>, 'ticket' | 'reason' | 'particulars'>;

/** What a request's ticket opens, and what it has to say of the use. @throws AppError TICKET_… */
export async function approvedBy(
  context: Pick<StampingContext, 'approvals'>,
  { ticket, reason, particulars }: ApprovableRequest,
): Promise<Pick<PlanRequest, 'approval' | 'reason' | 'particulars'>> {
  if (ticket === undefined) return { reason, particulars };
  if (!context.approvals) throw new AppError('TICKET_UNTRUSTED');
  const approval = await context.approvals.open(ticket);
  const { claims } = approval;
  const said = Object.entries(claims.particulars ?? {}).filter(([, value]) => value !== '' && value !== null);
  return {
    approval,
    reason: claims.reason ?? reason,
    particulars: {
      ...particulars,
      ...Object.fromEntries(said),
      approver: claims.approvers.join('、').slice(0, 200),
      approvalNumber: claims.number,
    },
  };
}
