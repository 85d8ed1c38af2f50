import type { Finding } from '../contract/index.ts';
import { readCertificateOrNone } from './certificate.ts';
import { type ChainResult, checkChain } from './chain.ts';
import { DerError, orMalformed } from './der-reader.ts';
import { finding } from './finding.ts';
import { judgeListed } from './ses-certificate-list.ts';
import { areSound, judgeSesStrength, judgeSesStructure, judgeSesValue } from './ses-findings.ts';
import { parseSeal, type Seal } from './ses-seal.ts';
import { judgeSesTimestamp } from './ses-timestamp.ts';
import type { TrustAnchor } from './trust-anchor.ts';

/** Whom the person trusts, and certificates that may stand between. DER. */
export interface Trust {
  readonly trustAnchors: readonly TrustAnchor[];
  readonly intermediates?: readonly Uint8Array[];
}

/** What a seal turned out to be. */
export interface SealVerification {
  /** In the order of the standard: structure, maker's signature, maker's certificate, validity period. */
  readonly findings: Finding[];
  /** Structure and maker's signature hold: the seal is as its maker made it, whoever that is. */
  readonly intact: boolean;
  /** Nothing failed and nothing is unknown. */
  readonly valid: boolean;
  /** Null when it cannot be read. */
  readonly seal: Seal | null;
  /** The maker's certificate and its issuers, DER, as far as a path was found. */
  readonly makerChain: Uint8Array[];
}

/**
 * Verifies a seal at a point in time (GB/T 38540-2020, 6.3): structure → maker's signature → maker's certificate (path, validity,
 * usage) → validity period. The maker's certificate is judged at the time the seal was made: what it signed then does not end with
 * it. Revocation and the seal's own status are not looked at. Total: whatever the bytes, it resolves with findings.
 */
export async function verifySeal(input: { seal: Uint8Array; at: Date } & Trust): Promise<SealVerification> {
  const seal = orMalformed(() => parseSeal(input.seal));
  if (seal instanceof DerError) {
    const malformed = finding('seal-structure', 'failed', 'ses/malformed', {}, seal.message);
    return { findings: [malformed], intact: false, valid: false, seal: null, makerChain: [] };
  }
  return verifyParsedSeal(seal, input);
}

/** Verifies a seal that was taken apart already: see `verifySeal`. */
export async function verifyParsedSeal(seal: Seal, { at, ...trust }: { at: Date } & Trust): Promise<SealVerification> {
  const structure = judgeSesStructure('seal-structure', seal.info.version, seal.deviations);
  const value = judgeSesValue('seal-maker-signature', { ...seal, certificateDer: seal.makerCertificate });
  const chain = await checkMaker(seal, trust);
  const { timestamp: token, signature } = seal;
  const timestamp = token === undefined ? undefined : await judgeSesTimestamp({ timestamp: token, signature }, trust);
  const findings = [
    structure,
    value.finding,
    ...chain.findings.map((one): Finding => ({ ...one, code: 'seal-maker-certificate' })),
    ...judgeMakerExpiry(seal, at),
    judgePeriod(seal, at),
    ...(timestamp === undefined ? [] : [timestamp.finding]),
    judgeSesStrength([value]),
  ];
  return {
    findings,
    intact: areSound([structure, value.finding]),
    valid: areSound(findings),
    seal,
    makerChain: chain.chain,
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

function checkMaker({ makerCertificate, info }: Seal, trust: Trust): Promise<ChainResult> {
  return checkChain({
    certificate: makerCertificate,
    intermediates: [...(trust.intermediates ?? [])],
    trustAnchors: trust.trustAnchors,
    at: info.property.createdAt,
  });
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
