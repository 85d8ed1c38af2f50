import type { Finding, SignatureReport } from '../../contract/index.ts';
import type { OfdDocument, StampAnnotation } from '../../ofd/index.ts';
import { finding } from '../../x509/index.ts';

type Place = NonNullable<SignatureReport['widget']>;

/** Where the pictures of one signature stand. */
export interface StampPlaces {
  readonly places: readonly Place[];
  readonly findings: readonly Finding[];
}

/** More places of one signature are not listed. */
const mostPlaces = 5_000;

/** What shows of a seal: of a slice (骑缝) the part within its clip, which counts from the picture's own corner (GB/T 33190-2016, 18.2.3). */
export function shownPart({ boundary, clip }: Pick<StampAnnotation, 'boundary' | 'clip'>): Omit<Place, 'page'> | null {
  if (boundary === null) return null;
  const { left, top, width, height } = boundary;
  if (clip === null) return { leftMm: left, topMm: top, widthMm: width, heightMm: height };
  const start = { x: Math.max(0, clip.left), y: Math.max(0, clip.top) };
  const end = { x: Math.min(width, clip.left + clip.width), y: Math.min(height, clip.top + clip.height) };
  return {
    leftMm: left + start.x,
    topMm: top + start.y,
    widthMm: Math.max(0, end.x - start.x),
    heightMm: Math.max(0, end.y - start.y),
  };
}

/** Finds the places of a signature on the pages of its document. */
export function findPlaces(stamps: readonly StampAnnotation[], document: OfdDocument | null): StampPlaces {
  const byId = Map.groupBy(document?.pages ?? [], ({ id }) => id);
  const places: Place[] = [];
  let unknownPages = 0;
  let isUnclear = false;
  for (const stamp of stamps.slice(0, mostPlaces)) {
    const [page, ...others] = byId.get(stamp.pageId) ?? [];
    const shown = shownPart(stamp);
    if (shown === null || others.length > 0) isUnclear = true;
    if (!page) unknownPages += 1;
    else if (shown) places.push({ page: page.number, ...shown });
  }
  return {
    places,
    findings: [
      ...(unknownPages > 0
        ? [finding('seal-picture', 'unknown', 'seal-picture/page-unknown', { count: unknownPages })]
        : []),
      ...(isUnclear ? [finding('seal-picture', 'unknown', 'seal-picture/place-unreadable')] : []),
    ],
  };
}
