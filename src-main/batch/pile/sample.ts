import type { Impression, PlacedSeal } from '../../contract/index.ts';

/** So many of them, from end to end at even distances, in their order. */
export function evenly<Value>(all: readonly Value[], most: number): Value[] {
  if (all.length <= most) return [...all];
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)]).filter(
    (one) => one !== undefined,
  );
}

/** The first half of a row, then what lies between: whatever is done of it, it is spread over the whole. */
export function coarseFirst<Value>(row: readonly Value[]): Value[] {
  const step = 16;
  return Array.from({ length: step }, (_, first) => row.filter((_one, at) => at % step === first)).flat();
}

/** Places that differ by less are one place. */
const alikeMm = 2;

const placeOf = ({ sealId, impressions }: PlacedSeal) => {
  const rough = (mm: number) => Math.round(mm / alikeMm);
  return [sealId, ...impressions.map(({ xMm, yMm, widthMm }) => [rough(xMm), rough(yMm), rough(widthMm)].join())].join(
    ' ',
  );
};

/** What of the seals of a file is on one page. */
export function onPage(seals: readonly PlacedSeal[], page: number): PlacedSeal[] {
  return seals.flatMap(({ sealId, impressions }) => {
    const here = impressions.filter((one: Impression) => one.page === page);
    return here.length > 0 ? [{ sealId, impressions: here }] : [];
  });
}

/** The seals as most have them, of the files that were counted. */
export class UsualPlaces {
  readonly #counts = new Map<string, { seals: readonly PlacedSeal[]; count: number }>();

  add(seals: readonly PlacedSeal[]): void {
    const key = seals.map(placeOf).join('|');
    const known = this.#counts.get(key);
    this.#counts.set(key, { seals: known?.seals ?? seals, count: (known?.count ?? 0) + 1 });
  }

  get usual(): readonly PlacedSeal[] {
    return [...this.#counts.values()].reduce((most, one) => (one.count > most.count ? one : most), {
      seals: [],
      count: 0,
    } as { seals: readonly PlacedSeal[]; count: number }).seals;
  }
}
