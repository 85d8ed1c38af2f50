import type { Rgb } from './ink/ink-colour.ts';
import { around, joinNear, takeClusters } from './pixel-clusters.ts';
import { giveBackMemory, type PixelBox, type Raster } from './raster.ts';

/** What may have come to a page since it was signed. */
export interface Allowance {
  /** Of seals that were added later: they may bring ink and take none away. */
  readonly ink: readonly PixelBox[];
  /** What the signer permitted others to fill in or to annotate: anything may be there. */
  readonly free: readonly PixelBox[];
  /** Of what some readers paint there and others do not: it counts as a sheet that nothing shines through. */
  readonly sheets: readonly PixelBox[];
  /** Ink that comes in shapes of its own in each reader: where the ground has its colour, it could fill in what stands on it. */
  readonly loose: readonly { readonly box: PixelBox; readonly colour: Rgb }[];
}

/** What became of a page. Boxes are in points of the raster. */
export interface PictureComparison {
  /** Marks that were there and can be seen no more, wholly or in part. */
  readonly lost: readonly PixelBox[];
  /** What differs where nothing was allowed to. */
  readonly outside: readonly PixelBox[];
  /** For each place of a later seal: where in it dark ink is new, as writing is. */
  readonly written: readonly (PixelBox | null)[];
}

/**
 * By how much a channel may get lighter. The same page drawn twice is the same to the last bit, and ink that blends with what is under it
 * (Multiply, Darken) makes no channel lighter; this is for the grain of scanned paper under a sheet that is no whiter than it.
 */
const lighterBy = 20;
/** A single point that got lighter is rounding at an edge, unless by this much: a decimal point is two dots wide. */
const muchLighterBy = 64;
/** A step between two points that is a mark to the eye, at the least. */
const markStep = 40;
/** What has to remain of the step: on bright ground; on dark ground, where the eye is less keen; and of the step itself. */
const keptStep = 16;
const keptStepInDark = 40;
const darkBelow = 96;
/**
 * Where a stroke crosses what is written, or touches a stroke of its own colour, some steps are lost; what is there is hidden when most of them are,
 * around a point, and at more points than a speck has. What is written is dark and small; what is brighter in some channel is the ink of a seal, whose
 * strokes are thick and may lie across those of another.
 */
const hiddenShare = { ofWriting: 0.5, ofSeal: 0.7 };
const windowPx = { ofWriting: 3, ofSeal: 5 };
const sealFrom = 150;
const speckPixels = 8;
/** Ink of writing: dark, without the light that the ink of a seal leaves, on what was brighter by this. */
const writingBelow = 140;
const writingStep = 96;
const leastWriting = 8;
/** Signs of one line are closer than this. */
const gapPx = 6;
const maxClusters = 400;

/** Ground is at least so wide, and differs from ink that is seen on it by this. */
const groundPx = 6;
const groundStep = 64;

const outsideZone = 0;
const inkZone = 1;
const freeZone = 2;

/** Null where the two cannot be compared: the page has another size. */
export function comparePictures(before: Raster, now: Raster, allowance: Allowance): PictureComparison | null {
  const { widthPx, heightPx } = before;
  const size = widthPx * heightPx;
  if (now.widthPx !== widthPx || now.heightPx !== heightPx) return null;
  if (before.rgb.length !== size * 3 || now.rgb.length !== size * 3) return null;
  const filled = allowance.loose.filter(({ box, colour }) => hasGroundOf(before, box, colour)).map(({ box }) => box);
  const lost = sheetsOver(before, [...allowance.sheets, ...filled]);
  if (Buffer.compare(before.rgb, now.rgb) === 0) return { lost, outside: [], written: allowance.ink.map(() => null) };

  const zones = new Uint8Array(size);
  for (const box of allowance.ink) paintZone(zones, widthPx, heightPx, box, inkZone);
  for (const box of allowance.free) paintZone(zones, widthPx, heightPx, box, freeZone);
  const differing = new Uint8Array(size);
  const lighter = new Uint8Array(size);
  const muchLighter = new Uint8Array(size);
  for (let y = 0; y < heightPx; y++) {
    if (isRowEqual(before, now, y)) continue;
    for (let at = y * widthPx; at < (y + 1) * widthPx; at++) {
      if (isEqual(before.rgb, now.rgb, at)) continue;
      const zone = zones[at];
      if (zone === outsideZone) differing[at] = 1;
      else if (zone === inkZone) {
        const by = lightening(before.rgb, now.rgb, at);
        if (by > lighterBy) lighter[at] = 1;
        if (by > muchLighterBy) muchLighter[at] = 1;
      }
    }
  }
  const lightened = takeClusters(lighter, widthPx, maxClusters).filter(
    ({ box, count }) => count > 1 || muchLighter[box.top * widthPx + box.left] === 1,
  );
  const hidden = hiddenPoints(before, now, zones, allowance.ink);
  const covered = takeClusters(hidden, widthPx, maxClusters).filter(({ count }) => count > speckPixels);
  const outside = takeClusters(differing, widthPx, maxClusters);
  // One is as large as the page, and a document is compared page after page.
  for (const mask of [zones, differing, lighter, muchLighter, hidden]) giveBackMemory(mask);
  return {
    lost: joinNear([...lost, ...[...lightened, ...covered].map(({ box }) => box)], gapPx),
    outside: joinNear(
      outside.map(({ box }) => box),
      3 * gapPx,
    ),
    written: allowance.ink.map((box) => writingIn(before, now, box)),
  };
}

function paintZone(zones: Uint8Array, widthPx: number, heightPx: number, box: PixelBox, zone: number): void {
  for (let y = Math.max(0, box.top); y < Math.min(heightPx, box.bottom); y++) {
    zones.fill(zone, y * widthPx + Math.max(0, box.left), y * widthPx + Math.max(0, Math.min(widthPx, box.right)));
  }
}

/** Most rows of a page are as they were. */
function isRowEqual(before: Raster, now: Raster, y: number): boolean {
  const [from, to] = [y * before.widthPx * 3, (y + 1) * before.widthPx * 3];
  return Buffer.compare(before.rgb.subarray(from, to), now.rgb.subarray(from, to)) === 0;
}

function isEqual(before: Uint8Array, now: Uint8Array, at: number): boolean {
  const from = at * 3;
  return before[from] === now[from] && before[from + 1] === now[from + 1] && before[from + 2] === now[from + 2];
}

/** By how much a point got lighter, in the channel in which it did so most. */
function lightening(before: Uint8Array, now: Uint8Array, at: number): number {
  let most = 0;
  for (let channel = at * 3; channel < at * 3 + 3; channel++) {
    most = Math.max(most, (now[channel] ?? 0) - (before[channel] ?? 0));
  }
  return most;
}

/**
 * The points from which a step led to one beside them, light to dark or dark to light, that is gone in every channel: black on white
 * under red ink remains in the red channel, under an opaque dark sheet in none. Two points apart, so that a soft edge is a step too.
 */
function hiddenPoints(before: Raster, now: Raster, zones: Uint8Array, ink: readonly PixelBox[]): Uint8Array {
  const { widthPx, heightPx } = before;
  const hidden = new Uint8Array(widthPx * heightPx);
  if (ink.length === 0) return hidden;
  const { left, top, right, bottom } = clip(around(ink), widthPx, heightPx);
  const [width, height] = [Math.max(0, right - left), Math.max(0, bottom - top)];
  const marks = new Uint8Array(width * height);
  const lost = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (top + y) * widthPx + left + x;
      if (zones[at] !== inkZone) continue;
      const here = y * width + x;
      const look = (to: number) => {
        const step = becomeOfStep(before.rgb, now.rgb, at, to);
        if (step !== noMark) marks[here] = (marks[here] ?? 0) + 1;
        if (step === lostMark) lost[here] = (lost[here] ?? 0) + 1;
      };
      if (left + x + 2 < widthPx) look(at + 2);
      if (top + y + 2 < heightPx) look(at + 2 * widthPx);
    }
  }
  const allSteps = sums(marks, width);
  const lostSteps = sums(lost, width);
  for (let at = 0; at < lost.length; at++) {
    if (lost[at] === 0) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    const manner = valueAround(before, left + x, top + y) < sealFrom ? 'ofWriting' : 'ofSeal';
    const reach = windowPx[manner];
    const window = clip(
      { left: x - reach, top: y - reach, right: x + reach + 1, bottom: y + reach + 1 },
      width,
      height,
    );
    const share = sumIn(lostSteps, width, window) / sumIn(allSteps, width, window);
    if (share >= hiddenShare[manner]) hidden[(top + y) * widthPx + left + x] = 1;
  }
  return hidden;
}

/** How bright the darkest ink is that a step from this point could lead to or from. */
function valueAround({ rgb, widthPx, heightPx }: Raster, x: number, y: number): number {
  let least = 255;
  for (let row = y; row <= Math.min(heightPx - 1, y + 2); row++) {
    for (let column = x; column <= Math.min(widthPx - 1, x + 2); column++) {
      least = Math.min(least, valueAt(rgb, row * widthPx + column));
    }
  }
  return least;
}

function clip(box: PixelBox, widthPx: number, heightPx: number): PixelBox {
  const { left, top, right, bottom } = box;
  return {
    left: Math.max(0, left),
    top: Math.max(0, top),
    right: Math.min(widthPx, right),
    bottom: Math.min(heightPx, bottom),
  };
}

/** For each corner between points the sum of all that is above and left of it, one column and row more than there are points. */
function sums(values: Uint8Array, width: number): Uint32Array {
  const height = width > 0 ? values.length / width : 0;
  const result = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let inRow = 0;
    for (let x = 0; x < width; x++) {
      inRow += values[y * width + x] ?? 0;
      result[(y + 1) * (width + 1) + x + 1] = (result[y * (width + 1) + x + 1] ?? 0) + inRow;
    }
  }
  return result;
}

function sumIn(sum: Uint32Array, width: number, { left, top, right, bottom }: PixelBox): number {
  const corner = (x: number, y: number) => sum[y * (width + 1) + x] ?? 0;
  return corner(right, bottom) - corner(left, bottom) - corner(right, top) + corner(left, top);
}

const noMark = 0;
const keptMark = 1;
const lostMark = 2;

function becomeOfStep(before: Uint8Array, now: Uint8Array, from: number, to: number): number {
  let wasMark = false;
  let isKept = false;
  for (let channel = 0; channel < 3; channel++) {
    const step = (before[to * 3 + channel] ?? 0) - (before[from * 3 + channel] ?? 0);
    wasMark ||= Math.abs(step) >= markStep;
    if (Math.abs(step) < keptStep) continue;
    const [first, second] = [now[from * 3 + channel] ?? 0, now[to * 3 + channel] ?? 0];
    const kept = step > 0 ? second - first : first - second;
    isKept ||= kept >= (Math.max(first, second) < darkBelow ? keptStepInDark : keptStep);
  }
  if (!wasMark) return noMark;
  return isKept ? keptMark : lostMark;
}

/** What a page showed under sheets, should a reader paint them. */
function sheetsOver({ rgb, widthPx, heightPx }: Raster, sheets: readonly PixelBox[]): PixelBox[] {
  return sheets.flatMap((sheet) => {
    const marks = new Uint8Array(widthPx * heightPx);
    let first = -1;
    for (let y = Math.max(0, sheet.top); y < Math.min(heightPx, sheet.bottom); y++) {
      for (let x = Math.max(0, sheet.left); x < Math.min(widthPx, sheet.right); x++) {
        const at = y * widthPx + x;
        if (first < 0) first = at;
        if (differsBy(rgb, first, at) >= markStep) marks[at] = 1;
      }
    }
    const found = takeClusters(marks, widthPx, maxClusters);
    giveBackMemory(marks);
    return found.length > 0 ? [around(found.map(({ box }) => box))] : [];
  });
}

/**
 * Whether a square of the page in or around a box, larger than strokes of writing are thick, is as dark as an ink, or nearly so: it is taken for
 * ground, on which that ink could fill in what is lighter and leave no trace.
 */
function hasGroundOf({ rgb, widthPx, heightPx }: Raster, box: PixelBox, colour: Rgb): boolean {
  const around: PixelBox = {
    left: box.left - groundPx,
    top: box.top - groundPx,
    right: box.right + groundPx,
    bottom: box.bottom + groundPx,
  };
  const { left, top, right, bottom } = clip(around, widthPx, heightPx);
  const width = Math.max(0, right - left);
  // For each point, the side of the largest square that ends in it.
  let above = new Uint16Array(width);
  for (let y = top; y < bottom; y++) {
    const row = new Uint16Array(width);
    for (let x = 0; x < width; x++) {
      const at = (y * widthPx + left + x) * 3;
      const isNear = colour.every((channel, index) => Math.abs((rgb[at + index] ?? 0) - channel) < groundStep);
      if (isNear) row[x] = 1 + Math.min(row[x - 1] ?? 0, above[x] ?? 0, above[x - 1] ?? 0);
      if ((row[x] ?? 0) >= groundPx) return true;
    }
    above = row;
  }
  return false;
}

function differsBy(rgb: Uint8Array, one: number, other: number): number {
  let most = 0;
  for (let channel = 0; channel < 3; channel++) {
    most = Math.max(most, Math.abs((rgb[one * 3 + channel] ?? 0) - (rgb[other * 3 + channel] ?? 0)));
  }
  return most;
}

/** The place of dark ink that came into a box, when it is enough for a sign. */
function writingIn(before: Raster, now: Raster, box: PixelBox): PixelBox | null {
  const { widthPx, heightPx } = before;
  const marks = new Uint8Array(widthPx * heightPx);
  for (let y = Math.max(0, box.top); y < Math.min(heightPx, box.bottom); y++) {
    for (let x = Math.max(0, box.left); x < Math.min(widthPx, box.right); x++) {
      const at = y * widthPx + x;
      if (isWriting(before.rgb, now.rgb, at)) marks[at] = 1;
    }
  }
  const signs = takeClusters(marks, widthPx, maxClusters).filter(({ count }) => count >= leastWriting);
  giveBackMemory(marks);
  return signs.length > 0 ? around(signs.map((sign) => sign.box)) : null;
}

/** By the brightest channel, which is the last that ink takes: red ink leaves the red of what it is put on. */
function isWriting(before: Uint8Array, now: Uint8Array, at: number): boolean {
  const value = valueAt(now, at);
  return value < writingBelow && valueAt(before, at) - value > writingStep;
}

const valueAt = (rgb: Uint8Array, at: number) => Math.max(rgb[at * 3] ?? 0, rgb[at * 3 + 1] ?? 0, rgb[at * 3 + 2] ?? 0);
