import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify } from 'jose';
import { AppError } from '../contract/index.ts';

/** By what a ticket is known from whatever else its issuer signs (RFC 8725, 3.11). */
export const ticketType = 'approval+jwt';

const leastRsaBits = 2048;

/** The algorithms (RFC 7518, 3.1) that a key may have signed a ticket with; none: it is of another kind. */
function algorithmsOf(key: KeyObject): string[] {
  const { asymmetricKeyType, asymmetricKeyDetails: details } = key;
  if (asymmetricKeyType === 'ec' && details?.namedCurve === 'prime256v1') return ['ES256'];
  if (asymmetricKeyType === 'rsa' && (details?.modulusLength ?? 0) >= leastRsaBits) return ['RS256', 'PS256'];
  return [];
}

/** Each part in the one way in which its bytes are written: readers let stray bits and signs pass, and a changed ticket would be the same. */
function isCanonical(ticket: string): boolean {
  const parts = ticket.split('.');
  const isWritten = (part: string) => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
  return parts.length === 3 && parts.every(isWritten);
}

/** Whether a certificate may have signed a ticket at this time. */
function maySign(certificate: X509Certificate, at: Date): boolean {
  return at >= certificate.validFromDate && at < certificate.validToDate;
}

async function payloadBy(ticket: string, key: KeyObject): Promise<Uint8Array | null> {
  const algorithms = algorithmsOf(key);
  if (algorithms.length === 0) return null;
  try {
    const { payload, protectedHeader } = await compactVerify(ticket, key, { algorithms });
    return protectedHeader.typ?.toLowerCase().replace(/^application\//, '') === ticketType ? payload : null;
  } catch {
    return null;
  }
}

/** The key of a certificate that may sign a ticket at this time; null: there is none, or none of a kind that is known here. */
function keyOf(issuer: Uint8Array, at: Date): KeyObject | null {
  try {
    const certificate = new X509Certificate(issuer);
    if (!maySign(certificate, at)) return null;
    return createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' }));
  } catch {
    return null;
  }
}

/** A ticket that one of the issuers signed. */
export interface VerifiedTicket {
  readonly payload: Uint8Array;
  /** DER of its certificate. */
  readonly issuer: Uint8Array;
  /** Names its key, whatever certificate it is in (RFC 7638). */
  readonly keyThumbprint: string;
}

/**
 * What one of these issuers signed as a ticket, and which of them. The key is always one that is kept here: what a header says of keys is not
 * looked at.
 * @param issuers DER certificates
 * @throws AppError TICKET_UNREADABLE, TICKET_UNTRUSTED
 */
export async function verifyTicket(ticket: string, issuers: readonly Uint8Array[], at: Date): Promise<VerifiedTicket> {
  if (!isCanonical(ticket)) throw new AppError('TICKET_UNREADABLE', {}, { detail: 'not a JWS in compact form' });
  for (const issuer of issuers) {
    const key = keyOf(issuer, at);
    const payload = key && (await payloadBy(ticket, key));
    if (payload) return { payload, issuer, keyThumbprint: await calculateJwkThumbprint(key.export({ format: 'jwk' })) };
  }
  throw new AppError('TICKET_UNTRUSTED');
}
