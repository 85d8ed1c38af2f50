import type { CertificateInfo, SealFacts, SealMaker } from '../contract/index.ts';
import { describeStandardSeal, type SealVerification } from '../signature/index.ts';
import { describeCertificate } from '../x509/index.ts';

/** A certificate as people see it, null when it cannot be read. */
export function describe(certificate: Uint8Array): CertificateInfo | null {
  try {
    return describeCertificate(certificate);
  } catch {
    return null;
  }
}

/** The seal in a signature as people see it, null when it cannot be read. */
export function describeSeal({ seal }: SealVerification): SealFacts | null {
  return seal ? describeStandardSeal(seal) : null;
}

/** Who made the seal, null when it cannot be read. */
export function describeMaker({ makerRevocationChain }: SealVerification): SealMaker | null {
  if (makerRevocationChain === null) return null;
  const { chain, trusted } = makerRevocationChain;
  return { chain: chain.flatMap((certificate) => describe(certificate) ?? []), chainTrusted: trusted };
}
