import { type HistoryFilter, historyFilter } from '../contract/index.ts';

const searchedColumns = [
  'documentName',
  'documentPath',
  'outputPath',
  'sealName',
  'operator',
  'reason',
  'certificateSubject',
  'certificateSerial',
  'certificateFingerprint',
  'tokenSerial',
  'sha256Before',
  'sha256After',
];

/** `LIKE` with its wildcards taken literally. */
const likePattern = (text: string) => `%${text.replace(/[\\%_]/g, (wildcard) => `\\${wildcard}`)}%`;

/** An instant as rows hold it, so that comparing texts compares times. */
export const storedInstant = (instant: string) => new Date(instant).toISOString();

/** The filter as an SQL condition and its values. Each word of the search must occur in some column. */
export function whereOf(given: HistoryFilter): { where: string; values: (string | number)[] } {
  const filter = historyFilter.parse(given);
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  for (const word of filter.search.split(/\s+/).filter((part) => part !== '')) {
    conditions.push(`(${searchedColumns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`);
    values.push(...searchedColumns.map(() => likePattern(word)));
  }
  for (const [column, wanted] of [
    ['outcome', filter.outcomes],
    ['sealId', filter.sealIds],
  ] as const) {
    if (wanted.length === 0) continue;
    conditions.push(`${column} IN (${wanted.map(() => '?').join(', ')})`);
    values.push(...wanted);
  }
  if (filter.from !== undefined) {
    conditions.push('at >= ?');
    values.push(storedInstant(filter.from));
  }
  if (filter.to !== undefined) {
    conditions.push('at <= ?');
    values.push(storedInstant(filter.to));
  }
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values };
}
