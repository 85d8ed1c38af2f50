import type { Finding } from '../../contract/index.ts';
import {
  type Certificate,
  DerError,
  digestLengthBytes,
  digestOf,
  expectTag,
  finding,
  isWeakHash,
  isWeakRsa,
  nameMethod,
  oid,
  orNothing,
  type ReadableDigestAlgorithm,
  readAlgorithmIdentifier,
  readBrokenDigest,
  type SignatureMethod,
  sameBytes,
  tags,
} from '../../x509/index.ts';

import { type CmsForm, embeddedDigest, embeddedDigestBytes } from './cms-rules.ts';
import type { SignedData, SignerInfo } from './cms-structure.ts';

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
  const matches = finding('digest', 'passed', 'digest/matches', { algorithm: hash }, hexadecimal(contentDigest));
  const differs = finding('digest', 'failed', 'digest/differs', { algorithm: hash }, hexadecimal(contentDigest));
  const embedded = form.content === 'detached' ? undefined : (embeddedDigest(form, content) ?? new Uint8Array());
  if (embedded !== undefined && !sameBytes(embedded, contentDigest)) return differs;
  if (signer.signedAttributes === undefined) {
    if (embedded !== undefined) return matches;
    return finding('digest', 'not-applicable', 'digest/signed-directly', { algorithm: hash });
  }
  const recorded = orNothing(() => readMessageDigest(signer));
  if (recorded === undefined) return finding('digest', 'unknown', 'digest/not-recorded', { algorithm: hash });
  if (sameBytes(recorded, embedded === undefined ? contentDigest : digestOf(hash, content ?? embedded))) return matches;
  // A signature of the content that it brings along says nothing of the covered bytes.
  const isOfOwnContent = content !== undefined && sameBytes(recorded, digestOf(hash, content));
  return isOfOwnContent ? finding('digest', 'unknown', 'digest/of-other-content', { algorithm: hash }) : differs;
}

/** The one messageDigest (RFC 5652, 11.2); undefined when there is none, or more than one. Throws DerError. */
function readMessageDigest({ attributes }: SignerInfo): Uint8Array | undefined {
  const values = attributes.flatMap(({ type, values }) => (type === oid.messageDigest ? values : []));
  const [first, ...others] = values.map((value) => expectTag(value, tags.octetString).content);
  return first !== undefined && others.every((other) => sameBytes(first, other)) ? first : undefined;
}

/** What the ESS signing certificate attributes are worth. */
export function judgeBinding(
  form: CmsForm,
  certificate: Certificate | undefined,
  binding: Binding | 'ambiguous' | DerError,
): Finding {
  const code = 'signing-certificate';
  if (certificate === undefined) return finding(code, 'unknown', 'signing-certificate/missing');
  if (binding instanceof DerError) {
    return finding(code, 'failed', 'signing-certificate/malformed', {}, binding.message);
  }
  if (binding === 'ambiguous' && !form.signingCertificateRequired) {
    return finding(code, 'unknown', 'signing-certificate/ambiguous');
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
  if (isWeakHash(method.hash) || form.content === 'sha1') {
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
