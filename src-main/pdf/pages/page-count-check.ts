import { PDFName, PDFRef } from 'pdf-lib';
import { damaged } from '../file/damage.ts';
import type { PdfDocument } from '../file/document.ts';
import type { PageTreeNode } from '../file/object-reader.ts';
import { pageCount } from './pages.ts';

const maxDepth = 64;

/**
 * Refuses a page tree that has fewer pages than it counts: whoever makes room for each of them makes room for as many
 * as 40 bytes can claim. As many children as pages are taken for pages, so that a flat tree of 20,000 is not opened.
 * @throws AppError PDF_NO_PAGES, PDF_DAMAGED
 */
export function assertPageCount(document: PdfDocument): void {
  const total = pageCount(document);
  const root = document.catalog.get(PDFName.of('Pages'));
  const node = root instanceof PDFRef ? document.pageTreeNode(root) : undefined;
  if (!(root instanceof PDFRef) || !node?.kids) return;
  const visited = new Set<PDFRef>();

  /** The pages below a node, counted no further than `wanted`. */
  function countBelow(ref: PDFRef, { kids }: PageTreeNode, wanted: number, depth: number): number {
    if (!kids || kids.size >= wanted) return wanted;
    if (depth > maxDepth || visited.has(ref)) throw damaged('the page tree lists one of its nodes twice');
    visited.add(ref);
    let found = 0;
    for (let index = 0; index < kids.size && found < wanted; index++) {
      const kid = kids.at(index);
      const child = kid && document.pageTreeNode(kid);
      found += kid && child?.kids ? countBelow(kid, child, wanted - found, depth + 1) : 1;
    }
    return found;
  }

  const found = countBelow(root, node, total, 0);
  if (found < total) throw damaged(`the page tree counts ${total} pages where there are ${found}`);
}
