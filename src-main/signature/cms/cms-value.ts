import type { Finding } from '../../contract/index.ts';
import {
  type Certificate,
  checkEddsa,
  checkSignatureOfDigest,
  checkSignatureValue,
  DerError,
  digestOf,
  eddsaPrefix,
  encodeElement,
  finding,
  fitsKey,
  type PrefixedDigestAlgorithm,
  readChildren,
  readScalarPair,
  recoverDigest,
  type SignatureMethod,
  sameBytes,
  sm2Prefix,
  sortSetOf,
  tags,
  type ValueCheck,
} from '../../x509/index.ts';

import type { CmsForm } from './cms-rules.ts';
import type { SignedData, SignerInfo } from './cms-structure.ts';

/** One signer's value, with what it should have been made over. */
export interface SignerValue {
  readonly form: CmsForm;
  readonly signedData: SignedData;
  readonly signer: SignerInfo;
  readonly method: SignatureMethod | undefined;
  /** Of the covered bytes, as long as its algorithm says; undefined when nobody could compute it. */
  readonly contentDigest: Uint8Array | undefined;
  /** See `ContentDigests`. */
  readonly digestPrefixedContent?: (algorithm: PrefixedDigestAlgorithm, prefix: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Whether the signature value fits the signer's key and what it should cover. A value that does not fit says nothing of the covered
 * bytes: those are for `checkDigest`.
 */
export async function judgeValue(certificate: Certificate | undefined, value: SignerValue): Promise<Finding> {
  const code = 'signature-value';
  if (certificate === undefined) return finding(code, 'unknown', 'signature/certificate-missing');
  const { method, form, signer } = value;
  const unsupported = finding(code, 'unknown', 'signature/algorithm-unsupported');
  const { spki, key } = certificate;
  if (method === undefined || key.kind === 'other') return unsupported;
  if (!fitsKey(method.scheme, key)) return finding(code, 'failed', 'signature/invalid');
  const isOverContent =
    signer.signedAttributes === undefined && form.content === 'detached' && form.encapsulatedType === undefined;
  const check = isOverContent
    ? await checkOverContent(spki, method, value)
    : checkOverOctets(spki, method, signedOctets(value), signer.signature);
  if (check === 'valid') return finding(code, 'passed', 'signature/valid');
  if (isOverContent && isOverDigest(spki, method, value)) {
    return finding(code, 'unknown', 'signature/over-digest-alone');
  }
  if (check === 'unsupported') return unsupported;
  // For every pair of numbers there is a message that they sign (GB/T 32918.2-2016, 7.1): what went into Z cannot be told from it.
  if (method.scheme === 'sm2' && !isOverContent && readScalarPair(signer.signature) !== undefined) {
    return finding(code, 'unknown', 'signature/sm2-other-id');
  }
  return finding(code, 'failed', 'signature/invalid');
}

/**
 * Whether a signature over the covered bytes themselves was made, by this key, over others: only RSA PKCS#1 v1.5 tells, whose
 * value holds the digest.
 */
export function signsOtherContent(
  certificate: Certificate | undefined,
  { method, form, signer, contentDigest }: SignerValue,
): boolean {
  if (certificate === undefined || method?.scheme !== 'rsa-pkcs1' || contentDigest === undefined) return false;
  if (signer.signedAttributes !== undefined || form.content !== 'detached') return false;
  const recovered = recoverDigest(certificate.spki, signer.signature);
  if (typeof recovered !== 'object' || recovered.hash !== method.hash) return false;
  const possible = [contentDigest, digestOf(method.hash, contentDigest)];
  return !possible.some((digest) => sameBytes(recovered.digest, digest));
}

/** What is signed where it is at hand: the attributes, else the content. Either of several will do. */
function signedOctets({ signer, signedData }: SignerValue): Uint8Array[] {
  const { signedAttributes } = signer;
  if (signedAttributes === undefined) return signedData.content === undefined ? [] : [signedData.content];
  // RFC 5652, 5.4: the DER of the SET OF is signed. Some signers sign the order they wrote, as OpenSSL accepts.
  const sorted = sortSetOf(readChildren(signedAttributes).map(({ encoded }) => encoded));
  const inDer = encodeElement(tags.set, Buffer.concat(sorted));
  const asWritten = encodeElement(tags.set, signedAttributes.content);
  return sameBytes(inDer, asWritten) ? [inDer] : [inDer, asWritten];
}

function checkOverOctets(
  spki: Uint8Array,
  method: SignatureMethod,
  octets: readonly Uint8Array[],
  signature: Uint8Array,
): ValueCheck {
  const checks = octets.map((one) => checkSignatureValue(spki, method, one, signature));
  return checks.find((check) => check === 'valid') ?? checks[0] ?? 'unsupported';
}

/** RFC 5652, 5.4: without signed attributes the content itself is signed. */
async function checkOverContent(
  spki: Uint8Array,
  method: SignatureMethod,
  { signer, contentDigest, digestPrefixedContent }: SignerValue,
): Promise<ValueCheck> {
  const { signature } = signer;
  if (contentDigest === undefined) return 'unsupported';
  if (method.scheme === 'sm2') {
    const prefix = sm2Prefix(spki);
    if (prefix === undefined) return checkSignatureOfDigest(spki, method, contentDigest, signature);
    const digest = await digestPrefixedContent?.('sm3', prefix);
    return digest?.length ? checkSignatureOfDigest(spki, method, digest, signature) : 'unsupported';
  }
  if (method.scheme !== 'ed25519' && method.scheme !== 'ed448') {
    return checkSignatureOfDigest(spki, method, contentDigest, signature);
  }
  try {
    const { hash, prefix } = eddsaPrefix(method.scheme, spki, signature);
    const digest = await digestPrefixedContent?.(hash, prefix);
    if (!digest?.length) return 'unsupported';
    return (await checkEddsa(method.scheme, spki, digest, signature)) ? 'valid' : 'invalid';
  } catch (error) {
    if (error instanceof DerError) return 'unsupported';
    throw error;
  }
}

/**
 * Whether the digest of the covered bytes was signed as if it were the content, and stands nowhere in the CMS: a challenge of a few
 * bytes, signed for a login, is such a signature.
 */
function isOverDigest(spki: Uint8Array, method: SignatureMethod, { signer, contentDigest }: SignerValue): boolean {
  return contentDigest !== undefined && checkSignatureValue(spki, method, contentDigest, signer.signature) === 'valid';
}
