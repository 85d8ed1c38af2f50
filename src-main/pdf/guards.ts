import { PDFName } from 'pdf-lib';
import { nameText } from './comparison.ts';
import type { PdfDocument } from './document.ts';
import type { Slot } from './object-slots.ts';

/** Where an object may be named in the signed revision that was let pass for what it is there. */
export interface Guard {
  /** The key of the trailer that may name it. */
  readonly trailerKey?: string;
  allows(slot: Slot, holder: number): boolean;
  /** The key under which it may stand once only. */
  readonly onceUnder?: string;
  /** Whether those that name it may be named in such places only, too. */
  readonly reachesHolders?: boolean;
}

/** Named by the trailer, and by nothing else. */
export const byTrailer = (trailerKey: string): Guard => ({ trailerKey, allows: () => false });

/** The catalog: named by the trailer, and by signatures as what they protect (ISO 32000-2, Table 256). */
export const asCatalog: Guard = {
  trailerKey: 'Root',
  allows: ({ key, within }) => key === 'Data' && (within?.has(PDFName.of('TransformMethod')) ?? false),
};

/** Named by one object, under one key. */
export const byHolder = (key: string, holder: number): Guard => ({
  allows: (slot, named) => slot.key === key && named === holder,
});

const typeOf = (document: PdfDocument, { within }: Slot) => nameText(document.resolve(within?.get(PDFName.of('Type'))));

/** What names a page: the tree, annotations, parts of the structure and what leads there. */
const pageSlots = new Set(['Kids', 'P', 'Pg', 'D', 'Dest', 'OpenAction', 'Page']);
export const asPage: Guard = { allows: ({ key }) => pageSlots.has(key), onceUnder: 'Kids' };

/** A node of the page tree: named by those above and below it. */
export function asTreeNode(document: PdfDocument): Guard {
  const isTree = (slot: Slot) => ['Page', 'Pages'].includes(typeOf(document, slot));
  return {
    allows: (slot) => slot.key === 'Pages' || ((slot.key === 'Kids' || slot.key === 'Parent') && isTree(slot)),
  };
}

/** A field or an annotation: named by lists of such, by kin, and by the structure. */
const fieldSlots = new Set(['Fields', 'Annots', 'Kids', 'Parent', 'Obj', 'Popup', 'IRT']);
export const asField: Guard = { allows: ({ key }) => fieldSlots.has(key) };

/** A part of the structure tree (ISO 32000-2, 14.7). */
const structureSlots = new Set(['StructTreeRoot', 'P', 'K', 'ParentTree', 'Kids', 'Nums', 'Names', 'IDTree']);
export const asStructure: Guard = { allows: ({ key }) => structureSlots.has(key), reachesHolders: true };
