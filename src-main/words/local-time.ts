import type { Language } from '../contract/index.ts';

type Instant = string | Date;

const two = (value: number) => String(value).padStart(2, '0');

/** The day on the wall clock, `2026-11-24`, in any language: for tables that are sorted by it. */
export function localDay(instant: Instant): string {
  const date = new Date(instant);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function minuteOf(instant: Instant): string {
  const date = new Date(instant);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

const secondOf = (instant: Instant) => `${minuteOf(instant)}:${two(new Date(instant).getSeconds())}`;

/** Local time to the minute, `2026-11-24 15:04`, in any language: for tables that are sorted by it. */
export const localMinute = (instant: Instant) => `${localDay(instant)} ${minuteOf(instant)}`;

/** Local time to the second, `2026-11-24 15:04:09`, in any language. */
export function localSecond(instant: Instant): string {
  const date = new Date(instant);
  return `${localDay(date)} ${secondOf(date)}`;
}

/** A local day: `2026年11月24日`, or `2026-11-24` in English. */
export function formatDay(instant: Instant, language: Language): string {
  const date = new Date(instant);
  return language === 'zh-CN' ? `${date.getFullYear()}年${date.getMonth() + 1}月${date.getDate()}日` : localDay(date);
}

/** A local time to the minute: `2026年11月24日 15:04`. */
export const formatTime = (instant: Instant, language: Language) =>
  `${formatDay(instant, language)} ${minuteOf(instant)}`;

/** A local time to the second, where an auditor compares. */
export const formatExactTime = (instant: Instant, language: Language) =>
  `${formatDay(instant, language)} ${secondOf(instant)}`;

/** A local time to the second with its zone, which paper does not know otherwise: `2026-11-24 15:04:09 (UTC+08:00)`. */
export function formatZonedTime(instant: Instant, language: Language): string {
  const minutes = -new Date(instant).getTimezoneOffset();
  const size = Math.abs(minutes);
  const zone = `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${formatExactTime(instant, language)} (${zone})`;
}
