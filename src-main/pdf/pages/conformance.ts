import { PDFName, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';

const maxMetadataBytes = 1 << 20;
const known = new WeakMap<PdfDocument, boolean>();

/** Whether a file says in its metadata that it is PDF/A-1 (ISO 19005-1, 6.7.11), which allows no transparency (6.4). */
export function isPdfA1(document: PdfDocument): boolean {
  const cached = known.get(document);
  if (cached !== undefined) return cached;
  const is = /pdfaid:part(?:>|\s*=\s*["'])\s*1\b/.test(metadataOf(document));
  known.set(document, is);
  return is;
}

function metadataOf(document: PdfDocument): string {
  const ref = document.catalog.get(PDFName.of('Metadata'));
  try {
    return ref instanceof PDFRef ? Buffer.from(document.streamData(ref, maxMetadataBytes)).toString('latin1') : '';
  } catch {
    // What cannot be read says nothing.
    return '';
  }
}
