import { describe, expect, it } from 'vitest';
import { bytesSource, listChanges, openPdf } from '../../../src-main/pdf/index.ts';
import { stream, update } from '../../fixtures/pdf/index.ts';
import { signatureField, unsignedPdf } from '../../verification/sign-by-hand.ts';
import {
  brokenRule as ruleBrokenBy,
  type StreamUpdateText,
  storeObjects,
  type UpdateText,
  withStream,
  withTable,
} from './updates.ts';

const signed = unsignedPdf();
/** The same with object numbers up to 50. */
const numbered = unsignedPdf({ more: { 50: 'null' } });

const brokenRule = (pdf: Uint8Array) => ruleBrokenBy(pdf, signed);

const [catalog, store, certificate] = storeObjects;
const withObject = (index: 0 | 1 | 2, change: (text: string) => string): UpdateText => ({
  objects: storeObjects.map((text, at) => (at === index ? change(text) : text)),
});

it('an update whose size is less than the one before is irregular: readers would miss objects', () => {
  expect(
    ruleBrokenBy(withTable(numbered, { trailer: (text) => text.replace('/Size 22', '/Size 51') }), numbered),
  ).toBeNull();
  expect(ruleBrokenBy(withTable(numbered), numbered)).toBe('trailer/size');
});

describe('a signed revision with an object stream', () => {
  const ambiguityOf = (text: StreamUpdateText) => {
    const revision = withStream(signed, {
      objects: [],
      members: [
        [50, 'null'],
        [51, '(x)'],
      ],
      ...text,
    });
    try {
      openPdf(bytesSource(revision));
    } catch {
      return 'not to be opened';
    }
    const changes = listChanges(openPdf(bytesSource(update(revision, { 60: 'null' }))), revision.length);
    return changes.find(({ kind }) => kind === 'ambiguous-structure')?.evidence?.split(' ')[0] ?? null;
  };

  it('in order is not ambiguous', () => expect(ambiguityOf({})).toBeNull());

  it('that names an object twice is ambiguous: one reader takes the first, another the last', () => {
    const again = (dictionary: string, data: string) => [dictionary, data.replace('51 ', '50 ')] as const;
    expect(ambiguityOf({ objectStream: again, entries: (entries) => entries.delete(51) })).toBe('object-stream/index');
  });

  it('of which another object says how it is read is ambiguous: a later revision could say otherwise', () => {
    const elsewhere = (dictionary: string, data: string) => [dictionary.replace('/N 2', '/N 22 0 R'), data] as const;
    expect(ambiguityOf({ objects: ['22 0 obj\n2\nendobj\n'], objectStream: elsewhere })).toBe('stream/filter');
  });
});

it('a signed revision that leads to the one before by a real number is ambiguous: some readers stop there', () => {
  const ambiguityOf = (prev: string) => {
    const twice = update(signed, { 30: 'null' })
      .toString('latin1')
      .replace(/\/Prev (\d+)/, prev);
    const revision = Buffer.from(
      twice.replace(/startxref\n\d+\n%%EOF\n$/, `startxref\n${twice.lastIndexOf('xref\n30')}\n%%EOF\n`),
      'latin1',
    );
    const changes = listChanges(openPdf(bytesSource(withTable(revision))), revision.length);
    return changes.find(({ kind }) => kind === 'ambiguous-structure')?.evidence?.split(' ')[0];
  };
  expect(ambiguityOf('/Prev $1')).toBeUndefined();
  expect(ambiguityOf('/Prev $1.0')).toBe('trailer/prev');
});

describe('an update with a table', () => {
  const regular: Record<string, UpdateText> = {
    'as we write it': {},
    'with CR LF everywhere': {
      objects: storeObjects.map((text) => text.replaceAll('\n', '\r\n')),
      table: (rows) => rows.replaceAll(' \n', '\r\n'),
    },
    'with the head of the free list': { table: (rows) => `0 1\n0000000000 65535 f \n${rows}` },
    'with a line before its objects and before its trailer': { before: '\n', table: (rows) => `${rows}\n` },
    'with a remark of its program': { before: '%created by a program, 2.1\n' },
    'with lines of one dictionary': withObject(1, (text) => text.replace('/Certs', '\n/Certs\t')),
    'with the length of its stream in another object': {
      objects: [catalog, store, certificate.replace('/Length 5', '/Length 22 0 R'), '22 0 obj\n5\nendobj\n'],
    },
    'with a name that needs its escapes': withObject(1, (text) =>
      text.replace('/Type/DSS', '/Type/DSS/VRI<</Type/VRI>>'),
    ),
  };
  for (const [how, text] of Object.entries(regular)) {
    it(`${how} is regular`, () => expect(brokenRule(withTable(signed, text))).toBeNull());
  }

  const irregular: Record<string, [UpdateText, rule: string]> = {
    'leads to the section before by a real number': [
      { trailer: (text) => text.replace(/Prev (\d+)/, 'Prev $1.0') },
      'trailer/prev',
    ],
    'has its size too small': [{ trailer: (text) => text.replace('/Size 22', '/Size 21') }, 'trailer/size'],
    'has its size as a real number': [{ trailer: (text) => text.replace('/Size 22', '/Size 22.0') }, 'trailer/size'],
    'has a size beyond measure': [{ trailer: (text) => text.replace('/Size 22', '/Size 900000') }, 'trailer/size'],
    'has a root twice': [{ trailer: (text) => text.replace('/Root', '/Root 2 0 R/Root') }, 'key/twice'],
    'has a root twice, once by escapes': [
      { trailer: (text) => text.replace('/Root', '/Ro#6ft 2 0 R/Root') },
      'name/escaped-needlessly',
    ],
    'has a root that is no reference': [
      { trailer: (text) => text.replace('/Root 1 0 R', '/Root<<>>') },
      'not to be opened',
    ],
    'has a key in the trailer that no standard knows': [
      { trailer: (text) => text.replace('/Root', '/Rooted 2 0 R/Root') },
      'trailer/key',
    ],
    'goes a side way': [
      {
        objects: [
          '22 0 obj\n<</Type/XRef/Size 60/W[1 4 2]/Index[4 1]/Length 7>>\nstream\n\0\0\0\0\0\0\0\nendstream\nendobj\n',
          ...storeObjects,
        ],
        trailer: (text) => text.replace('/Root', `/XRefStm ${signed.length}/Root`),
      },
      'xref/hybrid',
    ],
    'has a key of cross-reference streams in the trailer of a table': [
      { trailer: (text) => text.replace('/Root', '/W[1 4 2]/Root') },
      'trailer/key',
    ],
    'has an identifier that is no string': [
      { trailer: (text) => text.replace('/Root', '/ID[<00>5]/Root') },
      'trailer/id',
    ],
    'exchanges the places of two objects': [
      { table: (rows) => rows.replace(/(20 1\n)(\d{10})([\s\S]*21 1\n)(\d{10})/, '$1$4$3$2') },
      'xref/offset',
    ],
    'has the end of an object in the data of a stream': [
      withObject(2, () => '21 0 obj\n<</Length 6>>\nstream\nendobj\nendstream\nendobj\n'),
      'stray/keyword',
    ],
    'has an identifier of one part': [{ trailer: (text) => text.replace('/Root', '/ID[<00>]/Root') }, 'trailer/id'],
    'says that its section is elsewhere': [{ startxref: (offset) => ` ${offset}` }, 'startxref/value'],
    'has its section with leading zeros': [{ startxref: (offset) => `0${offset}` }, 'startxref/value'],
    'goes on behind its end': [{ end: '%%EOF\nmore\n' }, 'end/tail'],
    'ends in a sea of blanks': [{ end: `%%EOF\n${'\n'.repeat(200)}` }, 'blanks/too-many'],
    'begins in a sea of blanks': [{ before: '\n'.repeat(2_000) }, 'blanks/too-many'],
    'has an object that it does not list': [{ before: '4 0 obj\n(another)\nendobj\n' }, 'object/not-listed'],
    'has an object in a remark': [{ before: '%4 0 obj (another) endobj\n' }, 'comment/unusual'],
    'has an object in a string': [
      withObject(1, (text) => text.replace('/Certs', '/TU(4 0 obj)/Certs')),
      'stray/object',
    ],
    'has an object in its data': [
      withObject(2, () => '21 0 obj\n<</Length 21>>\nstream\n4 0 obj\n(nine) endobj\nendstream\nendobj\n'),
      'stray/object',
    ],
    'has an end of file in its data': [
      withObject(2, () => '21 0 obj\n<</Length 5>>\nstream\n%%EOF\nendstream\nendobj\n'),
      'stray/keyword',
    ],
    'lists an object twice': [{ table: (rows) => rows + (/20 1\n.*\n/.exec(rows)?.[0] ?? '') }, 'xref/twice'],
    'lists an object where none is': [
      { table: (rows) => rows.replace(/(20 1\n)\d{10}/, '$10000000015') },
      'xref/offset',
    ],
    'lists an object by another generation': [
      { table: (rows) => rows.replace(/(20 1\n\d{10}) 00000/, '$1 00001') },
      'xref/generation',
    ],
    'uses object 0': [{ table: (rows) => `0 1\n0000000015 00000 n \n${rows}` }, 'xref/object-zero'],
    'has entries of 19 bytes': [{ table: (rows) => rows.replaceAll(' \n', '\n') }, 'xref/syntax'],
    'has a length that lies': [withObject(2, (text) => text.replace('/Length 5', '/Length 4')), 'stream/length'],
    'has a length that is too long': [
      withObject(2, (text) => text.replace('/Length 5', '/Length 500')),
      'stream/length',
    ],
    'has data that begin after a lone CR': [
      withObject(2, (text) => text.replace('stream\n', 'stream\r')),
      'stream/keyword',
    ],
    'has data elsewhere': [withObject(2, (text) => text.replace('<<', '<</F(outside.bin)')), 'stream/outside-the-file'],
    'has data that do not inflate': [
      withObject(2, (text) => text.replace('<<', '<</Filter/FlateDecode')),
      'stream/data',
    ],
    'has a filter by its short name': [withObject(2, (text) => text.replace('<<', '<</Filter/AHx')), 'stream/filter'],
    'has a key twice': [withObject(1, (text) => text.replace('/Certs', '/Certs[]/Certs')), 'key/twice'],
    'has a name with an escape that is not needed': [
      withObject(1, (text) => text.replace('/Certs', '/Ce#72ts')),
      'name/escaped-needlessly',
    ],
    'has a name whose escape some undo twice': [
      withObject(1, (text) => text.replace('/Certs', '/Ce#2372ts')),
      'name/escaped-needlessly',
    ],
    'has no blank after a reference': [
      withObject(1, (text) => text.replace('[21 0 R]', '[21 0 R21 0 R]')),
      'reference/no-delimiter',
    ],
    'has a reference that ends with its number': [
      withObject(1, (text) => text.replace('[21 0 R]', '[21 0R]')),
      'reference/no-delimiter',
    ],
    'refers to a generation that is not there': [
      withObject(1, (text) => text.replace('[21 0 R]', '[21 7 R]')),
      'reference/generation',
    ],
    'has a malformed number': [withObject(1, (text) => text.replace('/Certs', '/N 1.2.3/Certs')), 'number/malformed'],
    'has a number with two signs': [
      withObject(1, (text) => text.replace('/Certs', '/N --5/Certs')),
      'number/malformed',
    ],
    'has an unknown word': [withObject(1, (text) => text.replace('/Certs', '/N endobj/Certs')), 'value/malformed'],
    'has a remark in an object': [withObject(1, (text) => text.replace('/Certs', '%x\n/Certs')), 'value/malformed'],
    'has an object without its end': [withObject(1, (text) => text.replace('endobj\n', '')), 'object/not-ended'],
    'has a header with leading zeros': [
      withObject(1, (text) => text.replace('20 0 obj', '020 0 obj')),
      'object/header',
    ],
  };
  for (const [what, [text, rule]] of Object.entries(irregular)) {
    it(`that ${what} is not permitted`, () => expect(brokenRule(withTable(signed, text))).toBe(rule));
  }

  it('of two in a row is regular, and the second by its own section', () => {
    const twice = withTable(withTable(signed), { objects: ['23 0 obj\n(nothing)\nendobj\n'] });
    expect(brokenRule(twice)).toBeNull();
  });
  it('that is left out of the chain by the next one is not permitted', () => {
    const first = withTable(signed);
    const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(signed.toString('latin1'))?.[1];
    const skipping = withTable(first, { trailer: (text) => text.replace(/Prev \d+/, `Prev ${previous}`) });
    expect(brokenRule(skipping)).not.toBeNull();
  });
});

describe('an update with a cross-reference stream', () => {
  const inStream: StreamUpdateText = {
    objects: [catalog, certificate],
    members: [
      [20, '<</Type/DSS/Certs[21 0 R]>>'],
      [22, '(another)'],
    ],
  };
  const regular: Record<string, StreamUpdateText> = {
    'as it stands': {},
    compressed: { filter: 'flate' },
    'with an object stream': inStream,
    'that does not list itself': { entries: (entries) => entries.delete(40) },
  };
  for (const [how, text] of Object.entries(regular)) {
    it(`${how} is regular`, () => expect(brokenRule(withStream(signed, text))).toBeNull());
  }

  const irregular: Record<string, [StreamUpdateText, rule: string]> = {
    'has an entry of a type that readers do not know': [
      { entries: (entries) => entries.set(55, [3, 0, 0]) },
      'xref/entry-type',
    ],
    'has the length of its section in another object': [
      {
        objects: [...storeObjects, '22 0 obj\n35\nendobj\n'],
        dictionary: (text) => text.replace(/Length \d+/, 'Length 22 0 R'),
      },
      'not to be opened',
    ],
    'has data that are shorter than its entries': [{ data: (data) => data.subarray(0, -7) }, 'xref/length'],
    'has data that go on behind its entries': [
      { data: (data) => Buffer.concat([data, Buffer.alloc(7)]) },
      'xref/length',
    ],
    'has other bytes behind its compressed data': [
      { filter: 'flate', data: (data) => Buffer.concat([data, Buffer.from('more')]) },
      'stream/data',
    ],
    'lists objects in two orders': [
      { dictionary: (text) => text.replace(/Index\[(\d+ 1) (\d+ 1)/, 'Index[$2 $1') },
      'not to be opened',
    ],
    'has fields without a width': [{ dictionary: (text) => text.replace('W[1 4 2]', 'W[1 4]') }, 'not to be opened'],
    'finds an object in a stream of before': [
      { entries: (entries) => entries.set(22, [2, 4, 0]) },
      'object-stream/kind',
    ],
    'has an object twice in its object stream': [
      { ...inStream, objectStream: (dictionary, data) => [dictionary, data.replace('22 ', '20 ')] },
      'object-stream/index',
    ],
    'has more in its object stream than it lists': [
      { ...inStream, entries: (entries) => entries.delete(22) },
      'object-stream/index',
    ],
    'lists an object by the index of another': [
      { ...inStream, entries: (entries) => entries.set(20, [2, 30, 1]) },
      'object-stream/index',
    ],
    'has an object stream that goes on in another': [
      { ...inStream, objectStream: (dictionary, data) => [`${dictionary}/Extends 4 0 R`, data] },
      'object-stream/kind',
    ],
    'has something between the objects of its object stream': [
      { ...inStream, objectStream: (dictionary, data) => [dictionary, data.replace('>>\n', '>>%')] },
      'object-stream/index',
    ],
  };
  for (const [what, [text, rule]] of Object.entries(irregular)) {
    it(`that ${what} is not permitted`, () => expect(brokenRule(withStream(signed, text))).toBe(rule));
  }
});

describe('a signed revision', () => {
  /** What is ambiguous in it, by the rule that it breaks, once something is appended. */
  function ambiguityOf(pdf: Buffer): string | null {
    const updated = withTable(pdf, { objects: ['23 0 obj\n(nothing)\nendobj\n'] });
    const changes = listChanges(openPdf(bytesSource(updated)), pdf.length);
    return changes.find(({ kind }) => kind === 'ambiguous-structure')?.evidence?.split(' ')[0] ?? null;
  }
  const withMore = (object: string) => unsignedPdf({ more: { 8: object } });
  const alter = (pdf: Buffer, from: string | RegExp, to: string) => {
    const text = pdf.toString('latin1');
    const changed = text.replace(from, (match) => to.padEnd(match.length));
    expect(changed).toHaveLength(text.length);
    return Buffer.from(changed, 'latin1');
  };

  const sound: Record<string, Buffer> = {
    'that is in order': unsignedPdf(),
    'with a remark in a dictionary': withMore('<< /A 1 % nothing\n /B 2 >>'),
    'with escapes that are not needed': withMore('<< /#41 1 >>'),
    'with the blank of some readers in a name, as an escape': withMore('<< /A#80 1 >>'),
    'with the header of a later object in its data': withMore(stream('nothing\n9 0 obj')),
  };
  for (const [what, pdf] of Object.entries(sound)) {
    it(`${what} is not ambiguous`, () => expect(ambiguityOf(pdf)).toBeNull());
  }

  const ambiguous: Record<string, [Buffer, rule: string]> = {
    'with a key twice': [withMore('<< /A 1 /A 2 >>'), 'key/twice'],
    'with a key twice by escapes, deep inside': [withMore('[<< /A << /B 1 /#42 2 >> >>]'), 'key/twice'],
    'with an end of object in a dictionary': [withMore('<< /Q endobj/X 40 0 R >>'), 'value/malformed'],
    'with a length that lies': [withMore(stream('nothing').replace(/Length \d+/, 'Length 3')), 'stream/length'],
    'with an object that lies behind its end': [
      alter(withMore('(eight)'), /\d{10}( 00000 n \ntrailer)/, '9999999999 00000 n \ntrailer'),
      'object/beyond-the-end',
    ],
    'with an object that is another': [alter(withMore('(eight)'), '8 0 obj', '9 0 obj'), 'object/elsewhere'],
    'with a number that readers take in parts': [withMore('[1.2.3]'), 'number/malformed'],
    'with the blank of some readers in a name': [withMore('<< /A\x80 1 >>'), 'name/raw-blank'],
    'with another such blank in a name': [withMore('[/A\xff]'), 'name/raw-blank'],
    'with the header of an earlier object in its data': [withMore(stream('nothing\n4 0 obj')), 'stray/object'],
    'with no blank after a reference': [withMore('[4 0 R5 0 R]'), 'reference/no-delimiter'],
    'with a field that nobody could sign': [
      unsignedPdf({ more: { 7: signatureField('First', '/V 6 0 R', '/Rect [0 0 0 0] /Rect [0 0 9 9]') } }),
      'key/twice',
    ],
  };
  for (const [what, [pdf, rule]] of Object.entries(ambiguous)) {
    it(`${what} is ambiguous once something is appended`, () => expect(ambiguityOf(pdf)).toBe(rule));
  }
});
