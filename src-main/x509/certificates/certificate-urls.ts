import {
  contextPrimitive,
  type DerElement,
  orNothing,
  readChildren,
  readFields,
  readObjectIdentifier,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import { oid } from '../asn1/object-identifiers.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { readDistributionPointNames } from './distribution-points.ts';

/** Where a certificate says that more can be had: http and https only, each once, in its own order. */
export interface CertificateUrls {
  /** OCSP responders of its issuer. */
  readonly ocsp: string[];
  /** Certificates of its issuer. */
  readonly issuers: string[];
  /** CRLs of its issuer. */
  readonly crls: string[];
}

/** A certificate is no reason for more requests than this of one kind. */
const maxUrls = 8;
const maxUrlLength = 2048;

/**
 * Reads authorityInfoAccess and cRLDistributionPoints (RFC 5280, 4.2.2.1 and 4.2.1.13). A malformed extension gives nothing. Whoever
 * made the certificate chose these addresses: ask them only for certificates of a chain that is trusted. Throws AppError
 * CERTIFICATE_UNREADABLE.
 */
export function readCertificateUrls(der: Uint8Array): CertificateUrls {
  const certificate = readCertificate(der);
  const crls = orNothing(() => readDistributionPointNames(certificate)) ?? [];
  return {
    ocsp: readUrls(orNothing(() => readAccess(certificate, oid.ocspAccess)) ?? []),
    issuers: readUrls(orNothing(() => readAccess(certificate, oid.issuersAccess)) ?? []),
    crls: readUrls(crls),
  };
}

/** The locations of one access method. Throws DerError. */
function readAccess(certificate: Certificate, method: string): DerElement[] {
  const extension = certificate.extensions.get(oid.authorityInfoAccess);
  if (extension === undefined) return [];
  return readChildren(readWhole(extension.value, tags.sequence)).flatMap((description) => {
    const fields = readFields(description);
    const found = readObjectIdentifier(fields.required());
    const location = fields.required();
    fields.done();
    return found === method ? [location] : [];
  });
}

/** Of GeneralNames (RFC 5280, 4.2.1.6) those that are addresses of the web. */
function readUrls(names: readonly DerElement[]): string[] {
  const urls = names
    .filter(({ tag, content }) => tag === contextPrimitive(6) && content.length <= maxUrlLength)
    .map(({ content }) => Buffer.from(content).toString('latin1'))
    .filter(isWebAddress);
  return [...new Set(urls)].slice(0, maxUrls);
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '';
}
