import type { Finding } from '../contract/index.ts';
import {
  digestLengthBytes,
  nameMethod,
  nameUnknownAlgorithm,
  readAlgorithmIdentifier,
  readDigestAlgorithm,
  readSignatureMethod,
  type SignatureMethod,
} from './algorithm.ts';
import { rewriteBer } from './ber.ts';
import { type Certificate, readCertificateOrNone, readSubjectKeyIdentifier } from './certificate.ts';
import { attributeValue, type CmsForm, checkStructure, cmsForms } from './cms-rules.ts';
import { parseSignedData, type SignedData, type SignerInfo } from './cms-structure.ts';
import { DerError, expectTag, readChildren, readElementAt, readTime, sameBytes, tags } from './der-reader.ts';
import { encodeElement, sortSetOf } from './der-writer.ts';
import { digestOf, type ReadableDigestAlgorithm } from './digest.ts';
import { finding, isWeakHash, isWeakRsa } from './finding.ts';
import { oid } from './object-identifiers.ts';
import { checkSignatureOfDigest, checkSignatureValue, type ValueCheck } from './signature-value.ts';
import { type Binding, checkBinding } from './signing-certificate.ts';

/** What a CMS signature turned out to be. Trust in the certificate is not in it: see `checkChain`. */
export interface CmsVerification {
  readonly findings: Finding[];
  /** Structure, digest, signature value and signing certificate all hold. Anything unknown makes it false. */
  readonly intact: boolean;
  /** RSA-PKCS1v15-SHA256, RSA-PSS-SHA384, ECDSA-P256-SHA256, SM2-SM3, or an OID; empty when unreadable. */
  readonly algorithm: string;
  readonly signerCertificate: Uint8Array | null;
  /** Every readable certificate in the CMS, the signer's among them. */
  readonly certificates: Uint8Array[];
  /** What the signer's clock said, if a signingTime attribute is there. */
  readonly signingTime: Date | null;
  /** Digest of the covered bytes as computed now; null when it was not computed. */
  readonly contentDigest: Uint8Array | null;
}

/**
 * Verifies a CMS signature of a PDF (RFC 5652, 5.6; RFC 5035; ISO 32000-2, 12.8.3.3) against the covered bytes, of which
 * only digests are asked: `digestContent` gives them. Supports adbe.pkcs7.detached, ETSI.CAdES.detached and adbe.pkcs7.sha1 with
 * RSA (PKCS#1 v1.5, PSS) and ECDSA on P-256, P-384, P-521. `cms` may end in zeros, as /Contents does.
 *
 * Total: whatever the bytes, it resolves with findings. Only what `digestContent` throws is passed on.
 */
export async function verifyCms(input: {
  cms: Uint8Array;
  digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>;
  subFilter: string;
}): Promise<CmsVerification> {
  const form = cmsForms.get(input.subFilter);
  if (form === undefined) {
    return unreadable(
      finding('cms-structure', 'unknown', 'cms/unsupported-sub-filter', { subFilter: input.subFilter }),
    );
  }
  return verifyForm(
    orMalformed(() => openCms(new Uint8Array(input.cms))),
    form,
    input.digestContent,
  );
}

/** Verifies an opened CMS that should have this form: see `verifyCms`. */
export async function verifyForm(
  opened: OpenedCms | DerError,
  form: CmsForm,
  digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>,
): Promise<CmsVerification> {
  if (opened instanceof DerError) {
    return unreadable(finding('cms-structure', 'failed', 'cms/malformed', {}, opened.message));
  }
  const { signedData, padded, der } = opened;
  const [signer, secondSigner] = signedData.signers;
  if (signer === undefined || secondSigner !== undefined) {
    return unreadable(finding('cms-structure', 'failed', 'cms/signer-count', { count: signedData.signers.length }));
  }
  const structure = checkStructure(signedData, signer, form);
  if (!der) structure.push(finding('cms-structure', 'warning', 'cms/not-der'));
  if (!padded) structure.push(finding('cms-structure', 'failed', 'cms/trailing-bytes'));

  const certificates = signedData.certificates.flatMap((der) => readCertificateOrNone(der) ?? []);
  const { certificate, binding } = findSigner(signer, certificates);
  const hash = orNothing(() => readDigestAlgorithm(signer.digestAlgorithm));
  const method = orNothing(() => readSignatureMethod(signer.signatureAlgorithm, hash));
  const contentDigest = await digestCovered(form, hash, digestContent);
  const digest = checkDigest(form, signedData, signer, hash, contentDigest);
  const signed = hash === undefined ? undefined : signedOctets(form, signedData, signer, contentDigest);
  const value = checkValue(certificate, method, signed, signer.signature);
  const bound = judgeBinding(form, certificate, binding);
  const findings = [...structure, digest, value, bound, ...judgeStrength(form, method, certificate)];
  return {
    findings,
    intact:
      structure.every(({ state }) => state === 'passed' || state === 'warning') &&
      (digest.state === 'passed' || digest.state === 'not-applicable') &&
      value.state === 'passed' &&
      (bound.state === 'passed' || bound.state === 'not-applicable'),
    algorithm: nameAlgorithm(signer, method, certificate),
    signerCertificate: certificate?.der ?? null,
    certificates: certificates.map(({ der }) => der),
    signingTime: orNothing(() => readSigningTime(signer)) ?? null,
    contentDigest: contentDigest ?? null,
  };
}

function unreadable(why: Finding): CmsVerification {
  return {
    findings: [why],
    intact: false,
    algorithm: '',
    signerCertificate: null,
    certificates: [],
    signingTime: null,
    contentDigest: null,
  };
}

function orMalformed<T>(read: () => T): T | DerError {
  try {
    return read();
  } catch (error) {
    if (error instanceof DerError) return error;
    throw error;
  }
}

function orNothing<T>(read: () => T): T | undefined {
  const result = orMalformed(read);
  return result instanceof DerError ? undefined : result;
}

/** `padded`: nothing but zeros follows the element. `der`: it was DER, as ISO 32000-2, 12.8.3.3 wants it, and not BER. */
export interface OpenedCms {
  readonly signedData: SignedData;
  readonly padded: boolean;
  readonly der: boolean;
}

/** Takes a CMS apart, in DER or BER, with what may follow it. Throws DerError. */
export function openCms(cms: Uint8Array): OpenedCms {
  const isPadded = (length: number): boolean => cms.subarray(length).every((byte) => byte === 0);
  const inDer = orMalformed(() => {
    const { encoded } = readElementAt(cms, 0);
    return { signedData: parseSignedData(encoded), padded: isPadded(encoded.length), der: true };
  });
  if (!(inDer instanceof DerError)) return inDer;
  // Older signers wrote BER. What they signed is unaffected: signed attributes are always digested in DER.
  const inBer = orMalformed(() => rewriteBer(cms));
  if (inBer instanceof DerError || sameBytes(inBer.der, cms.subarray(0, inBer.length))) throw inDer;
  return { signedData: parseSignedData(inBer.der), padded: isPadded(inBer.length), der: false };
}

/**
 * The certificate that the signer names. Several may bear the same name and number, by mishap or by intent: then the one that the
 * signed attributes are bound to.
 */
function findSigner(
  signer: SignerInfo,
  certificates: Certificate[],
): { certificate: Certificate | undefined; binding: Binding | DerError } {
  let first: { certificate: Certificate; binding: Binding | DerError } | undefined;
  for (const certificate of certificates) {
    if (orNothing(() => isNamed(signer, certificate)) !== true) continue;
    const binding = orMalformed(() => checkBinding(signer.attributes, certificate));
    if (binding === 'bound') return { certificate, binding };
    first ??= { certificate, binding };
  }
  return first ?? { certificate: undefined, binding: 'absent' };
}

function isNamed({ identifier }: SignerInfo, certificate: Certificate): boolean {
  if (identifier.kind === 'issuer-serial') {
    return (
      sameBytes(identifier.issuer, certificate.issuer) && sameBytes(identifier.serialNumber, certificate.serialNumber)
    );
  }
  const keyIdentifier = readSubjectKeyIdentifier(certificate);
  return keyIdentifier !== undefined && sameBytes(identifier.keyIdentifier, keyIdentifier);
}

async function digestCovered(
  form: CmsForm,
  hash: ReadableDigestAlgorithm | undefined,
  digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>,
): Promise<Uint8Array | undefined> {
  if (form.content === 'sha1-digest') return digestContent('sha1');
  return hash === undefined ? undefined : digestContent(hash);
}

function checkDigest(
  form: CmsForm,
  { content }: SignedData,
  signer: SignerInfo,
  hash: ReadableDigestAlgorithm | undefined,
  contentDigest: Uint8Array | undefined,
): Finding {
  if (hash === undefined || contentDigest === undefined) {
    const algorithm = orNothing(() => readAlgorithmIdentifier(signer.digestAlgorithm).algorithm) ?? '';
    return finding('digest', 'unknown', 'digest/algorithm-unsupported', { algorithm });
  }
  if (contentDigest.length !== digestLengthBytes[form.content === 'sha1-digest' ? 'sha1' : hash]) {
    return finding('digest', 'unknown', 'digest/not-computed', { algorithm: hash });
  }
  const embedded = form.content === 'sha1-digest' ? (content ?? new Uint8Array()) : undefined;
  const differs = finding('digest', 'failed', 'digest/differs', { algorithm: hash }, hexadecimal(contentDigest));
  if (embedded !== undefined && !sameBytes(embedded, contentDigest)) return differs;
  if (signer.signedAttributes === undefined) {
    return finding('digest', 'not-applicable', 'digest/signed-directly', { algorithm: hash });
  }
  const attribute = orNothing(() => {
    const value = attributeValue(signer.attributes, oid.messageDigest);
    return value === undefined ? undefined : expectTag(value, tags.octetString).content;
  });
  const expected = embedded === undefined ? contentDigest : digestOf(hash, embedded);
  if (attribute === undefined || !sameBytes(attribute, expected)) return differs;
  return finding('digest', 'passed', 'digest/matches', { algorithm: hash }, hexadecimal(contentDigest));
}

/** What the value was made over: octets, or only their digest. The first of several that fits counts. */
type Signed = { readonly octets: Uint8Array[] } | { readonly digest: Uint8Array };

function signedOctets(
  form: CmsForm,
  { content }: SignedData,
  { signedAttributes }: SignerInfo,
  contentDigest: Uint8Array | undefined,
): Signed | undefined {
  if (signedAttributes !== undefined) {
    // RFC 5652, 5.4: the DER of the SET OF is signed. Some signers sign the order they wrote, as OpenSSL accepts.
    const sorted = sortSetOf(readChildren(signedAttributes).map(({ encoded }) => encoded));
    const inDer = encodeElement(tags.set, ...sorted);
    const asWritten = encodeElement(tags.set, signedAttributes.content);
    return { octets: sameBytes(inDer, asWritten) ? [inDer] : [inDer, asWritten] };
  }
  if (form.content === 'sha1-digest') return content === undefined ? undefined : { octets: [content] };
  return contentDigest === undefined ? undefined : { digest: contentDigest };
}

function checkValue(
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
  const checks: ValueCheck[] =
    'digest' in signed
      ? [checkSignatureOfDigest(spki, method, signed.digest, signature)]
      : signed.octets.map((octets) => checkSignatureValue(spki, method, octets, signature));
  if (checks.includes('valid')) return finding('signature-value', 'passed', 'signature/valid');
  return checks.includes('invalid')
    ? finding('signature-value', 'failed', 'signature/invalid')
    : finding('signature-value', 'unknown', 'signature/algorithm-unsupported');
}

function judgeBinding(form: CmsForm, certificate: Certificate | undefined, binding: Binding | DerError): Finding {
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

function judgeStrength(
  form: CmsForm,
  method: SignatureMethod | undefined,
  certificate: Certificate | undefined,
): Finding[] {
  if (method === undefined) return [finding('algorithm-strength', 'unknown', 'algorithm/unknown')];
  const weak: Finding[] = [];
  if (isWeakHash(method.hash) || form.content === 'sha1-digest') {
    weak.push(finding('algorithm-strength', 'warning', 'algorithm/weak-hash', { algorithm: 'sha1' }));
  }
  if (certificate?.key.kind === 'rsa' && isWeakRsa(certificate.key.bits)) {
    weak.push(finding('algorithm-strength', 'warning', 'algorithm/weak-key', { bits: certificate.key.bits }));
  }
  return weak.length > 0 ? weak : [finding('algorithm-strength', 'passed', 'algorithm/strong')];
}

function nameAlgorithm(
  { signatureAlgorithm }: SignerInfo,
  method: SignatureMethod | undefined,
  certificate: Certificate | undefined,
): string {
  if (method !== undefined) return nameMethod(method, certificate?.key);
  const name = orNothing(() => readAlgorithmIdentifier(signatureAlgorithm).algorithm);
  return name === undefined ? '' : nameUnknownAlgorithm(name);
}

function readSigningTime({ attributes }: SignerInfo): Date | undefined {
  const value = attributeValue(attributes, oid.signingTime);
  return value === undefined ? undefined : readTime(value);
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
