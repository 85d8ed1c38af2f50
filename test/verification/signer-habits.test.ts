import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stream, update } from '../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../signature/openssl-authority.ts';
import {
  emptySignature,
  makeSigning,
  type Signing,
  signatureField,
  signByHand,
  unsignedPdf,
  verify,
  withSecondSignature,
} from './sign-by-hand.ts';

const authority = new OpensslAuthority();
let signing: Signing;
beforeAll(() => {
  signing = makeSigning(authority, signerExtensions, authorityExtensions);
});
afterAll(() => authority.remove());

const page = (entries: string) =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R ${entries} >>`;
const catalog = (form: string, entries = '') => `<< /Type /Catalog /Pages 2 0 R /AcroForm ${form} ${entries} >>`;
const form = (fields: string, entries = '') => `<< /Fields ${fields} /SigFlags 3 ${entries} >>`;
const seal = stream('0 0 1 RG 1 1 118 58 re S', '/Type /XObject /Subtype /Form /BBox [0 0 120 60]');
const visible = (name: string, entries = '') =>
  signatureField(name, '/V 10 0 R', `/Rect [300 100 420 160] /AP << /N 12 0 R >> ${entries}`);
/** The widget of the second signature on the page, with what it is drawn from. */
const sealed = { 3: page('/Annots [7 0 R 11 0 R]'), 11: visible('Second'), 12: seal };

interface Habit {
  readonly first?: Record<number, string>;
  readonly second: Record<number, string>;
}

/** Of programs that sign a file which is signed already; what they write means the same as before, and one signature more. */
const habits: Record<string, Habit> = {
  'puts the annotations into a new list': {
    first: { 3: page('/Annots 8 0 R'), 8: '[7 0 R]' },
    second: { ...sealed, 3: page('/Annots 20 0 R'), 20: '[7 0 R 11 0 R]' },
  },
  'puts the fields into a new list': {
    first: { 1: catalog('8 0 R'), 8: form('9 0 R'), 9: '[7 0 R]' },
    second: { ...sealed, 1: catalog('8 0 R'), 8: form('20 0 R'), 20: '[7 0 R 11 0 R]' },
  },
  'puts the form into a new object': {
    first: { 1: catalog('8 0 R'), 8: form('[7 0 R]') },
    second: { ...sealed, 1: catalog('20 0 R'), 20: form('[7 0 R 11 0 R]') },
  },
  'uses a name of the default resources again for its picture': {
    first: { 1: catalog(form('[7 0 R]', '/DR << /XObject << /FRM 8 0 R >> >>')), 8: seal },
    second: { ...sealed, 1: catalog(form('[7 0 R 11 0 R]', '/DR << /XObject << /FRM 12 0 R >> >>')) },
  },
  'adds to extensions that stand in an object of their own': {
    first: {
      1: catalog(form('[7 0 R]'), '/Extensions 8 0 R'),
      8: '<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 3 >> >>',
    },
    second: {
      ...sealed,
      1: catalog(form('[7 0 R 11 0 R]'), '/Extensions 8 0 R'),
      8: '<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 3 >> /ESIC << /BaseVersion /1.7 /ExtensionLevel 2 >> >>',
    },
  },
  'says in which order fields are reached': { second: { ...sealed, 3: page('/Annots [7 0 R 11 0 R] /Tabs /S') } },
  'says that readers need not draw appearances': {
    second: { ...sealed, 1: catalog(form('[7 0 R 11 0 R]', '/NeedAppearances false')) },
  },
  'notes itself in the page tree': {
    second: { ...sealed, 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /ITXT (2.1.7) >>' },
  },
  'adds an element for its widget to the structure': {
    first: {
      1: catalog(form('[7 0 R]'), '/MarkInfo << /Marked true >> /StructTreeRoot 20 0 R'),
      20: '<< /Type /StructTreeRoot /K 21 0 R /ParentTree 23 0 R /ParentTreeNextKey 1 >>',
      21: '<< /Type /StructElem /S /Document /P 20 0 R /K [22 0 R] >>',
      22: '<< /Type /StructElem /S /P /P 21 0 R /Pg 3 0 R /K 0 >>',
      23: '<< /Nums [0 [22 0 R]] >>',
    },
    second: {
      ...sealed,
      1: catalog(form('[7 0 R 11 0 R]'), '/MarkInfo << /Marked true >> /StructTreeRoot 20 0 R'),
      11: visible('Second', '/StructParent 1 /TU (Signature)'),
      20: '<< /Type /StructTreeRoot /K 21 0 R /ParentTree 23 0 R /ParentTreeNextKey 2 >>',
      21: '<< /Type /StructElem /S /Document /P 20 0 R /K [22 0 R 24 0 R] >>',
      23: '<< /Nums [0 [22 0 R] 1 24 0 R] >>',
      24: '<< /Type /StructElem /S /Form /P 21 0 R /Pg 3 0 R /K << /Type /OBJR /Obj 11 0 R >> >>',
    },
  },
  'puts its widget into a kid of its field': {
    second: {
      ...sealed,
      3: page('/Annots [7 0 R 13 0 R]'),
      11: '<< /FT /Sig /T (Second) /V 10 0 R /Kids [13 0 R] >>',
      13: '<< /Type /Annot /Subtype /Widget /Parent 11 0 R /P 3 0 R /F 132 /Rect [300 100 420 160] /AP << /N 12 0 R >> >>',
    },
  },
  'puts its field into a group': {
    second: {
      ...sealed,
      1: catalog(form('[7 0 R 13 0 R]')),
      11: visible('Second', '/Parent 13 0 R'),
      13: '<< /T (Approval) /Kids [11 0 R] >>',
    },
  },
  'has a picture in several places': {
    second: {
      ...sealed,
      1: catalog(form('[7 0 R 11 0 R 13 0 R]')),
      3: page('/Annots [7 0 R 11 0 R 13 0 R]'),
      13: signatureField('Third', '/V 10 0 R', '/Rect [300 200 420 260] /AP << /N 12 0 R >>'),
    },
  },
  'signs in a field that stood empty, over its own appearance': {
    first: {
      1: catalog(form('[7 0 R 11 0 R]')),
      3: page('/Annots [7 0 R 11 0 R]'),
      11: signatureField('Second', '', '/Rect [300 100 420 160] /AP << /N 12 0 R >>'),
      12: stream('', '/Type /XObject /Subtype /Form /BBox [0 0 120 60]'),
    },
    second: { 1: catalog(form('[7 0 R 11 0 R]')), 11: visible('Second'), 12: seal },
  },
};

describe('a second signer whose program', () => {
  for (const [what, { first = {}, second }] of Object.entries(habits)) {
    it(`${what} changes nothing`, async () => {
      const before = signByHand(unsignedPdf({ more: first }), signing);
      const file = signByHand(withSecondSignature(before, second), signing);
      const report = await verify(file, [signing.issuer]);
      const refused = report.signatures[0]?.changes.filter(
        ({ allowedBy, coversContent }) => !allowedBy || coversContent,
      );
      expect(refused).toEqual([]);
      expect(report.verdict).toBe('valid');
    });
  }

  it('writes the catalog under a new number changes nothing', async () => {
    const before = signByHand(unsignedPdf(), signing);
    const text = update(before, { ...sealed, 10: emptySignature(), 30: catalog(form('[7 0 R 11 0 R]')) }).toString(
      'latin1',
    );
    const at = text.lastIndexOf('/Root 1 0 R');
    const moved = Buffer.from(`${text.slice(0, at)}/Root 30 0 R${text.slice(at + '/Root 1 0 R'.length)}`, 'latin1');
    expect(await verify(signByHand(moved, signing), [signing.issuer])).toMatchObject({
      verdict: 'valid',
      signatures: [{ laterChanges: 'signatures-only' }, { laterChanges: 'none' }],
    });
  });

  it('signs is told when somebody else puts another field to the signature afterwards', async () => {
    const twice = signByHand(withSecondSignature(signByHand(unsignedPdf(), signing), sealed), signing);
    const borrowed = update(twice, {
      1: catalog(form('[7 0 R 11 0 R 13 0 R]')),
      3: page('/Annots [7 0 R 11 0 R 13 0 R]'),
      13: signatureField('Third', '/V 10 0 R', '/Rect [70 690 420 740] /AP << /N 12 0 R >>'),
    });
    const report = await verify(borrowed, [signing.issuer]);
    expect(report.verdict).toBe('changed');
    expect(report.signatures.every(({ verdict }) => verdict === 'changed')).toBe(true);
  });
});
