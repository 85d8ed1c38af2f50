import type { DocumentKind, OpenedDocument } from '../../contract/index.ts';

/** Contracts of one form differ by a page or two; a single page, or a book, is another thing. */
const fewPages = 20;

/** The kind of a document: papers of one size and about as many of them. */
export function documentKindOf({
  pageCount,
  firstPage,
}: Pick<OpenedDocument, 'pageCount' | 'firstPage'>): DocumentKind {
  return {
    widthMm: Math.round(firstPage.widthMm),
    heightMm: Math.round(firstPage.heightMm),
    pages: pageCount === 1 ? 'one' : pageCount <= fewPages ? 'few' : 'many',
  };
}
