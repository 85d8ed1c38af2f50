import { PNG } from 'pngjs';

/** A page in shades of grey, a byte for each point, 0 is black. */
export interface GreySheet {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly grey: Uint8Array;
}

/** Sheets of one size over each other, as on a table of glass with a lamp below. */
export class SheetSum {
  readonly #widthPx: number;
  readonly #heightPx: number;
  readonly #darkness: Float64Array;
  #count = 0;

  constructor({ widthPx, heightPx }: Pick<GreySheet, 'widthPx' | 'heightPx'>) {
    this.#widthPx = widthPx;
    this.#heightPx = heightPx;
    this.#darkness = new Float64Array(widthPx * heightPx);
  }

  get count(): number {
    return this.#count;
  }

  /** Sizes that differ by the rounding of a point are one size. */
  add({ widthPx, heightPx, grey }: GreySheet): void {
    this.#count += 1;
    for (let y = 0; y < this.#heightPx; y++) {
      const from = Math.min(y, heightPx - 1) * widthPx;
      const to = y * this.#widthPx;
      for (let x = 0; x < this.#widthPx; x++) {
        const white = grey[from + Math.min(x, widthPx - 1)] ?? 255;
        this.#darkness[to + x] = (this.#darkness[to + x] ?? 0) + (255 - white);
      }
    }
  }

  /**
   * The mean darkness of each point as a PNG in grey. What one sheet of hundreds has alone is to be seen still, so the
   * square root of the darkness is shown: a hundredth is a tenth of black.
   */
  toPng(): Uint8Array {
    const png = new PNG({ width: this.#widthPx, height: this.#heightPx });
    const most = 255 * Math.max(1, this.#count);
    png.data = Buffer.from(this.#darkness.map((sum) => Math.round(255 - 255 * Math.sqrt(sum / most))));
    return new Uint8Array(PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false }));
  }
}
