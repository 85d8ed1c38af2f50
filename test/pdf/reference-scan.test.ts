import { describe, expect, it } from 'vitest';
import { findReferences } from '../../src-main/pdf/file/reference-scan.ts';
import { type Search, scanTokens } from '../../src-main/pdf/file/reference-tokens.ts';
import { bytesSource, openPdf } from '../../src-main/pdf/index.ts';
import { craft, update } from '../fixtures/pdf/index.ts';

const firstNode = 10;
const nodes = 2_500;
const wanted = [firstNode + 3, firstNode + 2_000];
const numbersFrom = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);
const node = (next: number) => `<< /Next ${next} 0 R /Said (${wanted[0]} 0 R) >>`;
const nextOf = (number: number) => firstNode + (((number - firstNode) * 7 + 1) % 50);

/** A file of nodes, each with a reference to one of fifty; some of them again in an update. */
function written(inOrder: (numbers: number[]) => number[]) {
  const bodies = new Map(numbersFrom(firstNode, nodes).map((number) => [number, nextOf(number)]));
  const objects: Record<number, string> = {
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: '<< /Type /Pages /Count 0 /Kids [] >>',
  };
  for (const [number, next] of bodies) objects[number] = node(next);
  const before = craft({ objects, inOrder });
  const changes: Record<number, string> = {};
  for (const number of numbersFrom(firstNode + 100, 60)) {
    bodies.set(number, firstNode + 2_000);
    changes[number] = node(firstNode + 2_000);
  }
  return { bytes: update(before, changes), bodies };
}

describe('references that are looked for', () => {
  it.each<[string, (numbers: number[]) => number[]]>([
    ['in the order of their numbers', (numbers) => numbers],
    ['the last first', (numbers) => numbers.toReversed()],
    ['one half after the other', (numbers) => [...numbers.slice(1_000), ...numbers.slice(0, 1_000)]],
    ['the odd before the even', (numbers) => numbers.toSorted((one, other) => (other % 2) - (one % 2))],
    [
      'in no order at all',
      (numbers) => numbers.toSorted((one, other) => ((one * 7919) % 2503) - ((other * 7919) % 2503)),
    ],
  ])('are all found, with who holds them, where the objects stand %s', (_, inOrder) => {
    const { bytes, bodies } = written(inOrder);
    const found = new Set<string>();
    findReferences(openPdf(bytesSource(bytes)), wanted, (objectNumber, holder) =>
      found.add(`${objectNumber} in ${holder}`),
    );
    const expected = [...bodies]
      .filter(([, next]) => wanted.includes(next))
      .map(([number, next]) => `${next} in ${number}`);
    expect(expected.length).toBeGreaterThan(100);
    expect([...found].sort()).toEqual(expected.sort());
  });
});

describe('a reference is told to stand plainly under a key', () => {
  it.each<[string, string, string[]]>([
    ['as its value', '<< /Type /Page /Parent 2 0 R /Rotate 0 >>', ['Parent']],
    ['between values of every kind', '<</A[1 0 R]/B(a)/C<41>/D/E/F<</G 5>>/H -1.5/Parent 2 0 R>>', ['Parent']],
    ['in the list that is its value', '<< /Kids [ 1 0 R 2 0 R 3 0 R ] /Count 3 >>', ['Kids']],
    ['twice in that list', '<</Kids[2 0 R 2 0 R]>>', ['Kids', 'Kids']],
    ['not under another key', '<< /Parent 3 0 R /Next 2 0 R /Kids [ 3 0 R ] /A [ 2 0 R ] >>', ['', '']],
    ['not under a key written otherwise', '<< /P#61rent 2 0 R >>', ['']],
    ['not under a longer key', '<< /Parents 2 0 R >>', ['']],
    ['not where the name is a value', '<< /Type /Parent 2 0 R >>', ['']],
    ['not in a dictionary within', '<< /Resources << /Parent 2 0 R /Kids [ 2 0 R ] >> >>', ['', '']],
    ['not in a list', '[ /Parent 2 0 R ]', ['']],
    ['not in a dictionary of a list', '[ << /Parent 2 0 R >> ]', ['']],
    ['not as the only kid where there should be a list', '<< /Kids 2 0 R >>', ['']],
    ['not as a list where there should be a parent', '<< /Parent [ 2 0 R ] >>', ['']],
    ['not in a list of lists, nor behind one', '<< /Kids [ [ 2 0 R ] ] /A [ 2 0 R ] >>', ['', '']],
    ['not after another value', '<< /Parent 1 2 0 R /Kids 1 [ 2 0 R ] >>', ['', '']],
    ['each by itself', '<< /Parent 2 0 R /Resources << /XObject << /X 2 0 R >> >> >>', ['Parent', '']],
  ])('%s', (_, object, keys) => {
    const bytes = Buffer.from(`7 0 obj\n${object}\nendobj\n`);
    const search: Search = { wanted: Uint8Array.of(0, 0, 1), found: [], keys: [] };
    expect(scanTokens(bytes, 0, search)).toBe(true);
    expect(search.keys).toEqual(keys);
    const alone: Search = { wanted: Uint8Array.of(0, 0, 1), found: [], keys: [] };
    expect(scanTokens(Buffer.from(`${object} `), 0, alone, 'one-object')).toBe(true);
    expect(alone.keys).toEqual(keys);
  });
});
