import { createHash } from 'node:crypto';
import type { Finding } from '../../contract/index.ts';
import { digestOf, finding, type ReadableDigestAlgorithm, sameBytes } from '../../x509/index.ts';

import type { CertificateList } from './ses-seal.ts';

/** MD5 is known so that it can be named. */
type ListedDigest = ReadableDigestAlgorithm | 'md5';

/** The names under which makers write digests, in capitals and without hyphens. */
const digestNames = new Map<string, ListedDigest>([
  ['SM3', 'sm3'],
  ['1.2.156.10197.1.401', 'sm3'],
  ['MD5', 'md5'],
  ['1.2.840.113549.2.5', 'md5'],
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

/** Digests of which two certificates can be made that have the same one. */
const weakDigests: ReadonlySet<string> = new Set(['md5', 'sha1']);

/** The digests by which a list names a certificate; `whole` where it has the certificate itself. */
function namings(list: CertificateList, certificate: Uint8Array): string[] {
  if (list.kind === 'certificates') {
    return list.certificates.some((listed) => sameBytes(listed, certificate)) ? ['whole'] : [];
  }
  return list.digests.flatMap(({ algorithm, value }) => {
    const named = digestNames.get(algorithm.toUpperCase().replaceAll('-', ''));
    const candidates = named === undefined ? unnamedDigests : [named];
    return candidates.filter((candidate) => sameBytes(listedDigest(candidate, certificate), value));
  });
}

function listedDigest(algorithm: ListedDigest, certificate: Uint8Array): Uint8Array {
  return algorithm === 'md5' ? createHash('md5').update(certificate).digest() : digestOf(algorithm, certificate);
}

/** Whether a list names a certificate (DER): the same bytes, or the same digest. */
export function isListed(list: CertificateList, certificate: Uint8Array): boolean {
  return namings(list, certificate).length > 0;
}

/** Says whether the certificate is in the seal's list (GB/T 38540-2020, 7.3). One weak digest alone may have been another's. */
export function judgeListed(list: CertificateList, certificate: Uint8Array): Finding {
  const found = namings(list, certificate);
  const [algorithm] = found;
  if (algorithm === undefined) return finding('seal-certificate-list', 'failed', 'seal/certificate-not-listed');
  return found.every((one) => weakDigests.has(one))
    ? finding('seal-certificate-list', 'unknown', 'seal/list-weak-digest', { algorithm: algorithm.toUpperCase() })
    : finding('seal-certificate-list', 'passed', 'seal/certificate-listed');
}
