import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

/** The fonts that were set, by the context: those of each `save`, and the present one last. Null: as the canvas has it. */
const fontsOf = new WeakMap<SKRSContext2D, (string | null)[]>();

function fontsSet(context: SKRSContext2D): (string | null)[] {
  const known = fontsOf.get(context);
  if (known) return known;
  const made = [null];
  fontsOf.set(context, made);
  return made;
}

/**
 * Has canvases look for a font when text is written or measured with it, and not as it is set. The first search reads every font of the
 * system, which takes longer than drawing a page; pdf.js sets fonts on every page, and draws outlines that it has itself.
 */
export function searchFontsLate(): void {
  const prototype: SKRSContext2D = Object.getPrototypeOf(createCanvas(1, 1).getContext('2d'));
  const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'font') ?? {};
  if (!get || !set) return;
  Object.defineProperty(prototype, 'font', {
    configurable: true,
    enumerable: true,
    get(this: SKRSContext2D) {
      return fontsSet(this).at(-1) ?? get.call(this);
    },
    set(this: SKRSContext2D, font: string) {
      fontsSet(this).splice(-1, 1, font);
    },
  });
  function applyFont(context: SKRSContext2D): void {
    const font = fontsSet(context).at(-1) ?? null;
    if (font !== null) set?.call(context, font);
  }
  const { save, restore, fillText, strokeText, measureText } = prototype;
  Object.assign(prototype, {
    save(this: SKRSContext2D) {
      const fonts = fontsSet(this);
      fonts.push(fonts.at(-1) ?? null);
      save.call(this);
    },
    restore(this: SKRSContext2D) {
      const fonts = fontsSet(this);
      if (fonts.length > 1) fonts.pop();
      restore.call(this);
    },
    fillText(this: SKRSContext2D, ...text: Parameters<typeof fillText>) {
      applyFont(this);
      fillText.apply(this, text);
    },
    strokeText(this: SKRSContext2D, ...text: Parameters<typeof strokeText>) {
      applyFont(this);
      strokeText.apply(this, text);
    },
    measureText(this: SKRSContext2D, text: string) {
      applyFont(this);
      return measureText.call(this, text);
    },
  });
}
