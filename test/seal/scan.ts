import { PNG } from 'pngjs';

export type Colour = readonly [red: number, green: number, blue: number];

export interface Scan {
  /** The paper, as bright as its brightest spot. */
  paper: Colour;
  ink: Colour;
  /** How much darker the far corner is than the near one, 0 to 1. */
  shade: number;
  /** Standard deviation of the sensor's noise. */
  noise: number;
  /** A line of black print across the seal. */
  print: boolean;
}

export const sheet = { widthPx: 600, heightPx: 520, centre: [330, 250] as const, radiusPx: 180 };

/** Share of a pixel that ink covers: a ring and a filled square in it, edges one pixel soft. */
export function coverage(x: number, y: number): number {
  const [centreX, centreY] = sheet.centre;
  const distance = Math.hypot(x - centreX, y - centreY);
  const soft = (inside: number) => Math.min(1, Math.max(0, inside + 0.5));
  const ring = Math.min(soft(sheet.radiusPx - distance), soft(distance - (sheet.radiusPx - 12)));
  const square = soft(60 - Math.max(Math.abs(x - centreX), Math.abs(y - centreY)));
  return Math.max(ring, square);
}

export const isPrint = (x: number, y: number) => y > 330 && y < 342 && x % 40 < 24;

/** A noisy scan of a seal, the same at every run. */
export function scanned({ paper, ink, shade, noise, print }: Scan): Uint8Array {
  const { widthPx: width, heightPx: height } = sheet;
  const image = new PNG({ width, height });
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const grain = () => (random() + random() + random() + random() - 2) * 1.73 * noise;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const light = 1 - shade * ((x / width) * 0.6 + (y / height) * 0.4);
      const covered = coverage(x, y);
      for (let channel = 0; channel < 3; channel++) {
        const [white, red] = [paper[channel] ?? 0, ink[channel] ?? 0];
        const seen = print && isPrint(x, y) ? 25 : white + (red - white) * covered;
        image.data[(y * width + x) * 4 + channel] = Math.min(255, Math.max(0, Math.round(seen * light + grain())));
      }
      image.data[(y * width + x) * 4 + 3] = 255;
    }
  }
  return PNG.sync.write(image);
}
