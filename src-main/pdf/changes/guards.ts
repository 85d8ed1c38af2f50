import { PDFName, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
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

/** The keys of what pages are drawn from (ISO 32000-2, 7.8.3, 8 and 9): names below them are chosen freely. */
const drawingKeys = new Set(
  'Resources Font XObject ExtGState ColorSpace Pattern Shading Properties CharProcs AP DR Contents SMask Mask Group G'
    .concat(
      ' DecodeParms Decode Encoding FontDescriptor DescendantFonts ToUnicode Function Functions CS Differences Widths',
    )
    .concat(' OCProperties OCGs OC W BG UCR TR HT CIDSystemInfo Alternates OPI Ref Thumb Filter FS EF')
    .split(' '),
);
const isDrawn = ({ path }: Slot): boolean => path.some((key) => drawingKeys.has(key));

/** What names those that name an object, where it matters: anything but what is drawn. */
export const undrawn: Guard = { allows: (slot) => !isDrawn(slot), trailerKey: '*' };

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

/** What names a page: the tree, annotations, parts of the structure and what leads there. */
const pageSlots = new Set(['Kids', 'P', 'Pg', 'D', 'Dest', 'OpenAction', 'Page']);
export const asPage: Guard = {
  allows: (slot) => pageSlots.has(slot.key) && !isDrawn(slot),
  onceUnder: 'Kids',
  reachesHolders: true,
};

/** A node of the page tree: named by those above and below it, which it names or which name it as their kid. */
export function asTreeNode(document: PdfDocument, node: PDFRef): Guard {
  const hasKid = (parent: PDFRef, kid: PDFRef) => (document.pageTreeNode(parent)?.kids?.indexOf(kid) ?? -1) >= 0;
  const refOf = (objectNumber: number) => {
    const entry = document.xref.lookup(objectNumber);
    return PDFRef.of(objectNumber, entry?.kind === 'offset' ? entry.generation : 0);
  };
  return {
    allows: ({ key, path }, holder) => {
      if (path.length !== 1) return false;
      if (key === 'Pages') return holder === document.catalogRef.objectNumber;
      if (key === 'Parent') return hasKid(node, refOf(holder));
      return key === 'Kids' && hasKid(refOf(holder), node);
    },
    reachesHolders: true,
  };
}

/** A field or an annotation: named by lists of such, by kin, and by the structure. */
const fieldSlots = new Set(['Fields', 'Annots', 'Kids', 'Parent', 'Obj', 'Popup', 'IRT']);
export const asField: Guard = {
  allows: (slot) => fieldSlots.has(slot.key) && !isDrawn(slot),
  // On two pages it would show what it becomes twice, and be looked for on one.
  onceUnder: 'Annots',
  reachesHolders: true,
};

/** A part of the structure tree (ISO 32000-2, 14.7). */
const structureSlots = new Set(['StructTreeRoot', 'P', 'K', 'ParentTree', 'Kids', 'Nums', 'Names', 'IDTree']);
export const asStructure: Guard = {
  allows: (slot) => structureSlots.has(slot.key) && !isDrawn(slot),
  reachesHolders: true,
};
