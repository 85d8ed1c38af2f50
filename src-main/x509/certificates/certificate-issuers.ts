import { DerError, sameBytes } from '../asn1/der-reader.ts';
import { readSignatureMethod } from '../keys/algorithm.ts';
import { checkSignatureValue, type ValueCheck } from '../keys/signature-value.ts';
import {
  type Certificate,
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readCertificate,
  readCertificateOrNone,
  readKeyUsage,
  readSubjectKeyIdentifier,
} from './certificate.ts';
import { nameKeys } from './distinguished-name.ts';

/** Certificates deeper than this make no chain: real ones have three or four. */
export const maxChainLength = 12;

/** Parsed names by their bytes' identity: a search compares one name with a whole pool again and again. */
const knownNames = new WeakMap<Uint8Array, string>();

/** Equal for names that are the same (RFC 5280, 7.1). A name that cannot be read equals only itself. */
export function nameKey(name: Uint8Array): string {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const key = readNameKey(name);
  knownNames.set(name, key);
  return key;
}

function readNameKey(name: Uint8Array): string {
  try {
    return JSON.stringify(nameKeys(name));
  } catch (error) {
    if (error instanceof DerError) return Buffer.from(name).toString('latin1');
    throw error;
  }
}

/** Whether two names are the same (RFC 5280, 7.1). */
export function isSameName(one: Uint8Array, other: Uint8Array): boolean {
  return nameKey(one) === nameKey(other);
}

/** Subject and issuer are the same name; nothing is said about the signature. */
export function isSelfIssued(certificate: Certificate): boolean {
  return isSameName(certificate.subject, certificate.issuer);
}

/** Whether the key identifiers of both certificates speak for (1), of nothing (0), or against (-1) issuance. */
function keyIdentifierMatch(certificate: Certificate, issuer: Certificate): number {
  try {
    const wanted = readAuthorityKeyIdentifier(certificate);
    const found = readSubjectKeyIdentifier(issuer);
    if (wanted === undefined || found === undefined) return 0;
    return sameBytes(wanted, found) ? 1 : -1;
  } catch (error) {
    if (error instanceof DerError) return 0;
    throw error;
  }
}

/** Those that bear the issuer's name, likely ones first. Key identifiers are hints only (RFC 5280, 4.2.1.1). */
export function findNamedIssuers(certificate: Certificate, candidates: readonly Certificate[]): Certificate[] {
  return candidates
    .filter((candidate) => isSameName(candidate.subject, certificate.issuer))
    .map((candidate) => ({ candidate, match: keyIdentifierMatch(certificate, candidate) }))
    .sort((one, other) => other.match - one.match)
    .map(({ candidate }) => candidate);
}

/** Whether a failed signature is the fault of this issuer's certificate and not of another one with the same name. */
export function isMeantIssuer(certificate: Certificate, issuer: Certificate): boolean {
  return keyIdentifierMatch(certificate, issuer) >= 0;
}

/** What was found of a certificate and its would-be issuer, which neither time nor trust can change. */
const knownLinks = new WeakMap<Certificate, WeakMap<Certificate, ValueCheck>>();

/** Checks the signature on a certificate with its issuer's key. */
export function checkIssuedBy(certificate: Certificate, issuer: Certificate): ValueCheck {
  const links = knownLinks.get(certificate) ?? new WeakMap<Certificate, ValueCheck>();
  knownLinks.set(certificate, links);
  const result = links.get(issuer) ?? checkLink(certificate, issuer);
  links.set(issuer, result);
  return result;
}

function checkLink(certificate: Certificate, issuer: Certificate): ValueCheck {
  try {
    const method = readSignatureMethod(certificate.signatureAlgorithm);
    if (method === undefined) return 'unsupported';
    return checkSignatureValue(issuer.spki, method, certificate.tbs, certificate.signature);
  } catch (error) {
    if (error instanceof DerError) return 'unsupported';
    throw error;
  }
}

/** Signed with its own key. */
function isSelfSigned(certificate: Certificate): boolean {
  return isSelfIssued(certificate) && checkIssuedBy(certificate, certificate) === 'valid';
}

/** Whether it is issued and signed by itself and says that it may issue others (RFC 5280, 4.2.1.3 and 4.2.1.9). */
export function isRootAuthority(der: Uint8Array): boolean {
  const certificate = readCertificateOrNone(der);
  if (certificate === undefined || !isSelfSigned(certificate)) return false;
  try {
    const isAuthority = readBasicConstraints(certificate)?.authority === true;
    return isAuthority && (readKeyUsage(certificate)?.includes('keyCertSign') ?? true);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

/**
 * The issuers of a certificate, nearest first, up to a root if the candidates hold one; each checked by signature. Candidates
 * that are unreadable or do not belong are left out. Throws AppError CERTIFICATE_UNREADABLE for the signer's own certificate.
 */
export function orderChain(signerCertificate: Uint8Array, candidates: Uint8Array[]): Uint8Array[] {
  const pool = candidates.flatMap((der) => readCertificateOrNone(der) ?? []);
  const signer = readCertificate(signerCertificate);
  const chain = [signer];
  let last = signer;
  while (chain.length < maxChainLength && !isSelfSigned(last)) {
    const certificate = last;
    const issuer = findNamedIssuers(certificate, pool).find(
      (candidate) =>
        !chain.some(({ der }) => sameBytes(der, candidate.der)) && checkIssuedBy(certificate, candidate) === 'valid',
    );
    if (issuer === undefined) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain.slice(1).map(({ der }) => der);
}
