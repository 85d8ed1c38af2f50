import type { Impression } from '../../contract/index.ts';
import { type ByteSource, inDocumentThread } from '../../pdf/index.ts';
import { writtenLines } from '../../placing/index.ts';
import type { CheckedText } from './checked-stamp.ts';

/** The text of more pages is not read while a person waits. */
const mostPages = 12;

/** Which pages' text is read: where a whole seal stands, the first and the last, then those with a slice. */
export function pagesToRead(
  impressions: readonly Impression[],
  pageCount: number,
): { pages: number[]; isAll: boolean } {
  const [slices, whole] = [true, false].map((isSlice) =>
    impressions.filter(({ slice }) => (slice !== null) === isSlice).map(({ page }) => page),
  );
  const wanted = new Set([...(whole ?? []).slice(0, mostPages - 2), 1, pageCount, ...(whole ?? []), ...(slices ?? [])]);
  const pages = [...wanted].slice(0, mostPages).sort((one, other) => one - other);
  return { pages, isAll: pages.length === wanted.size };
}

/**
 * What is written on the pages that the checks look at; null where it cannot be read.
 * @throws AppError what opening a PDF throws
 */
export async function checkedTexts(
  document: { readonly source: ByteSource; readonly password: string | undefined },
  pages: readonly number[],
): Promise<CheckedText[] | null> {
  try {
    const texts = await inDocumentThread('pageTexts', document, { pages });
    return pages.map((page, index) => ({ page, lines: writtenLines(texts[index] ?? []) }));
  } catch {
    // A page that takes too much time or memory: the seal can go on it, and whoever puts it there is told.
    return null;
  }
}
