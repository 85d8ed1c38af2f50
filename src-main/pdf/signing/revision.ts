import { randomBytes } from 'node:crypto';
import { PDFArray, PDFDict, PDFHexString, type PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { ambiguous } from '../file/ambiguous.ts';
import { damaged } from '../file/damage.ts';
import { mapStrings, type PdfDocument } from '../file/document.ts';
import { looseContext, pdfName as name } from '../file/object-reader.ts';

/** A dictionary from plain entries. */
export function dictionary(entries: Record<string, PDFObject | undefined>): PDFDict {
  const map = new Map<PDFName, PDFObject>();
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) map.set(name(key), value);
  return PDFDict.fromMapWithContext(map, looseContext);
}

/** A copy of `dict` with some entries set anew. */
export function withEntries(dict: PDFDict, entries: Record<string, PDFObject>): PDFDict {
  const map = new Map(dict.entries());
  for (const [key, value] of Object.entries(entries)) map.set(name(key), value);
  return PDFDict.fromMapWithContext(map, looseContext);
}

export function arrayOf(items: readonly PDFObject[]): PDFArray {
  const array = PDFArray.withContext(looseContext);
  for (const item of items) array.push(item);
  return array;
}

export const numbers = (values: readonly number[]) => arrayOf(values.map((value) => PDFNumber.of(value)));

interface Change {
  ref: PDFRef;
  value: PDFObject;
  data: Uint8Array | null;
}

/** Where an object's own text begins in the written revision, counted from the revision's first byte. */
export interface WrittenRevision {
  readonly bytes: Uint8Array;
  positionOf(ref: PDFRef): number;
}

/**
 * One incremental update (ISO 32000-2, 7.5.6): new and replaced objects, then a cross-reference section of the same kind as the
 * file's last one. The file's own bytes are not touched.
 */
export class Revision {
  readonly #document: PdfDocument;
  readonly #changes: Change[] = [];
  readonly #changed = new Set<PDFRef>();
  #nextObjectNumber: number;

  constructor(document: PdfDocument) {
    this.#document = document;
    this.#nextObjectNumber = document.xref.nextObjectNumber;
  }

  allocate(): PDFRef {
    return PDFRef.of(this.#nextObjectNumber++);
  }

  add(value: PDFObject): PDFRef {
    const ref = this.allocate();
    this.put(ref, value);
    return ref;
  }

  addStream(dict: PDFDict, data: Uint8Array): PDFRef {
    const ref = this.allocate();
    this.#change({ ref, value: dict, data });
    return ref;
  }

  /**
   * Gives `ref` a value: a new object that was allocated, or the replacement of one in the file, which must have had one meaning.
   * Throws PDF_AMBIGUOUS.
   */
  put(ref: PDFRef, value: PDFObject): void {
    const { objectNumber } = ref;
    if (this.#document.load(ref)?.hasDuplicateKeys) throw ambiguous(`object ${objectNumber} has a key twice`);
    if (this.#changed.has(ref)) throw ambiguous(`object ${objectNumber} serves two purposes`);
    this.#change({ ref, value, data: null });
  }

  #change(change: Change): void {
    this.#changed.add(change.ref);
    this.#changes.push(change);
  }

  write(): WrittenRevision {
    const { source, xref, security } = this.#document;
    const parts: Uint8Array[] = [];
    let length = 0;
    const emit = (part: Uint8Array | string) => {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
      parts.push(bytes);
      length += bytes.length;
    };
    const lastByte = source.read(source.sizeBytes - 1, 1)[0];
    if (lastByte !== 0x0a && lastByte !== 0x0d) emit('\n');

    const positions = new Map<number, number>();
    const changes = [...this.#changes].sort((first, second) => first.ref.objectNumber - second.ref.objectNumber);
    for (const { ref, value, data } of changes) {
      const { objectNumber, generationNumber } = ref;
      positions.set(objectNumber, length);
      const encryptString = (bytes: Uint8Array) =>
        security?.encryptString(objectNumber, generationNumber, bytes) ?? bytes;
      const written = security ? mapStrings(value, encryptString) : value;
      emit(`${objectNumber} ${generationNumber} obj\n`);
      if (data) {
        const stored = security ? security.encryptStream(objectNumber, generationNumber, data) : data;
        if (!(written instanceof PDFDict)) throw new Error('a stream has a dictionary');
        emit(`${withEntries(written, { Length: PDFNumber.of(stored.length) }).toString()}\nstream\n`);
        emit(stored);
        emit('\nendstream');
      } else emit(written.toString());
      emit('\nendobj\n');
    }

    const refs = changes.map(({ ref }) => ref);
    const trailer = this.#trailer();
    const startxref = source.sizeBytes + length;
    const offsetOf = (ref: PDFRef) => source.sizeBytes + (positions.get(ref.objectNumber) ?? 0);
    if (xref.sections[0]?.kind === 'stream') {
      emit(crossReferenceStream(this.allocate(), startxref, refs, offsetOf, trailer, this.#nextObjectNumber));
    } else {
      emit(crossReferenceTable(refs, offsetOf));
      const size = PDFNumber.of(this.#nextObjectNumber);
      emit(`trailer\n${withEntries(trailer, { Size: size }).toString()}\n`);
    }
    emit(`startxref\n${startxref}\n%%EOF\n`);
    return {
      bytes: Buffer.concat(parts, length),
      positionOf(ref) {
        const position = positions.get(ref.objectNumber);
        if (position === undefined) throw new Error(`object ${ref.objectNumber} is not in this revision`);
        return position;
      },
    };
  }

  #trailer(): PDFDict {
    const { xref } = this.#document;
    if (xref.sections[0]?.hasDuplicateKeys) throw ambiguous('the trailer has a key twice');
    const kept: Record<string, PDFObject> = {};
    for (const key of ['Root', 'Info', 'Encrypt']) {
      const value = xref.trailer.get(name(key));
      if (value !== undefined) kept[key] = value;
    }
    const identifiers = this.#document.array(xref.trailer.get(name('ID')));
    const permanent = identifiers?.get(0);
    // The first identifier is permanent, the second tells the revisions apart (ISO 32000-2, 14.4).
    if (permanent) kept.ID = arrayOf([permanent, PDFHexString.fromBytes(randomBytes(16))]);
    return dictionary({ ...kept, Prev: PDFNumber.of(xref.startxref) });
  }
}

function consecutive(refs: readonly PDFRef[]): PDFRef[][] {
  const runs: PDFRef[][] = [];
  for (const ref of refs) {
    const run = runs.at(-1);
    if (run && run.at(-1)?.objectNumber === ref.objectNumber - 1) run.push(ref);
    else runs.push([ref]);
  }
  return runs;
}

function crossReferenceTable(refs: readonly PDFRef[], offsetOf: (ref: PDFRef) => number): string {
  const lines = ['xref\n'];
  for (const run of consecutive(refs)) {
    lines.push(`${run[0]?.objectNumber} ${run.length}\n`);
    for (const ref of run) {
      const offset = offsetOf(ref);
      if (offset > 9_999_999_999) throw damaged('a cross-reference table cannot hold offsets beyond ten digits');
      lines.push(`${String(offset).padStart(10, '0')} ${String(ref.generationNumber).padStart(5, '0')} n \n`);
    }
  }
  return lines.join('');
}

function crossReferenceStream(
  self: PDFRef,
  startxref: number,
  refs: readonly PDFRef[],
  offsetOf: (ref: PDFRef) => number,
  trailer: PDFDict,
  size: number,
): Uint8Array {
  const all = [...refs, self];
  let offsetBytes = 1;
  while (startxref >= 256 ** offsetBytes) offsetBytes += 1;
  const entryBytes = 1 + offsetBytes + 2;
  const data = Buffer.alloc(all.length * entryBytes);
  for (const [index, ref] of all.entries()) {
    const at = index * entryBytes;
    data[at] = 1;
    let offset = ref === self ? startxref : offsetOf(ref);
    for (let byte = offsetBytes; byte > 0; byte--) {
      data[at + byte] = offset % 256;
      offset = Math.floor(offset / 256);
    }
    data.writeUInt16BE(ref.generationNumber, at + 1 + offsetBytes);
  }
  const dict = withEntries(trailer, {
    Type: name('XRef'),
    Size: PDFNumber.of(size),
    W: numbers([1, offsetBytes, 2]),
    Index: numbers(consecutive(all).flatMap((run) => [run[0]?.objectNumber ?? 0, run.length])),
    Length: PDFNumber.of(data.length),
  });
  const head = `${self.objectNumber} 0 obj\n${dict.toString()}\nstream\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), data, Buffer.from('\nendstream\nendobj\n', 'latin1')]);
}
