import type { CertificateInfo, Finding, SignatureReport, VerificationReport } from '../contract/index.ts';
import {
  type ByteSource,
  type CoveredBytes,
  type CoveredDigests,
  checkByteRange,
  digestByteRanges,
  displayedRect,
  forbidsChanges,
  type LaterChanges,
  laterChanges,
  openPdf,
  type PdfDocument,
  pageCount,
  pageNumberOf,
  readPage,
  readSignatureFields,
  type SignatureField,
  type SignatureValue,
} from '../pdf/index.ts';
import {
  type ChainResult,
  checkChain,
  createDigest,
  describeCertificate,
  type ReadableDigestAlgorithm,
  verifyCms,
} from '../signature/index.ts';
import { parsePdfDate } from './pdf-date.ts';
import { documentVerdict, signatureVerdict } from './signature-verdict.ts';

/** What is verified, and whom the person trusts. */
export interface VerificationRequest {
  readonly source: ByteSource;
  readonly path: string;
  readonly name: string;
  readonly password?: string;
  /** DER certificates. */
  readonly trustAnchors: readonly Uint8Array[];
  readonly now: Date;
  /** SHA-256 of what the signatures cover and of the whole file, from who has read the file already; else it is read here. */
  readonly digestCovered?: (covered: readonly CoveredBytes[]) => Promise<CoveredDigests>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

interface Signed {
  readonly field: SignatureField;
  readonly value: SignatureValue;
  readonly covered: CoveredBytes | null;
  readonly problem: string | null;
}

const hexadecimal = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
/** A clock that runs ahead by less than this is no sign of a false time. */
const clockToleranceMs = 10 * 60_000;

/**
 * Verifies every signature of a PDF: what it covers, whether those bytes are unchanged, who signed, whether that certificate chains
 * to a trusted one and was valid at signing time, and what came afterwards. Whatever cannot be checked is never called valid.
 * Throws the errors of opening a PDF, FILE_CHANGED, CANCELLED.
 */
export async function verifyDocument(request: VerificationRequest): Promise<VerificationReport> {
  const document = openPdf(request.source, { password: request.password });
  const signed = readSignatureFields(document).flatMap((field): Signed[] => {
    const { value } = field;
    if (!value) return [];
    const checked = checkByteRange(document, value);
    if (!checked.ok) return [{ field, value, covered: null, problem: checked.problem }];
    return [{ field, value, covered: checked.covered, problem: null }];
  });

  const digests = new DocumentDigests(request, signed);
  const signatures: SignatureReport[] = [];
  const endIsCovered = signed.some(({ covered }) => covered?.coveredUntil === request.source.sizeBytes);
  for (const [index, one] of signed.entries()) {
    const digestContent = (algorithm: ReadableDigestAlgorithm) => digests.covered(index, algorithm);
    signatures.push(await verifySignature(document, request, one, endIsCovered, digestContent));
  }
  const whole = await digests.whole();
  return {
    path: request.path,
    name: request.name,
    sizeBytes: request.source.sizeBytes,
    sha256: hexadecimal(whole),
    verifiedAt: request.now.toISOString(),
    verdict: documentVerdict(signatures),
    trial: signatures.some(({ trial }) => trial),
    lines: summarise(signatures),
    pageCount: pageCount(document),
    signatures,
  };
}

/** Digests of what the signatures cover: the file is read once per digest algorithm, however many signatures it has. */
class DocumentDigests {
  readonly #request: VerificationRequest;
  readonly #ranges: readonly CoveredBytes[];
  readonly #positions: ReadonlyMap<number, number>;
  readonly #passes = new Map<ReadableDigestAlgorithm, Promise<CoveredDigests>>();

  constructor(request: VerificationRequest, signed: readonly Signed[]) {
    this.#request = request;
    const ranges: CoveredBytes[] = [];
    const positions = new Map<number, number>();
    for (const [index, { covered }] of signed.entries()) {
      if (covered) positions.set(index, ranges.push(covered) - 1);
    }
    this.#ranges = ranges;
    this.#positions = positions;
  }

  #pass(algorithm: ReadableDigestAlgorithm) {
    const known = this.#passes.get(algorithm);
    if (known) return known;
    const { source, signal, onProgress, digestCovered } = this.#request;
    const pass =
      algorithm === 'sha256' && digestCovered
        ? digestCovered(this.#ranges)
        : digestByteRanges(source, createDigest(algorithm), this.#ranges, { signal, onProgress });
    this.#passes.set(algorithm, pass);
    return pass;
  }

  async covered(index: number, algorithm: ReadableDigestAlgorithm): Promise<Uint8Array> {
    const position = this.#positions.get(index);
    const digest = position === undefined ? undefined : (await this.#pass(algorithm)).covered[position];
    // Without a sound byteRange there is nothing to compare with: an empty digest equals none.
    return digest ?? new Uint8Array();
  }

  async whole(): Promise<Uint8Array> {
    return (await this.#pass('sha256')).whole;
  }
}

const supportedSubFilters: ReadonlySet<string> = new Set([
  'ETSI.CAdES.detached',
  'adbe.pkcs7.detached',
  'adbe.pkcs7.sha1',
]);

async function verifySignature(
  document: PdfDocument,
  request: VerificationRequest,
  { field, value, covered, problem }: Signed,
  endIsCovered: boolean,
  digestContent: (algorithm: ReadableDigestAlgorithm) => Promise<Uint8Array>,
): Promise<SignatureReport> {
  const findings: Finding[] = [
    covered
      ? finding('byte-range', 'passed', 'byte-range/covers-all-but-contents', { coveredUntil: covered.coveredUntil })
      : finding('byte-range', 'failed', `byte-range/${problem}`, {}, `[${value.byteRange.join(' ')}]`),
  ];
  const isSupported = supportedSubFilters.has(value.subFilter);
  if (!isSupported)
    findings.push(finding('cms-structure', 'unknown', 'cms/unsupported-sub-filter', { subFilter: value.subFilter }));
  const cms = isSupported ? await verifyCms({ cms: value.contents, digestContent, subFilter: value.subFilter }) : null;
  findings.push(...(cms?.findings ?? []));
  const isIntact = covered !== null && cms?.intact === true;

  const claimed = cms?.signingTime ?? parsePdfDate(value.signingTime);
  findings.push(signingTimeFinding(claimed, request.now));
  const certificate = cms?.signerCertificate ?? null;
  const chain = certificate
    ? await checkChain({
        certificate,
        intermediates: cms?.certificates ?? [],
        trustAnchors: [...request.trustAnchors],
        at: claimed ?? request.now,
      })
    : null;
  findings.push(...(chain?.findings ?? []));
  const info = certificate ? describe(certificate) : null;
  const isTrial = info?.trial ?? false;
  if (isTrial) findings.push(finding('trial', 'warning', 'trial/made-for-trial'));

  const later = covered ? changesAfter(document, request, value, covered, endIsCovered) : 'changed';
  if (covered) {
    const isVouchedFor = later === 'none' || (later !== 'changed' && endIsCovered);
    findings.push(finding('later-changes', isVouchedFor ? 'passed' : 'warning', `later-changes/${later}`));
  }
  const trusted = chain?.trusted ?? false;
  return {
    fieldName: field.name,
    subFilter: value.subFilter,
    verdict: signatureVerdict(findings, isIntact, trusted),
    algorithm: cms?.algorithm ?? 'unknown',
    byteRange: value.byteRange.filter(Number.isSafeInteger),
    coversWholeFile: covered?.coveredUntil === document.source.sizeBytes,
    coveredUntil: covered?.coveredUntil ?? 0,
    laterChanges: later,
    digest: cms?.contentDigest ? hexadecimal(cms.contentDigest) : '',
    signingTime: claimed?.toISOString() ?? null,
    signingTimeSource: claimed ? 'signer-clock' : 'none',
    signerName: info?.subject.display ?? value.signerName,
    reason: value.reason,
    location: value.location,
    certificate: info,
    chain: describeChain(chain),
    trusted,
    trial: isTrial,
    widget: placeOf(document, field),
    findings,
  };
}

/** What came after this signature. Where nobody signed the end of the file, signatures are not all that was added. */
function changesAfter(
  document: PdfDocument,
  { password }: VerificationRequest,
  value: SignatureValue,
  { coveredUntil }: CoveredBytes,
  endIsCovered: boolean,
): LaterChanges {
  const later = laterChanges(document, coveredUntil, password);
  if (later === 'none') return later;
  if (forbidsChanges(document, value.dict)) return 'changed';
  return later === 'signatures-only' && !endIsCovered ? 'changed' : later;
}

function finding(
  code: Finding['code'],
  state: Finding['state'],
  reason: string,
  values: Finding['values'] = {},
  evidence?: string,
): Finding {
  return { code, state, reason, values, ...(evidence === undefined ? {} : { evidence }) };
}

function signingTimeFinding(claimed: Date | null, now: Date): Finding {
  if (!claimed) return finding('signing-time', 'warning', 'signing-time/absent');
  if (claimed.getTime() > now.getTime() + clockToleranceMs) {
    return finding('signing-time', 'unknown', 'signing-time/in-the-future', { time: claimed.toISOString() });
  }
  return finding('signing-time', 'passed', 'signing-time/claimed-by-signer', { time: claimed.toISOString() });
}

function describe(certificate: Uint8Array): CertificateInfo | null {
  try {
    return describeCertificate(certificate);
  } catch {
    return null;
  }
}

function describeChain(chain: ChainResult | null): CertificateInfo[] {
  return (chain?.chain ?? []).flatMap((certificate) => describe(certificate) ?? []);
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

type Lines = VerificationReport['lines'];

/** The three lines a layman reads. */
function summarise(signatures: readonly SignatureReport[]): Lines {
  if (signatures.length === 0) return { content: 'none', afterwards: 'none', identity: 'none' };
  const isBroken = ({ verdict }: SignatureReport) => verdict === 'invalid';
  const isChecked = ({ findings }: SignatureReport) =>
    findings.some(({ code, state }) => code === 'signature-value' && state === 'passed');
  let content: Lines['content'] = 'unchanged';
  if (signatures.some(isBroken)) content = 'changed';
  else if (!signatures.every(isChecked)) content = 'unknown';
  const order = ['changed', 'allowed', 'signatures-only', 'none'] as const;
  const afterwards = order.find((word) => signatures.some((signature) => signature.laterChanges === word)) ?? 'unknown';
  return {
    content,
    afterwards: signatures.every(({ coveredUntil }) => coveredUntil > 0) ? afterwards : 'unknown',
    identity: identityOf(signatures),
  };
}

function identityOf(signatures: readonly SignatureReport[]): Lines['identity'] {
  const has = (code: Finding['code'], state: Finding['state']) =>
    signatures.some(({ findings }) => findings.some((one) => one.code === code && one.state === state));
  if (signatures.some(({ certificate }) => !certificate)) return 'unknown';
  if (has('signing-certificate', 'failed') || has('certificate-usage', 'failed')) return 'invalid';
  if (has('certificate-validity', 'failed')) return 'expired';
  return signatures.every(({ trusted }) => trusted) ? 'trusted' : 'untrusted';
}
