import { describe, expect, it } from 'vitest';
import { bytesSource, openPdf } from '../../../src-main/pdf/index.ts';
import { strictnessOf } from '../../../src-main/pdf/strictness/index.ts';
import { update } from '../../fixtures/pdf/index.ts';
import { unsignedPdf } from '../../verification/sign-by-hand.ts';
import { withTable } from './updates.ts';

const open = (pdf: Uint8Array) => openPdf(bytesSource(pdf));

/** What is found at the ends of these revisions of one file, in this order. */
function found(whole: Buffer, ends: readonly number[]): (string | undefined)[] {
  const current = open(whole);
  return ends.map((end) => {
    const { ambiguity, irregularity } = strictnessOf(current, open(whole.subarray(0, end)), end);
    return ambiguity?.rule ?? irregularity?.rule;
  });
}

describe('a file of several signatures is read once, and still', () => {
  it('what is irregular between two of them is told of the first, though the second is in order', () => {
    const first = unsignedPdf();
    const second = withTable(first, { trailer: (text) => text.replace('/Root', '/Rooted 2 0 R/Root') });
    const whole = update(second, { 60: 'null' });
    expect(found(whole, [second.length, first.length])).toEqual([undefined, 'trailer/key']);
    expect(found(whole, [first.length, second.length])).toEqual(['trailer/key', undefined]);
  });

  it('what is ambiguous in the first is told of the second', () => {
    const plain = unsignedPdf();
    const first = Buffer.from(
      update(plain, { 9: 'null' })
        .toString('latin1')
        .replace(/\/Prev (\d+) /, '/Prev $1.'),
      'latin1',
    );
    const second = withTable(first);
    const whole = update(second, { 60: 'null' });
    expect(found(whole, [first.length, second.length])).toEqual(['trailer/prev', 'trailer/prev']);
  });

  it('what is in order is in order at the end of each', () => {
    const first = unsignedPdf();
    const second = withTable(first);
    const whole = update(second, { 60: 'null' });
    expect(found(whole, [first.length, second.length, whole.length])).toEqual([undefined, undefined, undefined]);
  });
});
