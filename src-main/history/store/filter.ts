import { type HistoryFilter, historyFilter } from '../../contract/index.ts';
import { isExact, queryOf } from './search-terms.ts';
import { searchedColumns } from './views.ts';

/** An instant as rows hold it, so that comparing texts compares times. */
export const storedInstant = (instant: string) => new Date(instant).toISOString();

/** What is asked of the database for a filter. */
export interface Narrowed {
  /** The tables, and the condition on them. */
  readonly from: string;
  /** The same for who wants the numbers alone: words that the index answers need no row. */
  readonly numbersFrom: string;
  /** The number of the use, by which it is put in order. */
  readonly seq: string;
  readonly values: readonly (string | number)[];
  /** Whether every use fits. */
  readonly isAll: boolean;
  /** Whether rows have to be read whole to know: fewer are counted then. */
  readonly readsRows: boolean;
}

/** A word that reads like the beginning of a digest is looked for among those of the stamped files too, which have no terms. */
const digestLike = /^[0-9a-f]{8,64}$/i;
const lastHexadecimal = 'g';

/** The filter as tables and a condition, by `seq`. Each word of the search must occur in some column. */
export function narrow(given: HistoryFilter, before: number | undefined): Narrowed {
  const filter = historyFilter.parse(given);
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const words = filter.search.split(/\s+/).filter((word) => word !== '');
  const asked = words.filter((word) => !digestLike.test(word)).map(queryOf);
  const terms = asked.filter((query) => query !== '').join(' AND ');
  for (const word of words.filter((one) => digestLike.test(one))) {
    conditions.push(
      `seal_use.seq IN (SELECT rowid FROM use_terms WHERE use_terms MATCH ?
         UNION ALL SELECT seq FROM seal_use WHERE sha256After >= ? AND sha256After < ?)`,
    );
    values.push(queryOf(word), word.toLowerCase(), `${word.toLowerCase()}${lastHexadecimal}`);
  }
  if (terms !== '') {
    conditions.unshift('use_terms MATCH ?');
    values.unshift(terms);
  }
  const inexact = words.filter((one) => !digestLike.test(one) && !isExact(one));
  for (const word of inexact) {
    conditions.push(`holds_word(?, ${searchedColumns.map((column) => `seal_use.${column}`).join(', ')})`);
    values.push(word);
  }
  for (const [column, wanted] of [
    ['outcome', filter.outcomes],
    ['sealId', filter.sealIds],
    ['operator', filter.operators],
    ['unit', filter.units],
  ] as const) {
    if (wanted.length === 0) continue;
    conditions.push(`seal_use.${column} IN (${wanted.map(() => '?').join(', ')})`);
    values.push(...wanted);
  }
  if (filter.from !== undefined) {
    conditions.push('seal_use.at >= ?');
    values.push(storedInstant(filter.from));
  }
  if (filter.to !== undefined) {
    conditions.push('seal_use.at <= ?');
    values.push(storedInstant(filter.to));
  }
  const isAll = conditions.length === 0;
  const isOfTermsAlone = terms !== '' && conditions.length === 1;
  const seq = terms === '' ? 'seal_use.seq' : 'use_terms.rowid';
  if (before !== undefined) {
    conditions.push(`${seq} < ?`);
    values.push(before);
  }
  const hasDigest = words.some((word) => digestLike.test(word));
  // The narrow index holds all that is asked for and stands in the order of the list; the planner would rather read whole rows.
  const alone = isAll || hasDigest ? 'seal_use' : 'seal_use INDEXED BY use_narrow';
  const tables = terms === '' ? alone : 'use_terms CROSS JOIN seal_use ON seal_use.seq = use_terms.rowid';
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const from = `FROM ${tables} ${where}`;
  const numbersFrom = isOfTermsAlone ? `FROM use_terms ${where}` : from;
  return { from, numbersFrom, seq, values, isAll, readsRows: inexact.length > 0 };
}

/** Whether a text among those holds the word, as people take texts for the same. */
export function holdsWord(word: unknown, ...texts: unknown[]): number {
  const wanted = plain(word);
  // Most texts are written as they were looked for; to make them plain takes ten times as long.
  const isThere = texts.some((text) => typeof text === 'string' && typeof word === 'string' && text.includes(word));
  return isThere || texts.some((text) => plain(text).includes(wanted)) ? 1 : 0;
}

const plain = (text: unknown) => (typeof text === 'string' ? text.normalize('NFKC').toLowerCase() : '');
