import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFRef } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Seal } from '../../src-main/contract/index.ts';
import { bytesSource, openPdf, pagesListing } from '../../src-main/pdf/index.ts';
import { mayBeShared } from '../../src-main/pdf/pages/shared-array.ts';
import { assertOnChosenPage } from '../../src-main/stamping/looks.ts';
import { craft, onePage, stream } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from '../token/drivers.ts';
import { type Office, openOffice } from './office.ts';
import { pdfsig, qpdfComplaints } from './other-tools.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const widget = '<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /F 4 /P 3 0 R /Rect [72 600 300 620] >>';

/** Three pages whose annotations are one and the same indirect array. */
const sharedAnnotations = () => {
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Annots 7 0 R >>';
  const tree = '<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>';
  return craft({
    objects: { 1: '<< /Type /Catalog /Pages 2 0 R >>', 2: tree, 3: page, 4: page, 5: page, 6: stream(''), 7: '[]' },
  });
};
/** The same, of which one page names the array by way of another object. */
const sharedByWay = () => {
  const page = (annotations: number) =>
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Annots ${annotations} 0 R >>`;
  const tree = '<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>';
  const pages = { 2: tree, 3: page(8), 4: page(7), 5: page(7) };
  return craft({
    objects: { 1: '<< /Type /Catalog /Pages 2 0 R >>', ...pages, 6: stream(''), 7: '[]', 8: '7 0 R' },
  });
};
/** The fields of the form and the annotations of the page are one array. */
const fieldsAreAnnotations = () =>
  onePage({
    catalog: '/AcroForm 6 0 R',
    pageEntries: '/Annots 8 0 R',
    more: { 6: '<< /Fields 8 0 R /DA (/F 12 Tf 0 g) >>', 7: widget, 8: '[7 0 R]' },
  });
/** The kids of a field are the annotations of the page. */
const kidsAreAnnotations = () =>
  onePage({
    catalog: '/AcroForm << /Fields [6 0 R] >>',
    pageEntries: '/Annots 8 0 R',
    more: {
      6: '<< /FT /Tx /T (name) /Kids 8 0 R >>',
      7: '<< /Type /Annot /Subtype /Widget /Parent 6 0 R /F 4 /P 3 0 R /Rect [72 600 300 620] >>',
      8: '[7 0 R]',
    },
  });

type Json = Record<string, unknown>;

/** The objects of a file as qpdf reads them. */
function objectsOf(path: string): (reference: unknown) => unknown {
  const { qpdf } = JSON.parse(execFileSync('qpdf', ['--json=2', path], { encoding: 'utf8' }));
  const objects: Record<string, { value?: unknown; stream?: unknown }> = qpdf[1];
  return (reference) => (typeof reference === 'string' ? objects[`obj:${reference}`]?.value : reference);
}

/** On which pages, counted from 1, signature fields stand. */
function sealedPages(path: string): number[] {
  const { pages } = JSON.parse(execFileSync('qpdf', ['--json=2', '--json-key=pages', path], { encoding: 'utf8' }));
  const object = objectsOf(path);
  return (pages as { object: string }[]).flatMap(({ object: reference }, index) => {
    const page = object(reference) as Json;
    const annotations = (object(page['/Annots']) ?? []) as unknown[];
    return annotations.flatMap((item) => ((object(item) as Json)['/FT'] === '/Sig' ? [index + 1] : []));
  });
}

/** The object numbers that one cross-reference table names more than once. */
function namedTwice(path: string): number[] {
  const tables = readFileSync(path, 'latin1').match(/\bxref\n[\d nf\n]+trailer/g) ?? [];
  return tables.flatMap((table) => {
    const numbers = [...table.matchAll(/^(\d+) (\d+)$/gm)].flatMap(([, first, count]) =>
      Array.from({ length: Number(count) }, (_, index) => Number(first) + index),
    );
    return numbers.filter((number, index) => numbers.indexOf(number) !== index);
  });
}

describe('an array that another page names by way of a third object', () => {
  it('is not made longer where it stands', () => {
    const document = openPdf(bytesSource(sharedByWay()));
    expect(mayBeShared(document, PDFRef.of(7))).toBe(true);
    expect(
      mayBeShared(openPdf(bytesSource(onePage({ pageEntries: '/Annots 7 0 R', more: { 7: '[]' } }))), PDFRef.of(7)),
    ).toBe(false);
  });
});

describe('the check of where a seal shows', () => {
  const listed = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Annots [7 0 R] >>';
  const onTwoPages = () =>
    craft({
      objects: {
        1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] >> >>',
        2: '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
        3: listed,
        4: listed,
        6: stream(''),
        7: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [0 0 9 9] >>',
      },
    });

  it('finds every page that lists its annotation', () => {
    const document = openPdf(bytesSource(onTwoPages()));
    expect(pagesListing(document, PDFRef.of(7))).toEqual([1, 2]);
    expect(() =>
      assertOnChosenPage([{ fieldName: 'seal', page: 1 }], [pagesListing(document, PDFRef.of(7)) ?? []]),
    ).toThrowError('SIGNATURE_SELF_CHECK_FAILED');
  });
});

describe('a seal on a page whose arrays serve something else too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-shared-'));
  let made: SoftHsmToken;
  let office: Office;
  let seal: Seal;

  beforeAll(async () => {
    const keys = [{ algorithm: 'rsa2048' as const, subject: '/C=CN/O=测试有限公司/CN=测试有限公司公章' }];
    made = makeSoftHsmToken({ folder: join(folder, 'token'), label: '公章', pin: '123456', keys });
    office = await openOffice({ folder: join(folder, 'office'), drivers: [softHsmDriver('a', made)], tokens: [made] });
    seal = await office.sealOn(made);
  });

  afterAll(async () => {
    await office?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function stampTwice(content: Buffer, pages: [number, number]): Promise<[string, string]> {
    const path = join(folder, 'contract.pdf');
    writeFileSync(path, content);
    const places = pages.map((page, index) => ({ page, xMm: 50 + 60 * index, yMm: 60 }));
    const first = await office.stamp({ path, seal, place: places[0], overwrite: true });
    const second = await office.stamp({ path: first.outputPath, seal, place: places[1], overwrite: true });
    expect(second.report.verdict).toBe('valid');
    for (const { outputPath } of [first, second]) {
      expect(qpdfComplaints(outputPath)).toBe('');
      expect(namedTwice(outputPath)).toEqual([]);
    }
    expect(pdfsig(second.outputPath).map(({ valid }) => valid)).toEqual([true, true]);
    return [first.outputPath, second.outputPath];
  }

  it('shows on that page and no other, though their annotations are one array', async () => {
    const [first, second] = await stampTwice(sharedAnnotations(), [2, 3]);
    expect([sealedPages(first), sealedPages(second)]).toEqual([[2], [2, 3]]);
  });

  it('is one field and one annotation where fields and annotations are one array', async () => {
    const [, second] = await stampTwice(fieldsAreAnnotations(), [1, 1]);
    expect(sealedPages(second)).toEqual([1, 1]);
    const object = objectsOf(second);
    const form = object((object('1 0 R') as Json)['/AcroForm']) as Json;
    const fields = object(form['/Fields']) as string[];
    expect(new Set(fields).size).toBe(3);
    expect(fields).toHaveLength(3);
  });

  it('does not become a part of the field whose kids are the annotations', async () => {
    const [, second] = await stampTwice(kidsAreAnnotations(), [1, 1]);
    expect(sealedPages(second)).toEqual([1, 1]);
    const object = objectsOf(second);
    expect(object((object('6 0 R') as Json)['/Kids'])).toEqual(['7 0 R']);
  });
});
