import { AppError, emptyReceiptText, type Receipt, receiptText } from '../../contract/index.ts';
import {
  digestLengthBytes,
  longestSignatureBytes,
  oid,
  readCertificate,
  type Signer,
  signOctets,
} from '../../x509/index.ts';

import { isListed } from './ses-certificate-list.ts';
import { fitsTextType } from './ses-deviations.ts';
import { readSeal, type Seal, type SesExtension } from './ses-seal.ts';
import { bareOid } from './ses-seal-making.ts';
import { encodeSesSignature, encodeToSign } from './ses-signature.ts';

/** What is sealed, and with which seal (DER). */
interface Sealing {
  readonly seal: Uint8Array;
  /** Digest of what is protected, by `signer.algorithm.hash`: SM3 for SM2. */
  readonly dataHash: Uint8Array;
  /** Names what is protected; ASCII. */
  readonly propertyInfo: string;
  /** Cut to whole seconds. */
  readonly time: Date;
  readonly signer: Signer;
  /** The place of this use in the ledger of whoever seals; goes into extDatas. */
  readonly receipt?: Receipt | undefined;
  /** Asked for a timestamp token (RFC 3161) over the signature value, once there is one; undefined: there is none. */
  readonly timestampOver?: ((signature: Uint8Array) => Promise<Uint8Array | undefined>) | undefined;
}

/**
 * Seals a document (签章, GB/T 38540-2020, 7.2): the signer signs TBS_Sign, in which the seal stands whole. Gives SES_Signature in
 * DER, in the version of the seal; one of GM/T 0031-2014 is refused. Whether the seal is sound and in its validity period is for `verifySealUse` to say beforehand; a
 * certificate that is not in the seal's list is refused here too. Throws AppError INVALID_INPUT, SEAL_UNREADABLE, SEAL_UNUSABLE, CERTIFICATE_UNREADABLE,
 * CERTIFICATE_UNUSABLE, SIGNATURE_SELF_CHECK_FAILED, and whatever `sign` throws.
 */
export async function signSes({
  seal: sealDer,
  dataHash,
  propertyInfo,
  time,
  signer,
  receipt,
  timestampOver,
}: Sealing): Promise<Uint8Array> {
  const seal = readCurrentSeal(sealDer);
  const { hash } = signer.algorithm;
  if (dataHash.length !== digestLengthBytes[hash]) invalid(`dataHash is not a ${hash} digest`);
  if (!fitsTextType(propertyInfo, 'ia5String')) invalid('propertyInfo is not ASCII');
  if (Number.isNaN(time.getTime())) invalid('time is none');
  const certificate = readCertificate(signer.certificate);
  if (!isListed(seal.info.property.certificates, certificate.der)) {
    throw new AppError('SEAL_UNUSABLE', { reason: 'seal/certificate-not-listed' });
  }
  const { version } = seal.info;
  const extensions = receipt && [receiptExtension(receiptText(receipt))];
  const toSign = encodeToSign({
    version,
    sealDer: seal.der,
    signingTime: time,
    dataHash,
    propertyInfo,
    ...(extensions ? { extensions } : {}),
  });
  const signature = await signOctets(signer, certificate, toSign);
  const timestamp = await timestampOver?.(signature);
  return encodeSesSignature(toSign, {
    certificate: certificate.der,
    signatureAlgorithm: bareOid(signer),
    signature,
    ...(timestamp ? { timestamp } : {}),
  });
}

/**
 * The most bytes that `signSes` can give for this seal and signer. Throws AppError INVALID_INPUT, SEAL_UNREADABLE, SEAL_UNUSABLE, CERTIFICATE_UNREADABLE and
 * CERTIFICATE_UNUSABLE.
 */
export function sesSizeBytes({
  seal: sealDer,
  propertyInfo,
  signer,
}: Pick<Sealing, 'seal' | 'propertyInfo'> & { signer: Pick<Signer, 'certificate' | 'algorithm'> }): number {
  const seal = readCurrentSeal(sealDer);
  const certificate = readCertificate(signer.certificate);
  const toSign = encodeToSign({
    version: seal.info.version,
    sealDer: seal.der,
    signingTime: new Date(0),
    dataHash: new Uint8Array(digestLengthBytes[signer.algorithm.hash]),
    propertyInfo,
    extensions: [receiptExtension(emptyReceiptText)],
  });
  return encodeSesSignature(toSign, {
    certificate: certificate.der,
    signatureAlgorithm: bareOid(signer),
    signature: new Uint8Array(longestSignatureBytes(certificate.key)),
  }).length;
}

/** ExtData (GB/T 38540-2020, 7.1.3), not critical: who does not know it loses nothing. */
const receiptExtension = (text: string): SesExtension => ({
  type: oid.qianyinReceipt,
  critical: false,
  value: new TextEncoder().encode(text),
});

function readCurrentSeal(der: Uint8Array): Seal {
  const seal = readSeal(der);
  if (seal.form === 'v4') return seal;
  throw new AppError('SEAL_UNUSABLE', { reason: 'seal/older-standard' });
}

function invalid(detail: string): never {
  throw new AppError('INVALID_INPUT', { detail });
}
