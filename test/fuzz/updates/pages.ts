/** What later revisions do to pages and to what pages are drawn from. Each throws NothingToDo where the file has nothing of the kind. */
import { type Draft, NothingToDo, pick } from '../documents/draft.ts';
import { atom, copy, get, type Node, parse, reference, referred, set } from '../documents/nodes.ts';
import type { Draw } from '../mutations.ts';

export type Generator = (draft: Draft, draw: Draw) => void;

/** What nobody signed, drawn whatever the resources are. */
export const forged = 'BT /F 24 Tf 72 640 Td (Price: 9999 EUR) Tj ET 0 g 200 300 120 60 re f';
const white = '1 g 0 0 900 900 re f';
const form = '/Type /XObject /Subtype /Form /BBox [0 0 600 850]';

const replaceContents: Generator = (draft, draw) => {
  draft.put(pick(draw, draft.contents()), '<< >>', pick(draw, [forged, '', white]));
};

/** The same object number, told to be read otherwise. */
const restyleStream: Generator = (draft, draw) => {
  const objectNumber = pick(
    draw,
    draft.find((_, data) => data !== null),
  );
  draft.change(objectNumber, (node) => {
    const [key, value] = pick(draw, [
      ['Filter', '/ASCIIHexDecode'],
      ['Filter', '[/FlateDecode]'],
      ['Decode', '[1 0]'],
      ['Matrix', '[0 1 -1 0 300 0]'],
      ['BBox', '[0 0 10 10]'],
      ['Resources', '<< >>'],
      ['OC', '<< /Type /OCG /Name (x) >>'],
      ['Width', '2'],
      ['LastModified', '(D:20260101)'],
    ]);
    set(node, key, value);
  });
};

const newContents: Generator = (draft, draw) => {
  const page = pick(draw, draft.model.pages);
  draft.change(page, (node) => {
    const old = get(node, 'Contents') ?? atom('null');
    const made = draft.addRef('<< >>', forged);
    const list: Node = { kind: 'array', items: old.kind === 'array' ? [...old.items, made] : [old, made] };
    set(node, 'Contents', pick(draw, [made, list, draft.addRef(list), reference(draft.add(copy(made)))]));
  });
};

/** A page says of itself what it had from its parents, or what it had not. */
const pageEntry: Generator = (draft, draw) => {
  draft.change(pick(draw, draft.model.pages), (node) => setGeometry(node, draft, draw));
};

const treeEntry: Generator = (draft, draw) => {
  draft.change(pick(draw, draft.ofType('Pages')), (node) => setGeometry(node, draft, draw));
};

function setGeometry(node: Node, draft: Draft, draw: Draw): void {
  const font = `<< /Font << /F ${fontNamed(draft, draw)} >> >>`;
  const [key, value] = pick(draw, [
    ['Rotate', pick(draw, ['90', '180', '0', '360', '-90', '90.0', '45', '100'])],
    ['MediaBox', pick(draw, ['[0 0 612 792]', '[0 0 420 421]', '[0 0 420 842]', '[0 0 842 420]'])],
    ['CropBox', pick(draw, ['[0 0 300 300]', '[0 0 420 842]', '[10 300 400 800]', '[0 0 420.5 842]'])],
    ['UserUnit', pick(draw, ['1', '2', '1.0'])],
    ['TrimBox', '[0 0 100 100]'],
    ['Resources', pick(draw, [font, '<< >>'])],
    ['Group', '<< /S /Transparency /I true /CS /DeviceCMYK >>'],
    ['Group', '<< /S /Transparency >>'],
    ['Tabs', '/S'],
    ['PieceInfo', '<< >>'],
    ['Metadata', reference(draft.add('<< /Type /Metadata /Subtype /XML >>', '<x/>'))],
    ['LastModified', '(D:20260101000000Z)'],
    ['VP', '[ ]'],
    ['OC', '<< /Type /OCG /Name (x) >>'],
    ['Annots', '[ ]'],
    ['Remark', '(nothing)'],
    ['Type', '/Template'],
  ] as const);
  const made = typeof value === 'string' ? parse(value) : value;
  set(node, key, draw(3) === 0 ? draft.addRef(made) : made);
}

const fontNamed = (draft: Draft, draw: Draw) =>
  `${draft.add(
    pick(draw, [
      '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>',
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [48 /nine /nine] >> >>',
    ]),
  )} 0 R`;

const fontAnew: Generator = (draft, draw) => {
  draft.change(pick(draw, draft.ofType('Font')), (node) => {
    const [key, value] = pick(draw, [
      ['BaseFont', '/Symbol'],
      ['Encoding', '<< /Type /Encoding /Differences [48 /nine /nine] >>'],
      ['Encoding', '/WinAnsiEncoding'],
      ['ToUnicode', '/Identity-H'],
      ['FirstChar', '48'],
      ['Widths', '[900 900]'],
      ['Name', '/F'],
      ['FontDescriptor', reference(draft.add('<< /Type /FontDescriptor /FontName /Symbol /Flags 4 >>'))],
    ] as const);
    set(node, key, typeof value === 'string' ? value : value);
  });
};

/** Resources keep their names and lead elsewhere. */
const resourcesAnew: Generator = (draft, draw) => {
  const page = pick(draw, draft.model.pages);
  draft.within(page, 'Resources', (resources) => {
    const kind = pick(draw, ['Font', 'XObject', 'ExtGState', 'ColorSpace', 'Properties', 'Pattern']);
    const made: Record<string, string> = {
      Font: `<< /F ${fontNamed(draft, draw)} >>`,
      XObject: `<< /X ${draft.add(`<< ${form} >>`, forged)} 0 R >>`,
      ExtGState: '<< /G << /ca 0 /CA 0 >> /gs << /ca 0 >> >>',
      ColorSpace: '<< /DefaultGray [/Indexed /DeviceGray 1 <ff00>] /C /DeviceGray >>',
      Properties: '<< /A << /Type /OCG /Name (x) >> >>',
      Pattern: '<< >>',
    };
    set(resources, kind, made[kind]);
  });
};

/** Other pages, or the same ones by other ways. */
const kidsAnew: Generator = (draft, draw) => {
  const node = pick(draw, draft.ofType('Pages'));
  const page = pick(draw, draft.model.pages);
  const twin = draft.node(page);
  set(twin, 'Contents', draft.addRef('<< >>', forged));
  const other = pick(draw, [reference(draft.add(twin)), reference(page)]);
  draft.change(node, (tree) => {
    const old = draft.resolve(get(tree, 'Kids'));
    const items = old?.kind === 'array' ? old.items : [];
    const kids: Node = {
      kind: 'array',
      items: pick(draw, [[other], [...items, other], [other, ...items], [...items].reverse(), items]),
    };
    set(tree, 'Kids', draw(2) === 0 ? kids : draft.addRef(kids));
    if (draw(2) === 0) set(tree, 'Count', String(kids.items.length));
  });
};

/** A node of the page tree between those that were there. */
const nodeBetween: Generator = (draft, draw) => {
  const node = pick(draw, draft.ofType('Pages'));
  const kids = get(draft.node(node), 'Kids') ?? parse('[ ]');
  const made = draft.add(parse(`<< /Type /Pages /Parent ${node} 0 R /Count ${draft.model.pages.length} >>`));
  draft.change(made, (one) => {
    set(one, 'Kids', kids);
    if (draw(2) === 0) set(one, 'Rotate', '90');
  });
  draft.change(node, (tree) => set(tree, 'Kids', `[${made} 0 R]`));
  if (draw(2) === 0) {
    for (const page of draft.model.pages) draft.change(page, (one) => set(one, 'Parent', reference(made)));
  }
};

/** An object that the page referred to in vain. */
const fillHole: Generator = (draft, draw) => {
  if (draft.model.holes.length === 0) throw new NothingToDo();
  const hole = pick(draw, draft.model.holes);
  const kinds: readonly (readonly [node: string, data: string | null])[] = [
    [`<< ${form} >>`, forged],
    [`<< ${form} >>`, white],
    ['<< /Type /ExtGState /ca 0 /CA 0 >>', null],
    ['<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>', null],
    [`<< /Type /Annot /Subtype /Square /Rect [72 600 300 740] /C [0 0 0] /IC [1 1 1] /F 4 >>`, null],
    [`<< /FT /Tx /T (New) /Subtype /Widget /Type /Annot /Rect [72 600 300 740] /V (9999) /DA (/F 12 Tf 0 g) >>`, null],
    ['<< /S /Transparency /K true >>', null],
    ['<< /Type /DSS >>', null],
    ['<< >>', forged],
    ['[ ]', null],
    ['<< /Length 5 >>', 'bytes'],
  ];
  const [node, data] = pick(draw, kinds);
  draft.put(hole, node, data);
  // It passes for something that may be added.
  const passesFor = draw(4);
  if (passesFor === 0) draft.trailer.push(['Info', `${hole} 0 R`]);
  if (passesFor === 1) draft.within(draft.model.catalog, 'DSS', (store) => set(store, 'Certs', `[${hole} 0 R]`));
  if (passesFor === 2) draft.change(draft.model.catalog, (catalog) => set(catalog, 'Metadata', reference(hole)));
};

const removeObject: Generator = (draft, draw) => {
  const objectNumber = pick(draw, [...draft.model.objects.keys()]);
  if (draw(2) === 0) draft.freed.add(objectNumber);
  else draft.put(objectNumber, pick(draw, ['null', '<< >>', '[ ]', '0', '()']));
};

/** One object says what another says. */
const alias: Generator = (draft, draw) => {
  const numbers = [...draft.model.objects.keys()];
  const [from, to] = [pick(draw, numbers), pick(draw, numbers)];
  const source = draft.model.objects.get(from);
  if (source) draft.put(to, copy(source.node), source.data);
};

/** Numbers that seem to be spent: those of cross-reference and object streams. */
const reuseNumber: Generator = (draft, draw) => {
  const spent = pick(draw, [...draft.ofType('ObjStm'), ...draft.ofType('XRef')]);
  draft.put(spent, `<< ${form} >>`, forged);
  if (draw(2) === 0) draft.change(pick(draw, draft.model.pages), (node) => set(node, 'Contents', reference(spent)));
};

export const pageGenerators: readonly Generator[] = [
  replaceContents,
  restyleStream,
  newContents,
  pageEntry,
  pageEntry,
  treeEntry,
  fontAnew,
  resourcesAnew,
  resourcesAnew,
  kidsAnew,
  nodeBetween,
  fillHole,
  fillHole,
  removeObject,
  alias,
  reuseNumber,
];

/** Any part of any object, anywhere in it: most of what this makes is nonsense, and some of it nobody has thought of. */
export const anything: Generator = (draft, draw) => {
  const objectNumber = pick(draw, [...draft.model.objects.keys()]);
  draft.change(objectNumber, (node) => {
    const places: Extract<Node, { kind: 'dictionary' }>[] = [];
    const collect = (one: Node) => {
      if (one.kind === 'dictionary') places.push(one);
      const children =
        one.kind === 'array' ? one.items : one.kind === 'dictionary' ? one.entries.map(([, it]) => it) : [];
      for (const child of children) collect(child);
    };
    collect(node);
    const place = pick(draw, places);
    const [key, value] = pick(draw, place.entries);
    const numbers = [...draft.model.objects.keys()];
    const other = pick(draw, numbers);
    const target = referred(value);
    set(
      place,
      key,
      pick<Node | undefined>(draw, [
        draft.addRef(copy(value)),
        draft.addRef(copy(value)),
        target === null ? draft.addRef(copy(value)) : draft.addRef(draft.node(target)),
        reference(other),
        atom(String(draw(900))),
        get(draft.node(other), key) ?? atom('null'),
      ]),
    );
  });
};
