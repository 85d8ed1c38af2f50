import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource, type Raster, rasterOfImage } from '../../../src-main/pdf/index.ts';
import { findUnsignedSealPictures } from '../../../src-main/verification/seal-pictures.ts';
import { findRegisteredPicture } from '../../../src-main/verification/seals/find-registered-picture.ts';
import { comparedPx, sealPictureDiffers } from '../../../src-main/verification/seals/picture-comparison.ts';
import { judgeDrawnPictures } from '../../../src-main/verification/seals/picture-judgement.ts';
import { readRegisteredPicture } from '../../../src-main/verification/seals/registered-picture.ts';
import { describeFinding } from '../../../src-main/words/index.ts';
import { stream } from '../../fixtures/pdf/index.ts';
import { openSealOffice, type SealOffice, trustIn } from '../../signature/seal-office.ts';
import { signatureField } from '../sign-by-hand.ts';
import { encoded } from './encode-picture.ts';
import {
  type Drawing,
  doubtsOf,
  drawInBrowser,
  pictureOf,
  type SealedFile,
  sealedPdf,
  sealOf,
  verifyFile,
} from './sealed-pdf.ts';

const own = sealOf('杭州示例科技有限公司');
const wanted = {
  own: { svg: own, widthPx: 300 },
  small: { svg: own, widthPx: 160 },
  large: { svg: own, widthPx: 900 },
  oneCharacter: { svg: sealOf('杭州示列科技有限公司'), widthPx: 300 },
  otherUse: { svg: sealOf('杭州示例科技有限公司', '财务专用章'), widthPx: 300 },
  government: { svg: sealOf('某某市人民政府', ''), widthPx: 300 },
  blue: { svg: sealOf('杭州示例科技有限公司', '合同专用章', '#1e26d8'), widthPx: 300 },
  black: { svg: sealOf('杭州示例科技有限公司', '合同专用章', '#222222'), widthPx: 300 },
  worn: { svg: sealOf('杭州示例科技有限公司', '合同专用章', '#e8898d'), widthPx: 300 },
  wide: { svg: own.replace('<svg ', '<svg preserveAspectRatio="none" style="height:220px" '), widthPx: 300 },
  padded: { svg: own.replace('viewBox="0 0 42 42"', 'viewBox="-6 -9 54 60"'), widthPx: 400 },
  marked: {
    svg: own.replace('</svg>', '<rect x="10" y="28" width="6" height="2" fill="#d81e26"/></svg>'),
    widthPx: 300,
  },
} as const;
type Name = keyof typeof wanted;

let office: SealOffice;
const drawings = new Map<string, Drawing>();
const drawing = (name: Name): Drawing => {
  const found = drawings.get(name);
  if (!found) throw new Error(`${name} was not drawn`);
  return found;
};
const rasterOf = (name: Name): Raster => {
  const { data, width, height } = PNG.sync.read(Buffer.from(drawing(name).png));
  const raster = rasterOfImage({ data, widthPx: width, heightPx: height, channels: 4 }, comparedPx);
  if (!raster) throw new Error(`${name} was not drawn`);
  return raster;
};

beforeAll(async () => {
  office = openSealOffice();
  const names = Object.keys(wanted);
  const drawn = await drawInBrowser(Object.values(wanted));
  for (const [index, one] of drawn.entries()) drawings.set(names[index] ?? '', one);
});
afterAll(() => office.openssl.remove());

describe('two pictures of a seal', () => {
  it.each(['own', 'small', 'large', 'worn', 'padded'] as const)('are the same where one is %s', (name) => {
    expect(sealPictureDiffers(rasterOf('own'), rasterOf(name))).toBe(false);
    expect(sealPictureDiffers(rasterOf(name), rasterOf('own'))).toBe(false);
  });

  it.each(['oneCharacter', 'otherUse', 'government', 'blue', 'black', 'wide', 'marked'] as const)(
    'are two where one is %s',
    (name) => {
      expect(sealPictureDiffers(rasterOf('own'), rasterOf(name))).toBe(true);
      expect(sealPictureDiffers(rasterOf(name), rasterOf('own'))).toBe(true);
    },
  );

  it('are two where one is an empty sheet', () => {
    const empty = { widthPx: 100, heightPx: 100, rgb: new Uint8Array(30_000).fill(255) };
    expect(sealPictureDiffers(rasterOf('own'), empty)).toBe(true);
    expect(sealPictureDiffers(empty, empty)).toBe(false);
  });
});

describe('the picture that a seal registers', () => {
  const read = async (type: string, data: Uint8Array) => {
    const { problem, shown } = await readRegisteredPicture({ type, data, widthMm: 40, heightMm: 40 });
    return problem?.reason ?? shown?.mediaType;
  };

  it.each([
    ['is no picture', 'PNG', Buffer.from('no picture at all')],
    ['is empty', 'PNG', Buffer.alloc(0)],
    ['only begins as one', 'PNG', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['only begins as a GIF', 'GIF', Buffer.from('GIF89a\x10\0\x10\0')],
    ['only begins as a bitmap', 'BMP', Buffer.from(`BM${'\0'.repeat(60)}`)],
    ['only begins as a JPEG', 'JPG', Buffer.from('ffd8ffe000104a464946', 'hex')],
    [
      'claims 2 billion pixels',
      'PNG',
      Buffer.from('89504e470d0a1a0a0000000d494844520000c3500000c350080600000000000000', 'hex'),
    ],
  ])('that %s is not used', async (_, type, data) => {
    expect(await read(type, data)).toBe('seal-picture/unreadable');
  });

  it('may be a PNG, whatever the case of its name, and is none under another name', async () => {
    const { png } = drawing('own');
    for (const type of ['PNG', 'png', 'image/png', '.png']) expect(await read(type, png)).toBe('image/png');
    for (const type of ['JPG', 'jpeg', 'GIF', 'OFD', 'SVG'])
      expect(await read(type, png)).toBe('seal-picture/other-kind');
  });

  it.each(['JPG', 'GIF', 'BMP'] as const)('may be a %s, and is compared as a PNG is', async (type) => {
    for (const name of ['own', 'government'] as const) {
      const data = await encoded(type, drawing(name));
      const { raster, shown } = await readRegisteredPicture({ type, data, widthMm: 40, heightMm: 40 });
      expect(shown?.content).toEqual(data);
      expect(raster && sealPictureDiffers(raster, rasterOf('own'))).toBe(name !== 'own');
    }
  });

  it('of two images that show in turn is none', async () => {
    const gif = Buffer.from(await encoded('GIF', drawing('own')));
    const image = gif.subarray(gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])), -1);
    expect(await read('GIF', Buffer.concat([gif.subarray(0, -1), image, gif.subarray(-1)]))).toBe(
      'seal-picture/unreadable',
    );
  });

  it.each([
    ['OFD', Buffer.from('504b030414000000', 'hex')],
    ['SVG', Buffer.from(own)],
    ['SVG', Buffer.from(`<?xml version="1.0"?>\n<!-- by a drawing program -->\n${own.trim()}`)],
  ])('of the kind %s is said not to be drawn here', async (type, data) => {
    expect(await read(type, data)).toBe('seal-picture/kind-not-drawn');
  });
});

describe('what pictures mean for a signature', () => {
  const raster = () => rasterOf('own');
  const registered = () => readRegisteredPicture(pictureOf(drawing('own')));
  const cases: readonly [what: string, drawn: () => (Raster | null)[], word: string][] = [
    ['nothing is shown', () => [], 'not-applicable seal-picture/not-shown'],
    ['it is shown everywhere', () => [raster(), raster()], 'passed seal-picture/same'],
    ['another one is shown at one place', () => [raster(), rasterOf('government')], 'failed seal-picture/differs'],
    ['one place cannot be drawn', () => [raster(), null], 'unknown seal-picture/not-compared'],
    [
      'one place cannot be drawn and another is different',
      () => [null, rasterOf('blue')],
      'failed seal-picture/differs',
    ],
  ];
  it.each(cases)('%s', async (_, drawn, word) => {
    const widgets = drawn().map((one) => ({ raster: one, shape: one ? one.widthPx / one.heightPx : 1, place: null }));
    const { state, reason } = judgeDrawnPictures(await registered(), widgets);
    expect(`${state} ${reason}`).toBe(word);
  });
});

describe('a sealed document', () => {
  const seal = () => ({ picture: pictureOf(drawing('own')) });
  const verify = async (file: SealedFile) =>
    verifyFile(await sealedPdf(office, { seal: seal(), ...file }), trustIn(office));

  it.each(['own', 'small', 'large'] as const)('that shows the registered picture, %s, is valid', async (name) => {
    const report = await verify({ drawn: drawing(name) });
    expect(doubtsOf(report)).toEqual([]);
    expect(report.verdict).toBe('valid');
  });

  it.each(['government', 'oneCharacter', 'otherUse', 'blue'] as const)(
    'that shows another picture, %s, than the maker registered is not valid, and says so',
    async (name) => {
      const report = await verify({ drawn: drawing(name) });
      expect(report).toMatchObject({ verdict: 'indeterminate', lines: { identity: 'unknown' } });
      expect(doubtsOf(report)).toEqual(['seal-picture failed seal-picture/differs']);
      const [found] = report.signatures[0]?.findings.filter(({ code }) => code === 'seal-picture') ?? [];
      expect(found && describeFinding(found, 'zh-CN')).toContain('页面上画出的印章与印章登记的图样不同');
    },
  );

  const image = 'q 113.39 0 0 113.39 0 0 cm /Seal Do Q';
  it.each([
    ['covers it', `${image} 1 0 0 rg 20 40 70 20 re f`],
    ['adds a line to it', `${image} 0.85 0.12 0.15 RG 4 w 20 20 m 90 95 l S`],
    ['shows it upside down', 'q -113.39 0 0 -113.39 113.39 113.39 cm /Seal Do Q'],
    ['shows a part of it', 'q 200 0 0 200 -40 -40 cm /Seal Do Q'],
  ])('whose appearance %s is not valid', async (_, content) => {
    expect(doubtsOf(await verify({ drawn: drawing('own'), appearance: { content } }))).toEqual([
      'seal-picture failed seal-picture/differs',
    ]);
  });

  it.each([
    ['writes over it', `BT /F 40 Tf 10 40 Td (Government) Tj ET ${image}`, '/Font << /F 5 0 R >>'],
    ['hides it by optional content', `/OC /Off BDC ${image} EMC`, ''],
    ['shines through a soft mask', `/M gs ${image}`, '/ExtGState << /M << /SMask << /S /Alpha /G 8 0 R >> >> >>'],
    ['blends it away', `/M gs ${image}`, '/ExtGState << /M << /BM /Screen >> >>'],
    ['clips it to a shape', `50 0 m 113 113 l 0 113 l h W n ${image}`, ''],
    ['shades it', `${image} /Sh sh`, '/Shading << /Sh << /ShadingType 2 >> >>'],
    ['has an image of its own', `${image} BI /W 1 /H 1 /BPC 8 /CS /G ID x EI`, ''],
  ])('whose appearance %s is never said to show it: that cannot be drawn exactly', async (_, content, resources) => {
    const report = await verify({ drawn: drawing('own'), appearance: { content, resources } });
    expect(report.verdict).not.toBe('valid');
    expect(doubtsOf(report)).toEqual(['seal-picture unknown seal-picture/not-compared']);
  });

  const shownBy = (widgets: readonly number[]) =>
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [${widgets.map((number) => `${number} 0 R`).join(' ')}] >>`;
  const kid =
    '<< /Type /Annot /Subtype /Widget /Parent 7 0 R /P 3 0 R /F 4 /Rect [300 200 413 313] /AP << /N 8 0 R >> >>';

  it('that shows another one by a kid of a field with a place of its own is not valid', async () => {
    const drawn = drawing('government');
    const more = {
      3: shownBy([7, 20]),
      7: signatureField('First', '/V 6 0 R /Kids [20 0 R]'),
      20: kid,
    };
    const pdf = await sealedPdf(office, { drawn, more, seal: { picture: pictureOf(drawing('own')) } });
    const report = await verifyFile(pdf, trustIn(office));
    expect(doubtsOf(report)).toEqual(['seal-picture failed seal-picture/differs']);
    const honest = await sealedPdf(office, { drawn, more, seal: { picture: pictureOf(drawn) } });
    expect(await verifyFile(honest, trustIn(office))).toMatchObject({ verdict: 'valid' });
  });

  it('that has more places than are compared is not valid', async () => {
    const [own, drawn] = [drawing('own'), drawing('own')];
    const places = Array.from({ length: 120 }, (_, index) => 20 + index);
    const more = {
      3: shownBy(places),
      7: '<< /FT /Sig /T (First) /V 6 0 R /Kids ['.concat(places.map((number) => `${number} 0 R`).join(' '), '] >>'),
      ...Object.fromEntries(places.map((number) => [number, kid])),
    };
    const pdf = await sealedPdf(office, { drawn, more, seal: { picture: pictureOf(own) } });
    const report = await verifyFile(pdf, trustIn(office));
    expect(doubtsOf(report)).toEqual(['seal-picture unknown seal-picture/not-compared']);
  });

  it('whose widget is empty does not excuse the seal that is painted on the page under it', async () => {
    const more = {
      3: shownBy([7]).replace('/Resources <<', '/Resources << /XObject << /Seal 9 0 R >>'),
      4: stream('q 113 0 0 113 300 200 cm /Seal Do Q'),
      7: signatureField('First', '/V 6 0 R', '/Rect [300 200 413 313]'),
    };
    const seal = { picture: pictureOf(drawing('own')) };
    const pdf = await sealedPdf(office, { drawn: drawing('government'), more, seal });
    const { signatures } = await verifyFile(pdf, trustIn(office));
    const found = await findUnsignedSealPictures({ source: bytesSource(pdf), signatures, timeLimitMs: 60_000 });
    expect(found.pictures).toHaveLength(1);
    // What the widget shows itself is compared instead.
    const honest = await sealedPdf(office, { drawn: drawing('own'), seal });
    const report = await verifyFile(honest, trustIn(office));
    const none = await findUnsignedSealPictures({
      source: bytesSource(honest),
      signatures: report.signatures,
      timeLimitMs: 60_000,
    });
    expect(none.pictures).toEqual([]);
  });

  it('that shows no seal has nothing to compare', async () => {
    const report = await verify({ drawn: null });
    expect(report.verdict).toBe('valid');
    expect(report.signatures[0]?.findings.map(({ reason }) => reason)).toContain('seal-picture/not-shown');
  });

  it('with no picture in its seal is not valid', async () => {
    const picture = { type: 'PNG', data: Buffer.from('x'), widthMm: 40, heightMm: 40 };
    expect(doubtsOf(await verify({ drawn: drawing('own'), seal: { picture } }))).toEqual([
      'seal-picture unknown seal-picture/unreadable',
    ]);
  });

  it('hands out the registered picture, to be shown beside what the page draws', async () => {
    const source = bytesSource(await sealedPdf(office, { seal: seal(), drawn: drawing('government') }));
    const found = await findRegisteredPicture({ source, fieldName: 'First' });
    expect(found?.mediaType).toBe('image/png');
    expect(Buffer.from(found?.content ?? []).equals(Buffer.from(drawing('own').png))).toBe(true);
    expect(await findRegisteredPicture({ source, fieldName: 'Second' })).toBeNull();
    const more = {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R 20 0 R] /SigFlags 3 >> >>',
      20: signatureField('First', '/V 21 0 R'),
      21: '<< /Type /Sig /Filter /Other /SubFilter /GM.sm2seal /ByteRange [0 1 2 3] /Contents <00> >>',
    };
    const namesake = bytesSource(await sealedPdf(office, { seal: seal(), drawn: drawing('government'), more }));
    expect(await findRegisteredPicture({ source: namesake, fieldName: 'First' })).toBeNull();
  });
});
