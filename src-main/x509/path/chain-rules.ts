import type { Finding } from '../../contract/index.ts';
import { DerError } from '../asn1/der-reader.ts';
import { oid } from '../asn1/object-identifiers.ts';
import { type Certificate, readBasicConstraints, readKeyUsage } from '../certificates/certificate.ts';
import { isSelfIssued } from '../certificates/certificate-issuers.ts';
import { isBarredFrom, judgeUsage, type SigningPurpose } from '../certificates/certificate-usage.ts';
import { describeName } from '../certificates/distinguished-name.ts';
import { finding } from '../certificates/finding.ts';
import { readPolicyStatement } from './certificate-policies.ts';
import { breaksNameConstraints } from './name-constraints.ts';
import { findPolicyProblem } from './policy-processing.ts';
import { judgePathStrength } from './strength.ts';

/** Extensions whose meaning is honoured here, or that cannot restrict a signature; any other critical one refuses the path. */
const understood: ReadonlySet<string> = new Set([
  oid.subjectKeyIdentifier,
  oid.keyUsage,
  oid.subjectAltName,
  oid.issuerAltName,
  oid.basicConstraints,
  oid.nameConstraints,
  oid.crlDistributionPoints,
  oid.certificatePolicies,
  oid.policyMappings,
  oid.policyConstraints,
  oid.inhibitAnyPolicy,
  oid.authorityKeyIdentifier,
  oid.extendedKeyUsage,
  oid.freshestCrl,
  oid.ocspNoCheck,
  oid.authorityInfoAccess,
  oid.subjectInfoAccess,
]);

/**
 * Judges a linked path (the signing certificate first) at a point in time, for what is to be signed. Links and trust are not
 * judged here.
 */
export function judgePath(path: readonly Certificate[], at: Date, purpose: SigningPurpose): Finding[] {
  const [signer, ...authorities] = path;
  if (signer === undefined) return [];
  return [
    ...authorities.flatMap((authority, index) =>
      judgeAuthority(authority, path.slice(0, index + 1), authority === path.at(-1)),
    ),
    // What the person or the system chose as an anchor is trusted for whatever it was chosen for (RFC 5280, 6.1.1 (d)).
    ...authorities.slice(0, -1).flatMap((authority) => judgePurposes(authority, purpose)),
    ...path.flatMap(judgeExtensions),
    ...judgePolicies(path),
    ...judgePathStrength(path, subjectOf),
    ...judgeValidity(path, at),
    ...judgeUsage(signer, purpose),
  ];
}

/** `below`: the certificates under the authority, the signer's first. */
function judgeAuthority(authority: Certificate, below: readonly Certificate[], isAnchor: boolean): Finding[] {
  return guarded(authority, () => {
    const values = { subject: subjectOf(authority) };
    const constraints = readBasicConstraints(authority);
    const usage = readKeyUsage(authority);
    // A version 1 root has no extensions to say that it is one; RFC 5280, 6.1.4 (k) leaves it to "other means": it was chosen, and is
    // self-issued. Nobody chose one further down.
    const oldRoot = isAnchor && authority.version < 3 && authority.extensions.size === 0 && isSelfIssued(authority);
    if (constraints?.authority !== true && !oldRoot) return [finding('chain', 'failed', 'chain/not-a-ca', values)];
    if (usage !== undefined && !usage.includes('keyCertSign')) {
      return [finding('chain', 'failed', 'chain/not-for-issuing', values)];
    }
    const counted = below.slice(1).filter((certificate) => !isSelfIssued(certificate)).length;
    if (constraints?.pathLength !== undefined && counted > constraints.pathLength) {
      return [finding('chain', 'failed', 'chain/path-length', { ...values, allowed: constraints.pathLength })];
    }
    // RFC 5280, 6.1.3 (b): self-issued certificates between are exempt, the last one never.
    const constrained = below.filter((certificate, index) => index === 0 || !isSelfIssued(certificate));
    return constrained.some((certificate) => breaksNameConstraints(authority, certificate))
      ? [finding('chain', 'failed', 'chain/name-constraints', values)]
      : [];
  });
}

/** extKeyUsage of an authority limits what it can vouch for (CA/Browser Forum, 7.1.2.10.6; every other validator reads it so). */
function judgePurposes(authority: Certificate, purpose: SigningPurpose): Finding[] {
  return guarded(authority, () =>
    isBarredFrom(authority, purpose)
      ? [finding('chain', 'failed', 'chain/issuer-for-other-purpose', { subject: subjectOf(authority) })]
      : [],
  );
}

/** Certificate policies (RFC 5280, 6.1); the anchor is no part of the path there. */
function judgePolicies(path: readonly Certificate[]): Finding[] {
  const downwards = path.slice(0, -1).toReversed();
  const [signer] = path;
  if (signer === undefined) return [];
  return guarded(signer, () => {
    const statements = downwards.map((certificate) => ({
      ...readPolicyStatement(certificate),
      selfIssued: isSelfIssued(certificate),
    }));
    const foreign = statements.findIndex(({ qualifiersUnderstood }) => !qualifiersUnderstood);
    const at = downwards[foreign];
    if (at !== undefined) {
      const values = { subject: subjectOf(at), extension: oid.certificatePolicies };
      return [finding('chain', 'failed', 'chain/critical-extension', values)];
    }
    const found = findPolicyProblem(statements);
    const where = found && downwards[found.index];
    return where ? [finding('chain', 'failed', `chain/${found.problem}`, { subject: subjectOf(where) })] : [];
  });
}

function judgeExtensions(certificate: Certificate): Finding[] {
  return [...certificate.extensions]
    .filter(([name, { critical }]) => critical && !understood.has(name))
    .map(([name]) =>
      finding('chain', 'failed', 'chain/critical-extension', { subject: subjectOf(certificate), extension: name }),
    );
}

function judgeValidity(path: readonly Certificate[], at: Date): Finding[] {
  const failures = path.flatMap((certificate) => {
    const values = {
      subject: subjectOf(certificate),
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
    };
    if (at < certificate.notBefore)
      return [finding('certificate-validity', 'failed', 'validity/not-yet-valid', values)];
    if (at > certificate.notAfter) return [finding('certificate-validity', 'failed', 'validity/expired', values)];
    // An invalid date compares with nothing.
    return Number.isNaN(at.getTime()) ? [finding('certificate-validity', 'unknown', 'validity/unknown-time')] : [];
  });
  return failures.length > 0 ? failures : [finding('certificate-validity', 'passed', 'validity/valid')];
}

function guarded(certificate: Certificate, judge: () => Finding[]): Finding[] {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return [
      finding('chain', 'failed', 'chain/malformed-extension', { subject: subjectOf(certificate) }, error.message),
    ];
  }
}

function subjectOf(certificate: Certificate): string {
  try {
    return describeName(certificate.subject).display;
  } catch (error) {
    if (error instanceof DerError) return '';
    throw error;
  }
}
