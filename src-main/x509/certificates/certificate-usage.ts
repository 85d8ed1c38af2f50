import type { Finding } from '../../contract/index.ts';
import { orMalformed } from '../asn1/der-reader.ts';
import { oid } from '../asn1/object-identifiers.ts';
import { type Certificate, readExtendedKeyUsage, readKeyUsage } from './certificate.ts';
import { finding } from './finding.ts';

/** What a certificate is to sign: documents, timestamps (RFC 3161), OCSP responses for its own issuer (RFC 6960), or CRLs. */
export type SigningPurpose = 'documents' | 'timestamps' | 'ocsp-responses' | 'revocation-lists';

/**
 * The registered purposes (RFC 5280, 4.2.1.12, and those of Microsoft) that a signer of documents may have alone: clients of a
 * service, mail, documents, and a card to log on with. Provincial CAs mark clientAuth and emailProtection critical, and mean
 * signers of documents.
 */
const signerPurposes: ReadonlySet<string> = new Set([
  oid.anyPurpose,
  oid.clientAuth,
  oid.emailProtection,
  oid.documentSigning,
  oid.microsoftDocumentSigning,
  oid.microsoftSmartCardLogon,
]);

/** Where purposes are registered. What a CA defines under an arc of its own can mean anything, and is no hindrance. */
const registeredArcs = ['1.3.6.1.5.5.7.3.', '1.3.6.1.4.1.311.', '2.16.840.1.113730.4.'];

/** Whether a purpose is known to have nothing to do with documents. */
const isForeign = (purpose: string): boolean =>
  !signerPurposes.has(purpose) && registeredArcs.some((arc) => purpose.startsWith(arc));

/** Purposes that nobody has who was only checked for a web site or a program. */
const documentPurposes: ReadonlySet<string> = new Set([
  oid.documentSigning,
  oid.emailProtection,
  oid.microsoftDocumentSigning,
  oid.adobeAuthenticDocuments,
]);

/** Whether a certificate names the signing of documents, or of mail, among its purposes. Never throws. */
export function isMadeForDocuments(certificate: Certificate): boolean {
  const purposes = orMalformed(() => readExtendedKeyUsage(certificate) ?? []);
  return !(purposes instanceof Error) && purposes.some((one) => documentPurposes.has(one));
}

/**
 * Whether the purposes of an authority leave out what is signed under it. One without any, or with anyExtendedKeyUsage, may vouch
 * for everything. Throws DerError.
 */
export function isBarredFrom(authority: Certificate, purpose: SigningPurpose): boolean {
  const purposes = readExtendedKeyUsage(authority);
  if (purposes === undefined || purposes.includes(oid.anyPurpose)) return false;
  switch (purpose) {
    case 'documents':
      return purposes.every(isForeign);
    case 'timestamps':
      return !purposes.includes(oid.timeStamping);
    case 'ocsp-responses':
    case 'revocation-lists':
      return false;
  }
}

/** Whether an authority names purposes, and the signing of documents is none of them. Never throws. */
export function isMadeForOthers(authority: Certificate): boolean {
  const purposes = orMalformed(() => readExtendedKeyUsage(authority) ?? [oid.anyPurpose]);
  return purposes instanceof Error || !purposes.some((one) => one === oid.anyPurpose || documentPurposes.has(one));
}

/** Whether keyUsage and extKeyUsage (RFC 5280, 4.2.1.3 and 4.2.1.12) allow a certificate to sign for this purpose. */
export function judgeUsage(signer: Certificate, purpose: SigningPurpose): Finding[] {
  const judged = orMalformed(() => judgeReadableUsage(signer, purpose));
  return [
    judged instanceof Error ? finding('certificate-usage', 'failed', 'usage/malformed', {}, judged.message) : judged,
  ];
}

function judgeReadableUsage(signer: Certificate, purpose: SigningPurpose): Finding {
  const code = 'certificate-usage';
  const usage = readKeyUsage(signer);
  if (purpose === 'revocation-lists') {
    return usage === undefined || usage.includes('cRLSign')
      ? finding(code, 'passed', 'usage/for-revocation-lists')
      : finding(code, 'failed', 'usage/not-for-signing', { usage: usage.join(' ') });
  }
  if (usage !== undefined && !usage.includes('digitalSignature') && !usage.includes('nonRepudiation')) {
    return finding(code, 'failed', 'usage/not-for-signing', { usage: usage.join(' ') });
  }
  const purposes = readExtendedKeyUsage(signer) ?? [];
  const critical = signer.extensions.get(oid.extendedKeyUsage)?.critical === true;
  const values = { usage: purposes.join(' ') };
  switch (purpose) {
    case 'documents':
      // RFC 5280, 4.2.1.12: critical or not, the purposes named are the only ones.
      return purposes.length > 0 && purposes.every(isForeign)
        ? finding(code, 'failed', 'usage/other-purpose', values)
        : finding(code, 'passed', 'usage/for-signing');
    case 'timestamps':
      // RFC 3161, 2.3: this purpose alone, and critical, so that nothing else is ever signed with the key.
      return critical && purposes.length === 1 && purposes[0] === oid.timeStamping
        ? finding(code, 'passed', 'usage/for-timestamps')
        : finding(code, 'failed', 'usage/not-for-timestamps', values);
    case 'ocsp-responses':
      return purposes.includes(oid.ocspSigning)
        ? finding(code, 'passed', 'usage/for-ocsp-responses')
        : finding(code, 'failed', 'usage/not-for-ocsp-responses', values);
  }
}
