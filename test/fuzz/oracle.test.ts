import { describe, expect, it } from 'vitest';
import { onePage, stream, update } from '../fixtures/pdf/index.ts';
import { drawFrom } from './mutations.ts';
import { type Allowance, differenceOf, isPermitted, type Place, unable } from './oracle.ts';
import { draw, readers, type Views } from './readers.ts';
import { updatesFamily } from './shown-family.ts';

const nothing: Allowance = { kind: 'nothing' };
const onlyOver = (...places: Place[]): Allowance => ({ kind: 'ink', places });
/** The page of `onePage` says "Contract" in its upper left. */
const wholePage: Place = { page: 1, left: 0, top: 0, right: 1, bottom: 1 };
const lowerHalf: Place = { ...wholePage, top: 0.5 };

const signed = onePage();
const withStamp = (content: string, resources = '<< >>') =>
  update(signed, {
    3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [6 0 R] >>',
    6: '<< /Type /Annot /Subtype /Stamp /Rect [60 680 260 740] /F 4 /AP << /N 7 0 R >> >>',
    7: stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 200 60] /Resources ${resources}`),
  });

const different: Record<string, [file: Buffer, allowance: Allowance]> = {
  'another text': [update(signed, { 4: stream('BT /F 24 Tf 72 700 Td (Contrast) Tj ET') }), nothing],
  'no text': [update(signed, { 4: stream('') }), nothing],
  'another font': [update(signed, { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>' }), nothing],
  'another page': [
    update(signed, { 2: '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>' }),
    onlyOver(wholePage, { ...wholePage, page: 2 }),
  ],
  'a turned page': [update(signed, { 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Rotate 90 >>' }), onlyOver(wholePage)],
  'a small dot': [withStamp('0 g 150 30 3 3 re f'), nothing],
  'a white sheet over the text': [withStamp('1 g 0 0 200 60 re f'), onlyOver(wholePage)],
  'a white sheet over one letter': [withStamp('1 g 12 15 14 30 re f'), onlyOver(wholePage)],
  'a dot outside the seal': [withStamp('0 g 150 30 9 9 re f'), onlyOver(lowerHalf)],
};
const alike: Record<string, [file: Buffer, allowance: Allowance]> = {
  'validation data': [
    update(signed, { 1: '<< /Type /Catalog /Pages 2 0 R /DSS 6 0 R >>', 6: '<< /Type /DSS /Certs [ ] >>' }),
    nothing,
  ],
  'a dot in the seal': [withStamp('0 g 150 30 9 9 re f'), onlyOver(wholePage)],
  'a colour through which the text shows': [
    withStamp('/M gs 1 0 0 rg 0 0 200 60 re f', '<< /ExtGState << /M << /BM /Multiply >> >> >>'),
    onlyOver(wholePage),
  ],
};

describe('the oracle of the fuzz run', () => {
  for (const [what, [file, allowance]] of Object.entries(different)) {
    it(`sees ${what}, in each of its readers`, async () => {
      const [before, after] = [await draw(signed), await draw(file)];
      expect(unable(after)).toEqual([]);
      for (const reader of readers) {
        const only = (views: Views) => ({ poppler: null, mupdf: null, [reader]: views[reader] });
        expect(differenceOf(only(before), only(after), allowance)).toMatch(reader);
      }
    });
  }
  for (const [what, [file, allowance]] of Object.entries(alike)) {
    it(`lets ${what} be`, async () => {
      expect(differenceOf(await draw(signed), await draw(file), allowance)).toBeNull();
    });
  }

  it('tells a file that nobody can draw from one that shows differently', async () => {
    const broken = await draw(Buffer.from('%PDF-1.7 and nothing else'));
    expect(unable(broken)).toEqual(['poppler', 'mupdf']);
    expect(differenceOf(await draw(signed), broken, nothing)).toBeNull();
  });

  it('looks at whatever the verifier lets pass', () => {
    const report = (verdict: 'valid' | 'invalid' | 'changed', laterChanges: 'changed' | 'allowed') =>
      ({ verdict: 'changed', signatures: [{ verdict, laterChanges, coveredUntil: 100 }] }) as const;
    expect(isPermitted(report('changed', 'changed'), 100)).toBe(false);
    expect(isPermitted(report('valid', 'changed'), 100)).toBe(true);
    expect(isPermitted(report('changed', 'allowed'), 100)).toBe(true);
    expect(isPermitted(report('changed', 'allowed'), 90)).toBe(false);
    for (const verdict of ['valid', 'permitted', 'trial'] as const) {
      expect(isPermitted({ verdict, signatures: [] }, 100)).toBe(true);
    }
  });
});

describe('the generators of the fuzz run', () => {
  it('make files that the verifier lets pass, and that show what was signed', async () => {
    const family = await updatesFamily();
    const words: string[] = [];
    for (let iteration = 0; iteration < 80; iteration++) {
      words.push(...(await family.check(drawFrom(7 * iteration + 1))));
    }
    expect(words.filter((word) => word === 'drawn').length).toBeGreaterThan(2);
    expect(words).toContain('changed');
  }, 180_000);
});
