import { z } from 'zod';
import { type JobTableTrouble, type Placing, placing } from '../../contract/index.ts';

/** What a column of a table is for. */
const columnNames = {
  file: ['文件', '文件名', '文件路径', 'file', 'path'],
  seal: ['印章', 'seal'],
  template: ['模板', 'template'],
  pages: ['页码', 'pages', 'page'],
  x: ['x', 'x（毫米）', 'x(mm)', 'x (mm)'],
  y: ['y', 'y（毫米）', 'y(mm)', 'y (mm)'],
  keyword: ['关键字', 'keyword'],
  paging: ['骑缝', 'paging'],
  output: ['输出文件名', '输出', 'output'],
  reason: ['用印事由', '事由', 'reason'],
  approval: ['审批单号', 'approval'],
  unit: ['用印单位', 'unit'],
  documentNumber: ['文号', 'document number'],
  category: ['用印类别', 'category'],
  copies: ['份数', 'copies'],
  counterparty: ['相对方', 'counterparty'],
  amount: ['金额', 'amount'],
  approver: ['审批人', 'approver'],
  supervisor: ['监印人', 'supervisor'],
  note: ['备注', 'note'],
} as const;
export type JobColumn = keyof typeof columnNames;

/** What columns may be called, for somebody who has to correct a table. */
export const knownColumns = Object.values(columnNames)
  .map(([chinese]) => chinese)
  .join('、');

/** A line that lists a file, with what it says. */
export interface JobLine {
  /** As a spreadsheet counts them: the first after the names of columns is 2. */
  readonly line: number;
  readonly values: Readonly<Partial<Record<JobColumn, string>>>;
  /** By its name: every column, for names of outputs. */
  readonly cells: ReadonlyMap<string, string>;
}

export interface JobTable {
  readonly columns: readonly string[];
  readonly lines: readonly JobLine[];
}

const plain = (name: string) => name.normalize('NFKC').trim().toLowerCase();

const columnsByName = new Map<string, JobColumn>(
  (Object.keys(columnNames) as JobColumn[]).flatMap((column) =>
    columnNames[column].map((name) => [plain(name), column] as const),
  ),
);
const columnOf = (name: string): JobColumn | null => columnsByName.get(plain(name)) ?? null;

/**
 * Makes a table of rows of cells, the first of which names the columns. Columns of other names are there for names of
 * outputs. Gives the trouble where no column names files, or two mean the same.
 */
export function jobTableOf(rows: readonly (readonly string[])[]): JobTable | { readonly wrongColumn: string } {
  const [head = [], ...others] = rows;
  const columns = head.map((name) => name.trim());
  const meanings = columns.map(columnOf);
  if (!meanings.includes('file')) return { wrongColumn: columns[0] ?? '' };
  const twice = columns.find(
    (_, index) => meanings[index] !== null && meanings.indexOf(meanings[index] ?? null) !== index,
  );
  if (twice !== undefined) return { wrongColumn: twice };
  const lines = others.flatMap((cells, index): JobLine[] => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const named = columns.map((name, column) => [name, (cells[column] ?? '').trim()] as const);
    const meant = named.flatMap(([, value], column) => {
      const meaning = meanings[column];
      return meaning && value !== '' ? [[meaning, value] as const] : [];
    });
    return [{ line: index + 2, values: Object.fromEntries(meant), cells: new Map(named) }];
  });
  return { columns, lines };
}

const edges: Readonly<Record<string, 'right' | 'left' | 'top' | 'bottom'>> = {
  右: 'right',
  左: 'left',
  上: 'top',
  下: 'bottom',
  right: 'right',
  left: 'left',
  top: 'top',
  bottom: 'bottom',
};
const yes = new Set(['是', '有', 'yes', 'true', '1', 'y']);
const no = new Set(['否', '无', 'no', 'false', '0', 'n']);

/** The placings that the columns of a line describe, none where it leaves that to the batch. */
export function placingsOf({ pages, x, y, keyword, paging }: JobLine['values']): Placing[] | JobTableTrouble {
  const found: unknown[] = [];
  if (keyword !== undefined) found.push({ rule: 'keyword', text: keyword, ...(pages === undefined ? {} : { pages }) });
  if (x !== undefined || y !== undefined) {
    const place = { corner: 'nearest', acrossMm: Number(x ?? Number.NaN), downMm: Number(y ?? Number.NaN) };
    found.push({ rule: 'pages', pages: pages ?? '1', place });
  }
  const asked = paging === undefined ? null : plain(paging);
  if (asked !== null && !no.has(asked)) {
    const edge = edges[asked] ?? (yes.has(asked) ? 'right' : null);
    if (!edge) return 'table/placing-invalid';
    found.push({ rule: 'paging', edge, ...(pages !== undefined && found.length === 0 ? { pages } : {}) });
  }
  if (found.length === 0 && pages !== undefined) return 'table/placing-invalid';
  const parsed = z.array(placing).safeParse(found);
  return parsed.success ? parsed.data : 'table/placing-invalid';
}
