/** Year to second, in whatever is between, and a zone if one stands. */
const pattern =
  /^(\d{4})\D?(\d{2})\D?(\d{2})(?:[ T_-]?(\d{2}):?(\d{2}):?(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
/** The country has one zone; makers that write none mean it. */
const chineseOffsetMinutes = 480;

/** The SignatureDateTime of a Signature.xml (GB/T 33190-2016, 18.2.1), of which makers write at least five forms; null for any other. */
export function parseWrittenTime(text: string): Date | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute - offsetMinutes(match[7]), second));
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24 && minute <= 59 && second <= 60;
  return isDate && !Number.isNaN(time.getTime()) ? time : null;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined) return chineseOffsetMinutes;
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}
