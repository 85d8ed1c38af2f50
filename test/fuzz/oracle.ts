import type { SignatureReport, VerificationReport } from '../../src-main/contract/index.ts';
import { type Picture, type Reader, readers, type Views } from './readers.ts';

/** Where a later seal may add something: on a page (from 1), in shares of its width and height from the top-left corner. */
export interface Place {
  readonly page: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** `nothing` may change where nobody signed; a later seal may add ink in its places. */
export type Allowance = { readonly kind: 'nothing' } | { readonly kind: 'ink'; readonly places: readonly Place[] };

/** How much lighter a pixel may become: the smoothing of edges differs by some shades when a page is drawn with transparency. */
const lighterTolerance = 40;
const outsideTolerance = 24;
/** Pixels around a place that its smoothed edge reaches. */
const margin = 2;

/** What of a report the oracle asks for. */
interface Judgement extends Pick<VerificationReport, 'verdict'> {
  readonly signatures: readonly Pick<SignatureReport, 'verdict' | 'laterChanges' | 'coveredUntil'>[];
}

/** Words that a person relies on, for as long as a trial signer is as good as another. */
const reliedOn: ReadonlySet<string> = new Set(['valid', 'permitted', 'trial']);
export const isRelied = (verdict: string) => reliedOn.has(verdict);

/**
 * Whether the verifier let pass what came after the revision that ended at `signedUntil`: its signature is valid, or its later changes are
 * permitted, or the document as a whole is valid.
 */
export function isPermitted({ verdict, signatures }: Judgement, signedUntil: number): boolean {
  const attacked = signatures.filter((one) => one.coveredUntil === signedUntil);
  return isRelied(verdict) || attacked.some((one) => isRelied(one.verdict) || one.laterChanges !== 'changed');
}

/**
 * What a reader shows otherwise than when it was signed, in words; null where all is as it was or where it shows nothing. `tags`: where
 * MuPDF paints a tag of its own for as long as a field is not signed.
 */
export function differenceOf(
  signed: Views,
  current: Views,
  allowance: Allowance,
  tags: readonly Place[] = [],
): string | null {
  for (const reader of readers) {
    const [before, after] = [signed[reader], current[reader]];
    if (!before || !after) continue;
    const difference = comparePages(before, after, allowance, reader === 'mupdf' ? tags : []);
    if (difference) return `${reader}: ${difference}`;
  }
  return null;
}

/** The readers that could not draw a file. */
export const unable = (views: Views): Reader[] => readers.filter((reader) => views[reader] === null);

function comparePages(
  before: readonly Picture[],
  after: readonly Picture[],
  allowance: Allowance,
  ignored: readonly Place[],
): string | null {
  if (before.length !== after.length) return `${after.length} pages instead of ${before.length}`;
  for (const [index, old] of before.entries()) {
    const on = (place: Place) => place.page === index + 1;
    const places = allowance.kind === 'ink' ? allowance.places.filter(on) : null;
    const difference = after[index] && comparePicture(old, after[index], places, ignored.filter(on));
    if (difference) return `page ${index + 1}: ${difference}`;
  }
  return null;
}

/** `places`: where a later seal may add ink; null where nothing may change. */
function comparePicture(
  old: Picture,
  now: Picture,
  places: readonly Place[] | null,
  ignored: readonly Place[],
): string | null {
  const { width, height } = old;
  if (width !== now.width || height !== now.height) {
    return `${now.width} × ${now.height} pixels instead of ${width} × ${height}`;
  }
  const isIn = (some: readonly Place[], x: number, y: number) =>
    some.some(
      ({ left, top, right, bottom }) =>
        x >= left * width - margin &&
        x <= right * width + margin &&
        y >= top * height - margin &&
        y <= bottom * height + margin,
    );
  for (const [index, value] of old.pixels.entries()) {
    const difference = (now.pixels[index] ?? 0) - value;
    if (difference === 0) continue;
    const [x, y] = [index % width, Math.floor(index / width)];
    if (isIn(ignored, x, y)) continue;
    if (!places) return `another pixel at ${x}, ${y}`;
    if (difference > lighterTolerance) return `lighter by ${difference} at ${x}, ${y}`;
    if (Math.abs(difference) > outsideTolerance && !isIn(places, x, y)) {
      return `another pixel outside the seal at ${x}, ${y}`;
    }
  }
  return null;
}
