import type { Finding } from '../contract/index.ts';
import { readSignatureMethod, readSignerDigest } from './algorithm.ts';
import { rewriteBer } from './ber.ts';
import { type Certificate, readCertificateOrNone, readSubjectKeyIdentifier } from './certificate.ts';
import { checkDigest, checkValue, findSigned, judgeBinding, judgeStrength, nameAlgorithm } from './cms-findings.ts';
import { actualForm, attributeValue, type CmsForm, checkStructure, cmsForms } from './cms-rules.ts';
import { parseSignedData, type SignedData, type SignerInfo } from './cms-structure.ts';
import { DerError, orMalformed, orNothing, readElementAt, readTime, sameBytes } from './der-reader.ts';
import type { ReadableDigestAlgorithm } from './digest.ts';
import { finding } from './finding.ts';
import { oid } from './object-identifiers.ts';
import { sm2Prefix } from './signature-value.ts';
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

/** Digests of what is signed, which is itself never held. */
export interface ContentDigests {
  digestContent(algorithm: ReadableDigestAlgorithm): Promise<Uint8Array>;
  /** Of a prefix and the content together. */
  digestPrefixedContent?(algorithm: ReadableDigestAlgorithm, prefix: Uint8Array): Promise<Uint8Array>;
}

/**
 * Verifies a CMS signature of a PDF (RFC 5652, 5.6; RFC 5035; ISO 32000-2, 12.8.3.3) against the covered bytes, of which
 * only digests are asked: `digestContent` gives them. Supports adbe.pkcs7.detached, ETSI.CAdES.detached, adbe.pkcs7.sha1,
 * GM.sm2cms.detached and GM.SM2 with RSA (PKCS#1 v1.5, PSS), ECDSA on P-256, P-384, P-521, and SM2 under the content types of RFC
 * 5652 or GB/T 35275-2017. `cms` may end in zeros, as /Contents does.
 *
 * `digestPrefixedContent` gives the digest of a prefix and the covered bytes together. SM2 without signed attributes needs it
 * (GB/T 32918.2-2016, 6.1); without it the value of such a signature is unknown.
 *
 * Total: whatever the bytes, it resolves with findings. Only what the two functions throw is passed on.
 */
export async function verifyCms(
  input: ContentDigests & { cms: Uint8Array; subFilter: string },
): Promise<CmsVerification> {
  const declaredForm = cmsForms.get(input.subFilter);
  if (declaredForm === undefined) {
    return unreadable(
      finding('cms-structure', 'unknown', 'cms/unsupported-sub-filter', { subFilter: input.subFilter }),
    );
  }
  return verifyForm(
    orMalformed(() => openCms(new Uint8Array(input.cms))),
    declaredForm,
    input,
  );
}

/** Verifies an opened CMS that should have this form: see `verifyCms`. */
export async function verifyForm(
  opened: OpenedCms | DerError,
  declaredForm: CmsForm,
  { digestContent, digestPrefixedContent }: ContentDigests,
): Promise<CmsVerification> {
  if (opened instanceof DerError) {
    return unreadable(finding('cms-structure', 'failed', 'cms/malformed', {}, opened.message));
  }
  const { signedData, padded, der } = opened;
  const [signer, ...others] = signedData.signers;
  if (signer === undefined || others.length > 3 || !others.every((other) => isSameSigner(signer, other))) {
    return unreadable(finding('cms-structure', 'failed', 'cms/signer-count', { count: signedData.signers.length }));
  }
  if (others.length > 0) return verifyEverySigner(opened, declaredForm, { digestContent, digestPrefixedContent });
  const form = orNothing(() => actualForm(declaredForm, signedData, signer)) ?? declaredForm;
  const structure = checkStructure(signedData, signer, form);
  if (form.content !== declaredForm.content) {
    structure.push(finding('cms-structure', 'warning', 'cms/digest-as-content'));
  }
  if (!der) structure.push(finding('cms-structure', 'warning', 'cms/not-der'));
  if (!padded) structure.push(finding('cms-structure', 'failed', 'cms/trailing-bytes'));

  const certificates = signedData.certificates.flatMap((der) => readCertificateOrNone(der) ?? []);
  const { certificate, binding } = findSigner(signer, certificates);
  const hash = orNothing(() => readSignerDigest(signer.digestAlgorithm));
  const method = orNothing(() => readSignatureMethod(signer.signatureAlgorithm, hash));
  const contentDigest = await digestCovered(form, hash, digestContent);
  const digest = checkDigest(form, signedData, signer, hash, contentDigest);
  const prefix =
    method?.scheme === 'sm2' && form.content === 'detached' && signer.signedAttributes === undefined && certificate
      ? sm2Prefix(certificate.spki)
      : undefined;
  const prefixedDigest = prefix && (await digestPrefixedContent?.('sm3', prefix));
  const signed =
    hash === undefined ? undefined : findSigned(form, signedData, signer, method, contentDigest, prefixedDigest);
  const value = checkValue(certificate, method, signed, signer.signature);
  const bound = judgeBinding(form, certificate, binding);
  const findings = [...structure, digest, value, bound, ...judgeStrength(form, method, certificate, signer)];
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

const isSameSigner = ({ identifier: one }: SignerInfo, { identifier: other }: SignerInfo): boolean =>
  one.kind === 'issuer-serial' &&
  other.kind === 'issuer-serial' &&
  sameBytes(one.issuer, other.issuer) &&
  sameBytes(one.serialNumber, other.serialNumber);

/** One signer who signed several times, with a digest of each kind: every signature of his has to hold. */
async function verifyEverySigner(opened: OpenedCms, form: CmsForm, digests: ContentDigests): Promise<CmsVerification> {
  const verified: CmsVerification[] = [];
  for (const signer of opened.signedData.signers) {
    const signedData = { ...opened.signedData, signers: [signer] };
    verified.push(await verifyForm({ ...opened, signedData }, form, digests));
  }
  const told =
    verified.find(({ intact }) => !intact) ??
    verified[0] ??
    unreadable(finding('cms-structure', 'failed', 'cms/signer-count'));
  const count = verified.length;
  return {
    ...told,
    findings: [...told.findings, finding('cms-structure', 'warning', 'cms/signed-several-times', { count })],
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
  if (form.content === 'sm3-digest') return digestContent('sm3');
  return hash === undefined ? undefined : digestContent(hash);
}

function readSigningTime({ attributes }: SignerInfo): Date | undefined {
  const value = attributeValue(attributes, oid.signingTime);
  return value === undefined ? undefined : readTime(value);
}
