import { namesOfParty, type Seal, type SuggestedPlace } from '../../contract/index.ts';
import { type ClosingPage, isOfPrint, suggestPlaces, writtenLines } from '../../placing/index.ts';
import type { OpenedDocument } from '../formats/format.ts';

/** The closing of a document stands on its last pages. */
const lastPages = 4;
/** A trial seal says so behind its owner's name, which no document does. */
const ofTrial = /（试用）$/;

/**
 * Where an office would put the seal on a document; what is written there is read in the thread with limits.
 * @throws AppError what opening a PDF throws, PDF_LIMIT
 */
export async function suggestFor(opened: OpenedDocument, seal: Seal): Promise<SuggestedPlace[]> {
  const pageCount = await opened.format.countPages(opened);
  const first = Math.max(1, pageCount - lastPages + 1);
  const pages = Array.from({ length: pageCount - first + 1 }, (_, index) => first + index);
  const sizes = await opened.format.pageSizes(opened, pages);
  const texts = await opened.format.pageTexts(opened, pages);
  const closing = pages.flatMap((page, index): ClosingPage[] => {
    const [size, runs = []] = [sizes[index], texts[index]];
    return size && isOfPrint(runs) ? [{ page, size, lines: writtenLines(runs) }] : [];
  });
  const owner = { organization: seal.binding.ownerName.replace(ofTrial, '') };
  return suggestPlaces(closing, namesOfParty(seal.naming?.onSeal ?? '', owner), seal);
}
