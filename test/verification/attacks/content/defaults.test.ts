/** What a field is drawn from that has no appearance of its own, and what a page inherits: the defaults serve more than what they seem to. */
import { describe, it } from 'vitest';
import { stream } from '../../../fixtures/pdf/index.ts';
import { type Attack, expectPermitted, expectRefused, type Sheet } from '../sheet.ts';
import { setStage } from '../stage.ts';

const stage = setStage();

const amount = (entries = '') =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /V (1000) /Rect [70 600 370 630] /F 4 /P 3 0 R ${entries} >>`;
const helvetica = '/Helv 5 0 R';
/** Draws a bar where a digit is meant. */
const bars = {
  30: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /sq 31 0 R >> /Encoding << /Type /Encoding /Differences [48 /sq /sq] >> /FirstChar 48 /LastChar 49 /Widths [1000 1000] >>',
  31: stream('1000 0 0 0 750 750 d1 0 0 750 750 re f'),
};
const fonts = (list: string) => `/DR << /Font << ${list} >> >>`;
const anew = '/NeedAppearances true';
const drawnAs = (colour: string) => `/DA (/Helv 20 Tf ${colour})`;

/** A widget (20) under so many fields, of which the form lists the first (100). */
function deep(depth: number): Sheet {
  const groups = Array.from({ length: depth }, (_, level): [number, string] => {
    const parent = level === 0 ? '/FT /Tx /T (Group)' : `/Parent ${99 + level} 0 R`;
    const kid = level === depth - 1 ? 20 : 101 + level;
    return [100 + level, `<< ${parent} /Kids [${kid} 0 R] >>`];
  });
  const widget = amount(`/Parent ${99 + depth} 0 R`).replace('/T (Amount)', '');
  return { fields: '100 0 R', annotations: '20 0 R', more: { 20: widget, ...Object.fromEntries(groups) } };
}

const onPage = (entries = ''): Sheet => ({ annotations: '20 0 R', more: { 20: amount(entries) } });
const inForm = (entries = ''): Sheet => ({ ...onPage(entries), fields: '20 0 R' });
const formed = (first: Sheet, before: string, after: string, more: Record<number, string> = {}): Attack => ({
  first: { ...first, form: before },
  second: { form: after, more },
});
/** Lets bars stand for the font that a default appearance names in one way or another. */
const named = (appearance: string) =>
  formed(
    inForm(`/DA (${appearance})`),
    `${anew} ${fonts(helvetica)}`,
    `${anew} ${fonts(`${helvetica} /Bars 30 0 R`)}`,
    bars,
  );

const drawn = stream('0 0 1 rg 0 0 300 30 re f', '/Type /XObject /Subtype /Form /BBox [0 0 300 30] /Resources << >>');

const attacks: Record<string, Attack> = {
  'by a default appearance for a widget that only the page lists': formed(
    onPage(),
    '',
    `${drawnAs('0 g')} ${fonts(helvetica)}`,
  ),
  'by a white one': formed(onPage(), '', `${drawnAs('1 g')} ${fonts(helvetica)}`),
  'by default resources for such a widget': formed(
    onPage('/DA (/Bars 20 Tf 0 g)'),
    anew,
    `${anew} ${fonts('/Bars 30 0 R')}`,
    bars,
  ),
  'by a default appearance for a widget that is no object of its own': formed(
    { annotations: amount() },
    `${anew} ${fonts(helvetica)}`,
    `${drawnAs('0 g')} ${anew} ${fonts(helvetica)}`,
  ),
  'by a default appearance for a widget of another parent than the one that lists it': formed(
    {
      fields: '21 0 R',
      annotations: '20 0 R',
      more: {
        20: amount('/Parent 22 0 R'),
        21: `<< /FT /Tx /T (Group) ${drawnAs('0 g')} /Kids [20 0 R] >>`,
        22: '<< /FT /Tx /T (Other) >>',
      },
    },
    `${anew} ${fonts(helvetica)}`,
    `${drawnAs('1 g')} ${anew} ${fonts(helvetica)}`,
  ),
  'by a default appearance for a widget deeper than fields are searched': formed(
    deep(70),
    `${anew} ${fonts(helvetica)}`,
    `${drawnAs('1 g')} ${anew} ${fonts(helvetica)}`,
  ),
  'by the second of two fonts that its default appearance names': named('/Helv 12 Tf /Bars 20 Tf 0 g'),
  'by a font whose name ends in a remark': named('/Bars%x\n 20 Tf 0 g'),
  'by a font whose size runs into its operator': named('/Bars 20Tf 0 g'),
  'by a font with more numbers than a size': named('/Bars 20 0 Tf 0 g'),
  'by a font that is named within a list': named('[/Bars] 20 Tf 0 g'),
};

describe('a field that stood in the signed file is drawn otherwise, which is told:', () => {
  for (const [what, attack] of Object.entries(attacks)) {
    // A form that cannot be searched to its end is not said to be as it was.
    const reasons = what.includes('deeper') ? ['unreadable'] : ['resources-changed'];
    it(what, () => expectRefused(attack, reasons, stage()));
  }
});

describe('defaults that serve nothing of before stay permitted:', () => {
  const grown = [`${fonts(helvetica)}`, `${drawnAs('0 g')} ${fonts(`${helvetica} /Bars 30 0 R`)}`] as const;
  const harmless: Record<string, Attack> = {
    'where the form has signatures only': formed({}, ...grown, bars),
    'where every field has its own appearance and default appearance': formed(
      {
        ...inForm(`${drawnAs('0 g')} /AP << /N 21 0 R >>`),
        more: { 20: amount(`${drawnAs('0 g')} /AP << /N 21 0 R >>`), 21: drawn },
      },
      ...grown,
      bars,
    ),
  };
  for (const [what, attack] of Object.entries(harmless)) {
    it(what, () => expectPermitted(attack, stage()));
  }
});

const sizes = {
  Rotate: ['0', '90'],
  MediaBox: ['[0 0 595 842]', '[0 0 595 400]'],
  CropBox: ['[0 0 595 842]', '[0 0 595 400]'],
};
const page = (parent: number, entries: string) =>
  `<< /Type /Page /Parent ${parent} 0 R /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R /Annots [7 0 R] ${entries} >>`;
const box = (key: string) => (key === 'MediaBox' ? '' : '/MediaBox [0 0 595 842]');

describe('what a page inherits depends on the way that readers take:', () => {
  for (const [key, [seen = '', hidden = '']] of Object.entries(sizes)) {
    it(`${key}, of a parent that the tree does not lead to`, () =>
      expectRefused(
        {
          first: {
            tree: `/${key} ${seen}`,
            more: { 3: page(20, box(key)), 20: `<< /Type /Pages /Kids [3 0 R] /Count 1 /${key} ${hidden} >>` },
          },
          second: { more: { 3: page(20, `${box(key)} /${key} ${hidden}`) } },
        },
        // The page has a second place in a tree, too.
        ['page-content-changed', 'hidden-object'],
        stage(),
      ));

    it(`${key}, of the one parent that there is, may be written into the page`, () =>
      expectPermitted(
        {
          first: { tree: `/${key} ${seen}`, more: { 3: page(2, box(key)) } },
          second: { more: { 3: page(2, `${box(key)} /${key} ${seen}`) } },
        },
        stage(),
      ));
  }

  it('of a root that says that there is something above it', () =>
    expectRefused(
      {
        first: {
          tree: '/Parent 20 0 R',
          more: { 3: page(2, box('')), 20: '<< /Type /Pages /Kids [2 0 R] /Count 1 /Rotate 90 >>' },
        },
        second: { more: { 3: page(2, `${box('')} /Rotate 90`) } },
      },
      ['page-content-changed'],
      stage(),
    ));
});
