import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { assertUnambiguous, bytesSource, openPdf, readSignatureFields } from '../../../src-main/pdf/index.ts';
import {
  craft,
  deepTree,
  flatTree,
  hybrid,
  onePage,
  producerFiles,
  readFixture,
  stream,
  update,
} from '../../fixtures/pdf/index.ts';
import { unable } from '../../fuzz/oracle.ts';
import { draw } from '../../fuzz/readers.ts';
import { harmless, prepared } from './prepared.ts';

function check(file: Uint8Array, pages: number[] = [1], password?: string): void {
  const document = openPdf(bytesSource(file), password === undefined ? {} : { password });
  assertUnambiguous(document, pages, readSignatureFields(document));
}

const page = (entries: string) =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> ${entries} >>`;
const catalog = (entries: string) => `<< /Type /Catalog /Pages 2 0 R ${entries} >>`;
const withPage = (entries: string, more: Record<number, string> = {}) =>
  onePage({ more: { 3: page(entries), ...more } });
const text = '<< /FT /Tx /T (Amount) /V (100) /Rect [0 0 9 9] >>';

/** A file of which some text is exchanged for one of the same length, so that its offsets stay right. */
const exchanged = (file: Buffer, was: string, now: string) =>
  Buffer.from(file.toString('latin1').replace(was, now.padEnd(was.length)), 'latin1');

/** An object stream that holds object 3, the page, twice; its cross-reference is a stream. */
function pageTwiceInObjectStream(): Buffer {
  const [first, second] = [page('/Contents 4 0 R'), page('/Contents 6 0 R')];
  const index = `3 0 3 ${first.length + 1} `;
  const objects: [number, string][] = [
    [1, catalog('')],
    [2, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
    [4, stream('1000')],
    [5, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'],
    [6, stream('9999')],
    [7, stream(`${index}${first} ${second}`, `/Type /ObjStm /N 2 /First ${index.length}`)],
  ];
  let file = '%PDF-1.7\n';
  const offsets = new Map<number, number>();
  for (const [number, body] of objects) {
    offsets.set(number, file.length);
    file += `${number} 0 obj\n${body}\nendobj\n`;
  }
  offsets.set(8, file.length);
  const entries = Array.from({ length: 9 }, (_, number) => {
    const offset = offsets.get(number);
    if (number === 3) return [2, 0, 7, 0];
    return offset === undefined ? [0, 0, 0, 0] : [1, offset >> 8, offset & 255, 0];
  });
  const data = deflateSync(Buffer.from(entries.flat())).toString('latin1');
  const startxref = file.length;
  file += `8 0 obj\n${stream(data, '/Type /XRef /W [1 2 1] /Size 9 /Root 1 0 R /Filter /FlateDecode')}\nendobj\n`;
  return Buffer.from(`${file}startxref\n${startxref}\n%%EOF\n`, 'latin1');
}

const threePages = (kids: string, count: number, more: Record<number, string> = {}) =>
  craft({
    objects: {
      1: catalog(''),
      2: `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`,
      3: page(''),
      4: page(''),
      5: page(''),
      ...more,
    },
  });

const ambiguous: Record<string, () => Buffer> = {
  'a page that has its contents twice': () => withPage('/Contents 4 0 R /Contents 6 0 R', { 6: stream('9999') }),
  'a page that has its contents twice, once with an escape': () =>
    withPage('/Contents 4 0 R /Co#6Etents 6 0 R', { 6: stream('9999') }),
  'a page whose second contents appear where escapes are undone twice': () =>
    withPage('/Contents 4 0 R /Co#236Etents 6 0 R', { 6: stream('9999') }),
  'a page with a key twice deep inside it': () => withPage('/Contents 4 0 R /Group << /S << /A 1 /A 2 >> >>'),
  'a catalog that has its pages twice': () => onePage({ catalog: '/Pages 2 0 R' }),
  'a trailer that has its catalog twice': () => onePage({ trailer: '/Root 3 0 R /Root 1 0 R' }),
  'an older trailer with a key twice': () =>
    update(onePage({ trailer: '/Info 4 0 R /Info 5 0 R' }), { 3: page('/Contents 4 0 R') }),
  'a node of the page tree with a key twice': () =>
    onePage({ more: { 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 9 9] /MediaBox [0 0 99 99] >>' } }),
  'a node of the page tree that has its kids twice': () =>
    onePage({ more: { 2: '<< /Type /Pages /Kids [6 0 R] /Kids [3 0 R] /Count 1 >>', 6: page('') } }),
  'a form with a key twice': () =>
    onePage({ catalog: '/AcroForm << /Fields [] /Fields [6 0 R] >>', more: { 6: text } }),
  'a field with its value twice': () =>
    onePage({
      catalog: '/AcroForm << /Fields [6 0 R] >>',
      more: { 6: '<< /FT /Tx /T (Amount) /V (1000) /V (9999) /Rect [0 0 9 9] >>' },
    }),
  'an annotation of the page with its appearance twice': () =>
    withPage('/Contents 4 0 R /Annots [6 0 R]', {
      6: '<< /Type /Annot /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 4 0 R >> /AP << /N 7 0 R >> >>',
      7: stream('9999'),
    }),
  'a content stream with its length twice': () =>
    onePage({ more: { 4: '<< /Length 4 /Length 9 >>\nstream\n1000\nendstream' } }),
  'contents that are reached by a wrong generation': () => withPage('/Contents 4 1 R'),
  'an array of contents that are reached by a wrong generation': () =>
    withPage('/Contents [4 0 R 6 2 R]', { 6: stream('9999') }),
  'a page whose parent is reached by a wrong generation': () =>
    onePage({ more: { 3: page('/Contents 4 0 R').replace('/Parent 2 0 R', '/Parent 2 1 R') } }),
  'a page that goes on after its dictionary': () =>
    onePage({ more: { 3: `${page('/Contents 4 0 R')} ${page('/Contents 6 0 R')}`, 6: stream('9999') } }),
  'a cross-reference section that has an object twice': () => {
    const file = update(onePage(), { 4: stream('1000'), 6: stream('9999') });
    return exchanged(file, '\n6 1\n', '\n4 1\n');
  },
  'an object stream that has an object twice': pageTwiceInObjectStream,
  'one object that is page and form': () => onePage({ catalog: '/AcroForm 3 0 R' }),
  'a page that is listed twice': () => threePages('3 0 R 4 0 R 3 0 R', 3),
  'a page that is listed in two nodes': () =>
    threePages('3 0 R 6 0 R', 3, { 6: '<< /Type /Pages /Parent 2 0 R /Kids [4 0 R 3 0 R] /Count 2 >>' }),
  'a node that is listed twice': () =>
    threePages('6 0 R 6 0 R', 2, { 6: '<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>' }),
  'a node whose count hides pages': () =>
    threePages('6 0 R 3 0 R', 2, { 6: '<< /Type /Pages /Parent 2 0 R /Kids [4 0 R 5 0 R] /Count 2 >>' }),
  'another page that has its contents twice': () =>
    threePages('3 0 R 4 0 R 5 0 R', 3, {
      4: page('/Contents 6 0 R /Contents 7 0 R'),
      6: stream('1000'),
      7: stream('9999'),
    }),
  'a page whose parent is another node': () =>
    threePages('3 0 R 4 0 R 5 0 R', 3, {
      3: page('').replace('/Parent 2 0 R', '/Parent 6 0 R'),
      6: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Rotate 90 >>',
    }),
};

describe('a document that readers may read in different ways is refused before it is sealed', () => {
  for (const [what, make] of Object.entries(ambiguous)) {
    it(what, () => {
      expect(() => check(make())).toThrowError(expect.objectContaining({ code: 'PDF_AMBIGUOUS' }));
    });
  }
});

describe('a document that was prepared for what a seal appends is refused before it is sealed', () => {
  for (const [what, make] of Object.entries(prepared)) {
    it(`because it has ${what}`, async () => {
      expect(unable(await draw(make())), 'readers that cannot show it').toEqual([]);
      expect(() => check(make())).toThrowError(expect.objectContaining({ code: 'PDF_AMBIGUOUS' }));
    });
  }

  it('and not because of a slip that every reader mends in the same way', () =>
    expect(() => check(harmless())).not.toThrow());
});

describe('a document that every reader reads in the same way is sealed', () => {
  for (const name of producerFiles) {
    it(name, () => {
      const isOpen = !name.startsWith('encrypted-') || name.includes('empty') || name.includes('no-modification');
      expect(() => check(readFixture(name), [1], isOpen ? undefined : 'user')).not.toThrow();
    });
  }

  const harmless: Record<string, () => Buffer> = {
    'a hybrid file': hybrid,
    'a deep page tree': () => deepTree(12),
    'a flat tree of many pages': () => flatTree(2_000),
    'a page that is not the one that is listed twice': () => threePages('3 0 R 4 0 R 4 0 R', 3),
    'the same key in two dictionaries': () => withPage('/Contents 4 0 R /Group << /Type /Group >>'),
    'a key with an escape that stands alone': () => withPage('/Co#6Etents 4 0 R'),
    'a form whose fields are the annotations of the page': () =>
      withPage('/Contents 4 0 R /Annots 7 0 R', { 1: catalog('/AcroForm << /Fields 7 0 R >>'), 6: text, 7: '[6 0 R]' }),
    'an update that replaces the page': () => update(onePage(), { 3: page('/Contents 4 0 R') }),
  };
  for (const [what, make] of Object.entries(harmless)) it(what, () => expect(() => check(make())).not.toThrow());
});
