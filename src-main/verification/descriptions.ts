import type { CertificateInfo, SealFacts } from '../contract/index.ts';
import { describeCertificate, describeStandardSeal, type SealVerification } from '../signature/index.ts';

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
