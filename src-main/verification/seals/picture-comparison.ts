import type { Raster } from '../../pdf/index.ts';

/** The longer side of the pictures that are compared; more tells no more. */
export const comparedPx = 320;

/** A side of the square that what is inked of both is brought to, and of the tiles that it is compared by: half a character of a seal. */
const sidePx = 160;
const tilePx = 10;
/** How far a stroke may lie beside itself: every program rounds in its own way. */
const shiftPx = 2;
/** Fainter than this is paper. */
const paperAmount = 0.15;
/** Of the darkest: what belongs to the seal and not to the smear around it. */
const edgeAmount = 0.35;
/** How much longer or wider one may be than the other. */
const maxStretch = 1.15;
/** Red ink is red ink, fresh or worn; between red and black the cosine is at most 0.9. */
const leastColourCosine = 0.93;
/** A tile with less ink than this share of its area says nothing. */
const leastTileInk = 0.06;
/** Beyond this a tile shows something else, however coarse the pictures are: equal ones re-scaled from 160 points reach 0.3. */
const differentTile = 0.38;
/** Fine pictures differ less all over; then one tile that stands out shows something else. */
const outstandingTile = 0.24;
const outstandingFactor = 4;
/** Two tiles that are this close need no second look. */
const equalTile = 0.02;

/** How much ink there is at each point, from 0 to 1, and what it lacks of red, green and blue on the whole. */
interface InkPicture {
  readonly amounts: Float64Array;
  readonly widthPx: number;
  readonly colour: readonly [number, number, number];
  readonly box: Box;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const knownInk = new WeakMap<Raster, InkPicture | null>();

/** Null for white paper. */
function inkOf(raster: Raster): InkPicture | null {
  const known = knownInk.get(raster);
  if (known !== undefined) return known;
  const ink = readInk(raster);
  knownInk.set(raster, ink);
  return ink;
}

function readInk({ widthPx, heightPx, rgb }: Raster): InkPicture | null {
  const amounts = new Float64Array(widthPx * heightPx);
  const colour: [number, number, number] = [0, 0, 0];
  let most = 0;
  for (let at = 0; at < amounts.length; at++) {
    const red = 1 - (rgb[at * 3] ?? 255) / 255;
    const green = 1 - (rgb[at * 3 + 1] ?? 255) / 255;
    const blue = 1 - (rgb[at * 3 + 2] ?? 255) / 255;
    const amount = Math.max(red, green, blue);
    if (amount < paperAmount) continue;
    amounts[at] = amount;
    most = Math.max(most, amount);
    colour[0] += red;
    colour[1] += green;
    colour[2] += blue;
  }
  if (most === 0) return null;
  return { amounts, widthPx, colour, box: boxOf(amounts, widthPx, most * edgeAmount) };
}

/** Around what has at least this much ink. */
function boxOf(amounts: Float64Array, widthPx: number, least: number): Box {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (let at = 0; at < amounts.length; at++) {
    if ((amounts[at] ?? 0) < least) continue;
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + 1);
    bottom = Math.max(bottom, y + 1);
  }
  return { left, top, right, bottom };
}

/** What is inked as a square, each point the average of what it covers; the darkest parts count as 1. */
function squareOf({ amounts, widthPx, box: { left, top, right, bottom } }: InkPicture): Float64Array {
  const square = new Float64Array(sidePx * sidePx);
  const [across, down] = [(right - left) / sidePx, (bottom - top) / sidePx];
  const looks = 4;
  for (let y = 0; y < sidePx; y++) {
    for (let x = 0; x < sidePx; x++) {
      let sum = 0;
      for (let look = 0; look < looks * looks; look++) {
        const atX = Math.floor(left + (x + ((look % looks) + 0.5) / looks) * across);
        const atY = Math.floor(top + (y + (Math.floor(look / looks) + 0.5) / looks) * down);
        sum += amounts[atY * widthPx + atX] ?? 0;
      }
      square[y * sidePx + x] = sum / (looks * looks);
    }
  }
  const inked = square.filter((amount) => amount > paperAmount).sort();
  const full = inked[Math.floor(inked.length * 0.8)] ?? 1;
  return square.map((amount) => Math.min(1, amount / full));
}

/** How different two tiles are, the second one moved, from 0 to 1; null where there is too little ink to tell. */
function differenceAt(
  one: Float64Array,
  other: Float64Array,
  { left, top }: { readonly left: number; readonly top: number },
  [shiftX, shiftY]: readonly [number, number],
): number | null {
  let [apart, sum] = [0, 0];
  for (let y = top; y < top + tilePx; y++) {
    for (let x = left; x < left + tilePx; x++) {
      const [otherX, otherY] = [x + shiftX, y + shiftY];
      const isInside = otherX >= 0 && otherX < sidePx && otherY >= 0 && otherY < sidePx;
      const first = one[y * sidePx + x] ?? 0;
      const second = isInside ? (other[otherY * sidePx + otherX] ?? 0) : 0;
      apart += Math.abs(first - second);
      sum += first + second;
    }
  }
  return sum / 2 < leastTileInk * tilePx * tilePx ? null : apart / sum;
}

const shifts = Array.from({ length: (2 * shiftPx + 1) ** 2 }, (_, index): readonly [number, number] => [
  (index % (2 * shiftPx + 1)) - shiftPx,
  Math.floor(index / (2 * shiftPx + 1)) - shiftPx,
]);

/** How different a tile is from the other picture where it fits best; null where there is too little ink to tell. */
function tileDifference(
  one: Float64Array,
  other: Float64Array,
  tile: { readonly left: number; readonly top: number },
): number | null {
  const unmoved = differenceAt(one, other, tile, [0, 0]);
  if (unmoved === null || unmoved < equalTile) return unmoved;
  return shifts.reduce((least, shift) => Math.min(least, differenceAt(one, other, tile, shift) ?? 0), unmoved);
}

/** Of all tiles with ink, the most different first. */
function tileDifferences(one: Float64Array, other: Float64Array): number[] {
  const differences: number[] = [];
  for (let top = 0; top < sidePx; top += tilePx) {
    for (let left = 0; left < sidePx; left += tilePx) {
      // Ink that one has and the other lacks is seen from either side.
      const found = [tileDifference(one, other, { left, top }), tileDifference(other, one, { left, top })];
      const told = found.filter((difference) => difference !== null);
      if (told.length > 0) differences.push(Math.max(...told));
    }
  }
  return differences.sort((first, second) => second - first);
}

function colourCosine({ colour: one }: InkPicture, { colour: other }: InkPicture): number {
  const product = one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
  return product / (Math.hypot(...one) * Math.hypot(...other));
}

const shapeOf = ({ box: { left, top, right, bottom } }: InkPicture) => (right - left) / (bottom - top);

/**
 * Whether what is drawn is another picture than the registered one: of another shape or colour, or with other strokes anywhere. Scale,
 * margins, smooth edges, a fainter impression and the traces of lossy compression make no difference.
 */
export function sealPictureDiffers(registered: Raster, drawn: Raster): boolean {
  const [one, other] = [inkOf(registered), inkOf(drawn)];
  if (!one || !other) return one !== other;
  const stretch = shapeOf(one) / shapeOf(other);
  if (Math.max(stretch, 1 / stretch) > maxStretch || colourCosine(one, other) < leastColourCosine) return true;
  const differences = tileDifferences(squareOf(one), squareOf(other));
  const most = differences[0] ?? 0;
  const usual = differences[Math.floor(differences.length / 4)] ?? 0;
  return most > differentTile || (most > outstandingTile && most > outstandingFactor * (usual + 0.01));
}
