import dayjs, { type Dayjs } from 'dayjs';

/** Days that a strip shows at least and at most: fewer say nothing, more are too narrow to be told apart. */
const fewestDays = 31;
const mostDays = 366;
/** Shown where the days are not narrowed. */
const usualDays = 90;
const fewestMonths = 12;

export type DaySpan = readonly [Dayjs | null, Dayjs | null] | null;

/** The first and the last day of an axis. */
export interface Axis {
  readonly from: Dayjs;
  readonly to: Dayjs;
}

/**
 * The days that a strip shows for a span that the list is narrowed to: that span, with days around it where it is short.
 * @param newest the day of the newest use, for a record that nobody has written to for long
 */
export function dayAxis(span: DaySpan, today: Dayjs, newest: Dayjs | null): Axis {
  const last = newest === null || newest.isAfter(today) ? today : newest;
  const [wantedFrom = null, wantedTo = null] = span ?? [];
  if (wantedFrom === null && wantedTo === null) {
    const isRecent = today.diff(last, 'day') < usualDays;
    const to = isRecent ? today : last;
    return { from: to.subtract(usualDays - 1, 'day').startOf('day'), to: to.startOf('day') };
  }
  const end = wantedTo ?? today;
  const begin = wantedFrom ?? end.subtract(usualDays - 1, 'day');
  const days = Math.max(1, end.startOf('day').diff(begin.startOf('day'), 'day') + 1);
  if (days >= fewestDays) {
    const shown = Math.min(days, mostDays);
    return { from: end.subtract(shown - 1, 'day').startOf('day'), to: end.startOf('day') };
  }
  const after = Math.floor((fewestDays - days) / 2);
  const centred = end.add(after, 'day');
  const to = centred.isAfter(today) && !end.isAfter(today) ? today : centred;
  return { from: to.subtract(fewestDays - 1, 'day').startOf('day'), to: to.startOf('day') };
}

/** `YYYY-MM-DD` of every day of an axis. */
export function daysOf({ from, to }: Axis): string[] {
  const count = to.diff(from, 'day') + 1;
  return Array.from({ length: count }, (_, at) => from.add(at, 'day').format('YYYY-MM-DD'));
}

/** `YYYY-MM` of every month from the first that has uses to the last, or to this one; a year at least. */
export function monthsOf(used: readonly string[], span: DaySpan, today: Dayjs): string[] {
  const known = [...used, ...(span ?? []).flatMap((day) => (day === null ? [] : [day.format('YYYY-MM')]))].sort();
  const thisMonth = today.format('YYYY-MM');
  const last = dayjs(`${span === null ? thisMonth : (known.at(-1) ?? thisMonth)}-01`);
  const first = dayjs(`${known[0] ?? thisMonth}-01`);
  const count = Math.max(fewestMonths, last.diff(first, 'month') + 1);
  return Array.from({ length: count }, (_, at) => last.subtract(count - 1 - at, 'month').format('YYYY-MM'));
}

/** Where the axis is labelled: at least so many slots apart, the first of a month or of a year where there is one. */
export function ticksOf(slots: readonly string[], most: number): string[] {
  const step = Math.max(1, Math.ceil(slots.length / most));
  const isDay = slots[0]?.length === 10;
  const starts = slots.filter((slot) => slot.endsWith(isDay ? '-01' : '-01'));
  if (starts.length >= 2 && starts.length <= most && slots.length > most) return starts;
  return slots.filter((_, at) => at % step === 0);
}

/** Whether a day or a month touches what the list is narrowed to. */
export function isWithin(slot: string, span: DaySpan): boolean {
  const [from = null, to = null] = span ?? [];
  const length = slot.length === 7 ? 'YYYY-MM' : 'YYYY-MM-DD';
  return (from === null || slot >= from.format(length)) && (to === null || slot <= to.format(length));
}

/** A round number that the highest bar fits under. */
export function roundedTop(most: number): number {
  if (most <= 5) return Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find((factor) => factor * power >= most) ?? 10) * power;
}
