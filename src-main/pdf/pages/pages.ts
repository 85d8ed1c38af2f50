import { type PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import { damaged } from '../file/damage.ts';
import type { PdfDocument } from '../file/document.ts';

/** A page with the attributes it inherits (ISO 32000-2, 7.7.3.4). Boxes are normalised [left, bottom, right, top], user space units. */
export interface Page {
  readonly number: number;
  readonly ref: PDFRef;
  readonly dict: PDFDict;
  readonly mediaBox: Box;
  readonly cropBox: Box;
  readonly rotate: 0 | 90 | 180 | 270;
  readonly userUnit: number;
}

export type Box = readonly [left: number, bottom: number, right: number, top: number];

const keys = {
  type: PDFName.of('Type'),
  pages: PDFName.of('Pages'),
  count: PDFName.of('Count'),
  parent: PDFName.of('Parent'),
  userUnit: PDFName.of('UserUnit'),
};
const pageType = PDFName.of('Page');
const maxDepth = 64;
/** Required as the MediaBox is, some files lack it; every viewer then shows this size. */
const usLetter: Box = [0, 0, 612, 792];
const inheritable = ['MediaBox', 'CropBox', 'Rotate'] as const;
const inheritableKeys = inheritable.map((key) => [key, PDFName.of(key)] as const);
type Inherited = Partial<Record<(typeof inheritable)[number], PDFObject>>;

function inheritFrom(dict: PDFDict, inherited: Inherited): Inherited {
  const merged: Inherited = { ...inherited };
  for (const [key, name] of inheritableKeys) {
    const value = dict.get(name);
    if (value !== undefined) merged[key] = value;
  }
  return merged;
}

type Node = NonNullable<ReturnType<PdfDocument['pageTreeNode']>> & { ref: PDFRef };

function nodeOf(document: PdfDocument, ref: PDFObject | undefined): Node | undefined {
  const node = ref instanceof PDFRef ? document.pageTreeNode(ref) : undefined;
  return node && ref instanceof PDFRef ? { ...node, ref } : undefined;
}

/** The node above a page or a node of the tree; its Kids, of which there may be thousands, are left unparsed. */
export function nodeAbove(document: PdfDocument, node: PDFDict): PDFDict | undefined {
  const parent = node.get(keys.parent);
  return parent instanceof PDFRef ? document.pageTreeNode(parent)?.dict : document.dict(parent);
}

function isLeaf(document: PdfDocument, { dict, kids }: Node): boolean {
  const type = document.resolve(dict.get(keys.type));
  if (type === pageType) return true;
  return type !== keys.pages && !kids;
}

function countOf(document: PdfDocument, node: Node): number {
  const count = document.resolve(node.dict.get(keys.count));
  const value = count instanceof PDFNumber ? count.asNumber() : Number.NaN;
  if (Number.isSafeInteger(value) && value >= 0) return value;
  if (document.damage === null) throw damaged('the page tree has no page count');
  return walkedCount(document, node);
}

const maxWalked = 100_000;
const walkedCounts = new WeakMap<PdfDocument, Map<PDFRef, number>>();

/** How many pages are below a node that does not say it, as some viewers find out. */
function walkedCount(document: PdfDocument, top: Node): number {
  const counts = walkedCounts.get(document) ?? new Map<PDFRef, number>();
  walkedCounts.set(document, counts);
  const known = counts.get(top.ref);
  if (known !== undefined) return known;
  const seen = new Set<PDFRef>([top.ref]);
  const pending = [top];
  let leaves = 0;
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (isLeaf(document, node)) leaves += 1;
    else
      for (let index = 0; index < (node.kids?.size ?? 0); index++) {
        const kid = nodeOf(document, node.kids?.at(index));
        if (!kid || seen.has(kid.ref)) continue;
        if (seen.size > maxWalked) throw damaged('the page tree has too many nodes');
        seen.add(kid.ref);
        pending.push(kid);
      }
  }
  counts.set(top.ref, leaves);
  return leaves;
}

function rootOf(document: PdfDocument): Node {
  const root = nodeOf(document, document.catalog.get(keys.pages));
  if (!root) throw damaged('the page tree is missing');
  return root;
}

/** The number of pages as the page tree states it. Throws PDF_NO_PAGES, PDF_DAMAGED. */
export function pageCount(document: PdfDocument): number {
  const root = rootOf(document);
  const count = isLeaf(document, root) ? 1 : countOf(document, root);
  if (count === 0) throw new AppError('PDF_NO_PAGES');
  return count;
}

function boxOf(document: PdfDocument, object: PDFObject | undefined): Box | undefined {
  const array = document.array(object);
  if (array?.size() !== 4) return undefined;
  const numbers = array.asArray().map((item) => {
    const value = document.resolve(item);
    return value instanceof PDFNumber ? value.asNumber() : Number.NaN;
  });
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN, d = Number.NaN] = numbers;
  const box: Box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
  return box.every(Number.isFinite) && box[2] > box[0] && box[3] > box[1] ? box : undefined;
}

function intersect(first: Box, second: Box): Box {
  const box: Box = [
    Math.max(first[0], second[0]),
    Math.max(first[1], second[1]),
    Math.min(first[2], second[2]),
    Math.min(first[3], second[3]),
  ];
  // A CropBox beside the MediaBox shows nothing; readers then show the MediaBox.
  return box[2] > box[0] && box[3] > box[1] ? box : second;
}

function pageOf(document: PdfDocument, number: number, ref: PDFRef, dict: PDFDict, inherited: Inherited): Page {
  const attributes = inheritFrom(dict, inherited);
  const mediaBox = boxOf(document, attributes.MediaBox) ?? usLetter;
  const crop = boxOf(document, attributes.CropBox);
  const rotateObject = document.resolve(attributes.Rotate);
  const rotate = rotateObject instanceof PDFNumber ? ((rotateObject.asNumber() % 360) + 360) % 360 : 0;
  const userUnitObject = document.resolve(dict.get(keys.userUnit));
  const userUnit = userUnitObject instanceof PDFNumber ? userUnitObject.asNumber() : 1;
  return {
    number,
    ref,
    dict,
    mediaBox,
    cropBox: crop ? intersect(crop, mediaBox) : mediaBox,
    rotate: rotate === 90 || rotate === 180 || rotate === 270 ? rotate : 0,
    userUnit: userUnit > 0 && Number.isFinite(userUnit) ? userUnit : 1,
  };
}

const readPages = new WeakMap<PdfDocument, Map<number, Page>>();

/** Page `number`, counted from 1. Throws PAGE_OUT_OF_RANGE, PDF_NO_PAGES, PDF_DAMAGED. */
export function readPage(document: PdfDocument, number: number): Page {
  const known = readPages.get(document) ?? new Map<number, Page>();
  readPages.set(document, known);
  const page = known.get(number) ?? findPage(document, number);
  known.set(number, page);
  return page;
}

function findPage(document: PdfDocument, number: number): Page {
  const total = pageCount(document);
  if (!Number.isSafeInteger(number) || number < 1 || number > total) {
    throw new AppError('PAGE_OUT_OF_RANGE', { page: number, pageCount: total });
  }
  let node = rootOf(document);
  let inherited: Inherited = {};
  let remaining = number - 1;
  for (let depth = 0; depth < maxDepth; depth++) {
    if (isLeaf(document, node)) {
      const dict = document.dict(node.ref);
      if (remaining !== 0 || !dict) break;
      return pageOf(document, number, node.ref, dict, inherited);
    }
    inherited = inheritFrom(node.dict, inherited);
    const child = descend(document, node, remaining);
    if (!child) break;
    ({ node, remaining } = child);
  }
  throw damaged(`the page tree does not lead to page ${number}`);
}

/** The child that holds the page `remaining` pages further on, and how far on it is within that child. */
function descend(
  document: PdfDocument,
  parent: Node,
  remaining: number,
): { node: Node; remaining: number } | undefined {
  const { kids } = parent;
  if (!kids) return undefined;
  const load = (index: number) => {
    const child = nodeOf(document, kids.at(index));
    if (!child) throw damaged('an entry of the page tree is missing');
    return child;
  };
  const count = countOf(document, parent);
  // As many children as pages: all are leaves, so the page is reached without reading those before it.
  if (kids.size === count && remaining < count) {
    const child = load(remaining);
    if (isLeaf(document, child)) return { node: child, remaining: 0 };
  }
  let before = remaining;
  for (let index = 0; index < kids.size; index++) {
    const child = load(index);
    const pages = isLeaf(document, child) ? 1 : countOf(document, child);
    if (before < pages) return { node: child, remaining: before };
    before -= pages;
  }
  return undefined;
}

/** The number of the page that `ref` names, by walking up the page tree; undefined when it is in none. */
export function pageNumberOf(document: PdfDocument, ref: PDFRef): number | undefined {
  let number = 1;
  let child = ref;
  let parent = nodeOf(document, ref)?.dict.get(keys.parent);
  for (let depth = 0; depth < maxDepth && parent instanceof PDFRef; depth++) {
    const node = nodeOf(document, parent);
    const at = node?.kids?.indexOf(child) ?? -1;
    if (!node?.kids || at < 0) return undefined;
    if (node.kids.size === countOf(document, node)) number += at;
    else {
      for (let index = 0; index < at; index++) {
        const sibling = nodeOf(document, node.kids.at(index));
        if (sibling) number += isLeaf(document, sibling) ? 1 : countOf(document, sibling);
      }
    }
    child = parent;
    parent = node.dict.get(keys.parent);
  }
  return child === document.catalog.get(keys.pages) ? number : undefined;
}
