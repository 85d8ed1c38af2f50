import { X509Certificate } from 'node:crypto';
import { AppError, type TicketClaims, ticketClaims } from '../contract/index.ts';
import { verifyTicket } from './jws.ts';

/** A ticket as it was once signed, whether it opens anything now or not. */
export interface SignedTicket {
  readonly claims: TicketClaims;
  /** DER of the certificate whose key signed it. */
  readonly issuer: Uint8Array;
}

/**
 * Reads a ticket that was used: whether one of these issuers signed it is judged as of when it was issued.
 * @param issuers DER certificates
 * @throws AppError TICKET_UNREADABLE, TICKET_UNTRUSTED
 */
export async function readTicket(ticket: string, issuers: readonly Uint8Array[]): Promise<SignedTicket> {
  // A ticket says itself when it was issued; whether that was within the certificate's days is what is asked.
  for (const issuer of issuers) {
    const { validFromDate } = new X509Certificate(issuer);
    const { payload } = await verifyTicket(ticket, [issuer], validFromDate).catch(() => ({ payload: null }));
    if (!payload) continue;
    const claims = claimsOf(payload);
    const { payload: then } = await verifyTicket(ticket, [issuer], new Date(claims.iat * 1000));
    return { claims: claimsOf(then), issuer };
  }
  throw new AppError('TICKET_UNTRUSTED');
}

/** @throws AppError TICKET_UNREADABLE */
export function claimsOf(payload: Uint8Array): TicketClaims {
  try {
    return ticketClaims.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
  } catch (cause) {
    throw new AppError('TICKET_UNREADABLE', {}, { cause, detail: cause instanceof Error ? cause.message : '' });
  }
}
