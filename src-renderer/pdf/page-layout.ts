/** A page as displayed, in millimetres. */
export interface PageSize {
  widthMm: number;
  heightMm: number;
}

/** Pixels between two pages, and above the first. */
const pageGap = 16;

/** Where every page stands in the scrolled column, in pixels. */
export interface PageLayout {
  readonly pageCount: number;
  readonly height: number;
  readonly width: number;
  sizeOf(page: number): PageSize;
  topOf(page: number): number;
  heightOf(page: number): number;
  /** The page at a height; in a gap, the page above it. */
  pageAt(y: number): number;
}

/** Stacks pages. Pages whose size is not known yet count as the first page's. */
export function layOutPages(
  pageCount: number,
  firstPage: PageSize,
  known: ReadonlyMap<number, PageSize>,
  pxPerMm: number,
): PageLayout {
  const tops = new Float64Array(pageCount + 1);
  const sizeOf = (page: number) => known.get(page) ?? firstPage;
  const heightOf = (page: number) => sizeOf(page).heightMm * pxPerMm;
  let top = pageGap;
  let width = 0;
  for (let page = 1; page <= pageCount; page++) {
    tops[page] = top;
    top += heightOf(page) + pageGap;
    width = Math.max(width, sizeOf(page).widthMm * pxPerMm);
  }
  const topOf = (page: number) => tops[page] ?? pageGap;
  return {
    pageCount,
    height: top,
    width,
    sizeOf,
    topOf,
    heightOf,
    pageAt(y) {
      let low = 1;
      let high = pageCount;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (topOf(middle) <= y) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}
