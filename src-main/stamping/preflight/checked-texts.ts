import type { Impression } from '../../contract/index.ts';
import type { TextRun } from '../../pdf/index.ts';
import { isOfPrint, writtenLines } from '../../placing/index.ts';
import type { HeldDocument } from '../documents/held-document.ts';
import type { PreparedStamp } from '../prepared-stamp.ts';
import type { CheckedText } from './checked-stamp.ts';

/** The text of more pages is not read while a person waits. */
const mostPages = 12;

/**
 * Which pages' text is read: where a whole seal stands, the first and the last, then those with a slice.
 * @param isToStop whether what is found there stops a stamp: then nothing is left unread
 */
export function pagesToRead(
  impressions: readonly Impression[],
  pageCount: number,
  isToStop: boolean,
): { pages: number[]; isAll: boolean } {
  const [slices, whole] = [true, false].map((isSlice) =>
    impressions.filter(({ slice }) => (slice !== null) === isSlice).map(({ page }) => page),
  );
  const wanted = new Set([...(whole ?? []).slice(0, mostPages - 2), 1, pageCount, ...(whole ?? []), ...(slices ?? [])]);
  const pages = [...wanted].slice(0, isToStop ? wanted.size : mostPages).sort((one, other) => one - other);
  return { pages, isAll: pages.length === wanted.size };
}

/** @throws Error where a page has more text than any that people print */
function linesOf(runs: readonly TextRun[]) {
  if (!isOfPrint(runs)) throw new Error('the page has too much text');
  return writtenLines(runs);
}

type Texts = ReadonlyMap<number, CheckedText>;
/** A window asks again and again about the document that it shows. */
const known = new WeakMap<HeldDocument, Texts>();

/** What is written on the pages that the checks look at; null where it cannot be read. */
export async function checkedTexts(
  { source, format, held }: Pick<PreparedStamp, 'source' | 'format' | 'held'>,
  password: string | undefined,
  pages: readonly number[],
): Promise<CheckedText[] | null> {
  const before: Texts = (held && known.get(held)) ?? new Map();
  const unknown = pages.filter((page) => !before.has(page));
  try {
    const all = new Map(before);
    for (let at = 0; at < unknown.length; at += mostPages) {
      const asked = unknown.slice(at, at + mostPages);
      const read = await format.pageTexts({ source, password }, asked);
      for (const [index, page] of asked.entries()) all.set(page, { page, lines: linesOf(read[index] ?? []) });
    }
    const texts = pages.flatMap((page) => all.get(page) ?? []);
    // Of a document whose pages are gone through, only the last are kept.
    if (held) known.set(held, new Map(texts.map((text) => [text.page, text])));
    return texts;
  } catch {
    // A page that takes too much time or memory, or has too much text: the seal can go on it, and whoever puts it there is told.
    return null;
  }
}
