import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const room = join(import.meta.dirname, '..', '..', 'src-main', 'process', 'index.ts');
/** Frees one large block, which raises glibc's thresholds, then many smaller ones, and tells what stays resident of them. */
const program = (before: string) => `
  import { keepMallocThresholds } from ${JSON.stringify(room)};
  ${before}
  const end = (block) => block.buffer.transfer(0);
  end(Buffer.alloc(16 << 20, 1));
  const start = process.memoryUsage.rss();
  const blocks = [];
  // What stays stands between what goes.
  const kept = [];
  for (let count = 0; count < 40; count++) {
    blocks.push(Buffer.alloc(1 << 20, 1));
    kept.push(Buffer.alloc(1 << 15, 1));
  }
  blocks.forEach(end);
  console.log(kept.length, process.memoryUsage.rss() - start);
`;
const keptBytes = (before: string) => {
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program(before)], {
    encoding: 'utf8',
  });
  return Number(output.split(' ')[1]);
};

describe.runIf(process.platform === 'linux')('memory that is freed', () => {
  it('goes back to the system', () => {
    expect(keptBytes('')).toBeGreaterThan(20e6);
    expect(keptBytes('keepMallocThresholds();')).toBeLessThan(10e6);
  });
});
