/** Later seals by a key that is trusted: where they stand, what they are made of and what they may draw. */
import { type Draft, NothingToDo, pick } from '../documents/draft.ts';
import { get, parse, reference, set, write } from '../documents/nodes.ts';
import type { Draw } from '../mutations.ts';
import { addField, addToPage, emptySignature } from '../updates/harmless.ts';
import { addAppearance } from './appearances.ts';

/** A rectangle in user space that the seal's widget has on a page, counted from 1. */
export interface SealRect {
  readonly page: number;
  readonly rect: readonly [number, number, number, number];
}

/** Over the price, over half of it, beside it, over a field, off the page, or nowhere. */
const rects: readonly SealRect['rect'][] = [
  [70, 690, 310, 725],
  [70, 690, 310, 725],
  [140, 695, 200, 720],
  [160, 700, 172, 716],
  [60, 590, 320, 630],
  [60, 440, 320, 590],
  [250, 300, 350, 360],
  [10, 10, 100, 100],
  [0, 0, 420, 842],
  [-50, 650, 500, 780],
  [310, 725, 70, 690],
  [1000, 1000, 1100, 1100],
  [0, 0, 0, 0],
  [71, 689, 311, 691],
];

interface Widget {
  readonly entries: string;
  readonly rect: SealRect['rect'];
}

/** The entries of a widget besides what it hangs in. */
function widget(draft: Draft, draw: Draw, isHonest: boolean): Widget {
  const rect = pick(draw, rects);
  const [width, height] = [Math.abs(rect[2] - rect[0]) || 100, Math.abs(rect[3] - rect[1]) || 50];
  const appearance = () => addAppearance(draft, draw, { width, height, isHonest });
  const plain = () => `/AP << /N ${appearance()} 0 R >>`;
  const isUsual = isHonest || draw(2) === 0;
  const drawn = isUsual
    ? plain()
    : pick<() => string>(draw, [
        plain,
        () =>
          `/AP << /N << /On ${appearance()} 0 R /Off ${appearance()} 0 R >> >> /AS /${pick(draw, ['On', 'Off', 'Other'])}`,
        () => `/AP << /N << /On ${appearance()} 0 R >> >>`,
        () => `/AP << /N ${appearance()} 0 R /D ${appearance()} 0 R /R ${appearance()} 0 R >>`,
        () => `/AP << /D ${appearance()} 0 R >>`,
        () => '/MK << /BG [1 1 1] /BC [1 1 1] >> /BS << /W 20 >>',
        () => `${plain()} /MK << /BG [1] /R ${pick(draw, ['0', '90', '180', '45'])} >>`,
        () => `${plain()} /MK << /R ${pick(draw, ['0', '90', '180', '270', '45'])} >>`,
        () => `${plain()} /OC << /Type /OCG /Name (x) >>`,
        () => `${plain()} /Border [0 0 30] /C [1 1 1]`,
        () => `${plain()} /BM /${pick(draw, ['Normal', 'Lighten', 'Screen'])} /ca 0.5 /CA 0.5`,
        () => '/Border [0 0 30] /C [1 1 1]',
        () => '/Contents (text) /DA (/Helv 90 Tf 1 g)',
      ])();
  const flags = isUsual
    ? pick(draw, ['/F 132', '/F 4', ''])
    : `/F ${pick(draw, ['132', '1', '2', '4', '8', '16', '20', '32', '34', '256', '512', '4.0', '-1', '148'])}`;
  return { entries: `${drawn} ${flags}`, rect };
}

const ofPage = (draft: Draft, page: number) => draft.model.pages[page - 1] ?? 0;

/** Signs in a field that stood empty. */
function fillEmptyField(draft: Draft, draw: Draw, isHonest: boolean, value: number): SealRect[] {
  const empty = draft.find((node) => {
    const type = get(node, 'FT');
    return type?.kind === 'atom' && type.text === '/Sig' && !get(node, 'V');
  });
  const field = pick(draw, empty);
  const { entries, rect } = widget(draft, draw, isHonest);
  const moves = draw(4) === 0;
  draft.change(field, (node) => {
    const added = parse(`<< /V ${value} 0 R ${entries} ${moves ? `/Rect [${rect.join(' ')}]` : ''} >>`);
    if (added.kind === 'dictionary') for (const [key, one] of added.entries) set(node, key, one);
  });
  const stands = get(draft.model.objects.get(field)?.node, 'Rect');
  const [left = 0, bottom = 0, right = 0, top = 0] =
    /[\d. -]+/
      .exec(stands ? write(stands) : '')?.[0]
      .trim()
      .split(/\s+/)
      .map(Number) ?? [];
  return [{ page: 1, rect: [left, bottom, right, top] }];
}

/** Adds a signature with its field to the draft; gives the rectangles in which it may be seen. */
export function addSeal(draft: Draft, draw: Draw, isHonest: boolean): SealRect[] {
  const value = draft.add(emptySignature(isHonest || draw(8) > 0 ? 'ETSI.CAdES.detached' : 'ETSI.RFC3161'));
  if (draw(4) === 0) {
    try {
      return fillEmptyField(draft, draw, isHonest, value);
    } catch (thrown) {
      if (!(thrown instanceof NothingToDo)) throw thrown;
    }
  }
  const page = 1 + draw(draft.model.pages.length);
  const made: SealRect[] = [];
  const place = ({ rect }: Widget, on = page) => made.push({ page: on, rect });
  const named = `/T (Later ${draw(1000)})`;
  const rectText = ({ rect }: Widget) => `/Rect [${rect.join(' ')}]`;
  const shape = isHonest ? draw(3) : draw(14);
  const one = widget(draft, draw, isHonest);
  place(one);
  if (shape < 7) {
    const subtype = !isHonest && draw(12) === 0 ? pick(draw, ['FreeText', 'Square', 'Stamp', 'Link']) : 'Widget';
    const at = !isHonest && draw(8) === 0 ? '' : `/P ${ofPage(draft, page)} 0 R`;
    const field = draft.add(
      `<< /Type /Annot /Subtype /${subtype} /FT /Sig ${named} /V ${value} 0 R ${at} ${rectText(one)} ${one.entries} >>`,
    );
    addField(draft, reference(field), ofPage(draft, page));
    if (shape === 6 && draft.model.pages.length > 1) {
      const other = page === 1 ? 2 : 1;
      addToPage(draft, reference(field), ofPage(draft, other));
      place(one, other);
    }
    return made;
  }
  if (shape < 11) {
    // A field whose kids are its widgets, or what only looks like them.
    const field = draft.add(parse(`<< /FT /Sig ${named} /V ${value} 0 R >>`));
    const kids = Array.from({ length: 1 + draw(2) }, (_, index) => {
      const kid = index === 0 ? one : widget(draft, draw, isHonest);
      if (index > 0) place(kid);
      const subtype = draw(2) === 0 ? 'Widget' : pick(draw, ['FreeText', 'Square', 'Link', 'Stamp', 'Ink', 'Text']);
      const look =
        subtype === 'Widget' ? '' : pick(draw, ['', '/C [1 1 1] /IC [1 1 1]', '/Contents (n) /DA (/Helv 90 Tf 1 g)']);
      return draft.add(
        `<< /Type /Annot /Subtype /${subtype} /Parent ${field} 0 R ${rectText(kid)} ${kid.entries} ${look} >>`,
      );
    });
    draft.change(field, (node) => set(node, 'Kids', `[${kids.map((kid) => `${kid} 0 R`).join(' ')}]`));
    addField(draft, reference(field), ofPage(draft, page));
    const pageList = kids.map((kid) => reference(kid));
    for (const kid of pageList) addToPage(draft, kid, ofPage(draft, page));
    return made;
  }
  // Two fields of one signature, or one under another.
  const two = widget(draft, draw, isHonest);
  place(two);
  const first = draft.add(
    `<< /Type /Annot /Subtype /Widget /FT /Sig ${named} /V ${value} 0 R ${rectText(one)} ${one.entries} >>`,
  );
  const second = draft.add(
    `<< /Type /Annot /Subtype /Widget /FT /Sig ${named.replace('Later', 'Other')} ${pick(draw, [`/V ${value} 0 R`, '', `/Parent ${first} 0 R`])} ${rectText(two)} ${two.entries} >>`,
  );
  addField(draft, reference(first), ofPage(draft, page));
  if (draw(3) > 0) addField(draft, reference(second), ofPage(draft, page));
  else addToPage(draft, reference(second), ofPage(draft, page));
  return made;
}
