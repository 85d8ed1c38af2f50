import type { Dayjs } from 'dayjs';
import type { HistoryFilter, HistoryOutcome } from '../../../src-main/contract/index.ts';

/** What the person narrows the list by. */
export interface Narrowing {
  readonly search: string;
  readonly outcomes: readonly HistoryOutcome[];
  readonly sealIds: readonly string[];
  readonly operators: readonly string[];
  readonly units: readonly string[];
  readonly days: readonly [Dayjs | null, Dayjs | null] | null;
}

/** Narrowed by nothing. */
export const everything: Narrowing = {
  search: '',
  outcomes: [],
  sealIds: [],
  operators: [],
  units: [],
  days: null,
};

export function isNarrowed({ search, days, ...lists }: Narrowing): boolean {
  return search.trim() !== '' || days !== null || Object.values(lists).some((list) => list.length > 0);
}

export function toFilter({ search, outcomes, sealIds, operators, units, days }: Narrowing): HistoryFilter {
  return {
    search: search.trim(),
    outcomes: [...outcomes],
    sealIds: [...sealIds],
    operators: [...operators],
    units: [...units],
    from: days?.[0]?.startOf('day').toISOString(),
    to: days?.[1]?.endOf('day').toISOString(),
  };
}

/** The list with the item in it, or without it where it was. */
export const toggled = <T>(list: readonly T[], item: T): T[] =>
  list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
