import type { Finding } from '../contract/index.ts';
import {
  digestLengthBytes,
  nameMethod,
  readAlgorithmIdentifier,
  readBrokenDigest,
  type SignatureMethod,
} from './algorithm.ts';
import type { Certificate } from './certificate.ts';
import { attributeValue, type CmsForm, embeddedDigestBytes } from './cms-rules.ts';
import type { SignedData, SignerInfo } from './cms-structure.ts';
import { DerError, expectTag, orNothing, readChildren, sameBytes, tags } from './der-reader.ts';
import { encodeElement, sortSetOf } from './der-writer.ts';
import { digestOf, type ReadableDigestAlgorithm } from './digest.ts';
import { finding, isWeakHash, isWeakRsa } from './finding.ts';
import { oid } from './object-identifiers.ts';
import { checkSignatureOfDigest, checkSignatureValue, type ValueCheck } from './signature-value.ts';
import type { Binding } from './signing-certificate.ts';

/** Whether the covered bytes are those that were signed: by what the CMS says of their digest. */
export function checkDigest(
  form: CmsForm,
  { content }: SignedData,
  signer: SignerInfo,
  hash: ReadableDigestAlgorithm | undefined,
  contentDigest: Uint8Array | undefined,
): Finding {
  if (hash === undefined || contentDigest === undefined) {
    const algorithm =
      brokenDigestOf(signer) ?? orNothing(() => readAlgorithmIdentifier(signer.digestAlgorithm).algorithm) ?? '';
    return finding('digest', 'unknown', 'digest/algorithm-unsupported', { algorithm });
  }
  if (contentDigest.length !== (embeddedDigestBytes(form) ?? digestLengthBytes[hash])) {
    return finding('digest', 'unknown', 'digest/not-computed', { algorithm: hash });
  }
  const embedded = form.content === 'detached' ? undefined : (content ?? new Uint8Array());
  const differs = finding('digest', 'failed', 'digest/differs', { algorithm: hash }, hexadecimal(contentDigest));
  const matches = finding('digest', 'passed', 'digest/matches', { algorithm: hash }, hexadecimal(contentDigest));
  if (embedded !== undefined && !sameBytes(embedded, contentDigest)) return differs;
  if (signer.signedAttributes === undefined) {
    if (embedded !== undefined) return matches;
    return finding('digest', 'not-applicable', 'digest/signed-directly', { algorithm: hash });
  }
  const attribute = orNothing(() => {
    const value = attributeValue(signer.attributes, oid.messageDigest);
    return value === undefined ? undefined : expectTag(value, tags.octetString).content;
  });
  const expected = embedded === undefined ? contentDigest : digestOf(hash, embedded);
  if (attribute === undefined || !sameBytes(attribute, expected)) return differs;
  return matches;
}

/** What the value may have been made over: octets, or only what stands for them. One that fits is enough. */
export interface Signed {
  readonly octets: Uint8Array[];
  readonly digests: Uint8Array[];
  /** Nothing else comes into question: if none fits, the value is false. */
  readonly complete: boolean;
}

/**
 * What the signature value covers. `prefixedDigest` is e of the covered bytes for SM2, which cannot be had from their plain digest;
 * undefined when nobody could compute it.
 */
export function findSigned(
  form: CmsForm,
  { content }: SignedData,
  { signedAttributes }: SignerInfo,
  method: SignatureMethod | undefined,
  contentDigest: Uint8Array | undefined,
  prefixedDigest: Uint8Array | undefined,
): Signed | undefined {
  if (signedAttributes !== undefined) {
    // RFC 5652, 5.4: the DER of the SET OF is signed. Some signers sign the order they wrote, as OpenSSL accepts.
    const sorted = sortSetOf(readChildren(signedAttributes).map(({ encoded }) => encoded));
    const inDer = encodeElement(tags.set, ...sorted);
    const asWritten = encodeElement(tags.set, signedAttributes.content);
    return { octets: sameBytes(inDer, asWritten) ? [inDer] : [inDer, asWritten], digests: [], complete: true };
  }
  if (form.content !== 'detached') {
    return content === undefined ? undefined : { octets: [content], digests: [], complete: true };
  }
  if (contentDigest === undefined) return undefined;
  if (method?.scheme !== 'sm2') return { octets: [], digests: [contentDigest], complete: true };
  // Products that embed the digest and sign it also sign it without embedding it.
  return {
    octets: [contentDigest],
    digests: prefixedDigest === undefined ? [] : [prefixedDigest],
    complete: prefixedDigest !== undefined,
  };
}

/** Whether the signature value fits the signer's key and what it should cover. */
export function checkValue(
  certificate: Certificate | undefined,
  method: SignatureMethod | undefined,
  signed: Signed | undefined,
  signature: Uint8Array,
): Finding {
  if (certificate === undefined) return finding('signature-value', 'unknown', 'signature/certificate-missing');
  if (method === undefined || signed === undefined) {
    return finding('signature-value', 'unknown', 'signature/algorithm-unsupported');
  }
  const { spki } = certificate;
  const checks: ValueCheck[] = [
    ...signed.octets.map((octets) => checkSignatureValue(spki, method, octets, signature)),
    ...signed.digests.map((digest) => checkSignatureOfDigest(spki, method, digest, signature)),
  ];
  if (checks.includes('valid')) return finding('signature-value', 'passed', 'signature/valid');
  return signed.complete && checks.includes('invalid')
    ? finding('signature-value', 'failed', 'signature/invalid')
    : finding('signature-value', 'unknown', 'signature/algorithm-unsupported');
}

/** What the ESS signing certificate attributes are worth. */
export function judgeBinding(
  form: CmsForm,
  certificate: Certificate | undefined,
  binding: Binding | DerError,
): Finding {
  const code = 'signing-certificate';
  if (certificate === undefined) return finding(code, 'unknown', 'signing-certificate/missing');
  if (binding instanceof DerError) {
    return finding(code, 'failed', 'signing-certificate/malformed', {}, binding.message);
  }
  if (binding === 'bound') return finding(code, 'passed', 'signing-certificate/bound');
  if (binding === 'mismatch') return finding(code, 'failed', 'signing-certificate/mismatch');
  if (binding === 'unsupported') return finding(code, 'unknown', 'signing-certificate/algorithm-unsupported');
  return form.signingCertificateRequired
    ? finding(code, 'failed', 'signing-certificate/absent')
    : finding(code, 'not-applicable', 'signing-certificate/not-required');
}

type Algorithms = Pick<SignerInfo, 'digestAlgorithm' | 'signatureAlgorithm'>;

function brokenDigestOf({ digestAlgorithm, signatureAlgorithm }: Algorithms): string | undefined {
  return orNothing(() => readBrokenDigest(digestAlgorithm)) ?? orNothing(() => readBrokenDigest(signatureAlgorithm));
}

/** Whether hash and key are strong enough to be relied upon. `algorithms`: what is named where no method could be read. */
export function judgeStrength(
  form: CmsForm,
  method: SignatureMethod | undefined,
  certificate: Certificate | undefined,
  algorithms?: Algorithms,
): Finding[] {
  if (method === undefined) {
    const algorithm = algorithms && brokenDigestOf(algorithms);
    return algorithm === undefined
      ? [finding('algorithm-strength', 'unknown', 'algorithm/unknown')]
      : [finding('algorithm-strength', 'unknown', 'algorithm/broken-hash', { algorithm })];
  }
  const weak: Finding[] = [];
  if (isWeakHash(method.hash) || form.content === 'sha1-digest') {
    weak.push(finding('algorithm-strength', 'warning', 'algorithm/weak-hash', { algorithm: 'sha1' }));
  }
  if (certificate?.key.kind === 'rsa' && isWeakRsa(certificate.key.bits)) {
    weak.push(finding('algorithm-strength', 'warning', 'algorithm/weak-key', { bits: certificate.key.bits }));
  }
  return weak.length > 0 ? weak : [finding('algorithm-strength', 'passed', 'algorithm/strong')];
}

/** The name that reports carry; the OID of an unknown algorithm, empty when it is unreadable. */
export function nameAlgorithm(
  signer: Algorithms,
  method: SignatureMethod | undefined,
  certificate: Certificate | undefined,
): string {
  if (method !== undefined) return nameMethod(method, certificate?.key);
  const broken = brokenDigestOf(signer);
  if (broken !== undefined && certificate?.key.kind === 'rsa') return `RSA-PKCS1v15-${broken}`;
  const { signatureAlgorithm } = signer;
  return orNothing(() => readAlgorithmIdentifier(signatureAlgorithm).algorithm) ?? '';
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
