/** A signature of GB/T 38540 with a field at each of many places, and what is doubted of its picture. */
import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { afterAll, beforeAll } from 'vitest';
import { stream } from '../../fixtures/pdf/index.ts';
import { openSealOffice, type SealOffice, trustIn } from '../../signature/seal-office.ts';
import { signatureField } from '../sign-by-hand.ts';
import { type Drawing, doubtsOf, drawInBrowser, pictureOf, sealedPdf, sealOf, verifyFile } from './sealed-pdf.ts';

/** The lengths of the seal and of the pages, in points. */
export const side = 120;
export const [pageWidth, pageHeight] = [595, 842];

/** Where a part of the seal stands: from left to right and from bottom to top, in shares of the seal. */
export interface Place {
  readonly page: number;
  readonly part: readonly [left: number, bottom: number, right: number, top: number];
  /** The lower left corner on the page. */
  readonly at: readonly [x: number, y: number];
  readonly scale?: number;
  readonly entries?: string;
  /** The page that the widget names, where that is another. */
  readonly named?: number;
}

/** An image XObject. */
export function imageOf({ png }: Drawing): string {
  const { data, width, height } = PNG.sync.read(Buffer.from(png));
  const rgb = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at++) data.copy(rgb, at * 3, at * 4, at * 4 + 3);
  const image = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode`;
  return stream(deflateSync(rgb).toString('latin1'), image);
}

const pageRef = (page: number) => (page === 1 ? 3 : 100 + page);

/** The objects of a document whose signature, object 6, has a field at each place. */
function placed(places: readonly Place[], pageEntries: Record<number, string> = {}): Record<number, string> {
  const count = Math.max(...places.map(({ page, named = page }) => Math.max(page, named)));
  const pages = Array.from({ length: count }, (_, index) => index + 1);
  const fieldOf = (index: number) => (index === 0 ? 7 : 200 + index);
  const objects: Record<number, string> = {
    1: `<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [${places.map((_, index) => `${fieldOf(index)} 0 R`).join(' ')}] >> >>`,
    2: `<< /Type /Pages /Count ${count} /Kids [${pages.map((page) => `${pageRef(page)} 0 R`).join(' ')}] >>`,
  };
  for (const page of pages) {
    const widgets = places.flatMap((one, index) => (one.page === page ? [`${fieldOf(index)} 0 R`] : []));
    objects[pageRef(page)] =
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageWidth} ${pageHeight}] /Contents 4 0 R ` +
      `/Resources << /Font << /F 5 0 R >> >> /Annots [${widgets.join(' ')}] ${pageEntries[page] ?? ''} >>`;
  }
  for (const [index, { page, part, at, scale = 1, entries = '', named = page }] of places.entries()) {
    const [left, bottom, right, top] = part;
    const box = [left, bottom, right, top].map((share) => share * side).join(' ');
    const [width, height] = [(right - left) * side * scale, (top - bottom) * side * scale];
    const rect = `/Rect [${at[0]} ${at[1]} ${at[0] + width} ${at[1] + height}] /AP << /N ${300 + index} 0 R >> ${entries}`;
    objects[fieldOf(index)] = signatureField(index === 0 ? 'First' : `First_${index + 1}`, '/V 6 0 R', rect).replace(
      '/P 3 0 R',
      `/P ${pageRef(named)} 0 R`,
    );
    objects[300 + index] = stream(
      `q ${side} 0 0 ${side} 0 0 cm /Seal Do Q`,
      `/Type /XObject /Subtype /Form /BBox [${box}] /Resources << /XObject << /Seal 9 0 R >> >>`,
    );
  }
  return objects;
}

/** A maker, a seal that it registered, and another picture. */
export interface PlacedSeals {
  readonly office: SealOffice;
  readonly own: Drawing;
  readonly other: Drawing;
}

/** Sets up the seals before the tests of a file and clears them away after. */
export function setSeals(): () => PlacedSeals {
  let seals: PlacedSeals | null = null;
  beforeAll(async () => {
    const office = openSealOffice();
    const [own, other] = await drawInBrowser([
      { svg: sealOf('杭州示例科技有限公司'), widthPx: 300 },
      { svg: sealOf('某某市人民政府', ''), widthPx: 300 },
    ]);
    if (own && other) seals = { office, own, other };
  });
  const found = () => {
    if (!seals) throw new Error('the seals are not drawn');
    return seals;
  };
  afterAll(() => found().office.openssl.remove());
  return found;
}

/** A signed file with its places: the registered picture is object 9, the other one 10, the first appearance 300. */
export function placedPdf(
  { office, own, other }: PlacedSeals,
  places: readonly Place[],
  { more = {}, pages = {} }: { more?: Record<number, string>; pages?: Record<number, string> } = {},
): Promise<Buffer> {
  const pictures = { 9: imageOf(own), 10: imageOf(other) };
  const seal = { picture: pictureOf(own) };
  return sealedPdf(office, { drawn: null, seal, more: { ...pictures, ...placed(places, pages), ...more } });
}

/** What stands in the way of a green verdict. */
export async function doubtsOfPlaces(
  seals: PlacedSeals,
  ...about: Parameters<typeof placedPdf> extends [unknown, ...infer Rest] ? Rest : never
) {
  return doubtsOf(await verifyFile(await placedPdf(seals, ...about), trustIn(seals.office)));
}
