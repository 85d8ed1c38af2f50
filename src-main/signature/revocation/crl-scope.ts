import {
  type Certificate,
  DerError,
  type DistributionPoint,
  directoryNameKey,
  isSameName,
  orMalformed,
  readBasicConstraints,
  readDistributionPoints,
} from '../../x509/index.ts';
import { type Crl, type IssuingDistributionPoint, readIssuingDistributionPoint } from './crl-structure.ts';

/** What a list can say of a certificate. */
export interface CrlScope {
  /**
   * It is by the issuer of the certificate, or by whom the certificate names in his place: an entry about the certificate counts.
   */
  readonly speaksOf: boolean;
  /** Reasons of revocation, as bits of ReasonFlags, for which its silence means that there was none. */
  readonly reasons: ReadonlySet<number>;
  readonly indirect: boolean;
}

/** Bits of ReasonFlags (RFC 5280, 4.2.1.13); the first is not used. */
export const allReasons: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7, 8]);

/**
 * Matches a list with the distribution points of a certificate (RFC 5280, 6.3.3 (b), (d) and (e)). Without a point that names
 * another signer, a list of the issuer himself stands for all of its certificates. An entry is heeded outside of the scope that a
 * list names for itself, too, since an issuer gives each serial number once; only attribute certificates are numbered apart.
 * Throws DerError.
 */
export function scopeOf(crl: Crl, certificate: Certificate): CrlScope {
  const list = readIssuingDistributionPoint(crl);
  const indirect = list?.indirect === true;
  const signer = directoryNameKey(crl.issuer);
  const isOwn = isSameName(crl.issuer, certificate.issuer);
  if (!isOwn && !indirect) return { speaksOf: false, reasons: new Set(), indirect };
  const points = orMalformed(() => readDistributionPoints(certificate));
  if (points instanceof DerError) return { speaksOf: isOwn, reasons: new Set(), indirect };
  const isNamed = indirect && points.some(({ crlIssuers }) => crlIssuers?.has(signer) === true);
  if (list?.onlyAttributeCertificates || (!isOwn && !isNamed)) return { speaksOf: false, reasons: new Set(), indirect };
  if (list !== undefined && !coversKind(list, certificate)) return { speaksOf: true, reasons: new Set(), indirect };
  // The last step of 6.3.3: lists of the issuer that no point names.
  const implied: DistributionPoint = {
    names: new Set([directoryNameKey(certificate.issuer)]),
    reasons: undefined,
    crlIssuers: undefined,
  };
  const covered = [...points, implied].flatMap((point) => {
    const byWhom = point.crlIssuers === undefined ? isOwn : indirect && point.crlIssuers.has(signer);
    return byWhom && namesMeet(point, list) ? [point.reasons ?? allReasons] : [];
  });
  const ownReasons = list?.reasons ?? allReasons;
  return {
    speaksOf: true,
    reasons: new Set(covered.flatMap((set) => [...set].filter((one) => ownReasons.has(one)))),
    indirect,
  };
}

function coversKind(list: IssuingDistributionPoint, certificate: Certificate): boolean {
  const isAuthority = readBasicConstraints(certificate)?.authority === true;
  return isAuthority ? !list.onlyUserCertificates : !list.onlyAuthorityCertificates;
}

function namesMeet(point: DistributionPoint, list: IssuingDistributionPoint | undefined): boolean {
  if (list?.names === undefined) return true;
  const { names } = list;
  const wanted = point.names ?? point.crlIssuers ?? new Set<string>();
  return [...wanted].some((name) => names.has(name));
}
