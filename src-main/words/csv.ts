import { visibleText } from './visible-text.ts';

/** What spreadsheets take for the start of a formula; of `=`, `+`, `-` and `@` also the forms that they make equal to them. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−]/;
/** Nothing that anybody sees: programs drop it, and take what follows for the start. */
const unseenStart = /^[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/u;

/** Most cells: nothing to hide, to quote or to run. */
const harmless = /^[/\w\u4e00-\u9fff][\w\u4e00-\u9fff .:/()（）［］〔〕、，。-]*$/;

const isFormula = (text: string) => formulaStart.test(text) || formulaStart.test(text.replace(unseenStart, ''));

/**
 * Quotes per RFC 4180. A document's name or a reason is written by others: a text that a spreadsheet would run as a formula gets an
 * apostrophe before it. The apostrophe stays visible; a program that reads the file back takes it off such a cell. What would turn or
 * hide the text is written out: people read the table in a spreadsheet. Its lines stay.
 */
function cell(value: string): string {
  const visible = visibleText(value, '\t\r\n');
  const text = isFormula(value) || isFormula(visible) ? `'${visible}` : visible;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const known = new Map<string, string>();
const mostKnown = 1000;

/** The cell of a text as it was made before: the same names stand in very many rows. */
function knownCell(value: string): string {
  const before = known.get(value);
  if (before !== undefined) return before;
  const made = cell(value);
  if (known.size >= mostKnown) known.clear();
  known.set(value, made);
  return made;
}

/** Without it Excel garbles Chinese. */
export const csvMark = '\uFEFF';

/** One row, with its end. */
export function csvLine(cells: readonly (string | number)[]): string {
  let line = '';
  let comma = '';
  for (const value of cells) {
    line += comma;
    comma = ',';
    line += typeof value === 'number' || value === '' || harmless.test(value) ? value : knownCell(value);
  }
  return `${line}\r\n`;
}

/** Rows of cells as CSV: UTF-8 with a byte order mark, and CRLF. */
export function csvOf(rows: Iterable<readonly (string | number)[]>): Uint8Array {
  const lines = Array.from(rows, csvLine);
  return new TextEncoder().encode(csvMark + lines.join(''));
}
