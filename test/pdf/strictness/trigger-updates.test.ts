/** What makes some readers leave the cross-reference aside and search the bytes, or decode a stream in another way: each alone is enough. */
import { describe, expect, it } from 'vitest';
import { unsignedPdf } from '../../verification/sign-by-hand.ts';
import { brokenRule, type StreamUpdateText, storeObjects, type UpdateText, withStream, withTable } from './updates.ts';

const signed = unsignedPdf();
const [catalog, store, certificate] = storeObjects;

const withStore = (change: (text: string) => string, more: readonly string[] = []): UpdateText => ({
  objects: [catalog, change(store), certificate, ...more],
});
/** The certificate under another number. */
const numbered = (objectNumber: number): UpdateText => ({
  objects: [
    catalog,
    store.replace('21 0 R', `${objectNumber} 0 R`),
    certificate.replace('21 0 obj', `${objectNumber} 0 obj`),
  ],
});
const pdfWithRoom = (size: number) =>
  Buffer.from(signed.toString('latin1').replace(/\/Size (\d+)/, `/Size ${size}`), 'latin1');

/** What every reader takes for the same. */
const regular: Record<string, UpdateText> = {
  'with an empty subsection at its beginning': { table: (rows) => `0 0\n${rows}` },
  'with the information that is there': {
    ...withStore((text) => text, ['22 0 obj\n<</Producer(one)>>\nendobj\n']),
    trailer: (text) => text.replace('/Root', '/Info 22 0 R/Root'),
  },
};

const irregular: Record<string, [UpdateText, rule: string]> = {
  'refers to an object that is not there': [
    withStore((text) => text.replace('/Certs', '/VRI 99 0 R/Certs')),
    'reference/missing',
  ],
  'refers to one from an object within another': [
    withStore((text) => text.replace('/Certs', '/VRI<</TU[99 0 R]>>/Certs')),
    'reference/missing',
  ],
  'names information that is not there': [
    { trailer: (text) => text.replace('/Root', '/Info 99 0 R/Root') },
    'reference/missing',
  ],
  'refers to an object that it frees': [
    {
      ...withStore((text) => text.replace('/Certs', '/VRI 4 0 R/Certs')),
      table: (rows) => rows.replace(/^1 1\n.*\n/, (first) => `${first}4 1\n0000000000 00001 f \n`),
    },
    'reference/missing',
  ],
  'has an empty subsection far behind': [{ table: (rows) => `${rows}8388608 0\n` }, 'xref/object-number'],
  'has an empty subsection beyond the limits of readers': [
    { table: (rows) => `${rows}33554428 0\n` },
    'xref/object-number',
  ],
  'has an empty subsection near by': [{ table: (rows) => `${rows}30 0\n` }, 'xref/object-number'],
  'has the blank of some readers in a name': [
    withStore((text) => text.replace('/Certs', '/Rotate\x80(x)/Certs')),
    'name/raw-blank',
  ],
  'has another such blank in a name': [
    withStore((text) => text.replace('/Certs', '/Rotate\xff(x)/Certs')),
    'name/raw-blank',
  ],
  'has such a blank in a name that is a value': [
    withStore((text) => text.replace('/Type/DSS', '/Type/DSS\x80')),
    'name/raw-blank',
  ],
  'has a header in its data, with many blanks': [
    withStore(
      (text) => text,
      [`22 0 obj\n<</Length 70>>\nstream\n${`x\n4${' '.repeat(59)}0 obj`.padEnd(70)}\nendstream\nendobj\n`],
    ),
    'stray/object',
  ],
};

describe('an update with a table', () => {
  for (const [what, text] of Object.entries(regular)) {
    it(`${what} is regular`, () => expect(brokenRule(withTable(signed, text), signed)).toBeNull());
  }
  for (const [what, [text, rule]] of Object.entries(irregular)) {
    it(`that ${what} is not permitted`, () => expect(brokenRule(withTable(signed, text), signed)).toBe(rule));
  }

  for (const objectNumber of [4_194_304, 8_388_607, 8_388_608, 16_777_216, 33_554_000]) {
    it(`that uses the object number ${objectNumber} is not permitted`, () => {
      expect(brokenRule(withTable(signed, numbered(objectNumber)), signed)).toBe('reference/number');
    });
  }
  it('that uses the largest object number of all readers is regular', () => {
    const roomy = pdfWithRoom(4_194_300);
    const text = { ...numbered(4_194_303), trailer: (it: string) => it.replace(/Size \d+/, 'Size 4194304') };
    expect(brokenRule(withTable(roomy, text), roomy)).toBeNull();
  });
});

/** The widths of an entry's fields (ISO 32000-2, 7.5.8.2), with the data written anew for them. */
const withWidths = (...widths: [number, number, number]): StreamUpdateText => ({
  dictionary: (text) => text.replace('W[1 4 2]', `W[${widths.join(' ')}]`),
  data: (data) => {
    const rows = Array.from({ length: data.length / 7 }, (_, index) => data.subarray(index * 7, index * 7 + 7));
    const fields = rows.map((row) => [row.readUIntBE(0, 1), row.readUIntBE(1, 4), row.readUIntBE(5, 2)]);
    const wide = fields.map((row) =>
      Buffer.concat(
        row.map((value, field) => Buffer.from(value.toString(16).padStart((widths[field] ?? 0) * 2, '0'), 'hex')),
      ),
    );
    return Buffer.concat(wide);
  },
});
const readable: [number, number, number][] = [
  [1, 4, 2],
  [1, 3, 2],
  [1, 4, 1],
];
const tooWide: [number, number, number][] = [
  [4, 4, 4],
  [7, 4, 2],
  [1, 5, 2],
  [1, 7, 2],
  [1, 4, 3],
  [5, 4, 2],
  [7, 7, 7],
];

describe('an update with a cross-reference stream', () => {
  it.each(readable)('whose entries have fields of %i, %i and %i bytes is regular', (...widths) => {
    expect(brokenRule(withStream(signed, withWidths(...widths)), signed)).toBeNull();
  });
  it.each(tooWide)('whose entries have fields of %i, %i and %i bytes is not permitted', (...widths) => {
    expect(brokenRule(withStream(signed, withWidths(...widths)), signed)).toBe('xref/width');
  });
  it('that has an empty subsection far behind is not permitted', () => {
    const text = { dictionary: (it: string) => it.replace(/Index\[([^\]]*)\]/, 'Index[$1 8388608 0]') };
    expect(brokenRule(withStream(signed, text), signed)).toBe('xref/object-number');
  });
});
