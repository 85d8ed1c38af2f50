import type { PDFDocumentProxy } from 'pdfjs-dist';
import { pageOf, watchPage } from './page-guard.ts';

type TextContent = Awaited<ReturnType<Awaited<ReturnType<PDFDocumentProxy['getPage']>>['getTextContent']>>;

/** Pieces of text that a page may have to be selected and searched: beyond them the window would grow slow. */
const mostPieces = 20_000;

/** Of pages that were read to be searched: their signs alone are kept, a document may have 20,000 pages. */
const searched = new WeakMap<PDFDocumentProxy, Map<number, string>>();

/** The text of a page as pdf.js reads it, in its worker. @throws UnsafePage */
export async function textContentOf(pdf: PDFDocumentProxy, pageNumber: number): Promise<TextContent> {
  const page = await pageOf(pdf, pageNumber);
  const content = await watchPage(pdf, pageNumber, page.getTextContent({ disableNormalization: true }));
  return { ...content, items: content.items.slice(0, mostPieces) };
}

/** All pieces of a page's text, one after the other, as they stand in its text layer. */
export async function textOf(pdf: PDFDocumentProxy, page: number): Promise<string> {
  const pages = searched.get(pdf) ?? new Map<number, string>();
  searched.set(pdf, pages);
  const known = pages.get(page);
  if (known !== undefined) return known;
  const { items } = await textContentOf(pdf, page);
  const text = items.map((item) => ('str' in item ? item.str : '')).join('');
  pages.set(page, text);
  return text;
}
