import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeWire, encodeWire } from '../../src-main/contract/index.ts';

const plain = (bytes: Uint8Array) => new Uint8Array(bytes);
const there = (value: unknown) => decodeWire(encodeWire(value));

describe('bytes over a door that speaks JSON', () => {
  for (const length of [0, 1, 2, 3, 4, 255, 0x8000 - 1, 0x8000, 0x8000 + 1, 100_000]) {
    test(`arrive as they were: ${length}`, () => {
      const sent = plain(randomBytes(length));
      expect(there(sent)).toEqual(sent);
      expect(there({ a: [{ b: sent }], c: null })).toEqual({ a: [{ b: sent }], c: null });
    });
  }

  test('arrive whatever kind of byte array they are: Node’s Buffer, a part of one, a shared one', () => {
    const bytes = [1, 2, 3, 250];
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    shared.set(bytes);
    for (const sent of [Buffer.from(bytes), Buffer.from([0, ...bytes, 9]).subarray(1, 5), shared]) {
      expect(there(sent)).toEqual(new Uint8Array(bytes));
      expect(there({ deep: [sent] })).toEqual({ deep: [new Uint8Array(bytes)] });
    }
  });
});

describe('everything else over such a door', () => {
  test('arrives as JSON would carry it', () => {
    const values = [null, true, 0, -1.5, 1e300, '', '合同\u{2a6a5}🖋', '\0\u2028"\\', [], {}, [[], [null]], { $: 1 }];
    for (const value of values) expect(there(value)).toEqual(value);
    expect(there(undefined)).toBeNull();
  });

  test('is not taken for bytes because it is named like them', () => {
    expect(there({ $bytes: 7, other: { $bytes: null } })).toEqual({ $bytes: 7, other: { $bytes: null } });
    expect(there('{"$bytes":"AA=="}')).toBe('{"$bytes":"AA=="}');
  });

  test('that is no JSON, or no base64 where bytes should be, is an error', () => {
    for (const text of ['', '{', 'undefined', '{"a":1}}', '{"$bytes":"§"}', '{"$bytes":"A"}']) {
      expect(() => decodeWire(text), text).toThrow();
    }
  });

  test('arrives when it is deep and mixed, many times over', () => {
    const leaf = (): unknown =>
      [plain(randomBytes(randomInt(40))), randomInt(1000), `章${randomInt(9)}`, null][randomInt(4)];
    const grow = (depth: number): unknown => {
      if (depth === 0) return leaf();
      const parts = Array.from({ length: randomInt(1, 4) }, () => grow(depth - 1));
      return depth % 2 === 0 ? parts : Object.fromEntries(parts.map((part, index) => [`key ${index}`, part]));
    };
    for (let round = 0; round < 100; round++) {
      const value = grow(randomInt(5));
      expect(there(value)).toEqual(value);
    }
  });
});
