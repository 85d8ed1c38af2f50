import type { PDFDocumentProxy } from 'pdfjs-dist';
import { pageOf, watchPage } from './page-guard.ts';

type TextContent = Awaited<ReturnType<Awaited<ReturnType<PDFDocumentProxy['getPage']>>['getTextContent']>>;

/** Pieces of text that a page may have to be selected and searched: beyond them the window would grow slow. */
const mostPieces = 20_000;

const known = new WeakMap<PDFDocumentProxy, Map<number, Promise<TextContent>>>();

async function read(pdf: PDFDocumentProxy, pageNumber: number): Promise<TextContent> {
  const page = await pageOf(pdf, pageNumber);
  const content = await watchPage(pdf, pageNumber, page.getTextContent({ disableNormalization: true }));
  return { ...content, items: content.items.slice(0, mostPieces) };
}

/** The text of a page as pdf.js reads it, in its worker; kept as long as the document is open. @throws UnsafePage */
export function textContentOf(pdf: PDFDocumentProxy, page: number): Promise<TextContent> {
  const pages = known.get(pdf) ?? new Map<number, Promise<TextContent>>();
  known.set(pdf, pages);
  const content = pages.get(page) ?? read(pdf, page);
  pages.set(page, content);
  content.catch(() => pages.delete(page));
  return content;
}

/** All pieces of a page's text, one after the other, as they stand in its text layer. */
export async function textOf(pdf: PDFDocumentProxy, page: number): Promise<string> {
  const { items } = await textContentOf(pdf, page);
  return items.map((item) => ('str' in item ? item.str : '')).join('');
}
