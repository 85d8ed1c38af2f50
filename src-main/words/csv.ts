import { visibleText } from './visible-text.ts';

/** What spreadsheets take for the start of a formula; of `=`, `+`, `-` and `@` also the forms that they make equal to them. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−]/;
/** Nothing that anybody sees: programs drop it, and take what follows for the start. */
const unseenStart = /^[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/u;

/** Most cells: nothing to hide, to quote or to run. */
const harmless = /^[\w\u4e00-\u9fff][\w\u4e00-\u9fff .:/()（）［］〔〕、，。-]*$/;

const isFormula = (text: string) => formulaStart.test(text) || formulaStart.test(text.replace(unseenStart, ''));

/**
 * Quotes per RFC 4180. A document's name or a reason is written by others: a text that a spreadsheet would run as a formula gets an
 * apostrophe before it. The apostrophe stays visible; a program that reads the file back takes it off such a cell. What would turn or
 * hide the text is written out: people read the table in a spreadsheet. Its lines stay.
 */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  if (value === '' || harmless.test(value)) return value;
  const visible = visibleText(value, '\t\r\n');
  const text = isFormula(value) || isFormula(visible) ? `'${visible}` : visible;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Without it Excel garbles Chinese. */
export const csvMark = '\uFEFF';

/** One row, with its end. */
export const csvLine = (cells: readonly (string | number)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** Rows of cells as CSV: UTF-8 with a byte order mark, and CRLF. */
export function csvOf(rows: Iterable<readonly (string | number)[]>): Uint8Array {
  const lines = Array.from(rows, csvLine);
  return new TextEncoder().encode(csvMark + lines.join(''));
}
