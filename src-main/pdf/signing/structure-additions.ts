import { type PDFArray, type PDFDict, PDFHexString, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { arrayOf, dictionary, type Revision, withEntries } from './revision.ts';

const maxDepth = 32;

/** What a widget of a tagged file says of itself (ISO 14289-1, 7.18): its place in the parent tree, and what it is in words. */
export interface TaggedWidget {
  readonly StructParent: PDFNumber;
  readonly TU: PDFHexString;
  readonly Contents: PDFHexString;
}

interface Root {
  readonly ref: PDFRef;
  readonly dict: PDFDict;
}

/** The root of the structure tree, where a signature can be put into the tree by what later signers may change. */
function rootOf(document: PdfDocument): Root | null {
  const { catalog, xref } = document;
  const ref = catalog.get(name('StructTreeRoot'));
  const dict = ref instanceof PDFRef ? document.dict(ref) : undefined;
  // Some readers do not find what a hybrid file hides, which is its structure: it is left as it is.
  const isHybrid = xref.sections.some(({ hidden }) => hidden !== undefined);
  return ref instanceof PDFRef && dict?.has(name('ParentTree')) && !isHybrid ? { ref, dict } : null;
}

/** Whether the file is tagged (ISO 32000-2, 14.8), so that the order of the structure is the order of tabs too. */
export function isTagged(document: PdfDocument): boolean {
  return rootOf(document) !== null;
}

interface Growable {
  readonly root: Root;
  readonly leaf: Leaf;
}

function growable(document: PdfDocument): Growable | null {
  const root = rootOf(document);
  const leaf = root ? lastLeafOf(document, root.dict.get(name('ParentTree'))) : null;
  return root && leaf && !servesTwice(document, root, leaf) ? { root, leaf } : null;
}

/** Whether the structure tree takes the widgets of a signature. */
export const takesWidgets = (document: PdfDocument): boolean => growable(document) !== null;

/**
 * Puts the widgets of a signature into the structure tree of a tagged file (ISO 32000-2, 14.7.4 and 14.7.5.4), each as an element Form with
 * an alternate text, so that what was accessible stays so. Null where the file is not tagged.
 */
export function addToStructure(
  document: PdfDocument,
  revision: Revision,
  widgets: readonly { readonly widget: PDFRef; readonly page: PDFRef }[],
  text: string,
): TaggedWidget[] | null {
  const found = growable(document);
  if (!found) return null;
  const { root, leaf } = found;
  const next = document.resolve(root.dict.get(name('ParentTreeNextKey')));
  const announced = next instanceof PDFNumber ? next.asNumber() : 0;
  const firstKey = Math.max(announced, leaf.lastKey + 1, 0);
  const elements = widgets.map((_, index) => ({ key: firstKey + index, element: revision.allocate() }));
  const described = PDFHexString.fromText(text);

  const entries: Record<string, PDFObject> = { ParentTreeNextKey: PDFNumber.of(firstKey + widgets.length) };
  const refs = elements.map(({ element }) => element);
  const parent = growKids(document, revision, { root, added: refs, entries });
  growParentTree(document, revision, leaf, { elements, entries });
  revision.put(root.ref, withEntries(root.dict, entries));
  return widgets.flatMap(({ widget, page }, index) => {
    const own = elements[index];
    if (!own) return [];
    const reference = dictionary({ Type: name('OBJR'), Obj: widget, Pg: page });
    const form = { Type: name('StructElem'), S: name('Form'), P: parent, Pg: page, K: reference, Alt: described };
    revision.put(own.element, dictionary(form));
    return [{ StructParent: PDFNumber.of(own.key), TU: described, Contents: described }];
  });
}

/** Whether one object stands in two places of what would be written anew: such a tree is left as it is. */
function servesTwice(document: PdfDocument, root: Root, { path }: Leaf): boolean {
  const kids = root.dict.get(name('K'));
  const [only] = document.array(kids)?.asArray() ?? [kids];
  const topKids = only instanceof PDFRef ? document.dict(only)?.get(name('K')) : undefined;
  const numbers = path.at(-1)?.dict.get(name('Nums'));
  const parts = [root.ref, kids, only, topKids, numbers, ...path.map(({ ref }) => ref)];
  const refs = parts.filter((part) => part instanceof PDFRef);
  return new Set(refs).size < refs.length - (kids === only && kids instanceof PDFRef ? 1 : 0);
}

/** Hangs elements below the Document that is alone at the top, or else at the top; gives what is above them then. */
function growKids(
  document: PdfDocument,
  revision: Revision,
  { root, added, entries }: { root: Root; added: readonly PDFRef[]; entries: Record<string, PDFObject> },
): PDFRef {
  const kids = root.dict.get(name('K'));
  const listed = document.array(kids)?.asArray() ?? (kids === undefined ? [] : [kids]);
  const [only, ...others] = listed;
  const top = only instanceof PDFRef && others.length === 0 ? document.dict(only) : undefined;
  const isDocument = top && document.resolve(top.get(name('S'))) === name('Document') && top.has(name('P'));
  if (isDocument && only instanceof PDFRef) {
    const grown = grownList(document, revision, top.get(name('K')), added);
    if (grown) revision.put(only, withEntries(top, { K: grown }));
    return only;
  }
  const grown = grownList(document, revision, kids, added);
  if (grown) entries.K = grown;
  return root.ref;
}

/** The list with more; null where it was made longer in an object of its own. */
function grownList(
  document: PdfDocument,
  revision: Revision,
  list: PDFObject | undefined,
  added: readonly PDFObject[],
): PDFArray | null {
  const array = document.array(list);
  const grown = arrayOf([...(array?.asArray() ?? (list === undefined ? [] : [list])), ...added]);
  if (!(list instanceof PDFRef) || !array) return grown;
  revision.put(list, grown);
  return null;
}

interface Leaf {
  /** The nodes from the root of the parent tree down; `ref` null for one that stands in the root of the structure. */
  readonly path: readonly { readonly ref: PDFRef | null; readonly dict: PDFDict }[];
  readonly lastKey: number;
}

/** The last leaf of a number tree (ISO 32000-2, 7.9.7), where a number goes that is above all others. */
function lastLeafOf(document: PdfDocument, tree: PDFObject | undefined): Leaf | null {
  const path: { ref: PDFRef | null; dict: PDFDict }[] = [];
  let object = tree;
  for (let depth = 0; depth < maxDepth; depth++) {
    const dict = document.dict(object);
    if (!dict || (depth > 0 && !(object instanceof PDFRef))) return null;
    path.push({ ref: object instanceof PDFRef ? object : null, dict });
    const kids = document.array(dict.get(name('Kids')))?.asArray() ?? [];
    if (kids.length === 0) break;
    object = kids.at(-1);
  }
  const numbers = document.array(path.at(-1)?.dict.get(name('Nums')))?.asArray() ?? [];
  const last = document.resolve(numbers.at(-2));
  return { path, lastKey: last instanceof PDFNumber ? last.asNumber() : -1 };
}

function growParentTree(
  document: PdfDocument,
  revision: Revision,
  { path }: Leaf,
  { elements, entries }: { elements: readonly { key: number; element: PDFRef }[]; entries: Record<string, PDFObject> },
): void {
  const added = elements.flatMap(({ key, element }) => [PDFNumber.of(key), element]);
  const lastKey = elements.at(-1)?.key ?? 0;
  for (const [index, { ref, dict }] of path.entries()) {
    const changed: Record<string, PDFObject> = {};
    if (index === path.length - 1) {
      const numbers = dict.get(name('Nums'));
      const grown = arrayOf([...(document.array(numbers)?.asArray() ?? []), ...added]);
      if (numbers instanceof PDFRef) revision.put(numbers, grown);
      else changed.Nums = grown;
    }
    const limits = document.array(dict.get(name('Limits')));
    const first = limits?.get(0);
    if (first) changed.Limits = arrayOf([first, PDFNumber.of(lastKey)]);
    if (Object.keys(changed).length === 0) continue;
    const grownNode = withEntries(dict, changed);
    if (ref) revision.put(ref, grownNode);
    else entries.ParentTree = grownNode;
  }
}
