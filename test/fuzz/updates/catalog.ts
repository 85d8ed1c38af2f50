/** What later revisions do to the catalog, to the form and to what passes for validation data or metadata. */
import { type Draft, pick } from '../documents/draft.ts';
import { copy, get, type Node, parse, reference, set } from '../documents/nodes.ts';
import { forged, type Generator } from './pages.ts';

const formXObject = '/Type /XObject /Subtype /Form /BBox [0 0 300 50]';

const catalogEntry: Generator = (draft, draw) => {
  const { catalog, pages } = draft.model;
  const page = pick(draw, pages);
  const [key, value] = pick(draw, [
    ['OCProperties', '<< /OCGs [ ] /D << /BaseState /OFF >> >>'],
    ['OCProperties', '<< /OCGs [6 0 R 7 0 R] /D << /ON [7 0 R] /OFF [6 0 R] >> >>'],
    ['OpenAction', `[${page} 0 R /Fit]`],
    ['Names', '<< >>'],
    ['Outlines', '<< >>'],
    ['PageMode', '/UseOC'],
    ['ViewerPreferences', '<< /PrintScaling /None >>'],
    ['Metadata', `${pick(draw, [...draft.contents(), ...draft.ofType('Metadata')])} 0 R`],
    ['Extensions', `<< /ADBE ${page} 0 R >>`],
    ['Extensions', '<< /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >>'],
    ['Version', pick(draw, ['/1.7', '/2.0', '/1.0', '1.7', '/9.9'])],
    ['Lang', '(de)'],
    ['MarkInfo', '<< /Marked false >>'],
    ['NeedsRendering', 'true'],
    ['Collection', '<< >>'],
    ['Pages', `${pick(draw, [...draft.ofType('Pages'), ...draft.ofType('Page')])} 0 R`],
  ] as const);
  draft.change(catalog, (node) => set(node, key, value));
};

/** The catalog under another number, and with it what it leads to. */
const movedCatalog: Generator = (draft, draw) => {
  const made = draft.node(draft.model.catalog);
  const how = draw(4);
  if (how === 0) set(made, 'Pages', draft.addRef(get(made, 'Pages') ?? '<< >>'));
  if (how === 1) {
    const tree = draft.resolve(get(made, 'Pages'));
    if (tree) set(made, 'Pages', draft.addRef(copy(tree)));
  }
  const number = draw(4) === 0 ? pick(draw, [...draft.model.objects.keys()]) : draft.add(made);
  draft.trailer.push(['Root', `${number} 0 R`]);
};

/** The form's own entries: readers draw from them what has no appearance. */
const formEntry: Generator = (draft, draw) => {
  const font = draft.add('<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>');
  draft.within(draft.model.catalog, 'AcroForm', (form) => {
    const [key, value] = pick(draw, [
      ['NeedAppearances', pick(draw, ['true', 'false'])],
      ['DA', pick(draw, ['(/Helv 12 Tf 1 g)', '(/Helv 0 Tf 0 g)', '(/Helv 12 Tf 0 g)'])],
      ['DR', `<< /Font << /Helv ${font} 0 R >> >>`],
      ['DR', `<< /Font << /Other ${font} 0 R >> >>`],
      ['DR', `<< /XObject << /X ${font} 0 R >> >>`],
      ['DR', '<< /ExtGState << /G << /ca 0 >> >> >>'],
      ['DR', '<< /Encoding << /P << /Type /Encoding /Differences [48 /nine /nine] >> >> >>'],
      ['Q', pick(draw, ['0', '1', '2'])],
      ['XFA', '(x)'],
      ['CO', '[ ]'],
      ['SigFlags', pick(draw, ['3', '1', '0', '7'])],
      ['Fields', '[ ]'],
    ] as const);
    set(form, key, value);
  });
};

/** What stands in the form's resources, written anew in its own object or moved. */
const defaultsAnew: Generator = (draft, draw) => {
  const font = draft.add('<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>');
  draft.within(draft.model.catalog, 'AcroForm', (form) => {
    const resources = draft.resolve(get(form, 'DR'));
    const grown: Node = resources?.kind === 'dictionary' ? copy(resources) : parse('<< >>');
    const fonts = draft.resolve(get(grown, 'Font'));
    const more: Node = fonts?.kind === 'dictionary' ? copy(fonts) : parse('<< >>');
    set(more, pick(draw, ['Helv', 'Cour', 'ZaDb', 'F', 'Z', 'HeBo', 'Arial']), reference(font));
    set(grown, 'Font', draw(2) === 0 ? more : draft.addRef(more));
    set(form, 'DR', draw(2) === 0 ? grown : draft.addRef(grown));
  });
};

const fieldEntry: Generator = (draft, draw) => {
  const widgets = draft.find((node) => get(node, 'T') !== undefined || get(node, 'Rect') !== undefined);
  const appearance = draft.add(`<< ${formXObject} >>`, '0 g 0 0 300 50 re f');
  draft.change(pick(draw, widgets), (node) => {
    const [key, value] = pick(draw, [
      ['V', pick(draw, ['(9999)', '/Off', '/Yes', '()'])],
      ['AP', `<< /N ${appearance} 0 R >>`],
      ['AS', pick(draw, ['/Off', '/Yes', '/On'])],
      ['MK', '<< /BG [0 0 0] /CA (9999) >>'],
      ['DA', '(/Helv 18 Tf 1 g)'],
      ['Rect', '[100 300 300 400]'],
      ['F', pick(draw, ['2', '0', '4', '32', '16'])],
      ['BS', '<< /W 9 >>'],
      ['Q', '2'],
      ['Ff', pick(draw, ['1', '4096', '8192'])],
      ['MaxLen', '1'],
      ['Contents', '(9999)'],
      ['Kids', '[ ]'],
      ['OC', '<< /Type /OCG /Name (x) >>'],
      ['C', '[1 0 0]'],
      ['M', '(D:20260101000000Z)'],
      ['TU', '(told)'],
      ['Border', '[0 0 9]'],
    ] as const);
    set(node, key, value);
  });
};

/** Annotations of all kinds that paint, listed by the page or hung into what it lists. */
const annotation: Generator = (draft, draw) => {
  const page = pick(draw, draft.model.pages);
  const subtype = pick(draw, [
    'FreeText',
    'Square',
    'Stamp',
    'Highlight',
    'Ink',
    'Link',
    'Widget',
    'Redact',
    'Watermark',
  ]);
  const appearance = draft.add(`<< ${formXObject} >>`, '0 g 0 0 300 50 re f');
  const drawn = pick(draw, [`/AP << /N ${appearance} 0 R >>`, '', '/C [0 0 0] /IC [0 0 0]']);
  const field = subtype === 'Widget' ? '/FT /Tx /T (Late) /V (9999) /DA (/Helv 12 Tf 0 g)' : '/DA (/Helv 12 Tf 0 g)';
  const made = draft.add(
    `<< /Type /Annot /Subtype /${subtype} /Rect [72 500 300 560] /Contents (9999) /F 4 ${field} ${drawn} >>`,
  );
  if (subtype === 'Widget' && draw(2) === 0) {
    draft.within(draft.model.catalog, 'AcroForm', (form) => grow(form, 'Fields', draft, reference(made)));
  }
  draft.change(page, (node) => grow(node, 'Annots', draft, reference(made), draw(2) === 0));
};

/** A list grows where it stands, or in an object of its own. */
export function grow(holder: Node, key: string, draft: Draft, item: Node, isMoved = false): void {
  const old = draft.resolve(get(holder, key));
  const items = old?.kind === 'array' ? old.items.map(copy) : [];
  const list: Node = { kind: 'array', items: [...items, item] };
  set(holder, key, isMoved ? draft.addRef(list) : list);
}

/** Things of the page that are called validation data. */
const falseStore: Generator = (draft, draw) => {
  const contents = pick(draw, draft.contents());
  const streamed = draft.add('<< >>', forged);
  const key = '0123456789ABCDEF0123456789ABCDEF01234567';
  const value = pick(draw, [
    `<< /Certs [${contents} 0 R] >>`,
    `<< /Type /DSS /Certs [${streamed} 0 R] /Pages ${draft.model.pages[0]} 0 R >>`,
    `<< /VRI << /${key} << /Cert [${streamed} 0 R] /TS ${contents} 0 R >> >> >>`,
    `<< /VRI << /${key} ${draft.model.pages[0]} 0 R >> >>`,
    `<< /VRI << /${key} << /TU << >> >> >> >>`,
    `${draft.model.pages[0]} 0 R`,
    '<< >>',
  ]);
  draft.change(draft.model.catalog, (node) => set(node, 'DSS', value));
  if (draw(2) === 0) draft.put(contents, '<< >>', forged);
};

/** The document information under the number of something else, or something else in its place. */
const falseInformation: Generator = (draft, draw) => {
  const objectNumber = pick(draw, [...draft.model.objects.keys()]);
  draft.trailer.push(['Info', `${objectNumber} 0 R`]);
  if (draw(2) === 0) draft.put(objectNumber, '<< /Title (new) >>');
};

const structureGrown: Generator = (draft, draw) => {
  const tree = get(draft.node(draft.model.catalog), 'StructTreeRoot');
  if (!tree) return catalogEntry(draft, draw);
  const made = draft.add(`<< /Type /StructElem /S /Form /Alt (9999) /K ${pick(draw, ['0', '[ ]'])} >>`);
  draft.within(draft.model.catalog, 'StructTreeRoot', (node) => {
    if (draw(2) === 0) grow(node, 'K', draft, reference(made));
    else set(node, 'ParentTreeNextKey', '9');
  });
};

export const catalogGenerators: readonly Generator[] = [
  catalogEntry,
  movedCatalog,
  formEntry,
  formEntry,
  defaultsAnew,
  defaultsAnew,
  fieldEntry,
  fieldEntry,
  annotation,
  annotation,
  falseStore,
  falseInformation,
  structureGrown,
];
