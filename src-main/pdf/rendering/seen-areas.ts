import type { PdfDocument } from '../file/document.ts';
import { displayedSize } from '../pages/page-geometry.ts';
import { readPage } from '../pages/pages.ts';
import { isDrawable } from './page-limits.ts';
import { openForPictures } from './picture-thread.ts';
import { type Raster, resolutionOf } from './raster.ts';

/** A part of a page as displayed, in millimetres from its top-left corner. */
export interface PageArea {
  readonly page: number;
  readonly leftMm: number;
  readonly topMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

const mmPerInch = 25.4;
/** Writing that differs less from what is around it nobody notices: very light grey on white, or the grain of a scan. */
const leastContrast = 40;
/** Writing that is lower nobody reads. */
const leastHeightMm = 1;

/**
 * Whether anything is to be seen in each of the areas; what cannot be drawn is not seen.
 * @throws AppError PAGE_OUT_OF_RANGE, PDF_DAMAGED
 */
export async function seenAreas(
  document: PdfDocument,
  areas: readonly PageArea[],
  password: string | undefined,
): Promise<boolean[]> {
  const pictures = openForPictures(document.source, password);
  try {
    const drawn = new Map<number, { raster: Raster; dpi: number } | null>();
    for (const page of new Set(areas.map((area) => area.page))) {
      const { dict } = readPage(document, page);
      const dpi = resolutionOf(displayedSize(readPage(document, page)));
      const raster = dpi && isDrawable(document, dict) ? await pictures.draw(page, dpi).catch(() => null) : null;
      drawn.set(page, raster && dpi ? { raster, dpi } : null);
    }
    return areas.map((area) => {
      const picture = drawn.get(area.page);
      return picture != null && area.heightMm >= leastHeightMm && hasContrast(picture.raster, area, picture.dpi);
    });
  } finally {
    pictures.close();
  }
}

function hasContrast({ widthPx, heightPx, rgb }: Raster, area: PageArea, dpi: number): boolean {
  const dots = (millimetres: number) => Math.round((millimetres / mmPerInch) * dpi);
  const [left, top] = [Math.max(0, dots(area.leftMm)), Math.max(0, dots(area.topMm))];
  const right = Math.min(widthPx, dots(area.leftMm + area.widthMm));
  const bottom = Math.min(heightPx, dots(area.topMm + area.heightMm));
  const least = [255, 255, 255];
  const most = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      for (const channel of [0, 1, 2]) {
        const value = rgb[(y * widthPx + x) * 3 + channel] ?? 0;
        least[channel] = Math.min(least[channel] ?? 0, value);
        most[channel] = Math.max(most[channel] ?? 0, value);
      }
    }
  }
  return most.some((value, channel) => value - (least[channel] ?? 0) >= leastContrast);
}
