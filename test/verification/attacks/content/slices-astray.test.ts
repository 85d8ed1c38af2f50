/** A seal of GB/T 38540 whose signature has many places: what they show together has to be what its maker registered. */
import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stream } from '../../../fixtures/pdf/index.ts';
import { openSealOffice, type SealOffice, trustIn } from '../../../signature/seal-office.ts';
import {
  type Drawing,
  doubtsOf,
  drawInBrowser,
  pictureOf,
  sealedPdf,
  sealOf,
  verifyFile,
} from '../../seals/sealed-pdf.ts';
import { signatureField } from '../../sign-by-hand.ts';

let office: SealOffice;
let own: Drawing;
let other: Drawing;
const side = 120;
const [pageWidth, pageHeight] = [595, 842];

beforeAll(async () => {
  office = openSealOffice();
  const drawn = await drawInBrowser([
    { svg: sealOf('杭州示例科技有限公司'), widthPx: 300 },
    { svg: sealOf('某某市人民政府', ''), widthPx: 300 },
  ]);
  [own, other] = drawn as [Drawing, Drawing];
});
afterAll(() => office.openssl.remove());

/** Where a part of the seal stands: from left to right and from bottom to top, in shares of the seal. */
interface Place {
  readonly page: number;
  readonly part: readonly [left: number, bottom: number, right: number, top: number];
  /** The lower left corner on the page. */
  readonly at: readonly [x: number, y: number];
  readonly scale?: number;
  readonly entries?: string;
  /** The page that the widget names, where that is another. */
  readonly named?: number;
}

function imageOf({ png }: Drawing): string {
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
    9: imageOf(own),
    10: imageOf(other),
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

async function doubts(places: readonly Place[], more: Record<number, string> = {}, pages: Record<number, string> = {}) {
  const pdf = await sealedPdf(office, {
    drawn: null,
    seal: { picture: pictureOf(own) },
    more: { ...placed(places, pages), ...more },
  });
  return doubtsOf(await verifyFile(pdf, trustIn(office)));
}

const differs = ['seal-picture failed seal-picture/differs'];
const whole = [0, 0, 1, 1] as const;
const column = (from: number, to: number) => [from, 0, to, 1] as const;
const row = (from: number, to: number) => [0, from, 1, to] as const;
const right = (share: number, y = 300): readonly [number, number] => [pageWidth - share * side, y];

describe('slices of a registered seal', () => {
  it.each<[string, readonly Place[]]>([
    ['a whole one', [{ page: 1, part: whole, at: [100, 100] }]],
    [
      'three columns along the right edge',
      [0, 1, 2].map((index) => ({ page: index + 1, part: column(index / 3, (index + 1) / 3), at: right(1 / 3) })),
    ],
    [
      'three columns along the left edge, and a whole one',
      [
        ...[0, 1, 2].map(
          (index): Place => ({ page: index + 1, part: column((2 - index) / 3, (3 - index) / 3), at: [0, 300] }),
        ),
        { page: 3, part: whole, at: [200, 100] },
      ],
    ],
    [
      'columns along the right edge and along the left',
      [
        ...[0, 1].map(
          (index): Place => ({ page: index + 1, part: column(index / 2, (index + 1) / 2), at: right(1 / 2) }),
        ),
        ...[0, 1].map(
          (index): Place => ({ page: index + 1, part: column((1 - index) / 2, (2 - index) / 2), at: [0, 500] }),
        ),
      ],
    ],
    [
      'rows along the upper edge and columns along the right',
      [
        ...[0, 1].map(
          (index): Place => ({
            page: index + 1,
            part: row(index / 2, (index + 1) / 2),
            at: [200, pageHeight - side / 2],
          }),
        ),
        ...[0, 1].map(
          (index): Place => ({ page: index + 1, part: column(index / 2, (index + 1) / 2), at: right(1 / 2) }),
        ),
      ],
    ],
    [
      'a first page with more of it than the others',
      [
        { page: 1, part: column(0, 0.6), at: right(0.6) },
        { page: 2, part: column(0.6, 0.8), at: right(0.2) },
        { page: 3, part: column(0.8, 1), at: right(0.2) },
      ],
    ],
    [
      'columns on alternate sides of leaves',
      [
        { page: 1, part: column(0, 1 / 3), at: right(1 / 3) },
        { page: 2, part: column(1 / 3, 2 / 3), at: [0, 300] },
        { page: 3, part: column(2 / 3, 1), at: right(1 / 3) },
      ],
    ],
  ])('are the registered picture as %s', async (_, places) => {
    expect(await doubts(places)).toEqual([]);
  });

  it.each<[string, readonly Place[]]>([
    [
      'put together on one page in another order',
      [0, 1, 2].map((index) => ({ page: 1, part: column(index / 3, (index + 1) / 3), at: [300 - index * 40, 300] })),
    ],
    [
      'put together on one page in its order',
      [0, 1].map((index) => ({ page: 1, part: column(index / 2, (index + 1) / 2), at: [200 + index * 60, 300] })),
    ],
    [
      'on pages in another order than that of the fields',
      [2, 1, 3].map((page, index) => ({ page, part: column(index / 3, (index + 1) / 3), at: right(1 / 3) })),
    ],
    [
      'in the middle of pages',
      [0, 1].map((index) => ({ page: index + 1, part: row((1 - index) / 2, (2 - index) / 2), at: [200, 300] })),
    ],
    [
      'as rows on an edge that cuts columns',
      [0, 1].map((index) => ({ page: index + 1, part: row(index / 2, (index + 1) / 2), at: [0, 300] })),
    ],
    [
      'in different sizes',
      [
        { page: 1, part: column(0, 0.5), at: right(0.5) },
        { page: 2, part: column(0.5, 1), at: [pageWidth - side, 300], scale: 2 },
      ],
    ],
  ])('are none when they stand %s', async (_, places) => {
    expect(await doubts(places)).toEqual(differs);
  });
});

describe('what a place of a seal shows', () => {
  it('is judged on the page that shows it, whatever page it names', async () => {
    const upside = { 2: '/Rotate 180' };
    const turned = { 1: '/Rotate 180' };
    const place: Place = { page: 1, part: whole, at: [100, 100] };
    const onSecond: Place = { page: 2, part: whole, at: [100, 100] };
    expect(await doubts([place, onSecond], {}, upside)).toEqual(differs);
    expect(await doubts([place, { ...onSecond, named: 1 }], {}, upside)).toEqual(differs);
    expect(
      await doubts(
        [
          { ...place, named: 2 },
          { ...onSecond, named: 1 },
        ],
        {},
        { ...upside, ...turned },
      ),
    ).toEqual(differs);
  });

  const cut = (content: string, resources = '/XObject << /Seal 9 0 R /Other 10 0 R >>', form = '') => ({
    300: stream(
      content,
      `/Type /XObject /Subtype /Form /BBox [0 0 ${side} ${side}] ${form} ${resources === '' ? '' : `/Resources << ${resources} >>`}`,
    ),
  });
  const draw = (name: string) => `q ${side} 0 0 ${side} 0 0 cm /${name} Do Q`;
  /** A sliver along the diagonal, the box around which is everything. */
  const sliver = 'q 0.7071 0.7071 -0.7071 0.7071 0 0 cm 0 -0.2 169.7 0.4 re W n 0.7071 -0.7071 0.7071 0.7071 0 0 cm';

  it.each<[string, Record<number, string>]>([
    [
      'covered through a turned clip',
      cut(`${draw('Other')} ${sliver} 1 1 1 rg 0 0 ${side} ${side} re f ${draw('Seal')} Q`),
    ],
    [
      'covered through a form with a turned box',
      {
        ...cut(`${draw('Other')} /Turned Do`, '/XObject << /Other 10 0 R /Turned 400 0 R >>'),
        400: stream(
          `q 0.7071 -0.7071 0.7071 0.7071 0 0 cm 1 1 1 rg 0 0 ${side} ${side} re f ${draw('Seal')} Q`,
          '/Type /XObject /Subtype /Form /BBox [0 -0.2 169.7 0.2] /Matrix [0.7071 0.7071 -0.7071 0.7071 0 0] /Resources << /XObject << /Seal 9 0 R >> >>',
        ),
      },
    ],
    [
      'covered by what the page calls so',
      {
        ...cut(`/Own Do ${draw('Other')}`, '/XObject << /Own 400 0 R >>'),
        400: stream(
          draw('Seal'),
          `/Type /XObject /Subtype /Form /BBox [0 0 ${side} ${side}] /Resources << /XObject << /Seal 9 0 R >> >>`,
        ),
        3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Other 10 0 R >> >> /Annots [7 0 R] >>`,
      },
    ],
  ])('is not said to be the registered picture where that is %s', async (_, more) => {
    expect(await doubts([{ page: 1, part: whole, at: [100, 100] }], more)).not.toEqual([]);
  });
});
