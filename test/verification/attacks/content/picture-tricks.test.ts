/** Appearances that draw the registered picture for whoever follows them roughly, and another one in readers. */
import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../fixtures/pdf/index.ts';
import { doubtsOfPlaces, setSeals, side } from '../../seals/placed-seals.ts';
import type { Drawing } from '../../seals/sealed-pdf.ts';

const seals = setSeals();
const place = { page: 1, part: [0, 0, 1, 1], at: [100, 100] } as const;
const draw = (name: string) => `q ${side} 0 0 ${side} 0 0 cm /${name} Do Q`;
const white = `1 1 1 rg 0 0 ${side} ${side} re f`;
const images = '/XObject << /Seal 9 0 R /Other 10 0 R >>';
const appearance = (content: string, resources = images, box = `/BBox [0 0 ${side} ${side}]`) => ({
  300: stream(content, `/Type /XObject /Subtype /Form ${box} /Resources << ${resources} >>`),
});
/** A sliver along the diagonal, the box around which is everything. */
const turned = '0.7071 0.7071 -0.7071 0.7071 0 0';
const turnedBack = '0.7071 -0.7071 0.7071 0.7071 0 0 cm';
const sliver = `q ${turned} cm 0 -0.2 169.7 0.4 re W n ${turnedBack}`;
const state = (entries: string) => `${images} /ExtGState << /First << ${entries} >> /Second << /ca 0 >> >>`;

/** The registered picture in single points of an image that shows the other one. */
function between({ own, other }: { own: Drawing; other: Drawing }, times: number): string {
  const [picture, points] = [other, own].map(({ png }) => PNG.sync.read(Buffer.from(png)));
  const sidePx = 640 * times;
  // A point and the one before it: which of them is looked at is decided by rounding.
  const looked = [1, 3].flatMap((quarter) => [(times / 4) * quarter - 1, (times / 4) * quarter]);
  const rgb = Buffer.alloc(sidePx * sidePx * 3);
  for (let y = 0; y < sidePx; y++) {
    for (let x = 0; x < sidePx; x++) {
      const isLookedAt = [x, y].every((at) => looked.includes(at % times));
      const shown = isLookedAt ? points : picture;
      if (!shown) continue;
      const at = (Math.floor((y / sidePx) * shown.height) * shown.width + Math.floor((x / sidePx) * shown.width)) * 4;
      shown.data.copy(rgb, (y * sidePx + x) * 3, at, at + 3);
    }
  }
  const image = `/Type /XObject /Subtype /Image /Width ${sidePx} /Height ${sidePx} /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode`;
  return stream(deflateSync(rgb).toString('latin1'), image);
}

const tricks: readonly [string, () => Record<number, string>][] = [
  ['through a turned clip', () => appearance(`${draw('Other')} ${sliver} ${white} ${draw('Seal')} Q`)],
  [
    'through a form with a turned box',
    () => ({
      ...appearance(`${draw('Other')} /Turned Do`, '/XObject << /Other 10 0 R /Turned 400 0 R >>'),
      400: stream(
        `q ${turnedBack} ${white} ${draw('Seal')} Q`,
        `/Type /XObject /Subtype /Form /BBox [0 -0.2 169.7 0.2] /Matrix [${turned}] /Resources << ${images} >>`,
      ),
    }),
  ],
  [
    'under what the page calls so',
    () => ({
      ...appearance(`/Own Do ${draw('Other')}`, '/XObject << /Own 400 0 R >>'),
      400: stream(draw('Seal'), `/Type /XObject /Subtype /Form /BBox [0 0 ${side} ${side}] /Resources << ${images} >>`),
      3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << ${images} >> /Annots [7 0 R] >>`,
    }),
  ],
  ['in the few points that are looked at', () => ({ ...appearance(draw('Seal')), 9: between(seals(), 8) })],
  [
    'under lines that only a graphics state makes thick',
    () => appearance(`${draw('Seal')} q /First gs 1 w 1 1 1 RG 0 60 m 120 60 l S Q`, state('/LW 200')),
  ],
  [
    'under lines that show where nothing else does',
    () =>
      appearance(
        `${draw('Seal')} /First gs /Second gs ${side + 1} w 1 1 1 RG 0 60 m ${side * 5} 60 l S`,
        state('/ca 1 /CA 1'),
      ),
  ],
  [
    'over the ends of lines without length',
    () => appearance(`${draw('Other')} 340 w 1 1 1 RG 60 60 m 60 60.001 l S ${draw('Seal')}`),
  ],
  [
    'under the spikes of corners',
    () => appearance(`${draw('Seal')} 9 w 1000 M 1 1 1 RG -40 60 m 0 60.2 l -40 60.4 l S`),
  ],
  [
    'under lines without a width',
    () =>
      appearance(
        `${draw('Seal')} 0 w 1 1 1 RG ${Array.from({ length: 600 }, (_, row) => `0 ${row / 5} m 120 ${row / 5} l S`).join(' ')}`,
      ),
  ],
  [
    'under images without a height',
    () =>
      appearance(
        `${draw('Seal')} ${Array.from({ length: 600 }, (_, row) => `q 120 0 0 0.0001 0 ${row / 5} cm /Other Do Q`).join(' ')}`,
      ),
  ],
  [
    'over a colour with numbers too many',
    () => appearance(`${draw('Other')} 0 0 0 0 rg 0 0 ${side} ${side} re f ${draw('Seal')}`),
  ],
  [
    'over a shape that begins nowhere',
    () => appearance(`${draw('Other')} 1 1 1 rg 0 ${side * 3} l ${side * 3} 0 l f ${draw('Seal')}`),
  ],
  [
    'over a shape that is moved while it is made',
    () => appearance(`${draw('Other')} q 1 1 1 rg 0 0 1 1 re ${side} 0 0 ${side} 0 0 cm f Q ${draw('Seal')}`),
  ],
  [
    'through a clip that goes on',
    () => appearance(`${draw('Other')} q 0 0 1 1 re W 119 119 1 1 re n ${white} ${draw('Seal')} Q`),
  ],
  ['in a form that has no box', () => appearance(draw('Seal'), images, '')],
  [
    'in colours that stand for others',
    () =>
      appearance(
        draw('Seal'),
        `${images} /ColorSpace << /DefaultRGB [/CalRGB << /WhitePoint [0.95 1 1.09] /Gamma [9 9 9] >>] >>`,
      ),
  ],
];

describe('a seal whose appearance shows the registered picture', () => {
  it.each(tricks)('%s is not said to show it', async (_, more) => {
    expect(await doubtsOfPlaces(seals(), [place], { more: more() })).not.toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'by ink',
      `/Ink gs ${draw('Seal')}`,
      `${images} /ExtGState << /Ink << /Type /ExtGState /BM /Multiply /ca 1 /CA 1 >> >>`,
    ],
    ['in a frame that clips nothing', `q 0 0 ${side} ${side} re W n ${draw('Seal')} Q`, images],
    [
      'turned there and back',
      `q 0 1 -1 0 ${side} 0 cm q 0 -1 1 0 0 ${side} cm 0 0 ${side} ${side} re W* n ${draw('Seal')} Q Q`,
      images,
    ],
  ])('%s is', async (_, content, resources) => {
    expect(await doubtsOfPlaces(seals(), [place], { more: appearance(content, resources) })).toEqual([]);
  });
});
