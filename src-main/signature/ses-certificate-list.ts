import type { Finding } from '../contract/index.ts';
import { sameBytes } from './der-reader.ts';
import { digestOf, type ReadableDigestAlgorithm } from './digest.ts';
import { finding } from './finding.ts';
import type { CertificateList } from './ses-seal.ts';

/** The names under which makers write digests, in capitals and without hyphens. */
const digestNames = new Map<string, ReadableDigestAlgorithm>([
  ['SM3', 'sm3'],
  ['1.2.156.10197.1.401', 'sm3'],
  ['SHA1', 'sha1'],
  ['1.3.14.3.2.26', 'sha1'],
  ['SHA256', 'sha256'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
]);
/** Tried when the name is unknown: equal digests are proof, whatever they are called. */
const unnamedDigests: readonly ReadableDigestAlgorithm[] = ['sm3', 'sha256'];

/** A list of whole certificates, DER. */
export function listCertificates(certificates: readonly Uint8Array[]): CertificateList {
  return { kind: 'certificates', certificates };
}

/** A list of the SM3 digests of certificates, DER. */
export function listCertificateDigests(certificates: readonly Uint8Array[]): CertificateList {
  const digests = certificates.map((der) => ({ algorithm: 'SM3', value: digestOf('sm3', der) }));
  return { kind: 'digests', digests };
}

/** Whether the holder of a certificate (DER) may use the seal: the same bytes, or the same digest. */
export function isListed(list: CertificateList, certificate: Uint8Array): boolean {
  if (list.kind === 'certificates') return list.certificates.some((listed) => sameBytes(listed, certificate));
  return list.digests.some(({ algorithm, value }) => {
    const named = digestNames.get(algorithm.toUpperCase().replaceAll('-', ''));
    const candidates = named === undefined ? unnamedDigests : [named];
    return candidates.some((candidate) => sameBytes(digestOf(candidate, certificate), value));
  });
}

/** Says whether the certificate is in the seal's list (GB/T 38540-2020, 7.3). */
export function judgeListed(list: CertificateList, certificate: Uint8Array): Finding {
  return isListed(list, certificate)
    ? finding('seal-certificate-list', 'passed', 'seal/certificate-listed')
    : finding('seal-certificate-list', 'failed', 'seal/certificate-not-listed');
}
