import type { Finding } from '../../contract/index.ts';
import {
  type Certificate,
  DerError,
  finding,
  oid,
  orMalformed,
  orNothing,
  type PrefixedDigestAlgorithm,
  type ReadableDigestAlgorithm,
  readCertificateOrNone,
  readElementAt,
  readSignatureMethod,
  readSignerDigest,
  readSubjectKeyIdentifier,
  readTime,
  rewriteBer,
  rewriteSm2Value,
  sameBytes,
} from '../../x509/index.ts';

import { checkDigest, judgeBinding, judgeStrength, nameAlgorithm } from './cms-findings.ts';
import { actualForm, attributeValue, type CmsForm, checkStructure, cmsForms, judgeForm } from './cms-rules.ts';
import { parseSignedData, type SignedData, type SignerInfo } from './cms-structure.ts';
import { judgeValue, type SignerValue, signsOtherContent } from './cms-value.ts';

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
  digestPrefixedContent?(algorithm: PrefixedDigestAlgorithm, prefix: Uint8Array): Promise<Uint8Array>;
}

/**
 * Verifies a CMS signature of a PDF (RFC 5652, 5.6; RFC 5035; ISO 32000-2, 12.8.3.3) against the covered bytes, of which
 * only digests are asked: `digestContent` gives them. Supports adbe.pkcs7.detached, ETSI.CAdES.detached, adbe.pkcs7.sha1,
 * GM.sm2cms.detached and GM.SM2 with RSA (PKCS#1 v1.5, PSS), ECDSA, EdDSA, and SM2 under the content types of RFC 5652 or
 * GB/T 35275-2017. `cms` may end in zeros, as /Contents does.
 *
 * `digestPrefixedContent` gives the digest of a prefix and the covered bytes together. SM2 (GB/T 32918.2-2016, 6.1) and EdDSA
 * (RFC 8032) need it where there are no signed attributes; without it the value of such a signature is unknown.
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
  const structure = [...checkStructure(signedData, signer, form), ...judgeForm(declaredForm, form, signer)];
  if (!der) structure.push(finding('cms-structure', 'warning', 'cms/not-der'));
  // Nobody signed them, and nobody reads them: what was signed holds all the same.
  if (!padded) structure.push(finding('cms-structure', 'unknown', 'cms/trailing-bytes'));

  const certificates = signedData.certificates.flatMap((der) => readCertificateOrNone(der) ?? []);
  const hash = orNothing(() => readSignerDigest(signer.digestAlgorithm));
  const method = orNothing(() => readSignatureMethod(signer.signatureAlgorithm, hash));
  const contentDigest = await digestCovered(form, hash, digestContent);
  const signerValue: SignerValue = {
    form,
    signedData,
    signer: method?.scheme === 'sm2' ? { ...signer, signature: rewriteSm2Value(signer.signature) } : signer,
    method: hash === undefined ? undefined : method,
    // No digest could be made where it is not clear what is covered.
    contentDigest: contentDigest?.length ? contentDigest : undefined,
    digestPrefixedContent,
  };
  const { certificate, binding, value } = await findSigner(certificates, signerValue);
  const digest = signsOtherContent(certificate, signerValue)
    ? finding('digest', 'failed', 'digest/differs', { algorithm: hash ?? '' })
    : checkDigest(form, signedData, signer, hash, contentDigest);
  const bound = judgeBinding(form, certificate, binding);
  const isOfCovered = value.state === 'passed' && (digest.state === 'passed' || digest.state === 'not-applicable');
  const settled = isOfCovered ? structure.map(beside) : structure;
  const findings = [...settled, digest, value, bound, ...judgeStrength(form, method, certificate, signer)];
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

/** A content that a CMS brings along is beside the point where the digest of the covered bytes is what is signed. */
function beside(one: Finding): Finding {
  return one.reason === 'cms/content-present' ? { ...one, state: 'unknown' } : one;
}

function isSameSigner({ identifier: one }: SignerInfo, { identifier: other }: SignerInfo): boolean {
  if (one.kind === 'key-identifier') {
    return other.kind === one.kind && sameBytes(one.keyIdentifier, other.keyIdentifier);
  }
  return (
    other.kind === one.kind && sameBytes(one.issuer, other.issuer) && sameBytes(one.serialNumber, other.serialNumber)
  );
}

/**
 * One signer who signed several times, with a digest of each kind: every signature of his has to hold, with the same key. Under one
 * name with several keys each reader may take another one for the signer.
 */
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
  const keys = new Set(verified.map(keyOf));
  const isOneKey = keys.size === 1 && new Set(verified.map(holds)).size === 1;
  return {
    ...told,
    intact: told.intact && isOneKey,
    findings: [
      ...told.findings,
      isOneKey
        ? finding('cms-structure', 'warning', 'cms/signed-several-times', { count })
        : finding('cms-structure', 'unknown', 'cms/several-keys-of-one-name', { count }),
    ],
  };
}

const keyOf = ({ signerCertificate }: CmsVerification): string =>
  Buffer.from(signerCertificate ?? []).toString('latin1');
/** Of signatures by one key over one content all hold, or none. */
const holds = ({ findings }: CmsVerification): boolean =>
  findings.some(({ code, state }) => code === 'signature-value' && state === 'passed');

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

/** More certificates of one name than this are not looked at: each may cost reading the whole document. */
const maxNamed = 4;

/**
 * The certificate that the signer names, and whether the value is of its key. Several may bear the same name and number, by mishap or
 * by intent: then the one that the signed attributes are bound to. Where they are bound to none, which one is meant cannot be told,
 * and the one whose key made the value is named.
 */
async function findSigner(
  certificates: readonly Certificate[],
  signerValue: SignerValue,
): Promise<{ certificate: Certificate | undefined; binding: Binding | 'ambiguous' | DerError; value: Finding }> {
  const { signer } = signerValue;
  const byBytes = new Map(
    certificates
      .filter((certificate) => orNothing(() => isNamed(signer, certificate)) === true)
      .map((certificate) => [Buffer.from(certificate.der).toString('latin1'), certificate]),
  );
  const named = [...byBytes.values()];
  let first: { certificate: Certificate; binding: Binding | DerError; value: Finding } | undefined;
  for (const certificate of named.slice(0, maxNamed)) {
    const binding = orMalformed(() => checkBinding(signer.attributes, certificate));
    const value = await judgeValue(certificate, signerValue);
    if (binding === 'bound') return { certificate, binding, value };
    if (first === undefined || (first.value.state !== 'passed' && value.state === 'passed')) {
      first = { certificate, binding, value };
    }
  }
  if (first === undefined) {
    return { certificate: undefined, binding: 'absent', value: await judgeValue(undefined, signerValue) };
  }
  return named.length > 1 && first.binding === 'absent' ? { ...first, binding: 'ambiguous' } : first;
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
  if (form.content !== 'detached') return digestContent(form.content);
  return hash === undefined ? undefined : digestContent(hash);
}

function readSigningTime({ attributes }: SignerInfo): Date | undefined {
  const value = attributeValue(attributes, oid.signingTime);
  return value === undefined ? undefined : readTime(value);
}
