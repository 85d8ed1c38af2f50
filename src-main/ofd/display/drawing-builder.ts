import {
  AppError,
  type DrawingClip,
  type DrawingItem,
  type DrawingMatrix,
  type PageDrawing,
  type UndrawnReason,
} from '../../contract/index.ts';
import type { Box } from '../structure/document.ts';
import type { EmbeddedFont } from './embedded-font.ts';
import { isSane } from './matrix.ts';

/** What a page may be drawn from; a plan of a city has a tenth of it. */
const mostObjects = 400_000;
const mostItems = 200_000;
const mostGlyphs = 400_000;
const mostCharacters = 48 << 20;
const mostImages = 2_000;

/** Gathers what one page draws, and what it does not. */
export class DrawingBuilder {
  readonly #items: DrawingItem[] = [];
  readonly #clips: DrawingClip[] = [];
  readonly #fonts = new Map<EmbeddedFont, { index: number; outlines: Record<string, string> }>();
  readonly #images = new Map<string, { index: number; sizeBytes: number }>();
  readonly #notes = new Map<UndrawnReason, { count: number; about: string }>();
  readonly #seals: PageDrawing['seals'] = [];
  #objects = 0;
  #glyphs = 0;
  #characters = 0;

  /** Counts what is looked at: groups within groups may be endless and draw nothing. @throws AppError OFD_LIMIT */
  count(): void {
    this.#objects += 1;
    if (this.#objects > mostObjects) throw new AppError('OFD_LIMIT');
  }

  /** @throws AppError OFD_LIMIT when it is more than any page has */
  add(item: DrawingItem): void {
    if (!isSane(item.matrix)) {
      this.note('element', 'a place that is none');
      return;
    }
    if (item.kind === 'text') this.#glyphs += item.glyphs.length;
    if (item.kind === 'path') this.#characters += item.outline.length;
    this.#items.push(item);
    this.#assertBounded();
  }

  /** Where a seal stands. */
  seal({ left, top, width, height }: Box): void {
    this.#seals.push({ leftMm: left, topMm: top, widthMm: width, heightMm: height });
  }

  /** Something that is not shown, with its place where it has one. */
  undrawn(reason: UndrawnReason, about: string, place: { matrix: DrawingMatrix; clip: number | null } | null): void {
    this.note(reason, about);
    if (place) this.add({ kind: 'undrawn', reason, blend: 'normal', ...place });
  }

  note(reason: UndrawnReason, about: string): void {
    const known = this.#notes.get(reason);
    if (known) known.count += 1;
    else this.#notes.set(reason, { count: 1, about: about.slice(0, 200) });
  }

  clip(areas: DrawingClip): number | null {
    if (areas.length === 0) return null;
    this.#characters += areas.reduce((sum, { outline }) => sum + outline.length, 0);
    this.#assertBounded();
    this.#clips.push(areas);
    return this.#clips.length - 1;
  }

  clipAt(index: number | null): DrawingClip {
    return index === null ? [] : (this.#clips[index] ?? []);
  }

  font(font: EmbeddedFont, glyphs: Iterable<number>): number {
    const known = this.#fonts.get(font) ?? { index: this.#fonts.size, outlines: {} };
    this.#fonts.set(font, known);
    for (const glyph of glyphs) {
      if (known.outlines[glyph] !== undefined) continue;
      const outline = font.outlineOf(glyph);
      known.outlines[glyph] = outline;
      this.#characters += outline.length;
    }
    this.#assertBounded();
    return known.index;
  }

  image(key: string, sizeBytes: number): number {
    const known = this.#images.get(key) ?? { index: this.#images.size, sizeBytes };
    this.#images.set(key, known);
    this.#assertBounded();
    return known.index;
  }

  #assertBounded(): void {
    const isTooMuch =
      this.#items.length > mostItems ||
      this.#clips.length > mostItems ||
      this.#glyphs > mostGlyphs ||
      this.#characters > mostCharacters ||
      this.#images.size > mostImages;
    if (isTooMuch) throw new AppError('OFD_LIMIT');
  }

  finish(page: number, widthMm: number, heightMm: number): PageDrawing {
    return {
      page,
      widthMm,
      heightMm,
      items: this.#items,
      clips: this.#clips,
      fonts: [...this.#fonts.values()].map(({ outlines }) => ({ outlines })),
      images: [...this.#images].map(([key, { sizeBytes }]) => ({ key, sizeBytes })),
      seals: this.#seals,
      notes: [...this.#notes].map(([reason, note]) => ({ reason, ...note })),
    };
  }
}
