import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDigest, type Digest } from '../../src-main/x509/index.ts';
import { createSm3 } from '../../src-main/x509/keys/sm3.ts';

const hexadecimal = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const judge = (bytes: Uint8Array) => createHash('sm3').update(bytes).digest('hex');
/** Bytes that look random and are the same on every run. */
const sample = Buffer.from(Array.from({ length: 700 }, (_, index) => (Math.imul(index + 1, 2654435761) >>> 13) & 0xff));

describe.each<{ where: string; create: () => Digest }>([
  { where: 'on this platform', create: () => createDigest('sm3') },
  { where: 'where the platform has none, as in Electron', create: createSm3 },
])('SM3 $where', ({ create }) => {
  it.each([
    { message: 'abc', digest: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0' },
    { message: 'abcd'.repeat(16), digest: 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732' },
    { message: '', digest: '1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b' },
  ])('gives the digest of the standard for “$message”', ({ message, digest }) => {
    const sm3 = create();
    sm3.update(Buffer.from(message));
    expect(hexadecimal(sm3.digest())).toBe(digest);
  });

  it('gives the same as openssl for every length, in one piece', () => {
    for (let length = 0; length <= sample.length; length += 1) {
      const sm3 = create();
      sm3.update(sample.subarray(0, length));
      expect(hexadecimal(sm3.digest()), `${length} bytes`).toBe(judge(sample.subarray(0, length)));
    }
  });

  it('gives the same wherever the bytes are cut in pieces', () => {
    const whole = judge(sample.subarray(0, 300));
    for (let first = 0; first <= 300; first += 1) {
      for (const second of [first, Math.min(first + 1, 300), Math.min(first + 65, 300), 300]) {
        const sm3 = create();
        sm3.update(sample.subarray(0, first));
        sm3.update(sample.subarray(first, second));
        sm3.update(sample.subarray(second, 300));
        expect(hexadecimal(sm3.digest()), `cut at ${first} and ${second}`).toBe(whole);
      }
    }
  });

  it('goes on from a copy without disturbing the first', () => {
    for (const length of [0, 1, 55, 64, 100]) {
      const first = create();
      first.update(sample.subarray(0, length));
      const second = first.copy();
      second.update(sample.subarray(length));
      first.update(sample.subarray(0, 5));
      expect(hexadecimal(second.digest())).toBe(judge(sample));
      expect(hexadecimal(first.digest())).toBe(
        judge(Buffer.concat([sample.subarray(0, length), sample.subarray(0, 5)])),
      );
    }
  });

  it('takes tens of megabytes', () => {
    const block = Buffer.alloc(1 << 20, 7);
    const sm3 = create();
    const other = createHash('sm3');
    for (let round = 0; round < 65; round += 1) {
      sm3.update(block.subarray(round));
      other.update(block.subarray(round));
    }
    expect(hexadecimal(sm3.digest())).toBe(other.digest('hex'));
  });
});
