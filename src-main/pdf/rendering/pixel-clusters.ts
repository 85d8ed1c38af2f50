import type { PixelBox } from './raster.ts';

/** Marked points that hang together. */
export interface PixelCluster {
  readonly box: PixelBox;
  readonly count: number;
}

const unmarked = 0;
const marked = 1;

/**
 * The points of a mask that are marked with 1, in clusters, whose points touch by an edge or a corner. The mask is used up. More clusters than `limit`
 * come as one around them all.
 */
export function takeClusters(mask: Uint8Array, widthPx: number, limit: number): PixelCluster[] {
  const found: PixelCluster[] = [];
  const heightPx = widthPx > 0 ? Math.floor(mask.length / widthPx) : 0;
  const stack: number[] = [];
  // A buffer finds a byte far sooner than an array does.
  const bytes = Buffer.from(mask.buffer, mask.byteOffset, mask.length);
  for (let start = bytes.indexOf(marked); start >= 0; start = bytes.indexOf(marked, start + 1)) {
    let [left, top, right, bottom, count] = [widthPx, heightPx, 0, 0, 0];
    mask[start] = unmarked;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % widthPx;
      const y = (at - x) / widthPx;
      count += 1;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
      for (let row = Math.max(0, y - 1); row <= Math.min(heightPx - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(widthPx - 1, x + 1); column++) {
          const neighbour = row * widthPx + column;
          if (mask[neighbour] === unmarked) continue;
          mask[neighbour] = unmarked;
          stack.push(neighbour);
        }
      }
    }
    found.push({ box: { left, top, right, bottom }, count });
  }
  if (found.length <= limit) return found;
  const count = found.reduce((sum, one) => sum + one.count, 0);
  return [{ box: around(found.map(({ box }) => box)), count }];
}

/** The smallest box around all of them. */
export function around(boxes: readonly PixelBox[]): PixelBox {
  return boxes.reduce((one, other) => ({
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  }));
}

/** Boxes that are no more than `gapPx` apart become one, so that a line of writing is one place. */
export function joinNear(boxes: readonly PixelBox[], gapPx: number): PixelBox[] {
  const joined = [...boxes];
  for (let index = 0; index < joined.length; ) {
    const box = joined[index];
    const near = joined.findIndex((other, at) => at > index && box !== undefined && isNear(box, other, gapPx));
    const other = joined[near];
    if (box && other) {
      joined[index] = around([box, other]);
      joined.splice(near, 1);
      // It may reach those now that it did not reach before.
      index = 0;
    } else index += 1;
  }
  return joined;
}

function isNear(one: PixelBox, other: PixelBox, gapPx: number): boolean {
  return (
    one.left - gapPx <= other.right &&
    other.left - gapPx <= one.right &&
    one.top - gapPx <= other.bottom &&
    other.top - gapPx <= one.bottom
  );
}
