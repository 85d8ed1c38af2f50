import { describe, expect, it } from 'vitest';
import { bytesSource, openPdf } from '../../src-main/pdf/index.ts';
import { findReferences } from '../../src-main/pdf/reference-scan.ts';
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
