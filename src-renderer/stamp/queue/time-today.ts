const twoDigits = (value: number) => String(value).padStart(2, '0');

/** `13:21` where that was today, by the clock of this machine; null for another day. */
export function timeToday(at: string, now: Date): string | null {
  const then = new Date(at);
  const isToday = then.toDateString() === now.toDateString();
  return isToday ? `${twoDigits(then.getHours())}:${twoDigits(then.getMinutes())}` : null;
}
