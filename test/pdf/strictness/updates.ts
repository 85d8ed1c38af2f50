/** Incremental updates written to the byte, so that any part of them can be written otherwise. */
import { deflateSync } from 'node:zlib';
import { expect } from 'vitest';
import { bytesSource, listChanges, openPdf } from '../../../src-main/pdf/index.ts';

/**
 * What is irregular in the update of a signed file by the rule that it breaks; null where nothing is. A file that cannot be opened is no
 * valid one either.
 */
export function brokenRule(pdf: Uint8Array, signed: Uint8Array): string | null {
  try {
    openPdf(bytesSource(pdf));
  } catch {
    return 'not to be opened';
  }
  const changes = listChanges(openPdf(bytesSource(pdf)), signed.length);
  const irregular = changes.find(({ kind }) => kind === 'irregular-update');
  if (!irregular) return changes.every(({ allowedBy }) => allowedBy !== null) ? null : 'another change';
  expect(irregular.allowedBy).toBeNull();
  return irregular.evidence?.split(' ')[0] ?? '';
}

export interface UpdateText {
  /** Between the end of the file and the first object. */
  readonly before?: string;
  /** Each object whole, from its number to the line after `endobj`. */
  readonly objects?: readonly string[];
  /** Changes the rows, of which each is `first count` and its entries. */
  readonly table?: (rows: string) => string;
  readonly trailer?: (trailer: string) => string;
  readonly startxref?: (offset: number) => string;
  readonly end?: string;
}

const row = (offset: number, generation = 0) =>
  `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`;

/** What a security store adds: the catalog (1) with the store (20) and a certificate (21). */
export const storeObjects = [
  '1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[7 0 R]/SigFlags 3>>/DSS 20 0 R>>\nendobj\n',
  '20 0 obj\n<</Type/DSS/Certs[21 0 R]>>\nendobj\n',
  '21 0 obj\n<</Length 5>>\nstream\nbytes\nendstream\nendobj\n',
] as const;

const startOf = (pdf: Uint8Array) =>
  Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(Buffer.from(pdf).subarray(-64).toString('latin1'))?.[1]);

const headerOf = (object: string) => {
  const [, objectNumber = '0', generation = '0'] = /^\s*(\d+)\s+(\d+)\s+obj/.exec(object) ?? [];
  return { objectNumber: Number(objectNumber), generation: Number(generation) };
};

/** Appends an update with a cross-reference table. */
export function withTable(pdf: Uint8Array, text: UpdateText = {}): Buffer {
  const { before = '', objects = storeObjects, end = '%%EOF\n' } = text;
  let body = before;
  const rows: [objectNumber: number, row: string][] = [];
  let size = 22;
  for (const object of objects) {
    const { objectNumber, generation } = headerOf(object);
    const offset = pdf.length + Buffer.byteLength(body, 'latin1');
    rows.push([objectNumber, `${objectNumber} 1\n${row(offset, generation)}`]);
    body += object;
    size = Math.max(size, objectNumber + 1);
  }
  const offset = pdf.length + Buffer.byteLength(body, 'latin1');
  const trailer = `<</Size ${size}/Root 1 0 R/Prev ${startOf(pdf)}>>`;
  const usual = rows
    .toSorted(([one], [other]) => one - other)
    .map(([, text]) => text)
    .join('');
  const section = `xref\n${text.table?.(usual) ?? usual}trailer\n${text.trailer?.(trailer) ?? trailer}\n`;
  const closing = `startxref\n${text.startxref?.(offset) ?? offset}\n${end}`;
  return Buffer.concat([pdf, Buffer.from(body + section + closing, 'latin1')]);
}

type Entry = readonly [type: number, second: number, third: number];

export interface StreamUpdateText {
  readonly objects?: readonly string[];
  /** Members of an object stream with the number 30, by their numbers. */
  readonly members?: readonly (readonly [objectNumber: number, text: string])[];
  /** What the object stream's dictionary says besides its length; its data. */
  readonly objectStream?: (dictionary: string, data: string) => readonly [dictionary: string, data: string];
  readonly entries?: (entries: Map<number, Entry>) => void;
  readonly dictionary?: (dictionary: string) => string;
  /** Changes the stored data of the cross-reference stream. */
  readonly data?: (data: Buffer) => Buffer;
  readonly filter?: 'none' | 'flate';
  /** The number of the cross-reference stream; otherwise 40. */
  readonly own?: number;
}

/** Appends an update with a cross-reference stream that lists itself, and an object stream where there are members. */
export function withStream(pdf: Uint8Array, text: StreamUpdateText = {}): Buffer {
  const { objects = storeObjects, members = [], filter = 'none', own = 40 } = text;
  let body = '';
  const entries = new Map<number, Entry>();
  const place = (object: string) => {
    const { objectNumber, generation } = headerOf(object);
    entries.set(objectNumber, [1, pdf.length + Buffer.byteLength(body, 'latin1'), generation]);
    body += object;
  };
  for (const object of objects) place(object);
  if (members.length > 0) {
    let content = '';
    const index = members.map(([objectNumber, value], at) => {
      entries.set(objectNumber, [2, 30, at]);
      const line = `${objectNumber} ${content.length}`;
      content += `${value}\n`;
      return line;
    });
    const head = `${index.join(' ')} `;
    const usual = [`/Type/ObjStm/N ${members.length}/First ${head.length}`, head + content] as const;
    const [dictionary, data] = text.objectStream?.(...usual) ?? usual;
    place(`30 0 obj\n<<${dictionary}/Length ${data.length}>>\nstream\n${data}\nendstream\nendobj\n`);
  }
  const offset = pdf.length + Buffer.byteLength(body, 'latin1');
  entries.set(own, [1, offset, 0]);
  text.entries?.(entries);
  const numbers = [...entries.keys()].toSorted((one, other) => one - other);
  const rows = Buffer.concat(
    numbers.map((objectNumber) => {
      const [type, second, third] = entries.get(objectNumber) ?? [0, 0, 0];
      const bytes = Buffer.alloc(7);
      bytes.writeUInt8(type, 0);
      bytes.writeUInt32BE(second, 1);
      bytes.writeUInt16BE(third, 5);
      return bytes;
    }),
  );
  const stored = filter === 'flate' ? deflateSync(rows) : rows;
  const data = text.data?.(stored) ?? stored;
  const index = numbers.map((objectNumber) => `${objectNumber} 1`).join(' ');
  const usual =
    `/Type/XRef/Size 60/W[1 4 2]/Index[${index}]/Root 1 0 R/Prev ${startOf(pdf)}/Length ${data.length}` +
    (filter === 'flate' ? '/Filter/FlateDecode' : '');
  const head = `${own} 0 obj\n<<${text.dictionary?.(usual) ?? usual}>>\nstream\n`;
  return Buffer.concat([
    pdf,
    Buffer.from(body + head, 'latin1'),
    data,
    Buffer.from(`\nendstream\nendobj\nstartxref\n${offset}\n%%EOF\n`, 'latin1'),
  ]);
}
