import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

/** One for all rounds: its garbage would be collected during the stamps that are measured in between. */
const chunk = Buffer.allocUnsafeSlow(1 << 20);

/** What no program that makes a digested copy can go below: read, SHA-256 and write, then fsync. Milliseconds. */
export interface FloorTimes {
  written: number;
  flushed: number;
}

export function measureFloor(inputPath: string, outputPath: string): FloorTimes {
  const started = performance.now();
  const input = openSync(inputPath, 'r');
  const output = openSync(outputPath, 'wx');
  const digest = createHash('sha256');
  for (let count = readSync(input, chunk); count > 0; count = readSync(input, chunk)) {
    const part = chunk.subarray(0, count);
    digest.update(part);
    for (let written = 0; written < count; ) written += writeSync(output, part, written);
  }
  digest.digest();
  const written = performance.now() - started;
  fsyncSync(output);
  closeSync(output);
  closeSync(input);
  return { written, flushed: performance.now() - started };
}
