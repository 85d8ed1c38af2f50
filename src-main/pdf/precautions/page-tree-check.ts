import { PDFNumber, PDFRef } from 'pdf-lib';
import { ambiguous } from '../file/ambiguous.ts';
import type { PdfDocument } from '../file/document.ts';
import type { PageTreeNode } from '../file/object-reader.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { type Page, pageCount, pageNumberOf } from '../pages/pages.ts';
import type { ObjectCheck } from './object-check.ts';

const maxDepth = 64;
/** In a document with more pages, leaves are taken at the word of their parent's count: to open them all takes longer than the stamp. */
const openedLeaves = 300;

interface Walk {
  readonly document: PdfDocument;
  readonly pages: readonly Page[];
  readonly occurrences: Map<PDFRef, number>;
  readonly visited: Set<PDFRef>;
  readonly opensLeaves: boolean;
}

function isLeaf({ dict, kids }: PageTreeNode, document: PdfDocument): boolean {
  const type = document.resolve(dict.get(name('Type')));
  return type === name('Page') || (type !== name('Pages') && !kids);
}

/** Counts where the pages occur below a node; gives how many pages are there. */
function walkNode(walk: Walk, ref: PDFRef, node: PageTreeNode, depth: number): number {
  const { document, pages, occurrences, visited } = walk;
  if (depth > maxDepth || visited.has(ref)) throw ambiguous('the page tree lists one of its nodes twice');
  visited.add(ref);
  const { kids } = node;
  const countObject = document.resolve(node.dict.get(name('Count')));
  const count = countObject instanceof PDFNumber ? countObject.asNumber() : Number.NaN;
  if (!kids) return count;
  for (const page of pages) {
    occurrences.set(page.ref, (occurrences.get(page.ref) ?? 0) + kids.countOf(page.ref));
  }
  // As many children as pages: no node is below, unless one of the two lies.
  const isFlat = kids.size === count;
  if (isFlat && !walk.opensLeaves) return count;
  let found = 0;
  for (let index = 0; index < kids.size; index++) {
    const kid = kids.at(index);
    const child = kid && document.pageTreeNode(kid);
    if (!kid || !child) throw ambiguous('an entry of the page tree leads to no page');
    found += isLeaf(child, document) ? 1 : walkNode(walk, kid, child, depth + 1);
  }
  if (found !== count) throw ambiguous(`the page tree counts ${count} pages where there are ${found}`);
  return found;
}

/**
 * Checks the way to the pages (ISO 32000-2, 7.7.3): the same page whether one goes down by Kids and Count or up by Parent, listed
 * once, its ancestors without ambiguity. Throws PDF_AMBIGUOUS.
 */
export function checkPageTree(document: PdfDocument, check: ObjectCheck, pages: readonly Page[]): void {
  const root = document.catalog.get(name('Pages'));
  const rootNode = root instanceof PDFRef ? document.pageTreeNode(root) : undefined;
  if (!(root instanceof PDFRef) || !rootNode) return;
  check.treeNode(root);
  for (const page of pages) {
    let parent = page.dict.get(name('Parent'));
    for (let depth = 0; depth < maxDepth && parent instanceof PDFRef; depth++) {
      check.treeNode(parent);
      parent = document.pageTreeNode(parent)?.dict.get(name('Parent'));
    }
    if (page.ref !== root && pageNumberOf(document, page.ref) !== page.number) {
      throw ambiguous(`page ${page.number} is reached in more than one way`);
    }
  }
  if (isLeaf(rootNode, document)) return;
  const opensLeaves = pageCount(document) <= openedLeaves;
  const walk: Walk = { document, pages, occurrences: new Map(), visited: new Set(), opensLeaves };
  walkNode(walk, root, rootNode, 0);
  for (const page of pages) {
    if (walk.occurrences.get(page.ref) !== 1) throw ambiguous(`page ${page.number} is listed more than once`);
  }
}
