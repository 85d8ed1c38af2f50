import type { Impression, RaisedWarning } from '../../contract/index.ts';
import { type CheckedSeal, placeOfImpression } from './checked-stamp.ts';

/** A page that is stamped, as it is displayed. */
export interface StampedPage {
  readonly page: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly rotate: number;
}

function overlap(first: Impression, second: Impression): boolean {
  const distance = (axis: 'xMm' | 'yMm') => Math.abs(first[axis] - second[axis]);
  return (
    distance('xMm') < (first.widthMm + second.widthMm) / 2 && distance('yMm') < (first.heightMm + second.heightMm) / 2
  );
}

/** The pages on which two pictures lie over one another. */
export function checkOverlaps(seals: readonly Pick<CheckedSeal, 'impressions'>[]): RaisedWarning[] {
  const byPage = Map.groupBy(
    seals.flatMap(({ impressions }) => impressions),
    ({ page }) => page,
  );
  return [...byPage].flatMap(([page, impressions]): RaisedWarning[] => {
    const over = impressions.find((first, index) =>
      impressions.slice(index + 1).some((second) => overlap(first, second)),
    );
    return over ? [{ code: 'seals-overlap', values: { page }, place: placeOfImpression(over) }] : [];
  });
}

/** Of pictures that are kept in pixels or whole millimetres. */
const sizeToleranceMm = 0.6;

/** Whether a seal comes out in another size than it is registered with: the seal of GB/T 38540 where there is one, else the library. */
export function checkSize({ seal, impressions }: Pick<CheckedSeal, 'seal' | 'impressions'>): RaisedWarning[] {
  const registered = seal.standard ?? seal;
  const off = impressions.find(({ widthMm, heightMm, slice, field }) => {
    // What a field makes of it is told by itself.
    if (field !== undefined) return false;
    const [across, down] = slice ? [slice.right - slice.left, slice.bottom - slice.top] : [1, 1];
    return (
      Math.abs(widthMm / across - registered.widthMm) > sizeToleranceMm ||
      Math.abs(heightMm / down - registered.heightMm) > sizeToleranceMm
    );
  });
  if (!off) return [];
  const { slice } = off;
  const size = sizeOf({
    widthMm: off.widthMm / (slice ? slice.right - slice.left : 1),
    heightMm: off.heightMm / (slice ? slice.bottom - slice.top : 1),
  });
  const values = { seal: seal.name, size, registered: sizeOf(registered) };
  return [{ code: 'seal-off-size', values, place: placeOfImpression(off) }];
}

/** Where a seal is smaller than it is registered, for want of room in a field. */
export function checkReduction({ seal, impressions }: Pick<CheckedSeal, 'seal' | 'impressions'>): RaisedWarning[] {
  return impressions.flatMap((impression): RaisedWarning[] => {
    const { field, widthMm } = impression;
    const percent = Math.round((widthMm / seal.widthMm) * 100);
    if (field === undefined || percent >= 100) return [];
    const values = { seal: seal.name, field, percent };
    return [{ code: 'seal-reduced', values, place: placeOfImpression(impression) }];
  });
}

const rounded = (millimetres: number) => String(Math.round(millimetres * 10) / 10);
const sizeOf = ({ widthMm, heightMm }: { readonly widthMm: number; readonly heightMm: number }) =>
  `${rounded(widthMm)} × ${rounded(heightMm)}`;

const mostNamed = 6;
const listed = (names: readonly string[]) =>
  `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ', …' : ''}`;

/** What of the stamped pages makes places come out otherwise than one expects. */
export function checkPages(pages: readonly StampedPage[]): RaisedWarning[] {
  const found: RaisedWarning[] = [];
  const rotated = pages.filter(({ rotate }) => rotate !== 0).map(({ page }) => String(page));
  if (rotated.length > 0) found.push({ code: 'page-rotated', values: { pages: listed(rotated) } });
  // A millimetre is what programs round to.
  const sizes = [...new Map(pages.map((page) => [`${Math.round(page.widthMm)} ${Math.round(page.heightMm)}`, page]))];
  if (sizes.length > 1) {
    const whole = sizes.map(([, { widthMm, heightMm }]) => `${Math.round(widthMm)} × ${Math.round(heightMm)}`);
    found.push({ code: 'page-sizes-differ', values: { sizes: listed(whole) } });
  }
  return found;
}
