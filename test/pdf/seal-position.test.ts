import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { degrees, PDFDocument, PDFName, PDFNumber } from 'pdf-lib';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Artwork,
  buildSignatureRevision,
  bytesSource,
  displayedSize,
  openPdf,
  readPage,
} from '../../src-main/pdf/index.ts';
import { wholeSeal } from './append.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-position-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A red square of 30 × 20 mm whose top-left corner, as the reader sees it, is blue. */
const marked: Artwork = {
  kind: 'vector',
  widthMm: 30,
  heightMm: 20,
  paths: [
    { d: 'M 0 0 L 30 0 L 30 20 L 0 20 Z', fill: '#ff0000', evenOdd: false },
    { d: 'M 0 0 L 8 0 L 8 6 L 0 6 Z', fill: '#000000', evenOdd: false },
  ],
};

const dpi = 101.6; // four pixels per millimetre
const pixelsPerMm = dpi / 25.4;

interface Shape {
  rotate: number;
  media: [number, number, number, number];
  crop: [number, number, number, number] | null;
  userUnit: number;
}

async function makePage({ rotate, media, crop, userUnit }: Shape): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = document.addPage();
  page.setMediaBox(media[0], media[1], media[2] - media[0], media[3] - media[1]);
  if (crop) page.setCropBox(crop[0], crop[1], crop[2] - crop[0], crop[3] - crop[1]);
  page.setRotation(degrees(rotate));
  if (userUnit !== 1) page.node.set(PDFName.of('UserUnit'), PDFNumber.of(userUnit));
  return document.save({ useObjectStreams: false });
}

function stamp(input: Uint8Array, xMm: number, yMm: number, artwork: Artwork): Uint8Array {
  const revision = buildSignatureRevision(openPdf(bytesSource(input)), {
    impressions: [wholeSeal(artwork, { page: 1, xMm, yMm })],
    artwork,
    filter: 'Adobe.PPKLite',
    subFilter: 'ETSI.CAdES.detached',
    contentsBytes: 64,
    signingTime: new Date(),
    signerName: '测试',
    reason: '',
    location: '',
  });
  return Buffer.concat([input, revision.bytes]);
}

function render(pdf: Uint8Array, name: string): PNG {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, pdf);
  execFileSync('pdftoppm', ['-r', String(dpi), '-png', '-singlefile', '-cropbox', path, join(folder, name)]);
  return PNG.sync.read(readFileSync(join(folder, `${name}.png`)));
}

/**
 * Bounds, in millimetres of the rendered page, of the dark pixels that are no redder than `maxRed`. A number, not a function: of a good
 * image, once in some hundred runs, the ink came out as the mark, as if compiled code (V8 13.6) had called the other caller's function.
 */
function bounds(image: PNG, maxRed: number) {
  let [left, top, right, bottom] = [image.width, image.height, -1, -1];
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const at = (y * image.width + x) * 4;
      const [red = 0, green = 0, blue = 0] = [image.data[at], image.data[at + 1], image.data[at + 2]];
      if (red > maxRed || green >= 128 || blue >= 128) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return { left: left / pixelsPerMm, top: top / pixelsPerMm, right: right / pixelsPerMm, bottom: bottom / pixelsPerMm };
}

const anyInk = 255;
const blackOnly = 99;

const a4: Shape['media'] = [0, 0, 595, 842];
const shapes = [0, 90, 180, 270].flatMap((rotate): (Shape & { what: string })[] => [
  { rotate, media: a4, crop: null, userUnit: 1, what: 'an A4 page' },
  {
    rotate,
    media: [-100, -50, 495, 792],
    crop: [-40, 30, 420, 700],
    userUnit: 1,
    what: 'a cropped page with a negative origin',
  },
  { rotate, media: [200, 300, 795, 1142], crop: null, userUnit: 1, what: 'a page whose origin is off zero' },
  { rotate, media: [0, 0, 300, 421], crop: null, userUnit: 2, what: 'a page with UserUnit 2' },
]);

describe('a seal on the rendered page', () => {
  for (const shape of shapes) {
    it(`is where it was put, upright and in its true size, on ${shape.what} turned by ${shape.rotate}°`, async () => {
      const input = await makePage(shape);
      const size = displayedSize(readPage(openPdf(bytesSource(input)), 1));
      const xMm = size.widthMm * 0.3;
      const yMm = size.heightMm * 0.7;
      const image = render(stamp(input, xMm, yMm, marked), `${shape.rotate}-${shapes.indexOf(shape)}`);

      // poppler ignores /UserUnit: it renders such a page smaller, so its millimetres are scaled back.
      const scale = image.width / pixelsPerMm / size.widthMm;
      const ink = bounds(image, anyInk);
      const mark = bounds(image, blackOnly);
      expect(ink.left).toBeCloseTo((xMm - 15) * scale, 0);
      expect(ink.right).toBeCloseTo((xMm + 15) * scale, 0);
      expect(ink.top).toBeCloseTo((yMm - 10) * scale, 0);
      expect(ink.bottom).toBeCloseTo((yMm + 10) * scale, 0);
      expect(mark.left).toBeCloseTo((xMm - 15) * scale, 0);
      expect(mark.top).toBeCloseTo((yMm - 10) * scale, 0);
      expect(mark.right - mark.left).toBeCloseTo(8 * scale, 0);
      expect(mark.bottom - mark.top).toBeCloseTo(6 * scale, 0);
    });
  }

  it('refuses a seal that would leave the page', async () => {
    const input = await makePage({ rotate: 90, media: a4, crop: null, userUnit: 1 });
    expect(() => stamp(input, 10, 50, marked)).toThrowError(expect.objectContaining({ code: 'SEAL_OFF_PAGE' }));
    expect(() => stamp(input, 290, 50, marked)).toThrowError(expect.objectContaining({ code: 'SEAL_OFF_PAGE' }));
  });

  it('lets the text under it show through, as ink does', async () => {
    const document = await PDFDocument.create();
    const page = document.addPage([595, 842]);
    page.drawRectangle({ x: 200, y: 400, width: 200, height: 10 });
    const input = await document.save({ useObjectStreams: false });
    const image = render(stamp(input, 105, 154, marked), 'multiply');
    const black = bounds(image, blackOnly);
    expect(black.right).toBeCloseTo(400 / (72 / 25.4), 0);
  });

  it('shows an image seal with its transparency', async () => {
    const input = await makePage({ rotate: 0, media: a4, crop: null, userUnit: 1 });
    const rgba = new Uint8Array(100 * 100 * 4);
    for (let y = 0; y < 100; y++)
      for (let x = 0; x < 100; x++) rgba.set(x < 50 ? [255, 0, 0, 255] : [0, 0, 0, 0], (y * 100 + x) * 4);
    const half: Artwork = { kind: 'image', widthMm: 40, heightMm: 40, widthPx: 100, heightPx: 100, rgba };
    const ink = bounds(render(stamp(input, 100, 100, half), 'image'), anyInk);
    expect(ink.left).toBeCloseTo(80, 0);
    expect(ink.right).toBeCloseTo(100, 0);
    expect(ink.bottom - ink.top).toBeCloseTo(40, 0);
  });
});
