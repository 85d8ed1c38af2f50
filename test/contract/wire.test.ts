import { randomBytes, randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeParts, decodeWire, encodeParts, encodeWire } from '../../src-main/contract/index.ts';

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

describe('a call with its bytes behind the JSON', () => {
  const pin = new TextEncoder().encode('密码1234');
  const value = { runId: 'r', pins: { 'a/1': pin, 'b/2': new Uint8Array() }, list: [1, null, pin], text: '公章' };

  test('comes back as it was, its bytes as copies, also out of a Buffer that is wiped afterwards', () => {
    const body = Buffer.from(encodeParts(value));
    const decoded = decodeParts(body);
    body.fill(0);
    expect(decoded).toEqual(value);
  });

  test('has no byte of a PIN in its text', () => {
    const [length] = new Uint32Array(encodeParts(value).slice(0, 4).buffer);
    const text = Buffer.from(encodeParts(value))
      .subarray(4, 4 + (length ?? 0))
      .toString();
    expect(text).not.toMatch(/1234|密码|MTIz/);
  });

  test('is refused when its lengths do not fit', () => {
    const whole = encodeParts(value);
    const json = (text: string) => Buffer.concat([Buffer.from([text.length, 0, 0, 0]), Buffer.from(text)]);
    const malformed = [
      new Uint8Array(),
      whole.subarray(0, 3),
      whole.subarray(0, 20),
      whole.subarray(0, whole.length - 1),
      Buffer.from([255, 255, 255, 255, 1]),
      ...['{"$part":[0,9]}', '{"$part":[-1,0]}', '{"$part":[2,1]}', '{"$part":"x"}', '{"$part":[0.5,1]}'].map(json),
    ];
    for (const body of malformed) expect(() => decodeParts(body)).toThrow(SyntaxError);
  });
});
