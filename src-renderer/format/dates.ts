import type { Language } from '../../src-main/contract/index.ts';

const two = (value: number) => String(value).padStart(2, '0');

/** A local day: `2026年11月24日`, or `2026-11-24` in English. */
export function formatDay(instant: string | Date, language: Language): string {
  const date = new Date(instant);
  const [year, month, day] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return language === 'zh-CN' ? `${year}年${month}月${day}日` : `${year}-${two(month)}-${two(day)}`;
}

/** A local time to the minute: `2026年11月24日 15:04`. */
export function formatTime(instant: string | Date, language: Language): string {
  const date = new Date(instant);
  return `${formatDay(date, language)} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A local time to the second, where an auditor compares. */
export function formatExactTime(instant: string | Date, language: Language): string {
  return `${formatTime(instant, language)}:${two(new Date(instant).getSeconds())}`;
}
