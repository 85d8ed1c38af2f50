import type { PageSize } from '../pdf/page-layout.ts';
import type { Area, PageMarks } from '../pdf/page-marks.ts';

/** A line across the page that shows what a seal is in line with: at `atMm` from the left (x) or the top (y) of the page. */
export interface Guide {
  axis: Axis;
  atMm: number;
  of: 'text' | 'seal' | 'page';
  /** Whether the seal stands right there, and not only near. */
  exact: boolean;
}

type Axis = 'x' | 'y';

/** A place that the middle, or an edge, of a seal can be in line with. */
interface Target {
  atMm: number;
  part: 'middle' | 'edge';
  of: Guide['of'];
}

/** Everything on a page that a seal can be lined up with. */
export type GuideTargets = Readonly<Record<Axis, readonly Target[]>>;

/** How near the pointer brings a seal for it to move into line. */
const snapMm = 1.5;
/** How near a line is shown while the seal stays where it is. */
const nearMm = 0.5;
/** Positions are kept to a hundredth of a millimetre. */
const exactMm = 0.02;

const extentOf = { x: 'widthMm', y: 'heightMm' } as const;
const placeOf = { x: 'xMm', y: 'yMm' } as const;

/** What a seal can be lined up with on a page: the page's middle, its text, and the seals that are on it or were put there. */
export function guideTargets(
  page: PageSize,
  { text, signatures }: PageMarks,
  placedSeals: readonly Area[],
): GuideTargets {
  const along = (axis: Axis, lines: readonly number[]): Target[] => {
    const seals = [...signatures, ...placedSeals].map((area) => ({
      middle: area[placeOf[axis]],
      half: area[extentOf[axis]] / 2,
    }));
    return [
      { atMm: page[extentOf[axis]] / 2, part: 'middle', of: 'page' },
      ...lines.map((atMm): Target => ({ atMm, part: 'middle', of: 'text' })),
      ...seals.map(({ middle }): Target => ({ atMm: middle, part: 'middle', of: 'seal' })),
      ...seals.flatMap(({ middle, half }): Target[] => [
        { atMm: middle - half, part: 'edge', of: 'seal' },
        { atMm: middle + half, part: 'edge', of: 'seal' },
      ]),
    ];
  };
  return { x: along('x', text.columns), y: along('y', text.rows) };
}

/** How far a seal must move along an axis for its middle, or one of its edges, to be at a target; the least of them. */
function distanceTo(target: Target, middle: number, half: number): number {
  const fromMiddle = target.atMm - middle;
  if (target.part === 'middle') return fromMiddle;
  return Math.abs(fromMiddle + half) < Math.abs(fromMiddle - half) ? fromMiddle + half : fromMiddle - half;
}

/** The area moved into line with what is nearest within `snapMm`, on each axis by itself; a middle goes before an edge as far away. */
export function snapToGuides(area: Area, targets: GuideTargets): Area {
  const snapped = { ...area };
  for (const axis of ['x', 'y'] as const) {
    const middle = area[placeOf[axis]];
    let least: number | null = null;
    for (const target of targets[axis]) {
      const distance = distanceTo(target, middle, area[extentOf[axis]] / 2);
      const nearest = least === null ? snapMm : Math.abs(least);
      if (Math.abs(distance) < nearest) least = distance;
    }
    if (least !== null) snapped[placeOf[axis]] = middle + least;
  }
  return snapped;
}

/** The guides to show for a seal where it stands. On an axis on which its middle is in line, edges are not also shown. */
export function guidesAt(area: Area, targets: GuideTargets): Guide[] {
  return (['x', 'y'] as const).flatMap((axis) => {
    const middle = area[placeOf[axis]];
    const near = targets[axis].flatMap((target) => {
      const distance = Math.abs(distanceTo(target, middle, area[extentOf[axis]] / 2));
      return distance <= nearMm ? [{ target, exact: distance <= exactMm }] : [];
    });
    const exact = near.filter((one) => one.exact);
    const best = exact.length > 0 ? exact : near;
    const middles = best.filter(({ target }) => target.part === 'middle');
    const shown = new Map<string, Guide>();
    for (const { target, exact: isExact } of middles.length > 0 ? middles : best) {
      const key = target.atMm.toFixed(1);
      if (!shown.has(key)) shown.set(key, { axis, atMm: target.atMm, of: target.of, exact: isExact });
    }
    return [...shown.values()];
  });
}
