import { describe, expect, it } from 'vitest';
import { stream } from '../../fixtures/pdf/index.ts';
import { emptySignature, signatureField } from '../../verification/sign-by-hand.ts';
import { type Case, catalog, form, page, refusedIn, sealAppearance, sealPlace, second } from './revisions.ts';

type Rows = Record<string, readonly [what: Case, refused: string]>;
const table = (rows: Rows) => {
  for (const [name, [what, refused]] of Object.entries(rows)) {
    it(`${name}: ${refused}`, () => expect(refusedIn(what)).toBe(refused));
  }
};

describe('in the form (ISO 32000-2, Table 224)', () => {
  const formOnly = (entries: string): Case => ({ later: { 1: catalog(form('7 0 R', entries)) } });
  const flags = (written: string): Case => ({
    later: { 1: catalog(form().replace('/SigFlags 3', `/SigFlags ${written}`)) },
  });
  table({
    'other flags of signatures': [flags('1'), 'permitted'],
    'flags that there are not': [flags('7'), 'form-structure-changed'],
    'flags that are no number': [flags('/3'), 'form-structure-changed'],
    'appearances that readers need not draw': [formOnly('/NeedAppearances false'), 'permitted'],
    'appearances that readers are to draw': [formOnly('/NeedAppearances true'), 'form-structure-changed'],
    'appearances that readers were to draw': [
      { first: { 1: catalog(form('7 0 R', '/NeedAppearances true')) }, later: { 1: catalog(form()) } },
      'form-structure-changed',
    ],
    'a form of XML': [formOnly('/XFA (x)'), 'form-structure-changed'],
    'an order of calculation': [formOnly('/CO [7 0 R]'), 'form-structure-changed'],
    'the same in an object of its own': [{ later: { 1: catalog('20 0 R'), 20: form() } }, 'permitted'],
    'the same in an object that stood there': [
      { first: { 20: form() }, later: { 1: catalog('20 0 R') } },
      'form-structure-changed',
    ],
    'a field less': [{ later: { 1: catalog(form('')) } }, 'form-structure-changed'],
    'a field that is empty': [
      { later: { 1: catalog(form('7 0 R 20 0 R')), 20: signatureField('Empty', '') } },
      'form-structure-changed',
    ],
    'a field that is new, before the others': [
      { later: { ...second(), 1: catalog(form('11 0 R 7 0 R')) } },
      'form-structure-changed',
    ],
    'fields in a list that stood there for something else': [
      {
        first: { 20: '[7 0 R]' },
        later: { ...second(), 1: catalog('<< /Fields 20 0 R /SigFlags 3 >>'), 20: '[7 0 R 11 0 R]' },
      },
      'form-structure-changed, structure-changed',
    ],
  });
});

const text = (entries: string) =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /P 3 0 R /F 4 /Rect [72 600 300 620] ${entries} >>`;

describe('a field that stood there', () => {
  const first = { 1: catalog(form('7 0 R 8 0 R')), 3: page('', '7 0 R 8 0 R'), 8: text('/V (100)') };
  const later = (entries: string): Case => ({ first, later: { 8: text(entries) } });
  table({
    'is filled': [later('/V (900)'), 'form-filled'],
    'is filled, with all that filling sets': [later('/V (900) /M (D:2026) /DA (/F 9 Tf) /MK << >>'), 'form-filled'],
    'is ticked': [later('/V (100) /AS /On'), 'form-filled'],
    'looks different': [later('/V (100) /MK << /BG [1 0 0] >>'), 'appearance-changed'],
    'is filled and may not be any more': [later('/V (900) /Ff 1'), 'form-structure-changed'],
    calculates: [later('/V (100) /AA << >>'), 'form-structure-changed'],
  });

  const empty = (entries: string, value = '', kind = '/Subtype /Widget') =>
    `<< /Type /Annot ${kind} /FT /Sig /T (Later) /P 3 0 R /F 132 ${value} ${entries} >>`;
  const stood = (field: string) => ({ 1: catalog(form('7 0 R 8 0 R')), 3: page('', '7 0 R 8 0 R'), 8: field });
  const signed = (field: string, more: Record<number, string> = {}) => ({ 8: field, 10: emptySignature(), ...more });
  const place = sealPlace;
  table({
    'empty is signed': [
      { first: stood(empty('/Rect [0 0 0 0]')), later: signed(empty('/Rect [0 0 0 0]', '/V 10 0 R')) },
      'permitted',
    ],
    'empty is signed with a seal': [
      {
        first: stood(empty(place)),
        later: signed(empty(`${place} /AP << /N 12 0 R >>`, '/V 10 0 R'), { 12: sealAppearance }),
      },
      'permitted',
    ],
    'empty, which stood on no page, is put on one and signed': [
      {
        first: { ...stood(empty(place)), 3: page() },
        later: { ...signed(empty(place, '/V 10 0 R')), 3: page('', '7 0 R 8 0 R') },
      },
      'annotation-added',
    ],
    'empty is signed without being seen, and its place is given up': [
      { first: stood(empty(place)), later: signed(empty('/Rect [0 0 0 0]', '/V 10 0 R')) },
      'permitted',
    ],
    'empty is signed in another place': [
      {
        first: stood(empty(place)),
        later: signed(empty('/Rect [72 690 172 740] /AP << /N 12 0 R >>', '/V 10 0 R'), { 12: sealAppearance }),
      },
      'form-structure-changed',
    ],
    'empty is signed and renamed': [
      {
        first: stood(empty('/Rect [0 0 0 0]')),
        later: signed(empty('/Rect [0 0 0 0]', '/V 10 0 R').replace('(Later)', '(Other)')),
      },
      'form-structure-changed',
    ],
    'empty was drawn as something else': [
      {
        first: stood(empty(place, '', '/Subtype /Stamp')),
        later: signed(empty(place, '/V 10 0 R')),
      },
      'form-structure-changed',
    ],
    'empty had a place and was no widget': [
      { first: stood(empty(place, '', '')), later: signed(empty(place, '/V 10 0 R')) },
      'form-structure-changed',
    ],
    'empty is given the signature that was there': [
      { first: stood(empty('/Rect [0 0 0 0]')), later: { 8: empty('/Rect [0 0 0 0]', '/V 6 0 R') } },
      'form-structure-changed',
    ],
    'signed is given another signature': [
      { later: { 7: signatureField('First', '/V 10 0 R'), 10: emptySignature() } },
      'form-structure-changed',
    ],
    'signed is emptied': [{ later: { 7: signatureField('First', '') } }, 'form-structure-changed'],
  });
});

describe('the widget of a later signature (ISO 32000-2, Tables 166, 167 and 191)', () => {
  const widget = (entries: string, flags = '/F 132') =>
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Second) /P 3 0 R ${flags} /V 10 0 R ${entries} >>`;
  const with12 = (field: string, appearance = sealAppearance): Case => ({
    later: { ...second(field), 12: appearance },
  });
  const seal = `${sealPlace} /AP << /N 12 0 R >>`;
  const told = 'form-structure-changed';
  table({
    'with a seal': [with12(widget(seal)), 'permitted'],
    'that is printed only if it is seen': [with12(widget(seal, '/F 4')), 'permitted'],
    'without flags': [with12(widget(seal, '')), 'permitted'],
    'with every plain flag': [with12(widget(seal, '/F 708')), 'permitted'],
    'that does not turn with the page': [with12(widget(seal, '/F 20')), told],
    'that is printed and not shown': [with12(widget(seal, '/F 36')), told],
    'with flags that there are not': [with12(widget(seal, '/F 1028')), told],
    'with flags as a real number': [with12(widget(seal, '/F 4.0')), told],
    'that is hidden with its seal': [with12(widget(seal, '/F 2')), told],
    'that is hidden with nothing': [with12(widget(sealPlace, '/F 2')), 'permitted'],
    'that is hidden, with flags that there are not': [with12(widget(sealPlace, '/F 1026')), told],
    'that is hidden, with a flag below zero': [with12(widget(sealPlace, '/F -2')), told],
    'of no size with nothing': [with12(widget('/Rect [0 0 0 0]')), 'permitted'],
    'of no size with its seal': [with12(widget('/Rect [0 0 0 0] /AP << /N 12 0 R >>')), 'permitted'],
    'of no size elsewhere': [with12(widget('/Rect [50 50 50 50] /MK << /BG [1 0 0] >>')), told],
    'with a place of three numbers': [with12(widget('/Rect [0 0 0]')), told],
    'of another kind': [with12(widget(seal).replace('/Widget', '/Stamp')), told],
    'of another type': [with12(widget(seal).replace('/Annot', '/Page')), told],
    turned: [with12(widget(`${seal} /MK << /R 90 >>`)), 'permitted'],
    'with a background': [with12(widget(`${seal} /MK << /BG [1 0 0] >>`)), told],
    'with a border and no appearance': [with12(widget(`${sealPlace} /BS << /W 5 >>`)), told],
    'with an empty border and no appearance': [with12(widget(`${sealPlace} /BS << >>`)), 'permitted'],
    'with another appearance when it is pressed': [with12(widget(`${sealPlace} /AP << /N 12 0 R /D 4 0 R >>`)), told],
    'with the same appearance when it is pressed': [
      with12(widget(`${sealPlace} /AP << /N 12 0 R /D 12 0 R >>`)),
      'permitted',
    ],
    'with a state': [with12(widget(`${sealPlace} /AP << /N << /On 12 0 R >> >> /AS /On`)), told],
    'with an action': [with12(widget(`${seal} /A << /S /URI /URI (x) >>`)), told],
    'in a layer': [with12(widget(`${seal} /OC << /Type /OCG /Name (x) >>`)), told],
    'with an image in the place of the appearance': [
      with12(
        widget(seal),
        stream('x', '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8'),
      ),
      told,
    ],
    'with an appearance that is in a layer': [
      with12(widget(seal), sealAppearance.replace('/Resources', '/OC << >> /Resources')),
      told,
    ],
  });
});

describe('the field of a later signature (ISO 32000-2, 12.7.4)', () => {
  const kid = (entries = '') =>
    `<< /Type /Annot /Subtype /Widget /Parent 11 0 R /P 3 0 R /F 132 /Rect [0 0 0 0] ${entries} >>`;
  const withKid = (field: string, widget = kid()): Case => ({
    later: { ...second(field), 3: page('', '7 0 R 13 0 R'), 13: widget },
  });
  const field = (entries = '') => `<< /FT /Sig /T (Second) /V 10 0 R /Kids [13 0 R] ${entries} >>`;
  const told = 'annotation-added, form-structure-changed';
  const timestamp = (entries: string): Case => ({
    later: {
      ...second(signatureField('Second', '/V 10 0 R', entries)),
      10: emptySignature({ subFilter: 'ETSI.RFC3161' }),
      12: sealAppearance,
    },
  });
  const group = (entries = '', parent = '/Parent 13 0 R'): Case => ({
    later: {
      ...second(signatureField('Second', '/V 10 0 R', `/Rect [0 0 0 0] ${parent}`)),
      1: catalog(form('7 0 R 13 0 R')),
      13: `<< /T (Group) /Kids [11 0 R] ${entries} >>`,
    },
  });
  table({
    'with its widget as a kid': [withKid(field()), 'permitted'],
    'with a kid of another': [withKid(field(), kid().replace('/Parent 11', '/Parent 7')), told],
    'with a kid that runs something': [withKid(field(), kid('/AA << >>')), 'form-structure-changed'],
    'that is a widget and has one': [withKid(field('/Rect [0 0 0 0]')), 'form-structure-changed'],
    'that runs something': [withKid(field('/AA << >>')), 'form-structure-changed'],
    'that is locked': [withKid(field('/Lock << /Type /SigFieldLock /Action /All >>')), 'permitted'],
    'in a group': [group(), 'permitted'],
    'in a group that runs something': [group('/AA << >>'), 'form-structure-changed'],
    'in a group that it does not know': [group('', ''), 'form-structure-changed'],
    'in a group that has the value of another': [group('/V 6 0 R'), 'form-structure-changed'],
    'of a timestamp that is not seen': [timestamp('/Rect [0 0 0 0]'), 'permitted'],
    'of a timestamp that is seen': [timestamp(`${sealPlace} /AP << /N 12 0 R >>`), 'form-structure-changed'],
  });
});
