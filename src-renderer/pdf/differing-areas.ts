/** A rectangle of a picture, pixels. */
export interface PixelArea {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Four bytes a pixel, as a canvas gives them. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Both pictures are drawn by one renderer: less than this between two channels is rounding. */
const tolerance = 32;
/** So many pixels of a cell make it another. */
const fewest = 2;
/** More than these nobody looks at one by one: the page as a whole is another. */
const mostAreas = 40;

function differs(before: Pixels, after: Pixels, x: number, y: number): boolean {
  for (let channel = 0; channel < 3; channel++) {
    const one = x < before.width && y < before.height ? before.data[(y * before.width + x) * 4 + channel] : 255;
    const other = x < after.width && y < after.height ? after.data[(y * after.width + x) * 4 + channel] : 255;
    if (Math.abs((one ?? 255) - (other ?? 255)) > tolerance) return true;
  }
  return false;
}

/** Joins a cell with the areas that it touches. */
function join(areas: PixelArea[], cell: PixelArea, gap: number): PixelArea[] {
  const touches = (area: PixelArea) =>
    area.left - gap <= cell.right &&
    area.right + gap >= cell.left &&
    area.top - gap <= cell.bottom &&
    area.bottom + gap >= cell.top;
  const near = areas.filter(touches);
  if (near.length === 0) return [...areas, cell];
  const joined = {
    left: Math.min(cell.left, ...near.map(({ left }) => left)),
    top: Math.min(cell.top, ...near.map(({ top }) => top)),
    right: Math.max(cell.right, ...near.map(({ right }) => right)),
    bottom: Math.max(cell.bottom, ...near.map(({ bottom }) => bottom)),
  };
  // What is larger now may touch others.
  return join(
    areas.filter((area) => !near.includes(area)),
    joined,
    gap,
  );
}

/** Where two pictures of a page differ: rectangles, none of which touches another. A smaller one counts as white where it ends. */
export function differingAreas(before: Pixels, after: Pixels, cellPx: number): PixelArea[] {
  const width = Math.max(before.width, after.width);
  const height = Math.max(before.height, after.height);
  let areas: PixelArea[] = [];
  for (let top = 0; top < height; top += cellPx) {
    for (let left = 0; left < width; left += cellPx) {
      const right = Math.min(width, left + cellPx);
      const bottom = Math.min(height, top + cellPx);
      let count = 0;
      for (let y = top; y < bottom && count < fewest; y++)
        for (let x = left; x < right && count < fewest; x++) if (differs(before, after, x, y)) count++;
      if (count >= fewest) areas = join(areas, { left, top, right, bottom }, cellPx);
    }
  }
  if (areas.length <= mostAreas) return areas;
  return [areas.reduce((whole, area) => join([whole], area, Math.max(width, height))[0] ?? whole)];
}
