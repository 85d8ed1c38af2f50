import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  expiresSoon,
  type Impression,
  nameDiffers,
  type ParsedInput,
  type PlacedSeal,
  type RaisedWarning,
  type StampPlan,
} from '../contract/index.ts';
import { type FileSource, inDocumentThread, openFileSource, type StampableFacts } from '../pdf/index.ts';
import type { StampingContext } from './context.ts';
import type { HeldDocument } from './documents/held-document.ts';
import { meetFieldDemands } from './fields/demanding-fields.ts';
import { checkOutputPath } from './output-path.ts';
import { impressionsBySeal, pagesOf, type SealImpressions, stampedFields } from './placed-document.ts';
import { resolvePlacements, type SealedPlacement } from './sealed-placement.ts';

/** An input that may be stamped as asked: every check that needs neither PIN nor token has passed. */
export interface PreparedStamp {
  readonly source: FileSource;
  readonly facts: StampableFacts;
  readonly placements: readonly SealedPlacement[];
  /** What the person was shown, where the request names it. */
  readonly held: HeldDocument | null;
}

/** What is to be seen of each seal. */
export const placedSealsOf = ({ placements }: PreparedStamp): PlacedSeal[] =>
  placements
    .filter(({ isCompanion }) => !isCompanion)
    .map(({ sealId, impressions }) => ({ sealId, impressions: [...impressions] }));

type PlanRequest = ParsedInput<'stamp.plan'>;

/**
 * Opens the input and checks the request against it. The caller closes `source`.
 * @throws AppError what is wrong, before anything happened: FILE_… (FILE_CHANGED where the request names a document
 * that was opened, and the path holds something else by now), PDF_…, what `impressionsOf` throws, SEAL_…, TOKEN_NOT_FOUND,
 * CERTIFICATE_…
 */
export async function prepareStamp(context: StampingContext, request: PlanRequest): Promise<PreparedStamp> {
  const held = request.documentId === undefined ? null : context.held(request.documentId, request.path);
  const source = openFileSource(request.path);
  try {
    await held?.assertIs(source);
    const document = { source, password: request.password };
    const placed = await impressionsBySeal(document, request.placements, (sealId) => context.seals.get(sealId));
    const addsFields = (sealId: string) => context.seals.get(sealId).companion !== null;
    const stamped = stampedFields(placed, addsFields);
    const facts = await inDocumentThread('assertStampable', document, { pages: pagesOf(placed), stamped });
    const resolved = await resolvePlacements(placed, {
      seals: context.seals,
      tokens: context.tokens.tokens(),
      drivers: context.tokens.drivers(),
      certificatesOf: (tokenId) => context.tokens.certificates(tokenId),
      trustAnchors: context.trustAnchors(),
      verifySeal: context.verifySeal,
    });
    const wishes = { reason: request.reason, hasTimestamps: (context.timestamps?.() ?? null) !== null };
    const placements = await meetFieldDemands(document, resolved, wishes);
    return { source, facts, placements, held };
  } catch (error) {
    source.close();
    throw error;
  }
}

function overlap(first: Impression, second: Impression): boolean {
  const distance = (axis: 'xMm' | 'yMm') => Math.abs(first[axis] - second[axis]);
  return (
    distance('xMm') < (first.widthMm + second.widthMm) / 2 && distance('yMm') < (first.heightMm + second.heightMm) / 2
  );
}

/** The pages on which two pictures lie over one another. */
function pagesWithOverlaps(placed: readonly SealImpressions[]): number[] {
  const byPage = Map.groupBy(
    placed.flatMap(({ impressions }) => impressions),
    ({ page }) => page,
  );
  return [...byPage].flatMap(([page, impressions]) =>
    impressions.some((first, index) => impressions.slice(index + 1).some((second) => overlap(first, second)))
      ? [page]
      : [],
  );
}

/** Where a seal is smaller than it is registered, for want of room in a field. */
function reductionsOf({ seal, impressions }: SealedPlacement): RaisedWarning[] {
  return impressions.flatMap(({ field, widthMm }): RaisedWarning[] => {
    const percent = Math.round((widthMm / seal.widthMm) * 100);
    if (field === undefined || percent >= 100) return [];
    return [{ code: 'seal-reduced', values: { seal: seal.name, field, percent } }];
  });
}

async function warningsOf(prepared: PreparedStamp, password: string | undefined): Promise<RaisedWarning[]> {
  const { source } = prepared;
  const placements = prepared.placements.filter(({ isCompanion }) => !isCompanion);
  const warnings: RaisedWarning[] = [];
  const seen = new Set<string>();
  for (const { seal, certificate, token } of placements) {
    if (seen.has(seal.id)) continue;
    seen.add(seal.id);
    if (expiresSoon(certificate.daysLeft)) {
      warnings.push({ code: 'certificate-expires-soon', values: { seal: seal.name, days: certificate.daysLeft } });
    }
    if (seal.trial) warnings.push({ code: 'trial-seal', values: { seal: seal.name } });
    const { naming } = seal;
    if (naming && nameDiffers(naming)) {
      const values = { seal: seal.name, name: naming.onSeal, owner: naming.inCertificate };
      warnings.push({ code: 'seal-name-differs', values });
    }
    if (token.pinState === 'low') warnings.push({ code: 'pin-low', values: { token: token.label } });
    if (token.pinState === 'final-try') warnings.push({ code: 'pin-final-try', values: { token: token.label } });
  }
  warnings.push(...placements.flatMap(reductionsOf));
  for (const page of pagesWithOverlaps(placements)) warnings.push({ code: 'seals-overlap', values: { page } });
  const pages = pagesOf(placements);
  const precautions = await inDocumentThread('precautions', { source, password }, { pages });
  const isTransparent = placements.some(({ artwork }) => artwork.kind === 'image');
  if (isTransparent && precautions.isPdfA1) warnings.push({ code: 'pdf-a-1-transparency', values: {} });
  if (precautions.needsAppearances) warnings.push({ code: 'form-needs-appearances', values: {} });
  return [...warnings, ...precautions.found];
}

/** What would happen, for the last look before the PIN. @throws AppError as `prepareStamp`, and OUTPUT_IS_INPUT */
export async function planStamp(context: StampingContext, request: PlanRequest): Promise<StampPlan> {
  const prepared = await prepareStamp(context, request);
  try {
    const warnings = await warningsOf(prepared, request.password);
    if (prepared.facts.isSigned) {
      const report = await context.verify(prepared.source, request.path, request.password);
      const broken = report.signatures.find(({ verdict }) => verdict === 'invalid');
      if (broken) warnings.push({ code: 'earlier-signature-not-valid', values: { signer: broken.signerName } });
    }
    const outputPath = resolve(request.outputPath ?? context.defaultOutputPath(request.path));
    const outputExists = existsSync(outputPath);
    checkOutputPath(request.path, outputPath, true);
    const tokenIds = [...new Set(prepared.placements.map(({ token }) => token.id))];
    return { outputPath, outputExists, tokenIds, seals: placedSealsOf(prepared), warnings };
  } finally {
    prepared.source.close();
  }
}
