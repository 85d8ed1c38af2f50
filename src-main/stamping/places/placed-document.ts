import { AppError, type Impression, type Placement, type PreviewedPlacement } from '../../contract/index.ts';
import { impressionsOf, type PlacedDocument, type PlacedSeal } from '../../placing/index.ts';
import type { OpenedDocument } from '../formats/format.ts';

/** @throws AppError SEAL_NOT_FOUND */
export type SealOf = (sealId: string) => PlacedSeal;

/**
 * A document as placings see it; all of it is read in the thread with limits.
 * @throws AppError what opening a document throws
 */
export async function placedDocument(opened: OpenedDocument): Promise<PlacedDocument> {
  return {
    pageCount: await opened.format.countPages(opened),
    async sizesOf(pages) {
      const sizes = await opened.format.pageSizes(opened, pages);
      return new Map(pages.map((page, index) => [page, sizes[index] ?? { widthMm: 0, heightMm: 0 }]));
    },
    signatureFields: () => opened.format.signatureFields(opened),
    textsOf: (pages) => opened.format.pageTexts(opened, pages),
  };
}

/** A seal and all that is to be seen of it. */
export interface SealImpressions {
  readonly sealId: string;
  readonly placements: readonly Placement[];
  readonly impressions: readonly [Impression, ...Impression[]];
}

/** The pages on which something is to be seen, each once. */
export const pagesOf = (placed: readonly SealImpressions[]): number[] => [
  ...new Set(placed.flatMap(({ impressions }) => impressions.map(({ page }) => page))),
];

/**
 * What the placements put on the pages, seal by seal, in the order in which the seals are first named.
 * @throws AppError as `impressionsOf`, FIELD_TAKEN, SEAL_NOT_FOUND, and what opening a document throws
 */
export async function impressionsBySeal(
  opened: OpenedDocument,
  placements: readonly Placement[],
  sealOf: SealOf,
): Promise<SealImpressions[]> {
  const document = await placedDocument(opened);
  const sealIds = [...new Set(placements.map(({ sealId }) => sealId))];
  const placed: SealImpressions[] = [];
  for (const sealId of sealIds) {
    const own = placements.filter((placement) => placement.sealId === sealId);
    const found: Impression[] = [];
    for (const { placing } of own) found.push(...(await impressionsOf(placing, sealOf(sealId), document)));
    const [first, ...others] = found;
    if (first) placed.push({ sealId, placements: own, impressions: [first, ...others] });
  }
  assertFieldsOnce(placed);
  return placed;
}

/** The fields of the file that impressions go into. */
export const fieldsOf = (impressions: readonly Impression[]): string[] =>
  impressions.flatMap(({ field }) => (field === undefined ? [] : [field]));

/** What fields a stamp fills and whether it makes others, for whoever asks what an earlier signature locks. */
export function stampedFields(
  placed: readonly SealImpressions[],
  hasCompanion: (sealId: string) => boolean,
): { filled: string[]; addsFields: boolean } {
  return {
    filled: placed.flatMap(({ impressions }) => fieldsOf(impressions)),
    addsFields: placed.some(
      ({ sealId, impressions }) => hasCompanion(sealId) || impressions.some(({ field }) => field === undefined),
    ),
  };
}

/** A field takes one seal. @throws AppError FIELD_TAKEN */
function assertFieldsOnce(placed: readonly SealImpressions[]): void {
  const names = placed.flatMap(({ impressions }) => fieldsOf(impressions));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new AppError('FIELD_TAKEN', { field: twice });
}

/** What comes of each placement by itself, or why nothing does. @throws AppError what opening a document throws */
export async function previewPlacements(
  opened: OpenedDocument,
  placements: readonly Placement[],
  sealOf: SealOf,
): Promise<PreviewedPlacement[]> {
  const document = await placedDocument(opened);
  const previewed: PreviewedPlacement[] = [];
  for (const { sealId, placing } of placements) {
    try {
      previewed.push({ impressions: await impressionsOf(placing, sealOf(sealId), document), error: null });
    } catch (thrown) {
      previewed.push({ impressions: [], error: AppError.from(thrown).toShape() });
    }
  }
  return previewed;
}
