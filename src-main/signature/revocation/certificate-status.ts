import type { FindingReason } from '../../contract/index.ts';
import { type Certificate, DerError } from '../../x509/index.ts';

/** Why a certificate was revoked, by the numbers of RFC 5280, 5.3.1; 7 is not used. */
const revocationReasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export type RevocationReason = Exclude<(typeof revocationReasons)[number], undefined>;

/** What a CRL or an OCSP response says about one certificate. `reason` of unknown is a stable word: crl/outdated, ocsp/… */
export type CertificateStatus =
  | { readonly state: 'good' }
  | { readonly state: 'revoked'; readonly revokedAt: Date; readonly reason: RevocationReason }
  | { readonly state: 'unknown'; readonly reason: UnknownReason };

/** Why nothing is known of a certificate's revocation. */
export type UnknownReason =
  | Extract<FindingReason, `${'crl' | 'ocsp'}/${string}`>
  | 'revocation/no-response'
  | 'revocation/stale'
  | 'revocation/unreadable-certificate';

/** The reason of a number. Throws DerError when there is none. */
export function revocationReason(number: number): RevocationReason {
  const reason = revocationReasons[number];
  if (reason === undefined) throw new DerError('an unknown reason of revocation');
  return reason;
}

/** A status that says nothing, and why. */
export const unknownStatus = (reason: UnknownReason): CertificateStatus => ({ state: 'unknown', reason });

/** From when to when a response holds. */
export interface ResponsePeriod {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Certificates that had expired before this are no longer in the responder's books; undefined: none that had expired at all. */
  readonly remembersSince: Date | undefined;
}

/** Without nextUpdate newer information is always to be had (RFC 6960, 4.2.2.1): how old the last may be. */
const maxAgeWithoutNextUpdateMs = 24 * 60 * 60 * 1000;

/** For when a certificate is asked about, and from when that is looked at. */
export interface StatusTime {
  readonly at: Date;
  /** Somebody else than the signer says so. Whoever signs can set his own clock to any day for which an old response is at hand. */
  readonly proven: boolean;
  readonly now: Date;
}

/** Clocks that go wrong by less than this make no response one of the future. */
const clockToleranceMs = 10 * 60 * 1000;

/** Whether a time that somebody wrote down has not come yet, so that he wrote what he could not know. */
export const isInFuture = (time: Date, now: Date): boolean => time.getTime() > now.getTime() + clockToleranceMs;

/**
 * Why a response cannot say that a certificate was good at a point in time; undefined when it can. One made later than that point
 * is as good as one current then, since revocation is for ever, as long as the certificate had not expired and left the books
 * (RFC 5280, 3.3; RFC 6960, 4.4.4). Where nobody proves the time, only a response that is fresh now helps (ETSI EN 319 102-1,
 * 5.2.5); `stale` is one that would do if the claimed time were true. Revocation itself may be learned from any response, however
 * old.
 */
export function findPeriodProblem(
  { thisUpdate, nextUpdate, remembersSince }: ResponsePeriod,
  certificate: Certificate,
  { at, proven, now }: StatusTime,
): 'unknown-time' | 'in-the-future' | 'outdated' | 'stale' | 'after-expiry' | undefined {
  if (Number.isNaN(at.getTime())) return 'unknown-time';
  if (isInFuture(thisUpdate, now)) return 'in-the-future';
  const until = nextUpdate ?? new Date(thisUpdate.getTime() + maxAgeWithoutNextUpdateMs);
  if (at > until) return 'outdated';
  if (!proven && now > until) return 'stale';
  const remembered = remembersSince ?? thisUpdate;
  return certificate.notAfter < remembered ? 'after-expiry' : undefined;
}

/** Whether two INTEGERs are one serial number. Some CAs pad theirs or forget the sign byte, and not everywhere alike. */
export function sameSerialNumber(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(withoutZeros(one), withoutZeros(other)) === 0;
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start += 1;
  return bytes.subarray(start);
}
