import {
  AppError,
  type DisplayedSize,
  type Impression,
  type PageEdge,
  type PlacingOf,
  type Slice,
} from '../contract/index.ts';

/** A slice that is narrower shows nothing that could be joined. Millimetres. */
export const leastSliceMm = 2;

const opposite: Readonly<Record<PageEdge, PageEdge>> = { right: 'left', left: 'right', top: 'bottom', bottom: 'top' };
const isUpright = (edge: PageEdge) => edge === 'right' || edge === 'left';

/**
 * The pages that share one seal, in groups as even as can be: none has more than `every` pages, but for a last page that would be alone.
 */
export function groupPages(pages: readonly number[], every: number): number[][] {
  const groupCount = Math.max(1, Math.min(Math.ceil(pages.length / every), Math.floor(pages.length / 2)));
  const base = Math.floor(pages.length / groupCount);
  const larger = pages.length % groupCount;
  const groups: number[][] = [];
  let at = 0;
  for (let index = 0; index < groupCount; index++) {
    const size = base + (index < larger ? 1 : 0);
    groups.push(pages.slice(at, at + size));
    at += size;
  }
  return groups;
}

/** Where each slice ends, in fractions of the seal: the first page bears `firstShare`, the others the same of what is left. */
function sliceEnds(count: number, firstShare: number | null): number[] {
  const first = firstShare ?? 1 / count;
  const each = (1 - first) / (count - 1);
  // The last end is 1 to the last bit, whatever the sums come to.
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? 1 : first + each * index));
}

/**
 * What a slice from `from` to `to` shows of the seal. Pages are fanned so that the edge of each sticks out beyond the one before: to the left and to
 * the top the seal is read backwards.
 */
function sliceOf(edge: PageEdge, from: number, to: number): Slice {
  const [begin, end] = edge === 'left' || edge === 'top' ? [1 - to, 1 - from] : [from, to];
  return isUpright(edge)
    ? { left: begin, top: 0, right: end, bottom: 1 }
    : { left: 0, top: begin, right: 1, bottom: end };
}

/** Where a slice stands: with its outer side on the edge, its centre `along` that edge, wholly on the page. */
function placeOf(
  edge: PageEdge,
  along: number,
  shown: { widthMm: number; heightMm: number },
  page: DisplayedSize,
): Pick<Impression, 'xMm' | 'yMm'> {
  const within = (length: number, size: number) =>
    Math.min(Math.max(along * length, size / 2), Math.max(size / 2, length - size / 2));
  const xMm = within(page.widthMm, shown.widthMm);
  const yMm = within(page.heightMm, shown.heightMm);
  switch (edge) {
    case 'right':
      return { xMm: page.widthMm - shown.widthMm / 2, yMm };
    case 'left':
      return { xMm: shown.widthMm / 2, yMm };
    case 'top':
      return { xMm, yMm: shown.heightMm / 2 };
    case 'bottom':
      return { xMm, yMm: page.heightMm - shown.heightMm / 2 };
  }
}

/**
 * The slices of a seal along an edge of `pages` (骑缝). The slices of one seal join to the whole without a gap.
 * @throws AppError PAGING_ONE_PAGE where there is nothing to join, SLICE_TOO_NARROW, SEAL_OFF_PAGE where the seal is longer than an edge
 */
export function pagingImpressions(
  { edge, along, every, firstShare, duplex }: PlacingOf<'paging'>,
  seal: DisplayedSize,
  pages: readonly number[],
  sizeOf: (page: number) => DisplayedSize,
): Impression[] {
  if (pages.length < 2) throw new AppError('PAGING_ONE_PAGE');
  const across = isUpright(edge) ? seal.widthMm : seal.heightMm;
  const mostSlices = Math.floor(across / leastSliceMm);
  if (mostSlices < 2) throw new AppError('SLICE_TOO_NARROW', { widthMm: Math.round(across * 50) / 100 });
  const usual =
    firstShare === null ? mostSlices : 1 + Math.max(1, Math.floor((across * (1 - firstShare)) / leastSliceMm));
  return groupPages(pages, every ?? usual).flatMap((group) => {
    const ends = sliceEnds(group.length, firstShare);
    return group.map((page, index): Impression => {
      const [from, to] = [ends[index - 1] ?? 0, ends[index] ?? 1];
      if ((to - from) * across < leastSliceMm - 1e-9) {
        throw new AppError('SLICE_TOO_NARROW', { widthMm: Math.round((to - from) * across * 100) / 100 });
      }
      const slice = sliceOf(edge, from, to);
      const shown = {
        widthMm: seal.widthMm * (slice.right - slice.left),
        heightMm: seal.heightMm * (slice.bottom - slice.top),
      };
      const size = sizeOf(page);
      if (isUpright(edge) ? shown.heightMm > size.heightMm : shown.widthMm > size.widthMm) {
        throw new AppError('SEAL_OFF_PAGE', { page });
      }
      const own = duplex && page % 2 === 0 ? opposite[edge] : edge;
      return { page, ...placeOf(own, along, shown, size), ...shown, slice };
    });
  });
}
