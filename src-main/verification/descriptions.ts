import type { CertificateInfo, SealFacts, SealMaker, SignatureReport, UntrustedTop } from '../contract/index.ts';
import { describeStandardSeal, type SealVerification } from '../signature/index.ts';
import { type ChainResult, describeCertificate, isRootAuthority } from '../x509/index.ts';

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

/** The certificates of a path as people see them. */
export function describeChain(chain: ChainResult | null): CertificateInfo[] {
  return (chain?.chain ?? []).flatMap((certificate) => describe(certificate) ?? []);
}

/** Where nothing is missing but the person's trust. */
const untrustedEnds: ReadonlySet<string> = new Set(['chain/untrusted-root', 'chain/incomplete']);

/** What is broken or changed is no better for trust, and leads nobody to give it. */
export function findUntrustedTop(chain: ChainResult | null, verdict: SignatureReport['verdict']): UntrustedTop | null {
  const der = chain?.chain.at(-1);
  if (verdict !== 'indeterminate' || !chain || !der || !chain.findings.some(({ reason }) => untrustedEnds.has(reason)))
    return null;
  const certificate = describe(der);
  return certificate && { certificate, isRoot: isRootAuthority(der) };
}
