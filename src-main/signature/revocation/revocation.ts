import { type Certificate, digestOf, orNothing, readCertificateOrNone, sameBytes } from '../../x509/index.ts';
import {
  type CertificateStatus,
  type RevocationReason,
  type StatusTime,
  type UnknownReason,
  unknownStatus,
} from './certificate-status.ts';
import { newBudget, type SignerCircle } from './crl-signers.ts';
import { concludeFromCrls, readCrlStatement, statusOfConclusion, tooComplex } from './crl-statement.ts';
import { type Crl, parseCrl } from './crl-structure.ts';
import { lookUpInOcspResponse, type OcspAnswer } from './ocsp.ts';
import { type BasicOcspResponse, parseOcspResponse } from './ocsp-structure.ts';

/** The response that something was learned from. */
export interface RevocationEvidence {
  readonly kind: 'crl' | 'ocsp';
  /** SHA-256 of the response as it was given, hexadecimal. */
  readonly digest: string;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  /** OCSP only: `unchecked` is a delegate of which nobody says whether it was revoked itself. */
  readonly responder: 'issuer' | 'delegate' | 'unchecked' | null;
}

/**
 * Whether a certificate was revoked, seen from a point in time. `revoked-before`: revoked at that time or before it;
 * `revoked-after`: revoked later, so that it was good then. The latter helps only if the point in time is proven. The reason of
 * unknown is that of the response that came nearest, or revocation/no-response, revocation/stale,
 * revocation/unreadable-certificate.
 */
export type RevocationState =
  | { readonly state: 'good'; readonly evidence: RevocationEvidence }
  | {
      readonly state: 'revoked-before' | 'revoked-after';
      readonly revokedAt: Date;
      readonly reason: RevocationReason;
      readonly evidence: RevocationEvidence;
    }
  | { readonly state: 'unknown'; readonly reason: UnknownReason };

/** `certificate` is DER. */
export type CertificateRevocation = { readonly certificate: Uint8Array } & RevocationState;

interface ReadCrl {
  readonly crl: Crl;
  readonly digest: string;
}

interface ReadOcspResponse {
  readonly response: BasicOcspResponse;
  readonly digest: string;
}

/** What one response says of one certificate. */
export interface Statement {
  readonly status: CertificateStatus;
  readonly evidence: RevocationEvidence | undefined;
}

/**
 * Says for every certificate of a chain below its anchor whether it was revoked at a point in time (RFC 5280, 6.3; RFC 6960),
 * from the CRLs and OCSP responses at hand, all DER. `chain` is that of `checkChain`: the certificate first, the anchor last;
 * `certificates` are others among which responders and signers of lists may be found. `proven: false`: nobody but the signer says
 * that it was at that time, so that only what is fresh `now` clears; `revocation/stale` is then said of what would do if he were
 * right. `existed` tells by its digest since when a response is proven to have been there. The worst that any sound response says
 * counts. What cannot be read is passed over. Total.
 */
export function checkRevocation(input: {
  chain: Uint8Array[];
  at: Date;
  proven?: boolean;
  now?: Date;
  existed?: ReadonlyMap<string, Date>;
  crls: Uint8Array[];
  ocspResponses: Uint8Array[];
  certificates?: Uint8Array[];
}): CertificateRevocation[] {
  const sources = {
    crls: input.crls.flatMap(readCrl),
    responses: input.ocspResponses.flatMap(readOcspResponse),
    others: (input.certificates ?? []).flatMap((der) => readCertificateOrNone(der) ?? []),
    existed: input.existed ?? new Map<string, Date>(),
    budget: newBudget(),
  };
  const { at, proven = true, now = new Date() } = input;
  return input.chain.slice(0, -1).map((der, index) => {
    const path = input.chain.slice(index).flatMap((one) => readCertificateOrNone(one) ?? []);
    if (path.length < input.chain.length - index) {
      return { certificate: der, state: 'unknown', reason: 'revocation/unreadable-certificate' };
    }
    return { certificate: der, ...stateOf(sources, path, { at, proven, now }, []) };
  });
}

/** What a revocation says of the key itself, whoever else certified it. */
const keyReasons: ReadonlySet<RevocationReason> = new Set(['keyCompromise', 'cACompromise', 'aACompromise']);

/**
 * Whether a path (DER, the certificate first) may stand in for one on which these were revoked: it has none of them, nor the key
 * of one that fell into other hands. One whose own certificate was revoked has no substitute. Total.
 */
export function avoidsRevoked(path: readonly Uint8Array[], revocations: readonly CertificateRevocation[]): boolean {
  const certificates = path.flatMap((der) => readCertificateOrNone(der) ?? []);
  return revocations.every((one) => {
    if (one.state !== 'revoked-before' && one.state !== 'revoked-after') return true;
    const revoked = readCertificateOrNone(one.certificate);
    return certificates.every(
      (other) =>
        revoked !== undefined &&
        !sameBytes(other.der, revoked.der) &&
        !(keyReasons.has(one.reason) && sameBytes(other.spki, revoked.spki)),
    );
  });
}

interface Sources {
  readonly crls: readonly ReadCrl[];
  readonly responses: readonly ReadOcspResponse[];
  readonly others: readonly Certificate[];
  readonly existed: ReadonlyMap<string, Date>;
  readonly budget: SignerCircle['budget'];
}

function readCrl(der: Uint8Array): ReadCrl[] {
  const crl = orNothing(() => parseCrl(der));
  return crl === undefined ? [] : [{ crl, digest: sha256(der) }];
}

function readOcspResponse(der: Uint8Array): ReadOcspResponse[] {
  const response = orNothing(() => parseOcspResponse(der));
  return response === undefined || typeof response === 'string' ? [] : [{ response, digest: sha256(der) }];
}

/** Signers of lists have lists of their own; real ones need one step. */
const maxDepth = 3;

/** Of the first certificate of a path. `asking`: those whose state hangs on this one. */
function stateOf(
  sources: Sources,
  path: readonly Certificate[],
  time: StatusTime,
  asking: readonly Certificate[],
): RevocationState {
  const [certificate, issuer] = path;
  if (certificate === undefined || issuer === undefined) {
    return { state: 'unknown', reason: 'revocation/unreadable-certificate' };
  }
  const circle: SignerCircle = {
    authorities: path.slice(1),
    others: sources.others,
    now: time.now,
    budget: sources.budget,
    statusOf: (signerPath) => {
      const [signer] = signerPath;
      const known = [certificate, ...asking];
      if (signer === undefined || known.includes(signer) || known.length > maxDepth) return 'unknown';
      const { state } = stateOf(sources, signerPath, time, known);
      return state === 'revoked-before' || state === 'revoked-after' ? 'revoked' : state;
    },
  };
  const ofCrls = (about: Certificate, when: StatusTime) => {
    const statements = sources.crls.map(({ crl }) => readCrlStatement(crl, about, circle));
    return concludeFromCrls(statements, about, when);
  };
  return conclude(
    [
      ...crlStatement(sources, ofCrls(certificate, time)),
      ...ocspStatements(sources, certificate, issuer, time, ofCrls),
    ],
    time.at,
  );
}

type Conclusion = ReturnType<typeof concludeFromCrls>;

function crlStatement({ crls }: Sources, conclusion: Conclusion): Statement[] {
  if (conclusion.state === 'unknown') {
    return conclusion.reasons.map((reason) => ({ status: unknownStatus(reason), evidence: undefined }));
  }
  const { crl } = conclusion.by;
  const { thisUpdate, nextUpdate = null } = crl;
  const digest = crls.find((one) => one.crl === crl)?.digest ?? '';
  const evidence = { kind: 'crl', digest, thisUpdate, nextUpdate, responder: null } as const;
  return [{ status: statusOfConclusion(conclusion), evidence }];
}

function ocspStatements(
  { responses, others, existed }: Sources,
  certificate: Certificate,
  issuer: Certificate,
  time: StatusTime,
  ofCrls: (about: Certificate, when: StatusTime) => Conclusion,
): Statement[] {
  return responses.map(({ response, digest }) => {
    const seen = existed.get(digest) ?? time.now;
    const answer = lookUpInOcspResponse(response, certificate, issuer, others, { ...time, seen });
    const responder = judgeResponder(answer, seen, (about) => ofCrls(about, { at: seen, proven: true, now: time.now }));
    if (responder === 'revoked') return { status: unknownStatus('ocsp/responder-revoked'), evidence: undefined };
    const { status, thisUpdate, nextUpdate } = answer;
    const evidence =
      thisUpdate === null ? undefined : ({ kind: 'ocsp', digest, thisUpdate, nextUpdate, responder } as const);
    return { status, evidence };
  });
}

/**
 * RFC 6960, 4.2.2.2.1: a delegate without ocsp-nocheck can be revoked. Where no CRL tells, the choice is left to the one who relies
 * on it; like other validators this one goes on, and says so.
 */
function judgeResponder(
  { responder, producedAt }: OcspAnswer,
  seen: Date,
  ofCrls: (about: Certificate) => Conclusion,
): RevocationEvidence['responder'] | 'revoked' {
  if (responder === null || producedAt === null) return null;
  if (responder.kind === 'issuer') return 'issuer';
  const delegate = readCertificateOrNone(responder.certificate);
  if (delegate === undefined) return null;
  // That nobody need ask about a delegate is no reason not to hear what its issuer says without being asked.
  const conclusion = ofCrls(delegate);
  if (conclusion.state === 'revoked' && spoils(conclusion.entry, seen)) return 'revoked';
  return responder.kind === 'no-check' || conclusion.state === 'good' ? 'delegate' : 'unchecked';
}

/** Whoever holds a stolen key can write any time into a response: the time counts when it is seen, not the one in it. */
export function spoils({ revokedAt, reason }: { revokedAt: Date; reason: RevocationReason }, seen: Date): boolean {
  return revokedAt <= seen || reason === 'keyCompromise' || reason === 'unspecified';
}

/** Words for responses about something else: they say least about why nothing is known. */
const besideThePoint: ReadonlySet<UnknownReason> = new Set([
  'crl/other-issuer',
  'crl/other-scope',
  'ocsp/other-certificate',
]);

/** Words for responses of which nobody knows who made them: anybody can add such to a file. */
const unauthenticated: ReadonlySet<UnknownReason> = new Set([
  'crl/malformed',
  'crl/signature-invalid',
  'crl/signer-unknown',
  'ocsp/malformed',
  'ocsp/signature-invalid',
  'ocsp/responder-unknown',
  'ocsp/responder-not-authorized',
]);

/**
 * Words for responses that were not looked at. While one is left nobody is cleared by others: a file could bring a crowd in which the one
 * that tells of a revocation is lost.
 */
const notLookedAt: ReadonlySet<UnknownReason> = new Set([tooComplex, 'ocsp/too-complex']);

/** Whether the reason of an unknown state is that not everything was looked at. */
export const isNotLookedAt = (reason: UnknownReason): boolean => notLookedAt.has(reason);

const stale: ReadonlySet<UnknownReason> = new Set(['crl/stale', 'ocsp/stale']);

/** Whether the reason of an unknown state comes of something that the issuer said. */
export const isSaidByIssuer = (reason: UnknownReason): boolean =>
  reason !== 'revocation/no-response' && !unauthenticated.has(reason);

/** Why nothing is known, by what came nearest to an answer. */
export function nearestReason(reasons: readonly UnknownReason[]): UnknownReason {
  if (reasons.some((word) => stale.has(word))) return 'revocation/stale';
  const relevant = reasons.filter((word) => !besideThePoint.has(word));
  return relevant.find(isSaidByIssuer) ?? relevant[0] ?? 'revocation/no-response';
}

/** The worst that any response says; of what clears, the freshest. */
export function conclude(statements: readonly Statement[], at: Date): RevocationState {
  const revocations = statements.flatMap(({ status, evidence }) =>
    status.state === 'revoked' && evidence !== undefined ? [{ ...status, evidence }] : [],
  );
  const [first] = revocations.toSorted((one, other) => one.revokedAt.getTime() - other.revokedAt.getTime());
  if (first !== undefined) {
    // An invalid date compares with nothing, and then it may have been before.
    const state = at < first.revokedAt ? 'revoked-after' : 'revoked-before';
    return { state, revokedAt: first.revokedAt, reason: first.reason, evidence: first.evidence };
  }
  const unseen = statements.find(({ status }) => status.state === 'unknown' && notLookedAt.has(status.reason));
  if (unseen?.status.state === 'unknown') return { state: 'unknown', reason: unseen.status.reason };
  const good = statements.flatMap(({ status, evidence }) =>
    status.state === 'good' && evidence !== undefined ? [evidence] : [],
  );
  const [freshest] = good.toSorted((one, other) => other.thisUpdate.getTime() - one.thisUpdate.getTime());
  if (freshest !== undefined) return { state: 'good', evidence: freshest };
  const reasons = statements.flatMap(({ status }) => (status.state === 'unknown' ? [status.reason] : []));
  return { state: 'unknown', reason: nearestReason(reasons) };
}

/** The digest by which evidence names a response. */
function sha256(bytes: Uint8Array): string {
  return Buffer.from(digestOf('sha256', bytes)).toString('hex');
}
