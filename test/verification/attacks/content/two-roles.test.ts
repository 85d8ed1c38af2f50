/** An object that may change as what it is in one place is drawn from another: whatever names it twice has to name it as the same. */
import { describe, it } from 'vitest';
import { stream } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signatureField } from '../../sign-by-hand.ts';
import { type Attack, expectPermitted, expectRefused, type Sheet } from '../sheet.ts';
import { forgedText, setStage } from '../stage.ts';

const stage = setStage();

const look = (content: string, entries = '') =>
  stream(content, `/Subtype /Form /BBox [0 0 300 60] /Resources << /Font << /F 5 0 R >> >> ${entries}`);
const forged = look('1 g 0 0 300 60 re f 0 g BT /F 24 Tf 2 10 Td (9999) Tj ET', '/Type /Metadata');
const note = look('BT /F 24 Tf 2 10 Td (void) Tj ET', '/Type /XObject');
const draws = (name: string) => ({ content: `q 1 0 0 1 70 690 cm /${name} Do Q` });
const treeAsFonts = (entries: string): Sheet => ({
  tree: entries,
  more: {
    3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font 2 0 R >> /Contents 4 0 R /Annots [7 0 R] >>`,
  },
});
const withoutParent =
  '<< /Type /Page /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R /Annots [7 0 R] >>';

/** A layer (31) with a line of text, and what says whether it is shown (30). */
const layered = (key: string, state: string): Sheet => ({
  catalog: `/OCProperties 30 0 R /${key} 30 0 R`,
  content: '/OC /P1 BDC BT /F 24 Tf 72 600 Td (discount) Tj ET EMC',
  resources: '/Properties << /P1 31 0 R >>',
  more: { 30: `<< /OCGs [31 0 R] /D << ${state} >> >>`, 31: '<< /Type /OCG /Name (Layer) >>' },
});
const otherTree = {
  2: '<< /Type /Pages /Kids [40 0 R] /Count 1 >>',
  40: withoutParent.replace('4 0 R', '41 0 R'),
  41: forgedText,
};

const amount = (entries: string) =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /Rect [70 600 370 630] /F 4 /DA (/Helv 20 Tf 0 g) /P 3 0 R ${entries} >>`;

const element = '<< /Type /StructElem /S /Form /P 20 0 R /K << /Type /OBJR /Obj 11 0 R >> >>';
const tree = (entries = '/K []') => `<< /Type /StructTreeRoot ${entries} >>`;
const packed = (parameters: string, decode = '') =>
  stream(
    '\x26\xa0\x00\x10\x01',
    `/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1 /ColorSpace /DeviceGray ${decode} ` +
      `/Filter /CCITTFaxDecode /DecodeParms ${parameters}`,
  );
const picture = { content: 'q 80 0 0 80 72 500 cm /I Do Q', resources: '/XObject << /I 21 0 R >>' };
const group = {
  content: 'q 1 0 0 1 72 600 cm /X Do Q',
  resources: '/XObject << /X 21 0 R >>',
};
const grouped = stream(
  'BT /F 24 Tf 2 10 Td (9999) Tj ET 1 g 0 0 300 60 re f',
  '/Type /XObject /Subtype /Form /BBox [0 0 300 60] /Group 30 0 R /Resources << /Font << /F 5 0 R >> >>',
);
const knockout = (kids: string) => `<< /S /Transparency /I true /P 20 0 R /K ${kids} >>`;
const numbered = '/StructTreeRoot 20 0 R';
const parentTree = { 20: tree('/K [] /ParentTree 22 0 R'), 22: '<< /Nums 23 0 R >>' };

/** `reasons`: what is told, where it is not only that an object is named in another place. */
const attacks: Record<string, Attack & { readonly reasons?: readonly string[] }> = {
  'a node of the page tree is a dictionary of fonts too': {
    first: treeAsFonts('/F 5 0 R'),
    second: treeAsFonts('/F (text)'),
    reasons: ['page-content-changed', 'hidden-object'],
  },
  'a node of the page tree is a dictionary of pictures too': {
    first: { ...draws('X1'), resources: '/XObject 2 0 R', tree: '/X1 20 0 R', more: { 20: note } },
    second: { tree: '/X1 (text)' },
    reasons: ['page-content-changed', 'hidden-object'],
  },
  'a node of the page tree is the parent of a field too': {
    first: {
      fields: '20 0 R',
      annotations: '20 0 R',
      form: '/DA (/Helv 12 Tf 0 g) /DR << /Font << /Helv 5 0 R >> >> /NeedAppearances true',
      tree: '/V (1000)',
      more: { 20: amount('/Parent 2 0 R') },
    },
    second: { tree: '/V (9999)' },
    reasons: ['page-content-changed', 'hidden-object'],
  },
  'the metadata say which layers are shown too': {
    first: layered('Metadata', '/OFF [31 0 R]'),
    second: layered('Metadata', '/OFF []'),
    reasons: ['structure-changed'],
  },
  'the extensions say which layers are shown too': {
    first: layered('Extensions', '/OFF [31 0 R]'),
    second: { more: { 30: '<< /OCGs [31 0 R] /D << /OFF [31 0 R] >> /More << /BaseVersion /1.7 >> >>' } },
  },
  'the extensions are the page tree too': {
    first: { catalog: '/Extensions 2 0 R', more: { 3: withoutParent } },
    second: { more: { 2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /More << /BaseVersion /1.7 >> >>' } },
  },
  'the metadata are the page tree too': {
    first: { catalog: '/Metadata 2 0 R', more: { 3: withoutParent } },
    second: { more: otherTree },
    reasons: ['page-added', 'page-removed', 'hidden-object'],
  },
  'the information is the page tree too': {
    first: { trailer: '/Info 2 0 R', more: { 3: withoutParent } },
    second: { more: otherTree },
  },
  'the information says which layers are shown too': {
    first: { ...layered('Unknown', '/OFF [31 0 R]'), trailer: '/Info 30 0 R' },
    second: layered('Unknown', '/OFF []'),
  },
  'the catalog is a dictionary of graphics states too': {
    first: { content: '/Extensions gs 1 g 60 590 400 40 re f', resources: '/ExtGState 1 0 R' },
    second: { catalog: '/Extensions << /ADBE << /BaseVersion /1.7 >> >>' },
  },
  'the catalog is a dictionary of pictures too': {
    first: { ...draws('Metadata'), resources: '/XObject 1 0 R' },
    second: { catalog: '/Metadata 20 0 R', more: { 20: forged.replace('/Subtype /Form', '/Subtype /XML') } },
  },
  'a page is a dictionary of pictures too': {
    first: { ...draws('Metadata'), resources: '/XObject 3 0 R' },
    second: { page: '/Metadata 20 0 R', more: { 20: forged.replace('/Subtype /Form', '/Subtype /XML') } },
  },
  'an empty field is a dictionary of pictures too': {
    first: {
      ...draws('NM'),
      fields: '11 0 R',
      annotations: '11 0 R',
      resources: '/XObject 11 0 R',
      more: { 11: signatureField('Second', '') },
    },
    second: { later: 'signature', widget: '/F 132 /Rect [0 0 0 0] /NM 20 0 R', more: { 20: forged } },
  },
  'the annotations are the contents too': {
    first: {
      more: {
        3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> /Contents 20 0 R /Annots 20 0 R >>',
        20: '[4 0 R]',
      },
    },
    second: { later: 'signature', more: { 20: '[4 0 R 11 0 R]' } },
  },
  'a part of the structure says how a picture is unpacked too': {
    first: {
      ...picture,
      catalog: numbered,
      more: { 20: tree(), 21: packed('30 0 R'), 30: '<< /K -1 /Columns 8 /Rows 8 /S /x /P 20 0 R >>' },
    },
    second: {
      later: 'signature',
      more: { 30: '<< /K [-1 31 0 R] /Columns 8 /Rows 8 /S /x /P 20 0 R >>', 31: element },
    },
    // It is nowhere in the tree.
    reasons: ['resources-changed'],
  },
  'a list of the structure is the visible region of the page too': {
    first: { catalog: numbered, page: '/CropBox 23 0 R', more: { ...parentTree, 23: '[0 690 595 842]' } },
    second: { later: 'signature', more: { 23: '[7 30 0 R 0 690 595 842]', 30: element } },
  },
  'a list of the structure says which point of a picture is black too': {
    first: {
      ...picture,
      catalog: numbered,
      more: { ...parentTree, 21: packed('<< /K -1 /Columns 8 /Rows 8 >>', '/Decode 23 0 R'), 23: '[0 1]' },
    },
    second: { later: 'signature', more: { 23: '[7 30 0 R 0 1]', 30: element } },
  },
  'a part of the structure is a transparency group too': {
    first: { ...group, catalog: numbered, more: { 20: tree(), 21: grouped, 30: knockout('true') } },
    second: { later: 'signature', more: { 30: knockout('[true 31 0 R]'), 31: element } },
    reasons: ['resources-changed'],
  },
  'the root of the structure is a transparency group too': {
    first: {
      ...group,
      catalog: '/StructTreeRoot 30 0 R',
      more: { 21: grouped, 30: tree('/S /Transparency /I true /K true') },
    },
    second: {
      later: 'signature',
      more: { 30: tree('/S /Transparency /I true /K [true 31 0 R]'), 31: element.replace('/P 20', '/P 30') },
    },
  },
};

describe('what may change is drawn from elsewhere, which is told:', () => {
  for (const [what, attack] of Object.entries(attacks)) {
    it(what, () => expectRefused(attack, attack.reasons ?? ['hidden-object'], stage()));
  }
});

const honest: Record<string, Sheet> = {
  'a page by bookmarks, by named destinations, by annotations and by the structure': {
    catalog: '/Outlines 20 0 R /Dests 22 0 R /OpenAction [3 0 R /Fit] /StructTreeRoot 24 0 R',
    annotations: '23 0 R',
    more: {
      20: '<< /Type /Outlines /First 21 0 R /Last 21 0 R /Count 1 >>',
      21: '<< /Title (Start) /Parent 20 0 R /Dest [3 0 R /XYZ 0 842 0] >>',
      22: '<< /Start [3 0 R /FitH 842] /End << /D [3 0 R /Fit] >> >>',
      23: '<< /Type /Annot /Subtype /Link /P 3 0 R /Rect [0 0 9 9] /Border [0 0 0] /A << /S /GoTo /D [3 0 R /Fit] >> >>',
      24: '<< /Type /StructTreeRoot /K 25 0 R >>',
      25: '<< /Type /StructElem /S /P /P 24 0 R /Pg 3 0 R /K 0 >>',
    },
  },
  'a page by a name tree whose destinations are objects of their own': {
    catalog: '/Names << /Dests 20 0 R >>',
    more: { 20: '<< /Kids [21 0 R] >>', 21: '<< /Names [(Start) 22 0 R] >>', 22: '[3 0 R /Fit]' },
  },
  'the catalog by a signature, as what it protects': {
    more: {
      6: emptySignature({
        entries:
          '/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /Data 1 0 R /TransformParams << /V /1.2 /Action /Include /Fields [(x)] >> >>]',
      }),
    },
  },
};

describe('what is named twice in an honest way may change:', () => {
  for (const [what, first] of Object.entries(honest)) {
    it(what, () =>
      expectPermitted({ first, second: { later: 'signature', widget: '/F 132 /Rect [0 0 0 0]' } }, stage()),
    );
  }
});
