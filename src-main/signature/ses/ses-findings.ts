import type { Finding, FindingReason } from '../../contract/index.ts';
import {
  type Certificate,
  checkSignatureValue,
  finding,
  isWeakHash,
  isWeakRsa,
  methodOfOid,
  nameMethod,
  readCertificateOrNone,
  rewriteSm2Value,
  type SignatureMethod,
} from '../../x509/index.ts';

import type { SesDeviation } from './ses-deviations.ts';

/** A signature in a seal or over a document, as the structures of GB/T 38540-2020 carry it. */
interface SesValue {
  readonly certificateDer: Uint8Array;
  /** An object identifier. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  readonly signedOctets: Uint8Array;
}

/** Judges a signature value under the code of its step. */
export function judgeSesValue(
  code: Finding['code'],
  { certificateDer, signatureAlgorithm, signature, signedOctets }: SesValue,
): { finding: Finding; certificate: Certificate | undefined; method: SignatureMethod | undefined } {
  const certificate = readCertificateOrNone(certificateDer);
  const method = methodOfOid(signatureAlgorithm);
  const result = (state: Finding['state'], reason: Extract<FindingReason, `signature/${string}`>) => ({
    finding: finding(code, state, reason),
    certificate,
    method,
  });
  if (certificate === undefined) return result('failed', 'signature/certificate-unreadable');
  if (method === undefined) return result('unknown', 'signature/algorithm-unsupported');
  const value = method.scheme === 'sm2' ? rewriteSm2Value(signature) : signature;
  const check = checkSignatureValue(certificate.spki, method, signedOctets, value);
  if (check === 'valid') return result('passed', 'signature/valid');
  return check === 'invalid'
    ? result('failed', 'signature/invalid')
    : result('unknown', 'signature/algorithm-unsupported');
}

/** Says of every algorithm at once whether it is strong enough. */
export function judgeSesStrength(
  used: readonly { readonly method: SignatureMethod | undefined; readonly certificate: Certificate | undefined }[],
): Finding {
  const code = 'algorithm-strength';
  if (used.some(({ method }) => method === undefined)) return finding(code, 'unknown', 'algorithm/unknown');
  const weakHash = used.find(({ method }) => method !== undefined && isWeakHash(method.hash));
  if (weakHash?.method !== undefined) {
    return finding(code, 'warning', 'algorithm/weak-hash', { algorithm: weakHash.method.hash });
  }
  for (const { certificate } of used) {
    if (certificate?.key.kind === 'rsa' && isWeakRsa(certificate.key.bits)) {
      return finding(code, 'warning', 'algorithm/weak-key', { bits: certificate.key.bits });
    }
  }
  return finding(code, 'passed', 'algorithm/strong');
}

/** The name that reports carry, or the object identifier of an unknown algorithm. */
export function nameSesAlgorithm(
  signatureAlgorithm: string,
  method: SignatureMethod | undefined,
  certificate: Certificate | undefined,
): string {
  return method === undefined ? signatureAlgorithm : nameMethod(method, certificate?.key);
}

/** Well-formed, or readable all the same: the deviations are named in the evidence. */
export function judgeSesStructure(
  code: 'seal-structure' | 'ses-structure',
  version: number,
  deviations: readonly SesDeviation[],
): Finding {
  if (deviations.length === 0) return finding(code, 'passed', 'ses/well-formed', { version });
  const evidence = deviations.map(({ field, deviation }) => `${field}: ${deviation}`).join('; ');
  return finding(code, 'warning', 'ses/deviations', { version, count: deviations.length }, evidence);
}

/** Whether nothing failed and nothing is left unknown. */
export function areSound(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== 'failed' && state !== 'unknown');
}
