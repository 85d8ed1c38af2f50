import { type PDFObject, PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { slotsOf } from '../../src-main/pdf/changes/object-slots.ts';
import { isSameEntry, isSameObject } from '../../src-main/pdf/file/same-object.ts';
import { bytesSource, openPdf } from '../../src-main/pdf/index.ts';
import { onePage } from '../fixtures/pdf/index.ts';

/** Values as they are read from files. */
function read(...texts: string[]): (PDFObject | undefined)[] {
  const objects = Object.fromEntries(texts.map((text, index) => [20 + index, text]));
  const document = openPdf(bytesSource(onePage({ more: objects })));
  return texts.map((_, index) => document.load(PDFRef.of(20 + index))?.value);
}

const same: [one: string, other: string][] = [
  ['12', '+12'],
  ['12', '012'],
  ['-0', '0'],
  ['1.50', '1.5'],
  ['<< /A 1 /B 2 >>', '<< /B 2 /A 1 >>'],
  ['(ab)', '<6162>'],
  ['(ab)', '<61 6\n2>'],
  ['(a\\142)', '(ab)'],
  ['(a\\\nb)', '(ab)'],
  ['(a\r\nb)', '(a\r\nb)'],
  ['(\\53)', '(+)'],
  ['(\\053)', '(+)'],
  ['(\\q)', '(q)'],
  ['(\\(\\))', '<2829>'],
  ['<616>', '(a`)'],
  ['/Name', '/N#61me'],
  ['[1 0 R]', '[ 1 0 R ]'],
];

const different: [one: string, other: string][] = [
  ['90', '90.0'],
  ['2', '2.'],
  ['1.5', '1.50001'],
  ['2147483648', '2147483648.0'],
  ['2147483648.0', '2147483648.00'],
  ['4294967386', '90'],
  ['18446744073709551706', '18446744073709551616'],
  ['99999999999999999999', '99999999999999999999.0'],
  // Some readers keep a line end of two bytes in a string, others make one of it.
  ['(a\r\nb)', '(a\\nb)'],
  ['(a\rb)', '(a\nb)'],
  ['(a\\\r\nb)', '(ab)'],
  // By themselves, four numbers need not be a rectangle.
  ['[0 0 595 842]', '[0.0 0 595.00 842.0]'],
  // Fewer or more than the numbers of a rectangle or a matrix are numbers each.
  ['[0 1]', '[0.0 1]'],
  ['[0 0 595]', '[0 0 595.0]'],
  ['[0 0 595 842 1]', '[0 0 595 842 1.0]'],
  ['[0 0 595 842]', '[0 0 595 841.99999999999]'],
  ['[0 0 595 842]', '[0 0 595 842.1]'],
  ['[0 0 595 4294967296]', '[0 0 595 4294967296.0]'],
  ['[0 0 595 true]', '[0 0 595 1]'],
  ['[0 0 595 842]', '[0 0 595]'],
  ['(a\r\nb)', '(a\\r\\nb)'],
  ['(a\\\r\nb)', '(a\\nb)'],
  ['(a\rb)', '(a\\rb)'],
  ['(ab)', '/ab'],
  ['(ab)', '(ab )'],
  ['true', '(true)'],
  ['null', 'false'],
  ['[1 0 R]', '[1 1 R]'],
  ['<< /A 1 >>', '<< /A 1 /B null >>'],
];

describe('two objects', () => {
  it.each(same)('%s and %s mean the same', (one, other) => {
    const [first, second] = read(one, other);
    expect([isSameObject(first, second), isSameObject(second, first)]).toEqual([true, true]);
  });
  it.each(different)('%s and %s do not', (one, other) => {
    const [first, second] = read(one, other);
    expect([isSameObject(first, second), isSameObject(second, first)]).toEqual([false, false]);
  });
});

const nothing = { one: () => undefined, other: () => undefined };

describe('the values of a key', () => {
  it.each([
    ['MediaBox', '[0 0 595 842]', '[0.0 0 595.00 842.0]', true],
    ['CropBox', '[0 0 595.276 841.89]', '[0 0 595.2760000001 841.89]', true],
    ['Matrix', '[1 0 0 1 72 700]', '[1.0 0 0 1. 72 700.0]', true],
    ['MediaBox', '[0 0 595 842]', '[0 0 595 841.99999999999]', false],
    ['MediaBox', '[0 0 595 4294967296]', '[0 0 595 4294967296.0]', false],
    ['Decode', '[0 1 0 1]', '[0.0 1 0 1]', false],
    ['W', '[1 20 300 21]', '[1 20.0 300 21]', false],
  ])('%s: %s and %s mean the same: %s', (key, one, other, expected) => {
    const [first, second] = read(one, other);
    expect(isSameEntry(key, first, second, nothing)).toBe(expected);
  });
});

describe('where a value names object 3', () => {
  it.each<[value: string, keys: string[]]>([
    ['<< /P 3 0 R >>', ['P']],
    ['<< /A << /B [1 0 R 3 0 R 3 0 R] >> >>', ['B', 'B']],
    ['[3 0 R]', ['']],
    ['[[3 0 R] << /K 3 0 R >>]', ['', 'K']],
    ['<< /P 33 0 R /Q 4 0 R >>', []],
    ['<< /P 3 1 R >>', ['P']],
    // Destinations lead there and draw nothing.
    ['<< /Dest [3 0 R /Fit] >>', []],
    ['[3 0 R /XYZ 0 0 0]', []],
    ['<< /Names [(a) [3 0 R /FitH 842]] >>', []],
    ['<< /Contents [3 0 R /Other] >>', ['Contents']],
    ['<< /Contents [3 0 R 4 0 R] >>', ['Contents']],
    ['<< /D [3 0 R /Fit 3 0 R] >>', ['D', 'D']],
    ['<< /D [4 0 R /Fit 3 0 R] >>', ['D']],
  ])('%s: under %j', (value, keys) => {
    const [object] = read(value);
    expect(slotsOf(object, 3).map(({ key }) => key)).toEqual(keys);
  });

  it('is somewhere unknown in what is too deep', () => {
    const [object] = read(`${'['.repeat(80)}3 0 R${']'.repeat(80)}`);
    expect(slotsOf(object, 3)).toMatchObject([{ key: '?', within: null }]);
  });
});
