import type { PDFContext, PDFDict, PDFRef } from 'pdf-lib';
import type {
  DrawingItem,
  DrawingMatrix,
  DrawingPaint,
  DrawingStroke,
  ImageItem,
  PageDrawing,
  PathItem,
  TextItem,
  UndrawnReason,
} from '../../contract/index.ts';
import { glyphMatrix, identity, multiply } from '../../ofd/index.ts';
import { pathOperators, rgbOf, written } from './content.ts';
import type { GlyphFonts, InkedGlyph } from './glyph-fonts.ts';
import { standInFont, standInOutline } from './stand-in-font.ts';

const pointsPerMm = 72 / 25.4;
const caps = { butt: 0, round: 1, square: 2 } as const;
const joins = { miter: 0, round: 1, bevel: 2 } as const;
/** Slanted letters of a font that has none. */
const slant: DrawingMatrix = [1, 0, 0.21, 1, 0, 0];
/** The first row of a picture is the upper edge of its square, which in a PDF is its far one. */
const upright: DrawingMatrix = [1, 0, 0, -1, 0, 1];

type Cut = Pick<DrawingItem, 'clip' | 'blend'>;

/** The content of one page, in millimetres from its top left corner. */
export class PageInk {
  readonly #context: PDFContext;
  readonly #drawing: PageDrawing;
  readonly #fonts: GlyphFonts;
  readonly #parts: string[] = [];
  readonly #fontRefs = new Map<string, PDFRef>();
  readonly #pictures = new Map<PDFRef, string>();
  readonly #states = new Map<string, string>();
  readonly #stateDicts: Record<string, PDFDict> = {};

  constructor(context: PDFContext, drawing: PageDrawing, fonts: GlyphFonts) {
    this.#context = context;
    this.#drawing = drawing;
    this.#fonts = fonts;
    this.#parts.push(`${written(pointsPerMm, 0, 0, -pointsPerMm, 0, drawing.heightMm * pointsPerMm)} cm`);
  }

  draw(item: Exclude<DrawingItem, ImageItem>): void {
    if (item.kind === 'path') this.#path(item);
    else if (item.kind === 'text') this.#text(item);
    else this.undrawn(item, item.reason);
  }

  #within({ clip, blend }: Cut, alphas: readonly [fill: number, stroke: number], content: readonly string[]): void {
    const clips = clip === null ? [] : (this.#drawing.clips[clip] ?? []);
    this.#parts.push(
      'q',
      ...clips.map(({ outline, matrix, rule }) => {
        const path = outline === '' ? '0 0 m' : pathOperators(outline, matrix);
        return `${path}\n${rule === 'evenodd' ? 'W*' : 'W'} n`;
      }),
      ...this.#state(alphas, blend),
      ...content,
      'Q',
    );
  }

  #state([fill, stroke]: readonly [number, number], blend: DrawingItem['blend']): string[] {
    if (fill === 1 && stroke === 1 && blend === 'normal') return [];
    const key = `${fill} ${stroke} ${blend}`;
    const name = this.#states.get(key) ?? `G${this.#states.size}`;
    this.#states.set(key, name);
    const mode = blend === 'darken' ? 'Darken' : 'Normal';
    this.#stateDicts[name] = this.#context.obj({ Type: 'ExtGState', ca: fill, CA: stroke, BM: mode });
    return [`/${name} gs`];
  }

  #path(item: PathItem): void {
    const { matrix, outline, fill, stroke, rule } = item;
    const paint = (fill ? 'f' : '') + (stroke ? 's' : '');
    const operator = { f: 'f', s: 'S', fs: 'B' }[paint];
    if (operator === undefined) return;
    this.#within(
      item,
      [fill?.alpha ?? 1, stroke?.alpha ?? 1],
      [
        `${written(...matrix)} cm`,
        ...(fill ? [`${rgbOf(fill.color)} rg`] : []),
        ...(stroke ? strokeOperators(stroke) : []),
        pathOperators(outline, identity),
        fill && rule === 'evenodd' ? `${operator}*` : operator,
      ],
    );
  }

  #text(item: TextItem): void {
    const paint: DrawingPaint | null = item.fill ?? item.stroke;
    if (paint === null) return;
    const parts = ['BT', `${rgbOf(paint.color)} rg`];
    for (const glyph of item.glyphs) {
      const { face, inked, narrowing } = this.#inkOf(item, glyph);
      const { name, ref, code } = this.#fonts.show(face, inked);
      this.#fontRefs.set(name, ref);
      const isSlanted = item.standIn.italic && glyph.glyph === null;
      const form = multiply(glyphMatrix(item, glyph), [narrowing, 0, 0, 1, 0, 0]);
      const matrix = multiply(item.matrix, isSlanted ? multiply(form, slant) : form);
      parts.push(`/${name} 1 Tf ${written(...matrix)} Tm <${code}> Tj`);
    }
    this.#within(item, [paint.alpha, paint.alpha], [...parts, 'ET']);
  }

  /** The file's own glyph, or what stands in for it, no wider than there is room. */
  #inkOf(
    item: TextItem,
    { glyph, text, advance }: TextItem['glyphs'][number],
  ): { readonly face: string; readonly inked: InkedGlyph; readonly narrowing: number } {
    const em = item.size * item.widening;
    const room = em === 0 ? 0 : Math.abs(advance / em);
    const own = glyph === null || item.font === null ? undefined : this.#drawing.fonts[item.font]?.outlines[glyph];
    if (own !== undefined) {
      // By its outline: two pages may have fonts of one number.
      return { face: 'own', inked: { key: own, outline: own, advance: room, text }, narrowing: 1 };
    }
    const weight = item.standIn.bold ? 'bold' : 'regular';
    const font = standInFont(weight);
    const found = font.glyphOf(text);
    const width = font.advanceOf(found);
    const narrowing = room > 0 && width > room * 1.02 ? Math.max(0.3, room / width) : 1;
    const outline = standInOutline(weight, text);
    // As wide as there is room for it: who takes the text out finds no gaps in it.
    const taken = room > 0 ? room / narrowing : width;
    return {
      face: weight,
      inked: { key: `${found} ${taken.toFixed(3)}`, outline, advance: taken, text },
      narrowing,
    };
  }

  picture(item: ImageItem, ref: PDFRef): void {
    const name = this.#pictures.get(ref) ?? `I${this.#pictures.size}`;
    this.#pictures.set(ref, name);
    this.#within(item, [item.alpha, 1], [`${written(...multiply(item.matrix, upright))} cm`, `/${name} Do`]);
  }

  /** A frame where something is not drawn. */
  undrawn(item: Pick<DrawingItem, 'matrix' | 'clip'>, reason: UndrawnReason): void {
    const frame = pathOperators('M 0 0 L 1 0 L 1 1 L 0 1 Z M 0 0 L 1 1 M 1 0 L 0 1', item.matrix);
    const cut: Cut = { clip: item.clip, blend: 'normal' };
    this.#within(cut, [1, 1], [`% ${reason}`, '0.6 0.6 0.6 RG 0.2 w [1 1] 0 d', frame, 'S']);
  }

  /** A line in the middle of the lower margin. */
  mark(text: string): void {
    const size = 2.6;
    const font = standInFont('regular');
    const glyphs: TextItem['glyphs'] = [];
    let x = 0;
    for (const character of text) {
      const advance = font.advanceOf(font.glyphOf(character)) * size;
      glyphs.push({ x, y: 0, text: character, glyph: null, advance });
      x += advance;
    }
    const { widthMm, heightMm } = this.#drawing;
    const fit = Math.min(1, (widthMm * 0.9) / x);
    this.#text({
      kind: 'text',
      matrix: [fit, 0, 0, fit, (widthMm - x * fit) / 2, heightMm - 2 * fit],
      clip: null,
      blend: 'normal',
      size,
      widening: 1,
      turn: 0,
      fill: { color: '#808080', alpha: 1 },
      stroke: null,
      font: null,
      standIn: { family: 'song', bold: false, italic: false },
      glyphs,
    });
  }

  finish(): { readonly content: string; readonly resources: PDFDict } {
    const resources = this.#context.obj({
      Font: Object.fromEntries(this.#fontRefs),
      ExtGState: this.#stateDicts,
      XObject: Object.fromEntries([...this.#pictures].map(([ref, name]) => [name, ref])),
    });
    return { content: this.#parts.join('\n'), resources };
  }
}

function strokeOperators(stroke: DrawingStroke): string[] {
  const { color, width, cap, join, miterLimit, dash, dashOffset } = stroke;
  return [
    `${rgbOf(color)} RG ${written(width)} w ${caps[cap]} J ${joins[join]} j ${written(Math.max(1, miterLimit))} M`,
    ...(dash.length > 0 ? [`[${written(...dash)}] ${written(dashOffset)} d`] : []),
  ];
}
