import { describe, expect, it } from 'vitest';
import { stream, update } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf, withSecondSignature } from '../../sign-by-hand.ts';
import {
  appended,
  expectNotValid,
  fieldAppearance,
  forgedText,
  formPdf,
  outcomeOf,
  pageWith,
  rebuilt,
  replaced,
  row,
  setStage,
  textField,
  whiteSheet,
} from '../stage.ts';

const stage = setStage();

/** Prepared by who hands the file over for signing: everything that will be shown later lies in it already. */
function prepared(more: Record<number, string>, page = '/Contents 4 0 R'): Buffer {
  const pdf = unsignedPdf({ more });
  const file = page === '/Contents 4 0 R' ? pdf : rebuilt(replaced(pdf, '/Contents 4 0 R', page));
  return signByHand(file, stage().signing);
}

/** Where an object of the signed revision stands. */
const offsetOf = (pdf: Buffer, objectNumber: number) => pdf.toString('latin1').indexOf(`\n${objectNumber} 0 obj\n`) + 1;

const asLater = (pdf: Buffer, more: Record<number, string>) =>
  signByHand(withSecondSignature(pdf, more), stage().signing);

describe('shadow attack, hide: what covered the page when it was signed goes away,', () => {
  const covered = () =>
    prepared({ 8: whiteSheet(), 9: stream('q 1 0 0 1 60 690 cm /X Do Q') }, '/Contents [4 0 R 9 0 R]');

  it('because the sheet is freed', async () => {
    const pdf = appended(covered(), '', () => `8 1\n${row(0, 1, 'f')}`);
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'changed', kinds: ['hidden-object'] });
  });
  it('because the sheet becomes empty', async () => {
    const pdf = update(covered(), { 8: whiteSheet('', '') });
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'changed' });
  });
  it('because the sheet becomes empty, in the revision of a later signature', async () => {
    expect((await outcomeOf(asLater(covered(), { 8: whiteSheet('', '') }), stage())).signature).toBe('changed');
  });
  it('because the contents that drew it become a comment', async () => {
    expect((await outcomeOf(asLater(covered(), { 9: stream('% nothing') }), stage())).signature).toBe('changed');
  });
  it('because it lay in an annotation that is gone', async () => {
    const note = '<< /Type /Annot /Subtype /Stamp /Rect [60 690 460 790] /AP << /N 9 0 R >> >>';
    const file = unsignedPdf({ more: { 8: note, 9: whiteSheet() } });
    const pdf = signByHand(rebuilt(replaced(file, '/Annots [7 0 R]', '/Annots [7 0 R 8 0 R]')), stage().signing);
    const gone = asLater(pdf, { 3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]') });
    expect(await outcomeOf(gone, stage())).toMatchObject({ signature: 'changed' });
  });
});

describe('shadow attack, replace: what is shown changes though no page is touched,', () => {
  it('by a font with other glyphs under the old name', async () => {
    const later = asLater(stage().signed, { 5: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] >>' });
    expect(await outcomeOf(later, stage())).toMatchObject({ signature: 'changed' });
  });
  it('by the value and appearance of a field', async () => {
    const pdf = signByHand(formPdf(emptySignature()), stage().signing);
    const changed = update(pdf, { 8: textField('900'), 9: fieldAppearance('900') });
    expect(await outcomeOf(changed, stage())).toMatchObject({ signature: 'changed' });
  });
  it('by an overlay in an annotation', async () => {
    const later = asLater(stage().signed, {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R 20 0 R]'),
      20: '<< /Type /Annot /Subtype /FreeText /Rect [60 690 460 790] /AP << /N 21 0 R >> >>',
      21: whiteSheet(),
    });
    expect(await outcomeOf(later, stage())).toMatchObject({ signature: 'changed' });
  });
  it('by an overlay in the widget of a later signature', async () => {
    const later = asLater(stage().signed, {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
      11: signatureField('Second', '/V 10 0 R', '/Rect [60 690 460 790] /AP << /N 21 0 R >>'),
      21: whiteSheet(),
    });
    expect(await outcomeOf(later, stage())).toMatchObject({ signature: 'changed', covers: true });
  });
  it('by an overlay in an empty field that the signer had left room for', async () => {
    const field = signatureField('Second', '', '/Rect [60 690 460 790]');
    const file = rebuilt(
      replaced(
        replaced(unsignedPdf({ more: { 11: field } }), '/Fields [7 0 R]', '/Fields [7 0 R 11 0 R]'),
        '/Annots [7 0 R]',
        '/Annots [7 0 R 11 0 R]',
      ),
    );
    const pdf = signByHand(file, stage().signing);
    const later = update(pdf, {
      10: emptySignature(),
      11: signatureField('Second', '/V 10 0 R', '/Rect [60 690 460 790] /AP << /N 21 0 R >>'),
      21: whiteSheet(),
    });
    expect(await outcomeOf(signByHand(later, stage().signing), stage())).toMatchObject({
      signature: 'changed',
      covers: true,
    });
  });
  it('by a picture that a later signature’s appearance paints over the text', async () => {
    const image = stream(
      '\xff'.repeat(3),
      '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB',
    );
    const form = stream(
      'q 400 0 0 100 0 0 cm /I Do Q',
      '/Type /XObject /Subtype /Form /BBox [0 0 400 100] /Resources << /XObject << /I 22 0 R >> >>',
    );
    const later = asLater(stage().signed, {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
      11: signatureField('Second', '/V 10 0 R', '/Rect [60 690 460 790] /AP << /N 21 0 R >>'),
      21: form,
      22: image,
    });
    expect(await outcomeOf(later, stage())).toMatchObject({ signature: 'changed', covers: true });
  });
  it('by the metadata, which is the page’s content stream too', async () => {
    const shared = unsignedPdf();
    const file = rebuilt(replaced(shared, '/AcroForm', '/Metadata 4 0 R /AcroForm'));
    const pdf = signByHand(file, stage().signing);
    const later = update(pdf, {
      1: '<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R /AcroForm << /Fields [7 0 R 11 0 R] /SigFlags 3 >> >>',
      4: forgedText,
      10: emptySignature(),
      11: signatureField('Second', '/V 10 0 R'),
    });
    expect(await outcomeOf(signByHand(later, stage().signing), stage())).toMatchObject({ signature: 'changed' });
  });
  it('by a security store whose list is the page’s contents too', async () => {
    const file = unsignedPdf({ more: { 8: '[4 0 R]', 9: '<< /Type /DSS /Certs 8 0 R >>' } });
    const shared = rebuilt(
      replaced(replaced(file, '/Contents 4 0 R', '/Contents 8 0 R'), '/AcroForm', '/DSS 9 0 R /AcroForm'),
    );
    const pdf = signByHand(shared, stage().signing);
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'valid' });
    await expectNotValid(update(pdf, { 8: '[4 0 R 20 0 R]', 20: forgedText }), stage());
  });
});

describe('shadow attack, hide and replace: a second document lies in the signed one,', () => {
  const hidden = () =>
    prepared({ 8: forgedText, 9: pageWith('/Contents 8 0 R'), 12: '<< /Type /Pages /Kids [9 0 R] /Count 1 >>' });

  it('and the cross-reference is pointed to its text', async () => {
    const pdf = hidden();
    const copy = appended(pdf, '', () => `4 1\n${row(offsetOf(pdf, 8))}`);
    await expectNotValid(copy, stage());
  });
  it('and its text, numbered as the shown one, is switched on by offsets alone', async () => {
    const inside = `4 0 obj\n${forgedText}\nendobj`;
    const file = prepared({ 8: stream(`\n${inside}\n`) });
    const at = file.toString('latin1').lastIndexOf('\n4 0 obj\n') + 1;
    const switched = appended(file, '', () => `4 1\n${row(at)}`);
    expect(await outcomeOf(switched, stage())).toMatchObject({
      signature: 'changed',
      kinds: ['irregular-update', 'ambiguous-structure', 'page-content-changed'],
    });
  });
  it('and the catalog is pointed to its pages', async () => {
    const pdf = update(hidden(), {
      1: '<< /Type /Catalog /Pages 12 0 R /AcroForm << /Fields [7 0 R] /SigFlags 3 >> >>',
    });
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'changed' });
  });
  it('and the page tree is pointed to its page, signed again', async () => {
    const pdf = asLater(hidden(), { 2: '<< /Type /Pages /Kids [9 0 R] /Count 1 >>' });
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'changed' });
  });
  it('and the trailer names its catalog', async () => {
    const pdf = prepared({ 8: '<< /Type /Catalog /Pages 2 0 R >>' });
    await expectNotValid(
      appended(pdf, '', () => `20 1\n${row(0, 0, 'f')}`, { root: '8 0 R' }),
      stage(),
    );
  });
});

describe('holes that the prepared file left are seen filled:', () => {
  const holes: Record<string, { page: string; more: Record<number, string> }> = {
    'contents that did not exist': { page: '/Contents [4 0 R 40 0 R]', more: { 40: forgedText } },
    'contents written without a space before the R': { page: '/Contents [4 0 R 40 0R]', more: { 40: forgedText } },
    'contents with a sign before the number': { page: '/Contents [4 0 R +40 0 R]', more: { 40: forgedText } },
    'contents with leading zeros': { page: '/Contents [4 0 R 000000000040 0 R]', more: { 40: forgedText } },
    'contents with a comment between': { page: '/Contents [4 0 R 40%)\n0 R]', more: { 40: forgedText } },
    'a list of contents': { page: '/Contents 40 0 R', more: { 40: '[4 0 R]' } },
  };
  for (const [what, { page, more }] of Object.entries(holes)) {
    it(what, async () => {
      const pdf = prepared({}, page);
      expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'valid' });
      expect((await outcomeOf(asLater(pdf, more), stage())).signature).toBe('changed');
    });
  }
});

describe('the honest twins stay valid:', () => {
  const beside = '/Rect [60 100 260 200] /AP << /N 21 0 R >>';
  const twins: Record<string, Record<number, string>> = {
    'a signature that is not seen': {},
    'a signature seen in an empty place': { 11: signatureField('Second', '/V 10 0 R', beside), 21: whiteSheet() },
    'a seal over the text that blends with it': {
      11: signatureField('Second', '/V 10 0 R', '/Rect [60 690 460 790] /AP << /N 21 0 R >>'),
      21: whiteSheet('/Resources << /ExtGState << /M << /BM /Multiply >> >> >>', '/M gs 0.8 0 0 rg 0 0 400 100 re f'),
    },
    'a signature of text over a line of text': {
      11: signatureField('Second', '/V 10 0 R', '/Rect [60 690 460 790] /AP << /N 21 0 R >>'),
      21: whiteSheet('/Resources << /Font << /F 5 0 R >> >>', 'BT /F 12 Tf 10 10 Td (Li Si) Tj ET'),
    },
  };
  for (const [what, more] of Object.entries(twins)) {
    it(what, async () => {
      const page = { 3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]') };
      const outcome = await outcomeOf(asLater(stage().signed, { ...page, ...more }), stage());
      expect(outcome).toMatchObject({ verdict: 'valid', signature: 'valid', covers: false });
    });
  }

  it('a file prepared with things that are never shown', async () => {
    const pdf = prepared({ 8: forgedText });
    expect(await outcomeOf(asLater(pdf, {}), stage())).toMatchObject({ verdict: 'valid', signature: 'valid' });
  });
});
