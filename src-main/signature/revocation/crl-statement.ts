import {
  type Certificate,
  DerError,
  directoryNameKey,
  oid,
  orMalformed,
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
} from './certificate-status.ts';
import { allReasons, scopeOf } from './crl-scope.ts';
import { findCrlSigner, type SignerCircle } from './crl-signers.ts';
import { type Crl, type CrlEntry, findEntries, readCrlNumbers } from './crl-structure.ts';

/** Why a list clears nobody. */
type CrlProblem = Extract<UnknownReason, `crl/${string}`>;
type Bare<Reason> = Reason extends `crl/${infer Word}` ? Word : never;

/** What one list says of one certificate. */
export interface CrlStatement {
  readonly crl: Crl;
  /** Entries about the certificate, `removeFromCRL` included: none counts unless somebody signed who may speak of it. */
  readonly entries: readonly CrlEntry[];
  /** For which reasons its silence clears the certificate. */
  readonly reasons: ReadonlySet<number>;
  /** Why its silence clears nobody, but for the time: crl/… */
  readonly problem: CrlProblem | undefined;
  readonly delta: DeltaNumbers;
  readonly spki: Uint8Array | undefined;
}

type DeltaNumbers = ReturnType<typeof readCrlNumbers>;

/** Said of a list that was not looked at, since too much was brought. */
export const tooComplex = 'crl/too-complex' as const;

/** Critical extensions that are honoured. */
const understoodExtensions: ReadonlySet<string> = new Set([
  oid.authorityKeyIdentifier,
  oid.issuerAltName,
  oid.crlNumber,
  oid.deltaCrlIndicator,
  oid.issuingDistributionPoint,
  oid.freshestCrl,
  oid.authorityInfoAccess,
  oid.expiredCertificatesOnCrl,
]);

/** Reads what a list says of a certificate (RFC 5280, 5 and 6.3.3), but for the time. Total. */
export function readCrlStatement(crl: Crl, certificate: Certificate, circle: SignerCircle): CrlStatement {
  const statement = orMalformed(() => readStatement(crl, certificate, circle));
  return statement instanceof DerError ? silent(crl, 'malformed') : statement;
}

function silent(crl: Crl, problem: Bare<CrlProblem>): CrlStatement {
  const delta = { number: undefined, base: undefined };
  return { crl, entries: [], reasons: new Set(), problem: `crl/${problem}`, delta, spki: undefined };
}

function readStatement(crl: Crl, certificate: Certificate, circle: SignerCircle): CrlStatement {
  const { speaksOf, reasons, indirect } = scopeOf(crl, certificate);
  const isOwn = directoryNameKey(crl.issuer) === directoryNameKey(certificate.issuer);
  if (!speaksOf) return silent(crl, isOwn ? 'other-scope' : 'other-issuer');
  const signer = findCrlSigner(crl, isOwn, circle);
  if (!signer.signed) return silent(crl, signer.problem);
  const about = { serialNumber: certificate.serialNumber, issuer: directoryNameKey(certificate.issuer) };
  const { found, understood } = findEntries(crl, about, indirect);
  const foreign = [...crl.extensions].some(([name, { critical }]) => critical && !understoodExtensions.has(name));
  const problem =
    signer.problem ?? (foreign || !understood ? 'critical-extension' : reasons.size === 0 ? 'other-scope' : undefined);
  return {
    crl,
    entries: found,
    reasons,
    problem: problem && `crl/${problem}`,
    delta: readCrlNumbers(crl),
    spki: signer.spki,
  };
}

/** What the lists say together. `by`: the list that it was learned from. */
export type CrlConclusion =
  | { readonly state: 'revoked'; readonly entry: CrlEntry; readonly by: CrlStatement }
  | { readonly state: 'good'; readonly by: CrlStatement }
  | { readonly state: 'unknown'; readonly reasons: readonly CrlProblem[] };

/**
 * Whoever a list names is revoked, whatever other lists are silent about, and however old it is; but for a hold that a delta list
 * takes back. For all others lists that hold at the time in question have to cover every reason between them (RFC 5280, 6.3.3).
 */
export function concludeFromCrls(
  statements: readonly CrlStatement[],
  certificate: Certificate,
  time: StatusTime,
): CrlConclusion {
  const revocations = statements
    .flatMap((by) => by.entries.map((entry) => ({ state: 'revoked' as const, entry, by })))
    .filter(({ entry, by }) => entry.reason !== 'removeFromCRL' && !isLifted(entry, by, statements, time))
    .toSorted((one, other) => one.entry.revokedAt.getTime() - other.entry.revokedAt.getTime());
  if (revocations[0] !== undefined) return revocations[0];
  // One that was not looked at may be the one that matters.
  if (statements.some(({ problem }) => problem === tooComplex)) return { state: 'unknown', reasons: [tooComplex] };
  const judged = statements.map((by) => ({ by, problem: problemAt(by, statements, certificate, time) }));
  const clearing = judged.flatMap(({ by, problem }) => (problem === undefined ? [by] : []));
  const newestFirst = clearing.toSorted((one, other) => other.crl.thisUpdate.getTime() - one.crl.thisUpdate.getTime());
  const whole = newestFirst.find(({ reasons }) => coversAll([reasons]));
  if (whole !== undefined) return { state: 'good', by: whole };
  const oldest = newestFirst.at(-1);
  if (oldest !== undefined && coversAll(clearing.map(({ reasons }) => reasons))) return { state: 'good', by: oldest };
  const reasons = judged.map(({ problem }) => problem ?? 'crl/some-reasons');
  return { state: 'unknown', reasons };
}

function coversAll(sets: readonly ReadonlySet<number>[]): boolean {
  return [...allReasons].every((reason) => sets.some((set) => set.has(reason)));
}

/** Why a list does not clear the certificate at that time, with a delta list where one belongs to it. */
function problemAt(
  statement: CrlStatement,
  statements: readonly CrlStatement[],
  certificate: Certificate,
  time: StatusTime,
): CrlProblem | undefined {
  if (statement.problem !== undefined) return statement.problem;
  if (statement.delta.base !== undefined) return 'crl/delta';
  const own = periodProblem(statement, certificate, time);
  if (own === undefined) return undefined;
  const isRenewed = statements.some(
    (delta) =>
      delta.problem === undefined &&
      continues(delta, statement) &&
      periodProblem(delta, certificate, time) === undefined &&
      !isInFuture(statement.crl.thisUpdate, time.now),
  );
  return isRenewed ? undefined : own;
}

function periodProblem({ crl }: CrlStatement, certificate: Certificate, time: StatusTime): CrlProblem | undefined {
  const extension = crl.extensions.get(oid.expiredCertificatesOnCrl);
  // X.509, 9.5.2.8.
  const remembersSince = extension && orMalformed(() => readTime(readWhole(extension.value, tags.generalizedTime)));
  if (remembersSince instanceof DerError) return 'crl/malformed';
  const problem = findPeriodProblem({ ...crl, remembersSince }, certificate, time);
  return problem && `crl/${problem}`;
}

/** Whether a delta list goes on from a list (RFC 5280, 5.2.4): same signer and scope, and no number left out between them. */
function continues({ crl, delta, spki }: CrlStatement, before: CrlStatement): boolean {
  if (delta.base === undefined || delta.number === undefined || before.delta.number === undefined) return false;
  if (spki === undefined || before.spki === undefined || !sameBytes(spki, before.spki)) return false;
  const scope = (one: Crl) => one.extensions.get(oid.issuingDistributionPoint)?.value ?? new Uint8Array();
  return (
    directoryNameKey(crl.issuer) === directoryNameKey(before.crl.issuer) &&
    sameBytes(scope(crl), scope(before.crl)) &&
    before.delta.number >= delta.base &&
    before.delta.number < delta.number
  );
}

/** A hold alone can end (RFC 5280, 5.3.1). */
function isLifted(
  { reason }: CrlEntry,
  by: CrlStatement,
  statements: readonly CrlStatement[],
  { now }: StatusTime,
): boolean {
  return (
    reason === 'certificateHold' &&
    statements.some(
      (delta) =>
        delta.problem === undefined &&
        continues(delta, by) &&
        !isInFuture(delta.crl.thisUpdate, now) &&
        delta.entries.some((entry) => entry.reason === 'removeFromCRL'),
    )
  );
}

/** The conclusion about one certificate as its status. */
export function statusOfConclusion(conclusion: CrlConclusion): CertificateStatus {
  if (conclusion.state === 'good') return { state: 'good' };
  if (conclusion.state === 'unknown') return { state: 'unknown', reason: conclusion.reasons[0] ?? 'crl/other-issuer' };
  const { revokedAt, reason } = conclusion.entry;
  return { state: 'revoked', revokedAt, reason };
}
