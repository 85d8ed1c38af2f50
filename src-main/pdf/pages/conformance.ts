import { PDFName, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';

const maxMetadataBytes = 1 << 20;

/** The standards that a file says in its metadata to conform to. */
export interface ClaimedStandards {
  /** The part of PDF/A (ISO 19005-1, 6.7.11). */
  readonly pdfA: number | null;
  /** PDF/UA (ISO 14289-1, 5). */
  readonly pdfUa: boolean;
}
const known = new WeakMap<PdfDocument, ClaimedStandards>();

/** As an element or as an attribute. */
const pdfAPart = /pdfaid:part(?:>|\s*=\s*["'])\s*([1-9])\b/;
const pdfUaPart = /pdfuaid:part(?:>|\s*=\s*["'])\s*[1-9]\b/;

export function claimedStandards(document: PdfDocument): ClaimedStandards {
  const cached = known.get(document);
  if (cached !== undefined) return cached;
  const metadata = metadataOf(document);
  const part = pdfAPart.exec(metadata)?.[1];
  const claimed = { pdfA: part === undefined ? null : Number(part), pdfUa: pdfUaPart.test(metadata) };
  known.set(document, claimed);
  return claimed;
}

/** Whether a file says that it is PDF/A-1, which allows no transparency (ISO 19005-1, 6.4). */
export const isPdfA1 = (document: PdfDocument): boolean => claimedStandards(document).pdfA === 1;

function metadataOf(document: PdfDocument): string {
  const ref = document.catalog.get(PDFName.of('Metadata'));
  try {
    return ref instanceof PDFRef ? Buffer.from(document.streamData(ref, maxMetadataBytes)).toString('latin1') : '';
  } catch {
    // What cannot be read says nothing.
    return '';
  }
}
