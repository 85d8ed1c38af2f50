import { describe, expect, it } from 'vitest';
import { stream } from '../../fixtures/pdf/index.ts';
import { signatureField } from '../../verification/sign-by-hand.ts';
import { type Case, catalog, data, form, type Objects, page, refusedIn, second } from './revisions.ts';

type Rows = Record<string, readonly [what: Case, refused: string]>;
const table = (rows: Rows) => {
  for (const [name, [what, refused]] of Object.entries(rows)) {
    it(`${name}: ${refused}`, () => expect(refusedIn(what)).toBe(refused));
  }
};

const key = 'A'.repeat(40);
const other = 'B'.repeat(40);

describe('a security store (ISO 32000-2, Tables 261 and 262) that is new', () => {
  const store = (text: string, more: Objects = {}): Case => ({
    later: { 1: catalog(form(), `/DSS ${text}`), 21: data, ...more },
  });
  table({
    'holds certificates, lists and responses': [
      store('<< /Type /DSS /Certs [21 0 R] /CRLs [21 0 R] /OCSPs [21 0 R] >>'),
      'permitted',
    ],
    'holds what it holds for a signature': [
      store(`<< /VRI << /Type /VRI /${key} << /Type /VRI /Cert [21 0 R] /TU (D:2026) /TS 21 0 R >> >> >>`),
      'permitted',
    ],
    'holds its parts in objects of their own': [
      store('20 0 R', {
        20: `<< /Certs 22 0 R /VRI 23 0 R >>`,
        22: '[21 0 R]',
        23: `<< /${key} 24 0 R >>`,
        24: '<< /CRL [21 0 R] >>',
      }),
      'permitted',
    ],
    'is no dictionary': [store('[21 0 R]'), 'hidden-object'],
    'is of another type': [store('<< /Type /Font /Certs [21 0 R] >>'), 'hidden-object'],
    'holds something else': [store('<< /Fonts [21 0 R] >>'), 'hidden-object'],
    'holds a certificate that is no stream': [
      store('<< /Certs [22 0 R] >>', { 22: '<< /Length 5 >>' }),
      'hidden-object',
    ],
    'holds a certificate that is not there': [
      store('<< /Certs [22 0 R] >>'),
      'hidden-object, irregular-update (reference/missing)',
    ],
    'holds a certificate that could be drawn': [
      store('<< /Certs [22 0 R] >>', { 22: stream('0 g', '/Type /XObject /Subtype /Form') }),
      'hidden-object',
    ],
    'holds a certificate that stands in the list itself': [store('<< /Certs [(bytes)] >>'), 'hidden-object'],
    'holds something for what is no signature': [
      store('<< /VRI << /Other << /Cert [21 0 R] >> >> >>'),
      'hidden-object',
    ],
    'holds a number for a signature': [store(`<< /VRI << /${key} 5 >> >>`), 'hidden-object'],
    'is of another type in its part for signatures': [store('<< /VRI << /Type /Font >> >>'), 'hidden-object'],
    'holds something else for a signature': [store(`<< /VRI << /${key} << /AP [21 0 R] >> >> >>`), 'hidden-object'],
    'holds an entry of another type': [store(`<< /VRI << /${key} << /Type /Page >> >> >>`), 'hidden-object'],
    'holds a time that is a dictionary': [store(`<< /VRI << /${key} << /TU << >> >> >> >>`), 'hidden-object'],
    'holds a time that is a list': [store(`<< /VRI << /${key} << /TU [] >> >> >>`), 'hidden-object'],
    'holds a timestamp that is no stream': [
      store(`<< /VRI << /${key} << /TS 22 0 R >> >> >>`, { 22: '<< >>' }),
      'hidden-object',
    ],
    'holds a timestamp that could be drawn': [
      store(`<< /VRI << /${key} << /TS 22 0 R >> >> >>`, { 22: stream('0 g', '/Subtype /Form') }),
      'hidden-object',
    ],
  });
});

describe('a security store that was there', () => {
  const parts = {
    20: '<< /Type /DSS /Certs 22 0 R /VRI 23 0 R >>',
    21: data,
    22: '[21 0 R]',
    23: `<< /${key} 24 0 R >>`,
    24: '<< /Cert [21 0 R] >>',
    25: data,
  };
  const first = { 1: catalog(form(), '/DSS 20 0 R'), ...parts };
  const grown = (later: Objects): Case => ({ first, later: { 30: data, ...later } });
  table({
    'gets a certificate more': [grown({ 22: '[21 0 R 30 0 R]' }), 'permitted'],
    'gets lists as well': [grown({ 20: '<< /Type /DSS /Certs 22 0 R /VRI 23 0 R /CRLs [30 0 R] >>' }), 'permitted'],
    'gets a part for another signature': [
      grown({ 23: `<< /${key} 24 0 R /${other} << /Cert [30 0 R] >> >>` }),
      'permitted',
    ],
    'gets more for a signature': [grown({ 24: '<< /Cert [21 0 R 30 0 R] /OCSP [30 0 R] >>' }), 'permitted'],
    'loses a certificate': [grown({ 22: '[]' }), 'hidden-object'],
    'has a certificate exchanged': [grown({ 22: '[30 0 R]' }), 'hidden-object'],
    'has its certificates in another order': [
      { first: { ...first, 22: '[21 0 R 25 0 R]' }, later: { 22: '[25 0 R 21 0 R]' } },
      'hidden-object',
    ],
    'gets what is no certificate': [grown({ 22: '[21 0 R 5 0 R]' }), 'hidden-object'],
    'is of another type': [grown({ 20: '<< /Type /Font /Certs 22 0 R /VRI 23 0 R >>' }), 'hidden-object'],
    'loses its part for signatures': [grown({ 20: '<< /Type /DSS /Certs 22 0 R >>' }), 'hidden-object'],
    'loses a signature': [grown({ 23: `<< /${other} << /Cert [30 0 R] >> >>` }), 'hidden-object'],
    'loses something for a signature': [grown({ 24: '<< >>' }), 'hidden-object'],
    'becomes something else': [grown({ 22: '<< /Type /Font >>' }), 'hidden-object'],
    'gets a type that it had not': [
      {
        first: { ...first, 20: '<< /Certs 22 0 R /VRI 23 0 R >>' },
        later: { 20: '<< /Type /DSS /Certs 22 0 R /VRI 23 0 R >>' },
      },
      'permitted',
    ],
    'gets the type of a store in place of another': [
      {
        first: { ...first, 20: '<< /Type /Font /Certs 22 0 R /VRI 23 0 R >>' },
        later: { 20: '<< /Type /DSS /Certs 22 0 R /VRI 23 0 R >>' },
      },
      'hidden-object',
    ],
    'is gone': [grown({ 1: catalog(form()) }), 'hidden-object'],
    'is drawn on the page as well': [
      {
        first: { ...first, 3: page().replace('/Contents 4 0 R', '/Contents 22 0 R') },
        later: { 22: '[21 0 R 30 0 R]', 30: stream('BT /F 24 Tf 72 700 Td (Forged) Tj ET') },
      },
      'hidden-object',
    ],
  });
});

const tagged = (fields = '7 0 R') => catalog(form(fields), '/MarkInfo << /Marked true >> /StructTreeRoot 20 0 R');
const root = (next = 1, entries = '') =>
  `<< /Type /StructTreeRoot /K 21 0 R /ParentTree 23 0 R /ParentTreeNextKey ${next} ${entries} >>`;
const top = (kids: string, entries = '') => `<< /Type /StructElem /S /Document /P 20 0 R /K [${kids}] ${entries} >>`;
const paragraph = '<< /Type /StructElem /S /P /P 21 0 R /Pg 3 0 R /K 0 >>';
const element = (entries = '/K << /Type /OBJR /Obj 11 0 R >>', kind = 'Form') =>
  `<< /Type /StructElem /S /${kind} /P 21 0 R /Pg 3 0 R ${entries} >>`;

describe('in the structure of a tagged file (ISO 32000-2, 14.7), a later signer', () => {
  const first = { 1: tagged(), 20: root(), 21: top('22 0 R'), 22: paragraph, 23: '<< /Nums [0 [22 0 R]] >>' };
  const honest = {
    ...second(signatureField('Second', '/V 10 0 R', '/Rect [0 0 0 0] /StructParent 1')),
    1: tagged('7 0 R 11 0 R'),
    20: root(2),
    21: top('22 0 R 24 0 R'),
    23: '<< /Nums [0 [22 0 R] 1 24 0 R] >>',
    24: element(),
  };
  const signed = (differing: Objects = {}): Case => ({ first, later: { ...honest, ...differing } });
  table({
    'has an element for his widget': [signed(), 'permitted'],
    'has one with a language and a name': [
      signed({ 24: element('/K [<< /Type /OBJR /Pg 3 0 R /Obj 11 0 R >>] /Lang (zh) /T (seal) /Alt (seal) /ID (4)') }),
      'permitted',
    ],
    'has one before the others': [signed({ 21: top('24 0 R 22 0 R') }), 'permitted'],
    'says what is read in place of it': [
      signed({ 24: element('/K << /Type /OBJR /Obj 11 0 R >> /ActualText (paid)') }),
      'structure-changed',
    ],
    'has an element of another kind': [signed({ 24: element(undefined, 'P') }), 'structure-changed'],
    'has an element for what is drawn on the page': [signed({ 24: element('/K 0') }), 'structure-changed'],
    'has an element without anything': [signed({ 24: element('') }), 'structure-changed'],
    'has an element for the widget of another': [
      signed({ 24: element('/K << /Type /OBJR /Obj 7 0 R >>') }),
      'structure-changed',
    ],
    'has an element for a widget and more': [
      signed({ 24: element('/K [<< /Type /OBJR /Obj 11 0 R >> 0]') }),
      'structure-changed',
    ],
    'says more of the widget': [
      signed({ 24: element('/K << /Type /OBJR /Obj 11 0 R /Stm 4 0 R >>') }),
      'structure-changed',
    ],
    'has an element that stood there for nothing': [
      { first: { ...first, 24: element('/K << /Type /OBJR /Obj 11 0 R >>') }, later: { ...honest, 24: element() } },
      'structure-changed',
    ],
    'has an element of another type': [signed({ 24: element().replace('/StructElem', '/Page') }), 'structure-changed'],
    'takes a paragraph away': [signed({ 21: top('24 0 R') }), 'structure-changed'],
    'names a paragraph twice': [signed({ 21: top('22 0 R 22 0 R 24 0 R') }), 'structure-changed'],
    'says of an element what it did not say': [
      signed({ 21: top('22 0 R 24 0 R', '/Alt (nothing)') }),
      'structure-changed',
    ],
    'names the element under another key as well': [
      signed({ 21: top('22 0 R 24 0 R', '/A 24 0 R') }),
      'structure-changed',
    ],
    'makes a paragraph something else': [
      signed({ 22: paragraph.replace('/S /P', '/S /Artifact') }),
      'structure-changed',
    ],
    'gives kinds other meanings': [signed({ 20: root(2, '/RoleMap << /P /Artifact >>') }), 'structure-changed'],
    'counts in words': [
      signed({ 20: root().replace('/ParentTreeNextKey 1', '/ParentTreeNextKey (2)') }),
      'structure-changed',
    ],
    'takes a pair out of the parent tree': [signed({ 23: '<< /Nums [1 24 0 R] >>' }), 'structure-changed'],
    'changes a pair of the parent tree': [signed({ 23: '<< /Nums [0 [] 1 24 0 R] >>' }), 'structure-changed'],
    'adds a pair that leads elsewhere': [
      signed({ 23: '<< /Nums [0 [22 0 R] 1 24 0 R 2 22 0 R] >>' }),
      'structure-changed',
    ],
    'adds a pair under a word': [signed({ 23: '<< /Nums [0 [22 0 R] (1) 24 0 R] >>' }), 'structure-changed'],
    'adds the limits of the parent tree': [
      signed({ 23: '<< /Nums [0 [22 0 R] 1 24 0 R] /Limits [0 1] >>' }),
      'permitted',
    ],
    'adds limits that are no numbers': [
      signed({ 23: '<< /Nums [0 [22 0 R] 1 24 0 R] /Limits [(a) (b)] >>' }),
      'structure-changed',
    ],
    'adds something else to the parent tree': [
      signed({ 23: '<< /Nums [0 [22 0 R] 1 24 0 R] /Names [] >>' }),
      'structure-changed',
    ],
  });
});
