import { readPublicKeyKind } from '../keys/public-key.ts';
import { generateSoftwareKey } from '../keys/software-key.ts';
import { trialMarker } from './certificate-description.ts';
import { type DistinguishedName, issueCertificate } from './certificate-issuing.ts';
import type { Signer } from './signer.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What a trial UKey is given. */
export interface TrialCertificates {
  /** The signing certificate, DER. */
  readonly certificate: Uint8Array;
  readonly caCertificate: Uint8Array;
  /** Makes seals (制章) under the same CA, as long as it is held in memory. */
  readonly sealMaker: Signer;
}

/**
 * Makes the certificates of a trial UKey: a CA that exists for this call only (its private key is thrown away, so that it can never
 * sign anything else), and under it a signing certificate for the given public key and that of a seal maker, valid for a year. All
 * names say that they are for trial. For an SM2 key everything is SM2, else the CA is ECDSA on P-256. Throws DerError when the
 * key is no SubjectPublicKeyInfo.
 */
export async function issueTrialCertificates(
  publicKeySpki: Uint8Array,
  subject: { organization: string; commonName: string },
): Promise<TrialCertificates> {
  const scheme = readPublicKeyKind(publicKeySpki).kind === 'sm2' ? 'sm2' : 'ecdsa';
  const authorityKey = await generateSoftwareKey(scheme);
  const makerKey = await generateSoftwareKey(scheme);
  const notBefore = new Date(Math.floor(Date.now() / 1000) * 1000 - dayMs);
  const validity = { notBefore, notAfter: new Date(notBefore.getTime() + 366 * dayMs) };
  const issuer = { name: trialName('钤印', `钤印试用 CA (${trialMarker})`), key: authorityKey };
  const issue = (name: DistinguishedName, spki: Uint8Array, role: 'authority' | 'signer'): Promise<Uint8Array> =>
    issueCertificate({ ...validity, subject: name, publicKeySpki: spki, issuer, role });
  return {
    certificate: await issue(trialName(subject.organization, subject.commonName), publicKeySpki, 'signer'),
    caCertificate: await issue(issuer.name, authorityKey.spki, 'authority'),
    sealMaker: {
      certificate: await issue(trialName('钤印', '钤印试用制章人'), makerKey.spki, 'signer'),
      algorithm: makerKey.algorithm,
      sign: makerKey.sign,
    },
  };
}

function trialName(organization: string, commonName: string): DistinguishedName {
  return { country: 'CN', organization: markTrial(organization), commonName: markTrial(commonName) };
}

function markTrial(name: string): string {
  return name.includes('试用') ? name : `${name}（试用）`;
}
