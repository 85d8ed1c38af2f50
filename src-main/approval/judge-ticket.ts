import { AppError, type TicketClaims } from '../contract/index.ts';

/** What a ticket is judged by. Times in milliseconds since 1970. */
export interface TicketCircumstances {
  readonly now: number;
  readonly clientId: string;
  /** Of a ticket that was issued since, by whatever clock, the record knows whether it was used. */
  readonly recordedSince: number;
  /** The latest time that the record knows. */
  readonly recordedUntil: number;
}

/** Clocks of two machines differ by so much. */
export const skewMs = 2 * 60_000;
const timeOf = (seconds: number) => new Date(seconds * 1000).toISOString();

/**
 * Whether a ticket opens anything here and now.
 * @throws AppError TICKET_OTHER_CLIENT, TICKET_CLOCK, TICKET_NOT_YET, TICKET_EXPIRED, TICKET_BEFORE_RECORD, TICKET_UNREADABLE
 */
export function judgeTicket({ aud, iat, nbf, exp }: TicketClaims, circumstances: TicketCircumstances): void {
  const { now, clientId, recordedSince, recordedUntil } = circumstances;
  if (aud !== clientId) throw new AppError('TICKET_OTHER_CLIENT', { client: aud });
  if (exp <= iat) throw new AppError('TICKET_UNREADABLE', {}, { detail: 'it expires before it is issued' });
  // Whoever sets the clock back would make an old ticket valid again.
  if (now < recordedUntil - skewMs) {
    throw new AppError('TICKET_CLOCK', { time: new Date(recordedUntil).toISOString() });
  }
  const from = Math.max(iat, nbf ?? iat);
  if (now < from * 1000 - skewMs) throw new AppError('TICKET_NOT_YET', { time: timeOf(from) });
  if (now >= exp * 1000) throw new AppError('TICKET_EXPIRED', { time: timeOf(exp) });
  // A record that was begun anew, or put back, cannot tell whether an older ticket was used.
  if (iat * 1000 < recordedSince) throw new AppError('TICKET_BEFORE_RECORD');
}

/**
 * A template means what it was when the ticket was issued: whoever approved knows no other.
 * @throws AppError TICKET_TEMPLATE_CHANGED
 */
export function judgeTemplate(
  { iat }: Pick<TicketClaims, 'iat'>,
  { name, savedAt }: { name: string; savedAt: string },
): void {
  // Tickets count in whole seconds.
  if (Date.parse(savedAt) >= (iat + 1) * 1000) throw new AppError('TICKET_TEMPLATE_CHANGED', { name, time: savedAt });
}
