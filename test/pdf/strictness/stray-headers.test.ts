import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src-main/files/index.ts';
import { findHeaders, headersBefore } from '../../../src-main/pdf/strictness/stray-headers.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

/** Object numbers of the headers before the only `obj` of a text. */
const numbersIn = (text: string) => {
  const found = headersBefore(bytes(text), text.lastIndexOf('obj'));
  return [...new Set(found.map(({ objectNumber }) => objectNumber))].toSorted((one, other) => one - other);
};

const forms: Record<string, [text: string, numbers: number[]]> = {
  'as programs write it': ['4 0 obj', [4]],
  'after something else': ['endobj\n12 3 obj', [12]],
  'with every kind of blank': ['4\0\t\n\f\r 0\0\t\n\f\r obj', [4]],
  'on three lines': ['4\n0\nobj', [4]],
  'with no blank before its keyword': ['4 0obj', [4]],
  'with letters after its keyword': ['4 0 object', [4]],
  'with many zeros': ['00000000000000000004 0 obj', [4]],
  'with a long generation': ['4 000000000000 obj', [4]],
  'with a sign': ['+4 0 obj', [4]],
  'with real numbers': ['4.0 0.0 obj', [4]],
  'with a point at the end of its number': ['4. 0 obj', [4]],
  'with a sign in its generation': ['4 +0 obj', [4]],
  'with a generation that begins with a point': ['4 .0 obj', [4]],
  'with a sign within its number': ['4-5 0 obj', [4, 5]],
  'with two points in its number': ['4..0 0 obj', [0, 4]],
  'with a blank of pdfium': ['4\x800\xffobj', [4]],
  'with a blank of pdf.js': ['4\x0b0\xa0obj', [4]],
  'with a letter before its number': ['x4 0 obj', [4]],
  'with a comment after its number': ['4 %c\n0 obj', [4]],
  'with a comment right behind its number': ['4%c\n0 obj', [4]],
  'with a comment after its generation': ['4 0 %c\robj', [4]],
  'with comments on several lines': ['4 %a\n%b\n%c\n0 %d\nobj', [4]],
  'with another number in its comment': ['4 %5\n0 obj', [4, 5]],
  'in a comment': ['%4 0 obj', [4]],
  'without blanks between its numbers': ['40 obj', []],
  'with one number': ['null 0 obj', []],
  'with a word between its numbers': ['4 null 0 obj', []],
  'at the beginning, without numbers': ['obj', []],
  'at the beginning, with one number': [' 0 obj', []],
};

describe('a header of an object is found', () => {
  for (const [form, [text, numbers]] of Object.entries(forms)) {
    it(`${numbers.length === 0 ? 'nowhere in a text' : form === 'in a comment' ? 'also' : 'where it stands'} ${form}`, () =>
      expect(numbersIn(text)).toEqual(numbers));
  }

  it('with the place where its number begins', () => {
    expect(headersBefore(bytes('abc\n12 0 obj'), 9)).toEqual([{ objectNumber: 12, offset: 4 }]);
  });
});

describe('the headers of a whole file', () => {
  const all = (text: string) => {
    const found: [number, number][] = [];
    findHeaders(
      bytesSource(bytes(text)),
      () => false,
      (objectNumber, offset) => found.push([objectNumber, offset]),
    );
    return found;
  };

  it('are told in their order, with the unusual ones between', () =>
    expect(all('1 0 obj\nendobj\n+2 %c\n0 obj\nendobj\n003 00000000 obj\nendobj\n')).toEqual([
      [1, 0],
      [2, 16],
      [3, 34],
    ]));

  it('may have comments between them, but not in the data of a stream, where nobody reads one', () => {
    const found: number[] = [];
    const text = '1 0 obj\n9%) 8% obj 7 0 obj\n';
    findHeaders(
      bytesSource(bytes(text)),
      (offset) => offset >= 8,
      (objectNumber) => found.push(objectNumber),
    );
    expect(found).toEqual([1, 7]);
    expect(all('4 %c\n0 obj\n').map(([objectNumber]) => objectNumber)).toEqual([4]);
  });

  it('are none where only the ends of objects stand', () => expect(all('7 0 endobj endobj')).toEqual([]));

  it.each(['4 0 obj', '+4 %a remark\n0 obj'])('are found wherever a stretch that is read ends: %s', (header) => {
    const megabyte = 1 << 20;
    for (let back = 0; back <= header.length; back++) {
      const text = `${' '.repeat(megabyte - back)}${header} `;
      const numbers = new Set(all(text).map(([objectNumber]) => objectNumber));
      expect([...numbers], `${back} bytes before the end`).toEqual([4]);
    }
  });
});
