import type { Finding } from '../../contract/index.ts';
import { orNothing, sameBytes } from '../asn1/der-reader.ts';
import { type Certificate, fingerprintOf, readCertificateOrNone } from '../certificates/certificate.ts';
import { isMadeForDocuments, isMadeForOthers, type SigningPurpose } from '../certificates/certificate-usage.ts';
import { describeName } from '../certificates/distinguished-name.ts';
import { finding } from '../certificates/finding.ts';
import { findPaths, type Path, type PathEnd } from './chain-paths.ts';
import { judgePath } from './chain-rules.ts';
import { anchorsFor, chosenFor, type TrustAnchor } from './trust-anchor.ts';

/** Whether a certificate can be trusted, and along which certificates. */
export interface ChainResult {
  /** A path to a trust anchor exists and nothing on it failed. */
  readonly trusted: boolean;
  /** DER, the certificate first, the anchor last; as far as a path was found. */
  readonly chain: Uint8Array[];
  readonly findings: Finding[];
  /**
   * Other sound paths, as `chain`, in the order of the search: where a certificate of `chain` turns out to be revoked, one of
   * these may do (RFC 4158, 2.1). Empty when `trusted` is false.
   */
  readonly others: Uint8Array[][];
}

/** Ends at which nothing is wrong but that nobody here trusts them. */
type UntrustedEnd = 'untrusted-root' | 'incomplete';

/** What cannot be checked is unknown; a signature that does not hold is a failure. */
const endFindings: Record<Exclude<PathEnd, 'anchor' | UntrustedEnd>, Finding['state']> = {
  'bad-signature': 'failed',
  'unsupported-algorithm': 'unknown',
  'too-complex': 'unknown',
};

/** So many other sound paths are told, among so many that are looked at once one is found. */
const maxOthers = 7;
const maxPathsAfterSound = 24;

/** What the caller is told of a path, best first when none is sound. */
const endRank: readonly PathEnd[] = [
  'anchor',
  'untrusted-root',
  'bad-signature',
  'unsupported-algorithm',
  'incomplete',
  'too-complex',
];

/**
 * Builds and validates the certification path of a signing certificate at a point in time (RFC 5280, 6): signatures, validity,
 * basicConstraints, pathLenConstraint, keyUsage, name constraints, critical extensions. A trust anchor may be a root, an
 * intermediate, or the certificate itself; see `TrustAnchor` for what it counts for. Strength, purposes and certificate policies
 * of every certificate on the way are judged as well. All paths are tried and the first sound one counts; without one, the
 * findings tell of the best. `purpose` is what the certificate is to sign: documents, when nothing is said. Revocation is not
 * looked at. Never throws on hostile bytes.
 */
export async function checkChain(input: {
  certificate: Uint8Array;
  intermediates: Uint8Array[];
  trustAnchors: readonly TrustAnchor[];
  at: Date;
  purpose?: SigningPurpose;
}): Promise<ChainResult> {
  const certificate = readCertificateOrNone(input.certificate);
  if (certificate === undefined) {
    const findings = [finding('chain', 'failed', 'chain/unreadable-certificate')];
    return { trusted: false, chain: [], findings, others: [] };
  }
  const { trustAnchors, purpose = 'documents' } = input;
  const anchors = readAll(anchorsFor(trustAnchors, purpose));
  const chosen = chosenFor(trustAnchors, purpose);
  const isChosen = ({ der }: Certificate) => chosen.some((anchor) => sameBytes(anchor, der));
  let best: JudgedPath | undefined;
  const sound: JudgedPath[] = [];
  let pathsAfterSound = 0;
  for (const path of findPaths(certificate, readAll(input.intermediates), anchors)) {
    if (sound.length > 0) pathsAfterSound += 1;
    if (sound.length > maxOthers || pathsAfterSound > maxPathsAfterSound) break;
    const judged = judgePath(path.certificates, input.at, purpose);
    const findings = [
      ...(path.end === 'anchor' && hasFailedChain(judged) ? [] : judgeEnd(path, purpose, isChosen)),
      ...judged,
    ];
    if (isSound(findings)) sound.push({ path, findings });
    else if (best === undefined || isBetter({ path, findings }, best)) best = { path, findings };
  }
  const [first, ...others] = sound;
  if (first !== undefined) {
    const { path, findings } = first;
    return { trusted: true, chain: chainOf(path), findings, others: others.map((one) => chainOf(one.path)) };
  }
  if (best === undefined) {
    const findings = [untrusted('incomplete', [certificate])];
    return { trusted: false, chain: [certificate.der], findings, others: [] };
  }
  return { trusted: false, chain: chainOf(best.path), findings: best.findings, others: [] };
}

interface JudgedPath {
  readonly path: Path;
  readonly findings: Finding[];
}

function readAll(certificates: readonly Uint8Array[]): Certificate[] {
  return certificates.flatMap((der) => readCertificateOrNone(der) ?? []);
}

function chainOf(path: Path): Uint8Array[] {
  return path.certificates.map(({ der }) => der);
}

function isSound(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state === 'passed' || state === 'warning');
}

/** A path that ends well and is broken on the way is no passed chain. */
function hasFailedChain(findings: readonly Finding[]): boolean {
  return findings.some(({ code, state }) => code === 'chain' && state === 'failed');
}

/** Who is said to have issued the certificate, and up to where its path goes: the names are what certificates say. */
function untrusted(end: UntrustedEnd, certificates: readonly Certificate[]): Finding {
  const [first, top] = [certificates[0], certificates.at(-1)];
  const issuer = first && describedName(first.issuer);
  return finding('chain', 'unknown', `chain/${end}`, {
    issuer: issuer?.display ?? '',
    ...(issuer?.organization === undefined ? {} : { organization: issuer.organization }),
    top: (top && describedName(top.subject)?.display) ?? '',
    fingerprint: top ? Buffer.from(fingerprintOf(top)).toString('hex') : '',
  });
}

function describedName(name: Uint8Array): ReturnType<typeof describeName> | undefined {
  return orNothing(() => describeName(name));
}

function judgeEnd(
  { certificates, end }: Path,
  purpose: SigningPurpose,
  isChosen: (anchor: Certificate) => boolean,
): Finding[] {
  if (end === 'untrusted-root' || end === 'incomplete') return [untrusted(end, certificates)];
  if (end !== 'anchor') return [finding('chain', endFindings[end], `chain/${end}`)];
  const [signer, anchor] = [certificates[0], certificates.at(-1)];
  if (anchor && isChosen(anchor)) {
    return [finding('chain', 'passed', certificates.length === 1 ? 'chain/pinned' : 'chain/trusted')];
  }
  // Its intermediates have to be made for documents, too: whoever may only vouch for web sites was checked for nothing else.
  const issuers = certificates.slice(1, -1);
  return purpose !== 'documents' || (signer && isMadeForDocuments(signer) && !issuers.some(isMadeForOthers))
    ? [finding('chain', 'passed', 'chain/trusted-by-system')]
    : [finding('chain', 'unknown', 'chain/system-not-for-documents')];
}

function isBetter(one: JudgedPath, other: JudgedPath): boolean {
  const rank = (end: PathEnd): number => endRank.indexOf(end);
  const failures = (findings: Finding[]): number => findings.filter(({ state }) => state === 'failed').length;
  if (rank(one.path.end) !== rank(other.path.end)) return rank(one.path.end) < rank(other.path.end);
  return failures(one.findings) < failures(other.findings);
}
