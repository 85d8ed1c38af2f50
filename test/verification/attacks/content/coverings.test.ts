import { deflateSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { DocumentChange } from '../../../../src-main/contract/index.ts';
import { onePage, stream, update } from '../../../fixtures/pdf/index.ts';
import {
  emptySignature,
  signatureField,
  signByHand,
  unsignedPdf,
  verify,
  withSecondSignature,
} from '../../sign-by-hand.ts';
import {
  catalogWith,
  certifying,
  fieldAppearance,
  formPdf,
  outcomeOf,
  pageWith,
  rebuilt,
  replaced,
  setStage,
  textField,
} from '../stage.ts';

vi.setConfig({ testTimeout: 120_000 });

const stage = setStage();

/** Over the word “Contract”, which is 24 points high. */
const over = '60 690 460 740';
/** Nothing is there. */
const beside = '60 500 460 550';

const appearance = (content: string, entries = '/Resources << >>') =>
  stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 400 50] ${entries}`);
const withState = (state: string) => `/Resources << /ExtGState << /G << ${state} >> >> /Font << /F 5 0 R >> >>`;

/** A seal of somebody who is trusted too, in the revision after the first signature. */
function countersigned(
  more: Record<number, string>,
  widget = `/Rect [${over}] /AP << /N 21 0 R >>`,
  signed: Buffer = stage().signed,
): Buffer {
  const pdf = withSecondSignature(signed, {
    3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
    11: signatureField('Second', '/V 10 0 R', widget),
    ...more,
  });
  return signByHand(pdf, stage().signing);
}

async function changesOf(pdf: Buffer, fieldName = 'First') {
  const report = await verify(pdf, [stage().signing.issuer]);
  const signature = report.signatures.find((one) => one.fieldName === fieldName);
  if (!signature) throw new Error('the signature is gone');
  const reason = signature.findings.find(({ code }) => code === 'later-changes')?.reason;
  return { verdict: signature.verdict, laterChanges: signature.laterChanges, reason, changes: signature.changes };
}

async function expectCovered(pdf: Buffer): Promise<DocumentChange> {
  const { verdict, reason, changes } = await changesOf(pdf);
  expect(changes.map(({ kind }) => kind)).toContain('signature-added');
  const covering = changes.find(({ coversContent }) => coversContent);
  expect({ verdict, reason, kind: covering?.kind }).toEqual({
    verdict: 'changed',
    reason: 'later-changes/content-covered',
    kind: 'signature-added',
  });
  if (!covering) throw new Error('nothing covers');
  return covering;
}

async function expectPermitted(pdf: Buffer, laterChanges = 'signatures-only') {
  const outcome = await changesOf(pdf);
  expect(outcome).toMatchObject({ verdict: 'valid', laterChanges });
  return outcome.changes;
}

/** A picture of one colour, with a mask of the given strength. */
const picture = (colour: string, mask = '') =>
  stream(
    colour,
    `/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8 ${mask}`,
  );
const drawPicture = 'q 400 0 0 50 0 0 cm /I Do Q';
const withPicture = '/Resources << /XObject << /I 22 0 R >> >>';

describe('a later seal that takes away what the page showed:', () => {
  it('a sheet', async () => {
    const covering = await expectCovered(countersigned({ 21: appearance('1 g 0 0 400 50 re f') }));
    expect(covering).toMatchObject({ page: 1, fieldName: 'Second' });
  });
  it('a picture with a mask that lets nothing through', async () => {
    const mask = stream(
      '\xff',
      '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
    );
    await expectCovered(
      countersigned({
        21: appearance(drawPicture, withPicture),
        22: picture('\xff\xff\xff', '/SMask 23 0 R'),
        23: mask,
      }),
    );
  });
  it('a stencil', async () => {
    const stencil = stream(
      '\0',
      '/Type /XObject /Subtype /Image /ImageMask true /Width 1 /Height 1 /BitsPerComponent 1',
    );
    await expectCovered(countersigned({ 21: appearance(`1 g ${drawPicture}`, withPicture), 22: stencil }));
  });
  it('a stroke as thick as a line of text', async () => {
    await expectCovered(countersigned({ 21: appearance('1 G 50 w 0 25 m 400 25 l S') }));
  });
  it('many strips', async () => {
    const strips = Array.from({ length: 50 }, (_, index) => `0 ${index} 400 1.1 re f`).join(' ');
    await expectCovered(countersigned({ 21: appearance(`1 g ${strips}`) }));
  });
  it('a blend mode of which readers take the first that they know', async () => {
    const state = withState('/BM [/Normal /Multiply]');
    await expectCovered(countersigned({ 21: appearance('/G gs 1 g 0 0 400 50 re f', state) }));
  });
  it('sheets that are half transparent each, one on the other', async () => {
    const sheets = '0 0 400 50 re f '.repeat(8);
    await expectCovered(countersigned({ 21: appearance(`/G gs 1 g ${sheets}`, withState('/ca 0.4')) }));
  });
  it('a glyph that is a sheet', async () => {
    const glyph = stream('400 0 0 0 400 50 d1 0 0 400 50 re f');
    const font =
      '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 400 50] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65 ' +
      '/Widths [400] /Encoding << /Differences [65 /S] >> /CharProcs << /S 23 0 R >> /Resources << >> >>';
    const content = appearance('1 g BT /T 1 Tf (A) Tj ET', '/Resources << /Font << /T 22 0 R >> >>');
    // Refused whatever it paints: readers differ on what of a glyph they paint.
    const { verdict, changes } = await changesOf(countersigned({ 21: content, 22: font, 23: glyph }));
    expect(verdict).toBe('changed');
    expect(changes.map(({ kind }) => kind)).toContain('form-structure-changed');
  });
  it('a shading', async () => {
    const shading =
      '<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 400 0] /Extend [true true] ' +
      '/Function << /FunctionType 2 /Domain [0 1] /N 1 /C0 [1] /C1 [1] >> >>';
    await expectCovered(
      countersigned({ 21: appearance('/S sh', '/Resources << /Shading << /S 22 0 R >> >>'), 22: shading }),
    );
  });
  it('a blend mode that turns light and dark around', async () => {
    await expectCovered(countersigned({ 21: appearance('/G gs 1 g 0 0 400 50 re f', withState('/BM /Screen')) }));
  });
  it('a seal as dark as the text', async () => {
    await expectCovered(countersigned({ 21: appearance('0 g 0 0 400 50 re f') }));
  });
  it('an ink so dark that black is no darker, though it blends', async () => {
    await expectCovered(countersigned({ 21: appearance('/G gs 0.06 g 0 0 400 50 re f', withState('/BM /Multiply')) }));
  });
  it('half of the word only', async () => {
    await expectCovered(countersigned({ 21: appearance('1 g 0 0 60 50 re f') }));
  });
  it('part of one letter only', async () => {
    await expectCovered(countersigned({ 21: appearance('1 g 12 10 2.5 20 re f') }));
  });
  it('in one of two widgets', async () => {
    const kid = (rect: string, look: number) =>
      `<< /Type /Annot /Subtype /Widget /Parent 11 0 R /P 3 0 R /F 132 /Rect [${rect}] /AP << /N ${look} 0 R >> >>`;
    const pdf = countersigned({
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 24 0 R 25 0 R]'),
      11: '<< /FT /Sig /T (Second) /V 10 0 R /Kids [24 0 R 25 0 R] >>',
      21: appearance('1 0 0 rg 0 0 400 50 re f'),
      22: appearance('1 g 0 0 400 50 re f'),
      24: kid(beside, 21),
      25: kid(over, 22),
    });
    expect((await changesOf(pdf)).verdict).toBe('changed');
  });

  it('a figure on a scanned page, which is one picture', async () => {
    const [width, height] = [595, 842];
    const points = Buffer.alloc(width * height, 0xf6);
    // Five dark upright strokes where a figure stands on the scan.
    for (let y = 120; y < 145; y++)
      for (let x = 72; x < 160; x += 18) points.fill(0x20, y * width + x, y * width + x + 5);
    const scan = stream(
      deflateSync(points).toString('latin1'),
      `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
    );
    const page = pageWith('/Contents 4 0 R /Annots [7 0 R]', '<< /Font << /F 5 0 R >> /XObject << /I 8 0 R >> >>');
    const scanned = unsignedPdf({ more: { 3: page, 4: stream('595 0 0 842 0 0 cm /I Do'), 8: scan } });
    const later = {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]', '<< /Font << /F 5 0 R >> /XObject << /I 8 0 R >> >>'),
      21: appearance('0.965 g 0 0 45 50 re f'),
    };
    await expectCovered(countersigned(later, undefined, signByHand(scanned, stage().signing)));
  });

  it('the value of a field that was filled in', async () => {
    const signed = signByHand(formPdf(emptySignature()), stage().signing);
    const pdf = update(signed, {
      1: catalogWith('7 0 R 8 0 R 11 0 R'),
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 8 0 R 11 0 R]'),
      10: emptySignature(),
      11: signatureField('Second', '/V 10 0 R', '/Rect [72 600 300 620] /AP << /N 21 0 R >>'),
      21: stream('1 g 0 0 228 20 re f', '/Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << >>'),
    });
    await expectCovered(signByHand(pdf, stage().signing));
  });

  it('the seal of the first, by the second', async () => {
    const first = unsignedPdf({
      more: {
        7: signatureField('First', '/V 6 0 R', `/Rect [${beside}] /AP << /N 8 0 R >>`),
        8: appearance('0.8 0 0 rg 0 0 400 50 re f'),
      },
    });
    const later = { 21: appearance('1 g 0 0 200 50 re f') };
    const widget = `/Rect [${beside}] /AP << /N 21 0 R >>`;
    await expectCovered(countersigned(later, widget, signByHand(first, stage().signing)));
  });
});

describe('a later signature that readers show in different ways is not permitted:', () => {
  const kid = (entries: string) => ({
    3: pageWith('/Contents 4 0 R /Annots [7 0 R 24 0 R]'),
    11: '<< /FT /Sig /T (Second) /V 10 0 R /Kids [24 0 R] >>',
    24: `<< /Type /Annot /Parent 11 0 R /P 3 0 R /F 4 /Rect [${over}] ${entries} >>`,
  });
  it.each([
    ['a kid that is free text', kid('/Subtype /FreeText /Contents (Price 9999) /DA (/Helv 24 Tf 0 g) /C [1 1 1]')],
    ['a kid that is a square', kid('/Subtype /Square /IC [1 1 1] /C [1 1 1]')],
    ['a kid that is a link', kid('/Subtype /Link /Border [0 0 50] /C [1 1 1]')],
    [
      'a background and no appearance',
      { 11: signatureField('Second', '/V 10 0 R', `/Rect [${over}] /MK << /BG [1] >>`) },
    ],
    [
      'states of which none is chosen',
      {
        11: signatureField('Second', '/V 10 0 R', `/Rect [${over}] /AP << /N << /On 21 0 R /Off 22 0 R >> >>`),
        21: appearance('1 g 0 0 400 50 re f'),
        22: appearance(''),
      },
    ],
    [
      'another appearance under the mouse',
      {
        11: signatureField('Second', '/V 10 0 R', `/Rect [${over}] /AP << /N 22 0 R /R 21 0 R >>`),
        21: appearance('1 g 0 0 400 50 re f'),
        22: appearance(''),
      },
    ],
    [
      'what is printed and not shown',
      {
        11: signatureField('Second', '/V 10 0 R', `/Rect [${over}] /AP << /N 21 0 R >>`).replace('/F 132', '/F 36'),
        21: appearance('1 g 0 0 400 50 re f'),
      },
    ],
    [
      'a rectangle of six numbers',
      {
        11: signatureField('Second', '/V 10 0 R', `/Rect [0 0 ${over}] /AP << /N 21 0 R >>`),
        21: appearance('1 g 0 0 400 50 re f'),
      },
    ],
  ])('%s', async (_, more) => {
    const { verdict, laterChanges } = await changesOf(countersigned(more));
    expect({ verdict, laterChanges }).toEqual({ verdict: 'changed', laterChanges: 'changed' });
  });

  it('a seal that turns on its corner on a turned page', async () => {
    const turned = unsignedPdf({ pageEntries: '/Rotate 90' });
    const widget = signatureField('Second', '/V 10 0 R', `/Rect [${beside}] /AP << /N 21 0 R >>`);
    const later = {
      3: pageWith('/Contents 4 0 R /Rotate 90 /Annots [7 0 R 11 0 R]'),
      11: widget.replace('/F 132', `/F ${132 + 16}`),
      21: appearance('1 g 0 0 400 50 re f'),
    };
    expect((await changesOf(countersigned(later, '', signByHand(turned, stage().signing)))).verdict).toBe('changed');
  });

  it('a document timestamp that shows something', async () => {
    const pdf = withSecondSignature(stage().signed, {
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 24 0 R 25 0 R]'),
      10: emptySignature({ subFilter: 'ETSI.RFC3161' }),
      11: '<< /FT /Sig /T (Second) /V 10 0 R /Kids [24 0 R 25 0 R] >>',
      21: appearance('0 g BT /F 24 Tf 2 8 Td (9999) Tj ET', '/Resources << /Font << /F 5 0 R >> >>'),
      24: '<< /Type /Annot /Subtype /Widget /Parent 11 0 R /F 132 /P 3 0 R /Rect [0 0 0 0] >>',
      25: `<< /Type /Annot /Subtype /Widget /Parent 11 0 R /F 132 /P 3 0 R /Rect [${beside}] /AP << /N 21 0 R >> >>`,
    });
    const { laterChanges, changes } = await changesOf(signByHand(pdf, stage().signing));
    expect(laterChanges).toBe('changed');
    expect(changes.some(({ allowedBy }) => allowedBy === null)).toBe(true);
  });
});

describe('what a page shows elsewhere than in the later seal', () => {
  it('is compared too: a turned page differs, whatever a reader makes of its angle', async () => {
    const pdf = countersigned(
      { 3: pageWith('/Contents 4 0 R /Rotate 100 /Annots [7 0 R 11 0 R]') },
      `/Rect [${beside}]`,
    );
    expect((await changesOf(pdf)).verdict).toBe('changed');
  });
});

describe('a later seal that adds and takes nothing away stays permitted:', () => {
  const ring = (colour: string) => `/G gs ${colour} RG 4 w 200 25 m 210 45 240 45 250 25 c 240 5 210 5 200 25 c S`;
  const multiply = withState('/BM /Multiply');

  it('red ink across the text', async () => {
    const content = appearance('/G gs 0.85 0 0.1 rg 0 0 400 20 re f 0 25 400 8 re f', multiply);
    const changes = await expectPermitted(countersigned({ 21: content }));
    expect(changes.map(({ kind }) => kind)).toEqual(['signature-added']);
  });
  it('blue ink across the text', async () => {
    await expectPermitted(countersigned({ 21: appearance('/G gs 0.1 0.2 0.8 rg 0 0 400 20 re f', multiply) }));
  });
  it('a picture in red that blends', async () => {
    const mask = stream(
      '\x80',
      '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
    );
    const entries = '/Resources << /XObject << /I 22 0 R >> /ExtGState << /G << /BM /Multiply >> >> >>';
    const content = appearance(`/G gs ${drawPicture}`, entries);
    await expectPermitted(countersigned({ 21: content, 22: picture('\xd9\0\x1b', '/SMask 23 0 R'), 23: mask }));
  });
  it('a ring over the ring of the first, both red', async () => {
    const first = unsignedPdf({
      more: {
        7: signatureField('First', '/V 6 0 R', `/Rect [${over}] /AP << /N 8 0 R >>`),
        8: appearance(ring('0.85 0 0.1'), multiply),
      },
    });
    const later = { 21: appearance(ring('0.85 0 0.1'), multiply) };
    await expectPermitted(
      countersigned(later, '/Rect [65 692 465 742] /AP << /N 21 0 R >>', signByHand(first, stage().signing)),
    );
  });
  it('a signature of text on white space, which the reader is shown', async () => {
    const text = '0 g BT /F 10 Tf 4 30 Td (Digitally signed by Wang Fang) Tj 0 -14 Td (Date: 2026.11.29) Tj ET';
    const content = appearance(text, '/Resources << /Font << /F 5 0 R >> >>');
    const changes = await expectPermitted(countersigned({ 21: content }, `/Rect [${beside}] /AP << /N 21 0 R >>`));
    expect(changes.find(({ kind }) => kind === 'text-added')).toMatchObject({
      page: 1,
      fieldName: 'Second',
      allowedBy: 'signing',
    });
  });
  it('digits drawn as outlines beside the text, which the reader is shown where they are', async () => {
    const content = appearance('0 g 110 5 4 20 re f 120 5 4 20 re f');
    const changes = await expectPermitted(countersigned({ 21: content }));
    const text = changes.find(({ kind }) => kind === 'text-added');
    // Twenty points high, fourteen wide, 170 points from the left edge.
    expect(text?.rect?.leftMm).toBeCloseTo((170 / 72) * 25.4, 0);
    expect(text?.rect?.widthMm).toBeLessThan(6);
  });
  it('a stroke of the pen across the last letter', async () => {
    await expectPermitted(countersigned({ 21: appearance('0.1 G 1.5 w 90 2 m 160 40 l S') }));
  });
  it('a signature that is not seen', async () => {
    await expectPermitted(signByHand(withSecondSignature(stage().signed), stage().signing));
  });
  it('a signature in a place that was framed for it', async () => {
    const empty = signatureField('Second', '', `/Rect [${beside}] /AP << /N 12 0 R >>`);
    const frame = appearance('0.9 0.95 1 rg 0 0 400 50 re f 0 0 0.5 RG 1 w 0.5 0.5 399 49 re S');
    const prepared = rebuilt(
      replaced(
        replaced(unsignedPdf({ more: { 11: empty, 12: frame } }), '/Fields [7 0 R]', '/Fields [7 0 R 11 0 R]'),
        '/Annots [7 0 R]',
        '/Annots [7 0 R 11 0 R]',
      ),
    );
    const signed = signByHand(prepared, stage().signing);
    const pdf = update(signed, {
      10: emptySignature(),
      11: signatureField('Second', '/V 10 0 R', `/Rect [${beside}] /AP << /N 21 0 R >>`),
      21: appearance('0.85 0 0.1 rg 100 5 40 40 re f'),
    });
    await expectPermitted(signByHand(pdf, stage().signing));
  });
  it('what the signer permitted to be filled in, and nothing beside it', async () => {
    const signed = signByHand(formPdf(certifying(2)), stage().signing);
    const filled = { 8: textField('900'), 9: fieldAppearance('900') };
    const later = (more: Record<number, string>) =>
      signByHand(
        update(signed, {
          1: catalogWith('7 0 R 8 0 R 11 0 R'),
          3: pageWith('/Contents 4 0 R /Annots [7 0 R 8 0 R 11 0 R]'),
          10: emptySignature(),
          11: signatureField('Second', '/V 10 0 R'),
          ...filled,
          ...more,
        }),
        stage().signing,
      );
    expect((await changesOf(later({}))).laterChanges).toBe('allowed');
    const covering = {
      11: signatureField('Second', '/V 10 0 R', `/Rect [${over}] /AP << /N 21 0 R >>`),
      21: appearance('1 g 0 0 400 50 re f'),
    };
    expect((await changesOf(later(covering))).laterChanges).toBe('changed');
  });
});

describe('an empty place that shows more than a frame', () => {
  it('is content: who signs there must leave it as it is', async () => {
    const empty = signatureField('Second', '', `/Rect [${beside}] /AP << /N 12 0 R >>`);
    const text = appearance('0 g BT /F 24 Tf 2 8 Td (Price 1000) Tj ET', '/Resources << /Font << /F 5 0 R >> >>');
    const prepared = rebuilt(
      replaced(
        replaced(unsignedPdf({ more: { 11: empty, 12: text } }), '/Fields [7 0 R]', '/Fields [7 0 R 11 0 R]'),
        '/Annots [7 0 R]',
        '/Annots [7 0 R 11 0 R]',
      ),
    );
    const pdf = update(signByHand(prepared, stage().signing), {
      10: emptySignature(),
      11: signatureField('Second', '/V 10 0 R', `/Rect [${beside}] /AP << /N 21 0 R >>`),
      21: appearance('0 g BT /F 24 Tf 2 8 Td (Price 9000) Tj ET', '/Resources << /Font << /F 5 0 R >> >>'),
    });
    await expectCovered(signByHand(pdf, stage().signing));
  });
});

describe('a page that is too much to be drawn', () => {
  const bomb = deflateSync(deflateSync(Buffer.alloc(300 << 20, 0x20))).toString('latin1');
  const endless = deflateSync(Buffer.from('0 0 m 500 800 l 3 3 l S '.repeat(3_000_000))).toString('latin1');
  const image = '/Type /XObject /Subtype /Image /Width 50000 /Height 50000 /ColorSpace /DeviceGray /BitsPerComponent 1';
  it.each([
    ['its contents draw nine million lines', { 4: stream(endless, '/Filter /FlateDecode') }],
    ['its contents swell to 300 MB', { 4: stream(bomb, '/Filter [/FlateDecode /FlateDecode]') }],
    [
      'a picture has 2,500 million points',
      {
        3: pageWith('/Contents 4 0 R /Annots [7 0 R]', '<< /Font << /F 5 0 R >> /XObject << /I 8 0 R >> >>'),
        4: stream('500 0 0 500 20 20 cm /I Do'),
        8: stream(deflateSync(Buffer.alloc(1000)).toString('latin1'), `${image} /Filter /FlateDecode`),
      },
    ],
  ])('is not said to be as it was: %s', async (_, more: Record<number, string>) => {
    const page = (more[3] ?? pageWith('/Contents 4 0 R /Annots [7 0 R]')).replace('[7 0 R]', '[7 0 R 11 0 R]');
    const signed = signByHand(unsignedPdf({ more }), stage().signing);
    const { verdict, reason, changes } = await changesOf(countersigned({ 3: page }, `/Rect [${beside}]`, signed));
    expect({ verdict, reason }).toEqual({ verdict: 'indeterminate', reason: 'later-changes/picture-not-compared' });
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'picture-not-compared', page: 1, allowedBy: null }));
  });
  it('is not looked at where nothing came after the signature', async () => {
    const signed = signByHand(onePageWithBomb(bomb), stage().signing);
    expect((await outcomeOf(signed, stage())).verdict).toBe('valid');
  });
});

const onePageWithBomb = (bomb: string) =>
  onePage({
    catalog: '/AcroForm << /Fields [7 0 R] /SigFlags 3 >>',
    pageEntries: '/Annots [7 0 R]',
    more: {
      4: stream(bomb, '/Filter [/FlateDecode /FlateDecode]'),
      6: emptySignature(),
      7: signatureField('First', '/V 6 0 R'),
    },
  });
