import { deflateSync } from 'node:zlib';
import { PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { bytesSource, openPdf } from '../../../src-main/pdf/index.ts';
import { readPlainInk } from '../../../src-main/pdf/rendering/ink/plain-ink.ts';
import { onePage, stream } from '../../fixtures/pdf/index.ts';

const form = (content: string, resources = '', entries = '/BBox [0 0 200 80]') =>
  stream(content, `/Type /XObject /Subtype /Form ${entries} /Resources << ${resources} >>`);
const image = (entries: string, data: string) => stream(data, `/Type /XObject /Subtype /Image ${entries}`);
const state = (entries: string) => `/ExtGState << /G << ${entries} >> >>`;
const xObject = '/XObject << /X 21 0 R >>';

function inkOf(appearance: string, other = 'null', third = 'null') {
  const pdf = onePage({ more: { 20: appearance, 21: other, 22: third } });
  return readPlainInk(openPdf(bytesSource(pdf)), PDFRef.of(20), [100, 640, 300, 720]);
}
const isPlain = (...objects: Parameters<typeof inkOf>) => inkOf(...objects) !== null;

const box = '35 52 40 30 re f';
const ring =
  '100 40 m 100 60 80 60 60 40 c 60 20 80 20 100 40 c h 95 40 m 95 55 80 55 65 40 c 65 25 80 25 95 40 c h f*';
const drawn = 'q 40 0 0 30 35 52 cm /X Do Q';
const gray = '/Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray';
const red = '/Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB';
const strips = (height: string) =>
  Array.from({ length: 100 }, (_, row) => `35 ${52 + row * 0.3} 40 ${height} re f`).join(' ');

describe('an appearance that every reader shows alike', () => {
  it.each([
    ['a ring in ink that blends', form(`q /G gs 0.85 0 0.1 rg ${ring} Q`, state('/Type /ExtGState /BM /Multiply'))],
    ['a frame and a clip', form(`q 5 5 150 40 re W n 1 0 0 RG 2 w 6 6 140 30 re S Q`)],
    [
      'text',
      form('/Tx BMC q BT /F 12 Tf 1 0 0 1 2 4 Tm [(Sig) -20 (ned)] TJ T* <41> Tj ET Q EMC', '/Font << /F 5 0 R >>'),
    ],
    ['nothing, with a remark', form('% DSBlank\n')],
    ['colours of the device by name', form(`/DeviceRGB cs 1 0 0 sc ${box}`)],
    [
      'a deflated one',
      stream(
        deflateSync('1 g 0 0 50 50 re f').toString('latin1'),
        '/Subtype /Form /BBox [0 0 200 80] /Filter /FlateDecode',
      ),
    ],
  ])('%s', (_, appearance) => expect(isPlain(appearance)).toBe(true));

  it('a form within a form', () => expect(isPlain(form('/X Do', xObject), form('1 0 0 rg 0 0 9 9 re f'))).toBe(true));
  it('a picture with a soft mask', () => {
    const picture = image(`${red} /SMask 22 0 R`, '\xff\0\0');
    expect(isPlain(form(drawn, xObject), picture, image(gray, '\x80'))).toBe(true);
  });
  it('a stencil', () => {
    const stencil = image('/Width 8 /Height 1 /BitsPerComponent 1 /ImageMask true /Decode [1 0]', '\xaa');
    expect(isPlain(form(`1 0 0 rg ${drawn}`, xObject), stencil)).toBe(true);
  });
  it('a picture with predictors', () => {
    const data = deflateSync(Buffer.from([1, 255, 0, 2, 0, 0])).toString('latin1');
    const parameters = '/Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 1 /Columns 2 >>';
    const picture = image(`/Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray ${parameters}`, data);
    expect(isPlain(form(drawn, xObject), picture)).toBe(true);
  });
});

describe('an appearance that readers show in different ways', () => {
  it.each([
    ['an array without an end', form(`1 g [ ${box}`)],
    ['a dictionary without an end', form(`1 g << ${box}`)],
    ['a hexadecimal string without an end', form(`1 g < ${box}`)],
    ['a string without an end', form(`1 g ( ${box}`)],
    ['more Q than q', form(`q Q Q 1 g ${box}`)],
    ['q that stays open', form(`q 1 g ${box}`)],
    ['text that stays open', form('BT')],
    ['an operator that nobody knows', form(`BX 1 g xyz EX ${box}`)],
    ['an operand too many', form(`1 1 g ${box}`)],
    ['an operand too few', form('35 52 40 re f')],
    ['a number of unusual form', form(`1 g 35 52 --40 30 re f`)],
    ['a number with an exponent', form(`1 g 35 52 4e1 30 re f`)],
    ['a picture within the content', form('q 40 0 0 30 35 52 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q')],
    ['a remark that ends with a carriage return', form(`% a\r1 g ${box}`)],
    ['a clip of nothing', form(`W n 1 g ${box}`)],
    ['a matrix far away and back', form(`1 0 0 1 40000000000 0 cm 1 0 0 1 -40000000000 0 cm 1 g ${box}`)],
    [
      'matrices that grow far and shrink',
      form(`999 0 0 999 0 0 cm 999 0 0 999 0 0 cm .000001 0 0 .000001 0 0 cm 1 g ${box}`),
    ],
    ['a matrix that leaves no area', form(`1 0 0 0 0 52 cm 1 g ${box}`)],
    ['strips without height', form(`1 g ${strips('0')}`)],
    ['strips almost without height', form(`1 g ${strips('0.001')}`)],
    ['hairs on a block', form('1 g 0 0 m 60 0 l 60 50 l 60 50.001 l 0 50.001 l 0 40 l h f 9 9 m 50 9 l 9 9.001 l h f')],
    ['a block with slits', form(`1 g ${box} 35 52 40 10 re 35 62.001 40 10 re f*`)],
    ['a comb', form('1 g 0 0 m 60 0 l 60 50 l 0 50 l 0 40 l 50 40 l 50 39.999 l 0 39.999 l h f')],
    ['clips that leave a line', form(`35 52 40 30 re W n 35 40 40 12.001 re W n 1 g ${box}`)],
    ['a sheet of which the clip leaves a line', form('35 52 40 10 re W n 1 g 35 61.999 40 20 re f')],
    ['lines too thin', form('1 G 0.01 w 35 52 m 75 52 l S')],
    ['lines of no width', form('1 G 0 w 35 52 m 75 52 l S')],
    ['dashes too short', form('1 G 5 w [0.001] 0 d 35 52 m 75 52 l S')],
    ['a colour out of range', form(`1.5 g ${box}`)],
    ['text that becomes a clip', form('BT /F 30 Tf 7 Tr 35 52 Td (A) Tj ET', '/Font << /F 5 0 R >>')],
    ['a layer', form(`/OC /L BDC 1 g ${box} EMC`, '/Properties << /L << /Type /OCG >> >>')],
    [
      'a colour space that is calibrated',
      form(`/C cs 0.95 sc ${box}`, '/ColorSpace << /C [/CalGray << /Gamma 100 /WhitePoint [1 1 1] >>] >>'),
    ],
    [
      'a colour space that stands in for another',
      form(`0.9 g ${box}`, '/ColorSpace << /DefaultGray [/CalGray << /WhitePoint [1 1 1] >>] >>'),
    ],
    ['a pattern', form(`/Pattern cs /P scn ${box}`, '/Pattern << /P << /PatternType 2 >> >>')],
    ['a shading', form('/S sh', '/Shading << /S << /ShadingType 2 >> >>')],
    ['a resource that is missing', form(`/G gs 1 g ${box}`)],
    ['resources that are missing', stream(`/G gs 1 g ${box}`, '/Subtype /Form /BBox [0 0 200 80]')],
    ['a group that knocks out', form(`1 g ${box}`, '', '/BBox [0 0 200 80] /Group << /S /Transparency /K true >>')],
    ['a group in another space', form(`1 g ${box}`, '', '/BBox [0 0 200 80] /Group << /S /Transparency /CS /Lab >>')],
    ['a box the wrong way round', form(`1 g ${box}`, '', '/BBox [200 80 0 0]')],
    ['a box of five numbers', form(`1 g ${box}`, '', '/BBox [0 0 200 80 7]')],
    ['a layer of its own', form(`1 g ${box}`, '', '/BBox [0 0 200 80] /OC << /Type /OCG >>')],
    ['a filter of unusual kind', form('31206720>', '', '/BBox [0 0 200 80] /Filter /ASCIIHexDecode')],
    [
      'deflated data that break off',
      form(deflateSync(`1 g ${box}`).subarray(0, -6).toString('latin1'), '', '/BBox [0 0 200 80] /Filter /FlateDecode'),
    ],
    ['an object that is no stream', '<< /Subtype /Form /BBox [0 0 200 80] >>'],
  ])('%s', (_, appearance) => expect(isPlain(appearance)).toBe(false));

  it.each([
    '/BM /Lighten',
    '/BM /Screen',
    '/BM [/Foo /Multiply]',
    '/BM [/Multiply /Normal]',
    '/BM /Unknown',
    '/ca 2',
    '/ca -1',
    '/ca /x',
    '/SMask << /S /Luminosity /G 21 0 R >>',
    '/AIS true',
    '/TR /Identity',
    '/OP true',
    '/Font [5 0 R 12]',
    '/D [[3] 0]',
  ])('a graphics state with %s', (entries) => expect(isPlain(form(`/G gs 1 g ${box}`, state(entries)))).toBe(false));

  it.each([
    ['too few samples', `/Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray`, '\xff'],
    ['too many samples', gray, '\xff\xff'],
    ['three bits', '/Width 2 /Height 2 /BitsPerComponent 3 /ColorSpace /DeviceGray', '\xff\xff'],
    ['a colour key', `${gray} /Mask [255 255.5]`, '\xff'],
    ['broken JPEG 2000', `${gray} /Filter /JPXDecode`, '\xff'],
    [
      'a calibrated space',
      '/Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace [/CalGray << /WhitePoint [1 1 1] >>]',
      '\xff',
    ],
    ['samples turned around', `${gray} /Decode [1 0]`, '\0'],
    ['another picture for print', `${gray} /Alternates [<< /Image 22 0 R >>]`, '\xff'],
  ])('a picture with %s', (_, entries, data) =>
    expect(isPlain(form(drawn, xObject), image(entries, data))).toBe(false),
  );
  it('a soft mask in colours', () =>
    expect(isPlain(form(drawn, xObject), image(`${gray} /SMask 22 0 R`, '\xff'), image(red, '\0\xff\xff'))).toBe(
      false,
    ));
  it('a stencil drawn almost without height, many times', () => {
    const stencil = image('/Width 1 /Height 1 /BitsPerComponent 1 /ImageMask true', '\0');
    expect(isPlain(form('1 g q 40 0 0 0.0001 35 52 cm /X Do Q', xObject), stencil)).toBe(false);
  });
  it('a form that draws itself', () => expect(isPlain(form('/X Do', xObject), form('/X Do', xObject))).toBe(false));
  it('text in glyphs that are drawings', () =>
    expect(isPlain(form('BT /F 9 Tf (A) Tj ET', '/Font << /F << /Subtype /Type3 >> >>'))).toBe(false));
});

describe('ink of a later seal that could take something away', () => {
  const font = '/Font << /F 5 0 R >>';
  const blend = '/ExtGState << /G << /BM /Multiply >> >>';
  const scaled = (dash: string) => `q 0.01 0 0 0.01 0 0 cm 4000 w 1 G ${dash} 0 2000 m 20000 2000 l S Q`;

  it.each([
    ['white text', form('1 g BT /F 30 Tf 35 52 Td (A) Tj ET', font)],
    ['white outlines of text', form('1 G 3 w BT /F 30 Tf 1 Tr 35 52 Td (A) Tj ET', font)],
    ['red text, which is lighter than black', form('0.86 0.08 0.08 rg BT /F 30 Tf 35 52 Td (A) Tj ET', font)],
    ['text in the yellow of a press', form('0 0 1 0 k BT /F 30 Tf 35 52 Td (A) Tj ET', font)],
    ['white text that a form within takes over', form('1 g /X Do', xObject), form('BT /F 9 Tf (A) Tj ET', font)],
    ['text that lets something through', form('/G gs BT /F 9 Tf (A) Tj ET', `${font} ${state('/ca 0.5')}`)],
    [
      'red text that blends with a group, and not with the page',
      form(
        '/G gs 1 0 0 rg BT /F 9 Tf (A) Tj ET',
        `${font} ${blend}`,
        '/BBox [0 0 200 80] /Group << /S /Transparency >>',
      ),
    ],
    ['dashes short on the page', form(scaled('[0.1 9.9] 0 d'))],
    ['dashes a third of a point short', form(scaled('[30 2000] 0 d'))],
    ['dashes of which a hair is left at the end', form('1 G 40 w [5 300] 4.999 d 0 20 m 9 20 l S')],
    ['dashes that a form within takes over', form('1 G 40 w [5 99] 0 d /X Do', xObject), form('0 20 m 200 20 l S')],
    ['a thin line that a form within takes over', form('1 G 0.15 w /X Do', xObject), form('0 20 m 200 20 l S')],
    ['points', form('1 g 0 0 0.3 0.3 re 9 9 0.3 0.3 re f')],
    ['a wedge', form('1 g 0 9 m 60 8.5 l 60 9.5 l h f')],
    ['a strip that narrows', form('1 g 0 9 m 60 8.5 l 60 9.5 l 0 9.01 l h f')],
    ['a curve as thin as a hair', form('1 g 0 9 m 20 9.4 40 9.4 60 9 c 40 9.399 20 9.399 0 9 c h f')],
    ['a rectangle less another', form('1 g 0 0 60 20 re 0 0.01 60 20 re f*')],
    ['a rectangle less one that runs the other way', form('1 g 0 0 60 20 re 0 20.01 60 -20 re f')],
    ['a rectangle through a clip of another form', form('0 0 m 60 0.4 l 60 20 l h W n 1 g 0 0 60 20 re f')],
    ['a slope of which the clip leaves a hair', form('0 0 60 10 re W n 1 g 0 9 m 60 10 l 60 30 l 0 30 l h f')],
    ['corners that become spikes', form('1 G 9 w 60 21 m 9 20 l 60 19 l S')],
    ['a line that turns back', form('1 G 9 w 9 20 m 60 20 l 9 20 l S')],
    ['corners that some readers cut off', form('1 G 9 w 1.1 M 9 9 m 60 9 l 60 60 l S')],
    ['a line without length, with round ends', form('1 G 40 w 1 J 9 20 m 9 20 l S')],
    ['a line almost without length', form('1 G 40 w 9 20 m 9.001 20 l S')],
    ['a corner where a line is closed', form('1 G 9 w 0 J 9 20 m 60 21 l 60 19 l s')],
    ['light that is hardly there', form('/G gs 1 g 0 0 60 60 re f', state('/ca 0.002'))],
    ['many light pictures', form(`${drawn} `.repeat(9), xObject), image(red, '\xff\xff\xff')],
    ['curves drawn coarsely', form('50 i 1 g 0 0 m 20 30 40 30 60 0 c h f')],
  ])('is not plain: %s', (_, appearance, other = 'null') => expect(isPlain(appearance, other)).toBe(false));

  it.each([
    ['a white ground', form('1 g 0 0 200 80 re f')],
    ['a red frame, half of it within the box', form('1 0 0 RG 1 w 0 0 200 80 re S')],
    ['a blue ring', form('0 0 1 RG 2 w 100 40 m 100 60 60 60 60 40 c 60 20 100 20 100 40 c h S')],
    ['a pale ring of two contours', form('0.9 g 9 9 60 60 re 20 20 30 30 re f*')],
    ['a white sign with rounded ends', form('1 g 20 20 m 60 20 l 75 20 75 40 60 40 c 20 40 l 5 40 5 20 20 20 c h f')],
    ['red text that blends', form('/G gs 1 0 0 rg BT /F 9 Tf (A) Tj ET', `${font} ${blend}`)],
    ['thin red lines that blend', form('/G gs 1 0 0 RG 0.12 w 0 9 m 60 9 l 9 9.5 l S', blend)],
  ])('is plain: %s', (_, appearance) => expect(isPlain(appearance)).toBe(true));

  const fine = (value: number) => {
    const points = Buffer.alloc(160 * 120);
    for (let at = 0; at < points.length; at += 4) if (Math.floor(at / 160) % 4 === 0) points[at] = value;
    return points.toString('latin1');
  };
  const white = image(
    '/Width 160 /Height 120 /BitsPerComponent 8 /ColorSpace /DeviceGray /SMask 22 0 R',
    '\xff'.repeat(19_200),
  );
  const masked = (mask: string) => image('/Width 160 /Height 120 /BitsPerComponent 8 /ColorSpace /DeviceGray', mask);
  it('is not plain: a picture of white points with nothing between them', () => {
    expect(isPlain(form(drawn, xObject), white, masked(fine(255)))).toBe(false);
    expect(isPlain(form(`/G gs ${drawn}`, `${xObject} ${blend}`), white, masked(fine(255)))).toBe(true);
    expect(isPlain(form(drawn, xObject), white, masked('\xff'.repeat(19_200)))).toBe(true);
  });
  it('is not plain: a picture of white points that predictors make', () => {
    const rows = Array.from({ length: 120 }, (_, y) => {
      const row = Buffer.alloc(161);
      // Each fourth point is white, and the one after it as dark again, by the difference to the one on the left.
      row[0] = 1;
      if (y % 4 === 0) for (let x = 1; x < 161; x += 4) row.set([255, 1], x);
      return row;
    });
    const parameters = '/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 160 >>';
    const mask = image(
      `/Width 160 /Height 120 /BitsPerComponent 8 /ColorSpace /DeviceGray ${parameters}`,
      deflateSync(Buffer.concat(rows)).toString('latin1'),
    );
    expect(isPlain(form(drawn, xObject), white, mask)).toBe(false);
  });
});

describe('ink of which readers choose the shape', () => {
  it('is told with its colours: text, and what is thin, as far as it is dark', () => {
    const text = 'BT /F 9 Tf 0 0 0.5 rg (A) Tj 0 g (B) Tj ET';
    const ink = inkOf(form(`${text} 0.2 G 0.15 w 0 9 m 60 9 l S 0.4 g 9 9 40 40 re f`, '/Font << /F 5 0 R >>'));
    expect(ink?.loose).toEqual([
      [0, 0, 127.5],
      [0, 0, 0],
      [51, 51, 51],
    ]);
    expect(ink?.mayWrite).toBe(true);
    expect(inkOf(form('1 0 0 rg 9 9 40 40 re f'))).toEqual({ loose: [], mayWrite: false, overlaid: [] });
  });
  it('is told as writing where it is dark and thin, however exact', () => {
    const blend = '/ExtGState << /G << /BM /Multiply >> >>';
    for (const content of [
      '9 9 60 0.25 re 9 10 60 0.25 re f',
      `0 G 0.25 w 9 9 m 60 9 l S`,
      `/G gs 0.25 w 9 9 m 60 9 l S`,
    ])
      expect(inkOf(form(content, blend))).toMatchObject({ mayWrite: true });
    const grey = Array.from({ length: 160 * 120 }, (_, at) => (at % 5 === 0 ? '\0' : '\xff')).join('');
    const picture = (data: string) => image('/Width 160 /Height 120 /BitsPerComponent 8 /ColorSpace /DeviceGray', data);
    const inkOfPicture = (data: string) => inkOf(form(`/G gs ${drawn}`, `${xObject} ${blend}`), picture(data));
    expect(inkOfPicture(grey)?.mayWrite).toBe(true);
    expect(inkOfPicture('\xc8'.repeat(19_200))?.mayWrite).toBe(false);
  });
  it('is told with the light places that it lies on', () => {
    const font = '/Font << /F 5 0 R >>';
    const [sheet, text] = ['1 g 10 10 50 20 re f', 'BT 0 g /F 9 Tf (A) Tj ET'];
    // The seal has its left bottom corner at 100, 640.
    expect(inkOf(form(`${sheet} ${text}`, font))?.overlaid).toEqual([[110, 650, 160, 670]]);
    expect(inkOf(form(`${text} ${sheet}`, font))?.overlaid).toEqual([]);
  });
  it('is measured larger on a page that is drawn smaller', () => {
    const pdf = onePage({ more: { 20: form('1 G 0.25 w 9 9 m 60 9 l S') } });
    const of = (scale: number) => readPlainInk(openPdf(bytesSource(pdf)), PDFRef.of(20), [100, 640, 300, 720], scale);
    expect([of(1) !== null, of(0.6) !== null]).toEqual([true, false]);
  });
});
