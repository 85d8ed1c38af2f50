import { createHash } from 'node:crypto';
import {
  AppError,
  type PreflightFinding,
  type RaisedWarning,
  type StoppableCode,
  stoppableCodes,
  type WarningCode,
  warningCodes,
  warningTable,
} from '../../contract/index.ts';
import type { ControlledStamp, ReadText } from '../../control/index.ts';
import { readChunks } from '../../files/index.ts';
import { type DocumentPrecautions, opaquePicture } from '../../pdf/index.ts';
import type { StampingContext } from '../context.ts';
import type { PlanRequest, PreparedStamp } from '../prepared-stamp.ts';
import { checkBlanks } from './blank-check.ts';
import { type CheckedText, placeOn } from './checked-stamp.ts';
import { checkedTexts, pagesToRead } from './checked-texts.ts';
import { checkCoveredText } from './covered-text-check.ts';
import { checkData } from './data-check.ts';
import { checkDocument } from './document-checks.ts';
import { checkFormerUse } from './former-uses.ts';
import { checkKeywords, hasKeywords } from './keyword-check.ts';
import { checkKind } from './kind-check.ts';
import { checkOverlaps, checkPages, checkReduction, checkSize } from './page-checks.ts';
import { checkParty } from './party-check.ts';
import { checkSeal } from './seal-checks.ts';
import { checkViewers } from './viewer-check.ts';

/** What a stamp would meet. */
export interface Preflight {
  readonly findings: readonly PreflightFinding[];
  /** How many things were looked for. */
  readonly checked: number;
  readonly pageCount: number;
  /** The pages that get a seal. */
  readonly pages: DocumentPrecautions['pages'];
}

/** Those that need text. */
const textCodes = ['party-not-named', 'seal-kind-differs', 'seal-over-text', 'blank-field'] as const;
/** Those that only the rules of a seal ask for. */
const ruledCodes = ['amount-not-found', 'same-payment'] as const satisfies readonly StoppableCode[];
const everything: ReadonlySet<WarningCode> = new Set(warningCodes);

/** The SHA-256 of the input; of a document that is held it is known. */
export async function sha256Of({ source, held }: PreparedStamp): Promise<string> {
  if (held) return held.sha256();
  const hash = createHash('sha256');
  for await (const chunk of readChunks(source, 0, source.sizeBytes)) hash.update(chunk);
  return hash.digest('hex');
}

async function formerUses(prepared: PreparedStamp, { ledger }: StampingContext): Promise<RaisedWarning[]> {
  try {
    const used = sealsOf(prepared).filter(({ seal }) => ledger.hasUses(seal.id));
    if (used.length === 0) return [];
    const sha256 = await sha256Of(prepared);
    return used.flatMap((checked) => checkFormerUse(checked, sha256, ledger));
  } catch (thrown) {
    if (thrown instanceof AppError && !thrown.code.startsWith('HISTORY_')) throw thrown;
    // A ledger that cannot be read cannot be written to either: the stamp itself says so, and is refused.
    return [];
  }
}

async function earlierSignatures(
  { source, facts }: PreparedStamp,
  { path, password }: PlanRequest,
  { verify }: StampingContext,
): Promise<RaisedWarning[]> {
  if (!facts.isSigned) return [];
  const { signatures } = await verify(source, path, password);
  const broken = signatures.find(({ verdict }) => verdict === 'invalid');
  if (!broken) return [];
  const { signerName: signer, widget } = broken;
  const isSeen = widget && widget.widthMm > 0 && widget.heightMm > 0;
  return [
    {
      code: 'earlier-signature-not-valid',
      values: { signer },
      ...(isSeen ? { place: placeOn(widget.page, widget) } : {}),
    },
  ];
}

/** An amount stands on any page; of a longer document nobody waits for all. */
const mostRuledPages = 100;

const readLines = (texts: readonly CheckedText[]): ReadText['lines'] =>
  texts.flatMap(({ page, lines }) =>
    lines.map((line) => ({
      page,
      text: line.text,
      placeOf: (start: number, end: number) => placeOn(page, line.areaOf(start, end)),
    })),
  );

const sealsOf = ({ placements }: PreparedStamp) => placements.filter(({ isCompanion }) => !isCompanion);

/** What of the document that is read in the thread with limits is to be said. */
async function documentFindings(
  prepared: PreparedStamp,
  password: string | undefined,
  { sought, stops, readsAll }: { sought: ReadonlySet<WarningCode>; stops: ReadonlySet<WarningCode>; readsAll: boolean },
) {
  const { format } = prepared;
  const document = { source: prepared.source, password, format };
  const seals = sealsOf(prepared);
  const impressions = seals.flatMap((checked) => checked.impressions);
  const stamped = [...new Set(impressions.map(({ page }) => page))];
  const { found, emptyFields, pages, pageCount, ...claims } = await format.precautions(document, stamped);
  const toRead = pagesToRead(
    impressions,
    pageCount,
    textCodes.some((code) => stops.has(code)),
  );
  const needsText = sought.has('text-not-read') || textCodes.some((code) => sought.has(code));
  const ruled = readsAll ? Array.from({ length: Math.min(pageCount, mostRuledPages) }, (_, index) => index + 1) : [];
  const checked = needsText ? toRead.pages : [];
  const wanted = [...new Set([...checked, ...ruled])].sort((one, other) => one - other);
  const all = wanted.length > 0 ? await checkedTexts(prepared, password, wanted) : [];
  const texts = all?.filter(({ page }) => checked.includes(page)) ?? null;
  const put = {
    isTransparent: seals.some(({ artwork }) => artwork.kind === 'image' && opaquePicture(artwork) === null),
    isNational: prepared.placements.some(({ form }) => form.standardSeal !== null),
  };
  const findings: RaisedWarning[] = [
    ...seals.flatMap((checked) => [
      ...checkParty(checked, texts ?? []),
      ...checkKind(checked, texts ?? []),
      ...checkCoveredText(checked, texts ?? []),
      ...checkSize(checked),
      ...checkReduction(checked),
    ]),
    ...(sought.has('keyword-not-seen') ? await checkKeywords(document, seals, stops.has('keyword-not-seen')) : []),
    ...checkOverlaps(seals),
    ...checkBlanks(texts ?? [], emptyFields),
    ...checkDocument(claims, put),
    ...found,
    ...checkPages(pages),
  ];
  if (!texts) findings.push({ code: 'text-not-read', values: {} });
  else if (!toRead.isAll) {
    const values = { pages: toRead.pages.length, total: pageCount };
    findings.push({ code: 'text-pages-limited', values });
  }
  return {
    findings,
    pages,
    pageCount,
    hasText: texts?.some(({ lines }) => lines.length > 0) ?? false,
    text: all && { lines: readLines(all), isWhole: ruled.length === pageCount },
  };
}

/**
 * How much a finding weighs here: what a keeper set to stop stops. Where text cannot be read and something that needs it
 * is to stop, nobody knows whether it would.
 */
function levelOf(code: WarningCode, stops: ReadonlySet<WarningCode>): PreflightFinding['level'] {
  const isUnknown = code === 'text-not-read' && textCodes.some((one) => stops.has(one));
  return stops.has(code) || isUnknown ? 'stop' : warningTable[code].level;
}

/** What the rules of the seals look at. */
export const controlledOf = (
  prepared: PreparedStamp,
  { placements, reason, particulars, approval }: PlanRequest,
): ControlledStamp => ({
  seals: sealsOf(prepared).map(({ seal }) => seal),
  placements,
  reason,
  particulars,
  isApproved: approval !== undefined,
});

const weight = { stop: 0, warn: 1, note: 2 };

/**
 * 盖章预检: everything that whoever stamps should know before the PIN, what stops it first.
 * @param sought what takes long is looked for only where it is among these
 * @throws AppError what reading the document throws
 */
export async function preflight(
  context: StampingContext,
  prepared: PreparedStamp,
  request: PlanRequest,
  sought = everything,
): Promise<Preflight> {
  const now = new Date();
  const stops = new Set<StoppableCode>(context.stops?.() ?? []);
  const isFormerSought = sought.has('stamped-before') || sought.has('bears-seal-already');
  const former = isFormerSought ? formerUses(prepared, context) : Promise.resolve([]);
  former.catch(() => undefined);
  const controlled = controlledOf(prepared, request);
  const readsAll = context.control?.needsText(controlled) ?? false;
  const { findings, pages, pageCount, hasText, text } = await documentFindings(prepared, request.password, {
    sought,
    stops,
    readsAll,
  });
  const sealFindings = new Map(sealsOf(prepared).map((checked) => [checked.seal.id, checkSeal(checked, now)]));
  const isBound = context.control?.binds(controlled) ?? false;
  const all = [
    ...(isBound ? (context.control?.findings(controlled, now, text) ?? []) : []),
    ...[...sealFindings.values()].flat(),
    ...(await former),
    ...findings,
    ...(await checkData(prepared, request.password)),
    ...(prepared.format.viewersDiffer ? checkViewers(prepared.placements, context.trustAnchors()) : []),
    ...(sought.has('earlier-signature-not-valid') ? await earlierSignatures(prepared, request, context) : []),
  ];
  const unasked =
    (hasText ? 0 : textCodes.length) +
    (prepared.facts.isSigned ? 0 : 1) +
    (hasKeywords(sealsOf(prepared)) ? 0 : 1) +
    (isBound ? 0 : ruledCodes.length);
  return {
    findings: all
      .map((finding) => ({ ...finding, level: levelOf(finding.code, stops) }))
      .sort((one, other) => weight[one.level] - weight[other.level]),
    checked: stoppableCodes.length - unasked,
    pages,
    pageCount,
  };
}
