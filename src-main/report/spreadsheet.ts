import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { createTextChunks } from './text-chunks.ts';
import { cellText, workbookFont } from './xlsx-cells.ts';

/**
 * A spreadsheet of any length, written as its rows come (ECMA-376-1, 18). Libraries hold a row's cells as objects until it is written:
 * for fifty thousand rows of 45 columns they take 17 s and 280 MB (exceljs 4.4, excelts 10.2), this 1 s and a few.
 */

export type SheetValue = string | number | null;

export interface SheetColumn {
  readonly title: string;
  /** In characters. */
  readonly width: number;
  /** `time`: an instant in ISO 8601, shown by the wall clock; `utc` in UTC; `amount`: with two decimals where it is a number. */
  readonly kind: 'text' | 'number' | 'amount' | 'time' | 'utc';
}

export interface SpreadsheetOf {
  /** What does not fit on one sheet goes on to the next, which is called `name (2)`. */
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  /** At most so many rows come. */
  readonly rowCount: number;
  /** Several rows at a time. */
  rows(): Iterable<readonly (readonly SheetValue[])[]> | AsyncIterable<readonly (readonly SheetValue[])[]>;
}

/** A sheet has 1,048,576 rows (the limit of Excel), and one is the header. */
const mostRows = 1_048_575;
const namespace = 'http://schemas.openxmlformats.org';
const main = `${namespace}/spreadsheetml/2006/main`;
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const styles = { head: 1, text: 2, number: 3, time: 4, amount: 5, utc: 6 } as const;

const escapesOf: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const special = /[&<>"]/g;
const escaped = (text: string) => text.replace(special, (character) => escapesOf[character] ?? character);

/** Most texts: nothing to hide and nothing to escape. */
const plain = /^[/\w\u4e00-\u9fff][\w\u4e00-\u9fff.:/()（）［］〔〕、，。=, -]*$/;
const xmlText = (text: string) =>
  plain.test(text) && !text.includes('_x') && text.length < 1000 ? text : escaped(cellText(text));

/** `A`, `B` … `AA`, as cells are named. */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

const dayMs = 86_400_000;
/** The first of January 1970, in days as spreadsheets count them. */
const epochDay = 25_569;

/** An instant as a spreadsheet counts: days, by the wall clock or in UTC; null where it is none. */
function daysOf(instant: string, isLocal: boolean): number | null {
  const date = new Date(instant);
  const ms = date.getTime() - (isLocal ? date.getTimezoneOffset() * 60_000 : 0);
  return Number.isNaN(ms) ? null : ms / dayMs + epochDay;
}

/** At most fifteen digits: as many as a spreadsheet keeps. */
const amount = /^(?=(?:\D*\d){1,15}\D*$)(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;

function cellOf(value: SheetValue, { kind }: SheetColumn, place: string): string {
  if (value === null || value === '') return '';
  const number = (content: number, style: number) => `<c r="${place}" s="${style}"><v>${content}</v></c>`;
  if (typeof value === 'number') return number(value, styles.number);
  if (kind === 'amount' && amount.test(value)) return number(Number(value.replaceAll(',', '')), styles.amount);
  if (kind === 'time' || kind === 'utc') {
    const days = daysOf(value, kind === 'time');
    if (days !== null) return number(days, styles[kind]);
  }
  // Spaces at the ends, and new lines, would be taken for nothing (XML 1.0, 2.10).
  const space = /^\s|\s$|\n/.test(value) ? ' xml:space="preserve"' : '';
  return `<c r="${place}" s="${styles.text}" t="inlineStr"><is><t${space}>${xmlText(value)}</t></is></c>`;
}

const headCell = (title: string, place: string) =>
  `<c r="${place}" s="${styles.head}" t="inlineStr"><is><t>${escaped(cellText(title))}</t></is></c>`;

function startOf({ columns }: SpreadsheetOf, names: readonly string[], isFirst: boolean): string {
  const widths = columns.map(
    ({ width }, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const titles = columns.map(({ title }, index) => headCell(title, `${names[index]}1`));
  const view = `<sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>`;
  return `${head}<worksheet xmlns="${main}"><sheetViews>${view}</sheetViews><cols>${widths.join('')}</cols><sheetData><row r="1">${titles.join('')}</row>`;
}

const endOf = (lastColumn: string, lastRow: number) =>
  `</sheetData><autoFilter ref="A1:${lastColumn}${lastRow}"/><pageSetup paperSize="9" orientation="landscape"/></worksheet>`;

/** Each sheet's text, piece by piece, from the one run of rows. */
async function* sheetText(of: SpreadsheetOf, source: RowSource, isFirst: boolean): AsyncGenerator<Uint8Array> {
  const names = of.columns.map((_, index) => letters(index));
  const chunks = createTextChunks();
  chunks.add(startOf(of, names, isFirst));
  let row = 1;
  for (;;) {
    const rows = await source.take(mostRows + 1 - row);
    if (rows.length === 0) break;
    for (const values of rows) {
      row += 1;
      const full = chunks.add(rowText(of.columns, names, values, row));
      if (full) yield full;
    }
  }
  const full = chunks.add(endOf(names.at(-1) ?? 'A', row));
  if (full) yield full;
  yield chunks.rest();
}

function rowText(
  columns: readonly SheetColumn[],
  names: readonly string[],
  values: readonly SheetValue[],
  row: number,
): string {
  let text = `<row r="${row}">`;
  for (const [index, column] of columns.entries())
    text += cellOf(values[index] ?? null, column, names[index] + String(row));
  return `${text}</row>`;
}

type Rows = readonly (readonly SheetValue[])[];

interface RowSource {
  /** The next rows, at most so many; none: there are no more, or none were wanted. */
  take(most: number): Promise<Rows>;
}

async function* asyncRows(of: SpreadsheetOf): AsyncGenerator<Rows> {
  yield* of.rows();
}

function rowSource(of: SpreadsheetOf): RowSource {
  const pages = asyncRows(of);
  let rest: Rows = [];
  return {
    async take(most) {
      while (rest.length === 0 && most > 0) {
        const next = await pages.next();
        if (next.done) return [];
        rest = next.value;
      }
      const taken = rest.slice(0, most);
      rest = rest.slice(most);
      return taken;
    },
  };
}

function stylesText(): string {
  const { fontFamily, fontSize } = workbookFont;
  const font = (bold: string) => `<font>${bold}<sz val="${fontSize}"/><name val="${fontFamily}"/></font>`;
  const cell = (format: number, more = '') =>
    `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"${more}/>`;
  const headStyle =
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>';
  return `${head}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="2">${font('')}${font('<b/>')}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEEF1F5"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7"><xf/>${headStyle}${cell(49)}${cell(0)}${cell(164)}${cell(4)}${cell(165)}</cellXfs></styleSheet>`;
}

const relationships = (list: readonly string[]) =>
  `${head}<Relationships xmlns="${namespace}/package/2006/relationships">${list.join('')}</Relationships>`;

const relationship = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${namespace}/officeDocument/2006/relationships/${type}" Target="${target}"/>`;

/** What a workbook has beside its sheets, by path (ECMA-376-2, 9; ECMA-376-1, 12.2). */
function framework(name: string, sheets: readonly number[]): Record<string, string> {
  const type = (part: string, kind: string) =>
    `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const sheetName = (sheet: number) => (sheet === 1 ? name : `${name} (${sheet})`);
  return {
    '[Content_Types].xml': `${head}<Types xmlns="${namespace}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('xl/workbook.xml', 'sheet.main')}${type('xl/styles.xml', 'styles')}${sheets.map((sheet) => type(`xl/worksheets/sheet${sheet}.xml`, 'worksheet')).join('')}</Types>`,
    '_rels/.rels': relationships([relationship('rId1', 'officeDocument', 'xl/workbook.xml')]),
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${namespace}/officeDocument/2006/relationships"><sheets>${sheets.map((sheet) => `<sheet name="${escaped(sheetName(sheet))}" sheetId="${sheet}" r:id="rId${sheet}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationships([
      ...sheets.map((sheet) => relationship(`rId${sheet}`, 'worksheet', `worksheets/sheet${sheet}.xml`)),
      relationship(`rId${sheets.length + 1}`, 'styles', 'styles.xml'),
    ]),
    'xl/styles.xml': stylesText(),
  };
}

/** The file, piece by piece: it is never in memory as a whole. */
export async function* writeSpreadsheet(of: SpreadsheetOf): AsyncGenerator<Uint8Array> {
  const count = Math.max(1, Math.ceil(of.rowCount / mostRows));
  const sheets = Array.from({ length: count }, (_, index) => index + 1);
  const source = rowSource(of);
  const zip = new ZipFile();
  const output = Readable.from(zip.outputStream);
  zip.on('error', (cause) => output.destroy(cause instanceof Error ? cause : new Error(String(cause))));
  for (const [path, content] of Object.entries(framework(of.name, sheets))) zip.addBuffer(Buffer.from(content), path);
  for (const sheet of sheets)
    zip.addReadStreamLazy(`xl/worksheets/sheet${sheet}.xml`, { compressionLevel: 1 }, (give) => {
      const text = Readable.from(sheetText(of, source, sheet === 1), { highWaterMark: 1 });
      text.once('error', (cause) => output.destroy(cause));
      give(null, text);
    });
  zip.end();
  for await (const piece of output) yield piece;
}
