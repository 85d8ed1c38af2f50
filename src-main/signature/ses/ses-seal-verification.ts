import type { Finding } from '../../contract/index.ts';
import { type ChainResult, DerError, finding, orMalformed, readCertificateOrNone } from '../../x509/index.ts';
import type { TimestampVerification } from '../timestamp/timestamp.ts';
import { judgeCriticalExtensions, judgeMakingTime } from './consistency.ts';
import { judgeMaker, judgeMakerDigest, type Trust } from './maker.ts';
import { judgeListed } from './ses-certificate-list.ts';
import { areSound, judgeSesStrength, judgeSesStructure, judgeSesValue } from './ses-findings.ts';
import { parseSeal, type Seal } from './ses-seal.ts';
import { judgeSesTimestamp } from './ses-timestamp.ts';

/** What a seal turned out to be. */
export interface SealVerification {
  /** In the order of the standard: structure, maker's signature, maker and his certificate, validity period. */
  readonly findings: Finding[];
  /** Structure and maker's signature hold: the seal is as its maker made it, whoever that is. */
  readonly intact: boolean;
  /** Nothing failed and nothing is unknown. */
  readonly valid: boolean;
  /** Null when it cannot be read. */
  readonly seal: Seal | null;
  /** The maker's certificate and its issuers, DER, as far as a path was found. */
  readonly makerChain: Uint8Array[];
  /** Along which whoever has CRLs and OCSP responses can tell whether the maker was revoked; null when the seal cannot be read. */
  readonly makerRevocationChain: ChainResult | null;
  /** Over the maker's signature; null when there is none. */
  readonly timestamp: TimestampVerification | null;
}

/**
 * Verifies a seal at a point in time (GB/T 38540-2020, 6.3): structure → maker's signature → maker, whether he is trusted as one, and his
 * certificate (path, validity, usage) → validity period. The maker's certificate is judged at the time the seal was made: what it signed
 * then does not end with it. The seal's own status is not looked at, and for revocation there is `makerRevocationChain`. Total: whatever
 * the bytes, it resolves with findings.
 */
export async function verifySeal(input: { seal: Uint8Array; at: Date } & Trust): Promise<SealVerification> {
  const seal = orMalformed(() => parseSeal(input.seal));
  if (seal instanceof DerError) {
    const malformed = finding('seal-structure', 'failed', 'ses/malformed', {}, seal.message);
    return {
      findings: [malformed],
      intact: false,
      valid: false,
      seal: null,
      makerChain: [],
      makerRevocationChain: null,
      timestamp: null,
    };
  }
  return verifyParsedSeal(seal, input);
}

/** Verifies a seal that was taken apart already: see `verifySeal`. `signer` is the certificate (DER) of who uses it. */
export async function verifyParsedSeal(
  seal: Seal,
  { at, signer, ...trust }: { at: Date; signer?: Uint8Array } & Trust,
): Promise<SealVerification> {
  const structure = judgeSesStructure('seal-structure', seal.info.version, seal.deviations);
  const value = judgeSesValue('seal-maker-signature', { ...seal, certificateDer: seal.makerCertificate });
  const maker = await judgeMaker(seal, trust, signer === undefined ? [] : [signer]);
  const { timestamp: token, signature } = seal;
  const timestamp = token === undefined ? undefined : await judgeSesTimestamp({ timestamp: token, signature }, trust);
  const findings = [
    structure,
    ...judgeCriticalExtensions('seal-structure', seal.info.extensions),
    value.finding,
    ...judgeMakerDigest(value.method),
    ...maker.findings,
    ...judgeMakerExpiry(seal, at),
    judgePeriod(seal, at),
    ...judgeMakingTime(seal, at),
    ...(timestamp === undefined ? [] : [timestamp.finding]),
    judgeSesStrength([value]),
  ];
  return {
    findings,
    intact: areSound([structure, value.finding]),
    valid: areSound(findings),
    seal,
    makerChain: maker.chain.chain,
    makerRevocationChain: maker.revocationChain,
    timestamp: timestamp?.verification ?? null,
  };
}

/**
 * Verifies a seal that is about to be used with a certificate: as `verifySeal`, and whether the certificate is in the seal's list.
 * `valid` says whether the seal may be used.
 */
export async function verifySealUse(
  input: { seal: Uint8Array; certificate: Uint8Array; at: Date } & Trust,
): Promise<SealVerification> {
  const verified = await verifySeal(input);
  if (verified.seal === null) return verified;
  const findings = [...verified.findings, judgeListed(verified.seal.info.property.certificates, input.certificate)];
  return { ...verified, findings, valid: areSound(findings) };
}

function judgeMakerExpiry({ makerCertificate }: Seal, at: Date): Finding[] {
  const certificate = readCertificateOrNone(makerCertificate);
  if (certificate === undefined || !(at > certificate.notAfter)) return [];
  const values = { notAfter: certificate.notAfter.toISOString() };
  return [finding('seal-maker-certificate', 'warning', 'seal/maker-expired-since', values)];
}

function judgePeriod({ info }: Seal, at: Date): Finding {
  const { validFrom, validUntil } = info.property;
  const values = { validFrom: validFrom.toISOString(), validUntil: validUntil.toISOString() };
  if (Number.isNaN(at.getTime())) return finding('seal-validity', 'unknown', 'seal/unknown-time', values);
  if (at < validFrom) return finding('seal-validity', 'failed', 'seal/not-yet-valid', values);
  return at > validUntil
    ? finding('seal-validity', 'failed', 'seal/expired', values)
    : finding('seal-validity', 'passed', 'seal/in-period', values);
}
