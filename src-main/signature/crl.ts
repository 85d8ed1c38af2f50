import { readSignatureMethod } from './algorithm.ts';
import { type Certificate, readBasicConstraints, readCertificate, readKeyUsage } from './certificate.ts';
import { isSameName } from './certificate-issuers.ts';
import { type CertificateStatus, findPeriodProblem, unknownStatus } from './certificate-status.ts';
import { type Crl, type CrlEntry, findEntries, parseCrl, readIssuingDistributionPoint } from './crl-structure.ts';
import { DerError, orMalformed, readTime, readWhole, sameBytes, tags } from './der-reader.ts';
import { readDistributionPoints } from './distribution-points.ts';
import { oid } from './object-identifiers.ts';
import { checkSignatureValue, type ValueCheck } from './signature-value.ts';

/** What a CRL says about one certificate. */
export interface CrlAnswer {
  readonly status: CertificateStatus;
  /** Null when the CRL cannot be read. */
  readonly thisUpdate: Date | null;
  readonly nextUpdate: Date | null;
}

/**
 * Looks a certificate up in a CRL (RFC 5280, 5 and 6.3), as of a point in time. `issuer` is the certificate that issued it, by a
 * chain that was checked; the CRL must be signed with that one's key. Delta and indirect CRLs say nothing here.
 *
 * Unknown comes with a reason: crl/malformed, crl/other-issuer, crl/signature-invalid, crl/algorithm-unsupported,
 * crl/issuer-not-authorized, crl/critical-extension, crl/delta, crl/indirect, crl/other-scope, crl/some-reasons, crl/unknown-time,
 * crl/outdated, crl/after-expiry. Never throws on a hostile CRL; throws AppError CERTIFICATE_UNREADABLE for the certificates.
 */
export function checkCrl(input: { crl: Uint8Array; certificate: Uint8Array; issuer: Uint8Array; at: Date }): CrlAnswer {
  const certificate = readCertificate(input.certificate);
  const issuer = readCertificate(input.issuer);
  const crl = orMalformed(() => parseCrl(input.crl));
  if (crl instanceof DerError) {
    return { status: unknownStatus('crl/malformed'), thisUpdate: null, nextUpdate: null };
  }
  return answerOf(crl, lookUpInCrl(crl, certificate, issuer, input.at));
}

/** The same for what has been read. Total. */
export function lookUpInCrl(crl: Crl, certificate: Certificate, issuer: Certificate, at: Date): CertificateStatus {
  const status = orMalformed(() => lookUp(crl, certificate, issuer, at));
  return status instanceof DerError ? unknownStatus('crl/malformed') : status;
}

function answerOf({ thisUpdate, nextUpdate }: Crl, status: CertificateStatus): CrlAnswer {
  return { status, thisUpdate, nextUpdate: nextUpdate ?? null };
}

function lookUp(crl: Crl, certificate: Certificate, issuer: Certificate, at: Date): CertificateStatus {
  if (!isSameName(crl.issuer, certificate.issuer)) return unknownStatus('crl/other-issuer');
  const problem = findCrlProblem(crl, issuer);
  if (problem !== undefined) return unknownStatus(`crl/${problem}`);
  const scope = findScope(crl, certificate);
  if (scope === 'nothing') return unknownStatus('crl/other-scope');
  if (scope === 'indirect') return unknownStatus('crl/indirect');
  const { found, understood } = findEntries(crl, certificate.serialNumber);
  if (!understood) return unknownStatus('crl/critical-extension');
  const [entry] = found.toSorted((one, other) => one.revokedAt.getTime() - other.revokedAt.getTime());
  if (entry !== undefined) return revoked(entry);
  if (scope === 'some-reasons') return unknownStatus('crl/some-reasons');
  const periodProblem = findPeriodProblem({ ...crl, remembersSince: readRemembersSince(crl) }, certificate, at);
  return periodProblem === undefined ? { state: 'good' } : unknownStatus(`crl/${periodProblem}`);
}

function revoked({ revokedAt, reason }: CrlEntry): CertificateStatus {
  return { state: 'revoked', revokedAt, reason };
}

/** Critical extensions that are honoured; a delta CRL's is not (RFC 5280, 5.2.4). */
const understoodExtensions: ReadonlySet<string> = new Set([
  oid.authorityKeyIdentifier,
  oid.issuerAltName,
  oid.crlNumber,
  oid.issuingDistributionPoint,
  oid.freshestCrl,
  oid.authorityInfoAccess,
  oid.expiredCertificatesOnCrl,
]);

/** What keeps a CRL from speaking for this issuer at all. */
function findCrlProblem(crl: Crl, issuer: Certificate): string | undefined {
  if (!isSameName(crl.issuer, issuer.subject)) return 'other-issuer';
  if (crl.extensions.has(oid.deltaCrlIndicator)) return 'delta';
  const foreign = [...crl.extensions].some(([name, { critical }]) => critical && !understoodExtensions.has(name));
  if (foreign) return 'critical-extension';
  const usage = readKeyUsage(issuer);
  if (usage !== undefined && !usage.includes('cRLSign')) return 'issuer-not-authorized';
  const checked = checkCrlSignature(crl, issuer);
  if (checked === 'valid') return undefined;
  return checked === 'invalid' ? 'signature-invalid' : 'algorithm-unsupported';
}

/** One CRL is asked about many certificates; its signature stays what it is. */
const checkedSignatures = new WeakMap<Crl, { issuer: Uint8Array; check: ValueCheck }>();

function checkCrlSignature(crl: Crl, issuer: Certificate): ValueCheck {
  const known = checkedSignatures.get(crl);
  if (known !== undefined && sameBytes(known.issuer, issuer.der)) return known.check;
  const method = readSignatureMethod(crl.signatureAlgorithm);
  const check = method === undefined ? 'unsupported' : checkSignatureValue(issuer.spki, method, crl.tbs, crl.signature);
  checkedSignatures.set(crl, { issuer: issuer.der, check });
  return check;
}

/** Which revocations of this certificate the CRL would tell of (RFC 5280, 6.3.3 (b) and (d)). */
function findScope(crl: Crl, certificate: Certificate): 'all' | 'some-reasons' | 'nothing' | 'indirect' {
  const point = readIssuingDistributionPoint(crl);
  if (point === undefined) return 'all';
  // Entries of an indirect CRL can belong to other issuers, which only their certificateIssuer tells.
  if (point.indirect) return 'indirect';
  const isAuthority = readBasicConstraints(certificate)?.authority === true;
  if (point.onlyAttributeCertificates || (isAuthority ? point.onlyUserCertificates : point.onlyAuthorityCertificates)) {
    return 'nothing';
  }
  const { names } = point;
  if (names !== undefined) {
    const wanted = readDistributionPoints(certificate).flat();
    if (!names.some((name) => wanted.some((other) => sameBytes(name.encoded, other.encoded)))) return 'nothing';
  }
  return point.onlySomeReasons ? 'some-reasons' : 'all';
}

/** X.509, 9.5.2.8. */
function readRemembersSince(crl: Crl): Date | undefined {
  const extension = crl.extensions.get(oid.expiredCertificatesOnCrl);
  return extension === undefined ? undefined : readTime(readWhole(extension.value, tags.generalizedTime));
}
