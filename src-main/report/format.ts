import type { Language } from '../contract/index.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** A local day: `2026年11月24日`, or `2026-11-24` in English. */
export function formatDay(instant: string, language: Language): string {
  const date = new Date(instant);
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return language === 'zh-CN' ? `${year}年${month}月${day}日` : `${year}-${two(month)}-${two(day)}`;
}

function zoneOf(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** A local time to the second with its zone, which paper does not know otherwise. */
export function formatTime(instant: string, language: Language): string {
  const date = new Date(instant);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${formatDay(instant, language)} ${clock} (${zoneOf(date)})`;
}

/** A count of bytes with separators: `1,234,567`. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

/** A file size: `820 KB`, `1.4 MB`. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} B`;
  if (sizeBytes < 1_000_000) return `${Math.round(sizeBytes / 1000)} KB`;
  if (sizeBytes < 1_000_000_000) return `${(sizeBytes / 1_000_000).toFixed(1)} MB`;
  return `${(sizeBytes / 1_000_000_000).toFixed(2)} GB`;
}

/** A digest or serial in groups of four, so that two people can compare it aloud. */
export function groupDigits(hexadecimal: string): string {
  return hexadecimal.match(/.{1,4}/g)?.join(' ') ?? '';
}
