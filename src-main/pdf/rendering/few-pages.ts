import { PDFArray, PDFDict, PDFName, PDFNull, type PDFObject, PDFRef, PDFStream } from 'pdf-lib';
import { type ByteSource, joinedSource } from '../file/byte-source.ts';
import { type PdfDocument, stringBytes } from '../file/document.ts';
import { pageCount, readPage } from '../pages/pages.ts';

/** Up to so many pages pdf.js reads the page tree by itself: its own reading is worth more than the time. */
const readAsItIs = 200;
const maxDepth = 16;
const name = (text: string) => PDFName.of(text);
const inheritable = ['Resources', 'MediaBox', 'CropBox', 'Rotate'].map(name);

/** A document as the thread that draws gets it. */
export interface DrawnSource {
  readonly source: ByteSource;
  /** The number there of a page of the document. */
  numberOf(page: number): number;
}

/**
 * The document, or where it is long, the document followed by a revision in which the root of the page tree has only `pages` as kids: pdf.js
 * walks all kids of a node to count them, however few pages are drawn. The pages themselves, their parents and what they inherit stay as
 * they are.
 */
export function withFewPages(document: PdfDocument, pages: Iterable<number>): DrawnSource {
  return shortened(document, [...pages]) ?? { source: document.source, numberOf: (page) => page };
}

function shortened(document: PdfDocument, pages: readonly number[]): DrawnSource | null {
  const total = pageCount(document);
  const rootRef = document.catalog.get(name('Pages'));
  const entry = rootRef instanceof PDFRef ? document.xref.lookup(rootRef.objectNumber) : undefined;
  if (total <= readAsItIs || !(rootRef instanceof PDFRef) || !entry || entry.kind === 'free') return null;
  const dict = document.pageTreeNode(rootRef)?.dict;
  const inherited = inheritable.flatMap((key) => {
    const value = dict?.get(key);
    return value ? [{ key, value }] : [];
  });
  // A string would have to be encrypted anew.
  if (!dict || !inherited.every(({ value }) => isPlain(value))) return null;
  const drawn = pages.filter((page) => page <= total);
  const kids = drawn.map((page) => readPage(document, page).ref.toString());
  const node = [
    `/Type/Pages/Count ${kids.length}/Kids[${kids.join(' ')}]`,
    ...inherited.map(({ key, value }) => `${key} ${value}`),
  ];
  const { source, xref } = document;
  const { objectNumber, generationNumber } = rootRef;
  const generation = entry.kind === 'offset' ? generationNumber : 0;
  const object = `\n${objectNumber} ${generation} obj\n<<${node.join('')}>>\nendobj\n`;
  const trailer = ['Root', 'Encrypt', 'ID', 'Size'].flatMap((key) => {
    const value = xref.trailer.get(name(key));
    return value ? [`/${key} ${value}`] : [];
  });
  const section = [
    `xref\n${objectNumber} 1\n`,
    `${String(source.sizeBytes + 1).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`,
    `trailer\n<<${trailer.join('')}/Prev ${xref.startxref}>>\n`,
    `startxref\n${source.sizeBytes + object.length}\n%%EOF\n`,
  ];
  const numbers = new Map(drawn.map((page, index) => [page, index + 1]));
  return {
    source: joinedSource(source, Buffer.from(object + section.join(''), 'latin1')),
    numberOf: (page) => numbers.get(page) ?? Number.NaN,
  };
}

/** Whether a value can be written again as it was read. */
function isPlain(value: PDFObject, depth = 0): boolean {
  if (depth > maxDepth || value === PDFNull || value instanceof PDFStream || stringBytes(value)) return false;
  if (value instanceof PDFArray) return value.asArray().every((item) => isPlain(item, depth + 1));
  if (value instanceof PDFDict) return value.entries().every(([, item]) => isPlain(item, depth + 1));
  return true;
}
