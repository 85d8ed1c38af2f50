import type { Finding } from '../../contract/index.ts';
import { orNothing } from '../asn1/der-reader.ts';
import type { Certificate } from '../certificates/certificate.ts';
import { finding, isBrokenRsa, isWeakHash, isWeakRsa } from '../certificates/finding.ts';
import { readSignatureMethod } from '../keys/algorithm.ts';

/**
 * Whether every link of a path (the signing certificate first) is strong enough to be relied upon (ETSI TS 119 312): each
 * signature on a certificate, and each key that made one. The signature on the trust anchor does not count, since the anchor is
 * trusted for itself; its key does. A signer's key that was chosen as trusted itself is judged where its signature is, unless anybody can
 * find it out in an afternoon.
 */
export function judgePathStrength(path: readonly Certificate[], subjectOf: (one: Certificate) => string): Finding[] {
  const signatures = path.slice(0, -1).flatMap((certificate) => {
    const method = orNothing(() => readSignatureMethod(certificate.signatureAlgorithm));
    return method !== undefined && isWeakHash(method.hash)
      ? [finding('chain', 'failed', 'chain/weak-hash', { subject: subjectOf(certificate), algorithm: method.hash })]
      : [];
  });
  const isTooShort = path.length < 2 ? isBrokenRsa : isWeakRsa;
  const keys = path.flatMap((certificate) =>
    certificate.key.kind === 'rsa' && isTooShort(certificate.key.bits)
      ? [finding('chain', 'failed', 'chain/weak-key', { subject: subjectOf(certificate), bits: certificate.key.bits })]
      : [],
  );
  return [...signatures, ...keys];
}
