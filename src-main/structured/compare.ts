import type { DataComparison, DataDifference, NamedField } from '../contract/index.ts';
import { comparableText } from '../placing/index.ts';
import type { DataValues } from './read-data.ts';

/** What may stand between a name and its value. */
const between = /^[)\]】〉》」:：为是\-—_.…|￥¥]{0,12}/u;
/** So much of what is printed is shown. */
const shownLength = 24;
/** Longer values are no entries of a form. */
const longestValue = 2_000;

/** A day as data have it. */
const day = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:T.*)?$/;
const isNumber = /^-?\d+(?:\.\d+)?$/;

/** The ways in which a value is printed, as they are compared. */
export function printedWays(value: string): string[] {
  const ways = new Set([comparableText(value)]);
  const [, year, month, date] = day.exec(value.trim()) ?? [];
  if (year && month && date && Number(month) <= 12 && Number(date) <= 31) {
    for (const [m, d] of [
      [month, date],
      [String(Number(month)), String(Number(date))],
    ]) {
      for (const way of [`${year}年${m}月${d}日`, `${year}-${m}-${d}`, `${year}/${m}/${d}`, `${year}.${m}.${d}`]) {
        ways.add(comparableText(way));
      }
    }
  }
  return [...ways];
}

/** 24900 and 24900.00 are one number. */
const numberOf = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Whether a text begins with a value, and not with a longer one. */
function beginsWith(text: string, value: string): boolean {
  if (isNumber.test(value)) return numberOf(/^-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? '') === numberOf(value);
  return text.startsWith(value) && !(/\d$/.test(value) && /^\d/.test(text.slice(value.length)));
}

/** A number may be printed with signs between its thousands. */
const withoutThousands = (text: string) => text.replaceAll(/(\d),(?=\d{3})/g, '$1');

function isPrinted(text: string, value: string): boolean {
  const start = isNumber.test(value) ? numberOf(value) : value;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    const isCut = /[\d.]$/.test(text.slice(0, at)) && /^\d/.test(value);
    if (!isCut && beginsWith(text.slice(at), value)) return true;
  }
  return false;
}

/** What is printed after each place of a name. */
function printedAfter(text: string, name: string): string[] {
  const found: string[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    found.push(text.slice(at + name.length).replace(between, ''));
  }
  return found;
}

/**
 * Whether named values of the data are printed as they are: after their names where those are printed, else anywhere.
 * @param lines of all pages, in the order in which they are read
 */
export function compareData(
  values: DataValues,
  fields: readonly NamedField[],
  lines: readonly string[],
): DataComparison {
  const whole = comparableText(lines.join(''));
  const plain = withoutThousands(whole);
  const differences: DataDifference[] = [];
  for (const { name, path } of fields) {
    const value = (values.get(path) ?? '').slice(0, longestValue);
    const text = isNumber.test(value) ? plain : whole;
    const ways = value === '' ? [] : printedWays(value);
    const after = printedAfter(text, comparableText(name));
    const isSame =
      after.length > 0
        ? ways.some((way) => after.some((one) => beginsWith(one, way)))
        : ways.some((way) => isPrinted(text, way));
    if (!isSame) differences.push({ name, path, value, printed: (after[0] ?? '').slice(0, shownLength) });
  }
  return { compared: fields.length, differences };
}

/** All that stands in the data, where nobody named anything: called by the last name of its path. */
export const allFields = (values: DataValues): NamedField[] =>
  [...values.keys()].map((path) => ({ name: path.split('.').at(-1) ?? path, path }));
