import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { readImpressionPng } from '../../src-main/seal/index.ts';
import { coverage, isPrint, type Scan, scanned, sheet } from './scan.ts';

const clean: Scan = { paper: [247, 243, 233], ink: [200, 30, 36], shade: 0, noise: 4, print: false };
const invalid = expect.objectContaining({ code: 'SEAL_ARTWORK_INVALID' });
const lift = (scan: Partial<Scan>) => readImpressionPng(scanned({ ...clean, ...scan }), { removeBackground: true });
type Lifted = ReturnType<typeof lift>;

/** Each pixel of the lifted seal with its place on the sheet, which the cut moved by the same number of pixels on all sides. */
function* pixels({ rgba, widthPx, heightPx }: Lifted) {
  const [left, top] = [
    Math.round(sheet.centre[0] - widthPx / 2 + 0.5),
    Math.round(sheet.centre[1] - heightPx / 2 + 0.5),
  ];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [red = 0, green = 0, blue = 0, opacity = 0] = rgba.subarray(
        (y * widthPx + x) * 4,
        (y * widthPx + x) * 4 + 4,
      );
      yield { x: x + left, y: y + top, red, green, blue, opacity };
    }
  }
}

const share = <T>(all: readonly T[], holds: (one: T) => boolean) => all.filter(holds).length / all.length;
const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

describe('the paper of a scanned seal', () => {
  it.each([
    ['a clean scan', {}],
    ['a noisy scan', { noise: 9 }],
    ['a photograph in uneven light', { shade: 0.45, noise: 6 }],
    ['a pale impression', { ink: [226, 120, 122] as const }],
    ['a blue seal', { ink: [35, 60, 170] as const }],
    ['a sheet with print on it', { print: true }],
  ])('goes, and the ink stays, on %s', (_, scan) => {
    const lifted = [...pixels(lift(scan))].filter(({ x, y }) => !('print' in scan && isPrint(x, y)));
    const bare = lifted.filter(({ x, y }) => coverage(x, y) === 0);
    const inked = lifted.filter(({ x, y }) => coverage(x, y) === 1);
    expect(share(bare, ({ opacity }) => opacity === 0)).toBeGreaterThan(0.99);
    expect(share(bare, ({ opacity }) => opacity > 60)).toBeLessThan(0.001);
    expect(share(inked, ({ opacity }) => opacity > 200)).toBeGreaterThan(0.98);
  });

  it('leaves the colour of the ink, whatever light the sheet lay in', () => {
    for (const shade of [0, 0.45]) {
      const inked = [...pixels(lift({ shade, noise: 3 }))].filter(({ x, y }) => coverage(x, y) === 1);
      // On white paper instead of yellowish: the scan's 200, 30, 36 with the paper's tint taken out.
      expect(Math.abs(mean(inked.map(({ red }) => red)) - 206)).toBeLessThan(8);
      expect(Math.abs(mean(inked.map(({ green }) => green)) - 31)).toBeLessThan(8);
      expect(Math.abs(mean(inked.map(({ blue }) => blue)) - 39)).toBeLessThan(8);
    }
  });

  it('leaves no white fringe: on a dark ground nothing is lighter than the ink', () => {
    const edges = [...pixels(lift({ noise: 2 }))].filter(({ opacity }) => opacity > 0 && opacity < 255);
    expect(edges.length).toBeGreaterThan(500);
    expect(share(edges, ({ green, blue }) => green < 90 && blue < 100)).toBeGreaterThan(0.99);
    // Soft, not cut out with scissors.
    expect(new Set(edges.map(({ opacity }) => opacity)).size).toBeGreaterThan(50);
  });

  it('takes print and folds away with it, since they are grey', () => {
    const print = [...pixels(lift({ print: true }))].filter(({ x, y }) => isPrint(x, y) && coverage(x, y) === 0);
    expect(print.length).toBeGreaterThan(500);
    expect(share(print, ({ opacity }) => opacity < 30)).toBeGreaterThan(0.99);
  });

  it('is cut off around the ink, so that the width is that of the seal', () => {
    for (const scan of [{}, { noise: 9 }, { shade: 0.45 }]) {
      const { widthPx, heightPx } = lift(scan);
      expect(Math.abs(widthPx - 2 * sheet.radiusPx)).toBeLessThan(8);
      expect(Math.abs(heightPx - 2 * sheet.radiusPx)).toBeLessThan(8);
    }
  });

  it('gives a PNG that shows the same', () => {
    const lifted = lift({});
    const decoded = PNG.sync.read(Buffer.from(lifted.png));
    expect([decoded.width, decoded.height]).toEqual([lifted.widthPx, lifted.heightPx]);
    expect(decoded.data.equals(lifted.rgba)).toBe(true);
    expect(lifted.hasTransparency).toBe(true);
  });

  it.each([0, 0.45])('goes from a black signature too, in light that falls off by %d', (shade) => {
    const lifted = [...pixels(lift({ ink: [30, 30, 34], shade }))];
    const [bare, inked] = [0, 1].map((covered) => lifted.filter(({ x, y }) => coverage(x, y) === covered));
    expect(share(bare ?? [], ({ opacity }) => opacity === 0)).toBeGreaterThan(0.99);
    expect(share(inked ?? [], ({ opacity }) => opacity > 200)).toBeGreaterThan(0.98);
  });

  it('does not leave one side of the seal darker than the other when it lay in the shade', () => {
    const inked = [...pixels(lift({ shade: 0.45, noise: 3 }))].filter(({ x, y }) => coverage(x, y) === 1);
    const redOf = (part: typeof inked) => mean(part.map(({ red }) => red));
    const left = redOf(inked.filter(({ x }) => x < sheet.centre[0] - 100));
    const right = redOf(inked.filter(({ x }) => x > sheet.centre[0] + 100));
    expect(Math.abs(left - right)).toBeLessThan(8);
  });

  it('is not looked for behind transparency that is there already', () => {
    const first = lift({});
    const again = readImpressionPng(first.png, { removeBackground: true });
    expect(Math.abs(again.widthPx - first.widthPx)).toBeLessThan(4);
    const inked = [...pixels(again)].filter(({ x, y }) => coverage(x, y) === 1);
    expect(share(inked, ({ opacity }) => opacity > 200)).toBeGreaterThan(0.97);
  });

  it('is said to bear no seal when it is blank', () => {
    expect(() => lift({ ink: clean.paper, noise: 9, shade: 0.3 })).toThrowError(invalid);
  });
});

/** A PNG of raw parts: what a program with a fault, or with bad intent, writes. */
function crafted(header: { width: number; height: number; interlaced?: boolean }, compressed: Uint8Array): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width, 0);
  ihdr.writeUInt32BE(header.height, 4);
  ihdr.set([8, 6, 0, 0, header.interlaced ? 1 : 0], 8);
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk('IHDR', ihdr), chunk('IDAT', compressed), chunk('IEND', new Uint8Array())]);
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

describe('a picture of a seal', () => {
  it('is taken as it is when nothing is to be removed', () => {
    const png = scanned(clean);
    const read = readImpressionPng(png, { removeBackground: false });
    expect(read.png).toBe(png);
    expect([read.widthPx, read.heightPx, read.hasTransparency]).toEqual([sheet.widthPx, sheet.heightPx, false]);
  });

  it.each([
    ['grey', { colorType: 0 }],
    ['grey with transparency', { colorType: 4 }],
    ['colour', { colorType: 2 }],
    ['colour of 16 bits', { colorType: 6, bitDepth: 16 }],
  ] as const)('is read in %s', (_, options) => {
    const image = new PNG({ width: 4, height: 4 });
    for (let at = 0; at < image.data.length; at += 4) image.data.set([200, 200, 200, 255], at);
    const bitDepth = 'bitDepth' in options ? options.bitDepth : 8;
    const data = bitDepth === 16 ? Buffer.from(new Uint16Array(64).fill(200 * 257).buffer) : image.data;
    const png = PNG.sync.write(Object.assign(image, { data }), { ...options, bitDepth, inputColorType: 6 });
    const { rgba, widthPx } = readImpressionPng(png, { removeBackground: false });
    expect([widthPx, rgba.length, rgba[0]]).toEqual([4, 64, 200]);
  });

  it('is reduced when no printer could show it all', () => {
    const image = new PNG({ width: 3000, height: 1500 });
    for (let at = 0; at < image.data.length; at += 4) image.data.set([200, 20, 30, at % 8 === 0 ? 255 : 0], at);
    const read = readImpressionPng(PNG.sync.write(image), { removeBackground: false });
    expect([read.widthPx, read.heightPx]).toEqual([2400, 1200]);
    const half = read.rgba.findIndex((_, at) => at % 4 === 3 && (read.rgba[at] ?? 0) > 0) - 3;
    expect([...read.rgba.subarray(half, half + 3)]).toEqual([200, 20, 30]);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a JPEG', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...new Array(100).fill(0)])],
    ['a PNG cut short', scanned(clean).slice(0, 5000)],
    ['a PNG with no pixels', crafted({ width: 0, height: 10 }, deflateSync(Buffer.alloc(10)))],
    ['one of more than 40 million pixels', crafted({ width: 8000, height: 5001 }, deflateSync(Buffer.alloc(10)))],
    ['one that says to be huge', crafted({ width: 0xffffffff, height: 0xffffffff }, deflateSync(Buffer.alloc(10)))],
    ['one with too few pixels in it', crafted({ width: 100, height: 100 }, deflateSync(Buffer.alloc(100)))],
    ['noise after a right beginning', Buffer.concat([scanned(clean).subarray(0, 60), Buffer.alloc(5000, 0xa5)])],
  ])('is refused when it is %s', (_, png) => {
    for (const removeBackground of [true, false]) {
      expect(() => readImpressionPng(png, { removeBackground })).toThrowError(invalid);
    }
  });

  it('is refused at any place where it was cut', () => {
    const png = scanned({ ...clean, noise: 0 });
    for (let length = 0; length < png.length - 12; length += Math.ceil(png.length / 60)) {
      expect(() => readImpressionPng(png.subarray(0, length), { removeBackground: false })).toThrowError(invalid);
    }
  });

  it('is refused when it is small and would unfold to fill the memory', () => {
    const bomb = crafted({ width: 64, height: 64, interlaced: true }, deflateSync(Buffer.alloc(200_000_000)));
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().rss;
    expect(() => readImpressionPng(bomb, { removeBackground: false })).toThrowError(invalid);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });
});
