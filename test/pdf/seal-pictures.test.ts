import { degrees, PDFArray, PDFDocument, PDFName, PDFNumber, rgb } from 'pdf-lib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { bytesSource, findSealPictures, openPdf } from '../../src-main/pdf/index.ts';
import { craft, onePage, producerFiles, readFixture, stream } from '../fixtures/pdf/index.ts';
import {
  cutOut,
  pointsPerMm,
  printPages,
  roundSeal,
  scanned,
  squareSeal,
  throughProgram,
} from '../fixtures/seal-pages.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const contract = '<h1>采购合同</h1><p>甲方：杭州示例科技有限公司</p>';
const written = Array.from({ length: 30 }, () => '<p>双方本着平等自愿的原则，经协商一致，订立本合同。</p>').join('');

let drawn: Uint8Array;
let named: Uint8Array;
let harmless: Map<string, Uint8Array>;

beforeAll(async () => {
  const red = 'color:#d01020';
  const pages: [what: string, body: string][] = [
    ['a red heading of large characters', `<h1 style="${red};font-size:60px">国家图书馆国际合作园区</h1>${written}`],
    ['red text', `<div style="${red};width:50mm">${written}</div>`],
    [
      'a large red table',
      `<table border=1 style="${red};border-color:#d01020;width:170mm;height:150mm"><tr><td>甲<td>乙<tr><td>1<td>2</table>`,
    ],
    [
      'a small red table',
      `<table style="${red};border-collapse:collapse">${'<tr><td style="border:0.5mm solid #d01020;padding:2mm">合计<td style="border:0.5mm solid #d01020">100'.repeat(4)}</table>`,
    ],
    [
      'a red disc with letters',
      `<div class=at style="background:#d01020;color:white;width:30mm;height:30mm;border-radius:50%;font-size:40px">ABC</div>`,
    ],
    [
      'a red box with letters',
      `<div class=at style="background:#d01020;color:white;width:30mm;height:30mm;font-size:40px">某公司</div>`,
    ],
    [
      'an empty red ring',
      `<div class=at style="border:1.2mm solid #d01020;width:40mm;height:40mm;border-radius:50%"></div>`,
    ],
    ['an empty red frame', `<div class=at style="border:1mm solid #d01020;width:30mm;height:30mm">贴照片处</div>`],
    [
      'a sign that forbids',
      `<svg class=at width="40mm" height="40mm" viewBox="0 0 40 40"><g fill="none" stroke="#d01020" stroke-width="3"><circle cx="20" cy="20" r="18"/><path d="M8 8L32 32"/></g></svg>`,
    ],
    ['a seal in blue', `<div class=at>${roundSeal('#1030d0')}</div>`],
    ['a seal as small as a letter', `<div class=at style="zoom:0.15">${roundSeal()}</div>`],
    [
      'a picture with much red in it',
      `<svg class=at width="50mm" height="40mm" viewBox="0 0 50 40"><defs><radialGradient id="g"><stop offset="0" stop-color="#ff2010"/><stop offset="0.5" stop-color="#a01020"/><stop offset="1" stop-color="#203040"/></radialGradient></defs><rect width="50" height="40" fill="url(#g)"/><circle cx="20" cy="20" r="9" fill="#c01020"/><circle cx="35" cy="15" r="6" fill="#e03030"/></svg>`,
    ],
  ];
  const printed = await printPages([
    `${contract}<div class=at>${roundSeal()}</div>`,
    `${contract}<div class=at>${squareSeal}</div>`,
    ...pages.map(([, body]) => body),
  ]);
  [drawn = new Uint8Array(), named = new Uint8Array()] = printed;
  harmless = new Map(pages.map(([what], index) => [what, printed[index + 2] ?? new Uint8Array()]));
});

async function found(pdf: Uint8Array, timeLimitMs = 60_000) {
  const result = await findSealPictures(openPdf(bytesSource(pdf)), { standing: [], timeLimitMs });
  return { ...result, kinds: result.pictures.map(({ kind }) => kind) };
}

const sealBox = { leftMm: 110, topMm: 200, sideMm: 42 };
/** The seal on its own, with what is paper transparent. */
const sealPng = () => cutOut(drawn, sealBox);

/** One picture, of that kind, where the seal is: within a few millimetres. */
function expectSeal(
  result: Awaited<ReturnType<typeof found>>,
  kind: string,
  at = { leftMm: 111, topMm: 200, sideMm: 41 },
): void {
  expect(result.kinds).toEqual([kind]);
  const [picture] = result.pictures;
  for (const [value, expected] of [
    [picture?.leftMm, at.leftMm],
    [picture?.topMm, at.topMm],
    [picture?.widthMm, at.sideMm],
    [picture?.heightMm, at.sideMm],
  ] as const) {
    expect(Math.abs((value ?? 0) - expected), `${value} is not about ${expected}`).toBeLessThan(2.5);
  }
  expect(result.pagesNotSearched).toBe(0);
}

/** A blank A4 page with something done to it by pdf-lib. */
async function onBlankPage(draw: (document: PDFDocument, page: ReturnType<PDFDocument['addPage']>) => Promise<void>) {
  const document = await PDFDocument.create();
  await draw(document, document.addPage([210 * pointsPerMm, 297 * pointsPerMm]));
  return document.save();
}

const side = 41 * pointsPerMm;
const place = { x: 111 * pointsPerMm, y: (297 - 200 - 41) * pointsPerMm, width: side, height: side };

/** Flags of an annotation (ISO 32000-2, Table 167). */
const shown = 4;
const hidden = 2;

/** A blank page with a stamp annotation that shows the seal. */
function stampAnnotation(flags: number): Promise<Uint8Array> {
  return onBlankPage(async (document, page) => {
    const image = await document.embedPng(sealPng());
    const appearance = document.context.stream(`q ${side} 0 0 ${side} 0 0 cm /Seal Do Q`, {
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, side, side],
      Resources: { XObject: { Seal: image.ref } },
    });
    const { x, y } = place;
    const stamp = { Type: 'Annot', Subtype: 'Stamp', F: flags, Rect: [x, y, x + side, y + side] };
    const dict = document.context.obj({ ...stamp, AP: { N: document.context.register(appearance) } });
    const annotations = PDFArray.withContext(document.context);
    annotations.push(document.context.register(dict));
    page.node.set(PDFName.of('Annots'), annotations);
  });
}

describe('what looks like a seal is found', () => {
  it('drawn with curves and text: printed by Chromium, rewritten by cairo and by qpdf', async () => {
    expectSeal(await found(drawn), 'drawing');
    expectSeal(await found(throughProgram(drawn, 'pdftocairo', ['-pdf', '{in}', '{out}'], '')), 'drawing');
    expectSeal(
      await found(throughProgram(drawn, 'qpdf', ['--object-streams=generate', '{in}', '{out}'], '')),
      'drawing',
    );
  });

  it('on a turned page, where the reader sees it', async () => {
    const turned = throughProgram(drawn, 'qpdf', ['--rotate=90', '{in}', '{out}'], '');
    expectSeal(await found(turned), 'drawing', { leftMm: 297 - 200 - 41, topMm: 111, sideMm: 41 });
  });

  it('as the square seal of a person', async () => {
    expectSeal(await found(named), 'drawing', { leftMm: 110.5, topMm: 200.5, sideMm: 19 });
  });

  it('as a PNG with transparency, turned a little', async () => {
    const pdf = await onBlankPage(async (document, page) => {
      page.drawImage(await document.embedPng(sealPng()), { ...place, rotate: degrees(9) });
    });
    expect((await found(pdf)).kinds).toEqual(['image']);
  });

  it('as a PNG that was put on by Chromium', async () => {
    const source = `data:image/png;base64,${sealPng().toString('base64')}`;
    const [pdf = new Uint8Array()] = await printPages([`${contract}<img class=at style="width:42mm" src="${source}">`]);
    expectSeal(await found(pdf), 'image');
  });

  it('within a form XObject, and on a page whose unit is not 1/72 inch', async () => {
    const pdf = await onBlankPage(async (document, page) => {
      const [form] = await document.embedPdf(drawn);
      if (form) page.drawPage(form, { x: 0, y: 0, xScale: 0.5, yScale: 0.5 });
      page.node.set(PDFName.of('UserUnit'), PDFNumber.of(2));
    });
    // Half as large in units that are twice as large, at the foot of a page of 420 × 594 mm.
    expectSeal(await found(pdf), 'drawing', { leftMm: 111, topMm: 297 + 200, sideMm: 41 });
  });

  it('as a stamp that somebody put over the page', async () => {
    expectSeal(await found(await stampAnnotation(shown)), 'annotation');
  });

  it.each([100, 200])('on a paper scanned with %i dpi', async (dpi) => {
    expectSeal(await found(await scanned(drawn, dpi)), 'scan');
  });

  it('in CMYK, by an operator as well as by a named colour', async () => {
    const ring = (colour: string) => {
      const [x, y, r] = [300, 300, 55];
      const k = r * 0.5523;
      const circle = `${x + r} ${y} m ${x + r} ${y + k} ${x + k} ${y + r} ${x} ${y + r} c ${x - k} ${y + r} ${x - r} ${y + k} ${x - r} ${y} c ${x - r} ${y - k} ${x - k} ${y - r} ${x} ${y - r} c ${x + k} ${y - r} ${x + r} ${y - k} ${x + r} ${y} c s`;
      const signs = [-30, -15, 0, 15, 30].map((at) => `${x + at} ${y - 10} 6 20 re f`).join(' ');
      return `${colour} 3 w ${circle} ${signs}`;
    };
    const spot =
      '[/Separation /Vermilion /DeviceCMYK << /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [0 1 1 0] /N 1 >>]';
    const pageOf = (content: string) =>
      craft({
        objects: {
          1: '<< /Type /Catalog /Pages 2 0 R >>',
          2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
          3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /ColorSpace << /Spot ${spot} >> >> >>`,
          4: stream(content),
        },
      });
    expect((await found(pageOf(ring('0 1 1 0 K 0 1 1 0 k')))).kinds).toEqual(['drawing']);
    expect((await found(pageOf(ring('/Spot CS 1 SCN /Spot cs 1 scn')))).kinds).toEqual(['drawing']);
    expect((await found(pageOf(ring('/Spot CS 0.1 SCN /Spot cs 0.1 scn')))).kinds).toEqual([]);
  });
});

describe('what is no seal is not called one', () => {
  it.each(producerFiles.filter((file) => !/no-modification|^encrypted-(rc4|aes|clear)/.test(file)))(
    '%s',
    async (file) => {
      expect(await found(readFixture(file))).toMatchObject({ pictures: [], pagesNotSearched: 0 });
    },
  );

  it('red headings, text, tables, logos, empty outlines, signs, other colours, pictures', async () => {
    const wrong: string[] = [];
    for (const [what, pdf] of harmless) {
      const { kinds } = await found(pdf);
      if (kinds.length > 0) wrong.push(`${what}, drawn: ${kinds.join()}`);
      const onPaper = await found(await scanned(pdf, 150));
      if (onPaper.kinds.length > 0) wrong.push(`${what}, scanned: ${onPaper.kinds.join()}`);
    }
    expect(wrong).toEqual([]);
  });

  it('a seal that is covered by white paper, or in an annotation that is hidden', async () => {
    const covered = await onBlankPage(async (document, page) => {
      page.drawImage(await document.embedPng(sealPng()), place);
      page.drawRectangle({ ...place, color: rgb(1, 1, 1) });
    });
    expect((await found(covered)).kinds).toEqual([]);
    expect((await found(await stampAnnotation(hidden))).kinds).toEqual([]);
  });
});

describe('the search ends', () => {
  it('when its time is up, and says how many pages were left out', async () => {
    const { pagesNotSearched } = await found(readFixture('chromium.pdf'), -1);
    expect(pagesNotSearched).toBe(1);
  });

  it('on pages of hostile size, with images that lie about themselves, with content that calls itself', async () => {
    const image = (entries: string) => stream('x', `/Type /XObject /Subtype /Image ${entries}`);
    const page = (entries: string, objects: Record<number, string>) =>
      onePage({ pageEntries: `/Resources << /XObject << /X 6 0 R >> >> /Contents 7 0 R ${entries}`, more: objects });
    const draw = stream('q 200 0 0 200 100 100 cm /X Do Q');
    const hostile = [
      page('/MediaBox [0 0 1e9 1e9]', { 6: image('/Width 10 /Height 10'), 7: draw }),
      page('/UserUnit 1e9', { 6: image('/Width 10 /Height 10'), 7: draw }),
      page('', { 6: image('/Width 65000 /Height 65000 /BitsPerComponent 8 /ColorSpace /DeviceRGB'), 7: draw }),
      page('', { 6: image('/Width -1 /Height 1e99 /ColorSpace 6 0 R'), 7: draw }),
      page('', { 6: image('/Width 9 /Height 9 /ColorSpace [/Indexed [/Indexed 6 0 R 6 0 R] 1 6 0 R]'), 7: draw }),
      page('', { 6: image('/Width 9 /Height 9 /Filter /DCTDecode'), 7: draw }),
      page('', { 6: image('/Width 9 /Height 9 /SMask 6 0 R /ColorSpace /DeviceRGB'), 7: draw }),
      page('', {
        6: stream('/X Do', '/Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 6 0 R >> >>'),
        7: draw,
      }),
      page('', { 6: image(''), 7: stream('1 0 0 RG 1e30 w 0 0 m 1e30 1e30 l S 1 0 0 rg 0 0 m 1e300 9 l NaN 1 l f') }),
      page('', { 6: image(''), 7: stream(`1 0 0 RG 400 w ${'0 0 m 500 800 l S '.repeat(3000)}`) }),
    ];
    for (const pdf of hostile) {
      const started = performance.now();
      expect((await found(pdf)).kinds).toEqual([]);
      expect(performance.now() - started).toBeLessThan(10_000);
    }
  });
});
