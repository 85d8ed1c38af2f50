import type { LongTermNeed, SignatureLevel, SignatureReport, VerificationReport } from '../contract/index.ts';
import type { SecurityStore } from '../pdf/index.ts';
import { type CertificateRevocation, checkRevocation, parseCertificates } from '../signature/index.ts';

/** A certification path and the time for which it is judged. DER, the certificate first. */
export interface TimedChain {
  readonly chain: readonly Uint8Array[];
  readonly at: Date;
}

const derOf = ({ pem }: { pem: string }): Uint8Array[] => parseCertificates(Buffer.from(pem));

/** The signatures that say yes to the document. */
export const consentsOf = ({ signatures }: VerificationReport): SignatureReport[] =>
  signatures.filter(({ kind }) => kind === 'signature');

/** The chains of the signatures, of the makers of their seals and of the timestamps that prove their times. */
export function chainsOf(report: VerificationReport): TimedChain[] {
  const now = new Date(report.verifiedAt);
  return consentsOf(report).flatMap(({ trusted, chain, signingTime, timestamp, seal, sealMaker }) => [
    ...(trusted ? [{ chain: chain.flatMap(derOf), at: signingTime ? new Date(signingTime) : now }] : []),
    ...(seal && sealMaker?.chainTrusted
      ? [{ chain: sealMaker.chain.flatMap(derOf), at: new Date(seal.createdAt) }]
      : []),
    ...(timestamp ? [{ chain: timestamp.chain.flatMap(derOf), at: new Date(timestamp.time) }] : []),
  ]);
}

/** What these data say of every certificate of the chains. */
export function revocationsOf(chains: readonly TimedChain[], data: SecurityStore): CertificateRevocation[] {
  return chains.flatMap(({ chain, at }) =>
    checkRevocation({
      chain: [...chain],
      at,
      crls: [...data.crls],
      ocspResponses: [...data.ocspResponses],
      certificates: [...data.certificates],
    }),
  );
}

/** What a file still lacks for a level (ETSI EN 319 142-1, 6), in the order in which it has to be added. */
export function missingFor(level: SignatureLevel, report: VerificationReport, store: SecurityStore): LongTermNeed[] {
  if (level === 'B-B') return [];
  const missing: LongTermNeed[] = [];
  if (consentsOf(report).some(({ timestamp }) => timestamp === null)) missing.push('timestamp');
  if (level === 'B-T') return missing;
  const lacksTrust = consentsOf(report).some(({ trusted }) => !trusted);
  const isOpen = revocationsOf(chainsOf(report), store).some(({ state }) => state === 'unknown');
  if (missing.length > 0 || lacksTrust || isOpen) missing.push('revocation');
  if (level === 'B-LT') return missing;
  const isSealed = report.signatures.some(
    ({ kind, coversWholeFile, timestamp }) => kind === 'timestamp' && coversWholeFile && timestamp !== null,
  );
  // The timestamp that proves the signatures' time came before the data about its own authority.
  if (missing.length > 0 || !isSealed) missing.push('archive-timestamp');
  return missing;
}
