import type { DrawnWidget, Raster } from '../../pdf/index.ts';

/** A picture of a seal that shows a part of it: its whole height, or its whole width. */
interface DrawnSlice {
  readonly raster: Raster;
  /** Whether it shows the whole height. */
  readonly isColumn: boolean;
  /** Of the seal's width, or height. */
  readonly share: number;
  readonly place: NonNullable<DrawnWidget['place']>;
}

/** A picture that was drawn. */
export type DrawnPicture = DrawnWidget & { readonly raster: Raster };

/** Of the whole: what a share may miss or have too much by rounding. */
const tolerance = 0.02;

/** How far from the edge of the page a slice may stand, by the rounding of other programs. */
const edgeMm = 1.5;

/** What a picture is, if it is a part of a seal of this shape: width over height as displayed. Null where it stands on no edge that cuts it so. */
function sliceOf({ raster, shape, place }: DrawnPicture, wholeShape: number): DrawnSlice | null {
  const isColumn = shape <= wholeShape;
  const slice = place && { raster, isColumn, share: isColumn ? shape / wholeShape : wholeShape / shape, place };
  return slice && isOnEdge(slice) ? slice : null;
}

function isOnEdge({ isColumn, place: { rect, size } }: DrawnSlice): boolean {
  const [before, after] = isColumn
    ? [rect.leftMm, size.widthMm - rect.leftMm - rect.widthMm]
    : [rect.topMm, size.heightMm - rect.topMm - rect.heightMm];
  return Math.min(Math.abs(before), Math.abs(after)) <= edgeMm;
}

/** Whether slices join once their pages are fanned: each is on the next page, of one size. On one page they could be put in any order. */
function canJoin(slices: readonly DrawnSlice[]): boolean {
  const breadths = slices.map(({ isColumn, place: { rect } }) => (isColumn ? rect.heightMm : rect.widthMm));
  const isOneSize = Math.max(...breadths) <= Math.min(...breadths) * (1 + tolerance);
  const pages = slices.map(({ place }) => place.page);
  const steps = pages.slice(1).map((page, index) => Math.sign(page - (pages[index] ?? page)));
  return isOneSize && steps.every((step) => step !== 0 && step === steps[0]);
}

/**
 * Puts slices together that follow one another until each group is a whole; the last may be none.
 * @returns null where they do not come out as wholes that join across pages
 */
export function groupSlices(drawn: readonly DrawnPicture[], wholeShape: number): DrawnSlice[][] | null {
  const groups: DrawnSlice[][] = [];
  let group: DrawnSlice[] = [];
  let sum = 0;
  for (const slice of drawn.map((one) => sliceOf(one, wholeShape))) {
    if (!slice || (group[0] && group[0].isColumn !== slice.isColumn)) return null;
    group.push(slice);
    sum += slice.share;
    if (sum > 1 + tolerance) return null;
    if (sum < 1 - tolerance) continue;
    groups.push(group);
    group = [];
    sum = 0;
  }
  return group.length === 0 && groups.every(canJoin) ? groups : null;
}

/** The whole as the slices show it, side by side or below one another, as large as `like`. */
export function joinSlices(slices: readonly DrawnSlice[], like: Raster): Raster {
  const { widthPx, heightPx } = like;
  const isColumn = slices[0]?.isColumn ?? true;
  const along = isColumn ? widthPx : heightPx;
  const across = isColumn ? heightPx : widthPx;
  const total = slices.reduce((sum, { share }) => sum + share, 0);
  const rgb = new Uint8Array(widthPx * heightPx * 3).fill(255);
  let before = 0;
  for (const { raster, share } of slices) {
    const [from, to] = [(before / total) * along, ((before + share) / total) * along];
    before += share;
    const length = isColumn ? raster.widthPx : raster.heightPx;
    const breadth = isColumn ? raster.heightPx : raster.widthPx;
    for (let at = Math.ceil(from - 0.5); at + 0.5 < to && at < along; at++) {
      const inSlice = Math.min(length - 1, Math.floor(((at + 0.5 - from) / (to - from)) * length));
      for (let beside = 0; beside < across; beside++) {
        const inBreadth = Math.min(breadth - 1, Math.floor(((beside + 0.5) / across) * breadth));
        const source = isColumn ? inBreadth * raster.widthPx + inSlice : inSlice * raster.widthPx + inBreadth;
        const target = isColumn ? beside * widthPx + at : at * widthPx + beside;
        rgb.set(raster.rgb.subarray(source * 3, source * 3 + 3), target * 3);
      }
    }
  }
  return { widthPx, heightPx, rgb };
}
