import { z } from 'zod';
import { chainHash } from '../history/event.ts';
import { useParticulars } from '../history/particulars.ts';
import { placing } from '../placing/placing.ts';
import { templateName } from '../placing/template-name.ts';
import { trustedCertificate } from '../settings.ts';
import { placement } from '../stamping.ts';

const text = z.string().trim().min(1).max(200);
const seconds = z.number().int().min(0).max(253_402_300_799).describe('seconds since 1970 (RFC 7519, NumericDate)');

/** What a ticket says; names of RFC 7519 where it has one. What is not named here is not looked at. */
export const ticketClaims = z.object({
  iss: text.describe('the system that issued it'),
  jti: z.string().trim().min(1).max(100).describe('names the ticket: the issuer gives no two the same'),
  aud: z.string().trim().min(1).max(100).describe('the client that may use it, as `approval` shows'),
  iat: seconds,
  nbf: seconds.optional(),
  exp: seconds,
  number: text.describe('审批单号'),
  approvers: z.array(text).min(1).max(20).describe('审批人, in the order in which they approved'),
  document: z.object({ sha256: chainHash, name: text.optional() }).describe('what was approved, and may be stamped'),
  template: templateName.optional().describe('where the seals go'),
  placements: z
    .array(z.object({ seal: text.describe('id or name'), placing }))
    .min(1)
    .max(50)
    .optional()
    .describe('where the seals go, if no template says so'),
  reason: z.string().trim().max(200).optional().describe('用印事由'),
  particulars: useParticulars
    .omit({ approver: true, approvalNumber: true })
    .partial()
    .optional()
    .describe('用印登记 as far as the approval says it'),
});
export type TicketClaims = z.infer<typeof ticketClaims>;

/** A ticket that is signed by whom the keeper trusts, and what comes of it here. */
export const openedTicket = z.object({
  claims: ticketClaims,
  issuer: trustedCertificate,
  sha256: chainHash.describe('of the ticket as it was handed over'),
  placements: z.array(placement).min(1).max(50),
});
export type OpenedTicket = z.infer<typeof openedTicket>;

/** What systems that issue tickets have to know of this client, and whom it believes. */
export const approvalInfo = z.object({
  clientId: z.string().describe('goes into `aud`'),
  issuers: z.array(trustedCertificate),
});
export type ApprovalInfo = z.infer<typeof approvalInfo>;
