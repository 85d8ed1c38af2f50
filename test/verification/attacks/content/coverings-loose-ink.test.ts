import { deflateSync } from 'node:zlib';
import { expect, it, vi } from 'vitest';
import { stream } from '../../../fixtures/pdf/index.ts';
import { twoGlyphFont } from '../../../fixtures/pdf/two-glyph-font.ts';
import { signatureField, signByHand, unsignedPdf, verify, withSecondSignature } from '../../sign-by-hand.ts';
import { pageWith, setStage } from '../stage.ts';

vi.setConfig({ testTimeout: 60_000 });

const stage = setStage();

/** Over the word “Contract”, and where nothing is. */
const [over, beside] = ['60 690 260 730', '60 490 260 530'];

const form = (content: string, resources = '') =>
  stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 200 40] /Resources << ${resources} >>`);

interface Seal {
  readonly appearance: string;
  readonly rect?: string;
  readonly more?: Record<number, string>;
  readonly signed?: Buffer;
}

/** What the first signature is said to be once somebody else who is trusted has put such a seal there. */
async function outcomeOf({ appearance, rect = over, more = {}, signed = stage().signed }: Seal) {
  const pdf = withSecondSignature(signed, {
    3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
    11: signatureField('Second', '/V 10 0 R', `/Rect [${rect}] /AP << /N 21 0 R >>`),
    21: appearance,
    ...more,
  });
  const { signatures } = await verify(signByHand(pdf, stage().signing), [stage().signing.issuer]);
  const first = signatures.find(({ fieldName }) => fieldName === 'First');
  const covers = first?.changes.some(({ coversContent }) => coversContent) ?? false;
  const tellsText = first?.changes.some(({ kind }) => kind === 'text-added') ?? false;
  return { verdict: first?.verdict, covers, tellsText };
}

const rows = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => row(at)).join('\n');
const scaled = (dash: string) => `q 0.01 0 0 0.01 0 0 cm 4000 w 1 G ${dash} 0 d 0 2000 m 20000 2000 l S Q`;

/** Each paints over the whole word in one reader or several: Ghostscript, MuPDF, poppler, pdfium. */
const hidden: [string, string][] = [
  ['dashes a thousandth of a point long', form(scaled('[0.1 9.9]'))],
  ['dashes a three hundredth of a point long', form(scaled('[0.3 20]'))],
  ['what is left of dashes', form(`1 G 40 w [5 300] 4.999 d ${rows(200, (x) => `${x + 0.5} 20 m ${x + 1.5} 20 l S`)}`)],
  [
    'lines without length, with round ends',
    form(`1 G 40 w 1 J ${rows(10, (x) => `${x * 20 + 10} 20 m ${x * 20 + 10} 20 l S`)}`),
  ],
  [
    'lines without length, with square ends',
    form(`1 G 40 w 2 J ${rows(10, (x) => `${x * 20 + 10} 20 m ${x * 20 + 10} 20 l S`)}`),
  ],
  ['points', form(`1 g ${rows(40, (y) => rows(200, (x) => `${x + 0.4} ${y + 0.4} 0.21 0.21 re f`))}`)],
  [
    'curves as thin as hairs',
    form(
      `1 g ${rows(40, (y) => `0 ${y + 0.5} m 60 ${y + 0.6} 140 ${y + 0.6} 200 ${y + 0.5} c 140 ${y + 0.599} 60 ${y + 0.599} 0 ${y + 0.5} c h f`)}`,
    ),
  ],
];
it.each(hidden)('white that only some readers paint covers what was signed: %s', async (_, appearance) => {
  expect(await outcomeOf({ appearance })).toMatchObject({ verdict: 'changed', covers: true });
});

const font = (colour: string) => ({
  appearance: form(`BT ${colour} /T 40 Tf 2 0 Td (AAAA) Tj ET`, '/Font << /T 22 0 R >>'),
  more: {
    22: '<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+T /FirstChar 65 /LastChar 65 /Widths [1000] /FontDescriptor 23 0 R >>',
    23: '<< /Type /FontDescriptor /FontName /ABCDEF+T /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 1000 /Descent 0 /CapHeight 1000 /StemV 80 /FontFile2 24 0 R >>',
    24: stream(twoGlyphFont().toString('latin1'), `/Length1 ${twoGlyphFont().length}`),
  },
});

it.each(['1 g', '0.86 0.08 0.08 rg'])(
  'text of a font with two glyphs for a code covers what was signed: %s',
  async (colour) => {
    expect(await outcomeOf(font(colour))).toMatchObject({ verdict: 'changed', covers: true });
  },
);

it('black text of such a font covers what is white on black', async () => {
  const text = stream('0.1 g 60 690 200 40 re f 1 g BT /F 24 Tf 72 700 Td (Contract) Tj ET');
  const signed = signByHand(unsignedPdf({ more: { 4: text } }), stage().signing);
  expect(await outcomeOf({ ...font('0.1 g'), signed })).toMatchObject({ verdict: 'changed', covers: true });
});

it('a picture of white points covers what was signed', async () => {
  const points = Buffer.alloc(800 * 160);
  for (let y = 2; y < 160; y += 5) for (let x = 2; x < 800; x += 5) points[y * 800 + x] = 255;
  const image = (data: Buffer, entries: string) =>
    stream(
      deflateSync(data).toString('latin1'),
      `/Type /XObject /Subtype /Image /Width 800 /Height 160 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode ${entries}`,
    );
  const outcome = await outcomeOf({
    appearance: form('q 200 0 0 40 0 0 cm /X Do Q', '/XObject << /X 22 0 R >>'),
    more: { 22: image(Buffer.alloc(800 * 160, 255), '/SMask 23 0 R'), 23: image(points, '') },
  });
  expect(outcome).toMatchObject({ verdict: 'changed', covers: true });
});

it('a white sheet on which text shows again what was there covers it', async () => {
  // The same words in the same place: the picture is as it was, in a reader that has the same font for it.
  const again = 'BT 0 g /F 24 Tf 12 10 Td (Contract) Tj ET';
  const resources = '/Font << /F 5 0 R >>';
  const sheet = form(`1 g 0 0 200 40 re f ${again}`, resources);
  expect(await outcomeOf({ appearance: sheet })).toMatchObject({ verdict: 'changed', covers: true });
  expect(await outcomeOf({ appearance: form(again, resources) })).toMatchObject({ verdict: 'valid', tellsText: true });
});

it('dark marks that some readers show and others do not are told as text', async () => {
  const dots = rows(10, (x) => `${x * 8 + 10} 20 m ${x * 8 + 10} 20 l S`);
  const outcome = await outcomeOf({ appearance: form(`0 G 6 w 1 J ${dots}`), rect: beside });
  expect(outcome).toEqual({ verdict: 'valid', covers: false, tellsText: true });
});

it('what other programs paint over a line of the page stays permitted', async () => {
  const resources = '/Font << /F 5 0 R >> /ExtGState << /G << /BM /Multiply >> >>';
  const text = 'BT 0 g /F 9 Tf 4 28 Td (Digitally signed by Wang Fang) Tj 0 -12 Td (Date: 2026.11.29) Tj ET';
  const frame = '0 0 1 RG 1 w 0.5 0.5 199 39 re S';
  const line = stream('BT /F 24 Tf 72 700 Td (Contract) Tj ET 0 G 0.5 w 40 510 m 280 510 l S');
  const signed = signByHand(unsignedPdf({ more: { 4: line } }), stage().signing);
  const outcomes = await Promise.all(
    [text, '0 G 1 w 20 2 m 40 38 l 60 4 l 80 36 l S', '/G gs 0.8 0 0.1 RG 0.3 w 10 10 m 60 35 90 -5 150 30 c S'].map(
      (content) => outcomeOf({ appearance: form(content, resources), rect: beside, signed }),
    ),
  );
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid']);
  const framed = await outcomeOf({ appearance: form(`${frame} ${text}`, resources), rect: '60 515 260 555', signed });
  expect(framed).toMatchObject({ verdict: 'valid', covers: false });
});
