/** What is inherited, derived or named elsewhere is content: a revision that touches it touches the page. */
import { describe, expect, it } from 'vitest';
import { stream, update } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf, withSecondSignature } from '../../sign-by-hand.ts';
import { catalogWith, forgedText, outcomeOf, pageWith, setStage, whiteSheet } from '../stage.ts';

const stage = setStage();
const plainPage = (entries: string) => pageWith(`/Contents 4 0 R /Annots [7 0 R] ${entries}`);
const store = (entries = '') => `/DSS << /Type /DSS ${entries} >>`;
const textField = (entries: string) =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /F 4 /P 3 0 R /Rect [72 600 272 624] /V (1000) ${entries} >>`;
/** Draws a nine where a one is meant. */
const otherFont =
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [49 /nine] >> >>';
const formWith = (fields: string, entries = '') =>
  `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${fields}] /SigFlags 3 ${entries} >> >>`;
const amount = { 3: pageWith('/Contents 4 0 R /Annots [7 0 R 8 0 R]') };

interface Attack {
  readonly first?: Record<number, string>;
  readonly second: Record<number, string>;
}

const attacks: Record<string, Attack> = {
  'turns a page by an angle that some readers round': { second: { 3: plainPage('/Rotate 100') } },
  'turns a page': { second: { 3: plainPage('/Rotate 180') } },
  'crops a page': { second: { 3: plainPage('/CropBox [0 0 595 690]') } },
  'gives a page another scale': { second: { 3: plainPage('/UserUnit 2') } },
  'lets default resources appear for a field without appearance': {
    first: { ...amount, 1: formWith('7 0 R 8 0 R'), 8: textField('/DA (/F9 14 Tf 0 g)') },
    second: { 1: formWith('7 0 R 8 0 R', `/DR << /Font << /F9 ${otherFont} >> >>`) },
  },
  'lets default resources grow by the font of such a field': {
    first: {
      ...amount,
      1: formWith('7 0 R 8 0 R', '/DR << /Font << /Helv 5 0 R >> >>'),
      8: textField('/DA (/F9 14 Tf 0 g)'),
    },
    second: { 1: formWith('7 0 R 8 0 R', `/DR << /Font << /Helv 5 0 R /F9 ${otherFont} >> >>`) },
  },
  'lets a default appearance appear for such a field': {
    first: { ...amount, 1: formWith('7 0 R 8 0 R'), 8: textField('') },
    second: { 1: formWith('7 0 R 8 0 R', '/DA (/Helv 14 Tf 1 g)') },
  },
  'lets default resources appear for an appearance that has none': {
    first: {
      ...amount,
      1: formWith('7 0 R 8 0 R'),
      8: textField('/DA (/F9 14 Tf 0 g) /AP << /N 9 0 R >>'),
      9: stream('/X Do', '/Type /XObject /Subtype /Form /BBox [0 0 200 24]'),
    },
    second: { 1: formWith('7 0 R 8 0 R', '/DR << /XObject << /X 20 0 R >> >>'), 20: whiteSheet() },
  },
  'lets default resources appear for free text': {
    first: {
      ...amount,
      1: catalogWith('7 0 R'),
      8: '<< /Type /Annot /Subtype /FreeText /Rect [72 600 272 624] /DA (/F9 14 Tf 0 g) /Contents (1000) >>',
    },
    second: { 1: formWith('7 0 R', `/DR << /Font << /F9 ${otherFont} >> >>`) },
  },
  'has readers draw fields anew': { second: { 1: formWith('7 0 R', '/NeedAppearances true') } },
  'removes the security store': { first: { 1: catalogWith('7 0 R', store()) }, second: { 1: catalogWith('7 0 R') } },
  'removes a list from the security store': {
    first: { 1: catalogWith('7 0 R', store('/Certs [8 0 R]')), 8: stream('certificate') },
    second: { 1: catalogWith('7 0 R', store()) },
  },
  'changes a page that the security store names': {
    first: { 1: catalogWith('7 0 R', store('/Certs [] /Page 3 0 R')) },
    second: { 3: pageWith('/Contents 20 0 R /Annots [7 0 R]'), 20: forgedText },
  },
  'changes a page that is in a list of the security store': {
    first: { 1: catalogWith('7 0 R', store('/Certs [3 0 R]')) },
    second: { 3: pageWith('/Contents 20 0 R /Annots [7 0 R]'), 20: forgedText },
  },
  'puts more than data into the security store': {
    second: { 1: catalogWith('7 0 R', store('/Certs [20 0 R] /Action 20 0 R')), 20: stream('certificate') },
  },
  'puts a drawing into the security store': {
    second: { 1: catalogWith('7 0 R', store('/Certs [20 0 R]')), 20: whiteSheet() },
  },
  'gives new text to a part of the structure': {
    first: {
      1: catalogWith('7 0 R', '/StructTreeRoot 20 0 R'),
      20: '<< /Type /StructTreeRoot /K [21 0 R] >>',
      21: '<< /Type /StructElem /S /P /P 20 0 R /Pg 3 0 R /K 0 >>',
    },
    second: { 21: '<< /Type /StructElem /S /P /P 20 0 R /Pg 3 0 R /K 0 /ActualText (9999) >>' },
  },
  'adds a page label by a list of numbers': {
    first: { 1: catalogWith('7 0 R', '/PageLabels 20 0 R'), 20: '<< /Nums [0 << /S /D >>] >>' },
    second: { 20: '<< /Nums [0 << /S /D >> 1 << /S /r >>] >>' },
  },
};

describe('a revision that nobody signed and that', () => {
  for (const [what, { first = {}, second }] of Object.entries(attacks)) {
    it(`${what} is told`, async () => {
      const before = signByHand(unsignedPdf({ more: first }), stage().signing);
      expect(await outcomeOf(before, stage())).toMatchObject({ verdict: 'valid' });
      const { verdict, signature } = await outcomeOf(update(before, second), stage());
      expect([verdict, signature]).not.toContain('valid');
    });
  }
});

const sheet = stream('1 g 0 0 400 60 re f', '/Type /XObject /Subtype /Form /BBox [0 0 400 60]');
const over = '/Rect [60 690 460 750]';
const kid = (entries: string) => `<< /Type /Annot /Parent 11 0 R /P 3 0 R ${over} /AP << /N 12 0 R >> ${entries} >>`;
const ofKids = (more = '') => `<< /FT /Sig /T (Second) /V 10 0 R /Kids [13 0 R] ${more} >>`;

/** Later fields that are called signatures or timestamps and show something to some reader. */
const fields: Record<string, Record<number, string>> = {
  'a free text for its widget': { 11: ofKids(), 13: kid('/Subtype /FreeText /F 4') },
  'a square for its widget': { 11: ofKids(), 13: kid('/Subtype /Square /F 4') },
  'a link for its widget': { 11: ofKids(), 13: kid('/Subtype /Link /F 4') },
  'a background that readers draw': {
    11: signatureField('Second', '/V 10 0 R', `${over} /MK << /BG [1 1 1] >>`),
    13: 'null',
  },
  'a state and no word which': {
    11: signatureField('Second', '/V 10 0 R', `${over} /AP << /N << /On 12 0 R >> >>`),
    13: 'null',
  },
  'another appearance under the pointer': {
    11: signatureField('Second', '/V 10 0 R', `${over} /AP << /N 14 0 R /R 12 0 R >>`),
    13: 'null',
    14: stream('', '/Type /XObject /Subtype /Form /BBox [0 0 400 60]'),
  },
  'a layer': {
    11: signatureField('Second', '/V 10 0 R', `${over} /AP << /N 14 0 R >>`),
    13: '<< /Type /OCG /Name (Layer) >>',
    14: stream('/X Do', '/Type /XObject /Subtype /Form /BBox [0 0 400 60] /Resources << /XObject << /X 15 0 R >> >>'),
    15: stream('', '/Type /XObject /Subtype /Form /BBox [0 0 400 60] /OC 13 0 R'),
  },
  'a flag that keeps it upright': {
    11: signatureField('Second', '/V 10 0 R', `${over} /AP << /N 12 0 R >>`).replace('/F 132', '/F 20'),
    13: 'null',
  },
  'a picture that only prints': {
    11: signatureField('Second', '/V 10 0 R', `${over} /AP << /N 12 0 R >>`).replace('/F 132', '/F 36'),
    13: 'null',
  },
  'an action': {
    11: signatureField('Second', '/V 10 0 R', '/Rect [0 0 0 0] /A << /S /Named /N /Print >>'),
    13: 'null',
  },
};

describe('a later signature field with', () => {
  for (const subFilter of ['ETSI.CAdES.detached', 'ETSI.RFC3161']) {
    for (const [what, objects] of Object.entries(fields)) {
      it(`${what} is told, as ${subFilter}`, async () => {
        const before = signByHand(unsignedPdf(), stage().signing);
        const later = withSecondSignature(before, {
          3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R 13 0 R]'),
          10: emptySignature({ subFilter }),
          12: sheet,
          ...objects,
        });
        const { verdict, signature } = await outcomeOf(signByHand(later, stage().signing), stage());
        expect([verdict, signature]).not.toContain('valid');
      });
    }
  }

  it('a timestamp that is seen is told', async () => {
    const before = signByHand(unsignedPdf(), stage().signing);
    const later = withSecondSignature(before, {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
      10: emptySignature({ subFilter: 'ETSI.RFC3161' }),
      11: signatureField('Second', '/V 10 0 R', '/Rect [300 100 420 160] /AP << /N 12 0 R >>'),
      12: stream('', '/Type /XObject /Subtype /Form /BBox [0 0 120 60]'),
    });
    expect(await outcomeOf(signByHand(later, stage().signing), stage())).toMatchObject({ signature: 'changed' });
  });
});
