import { describe, expect, it } from 'vitest';
import { bytesSource, listChanges, openPdf } from '../../src-main/pdf/index.ts';
import { readFixture, update } from '../fixtures/pdf/index.ts';

/** A file that opens without a password, whose information is object `information`; 12 is what it is decrypted with. */
function encrypted(information: number): Buffer {
  const text = readFixture('encrypted-empty-user-password.pdf').toString('latin1');
  return Buffer.from(text.replace(/\/Info \d+ 0 R/, `/Info ${information} 0 R`), 'latin1');
}

function refusedAfter(pdf: Buffer, objectNumber: number, change: (dictionary: string) => string): string[] {
  const text = pdf.toString('latin1');
  const [, dictionary = ''] = new RegExp(`\\n${objectNumber} 0 obj\\n(<<.*?>>)\\nendobj`, 's').exec(text) ?? [];
  const trailer = /trailer << (.*) >>/.exec(text)?.[1] ?? '';
  const kept = trailer.replace(/\/(?:Root|Size) [\d R]+/g, '');
  const changed = change(dictionary);
  expect(changed).not.toBe(dictionary);
  const changes = listChanges(openPdf(bytesSource(update(pdf, { [objectNumber]: changed }, kept))), pdf.length);
  return changes.filter(({ allowedBy }) => allowedBy === null).map(({ kind }) => kind);
}

describe('the information of an encrypted file', () => {
  it('may change where it is nothing else', () => {
    expect(refusedAfter(encrypted(2), 2, (dictionary) => dictionary.replace('<<', '<< /Trapped /False'))).toEqual([]);
  });

  it('may not change where it is what the file is decrypted with', () => {
    const change = (dictionary: string) => dictionary.replace('/StmF /StdCF', '/StmF /Identity');
    expect(refusedAfter(encrypted(12), 12, change)).toContain('hidden-object');
  });
});
