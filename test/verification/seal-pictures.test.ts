import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { findUnsignedSealPictures } from '../../src-main/verification/seal-pictures.ts';
import { stream, update } from '../fixtures/pdf/index.ts';
import { setStage } from './attacks/stage.ts';
import { signatureField, signByHand, unsignedPdf, verify } from './sign-by-hand.ts';

const stage = setStage();

/** A ring of 40 mm with five signs in it, at the origin. */
const drawing = (() => {
  const [middle, radius] = [58, 55];
  const points = Array.from({ length: 90 }, (_, index) => {
    const angle = (index / 90) * 2 * Math.PI;
    return `${(middle + radius * Math.cos(angle)).toFixed(2)} ${(middle + radius * Math.sin(angle)).toFixed(2)}`;
  });
  const signs = [-32, -16, 0, 16, 32].map((at) => `${middle + at - 3} ${middle - 12} 7 24 re f`);
  return `0.85 0.1 0.1 RG 0.85 0.1 0.1 rg 3 w ${points.join(' l ').replace(' l ', ' m ')} s ${signs.join(' ')}`;
})();
const form = stream(drawing, '/Type /XObject /Subtype /Form /BBox [0 0 116 116]');
const shows = (left: number, bottom: number) =>
  `/Rect [${left} ${bottom} ${left + 116} ${bottom + 116}] /AP << /N 20 0 R >>`;
const painted = (left: number, bottom: number) => stream(`q 1 0 0 1 ${left} ${bottom} cm ${drawing} Q`);

/** Where the pictures are: what they are painted by, and their distance from the left, in points. */
async function picturesIn(pdf: Uint8Array): Promise<{ verdict: string; pictures: [kind: string, left: number][] }> {
  const report = await verify(pdf, [stage().signing.issuer]);
  const { signatures, verdict } = report;
  const found = await findUnsignedSealPictures({ source: bytesSource(pdf), signatures, timeLimitMs: 60_000 });
  expect(found.pagesNotSearched).toBe(0);
  const pictures = found.pictures.map(({ kind, leftMm }): [string, number] => [
    kind,
    Math.round((leftMm * 72) / 254) * 10,
  ]);
  return { verdict, pictures };
}

describe('a picture of a seal', () => {
  it('that is the appearance of a signature that stands, is its seal', async () => {
    const pdf = unsignedPdf({ more: { 7: signatureField('First', '/V 6 0 R', shows(100, 100)), 20: form } });
    expect(await picturesIn(signByHand(pdf, stage().signing))).toEqual({ verdict: 'valid', pictures: [] });
  });

  it('that is painted on the page under the widget of a signature, is its seal', async () => {
    const field = signatureField('First', '/V 6 0 R', '/Rect [90 90 230 230]');
    const pdf = unsignedPdf({ more: { 4: painted(100, 100), 7: field } });
    expect(await picturesIn(signByHand(pdf, stage().signing))).toEqual({ verdict: 'valid', pictures: [] });
  });

  it('that is painted elsewhere, is a picture: the verdict stays valid', async () => {
    const field = signatureField('First', '/V 6 0 R', shows(100, 100));
    const pdf = unsignedPdf({ more: { 4: painted(300, 500), 7: field, 20: form } });
    const found = await picturesIn(signByHand(pdf, stage().signing));
    expect(found).toEqual({ verdict: 'valid', pictures: [['drawing', 300]] });
  });

  it('is not excused by a signature whose widget is as large as the page', async () => {
    const field = signatureField('First', '/V 6 0 R', '/Rect [0 0 595 842]');
    const pdf = unsignedPdf({ more: { 4: painted(300, 500), 7: field } });
    expect((await picturesIn(signByHand(pdf, stage().signing))).pictures).toEqual([['drawing', 300]]);
  });

  it('is not excused by a second field that borrows the value of a signature', async () => {
    const field = signatureField('First', '/V 6 0 R', shows(100, 100));
    const signed = signByHand(unsignedPdf({ more: { 7: field, 20: form } }), stage().signing);
    const borrowed = update(signed, {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 11 0 R] /SigFlags 3 >> >>',
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R 11 0 R] >>',
      11: signatureField('Second', '/V 6 0 R', shows(300, 100)),
    });
    const { verdict, pictures } = await picturesIn(borrowed);
    expect(verdict).not.toBe('valid');
    expect(pictures).toEqual([['annotation', 300]]);
  });

  it('is its seal on every field that shares the signature and was there when it was made: one signature', async () => {
    const more = {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 11 0 R] /SigFlags 3 >> >>',
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [7 0 R 11 0 R] >>',
      7: signatureField('First', '/V 6 0 R', shows(100, 100)),
      11: signatureField('Second', '/V 6 0 R', shows(300, 100)),
      20: form,
    };
    const signed = signByHand(unsignedPdf({ more }), stage().signing);
    expect(await picturesIn(signed)).toEqual({ verdict: 'valid', pictures: [] });
    const { signatures } = await verify(signed, [stage().signing.issuer]);
    expect(signatures).toMatchObject([{ fieldName: 'First', furtherWidgets: [{ page: 1 }] }]);
  });

  it('is found on an empty signature field and on a push button', async () => {
    const more = {
      7: signatureField('First', '', shows(100, 100)),
      8: `<< /Type /Annot /Subtype /Widget /FT /Btn /Ff 65536 /T (Button) ${shows(300, 100)} >>`,
      20: form,
    };
    const pdf = unsignedPdf({ more, pageEntries: '/Annots [7 0 R 8 0 R]' });
    expect(await picturesIn(pdf)).toEqual({
      verdict: 'unsigned',
      pictures: [
        ['annotation', 100],
        ['annotation', 300],
      ],
    });
  });

  it('is what the seal of a broken signature becomes', async () => {
    const pdf = unsignedPdf({ more: { 7: signatureField('First', '/V 6 0 R', shows(100, 100)), 20: form } });
    const broken = signByHand(pdf, stage().signing);
    const at = broken.indexOf('(Contract)') + 1;
    broken[at] = 'D'.charCodeAt(0);
    expect(await picturesIn(broken)).toEqual({ verdict: 'invalid', pictures: [['broken-signature', 100]] });
  });
});
