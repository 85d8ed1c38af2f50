import type { PDFRef } from 'pdf-lib';
import { BoundedCache } from '../../runtime/index.ts';
import type { PdfDocument } from '../file/document.ts';
import { contentData } from '../pages/page-content.ts';
import { contentOperations, type Operation } from './content-tokens.ts';

const maxKeptBytes = 256 << 10;
const maxKept = 8;

const kept = new WeakMap<PdfDocument, BoundedCache<PDFRef, Iterable<Operation>>>();

/** The operations of a form XObject. Those of a few small ones are kept: a seal is drawn anew for each of its slices. @throws AppError PDF_DAMAGED */
export function formOperations(document: PdfDocument, form: PDFRef): Iterable<Operation> {
  const known = kept.get(document) ?? new BoundedCache<PDFRef, Iterable<Operation>>(maxKept);
  kept.set(document, known);
  return known.getOrMake(form, () => {
    const content = contentData(document, form);
    if (content.length <= maxKeptBytes) return [...contentOperations(content)];
    return { [Symbol.iterator]: () => contentOperations(content) };
  });
}
