import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { degrees, PDFDocument, PDFName, PDFNumber } from 'pdf-lib';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Impression, type PageEdge, placing } from '../../src-main/contract/index.ts';
import {
  type Artwork,
  buildSignatureRevision,
  bytesSource,
  displayedSize,
  openPdf,
  pageCount,
  readPage,
} from '../../src-main/pdf/index.ts';
import { impressionsOf } from '../../src-main/placing/index.ts';
import { documentOf } from '../placing/placed-document.ts';

/** A seal that is the same nowhere: stripes that get wider from left to right, and from top to bottom. */
const stripes: Artwork = {
  kind: 'vector',
  widthMm: 42,
  heightMm: 30,
  paths: [
    ...[0, 3, 7, 12, 18, 25, 33].map(
      (left, index) => `M ${left} 0 L ${left + 1 + index / 3} 0 L ${left + 1 + index / 3} 30 L ${left} 30 Z`,
    ),
    ...[2, 9, 21].map((top, index) => `M 0 ${top} L 42 ${top} L 42 ${top + 1 + index} L 0 ${top + 1 + index} Z`),
  ].map((d) => ({ d, fill: '#C7161C', evenOdd: false })),
};
const dpi = 254;
const dotsPerMm = dpi / 25.4;
/** What rounding moves an edge by, on the screen and on the page. */
const neighbours = [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => [x, y] as const));
/** The page in larger units, which poppler draws as if it were in points. */
const pageInLargerUnits = 6;

/** Pages as offices have them: turned, cropped, in larger units, wide. */
async function mixedPages(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (const rotation of [0, 90, 180, 270]) document.addPage([595, 842]).setRotation(degrees(rotation));
  const cropped = document.addPage([700, 900]);
  cropped.setCropBox(50, 40, 595, 842);
  const large = document.addPage([297.5, 421]);
  large.node.set(PDFName.of('UserUnit'), PDFNumber.of(2));
  document.addPage([842, 595]);
  return document.save();
}

describe('the slices of a seal, as readers draw them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-slices-'));
  let pages: Uint8Array = new Uint8Array();
  beforeAll(async () => {
    pages = await mixedPages();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function stamped(asked: object): Promise<{ path: string; impressions: readonly Impression[] }> {
    const document = openPdf(bytesSource(pages));
    const sizes = Array.from({ length: pageCount(document) }, (_, index) =>
      displayedSize(readPage(document, index + 1)),
    );
    const rule = placing.parse({ rule: 'paging', ...asked });
    const impressions = await impressionsOf(rule, stripes, documentOf(sizes));
    const [first, ...others] = impressions;
    if (!first) throw new Error('nothing is placed');
    const revision = buildSignatureRevision(document, {
      impressions: [first, ...others],
      artwork: stripes,
      filter: 'Adobe.PPKLite',
      subFilter: 'ETSI.CAdES.detached',
      contentsBytes: 64,
      signingTime: new Date(),
      signerName: '测试',
      reason: '',
      location: '',
    });
    const path = join(folder, 'stamped.pdf');
    writeFileSync(path, Buffer.concat([pages, revision.bytes]));
    return { path, impressions };
  }

  const drawers: readonly [string, (path: string) => void][] = [
    [
      'poppler',
      (path) => execFileSync('pdftoppm', ['-r', String(dpi), '-cropbox', '-png', path, join(folder, 'page')]),
    ],
    [
      'MuPDF',
      (path) => execFileSync('mutool', ['draw', '-q', '-r', String(dpi), '-o', join(folder, 'page-%d.png'), path]),
    ],
  ];

  function draw(path: string, program: (path: string) => void): PNG[] {
    for (const name of readdirSync(folder)) if (name.endsWith('.png')) rmSync(join(folder, name));
    program(path);
    const names = readdirSync(folder).filter((name) => name.endsWith('.png'));
    return names.sort().map((name) => PNG.sync.read(readFileSync(join(folder, name))));
  }

  const inked = stripes.kind === 'vector' ? stripes.paths.map(({ d }) => (d.match(/[\d.]+/g) ?? []).map(Number)) : [];
  /** Whether the seal has ink there, in dots from its top-left corner. */
  function hasInk(x: number, y: number): boolean {
    const [xMm, yMm] = [x / dotsPerMm, y / dotsPerMm];
    return inked.some(
      ([left = 0, top = 0, right = 0, , , bottom = 0]) => xMm >= left && xMm < right && yMm >= top && yMm < bottom,
    );
  }

  it.each(
    drawers.flatMap(([reader, program]) =>
      (['right', 'left', 'top', 'bottom'] as PageEdge[]).map((edge) => [reader, edge, program] as const),
    ),
  )(
    'join to the whole seal in %s, on the %s edge of turned, cropped and larger pages',
    async (reader, edge, program) => {
      const { path, impressions } = await stamped({ edge, along: 0.3 });
      const drawn = draw(path, program);
      expect(drawn).toHaveLength(7);
      let [seen, wrong] = [0, 0];
      for (const { page, xMm, yMm, widthMm, heightMm, slice } of impressions) {
        if (reader === 'poppler' && page === pageInLargerUnits) continue;
        const picture = drawn[page - 1];
        if (!picture || !slice) throw new Error('a page is missing');
        const [left, top] = [(xMm - widthMm / 2) * dotsPerMm, (yMm - heightMm / 2) * dotsPerMm];
        // A tenth of a millimetre, which is one dot, is left at every edge.
        for (let y = 1; y < heightMm * dotsPerMm - 1; y++) {
          for (let x = 1; x < widthMm * dotsPerMm - 1; x++) {
            const at = (Math.round(top + y) * picture.width + Math.round(left + x)) * 4;
            const isInk = (picture.data[at + 1] ?? 255) < 128;
            const [sealX, sealY] = [slice.left * 42 * dotsPerMm + x, slice.top * 30 * dotsPerMm + y];
            const expected = hasInk(sealX, sealY);
            const isNearEdge = neighbours.some(([byX, byY]) => hasInk(sealX + byX, sealY + byY) !== expected);
            seen += 1;
            if (!isNearEdge && isInk !== expected) wrong += 1;
          }
        }
      }
      expect(seen).toBeGreaterThan(80_000);
      expect(wrong).toBe(0);
    },
    60_000,
  );

  it('are fields of one signature, which qpdf finds in order', async () => {
    const { path, impressions } = await stamped({});
    execFileSync('qpdf', ['--check', path]);
    const { acroform } = JSON.parse(execFileSync('qpdf', ['--json', path], { encoding: 'utf8' }));
    expect(acroform.fields).toHaveLength(impressions.length);
    expect(new Set(acroform.fields.map((field: { value: string }) => JSON.stringify(field.value))).size).toBe(1);
  });
});
