import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeParts, pack } from '../../fixtures/ofd/package.ts';
import { seal } from '../../fixtures/ofd/seal.ts';
import { verifyOfd } from '../../fixtures/ofd/verify.ts';
import { openSealOffice, type SealOffice } from '../../signature/seal-office.ts';
import { doubtsOf } from '../seals/sealed-pdf.ts';

let office: SealOffice;
beforeAll(() => {
  office = openSealOffice();
});
afterAll(() => office.openssl.remove());

describe('a sealed OFD', () => {
  it('is valid as it was sealed', async () => {
    const report = await verifyOfd(office, pack(await seal(office, makeParts())));
    expect(doubtsOf(report)).toEqual([]);
    expect(report).toMatchObject({ format: 'ofd', verdict: 'valid', pageCount: 1 });
  });
});
