import { type PDFDict, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { pdfName as name } from '../file/object-reader.ts';
import { nodeAbove } from './pages.ts';

const contentLimitBytes = 8 << 20;

/** The decoded data of one content stream, or of several one after the other. Throws PDF_DAMAGED. */
export function contentData(document: PdfDocument, object: PDFObject | undefined): Uint8Array {
  const parts = document.array(object)?.asArray() ?? [object];
  const data: Uint8Array[] = [];
  let length = 0;
  for (const part of parts) {
    if (!(part instanceof PDFRef) || !document.load(part)) continue;
    const decoded = document.streamData(part, contentLimitBytes - length);
    length += decoded.length + 1;
    data.push(decoded, Uint8Array.of(0x0a));
  }
  return Buffer.concat(data);
}

/** The resources of a page, its own or those it inherits. */
export function inheritedResources(document: PdfDocument, page: PDFDict): PDFDict | undefined {
  let node: PDFDict | undefined = page;
  for (let depth = 0; node && depth < 64; depth++) {
    const resources = document.dict(node.get(name('Resources')));
    if (resources) return resources;
    node = nodeAbove(document, node);
  }
  return undefined;
}
