/** What a document was before a seal was put on it, it is afterwards: accessible, archivable, protected. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDict, PDFName, type PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import {
  assertMayStamp,
  buildSignatureRevision,
  bytesSource,
  listChanges,
  openPdf,
  type PdfDocument,
  readPage,
  readSignatureFields,
} from '../../src-main/pdf/index.ts';
import { craft, onePage, stream } from '../fixtures/pdf/index.ts';
import { wholeSeal } from './append.ts';

const name = (text: string) => PDFName.of(text);
const artwork = {
  kind: 'vector' as const,
  widthMm: 40,
  heightMm: 40,
  paths: [{ d: 'M0 0L40 0L40 40Z', fill: '#ff0000', evenOdd: false }],
};

function sealed(file: Buffer, xMm = 60): Buffer {
  const { bytes } = buildSignatureRevision(openPdf(bytesSource(file)), {
    impressions: [wholeSeal(artwork, { page: 1, xMm, yMm: 60 })],
    ...{ artwork, filter: 'Adobe.PPKLite', subFilter: 'ETSI.CAdES.detached' },
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

describe('a seal on PDF/A-1', () => {
  const archived = (part: number) =>
    onePage({
      catalog: '/Metadata 6 0 R',
      more: { 6: stream(`<x><pdfaid:part>${part}</pdfaid:part></x>`, '/Type /Metadata /Subtype /XML') },
    });
  const blends = (file: Buffer) => sealed(file).subarray(file.length).toString('latin1').includes('/BM');

  it('has no transparency, which that standard forbids', () => {
    expect(blends(archived(1))).toBe(false);
  });

  it('blends with what is under it everywhere else', () => {
    expect([blends(archived(2)), blends(onePage())]).toEqual([true, true]);
  });
});

describe('a file with an integrity code', () => {
  it('is not sealed, since the code would not fit any more', () => {
    const document = openPdf(bytesSource(onePage({ trailer: '/AuthCode << /MACLocation /Standalone >>' })));
    expect(() => assertMayStamp(document, [])).toThrowError('PDF_INTEGRITY_PROTECTED');
  });
});
