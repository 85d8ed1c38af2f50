/** Stamping on approval: tickets (审批单) of systems that the keeper trusts. */
export { type Approval, type Approvals, assertApproved, createApprovals } from './approvals.ts';
export { openClientId } from './client-id.ts';
export { readTicket, type SignedTicket } from './read-ticket.ts';
