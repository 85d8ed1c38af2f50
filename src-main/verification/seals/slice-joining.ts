import type { DrawnWidget, Raster } from '../../pdf/index.ts';

/** A picture of a seal that shows a part of it: its whole height, or its whole width. */
interface DrawnSlice {
  readonly raster: Raster;
  /** Whether it shows the whole height. */
  readonly isColumn: boolean;
  /** Of the seal's width, or height. */
  readonly share: number;
}

/** Of the whole: what a share may miss or have too much by rounding. */
const tolerance = 0.02;

/** What a picture is, if it is a part of a seal of this shape: width over height as displayed. */
function sliceOf({ raster, shape }: DrawnWidget & { raster: Raster }, wholeShape: number): DrawnSlice {
  const isColumn = shape <= wholeShape;
  return { raster, isColumn, share: isColumn ? shape / wholeShape : wholeShape / shape };
}

/**
 * Puts slices together that follow one another until each group is a whole; the last may be none.
 * @returns null where they do not come out as wholes
 */
export function groupSlices(drawn: readonly (DrawnWidget & { raster: Raster })[], wholeShape: number) {
  const groups: DrawnSlice[][] = [];
  let group: DrawnSlice[] = [];
  let sum = 0;
  for (const slice of drawn.map((one) => sliceOf(one, wholeShape))) {
    if (group[0] && group[0].isColumn !== slice.isColumn) return null;
    group.push(slice);
    sum += slice.share;
    if (sum > 1 + tolerance) return null;
    if (sum < 1 - tolerance) continue;
    groups.push(group);
    group = [];
    sum = 0;
  }
  return group.length === 0 ? groups : null;
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
