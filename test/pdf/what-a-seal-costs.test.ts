/** What a document was before a seal was put on it, it is afterwards: accessible, archivable, protected. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDict, PDFName, type PDFRef } from 'pdf-lib';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import {
  type Artwork,
  assertMayStamp,
  buildSignatureRevision,
  bytesSource,
  listChanges,
  openPdf,
  type PdfDocument,
  readPage,
  readSignatureFields,
} from '../../src-main/pdf/index.ts';
import { readImpressionPng } from '../../src-main/seal/impression-png.ts';
import { craft, onePage, stream } from '../fixtures/pdf/index.ts';
import { scanned } from '../seal/scan.ts';
import { wholeSeal } from './append.ts';

const name = (text: string) => PDFName.of(text);
const artwork: Artwork = {
  kind: 'vector',
  widthMm: 40,
  heightMm: 40,
  paths: [{ d: 'M0 0L40 0L40 40Z', fill: '#ff0000', evenOdd: false }],
};

function sealed(file: Buffer, xMm = 60, seal: Artwork = artwork): Buffer {
  const { bytes } = buildSignatureRevision(openPdf(bytesSource(file)), {
    impressions: [wholeSeal(seal, { page: 1, xMm, yMm: 60 })],
    ...{ artwork: seal, filter: 'Adobe.PPKLite', subFilter: 'ETSI.CAdES.detached' },
    ...{ contentsBytes: 4_000, signingTime: new Date(), signerName: '测试有限公司', reason: '', location: '' },
  });
  return Buffer.concat([file, bytes]);
}

/** A tagged page; `parentTree` and what it consists of are given. */
const tagged = (parentTree: string, more: Record<number, string> = {}) =>
  craft({
    objects: {
      1: '<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 8 0 R >>',
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /StructParents 0 >>',
      4: stream('/P << /MCID 0 >> BDC EMC'),
      8: `<< /Type /StructTreeRoot /K 9 0 R /ParentTree ${parentTree} >>`,
      9: '<< /Type /StructElem /S /Document /P 8 0 R /K [10 0 R] >>',
      10: '<< /Type /StructElem /S /P /P 9 0 R /Pg 3 0 R /K 0 >>',
      ...more,
    },
  });
const trees: Record<string, Buffer> = {
  'a flat parent tree': tagged('11 0 R', { 11: '<< /Nums [0 [10 0 R]] >>' }),
  'a parent tree in the root': tagged('<< /Nums [0 [10 0 R]] >>'),
  'a parent tree with kids': tagged('11 0 R', {
    11: '<< /Kids [12 0 R] >>',
    12: '<< /Limits [0 0] /Nums [0 [10 0 R]] >>',
  }),
  'kids of the document in an object of their own': tagged('11 0 R', {
    9: '<< /Type /StructElem /S /Document /P 8 0 R /K 13 0 R >>',
    11: '<< /Nums [0 [10 0 R]] >>',
    13: '[10 0 R]',
  }),
};

/** The number tree as pairs, whatever its shape. */
function pairsOf(document: PdfDocument, tree: unknown): [string, string][] {
  const node = document.dict(tree as PDFRef);
  const numbers = document.array(node?.get(name('Nums')))?.asArray() ?? [];
  const own = Array.from({ length: numbers.length / 2 }, (_, index): [string, string] => [
    String(numbers[index * 2]),
    String(numbers[index * 2 + 1]),
  ]);
  const kids = document.array(node?.get(name('Kids')))?.asArray() ?? [];
  return [...own, ...kids.flatMap((kid) => pairsOf(document, kid))];
}

describe.each(Object.entries(trees))('a seal on a tagged file with %s', (_, file) => {
  const document = openPdf(bytesSource(sealed(file)));
  const [field] = readSignatureFields(document);
  const root = document.dict(document.catalog.get(name('StructTreeRoot')));

  it('is in the structure, with words for it, and the page is tabbed through by its structure', () => {
    const kids = document.array(document.dict(root?.get(name('K')))?.get(name('K')))?.asArray() ?? [];
    const element = document.dict(kids.at(-1));
    expect(String(element?.get(name('S')))).toBe('/Form');
    const reference = element?.get(name('K'));
    expect(reference instanceof PDFDict && reference.get(name('Obj'))).toBe(field?.ref);
    for (const said of [element?.get(name('Alt')), field?.dict.get(name('TU'))]) expect(said).toBeDefined();
    expect(readPage(document, 1).dict.get(name('Tabs'))).toBe(name('S'));
    const pairs = pairsOf(document, root?.get(name('ParentTree')));
    expect(pairs).toContainEqual([String(field?.dict.get(name('StructParent'))), String(kids.at(-1))]);
  });

  it('leaves the one before it permitted', () => {
    const once = sealed(file);
    const twice = openPdf(bytesSource(sealed(once, 150)));
    expect(listChanges(twice, once.length).filter(({ allowedBy }) => allowedBy === null)).toEqual([]);
  });

  it('is well formed for qpdf', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qianyin-tagged-'));
    const path = join(folder, 'sealed.pdf');
    writeFileSync(path, sealed(sealed(file), 150));
    expect(execFileSync('qpdf', ['--check', path], { encoding: 'utf8' })).not.toContain('WARNING');
    rmSync(folder, { recursive: true });
  });
});

describe('a seal on a file without tags', () => {
  it('adds none', () => {
    const document = openPdf(bytesSource(sealed(onePage())));
    expect(document.catalog.has(name('StructTreeRoot'))).toBe(false);
    expect(readPage(document, 1).dict.has(name('Tabs'))).toBe(false);
  });
});

const side = 120;
/** A ring with soft edges: in the ink that is given for each place, on nothing. */
function ring(inkAt: (x: number, y: number) => readonly number[], paper = 0): Artwork {
  const rgba = new Uint8Array(side * side * 4);
  for (let at = 0; at < side * side; at++) {
    const [x, y] = [(at % side) + 0.5 - side / 2, Math.floor(at / side) + 0.5 - side / 2];
    const opacity = Math.max(0, Math.min(1, 6 - Math.abs(Math.hypot(x, y) - 48)));
    const ink = inkAt(x, y).map((channel) => (paper === 0 ? channel : channel * opacity + 255 * (1 - opacity)));
    rgba.set([...ink, paper === 0 ? opacity * 255 : paper], at * 4);
  }
  return { kind: 'image', widthMm: 40, heightMm: 40, widthPx: side, heightPx: side, rgba };
}
const red = [199, 22, 28];
const oneInk = ring(() => red);
const twoInks = ring((x) => (x < 0 ? red : [20, 40, 160]));
const scanOnPaper = ring(() => red, 255);

const { rgba, widthPx, heightPx } = readImpressionPng(
  scanned({ paper: [247, 243, 233], ink: [200, 30, 36], shade: 0.3, noise: 4, print: false }),
  { removeBackground: true },
);
const scanOfInk: Artwork = { kind: 'image', widthMm: 40, heightMm: 40, rgba, widthPx, heightPx };

describe('a seal on PDF/A-1', () => {
  const archived = (part: number, text = '') =>
    onePage({
      catalog: '/Metadata 6 0 R',
      ...(text === '' ? {} : { content: text }),
      more: { 6: stream(`<x><pdfaid:part>${part}</pdfaid:part></x>`, '/Type /Metadata /Subtype /XML') },
    });
  const appended = (file: Buffer, what: Artwork) => sealed(file, 60, what).subarray(file.length).toString('latin1');
  const transparent = /\/BM|\/SMask|\/ca\b|\/CA\b|\/Group/;

  it.each<[string, Artwork]>([
    ['drawn', artwork],
    ['a picture of one ink', oneInk],
    ['a scan on white paper', scanOnPaper],
    ['a scan whose paper was taken away', scanOfInk],
  ])('has no transparency, which that standard forbids: %s', (_, what) => {
    expect(appended(archived(1), what)).not.toMatch(transparent);
  });

  it('keeps the transparency of a picture of several inks, which is warned of', () => {
    expect(appended(archived(1), twoInks)).toMatch(/\/SMask/);
  });

  it('blends with what is under it everywhere else', () => {
    expect([archived(2), onePage()].map((file) => appended(file, oneInk).includes('/BM'))).toEqual([true, true]);
  });

  it.each(['mutool', 'pdftoppm'] as const)(
    'shows a picture of one ink as it is with its soft mask, for %s',
    (program) => {
      const pictures = [1, 2].map((part) => drawnBy(program, sealed(archived(part), 60, oneInk)));
      const [plain, soft] = pictures;
      if (!plain || !soft) throw new Error('nothing was drawn');
      const inked = (picture: PNG) => {
        const points = new Set<number>();
        for (let at = 0; at < picture.data.length; at += 4) if ((picture.data[at + 1] ?? 255) < 140) points.add(at);
        return points;
      };
      const [plainly, softly] = [inked(plain), inked(soft)];
      expect(softly.size).toBeGreaterThan(1_000);
      const other =
        [...plainly].filter((at) => !softly.has(at)).length + [...softly].filter((at) => !plainly.has(at)).length;
      expect(other).toBeLessThan(softly.size * 0.05);
      // Inside the ring there is the page, and no white or red square.
      expect(plainly.size).toBeLessThan(softly.size * 1.05);
    },
  );

  it('leaves a first seal of a picture permitted when a second one follows, across it', () => {
    const once = sealed(archived(1), 60, oneInk);
    const twice = openPdf(bytesSource(sealed(once, 80, oneInk)));
    expect(listChanges(twice, once.length).filter(({ allowedBy }) => allowedBy === null)).toEqual([]);
  });
});

/** The first page as another program draws it, at 100 dpi. */
function drawnBy(program: 'mutool' | 'pdftoppm', file: Buffer): PNG {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-drawn-'));
  const [path, picture] = [join(folder, 'sealed.pdf'), join(folder, 'page.png')];
  writeFileSync(path, file);
  const args = {
    mutool: ['draw', '-q', '-r', '100', '-c', 'rgba', '-o', picture, path, '1'],
    pdftoppm: ['-q', '-r', '100', '-png', '-singlefile', path, join(folder, 'page')],
  };
  execFileSync(program, args[program]);
  const drawn = PNG.sync.read(readFileSync(picture));
  rmSync(folder, { recursive: true });
  return drawn;
}

describe('a file with an integrity code', () => {
  it('is not sealed, since the code would not fit any more', () => {
    const document = openPdf(bytesSource(onePage({ trailer: '/AuthCode << /MACLocation /Standalone >>' })));
    expect(() => assertMayStamp(document, [])).toThrowError('PDF_INTEGRITY_PROTECTED');
  });
});
