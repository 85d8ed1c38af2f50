import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';

const maxDepth = 64;

/** A place that names an object. */
export interface Slot {
  /** The key of the innermost dictionary; empty in a list that is an object by itself. */
  readonly key: string;
  readonly within: PDFDict | null;
  /** The keys on the way from the object that holds it, the innermost included. */
  readonly path: readonly string[];
}

const fits = new Set(['XYZ', 'Fit', 'FitH', 'FitV', 'FitR', 'FitB', 'FitBH', 'FitBV']);

/** A destination (ISO 32000-2, 12.3.2.2) leads to a page and draws nothing. */
function isDestination(list: readonly PDFObject[], objectNumber: number): boolean {
  const [page, fit] = list;
  const isAlone = list.filter((item) => item instanceof PDFRef && item.objectNumber === objectNumber).length === 1;
  return page instanceof PDFRef && isAlone && fit instanceof PDFName && fits.has(fit.decodeText());
}

/** Where `value` names an object, but for destinations. Too deep a value names it somewhere unknown. */
export function slotsOf(value: PDFObject | undefined, objectNumber: number): Slot[] {
  const slots: Slot[] = [];
  const visit = (object: PDFObject | undefined, slot: Slot, depth: number) => {
    if (depth > maxDepth) slots.push({ ...slot, key: '?' });
    else if (object instanceof PDFRef) {
      if (object.objectNumber === objectNumber) slots.push(slot);
    } else if (object instanceof PDFArray) {
      const items = object.asArray();
      const rest = isDestination(items, objectNumber) ? items.slice(1) : items;
      for (const item of rest) visit(item, slot, depth + 1);
    } else if (object instanceof PDFDict) {
      for (const [name, item] of object.entries()) {
        const key = name.decodeText();
        visit(item, { key, within: object, path: [...slot.path, key] }, depth + 1);
      }
    }
  };
  visit(value, { key: '', within: null, path: [] }, 0);
  return slots;
}
