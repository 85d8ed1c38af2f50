import { PDFArray, PDFDict, PDFName, PDFNull, type PDFObject, PDFRef, PDFStream } from 'pdf-lib';
import { type ByteSource, joinedSource } from '../../files/index.ts';
import { type PdfDocument, stringBytes } from '../file/document.ts';
import { pageCount, readPage } from '../pages/pages.ts';

/** Up to so many pages pdf.js reads the page tree by itself: its own reading is worth more than the time. */
const readAsItIs = 200;
/** Up to so many fields, too. */
const readFields = 20;
const maxDepth = 16;
const name = (text: string) => PDFName.of(text);
/** What the root of the page tree is written with anew. */
const ofItsOwn = ['Type', 'Count', 'Kids'].map(name);

/** A document as the thread that draws gets it. */
export interface DrawnSource {
  readonly source: ByteSource;
  /** The number there of a page of the document. */
  numberOf(page: number): number;
}

/**
 * The document, or where it is long, the document followed by a revision in which the root of the page tree has only `pages` as kids: pdf.js
 * walks all kids of a node to count them, however few pages are drawn. The pages themselves, their parents and what they inherit stay as
 * they are, and so do their annotations.
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
  // All that it has besides, inherited or not: whatever a page finds there it goes on finding.
  const inherited = (dict?.entries() ?? [])
    .filter(([key]) => !ofItsOwn.includes(key))
    .map(([key, value]) => ({ key, value }));
  // A string would have to be encrypted anew.
  if (!dict || !inherited.every(({ value }) => isPlain(value))) return null;
  const drawn = pages.filter((page) => page <= total);
  const kids = drawn.map((page) => readPage(document, page).ref.toString());
  const node = [
    `/Type/Pages/Count ${kids.length}/Kids[${kids.join(' ')}]`,
    ...inherited.map(({ key, value }) => `${key} ${value}`),
  ];
  const { source } = document;
  const replaced = [{ ref: rootRef, content: node.join('') }, ...formWithoutFields(document)];
  const objects: Buffer[] = [];
  const placed: PlacedObject[] = [];
  let length = 0;
  for (const { ref, content } of replaced) {
    const { objectNumber } = ref;
    const generation = document.xref.lookup(objectNumber)?.kind === 'offset' ? ref.generationNumber : 0;
    placed.push({ objectNumber, generation, offset: source.sizeBytes + length + 1 });
    const object = Buffer.from(`\n${objectNumber} ${generation} obj\n<<${content}>>\nendobj\n`, 'latin1');
    objects.push(object);
    length += object.length;
  }
  const section = wholeSection(document, placed, length);
  if (section === null) return null;
  const numbers = new Map(drawn.map((page, index) => [page, index + 1]));
  return {
    source: joinedSource(source, Buffer.concat([...objects, section])),
    numberOf: (page) => numbers.get(page) ?? Number.NaN,
  };
}

/**
 * The form, where it has many fields and none of them has kids: pdf.js walks them all to find the fields that kids without a parent belong to, and
 * draws a page by its own annotations.
 */
function formWithoutFields(document: PdfDocument): { ref: PDFRef; content: string }[] {
  const ref = document.catalog.get(name('AcroForm'));
  const form = document.dict(ref);
  const fields = document.array(form?.get(name('Fields')))?.asArray() ?? [];
  if (!(ref instanceof PDFRef) || !form || fields.length <= readFields) return [];
  const others = form.entries().filter(([key]) => key !== name('Fields'));
  const areAlone = fields.every(
    (field) => field instanceof PDFRef && document.dict(field)?.has(name('Kids')) === false,
  );
  if (!areAlone || !others.every(([, value]) => isPlain(value))) return [];
  return [{ ref, content: ['/Fields[]', ...others.map(([key, value]) => `${key} ${value}`)].join('') }];
}

interface PlacedObject {
  readonly objectNumber: number;
  readonly offset: number;
  readonly generation: number;
}

/** pdf.js puts the bytes of a field together in 32 bits. */
const mostOffset = 2 ** 31 - 1;
/** The kind, an offset or the number of an object stream, a generation or an index (Table 18). */
const fieldWidths = '1 4 3';
const entryBytes = 8;
const mostEntries = 2_000_000;

/**
 * A cross-reference stream (ISO 32000-2, 7.5.8) of every object of the document, with some in another place: the sections before it need not
 * be read, and pdf.js reads the entries of a stream far sooner than those of a table. Null where the file is too large for that.
 * @param after how many bytes stand between the end of the document and the stream
 */
function wholeSection({ source, xref }: PdfDocument, placed: readonly PlacedObject[], after: number): Buffer | null {
  const ownNumber = xref.nextObjectNumber;
  const ownOffset = source.sizeBytes + after;
  if (ownOffset > mostOffset || ownNumber > mostEntries) return null;
  const entries = Buffer.alloc((ownNumber + 1) * entryBytes);
  const seen = new Uint8Array(ownNumber + 1);
  const write = (objectNumber: number, kind: number, second: number, third: number) => {
    if (seen[objectNumber]) return;
    seen[objectNumber] = 1;
    const at = objectNumber * entryBytes;
    entries[at] = kind;
    entries.writeUInt32BE(second, at + 1);
    entries.writeUIntBE(third, at + 5, 3);
  };
  for (const { objectNumber, offset, generation } of placed) write(objectNumber, 1, offset, generation);
  write(ownNumber, 1, ownOffset, 0);
  for (const section of xref.sections) {
    section.visitEntries({
      free: (objectNumber) => write(objectNumber, 0, 0, 0),
      atOffset: (objectNumber, offset, generation) => {
        // What stands behind the end of the file stands nowhere.
        const isThere = offset < source.sizeBytes;
        write(objectNumber, isThere ? 1 : 0, isThere ? offset : 0, isThere ? generation : 0);
      },
      compressed: (objectNumber, streamNumber, index) => write(objectNumber, 2, streamNumber, index),
    });
  }
  const carried = ['Root', 'Encrypt', 'ID'].flatMap((key) => {
    const value = xref.trailer.get(name(key));
    return value ? [`/${key} ${value}`] : [];
  });
  const keys = `/Type/XRef/W[${fieldWidths}]/Size ${ownNumber + 1}/Length ${entries.length}${carried.join('')}`;
  return Buffer.concat([
    Buffer.from(`${ownNumber} 0 obj\n<<${keys}>>\nstream\n`, 'latin1'),
    entries,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${ownOffset}\n%%EOF\n`, 'latin1'),
  ]);
}

/** Whether a value can be written again as it was read. */
function isPlain(value: PDFObject, depth = 0): boolean {
  if (depth > maxDepth || value === PDFNull || value instanceof PDFStream || stringBytes(value)) return false;
  if (value instanceof PDFArray) return value.asArray().every((item) => isPlain(item, depth + 1));
  if (value instanceof PDFDict) return value.entries().every(([, item]) => isPlain(item, depth + 1));
  return true;
}
