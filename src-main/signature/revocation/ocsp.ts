import { AppError } from '../../contract/index.ts';
import {
  type Certificate,
  checkIssuedBy,
  checkSignatureValue,
  DerError,
  isSameName,
  judgePath,
  oid,
  orMalformed,
  orNothing,
  readCertificate,
  readCertificateOrNone,
  readSignatureMethod,
  readTime,
  readWhole,
  sameBytes,
  tags,
} from '../../x509/index.ts';

import {
  type CertificateStatus,
  findPeriodProblem,
  isInFuture,
  type StatusTime,
  type UnknownReason,
  unknownStatus,
} from './certificate-status.ts';

import { meansCertificate, responderKeyHash } from './ocsp-certificate-id.ts';
import { type BasicOcspResponse, parseOcspResponse, type SingleResponse } from './ocsp-structure.ts';

/** What an OCSP response says about one certificate. */
export interface OcspAnswer {
  readonly status: CertificateStatus;
  /** Null, like the times below, when the response holds nothing about the certificate that can be relied upon. */
  readonly producedAt: Date | null;
  readonly thisUpdate: Date | null;
  readonly nextUpdate: Date | null;
  readonly responder: OcspResponder | null;
}

/** Who signed a response. */
export interface OcspResponder {
  readonly certificate: Uint8Array;
  /**
   * `issuer`: the issuer itself. `no-check`: a delegate that its issuer vouches for. `to-check`: a delegate that could be
   * revoked.
   */
  readonly kind: 'issuer' | 'no-check' | 'to-check';
}

/**
 * Verifies an OCSP response (RFC 6960, 3.2 and 4.2.2) and looks a certificate up in it, as of a point in time. `issuer` is the
 * certificate that issued it, by a chain that was checked. The responder is that issuer, or someone to whom the issuer itself
 * gave a certificate for OCSP signing that is valid now, since with the key of one that is over anybody could date a response
 * back; `certificates` are others in which to look for it. With a `nonce`, a response that has another one is refused; one
 * without is not, since many responders keep ready-made responses.
 *
 * Unknown comes with a reason: ocsp/malformed, ocsp/malformed-request, ocsp/internal-error, ocsp/try-later,
 * ocsp/signature-required, ocsp/unauthorized, ocsp/other-certificate, ocsp/responder-unknown, ocsp/responder-not-authorized,
 * ocsp/responder-expired, ocsp/in-the-future, ocsp/signature-invalid, ocsp/algorithm-unsupported, ocsp/critical-extension,
 * ocsp/nonce-mismatch, ocsp/too-complex, ocsp/certificate-unknown, ocsp/unknown-time, ocsp/outdated, ocsp/after-expiry. Never
 * throws on a hostile response; throws AppError CERTIFICATE_UNREADABLE for certificate and issuer.
 */
export function checkOcspResponse(input: {
  response: Uint8Array;
  certificate: Uint8Array;
  issuer: Uint8Array;
  at: Date;
  now?: Date;
  nonce?: Uint8Array;
  certificates?: Uint8Array[];
}): OcspAnswer {
  const { at, now = new Date() } = input;
  const certificate = readCertificate(input.certificate);
  const issuer = readCertificate(input.issuer);
  const others = (input.certificates ?? []).flatMap((der) => readCertificateOrNone(der) ?? []);
  const response = orMalformed(() => parseOcspResponse(input.response));
  if (response instanceof DerError) return silent('malformed');
  if (typeof response === 'string') return silent(response);
  if (!repeatsNonce(response, input.nonce)) return silent('nonce-mismatch');
  return lookUpInOcspResponse(response, certificate, issuer, others, { at, proven: true, now, seen: now });
}

/** `seen`: when the response is proven to have been there at the latest, which is now where nobody proves anything. */
export type OcspTime = StatusTime & { readonly seen: Date };

/** The same for what has been read, without a nonce. Total. */
export function lookUpInOcspResponse(
  response: BasicOcspResponse,
  certificate: Certificate,
  issuer: Certificate,
  others: readonly Certificate[],
  time: OcspTime,
): OcspAnswer {
  const answer = orMalformed(() => lookUp(response, certificate, issuer, others, time));
  return answer instanceof DerError ? silent('malformed') : answer;
}

/**
 * Gives an OCSP response back when the responder answered the question. Throws AppError OCSP_UNAVAILABLE with the reason:
 * malformed, malformed-request, internal-error, try-later, signature-required, unauthorized.
 */
export function requireOcspAnswer(response: Uint8Array): Uint8Array {
  const parsed = orMalformed(() => parseOcspResponse(response));
  if (parsed instanceof DerError) {
    throw new AppError('OCSP_UNAVAILABLE', { reason: 'malformed' }, { detail: parsed.message, cause: parsed });
  }
  if (typeof parsed === 'string') throw new AppError('OCSP_UNAVAILABLE', { reason: parsed });
  return response;
}

type OcspReason = Extract<UnknownReason, `ocsp/${string}`> extends `ocsp/${infer Word}` ? Word : never;

function silent(reason: OcspReason): OcspAnswer {
  const status = unknownStatus(`ocsp/${reason}`);
  return { status, producedAt: null, thisUpdate: null, nextUpdate: null, responder: null };
}

function lookUp(
  response: BasicOcspResponse,
  certificate: Certificate,
  issuer: Certificate,
  others: readonly Certificate[],
  time: OcspTime,
): OcspAnswer {
  const singles = response.responses.filter((single) => meansCertificate(single.certificateId, certificate, issuer));
  if (singles.length === 0) return silent('other-certificate');
  const responder = findResponder(response, issuer, others, time.seen);
  if (typeof responder === 'string') return silent(responder);
  const [answer] = singles
    .map((single) => ({ single, status: limited(statusOf(single, certificate, time), response, responder, time) }))
    .toSorted((one, other) => pessimism(one.status) - pessimism(other.status));
  if (answer === undefined) return silent('other-certificate');
  return {
    status: answer.status,
    producedAt: response.producedAt,
    thisUpdate: answer.single.thisUpdate,
    nextUpdate: answer.single.nextUpdate ?? null,
    responder: { certificate: responder.certificate, kind: responder.kind },
  };
}

/** A response that speaks twice of one certificate is taken at its worst word. */
function pessimism({ state }: CertificateStatus): number {
  return state === 'revoked' ? 0 : state === 'unknown' ? 1 : 2;
}

/** What is revoked stays so. Nobody is cleared by one who writes of the future, or whose own certificate is over. */
function limited(
  status: CertificateStatus,
  { producedAt, extensions }: BasicOcspResponse,
  { expired }: FoundResponder,
  { now }: OcspTime,
): CertificateStatus {
  if (status.state !== 'good') return status;
  if (hasForeignCritical(extensions)) return unknownStatus('ocsp/critical-extension');
  if (isInFuture(producedAt, now)) return unknownStatus('ocsp/in-the-future');
  return expired ? unknownStatus('ocsp/responder-expired') : status;
}

function statusOf(single: SingleResponse, certificate: Certificate, time: StatusTime): CertificateStatus {
  if (single.status.state !== 'good') return single.status;
  if (hasForeignCritical(single.extensions)) return unknownStatus('ocsp/critical-extension');
  const cutoff = single.extensions.get(oid.ocspArchiveCutoff);
  const remembersSince = cutoff === undefined ? undefined : readTime(readWhole(cutoff.value, tags.generalizedTime));
  const problem = findPeriodProblem({ ...single, remembersSince }, certificate, time);
  return problem === undefined ? single.status : unknownStatus(`ocsp/${problem}`);
}

const understoodExtensions: ReadonlySet<string> = new Set([oid.ocspNonce, oid.ocspArchiveCutoff]);

function hasForeignCritical(extensions: SingleResponse['extensions']): boolean {
  return [...extensions].some(([name, { critical }]) => critical && !understoodExtensions.has(name));
}

/** RFC 6960, 4.4.1. Some responders leave out the OCTET STRING inside. */
function repeatsNonce({ extensions }: BasicOcspResponse, asked: Uint8Array | undefined): boolean {
  const extension = extensions.get(oid.ocspNonce);
  if (asked === undefined || extension === undefined) return true;
  const found = orNothing(() => readWhole(extension.value, tags.octetString).content) ?? extension.value;
  return sameBytes(found, asked);
}

interface FoundResponder extends OcspResponder {
  /** Its certificate was not valid when the response says it was made, or was over when the response is first seen. */
  readonly expired: boolean;
}

/** The one who signed and was allowed to (RFC 6960, 4.2.2.2), or why there is none. */
function findResponder(
  response: BasicOcspResponse,
  issuer: Certificate,
  others: readonly Certificate[],
  seen: Date,
): FoundResponder | OcspReason {
  const embedded = response.certificates.flatMap((der) => readCertificateOrNone(der) ?? []);
  const named = [issuer, ...embedded, ...others].filter((one) => isNamed(response, one));
  let problem: OcspReason = named.length > maxResponders ? 'too-complex' : 'responder-unknown';
  for (const candidate of named.slice(0, maxResponders)) {
    const found = judgeResponder(response, candidate, issuer, seen);
    if (typeof found !== 'string') return found;
    if (problem !== 'too-complex') problem = found;
  }
  return problem;
}

/** More certificates of one name are no help but a burden: whoever answered may be hidden among the rest. */
const maxResponders = 10;

function isNamed({ responderId }: BasicOcspResponse, candidate: Certificate): boolean {
  return responderId.kind === 'name'
    ? isSameName(responderId.name, candidate.subject)
    : sameBytes(responderId.keyHash, responderKeyHash(candidate));
}

function judgeResponder(
  response: BasicOcspResponse,
  candidate: Certificate,
  issuer: Certificate,
  seen: Date,
): FoundResponder | OcspReason {
  const method = readSignatureMethod(response.signatureAlgorithm);
  if (method === undefined) return 'algorithm-unsupported';
  const checked = checkSignatureValue(candidate.spki, method, response.responseData, response.signature);
  if (checked !== 'valid') return checked === 'invalid' ? 'signature-invalid' : 'algorithm-unsupported';
  const { der } = candidate;
  if (sameBytes(der, issuer.der) || sameBytes(candidate.spki, issuer.spki)) {
    return { certificate: der, kind: 'issuer', expired: false };
  }
  const isLinked = isSameName(candidate.issuer, issuer.subject) && checkIssuedBy(candidate, issuer) === 'valid';
  if (!isLinked) return 'responder-not-authorized';
  const judged = judgePath([candidate, issuer], response.producedAt, 'ocsp-responses');
  const problems = judged.filter(({ state }) => state !== 'passed');
  if (problems.some(({ code }) => code !== 'certificate-validity')) return 'responder-not-authorized';
  return {
    certificate: der,
    kind: candidate.extensions.has(oid.ocspNoCheck) ? 'no-check' : 'to-check',
    expired: problems.length > 0 || seen > candidate.notAfter,
  };
}
