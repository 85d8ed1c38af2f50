import type { Finding } from '../contract/index.ts';
import { type Certificate, readExtendedKeyUsage, readKeyUsage } from './certificate.ts';
import { orMalformed } from './der-reader.ts';
import { finding } from './finding.ts';
import { oid } from './object-identifiers.ts';

/** What a certificate is to sign: documents, timestamps (RFC 3161), or OCSP responses for its own issuer (RFC 6960). */
export type SigningPurpose = 'documents' | 'timestamps' | 'ocsp-responses';

/** Purposes that have nothing to do with documents. Any other, clientAuth and emailProtection included, is no hindrance. */
const foreignPurposes: ReadonlySet<string> = new Set([
  oid.serverAuth,
  oid.codeSigning,
  oid.timeStamping,
  oid.ocspSigning,
]);

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
  if (usage !== undefined && !usage.includes('digitalSignature') && !usage.includes('nonRepudiation')) {
    return finding(code, 'failed', 'usage/not-for-signing', { usage: usage.join(' ') });
  }
  const purposes = readExtendedKeyUsage(signer) ?? [];
  const critical = signer.extensions.get(oid.extendedKeyUsage)?.critical === true;
  const values = { usage: purposes.join(' ') };
  switch (purpose) {
    case 'documents':
      return purposes.length > 0 && purposes.every((one) => foreignPurposes.has(one))
        ? finding(code, critical ? 'failed' : 'warning', 'usage/other-purpose', values)
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
