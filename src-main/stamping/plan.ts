import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { assertApproved } from '../approval/index.ts';
import { AppError, type ParsedInput, type PlacedSeal, type StampPlan } from '../contract/index.ts';
import { openFileSource, systemPath } from '../files/index.ts';
import type { StampingContext } from './context.ts';
import type { HeldDocument } from './documents/held-document.ts';
import { meetFieldDemands } from './fields/demanding-fields.ts';
import type { OpenedDocument, StampableFacts } from './formats/format.ts';
import { documentIn } from './formats/format-of.ts';
import { checkOutputPath } from './output-path.ts';
import { impressionsBySeal, pagesOf, type SealImpressions, stampedFields } from './places/placed-document.ts';
import { sealsOn } from './places/sealed-pages.ts';
import { controlledOf, preflight, sha256Of } from './preflight/preflight.ts';
import type { PlanRequest, PreparedStamp } from './prepared-stamp.ts';
import { resolvePlacements } from './sealed-placement.ts';

/** What is to be seen of each seal. */
export const placedSealsOf = ({ placements }: PreparedStamp): PlacedSeal[] =>
  placements
    .filter(({ isCompanion }) => !isCompanion)
    .map(({ sealId, impressions }) => ({ sealId, impressions: [...impressions] }));

/** What follows from the bytes of a file and from what is placed on it, and from nothing else. */
export interface SeenFile {
  readonly placed: readonly SealImpressions[];
  readonly facts: StampableFacts;
}

/** How one of many files is prepared. */
interface Preparation {
  /** What is to be stamped, where the request names no document that is open. */
  readonly lookedAt?: HeldDocument | null;
  /** Of the same bytes, from when they were looked at. */
  readonly seen?: SeenFile | null;
  readonly isOneOfMany?: boolean;
}

async function seenIn(
  document: OpenedDocument,
  context: StampingContext,
  { placements, path, lock = false }: Pick<PlanRequest, 'placements' | 'path' | 'lock'>,
): Promise<SeenFile> {
  const placed = await impressionsBySeal(document, placements, sealsOn(context, { ...document, path }));
  const stamped = stampedFields(placed, (sealId) => context.seals.get(sealId).companion !== null);
  const facts = await document.format.assertStampable(document, { pages: pagesOf(placed), stamped, locks: lock });
  return { placed, facts };
}

/**
 * Opens the input and checks the request against it. The caller closes `source`.
 * @throws AppError what is wrong, before anything happened: FILE_… (FILE_CHANGED where the request names a document
 * that was opened, and the path holds something else by now), PDF_…, what `impressionsOf` throws, SEAL_…, TOKEN_NOT_FOUND,
 * CERTIFICATE_…
 */
export async function prepareStamp(
  context: StampingContext,
  request: PlanRequest,
  { lookedAt = null, seen = null, isOneOfMany = lookedAt !== null }: Preparation = {},
): Promise<PreparedStamp> {
  const held = request.documentId === undefined ? lookedAt : context.held(request.documentId, request.path);
  const source = openFileSource(request.path);
  try {
    await held?.assertIs(source);
    const document = documentIn(source, request.path, request.password);
    const { format } = document;
    const { placed, facts } = seen ?? (await seenIn(document, context, request));
    const pages = pagesOf(placed);
    // What draws pages is up by the time that pages are compared; where none will be, its memory is spared.
    if (!isOneOfMany && format.willDraw(source, facts, pages)) format.prepare(document);
    const resolved = await resolvePlacements(placed, {
      seals: context.seals,
      tokens: context.tokens.tokens(),
      drivers: context.tokens.drivers(),
      certificatesOf: (tokenId) => context.tokens.certificates(tokenId),
      trustAnchors: context.trustAnchors(),
      verifySeal: context.verifySeal,
      format: format.name,
    });
    const wishes = { reason: request.reason, hasTimestamps: (context.timestamps?.() ?? null) !== null };
    const placements = await meetFieldDemands(document, resolved, wishes);
    return { source, format, facts, placed, placements, held };
  } catch (error) {
    source.close();
    throw error;
  }
}

/**
 * Refuses what a keeper does not want stamped, and what the rules of a seal forbid, whatever the window said. Nothing is looked for where nobody
 * set anything.
 * @throws AppError PREFLIGHT_STOPPED
 */
export async function assertNotStopped(
  context: StampingContext,
  prepared: PreparedStamp,
  request: PlanRequest,
): Promise<void> {
  const stops = context.stops?.() ?? [];
  const { hasNamedData } = prepared.facts;
  if (stops.length === 0 && !hasNamedData && !context.control?.binds(controlledOf(prepared, request))) return;
  const { findings } = await preflight(context, prepared, request, new Set(stops));
  const stopping = findings.find(({ level }) => level === 'stop');
  if (stopping) throw new AppError('PREFLIGHT_STOPPED', { code: stopping.code });
}

/** Whether the ticket of a request is for this document and these places. @throws AppError TICKET_OTHER_DOCUMENT, TICKET_OTHER_PLACE */
export async function assertOfTicket(prepared: PreparedStamp, { approval, placements }: PlanRequest): Promise<void> {
  if (approval) assertApproved(approval, { sha256: await sha256Of(prepared), placements });
}

/** What would happen, for the last look before the PIN. @throws AppError as `prepareStamp`, and OUTPUT_IS_INPUT */
export async function planStamp(
  context: StampingContext,
  request: ParsedInput<'stamp.plan'> & Pick<PlanRequest, 'approval'>,
): Promise<StampPlan> {
  const prepared = await prepareStamp(context, request);
  try {
    await assertOfTicket(prepared, request);
    // A command stamps next, and waits for the text of the pages now.
    if (context.door === 'cli') context.prepareVerification?.();
    const outputPath = resolve(request.outputPath ?? context.defaultOutputPath(request.path));
    const outputExists = existsSync(systemPath(outputPath));
    checkOutputPath(request.path, outputPath, true);
    const { findings, checked } = await preflight(context, prepared, request);
    const tokenIds = [...new Set(prepared.placements.map(({ token }) => token.id))];
    const eachTime = Object.fromEntries(tokenIds.map((id) => [id, 'each-time' as const]));
    return {
      outputPath,
      outputExists,
      tokenIds,
      pinNeeds: context.logins?.needs(prepared.placements, request) ?? eachTime,
      seals: placedSealsOf(prepared),
      warnings: [...findings],
      checked,
    };
  } finally {
    prepared.source.close();
  }
}
