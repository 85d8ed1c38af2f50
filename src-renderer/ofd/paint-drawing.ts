import type {
  DrawingItem,
  DrawingMatrix,
  DrawingPaint,
  DrawingStroke,
  ImageItem,
  PageDrawing,
  PathItem,
  TextItem,
} from '../../src-main/contract/index.ts';
import { UnsafePage } from '../pdf/page-guard.ts';
import { standInEm, standInFont } from './stand-in-fonts.ts';

/** What a canvas takes as a picture. `release` gives its memory back. */
export interface PaintedPicture {
  readonly image: CanvasImageSource;
  readonly widthPx: number;
  release(): void;
}

/** How a page is painted. */
export interface DrawingPainting {
  readonly canvas: HTMLCanvasElement;
  readonly pxPerMm: number;
  readonly leftMm: number;
  readonly topMm: number;
  /** A picture when it is its turn, about as wide as it is shown; null where there is none to be shown. */
  picture(image: number, widthPx: number): Promise<PaintedPicture | null>;
  isCancelled(): boolean;
}

/** Then the window has a turn. */
const atOnceMs = 12;
/** What an honest page takes of the window's time. */
const limitMs = 10_000;

const domMatrix = ([a, b, c, d, e, f]: DrawingMatrix) => new DOMMatrix([a, b, c, d, e, f]);

const colorOf = ({ color, alpha }: DrawingPaint): string =>
  `${color}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;

/** Paints what a page draws, item by item, and lets the window breathe between. @throws UnsafePage, and an Error when cancelled */
export async function paintDrawing(drawing: PageDrawing, painting: DrawingPainting): Promise<void> {
  const { canvas, pxPerMm, leftMm, topMm, isCancelled } = painting;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no memory for a page');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  const base = new DOMMatrix([pxPerMm, 0, 0, pxPerMm, -leftMm * pxPerMm, -topMm * pxPerMm]);
  const painter = new Painter(context, drawing, base);
  let since = performance.now();
  let spent = 0;
  for (const item of drawing.items) {
    const picture = item.kind === 'image' ? await painting.picture(item.image, painter.widthPx(item)) : null;
    if (item.kind === 'image') since = performance.now();
    if (isCancelled()) throw new Error('cancelled');
    painter.paint(item, picture);
    picture?.release();
    const busy = performance.now() - since;
    if (busy < atOnceMs) continue;
    spent += busy;
    if (spent > limitMs) throw new UnsafePage();
    await new Promise((resolve) => setTimeout(resolve));
    if (isCancelled()) throw new Error('cancelled');
    since = performance.now();
  }
}

class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #drawing: PageDrawing;
  readonly #base: DOMMatrix;
  readonly #glyphs = new Map<string, Path2D>();
  readonly #widths = new Map<string, number>();

  constructor(context: CanvasRenderingContext2D, drawing: PageDrawing, base: DOMMatrix) {
    this.#context = context;
    this.#drawing = drawing;
    this.#base = base;
  }

  /** How wide an item of the unit square is on the canvas. */
  widthPx({ matrix: [a, b] }: Pick<DrawingItem, 'matrix'>): number {
    return Math.hypot(a, b) * this.#base.a;
  }

  paint(item: DrawingItem, picture: PaintedPicture | null): void {
    const context = this.#context;
    context.save();
    try {
      context.setTransform(this.#base);
      for (const { outline, matrix, rule } of item.clip === null ? [] : (this.#drawing.clips[item.clip] ?? [])) {
        const area = new Path2D();
        area.addPath(new Path2D(outline), domMatrix(matrix));
        context.clip(area, rule);
      }
      context.globalCompositeOperation = item.blend === 'darken' ? 'darken' : 'source-over';
      context.transform(...item.matrix);
      if (item.kind === 'path') this.#path(item);
      else if (item.kind === 'text') this.#text(item);
      else if (item.kind === 'image' && picture !== null) this.#image(item, picture);
      else this.#frame(item);
    } finally {
      context.restore();
    }
  }

  #stroke({ width, cap, join, miterLimit, dash, dashOffset, ...paint }: DrawingStroke): void {
    const context = this.#context;
    const { a, b } = context.getTransform();
    const scale = Math.hypot(a, b);
    context.strokeStyle = colorOf(paint);
    // A line of no width is the finest that there is.
    context.lineWidth = scale > 0 ? Math.max(width, 0.6 / scale) : width;
    context.lineCap = cap;
    context.lineJoin = join;
    context.miterLimit = miterLimit;
    context.setLineDash(dash);
    context.lineDashOffset = dashOffset;
  }

  #path({ outline, rule, fill, stroke }: PathItem): void {
    const path = new Path2D(outline);
    if (fill) {
      this.#context.fillStyle = colorOf(fill);
      this.#context.fill(path, rule);
    }
    if (stroke) {
      this.#stroke(stroke);
      this.#context.stroke(path);
    }
  }

  #text(item: TextItem): void {
    const context = this.#context;
    const { size, widening, turn, fill, stroke, glyphs } = item;
    if (fill) context.fillStyle = colorOf(fill);
    context.font = standInFont(item.standIn);
    context.fontKerning = 'none';
    context.textBaseline = 'alphabetic';
    for (const glyph of glyphs) {
      if (glyph.text.trim() === '' && glyph.glyph === null) continue;
      context.save();
      context.translate(glyph.x, glyph.y);
      context.rotate((turn * Math.PI) / 180);
      const path = this.#outlineOf(item, glyph.glyph);
      if (path !== null) {
        context.scale(size * widening, -size);
        if (fill) context.fill(path);
        if (stroke) {
          this.#stroke({ ...stroke, width: size > 0 ? stroke.width / size : 0 });
          context.stroke(path);
        }
      } else {
        const room = Math.abs((glyph.advance / (size * widening)) * standInEm);
        const width = this.#widthOf(glyph.text);
        const narrowing = room > 0 && width > room * 1.02 ? Math.max(0.3, room / width) : 1;
        context.scale(((size * widening) / standInEm) * narrowing, size / standInEm);
        if (fill) context.fillText(glyph.text, 0, 0);
        if (stroke) {
          this.#stroke({ ...stroke, width: size > 0 ? (stroke.width / size) * standInEm : 0 });
          context.strokeText(glyph.text, 0, 0);
        }
      }
      context.restore();
    }
  }

  #outlineOf({ font }: TextItem, glyph: number | null): Path2D | null {
    if (font === null || glyph === null) return null;
    const key = `${font} ${glyph}`;
    const known = this.#glyphs.get(key);
    if (known) return known;
    const outline = this.#drawing.fonts[font]?.outlines[glyph];
    if (outline === undefined) return null;
    const path = new Path2D(outline);
    this.#glyphs.set(key, path);
    return path;
  }

  #widthOf(text: string): number {
    const key = `${this.#context.font} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const { width } = this.#context.measureText(text);
    this.#widths.set(key, width);
    return width;
  }

  #image({ alpha, matrix }: ImageItem, { image, widthPx }: PaintedPicture): void {
    const context = this.#context;
    context.globalAlpha = alpha;
    // The modules of a code stay squares when they are enlarged.
    context.imageSmoothingEnabled = this.widthPx({ matrix }) < widthPx * 1.5;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, 1, 1);
  }

  /** A frame where something is not shown. */
  #frame(item: DrawingItem): void {
    const context = this.#context;
    const frame = new Path2D();
    frame.addPath(new Path2D('M 0 0 L 1 0 L 1 1 L 0 1 Z M 0 0 L 1 1 M 1 0 L 0 1'), domMatrix(item.matrix));
    context.setTransform(this.#base);
    context.globalCompositeOperation = 'source-over';
    context.strokeStyle = '#767676';
    context.lineWidth = 0.25;
    context.setLineDash([1.2, 0.8]);
    context.stroke(frame);
  }
}
