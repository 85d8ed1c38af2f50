import { AppError, type Finding, type SignatureReport, type VerificationReport } from '../contract/index.ts';
import {
  addsOnlyValidationData,
  type ByteRangeProblem,
  type CoveredBytes,
  checkByteRange,
  displayedRect,
  hasEnd,
  holdsSignature,
  isDocumentTimestamp,
  isNeverFilled,
  openAsViewersDo,
  openFromHeaderOn,
  type PdfDocument,
  pageCount,
  pageNumberOf,
  producerOfSavedAnew,
  readPage,
  readSignatures,
  type SignatureField,
  type SignatureValue,
  type SignatureWithFields,
} from '../pdf/index.ts';
import type { ContentDigests } from '../signature/index.ts';
import { finding } from '../x509/index.ts';
import { type CheckedSignature, checkSignature } from './check-signature.ts';
import { describe, describeChain, findUntrustedTop } from './descriptions.ts';
import { DocumentDigests } from './document-digests.ts';
import { judgeDocumentTimestamps, timestampsAfter } from './document-timestamps.ts';
import { type JudgedChanges, judgeLaterChanges } from './later-changes.ts';
import { parsePdfDate } from './pdf-date.ts';
import type { VerificationRequest } from './request.ts';
import { gatherRevocationData } from './revocation-data.ts';
import { createPictureJudge } from './seals/picture-judgement.ts';
import { reportSigner } from './signature-report.ts';
import { claimIn, factsOf, type JudgedTimestamp, type TimestampContext } from './timestamps.ts';
import { documentVerdict, signatureVerdict } from './verdict/signature-verdict.ts';
import { summarise } from './verdict/summary.ts';

type Signed = SignatureWithFields &
  (
    | { readonly covered: CoveredBytes; readonly problem: null }
    | { readonly covered: null; readonly problem: ByteRangeProblem }
  );

const hexadecimal = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/**
 * Verifies every signature of a PDF: what it covers, whether those bytes are unchanged, who signed, whether that certificate chains
 * to a trusted one and was valid at signing time, and what came afterwards. Whatever cannot be checked is never called valid.
 * A file that viewers have to repair is read as they do, and nothing in it is confirmed.
 * Throws the errors of opening a PDF, FILE_CHANGED, CANCELLED.
 */
export async function verifyDocument(request: VerificationRequest): Promise<VerificationReport> {
  const opened = openToVerify(request);
  assertWhole(opened.document, opened.signed);
  return verifyOpened({ ...request, source: opened.document.source }, opened, request.source);
}

interface OpenedToVerify {
  readonly document: PdfDocument;
  readonly signed: readonly Signed[];
}

/** Where bytes stand before the header, programs count from the file's first byte or from the header's: as the signatures fit. */
function openToVerify({ source, password }: VerificationRequest): OpenedToVerify {
  const document = openAsViewersDo(source, { password });
  const opened = { document, signed: signedIn(document) };
  const { damage } = document;
  if (damage === null || opened.signed.every(({ problem }) => problem === null)) return opened;
  const shifted = openFromHeaderOn(source, { password, damage });
  const other = shifted && { document: shifted, signed: signedIn(shifted) };
  return other?.signed.length && other.signed.every(({ problem }) => problem === null) ? other : opened;
}

function signedIn(document: PdfDocument): Signed[] {
  return readSignatures(document).map((one): Signed => {
    if (isNeverFilled(one.value)) return { ...one, covered: null, problem: 'never-filled' };
    const checked = checkByteRange(document, one.value);
    if (!checked.ok) return { ...one, covered: null, problem: checked.problem };
    return { ...one, covered: checked.covered, problem: null };
  });
}

async function verifyOpened(
  request: VerificationRequest,
  { document, signed }: OpenedToVerify,
  file: VerificationRequest['source'],
): Promise<VerificationReport> {
  const digests = new DocumentDigests(
    request,
    signed.map(({ covered }) => covered),
  );
  const signatures: SignatureReport[] = [];
  const ends = signed.flatMap(({ covered }) => (covered ? [covered.coveredUntil] : []));
  const revocationData = gatherRevocationData(document, ends, request);
  const documentTimestamps = await judgeDocumentTimestamps(
    document,
    signed,
    digests,
    { ...request, revocationData },
    request.password,
  );
  const { judged: timestamps } = documentTimestamps;
  const checks = await checkSignatures(signed, timestamps, digests, { ...request, ...documentTimestamps });
  const intact = signed.filter((_, index) => (timestamps.get(index)?.verification ?? checks.get(index))?.intact);
  const endIsCovered = isEndCovered(document, request, intact);
  const changes = await judgeLaterChanges(
    document,
    signed.map((one) => ({
      field: one.field,
      covered: one.covered,
      sealPage: placeOf(document, one.field)?.page ?? null,
      isIntact: intact.includes(one),
    })),
    { endIsCovered, password: request.password, onPictures: request.onPictures },
  );
  const savedAnewBy = findSavedAnew(document, signed);
  const pictures = createPictureJudge(document);
  for (const [index, one] of signed.entries()) {
    const context = { document, request, later: changes[index] ?? unknownChanges, savedAnewBy };
    const timestamp = timestamps.get(index);
    const checked = checks.get(index);
    if (timestamp) signatures.push(describeTimestamp(context, one, timestamp));
    else if (checked)
      signatures.push(describeSignature(context, one, await pictures.add([one.field, ...one.further], checked)));
  }
  const whole =
    file === request.source
      ? await digests.whole()
      : await new DocumentDigests({ ...request, source: file }, []).whole();
  return {
    format: 'pdf',
    path: request.path,
    name: request.name,
    sizeBytes: file.sizeBytes,
    sha256: hexadecimal(whole),
    verifiedAt: request.now.toISOString(),
    verdict: verdictOf(document, signatures),
    trial: signatures.some(({ trial }) => trial),
    lines: summarise(signatures),
    damage: document.damage,
    pageCount: pageCount(document),
    signatures,
    unsignedSealPictures: null,
  };
}

/** What was cut off a file may have been its signatures: that there are none is not said of it. */
function assertWhole({ damage, source }: PdfDocument, signed: readonly Signed[]): void {
  if (damage !== null && signed.length === 0 && !hasEnd(source)) throw new AppError('PDF_DAMAGED', { detail: damage });
}

/** In a file that had to be repaired a signature may have been lost. */
function verdictOf(
  { damage, source }: PdfDocument,
  signatures: readonly SignatureReport[],
): VerificationReport['verdict'] {
  const verdict = documentVerdict(signatures);
  const isLost = verdict === 'unsigned' && damage !== null && holdsSignature(source);
  return isLost ? 'indeterminate' : verdict;
}

/** Another reader may repair the file otherwise. */
function damageFindings({ damage }: PdfDocument): Finding[] {
  return damage === null ? [] : [finding('file-structure', 'unknown', 'file-structure/repaired', {}, damage)];
}

/** The signatures that are no document timestamps, by their position. */
async function checkSignatures(
  signed: readonly Signed[],
  timestamps: ReadonlyMap<number, JudgedTimestamp>,
  digests: DocumentDigests,
  {
    trustAnchors,
    makers = [],
    name,
    now,
    revocationData,
  }: TimestampContext & Pick<VerificationRequest, 'makers' | 'name'>,
): Promise<Map<number, CheckedSignature>> {
  const checks = new Map<number, CheckedSignature>();
  for (const [index, one] of signed.entries()) {
    if (timestamps.has(index)) continue;
    const content: ContentDigests = {
      digestContent: (algorithm) => digests.covered(index, algorithm),
      digestPrefixedContent: (algorithm, prefix) => digests.prefixed(index, algorithm, prefix),
    };
    const claimed = parsePdfDate(one.value.signingTime);
    const documentTimestamps = timestampsAfter(one, signed, timestamps);
    const seen = documentTimestamps.find(({ holds }) => holds)?.verification.genTime ?? now;
    const context = { trustAnchors, makers, name, claimed, now, seen, revocationData, documentTimestamps };
    checks.set(index, await checkSignature(one.value, content, context));
  }
  return checks;
}

/** Up to where somebody consented. A timestamp is no one's consent, since anybody can have one made; it counts where nobody signed. */
export function consentedEnd(
  signed: readonly { readonly value: Pick<SignatureValue, 'subFilter'>; readonly covered: CoveredBytes | null }[],
): number {
  const consenting = signed.filter(({ value }) => !isDocumentTimestamp(value));
  const judged = consenting.length > 0 ? consenting : signed;
  return Math.max(0, ...judged.map(({ covered }) => covered?.coveredUntil ?? 0));
}

/** Whether somebody signed everything up to the end and his signature holds, or nothing follows but what validates signatures. */
function isEndCovered(
  document: PdfDocument,
  { source, password }: VerificationRequest,
  signed: readonly Signed[],
): boolean {
  const end = consentedEnd(signed);
  return end > 0 && (end === source.sizeBytes || addsOnlyValidationData(document, end, password));
}

function findSavedAnew(document: PdfDocument, signed: readonly Signed[]): string | null {
  for (const { value, problem } of signed) {
    const producer = problem === null ? null : producerOfSavedAnew(document, value, problem);
    if (producer !== null) return producer;
  }
  return null;
}

interface DescriptionContext {
  readonly document: PdfDocument;
  readonly request: VerificationRequest;
  readonly later: JudgedChanges;
  /** What names itself as the writer of a file that was written anew after it was signed; null where it was not. */
  readonly savedAnewBy: string | null;
}

const unknownChanges: JudgedChanges = { laterChanges: 'changed', changes: [], findings: [] };

function byteRangeFinding({ value, covered, problem }: Signed, { document, savedAnewBy }: DescriptionContext): Finding {
  if (problem === null) {
    const { coveredUntil } = covered;
    return finding('byte-range', 'passed', 'byte-range/covers-all-but-contents', { coveredUntil });
  }
  const evidence = `[${value.byteRange.join(' ')}]`;
  // In a file that was written anew one signature may have stayed in its place.
  const isMoved = problem === 'does-not-end-at-a-revision' || producerOfSavedAnew(document, value, problem) !== null;
  const producer = isMoved ? savedAnewBy : null;
  if (producer === null) return finding('byte-range', 'failed', `byte-range/${problem}`, {}, evidence);
  return producer === ''
    ? finding('byte-range', 'failed', 'byte-range/saved-anew', {}, evidence)
    : finding('byte-range', 'failed', 'byte-range/saved-anew-by', { producer }, evidence);
}

type Place = Pick<
  SignatureReport,
  | 'fieldName'
  | 'subFilter'
  | 'byteRange'
  | 'coversWholeFile'
  | 'coveredUntil'
  | 'reason'
  | 'location'
  | 'widget'
  | 'furtherWidgets'
>;

/** What the signature dictionary and its field say, whatever is in /Contents. */
function placeInDocument(document: PdfDocument, { field, value, covered, further }: Signed): Place {
  return {
    fieldName: field.name,
    subFilter: value.subFilter,
    byteRange: value.byteRange.filter(Number.isSafeInteger),
    coversWholeFile: covered?.coveredUntil === document.source.sizeBytes,
    coveredUntil: covered?.coveredUntil ?? 0,
    reason: value.reason,
    location: value.location,
    widget: placeOf(document, field),
    furtherWidgets: further.flatMap((one) => placeOf(document, one) ?? []),
  };
}

function describeSignature(context: DescriptionContext, one: Signed, checked: CheckedSignature): SignatureReport {
  const { document, request, later } = context;
  const { value, covered } = one;
  return {
    kind: 'signature',
    ...placeInDocument(document, one),
    ...reportSigner(checked, {
      ofSignature: [byteRangeFinding(one, context), ...checked.findings],
      ofFile: damageFindings(document),
      later,
      isIntact: covered !== null && checked.intact,
      now: request.now,
      told: value,
    }),
  };
}

/** A document timestamp (ISO 32000-2, 12.8.5) as a row of its own: it proves when the file was as it was, and no one's consent. */
function describeTimestamp(context: DescriptionContext, one: Signed, timestamp: JudgedTimestamp): SignatureReport {
  const { document } = context;
  const { verification, revocation, chain, holds } = timestamp;
  const { findings: laterFindings, ...later } = context.later;
  const info = verification.authorityCertificate ? describe(verification.authorityCertificate) : null;
  const isTrial = info?.trial ?? false;
  const findings: Finding[] = [
    byteRangeFinding(one, context),
    ...damageFindings(document),
    ...verification.findings,
    revocation,
    ...(timestamp.objection ? [timestamp.objection] : []),
    ...(isTrial ? [finding('trial', 'warning', 'trial/made-for-trial')] : []),
    ...laterFindings,
  ];
  const isIntact = one.covered !== null && verification.intact;
  const verdict = signatureVerdict(findings, isIntact, verification.trusted, isTrial);
  return {
    kind: 'timestamp',
    ...placeInDocument(document, one),
    verdict,
    algorithm: verification.algorithm || 'unknown',
    ...later,
    digest: '',
    signingTime: holds ? (verification.genTime?.toISOString() ?? null) : null,
    signingTimeSource: holds ? 'timestamp' : 'none',
    timestamp: factsOf(timestamp),
    claimedTimestamp: claimIn([timestamp]),
    signerName: info?.subject.display ?? one.value.signerName,
    certificate: info,
    chain: describeChain(chain),
    untrustedTop: findUntrustedTop(chain, verdict),
    seal: null,
    receipt: null,
    sealMaker: null,
    trusted: verification.trusted,
    trial: isTrial,
    findings,
  };
}

/** Where the seal stands; null when the widget is invisible or its page cannot be found. */
function placeOf(document: PdfDocument, { widget }: SignatureField): SignatureReport['widget'] {
  if (!widget?.pageRef) return null;
  try {
    const number = pageNumberOf(document, widget.pageRef);
    if (number === undefined) return null;
    return { page: number, ...displayedRect(readPage(document, number), widget.rect) };
  } catch {
    return null;
  }
}
