import { around, joinNear, takeClusters } from './pixel-clusters.ts';
import type { PixelBox, Raster } from './raster.ts';

/** What may have come to a page since it was signed. */
export interface Allowance {
  /** Of seals that were added later: they may bring ink and take none away. */
  readonly ink: readonly PixelBox[];
  /** What the signer permitted others to fill in or to annotate: anything may be there. */
  readonly free: readonly PixelBox[];
  /** Of what some readers paint there and others do not: it counts as a sheet that nothing shines through. */
  readonly sheets: readonly PixelBox[];
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
/** Where a stroke crosses what is written, its own width is lost to it. More than that in one place covers a sign. */
const crossedPixels = 12;
/** Ink of writing: dark, not coloured as a seal is, on what was bright. */
const writingBelow = 140;
const writingStep = 64;
const writingColour = 80;
const leastWriting = 8;
/** Signs of one line are closer than this. */
const gapPx = 6;
const clusterLimit = 400;

const outsideZone = 0;
const inkZone = 1;
const freeZone = 2;

/** Null where the two cannot be compared: the page has another size. */
export function comparePictures(before: Raster, now: Raster, allowance: Allowance): PictureComparison | null {
  const { widthPx, heightPx } = before;
  const size = widthPx * heightPx;
  if (now.widthPx !== widthPx || now.heightPx !== heightPx) return null;
  if (before.rgb.length !== size * 3 || now.rgb.length !== size * 3) return null;
  const lost = sheetsOver(before, allowance.sheets);
  if (Buffer.compare(before.rgb, now.rgb) === 0) return { lost, outside: [], written: allowance.ink.map(() => null) };

  const zones = new Uint8Array(size);
  for (const box of allowance.ink) paintZone(zones, widthPx, heightPx, box, inkZone);
  for (const box of allowance.free) paintZone(zones, widthPx, heightPx, box, freeZone);
  const differing = new Uint8Array(size);
  const lighter = new Uint8Array(size);
  const hidden = new Uint8Array(size);
  for (let at = 0; at < size; at++) {
    if (isEqual(before.rgb, now.rgb, at)) continue;
    const zone = zones[at];
    if (zone === outsideZone) differing[at] = 1;
    else if (zone === inkZone) {
      const by = lightening(before.rgb, now.rgb, at);
      if (by > lighterBy) lighter[at] = by > muchLighterBy ? 2 : 1;
    }
  }
  markHidden(before, now, zones, hidden);
  const isMuch = Uint8Array.from(lighter, (mark) => (mark === 2 ? 1 : 0));
  const lightened = takeClusters(lighter, widthPx, clusterLimit).filter(
    ({ box, count }) => count > 1 || isMuch[box.top * widthPx + box.left] === 1,
  );
  const covered = takeClusters(hidden, widthPx, clusterLimit).filter(({ count }) => count > crossedPixels);
  return {
    lost: joinNear([...lost, ...[...lightened, ...covered].map(({ box }) => box)], gapPx),
    outside: joinNear(
      takeClusters(differing, widthPx, clusterLimit).map(({ box }) => box),
      gapPx,
    ),
    written: allowance.ink.map((box) => writingIn(before, now, box)),
  };
}

function paintZone(zones: Uint8Array, widthPx: number, heightPx: number, box: PixelBox, zone: number): void {
  for (let y = Math.max(0, box.top); y < Math.min(heightPx, box.bottom); y++) {
    zones.fill(zone, y * widthPx + Math.max(0, box.left), y * widthPx + Math.max(0, Math.min(widthPx, box.right)));
  }
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
 * Marks the points from which a step led to one beside them, light to dark or dark to light, that is gone in every channel: black on white
 * under red ink remains in the red channel, under an opaque dark sheet in none. Two points apart, so that a soft edge is a step too.
 */
function markHidden(before: Raster, now: Raster, zones: Uint8Array, hidden: Uint8Array): void {
  const { widthPx, heightPx } = before;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = y * widthPx + x;
      if (zones[at] !== inkZone) continue;
      if (x + 2 < widthPx && isStepLost(before.rgb, now.rgb, at, at + 2)) hidden[at] = 1;
      if (y + 2 < heightPx && isStepLost(before.rgb, now.rgb, at, at + 2 * widthPx)) hidden[at] = 1;
    }
  }
}

function isStepLost(before: Uint8Array, now: Uint8Array, from: number, to: number): boolean {
  let wasMark = false;
  for (let channel = 0; channel < 3; channel++) {
    const step = (before[to * 3 + channel] ?? 0) - (before[from * 3 + channel] ?? 0);
    if (Math.abs(step) < markStep) continue;
    wasMark = true;
    const [first, second] = [now[from * 3 + channel] ?? 0, now[to * 3 + channel] ?? 0];
    const kept = step > 0 ? second - first : first - second;
    if (kept >= (Math.max(first, second) < darkBelow ? keptStepInDark : keptStep)) return false;
  }
  return wasMark;
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
    const found = takeClusters(marks, widthPx, clusterLimit);
    return found.length > 0 ? [around(found.map(({ box }) => box))] : [];
  });
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
  const signs = takeClusters(marks, widthPx, clusterLimit).filter(({ count }) => count >= leastWriting);
  return signs.length > 0 ? around(signs.map((sign) => sign.box)) : null;
}

function isWriting(before: Uint8Array, now: Uint8Array, at: number): boolean {
  const [red, green, blue] = [now[at * 3] ?? 0, now[at * 3 + 1] ?? 0, now[at * 3 + 2] ?? 0];
  if (Math.max(red, green, blue) - Math.min(red, green, blue) > writingColour) return false;
  const brightness = brightnessOf(red, green, blue);
  const earlier = brightnessOf(before[at * 3] ?? 0, before[at * 3 + 1] ?? 0, before[at * 3 + 2] ?? 0);
  return brightness < writingBelow && earlier - brightness > writingStep;
}

/** Luma (ITU-R BT.601). */
const brightnessOf = (red: number, green: number, blue: number) => 0.299 * red + 0.587 * green + 0.114 * blue;
