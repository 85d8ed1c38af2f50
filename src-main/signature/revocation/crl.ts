import { DerError, orMalformed, readCertificate } from '../../x509/index.ts';
import { type CertificateStatus, unknownStatus } from './certificate-status.ts';
import { newBudget } from './crl-signers.ts';
import { concludeFromCrls, readCrlStatement, statusOfConclusion } from './crl-statement.ts';
import { parseCrl } from './crl-structure.ts';

/** What a CRL says about one certificate. */
export interface CrlAnswer {
  readonly status: CertificateStatus;
  /** Null when the CRL cannot be read. */
  readonly thisUpdate: Date | null;
  readonly nextUpdate: Date | null;
}

/**
 * Looks a certificate up in one CRL (RFC 5280, 5 and 6.3), as of a point in time. `issuer` is the certificate that issued it, by
 * a chain that was checked; the CRL must be signed with that one's key. A delta CRL and one of some reasons tell of revocations
 * only. See `checkRevocation` for several together.
 *
 * Unknown comes with a reason: crl/malformed, crl/other-issuer, crl/signature-invalid, crl/algorithm-unsupported,
 * crl/signer-unknown, crl/issuer-not-authorized, crl/critical-extension, crl/delta, crl/other-scope, crl/some-reasons,
 * crl/unknown-time, crl/in-the-future, crl/outdated, crl/after-expiry. Never throws on a hostile CRL; throws AppError
 * CERTIFICATE_UNREADABLE for the certificates.
 */
export function checkCrl(input: {
  crl: Uint8Array;
  certificate: Uint8Array;
  issuer: Uint8Array;
  at: Date;
  now?: Date;
}): CrlAnswer {
  const certificate = readCertificate(input.certificate);
  const issuer = readCertificate(input.issuer);
  const crl = orMalformed(() => parseCrl(input.crl));
  if (crl instanceof DerError) {
    return { status: unknownStatus('crl/malformed'), thisUpdate: null, nextUpdate: null };
  }
  const { at, now = new Date() } = input;
  const circle = { authorities: [issuer], others: [], now, statusOf: () => 'unknown' as const, budget: newBudget() };
  const statement = readCrlStatement(crl, certificate, circle);
  const status = statusOfConclusion(concludeFromCrls([statement], certificate, { at, proven: true, now }));
  return { status, thisUpdate: crl.thisUpdate, nextUpdate: crl.nextUpdate ?? null };
}
