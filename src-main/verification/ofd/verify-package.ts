import type { Finding, Receipt, SignatureReport, VerificationReport } from '../../contract/index.ts';
import {
  type ListedSignature,
  type OfdDocument,
  type OfdPackage,
  openPackage,
  reachParts,
  readPackageRoot,
  readSignatureFile,
  readSignatureList,
  type SignatureFile,
  type SignatureList,
  signatureListPath,
} from '../../ofd/index.ts';
import { readReceiptIn } from '../../signature/index.ts';
import { finding } from '../../x509/index.ts';
import { type CheckedSignature, type SignatureContext, unchecked } from '../check-signature.ts';
import { DocumentDigests } from '../document-digests.ts';
import type { VerificationRequest } from '../request.ts';
import { reportSigner } from '../signature-report.ts';
import { breaksIntegrity, documentVerdict } from '../verdict/signature-verdict.ts';
import { summarise } from '../verdict/summary.ts';
import { type Coverage, judgeCoverage } from './coverage.ts';
import { judgePackage, refuseEncrypted } from './package-findings.ts';
import { PartDigests } from './part-digests.ts';
import { type JudgedReferences, judgeReferences } from './references.ts';
import { createPictureReader, findSealCopies, judgePicture, judgeSealFile, type PictureReader } from './seal-file.ts';
import { checkSignedValue } from './signed-value.ts';
import { findPlaces, type StampPlaces } from './stamp-places.ts';
import { parseWrittenTime } from './written-time.ts';

const mostValueBytes = 32 << 20;

/** One signature of the list, checked by itself. */
interface Checked {
  readonly listed: ListedSignature;
  /** The document that it belongs to, as it is shown. */
  readonly document: OfdDocument | null;
  readonly file: SignatureFile | null;
  readonly references: JudgedReferences;
  readonly value: CheckedSignature;
  readonly places: StampPlaces;
  /** About the signature and what it covers. */
  readonly findings: readonly Finding[];
  /** Neither it nor a part that it protects was changed. */
  readonly isIntact: boolean;
  /** Its own parts, by their names in the package. */
  readonly own: readonly string[];
  readonly receipt: Receipt | null;
}

const nothingProtected: JudgedReferences = { findings: [], hold: false, covered: new Set() };

/**
 * Verifies every signature of an OFD package (GB/T 33190-2016, 18): whether the package can be read in one way only, whether the protected
 * parts are unchanged, who signed, and whether all that the package shows is protected. Whatever cannot be checked is never called valid.
 * @throws AppError OFD_DAMAGED, OFD_ENCRYPTED, OFD_LIMIT, CANCELLED
 */
export async function verifyPackage(request: VerificationRequest): Promise<VerificationReport> {
  const pack = openPackage(request.source);
  refuseEncrypted(pack);
  const root = readPackageRoot(pack);
  const reached = reachParts(pack, root);
  const digests = new PartDigests(pack, request);
  const readPicture = createPictureReader();
  const lists: SignatureList[] = [];
  const checks: Checked[] = [];
  let missingList: string | null = null;
  for (const [index, body] of root.bodies.entries()) {
    const path = signatureListPath(root, body);
    const list = path === null ? null : readSignatureList(pack, path);
    if (path !== null && list === null) missingList = path;
    if (!list) continue;
    lists.push(list);
    for (const listed of list.signatures) {
      checks.push(await checkListed(pack, listed, reached.shown[index] ?? null, digests, request, readPicture));
    }
  }
  const told = new Set([
    ...reached.parts.map(({ path }) => path),
    ...lists.map(({ path }) => path),
    ...checks.flatMap(({ own }) => own),
  ]);
  const beside = pack.entries.map(({ name }) => name).filter((name) => !told.has(name));
  const protectedParts = new Set(checks.flatMap(({ references }) => [...references.covered]));
  const unreferenced = beside.filter((name) => !protectedParts.has(name));
  const ofFile = judgePackage({ pack, root, reached, lists, unreferenced });
  const coverage: Pick<Coverage, 'readable' | 'protectedBy'> = {
    readable: [...reached.parts, ...beside.map((path) => ({ path, page: null, isMissing: false }))],
    protectedBy: new Map(
      checks
        .filter(({ isIntact }) => isIntact)
        .flatMap(({ references, listed }) => [...references.covered].map((path) => [path, listed.id] as const)),
    ),
  };
  const signatures = checks.map((one) => describe(one, checks, coverage, ofFile, request.now));
  const verdict = documentVerdict(signatures);
  const lost = verdict === 'unsigned' ? findLost(pack, missingList) : null;
  const whole = request.isDigestedElsewhere ? new Uint8Array() : await new DocumentDigests(request, []).whole();
  return {
    format: 'ofd',
    path: request.path,
    name: request.name,
    sizeBytes: request.source.sizeBytes,
    sha256: Buffer.from(whole).toString('hex'),
    verifiedAt: request.now.toISOString(),
    verdict: lost === null ? verdict : 'indeterminate',
    trial: signatures.some(({ trial }) => trial),
    lines: summarise(signatures),
    damage: lost,
    pageCount: reached.shown.find((one) => one !== null)?.pages.length ?? 0,
    signatures,
    unsignedSealPictures: null,
  };
}

/** The names of parts that only signatures have. */
const signatureParts = /(?:^|\/)(?:signatures?\.xml|signedvalue(?:\.dat)?|signvalue\.dat|[^/]*\.esl)$/i;

/** What is left of signatures that no list names any more: that there are none is not said of such a file. For the expert. */
function findLost(pack: OfdPackage, missingList: string | null): string | null {
  if (missingList !== null) return `${missingList} is missing`;
  const left = pack.entries.find(({ name }) => signatureParts.test(name));
  return left ? `no list of signatures names ${left.name}` : null;
}

/** Steps of ofd: references → value (GB/T 38540-2020, 7.3: value, seal, certificate, list, times) → seal file → places. */
async function checkListed(
  pack: OfdPackage,
  listed: ListedSignature,
  document: OfdDocument | null,
  digests: PartDigests,
  request: VerificationRequest,
  readPicture: PictureReader,
): Promise<Checked> {
  const context = (claimed: Date | null): SignatureContext => ({
    trustAnchors: request.trustAnchors,
    makers: request.makers ?? [],
    claimed,
    now: request.now,
    revocationData: request.revocationData ?? nothingTold,
    documentTimestamps: [],
  });
  const lacking = (why: string): Checked => {
    const value = unchecked(finding('signature-value', 'failed', 'signature/part-missing', {}, why), context(null));
    return {
      listed,
      document,
      file: null,
      references: nothingProtected,
      value,
      places: { places: [], findings: [] },
      findings: value.findings,
      isIntact: false,
      own: listed.path === null ? [] : [listed.path],
      receipt: null,
    };
  };
  if (listed.path === null) return lacking('its path leads out of the package');
  const file = readSignatureFile(pack, listed.path);
  if ('fault' in file) return lacking(file.fault);
  const valuePart = file.valuePath === null ? undefined : pack.find(file.valuePath);
  if (!valuePart) return lacking(`${file.path} has no value`);
  const references = await judgeReferences(file, async (path, algorithm) => {
    const digest = await digests.of(path, algorithm);
    const name = pack.find(path)?.entry.name;
    return digest === null || name === undefined ? null : { name, digest };
  });
  const bytes = new Uint8Array(pack.read(valuePart.entry, mostValueBytes));
  const written = parseWrittenTime(file.dateTime);
  const value = await checkSignedValue(bytes, file, listed.type, context(written));
  const places = findPlaces(file.stamps, document);
  const findings = [
    ...references.findings,
    ...value.findings,
    ...(value.seal ? judgeSealFile(pack, file, value.seal) : []),
    ...(value.seal ? await judgePicture(value.seal, file.stamps.length > 0, readPicture) : []),
    ...places.findings,
    ...judgeWrittenTime(file.dateTime, written, value.claimedTime),
    ...judgeNamesOfParts(pack, file),
  ];
  const sealPart = file.sealPath === null ? undefined : pack.find(file.sealPath);
  return {
    listed,
    document,
    file,
    references,
    value,
    places,
    findings,
    isIntact: references.hold && value.intact && !breaksIntegrity(findings),
    own: [
      file.path,
      valuePart.entry.name,
      ...(sealPart ? [sealPart.entry.name] : []),
      ...findSealCopies(pack, file.path, value.seal),
    ],
    receipt: value.intact ? readReceiptIn(bytes) : null,
  };
}

const nothingTold = { certificates: [], crls: [], ocspResponses: [], unanswered: null };

/** A clock of another zone explains less. */
const mostHoursApart = 9;

/** SignatureDateTime is written in many forms, some of them local: the time in the signature counts. */
function judgeWrittenTime(text: string, written: Date | null, claimed: Date | null): Finding[] {
  if (claimed === null || written === null) return [];
  const hours = Math.abs(written.getTime() - claimed.getTime()) / 3_600_000;
  if (hours <= mostHoursApart) return [];
  const values = { time: claimed.toISOString(), written: text };
  return [finding('signing-time', 'warning', 'signing-time/file-says-otherwise', values)];
}

/** A part that is found only where case makes no difference is another reader's missing one. */
function judgeNamesOfParts(
  pack: OfdPackage,
  { path, references, valuePath, sealPath, oddities }: SignatureFile,
): Finding[] {
  const named = [...references.map((reference) => reference.path), valuePath, sealPath];
  const other = named.filter((one) => one !== null && pack.find(one)?.isOtherCase === true).length;
  const isOdd = oddities.some((one) => one.endsWith('another case'));
  const count = other + (isOdd ? 1 : 0);
  return count === 0 ? [] : [finding('package', 'unknown', 'package/case-differs', { count }, path)];
}

function describe(
  one: Checked,
  all: readonly Checked[],
  coverage: Pick<Coverage, 'readable' | 'protectedBy'>,
  ofFile: readonly Finding[],
  now: Date,
): SignatureReport {
  const { listed, document, references, value, places, findings, isIntact } = one;
  const { covered } = references;
  const later = judgeCoverage({
    covered,
    ...coverage,
    shown: document?.path ?? '',
    others: all
      .filter((other) => other !== one && !other.own.every((path) => covered.has(path)))
      .map((other) => ({ path: other.own[0] ?? '', isIntact: other.isIntact })),
  });
  const [widget, ...furtherWidgets] = places.places;
  const told = { signerName: '', receipt: one.receipt, otherName: null };
  return {
    kind: 'signature',
    fieldName: listed.id,
    subFilter: listed.type === 'Seal' ? 'OFD.Seal' : 'OFD.Sign',
    byteRange: [],
    coversWholeFile: later.laterChanges === 'none',
    coveredUntil: null,
    reason: '',
    location: '',
    widget: widget ?? null,
    furtherWidgets,
    ...reportSigner(value, { ofSignature: findings, ofFile, later, isIntact, now, told }),
  };
}
