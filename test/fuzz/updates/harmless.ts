/** What honest programs append, and what shows nothing: the rest of a mixed update, and what the verifier is to let pass. */
import { type Draft, pick } from '../documents/draft.ts';
import { copy, get, type Node, parse, reference, set } from '../documents/nodes.ts';
import type { Draw } from '../mutations.ts';
import { grow } from './catalog.ts';
import type { Generator } from './pages.ts';

const store: Generator = (draft, draw) => {
  const { catalog } = draft.model;
  const data = () => draft.addRef('<< >>', `data ${draw(1000)}`);
  const grown = (node: Node) => {
    grow(node, pick(draw, ['Certs', 'CRLs', 'OCSPs']), draft, data(), draw(2) === 0);
    if (draw(2) === 0 && !get(node, 'VRI')) {
      set(node, 'VRI', `<< /89ABCDEF0123456789ABCDEF0123456789ABCDEF << /Cert [${draft.add('<< >>', 'x')} 0 R] >> >>`);
    }
  };
  if (get(draft.node(catalog), 'DSS') && draft.resolve(get(draft.node(catalog), 'DSS'))?.kind === 'dictionary') {
    draft.within(catalog, 'DSS', grown);
    return;
  }
  const made = parse('<< /Type /DSS >>');
  grown(made);
  draft.change(catalog, (node) => set(node, 'DSS', draw(2) === 0 ? made : draft.addRef(made)));
};

const information: Generator = (draft, draw) => {
  const old = draft.model.trailer;
  const named = get(old, 'Info');
  const made = parse(`<< /Producer (a program ${draw(1000)}) >>`);
  if (named && draft.resolve(named)?.kind === 'dictionary' && draw(2) === 0) {
    const [, number = '0'] = /^(\d+)/.exec(named.kind === 'atom' ? named.text : '') ?? [];
    draft.put(Number(number), made);
  } else draft.trailer.push(['Info', `${draft.add(made)} 0 R`]);
};

const metadata: Generator = (draft) => {
  const made = draft.addRef('<< /Type /Metadata /Subtype /XML >>', '<x:xmpmeta>new</x:xmpmeta>');
  draft.change(draft.model.catalog, (node) => set(node, 'Metadata', made));
};

const pageRemark: Generator = (draft, draw) => {
  draft.change(pick(draw, draft.model.pages), (node) => set(node, 'LastModified', '(D:20260101000000Z)'));
};

const sameAgain: Generator = (draft, draw) => {
  const objectNumber = pick(
    draw,
    draft.find((_, data) => data === null),
  );
  draft.change(objectNumber, (node) => {
    if (node.kind === 'dictionary' && draw(2) === 0) node.entries.reverse();
  });
};

/** A value moves to an object of its own and stays what it is. */
const moved: Generator = (draft, draw) => {
  const objectNumber = pick(draw, draft.ofType(pick(draw, ['Page', 'Pages', 'Catalog', 'Font'])));
  draft.change(objectNumber, (node) => {
    if (node.kind !== 'dictionary') return;
    const [key, value] = pick(
      draw,
      node.entries.filter(([key]) => key !== 'Parent' && key !== 'Contents'),
    );
    set(node, key, draft.addRef(copy(value)));
  });
};

const unused: Generator = (draft, draw) => {
  draft.add(pick(draw, ['(nothing)', '<< /Type /Remark >>', '[1 2 3]']));
};

const movedCatalog: Generator = (draft) => {
  const number = draft.add(draft.node(draft.model.catalog));
  draft.trailer.push(['Root', `${number} 0 R`]);
};

const version: Generator = (draft, draw) => {
  draft.change(draft.model.catalog, (node) => {
    set(node, 'Version', pick(draw, ['/1.7', '/2.0']));
    if (!get(node, 'Extensions')) set(node, 'Extensions', '<< /ESIC << /BaseVersion /1.7 /ExtensionLevel 2 >> >>');
  });
};

/** A signature field that nobody sees, as a timestamp has; its signature is filled in after the update is written. */
export function unseenSignature(draft: Draft, draw: Draw): void {
  const subFilter = pick(draw, ['ETSI.RFC3161', 'ETSI.CAdES.detached']);
  const value = draft.add(emptySignature(subFilter));
  const [page] = draft.model.pages;
  const field = draft.add(
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Late ${draw(1000)}) /V ${value} 0 R /F 132 /P ${page} 0 R /Rect [0 0 0 0] >>`,
  );
  addField(draft, reference(field));
}

/** Lists a field in the form and on a page, where lists are grown as programs do it. */
export function addField(draft: Draft, field: Node, page = draft.model.pages[0] ?? 0): void {
  draft.within(draft.model.catalog, 'AcroForm', (form) => {
    growInPlace(draft, form, 'Fields', field);
    set(form, 'SigFlags', '3');
  });
  addToPage(draft, field, page);
}

export function addToPage(draft: Draft, field: Node, page: number): void {
  const annotations = get(draft.node(page), 'Annots');
  const isList = draft.resolve(annotations)?.kind === 'array';
  if (isList) draft.within(page, 'Annots', (list) => list.kind === 'array' && list.items.push(field));
  else draft.change(page, (node) => set(node, 'Annots', { kind: 'array', items: [field] }));
}

function growInPlace(draft: Draft, holder: Node, key: string, item: Node): void {
  const value = get(holder, key);
  const own = value?.kind === 'atom' ? Number(/^(\d+) \d+ R$/.exec(value.text)?.[1] ?? 0) : 0;
  if (own > 0) draft.change(own, (list) => list.kind === 'array' && list.items.push(item));
  else if (value?.kind === 'array') value.items.push(item);
  else set(holder, key, { kind: 'array', items: [item] });
}

/** Room for a signature of this length in hexadecimal. */
export const contentsLength = 4_096;
export const emptySignature = (subFilter: string) =>
  `<< /Type /${subFilter === 'ETSI.RFC3161' ? 'DocTimeStamp' : 'Sig'} /Filter /Adobe.PPKLite /SubFilter /${subFilter} ` +
  `/ByteRange [0 9999999991 9999999992 9999999993] /Contents <${'0'.repeat(contentsLength)}> >>`;

export const harmlessGenerators: readonly Generator[] = [
  store,
  store,
  information,
  metadata,
  pageRemark,
  sameAgain,
  sameAgain,
  moved,
  moved,
  unused,
  movedCatalog,
  version,
  unseenSignature,
];
