import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFileSource } from '../../src-main/pdf/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is read here and there in a file', () => {
  it('is what stands there, in whatever order, and stays it', () => {
    const path = join(folder, 'file');
    const bytes = randomBytes(600_000);
    writeFileSync(path, bytes);
    const source = openFileSource(path);
    const reads: { offset: number; length: number; read: Uint8Array }[] = [];
    let next = 0;
    for (let index = 0; index < 3_000; index++) {
      // Now what follows, now somewhere else, also across the end.
      const offset = index % 3 === 0 ? randomInt(bytes.length + 100) : next;
      const length = randomInt(1, index % 7 === 0 ? 100_000 : 300);
      reads.push({ offset, length, read: source.read(offset, length) });
      next = offset + length;
    }
    source.close();
    const isRight = ({ offset, length, read }: (typeof reads)[number]) =>
      Buffer.compare(read, bytes.subarray(offset, offset + length)) === 0;
    expect(reads.filter((one) => !isRight(one))).toEqual([]);
  });
});
