import type { Finding } from '../../contract/index.ts';
import {
  DerError,
  digestLengthBytes,
  digestOf,
  expectTag,
  finding,
  nameMethod,
  orMalformed,
  type RecoveredDigest,
  readCertificateOrNone,
  readElementAt,
  recoverDigest,
  rewriteBer,
  sameBytes,
  tags,
} from '../../x509/index.ts';

import { judgeStrength } from './cms-findings.ts';
import type { CmsVerification, ContentDigests } from './cms-verification.ts';

/** Values of /SubFilter whose /Contents is a bare PKCS#1 signature (ISO 32000-1, 12.8.3.2). */
export const pkcs1SubFilters: ReadonlySet<string> = new Set(['adbe.x509.rsa_sha1']);

/** What a PKCS#1 signature turned out to be: as of CMS, but nothing in it tells a time. */
export type Pkcs1Verification = Omit<CmsVerification, 'signingTime'>;

/**
 * Verifies a signature of adbe.x509.rsa_sha1 (ISO 32000-1, 12.8.3.2): `contents` is an OCTET STRING around an RSA PKCS#1 v1.5
 * signature over a digest of the covered bytes, SHA-1 or any that its DigestInfo names; it may end in zeros. `certificates` are the
 * DER of /Cert, the signer's first. They stand in the signature dictionary, among the covered bytes, so no ESS attribute is needed.
 *
 * Total: whatever the bytes, it resolves with findings. Only what `digestContent` throws is passed on.
 */
export async function verifyPkcs1(input: {
  contents: Uint8Array;
  certificates: readonly Uint8Array[];
  digestContent: ContentDigests['digestContent'];
}): Promise<Pkcs1Verification> {
  const opened = orMalformed(() => openOctets(new Uint8Array(input.contents)));
  const [certificate] = input.certificates.slice(0, 1).flatMap((der) => readCertificateOrNone(der) ?? []);
  const recovered =
    opened instanceof DerError || !certificate ? undefined : recoverDigest(certificate.spki, opened.octets);
  const digested = typeof recovered === 'object' ? recovered : undefined;
  const contentDigest = digested && (await input.digestContent(digested.hash));
  const method = digested && ({ scheme: 'rsa-pkcs1', hash: digested.hash } as const);
  const structure = judgeStructure(opened);
  const value = judgeValue(input.certificates, recovered, certificate !== undefined);
  const digest = judgeDigest(digested, contentDigest);
  return {
    findings: [
      structure,
      digest,
      value,
      finding('signing-certificate', 'not-applicable', 'signing-certificate/not-required'),
      ...judgeStrength({ content: 'detached', signingCertificateRequired: false }, method, certificate),
    ],
    intact: [structure, digest, value].every(({ state }) => state === 'passed' || state === 'warning'),
    algorithm: method ? nameMethod(method, certificate?.key) : '',
    signerCertificate: certificate?.der ?? null,
    certificates: input.certificates.flatMap((der) => readCertificateOrNone(der)?.der ?? []),
    contentDigest: contentDigest ?? null,
  };
}

interface OpenedOctets {
  readonly octets: Uint8Array;
  /** Nothing but zeros follows. */
  readonly padded: boolean;
  readonly der: boolean;
}

/** Throws DerError. */
function openOctets(contents: Uint8Array): OpenedOctets {
  const isPadded = (length: number): boolean => contents.subarray(length).every((byte) => byte === 0);
  const inDer = orMalformed(() => expectTag(readElementAt(contents, 0), tags.octetString));
  if (!(inDer instanceof DerError)) {
    return { octets: inDer.content, padded: isPadded(inDer.encoded.length), der: true };
  }
  const inBer = rewriteBer(contents);
  const { content } = expectTag(readElementAt(inBer.der, 0), tags.octetString);
  return { octets: content, padded: isPadded(inBer.length), der: false };
}

function judgeStructure(opened: OpenedOctets | DerError): Finding {
  if (opened instanceof DerError) return finding('cms-structure', 'failed', 'pkcs1/malformed', {}, opened.message);
  if (!opened.padded) return finding('cms-structure', 'unknown', 'pkcs1/trailing-bytes');
  return opened.der
    ? finding('cms-structure', 'passed', 'pkcs1/well-formed')
    : finding('cms-structure', 'warning', 'pkcs1/not-der');
}

function judgeValue(
  given: readonly Uint8Array[],
  recovered: ReturnType<typeof recoverDigest> | undefined,
  isReadable: boolean,
): Finding {
  if (given.length === 0) return finding('signature-value', 'unknown', 'pkcs1/certificate-missing');
  if (!isReadable) return finding('signature-value', 'unknown', 'signature/certificate-unreadable');
  if (typeof recovered === 'object') return finding('signature-value', 'passed', 'signature/valid');
  return recovered === 'unsupported'
    ? finding('signature-value', 'unknown', 'signature/algorithm-unsupported')
    : finding('signature-value', 'failed', 'signature/invalid');
}

function judgeDigest(recovered: RecoveredDigest | undefined, contentDigest: Uint8Array | undefined): Finding {
  if (recovered === undefined || contentDigest === undefined) {
    return finding('digest', 'unknown', 'digest/not-recovered');
  }
  const values = { algorithm: recovered.hash };
  if (contentDigest.length !== digestLengthBytes[recovered.hash]) {
    return finding('digest', 'unknown', 'digest/not-computed', values);
  }
  // As a message the digest is a challenge like any other: see `judgeForm`.
  if (sameBytes(recovered.digest, digestOf(recovered.hash, contentDigest))) {
    return finding('digest', 'unknown', 'signature/over-digest-alone', values);
  }
  const evidence = Buffer.from(contentDigest).toString('hex');
  return sameBytes(recovered.digest, contentDigest)
    ? finding('digest', 'passed', 'digest/matches', values, evidence)
    : finding('digest', 'failed', 'digest/differs', values, evidence);
}
