/** What clock and calendar on the wall of a place show. */
export interface Wall {
  /** HH:MM */
  readonly clock: string;
  /** 1 is Monday. */
  readonly weekday: number;
  /** Since the day began, as the clock counts. */
  readonly sinceMidnightMs: number;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const dayMs = 24 * 60 * 60_000;

function formatOf(timeZone: string | undefined): Intl.DateTimeFormat {
  const parts = { weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-US', { ...parts, ...(timeZone === undefined ? {} : { timeZone }) });
}

/** @param timeZone IANA; absent: that of this computer. @throws RangeError where there is no such time zone */
export function wallOf(at: Date, timeZone?: string): Wall {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const [hour = '', minute = '', second = ''] = (['hour', 'minute', 'second'] as const).map((type) => parts.get(type));
  return {
    clock: `${hour}:${minute}`,
    weekday: weekdays.indexOf(parts.get('weekday') ?? '') + 1,
    sinceMidnightMs: ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + at.getMilliseconds(),
  };
}

/** When the day began there. On a day on which clocks are put forward or back it has more or fewer hours. */
export function dayBegan(at: Date, timeZone?: string): Date {
  const { sinceMidnightMs } = wallOf(at, timeZone);
  const began = new Date(at.getTime() - sinceMidnightMs);
  const off = wallOf(began, timeZone).sinceMidnightMs;
  return new Date(began.getTime() - (off > dayMs / 2 ? off - dayMs : off));
}
