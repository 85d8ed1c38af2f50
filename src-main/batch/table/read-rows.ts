import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';

const mostRows = 100_001;
const mostCells = 2_000_000;
/** What a spreadsheet has at most. */
const mostColumns = 16_384;
/** A workbook writes a text once however many cells show it; whoever gets the rows gets it as often as it is shown. */
const mostCharacters = 32 << 20;

/** Text as offices save it: with a mark of its order, else UTF-8 where it is that, else GB 18030, which Excel for China writes. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** A workbook is a ZIP archive (ECMA-376-2). */
const isWorkbook = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b;

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** A cell as a person reads it. A date has the day only. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) {
    return `${cell.getUTCFullYear()}-${twoDigits(cell.getUTCMonth() + 1)}-${twoDigits(cell.getUTCDate())}`;
  }
  return String(cell);
}

function textRows(bytes: Uint8Array): string[][] {
  const text = decodeText(bytes);
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  const delimiter = firstLine.includes('\t') ? '\t' : firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',';
  return parse(text, {
    bom: true,
    delimiter,
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: 1 << 20,
  });
}

/** The rows of the first sheet of a workbook, or of a text of values between commas, semicolons or tabs. @throws what cannot be read */
export async function readRows(bytes: Uint8Array): Promise<string[][]> {
  const rows = isWorkbook(bytes)
    ? (await readSheet(Buffer.from(bytes))).map((cells) => cells.map(textOf))
    : textRows(bytes);
  if (isTooLarge(rows)) throw new Error('the table is too large');
  return rows;
}

function isTooLarge(rows: readonly (readonly string[])[]): boolean {
  if (rows.length > mostRows) return true;
  let cellCount = 0;
  let characters = 0;
  for (const cells of rows) {
    cellCount += cells.length;
    for (const cell of cells) characters += cell.length;
    if (cells.length > mostColumns || cellCount > mostCells || characters > mostCharacters) return true;
  }
  return false;
}
