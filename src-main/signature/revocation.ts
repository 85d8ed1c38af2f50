import { type Certificate, readCertificateOrNone } from './certificate.ts';
import { type CertificateStatus, type RevocationReason, unknownStatus } from './certificate-status.ts';
import { lookUpInCrl } from './crl.ts';
import { type Crl, parseCrl } from './crl-structure.ts';
import { orNothing } from './der-reader.ts';
import { digestOf } from './digest.ts';
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
 * unknown is that of the response that came nearest, or revocation/no-response, revocation/unreadable-certificate.
 */
export type RevocationState =
  | { readonly state: 'good'; readonly evidence: RevocationEvidence }
  | {
      readonly state: 'revoked-before' | 'revoked-after';
      readonly revokedAt: Date;
      readonly reason: RevocationReason;
      readonly evidence: RevocationEvidence;
    }
  | { readonly state: 'unknown'; readonly reason: string };

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
interface Statement {
  readonly status: CertificateStatus;
  readonly evidence: RevocationEvidence | undefined;
}

/**
 * Says for every certificate of a chain below its anchor whether it was revoked at a point in time (RFC 5280, 6.3; RFC 6960), from
 * the CRLs and OCSP responses at hand, all DER. `chain` is that of `checkChain`: the certificate first, the anchor last;
 * `certificates` are others among which OCSP responders may be found. The worst that any sound response says counts. What cannot be
 * read is passed over. Pure and total.
 */
export function checkRevocation(input: {
  chain: Uint8Array[];
  at: Date;
  crls: Uint8Array[];
  ocspResponses: Uint8Array[];
  certificates?: Uint8Array[];
}): CertificateRevocation[] {
  const sources = {
    crls: input.crls.flatMap(readCrl),
    responses: input.ocspResponses.flatMap(readOcspResponse),
    others: (input.certificates ?? []).flatMap((der) => readCertificateOrNone(der) ?? []),
  };
  return input.chain.slice(0, -1).map((der, index) => {
    const certificate = readCertificateOrNone(der);
    const issuer = readCertificateOrNone(input.chain[index + 1] ?? new Uint8Array());
    if (certificate === undefined || issuer === undefined) {
      return { certificate: der, state: 'unknown', reason: 'revocation/unreadable-certificate' };
    }
    return { certificate: der, ...conclude(collect(sources, certificate, issuer, input.at), input.at) };
  });
}

interface Sources {
  readonly crls: readonly ReadCrl[];
  readonly responses: readonly ReadOcspResponse[];
  readonly others: readonly Certificate[];
}

function readCrl(der: Uint8Array): ReadCrl[] {
  const crl = orNothing(() => parseCrl(der));
  return crl === undefined ? [] : [{ crl, digest: sha256(der) }];
}

function readOcspResponse(der: Uint8Array): ReadOcspResponse[] {
  const response = orNothing(() => parseOcspResponse(der));
  return response === undefined || typeof response === 'string' ? [] : [{ response, digest: sha256(der) }];
}

function collect({ crls, responses, others }: Sources, certificate: Certificate, issuer: Certificate, at: Date) {
  return [
    ...crls.map(({ crl, digest }): Statement => {
      const { thisUpdate, nextUpdate = null } = crl;
      const evidence = { kind: 'crl', digest, thisUpdate, nextUpdate, responder: null } as const;
      return { status: lookUpInCrl(crl, certificate, issuer, at), evidence };
    }),
    ...responses.map(({ response, digest }): Statement => {
      const answer = lookUpInOcspResponse(response, certificate, issuer, others, at);
      const responder = judgeResponder(answer, issuer, crls);
      if (responder === 'revoked') return { status: unknownStatus('ocsp/responder-revoked'), evidence: undefined };
      const { status, thisUpdate, nextUpdate } = answer;
      const evidence =
        thisUpdate === null ? undefined : ({ kind: 'ocsp', digest, thisUpdate, nextUpdate, responder } as const);
      return { status, evidence };
    }),
  ];
}

/**
 * RFC 6960, 4.2.2.2.1: a delegate without ocsp-nocheck can be revoked. Where no CRL tells, the choice is left to the one who relies
 * on it; like other validators this one goes on, and says so.
 */
function judgeResponder(
  { responder, producedAt }: OcspAnswer,
  issuer: Certificate,
  crls: readonly ReadCrl[],
): RevocationEvidence['responder'] | 'revoked' {
  if (responder === null || producedAt === null) return null;
  if (responder.kind !== 'to-check') return responder.kind === 'issuer' ? 'issuer' : 'delegate';
  const delegate = readCertificateOrNone(responder.certificate);
  if (delegate === undefined) return null;
  const statuses = crls.map(({ crl }) => lookUpInCrl(crl, delegate, issuer, producedAt));
  if (statuses.some((status) => status.state === 'revoked' && spoils(status, producedAt))) return 'revoked';
  return statuses.some(({ state }) => state === 'good') ? 'delegate' : 'unchecked';
}

/** Whoever holds a stolen key can write any time into a response. */
function spoils({ revokedAt, reason }: Extract<CertificateStatus, { state: 'revoked' }>, producedAt: Date): boolean {
  return revokedAt <= producedAt || reason === 'keyCompromise' || reason === 'unspecified';
}

/** Words for responses about something else: they say least about why nothing is known. */
const besideThePoint: ReadonlySet<string> = new Set(['crl/other-issuer', 'crl/other-scope', 'ocsp/other-certificate']);

function conclude(statements: readonly Statement[], at: Date): RevocationState {
  const revocations = statements.flatMap(({ status, evidence }) =>
    status.state === 'revoked' && evidence !== undefined ? [{ ...status, evidence }] : [],
  );
  const [first] = revocations.toSorted((one, other) => one.revokedAt.getTime() - other.revokedAt.getTime());
  if (first !== undefined) {
    // An invalid date compares with nothing, and then it may have been before.
    const state = at < first.revokedAt ? 'revoked-after' : 'revoked-before';
    return { state, revokedAt: first.revokedAt, reason: first.reason, evidence: first.evidence };
  }
  const good = statements.flatMap(({ status, evidence }) =>
    status.state === 'good' && evidence !== undefined ? [evidence] : [],
  );
  const [freshest] = good.toSorted((one, other) => other.thisUpdate.getTime() - one.thisUpdate.getTime());
  if (freshest !== undefined) return { state: 'good', evidence: freshest };
  const reasons = statements.flatMap(({ status }) => (status.state === 'unknown' ? [status.reason] : []));
  const reason = reasons.find((word) => !besideThePoint.has(word)) ?? 'revocation/no-response';
  return { state: 'unknown', reason };
}

function sha256(bytes: Uint8Array): string {
  return Buffer.from(digestOf('sha256', bytes)).toString('hex');
}
