import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFName } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Impression } from '../../../src-main/contract/index.ts';
import { buildSignatureRevision, bytesSource, openPdf, readSignatureFields } from '../../../src-main/pdf/index.ts';
import { withFewPages } from '../../../src-main/pdf/rendering/few-pages.ts';
import { openForPictures } from '../../../src-main/pdf/rendering/picture-thread.ts';
import { craft, update } from '../../fixtures/pdf/index.ts';
import { frame } from '../append.ts';

const perNode = 50;
const dpi = 36;

/** Each page has a bar at a height of its own, and takes its size, turn and resources from the root. */
function manyPages(count: number): Buffer {
  const nodes = Array.from({ length: count / perNode }, (_, index) => 10 + index);
  const firstPage = 100;
  const pageOf = (index: number) => firstPage + index * 2;
  const kids = (numbers: number[]) => `[${numbers.map((number) => `${number} 0 R`).join(' ')}]`;
  const objects: Record<number, string> = {
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: `<< /Type /Pages /Count ${count} /Kids ${kids(nodes)} /MediaBox [0 0 300 500] /Rotate 90 /Resources << /ExtGState << /Grey 3 0 R >> >> >>`,
    3: '<< /Type /ExtGState /ca 0.5 >>',
  };
  for (const [at, node] of nodes.entries()) {
    const own = Array.from({ length: perNode }, (_, index) => at * perNode + index);
    objects[node] = `<< /Type /Pages /Parent 2 0 R /Count ${perNode} /Kids ${kids(own.map(pageOf))} >>`;
    for (const index of own) {
      const content = `/Grey gs 20 ${index + 5} 100 12 re f`;
      objects[pageOf(index)] = `<< /Type /Page /Parent ${node} 0 R /Contents ${pageOf(index) + 1} 0 R >>`;
      objects[pageOf(index) + 1] = `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
    }
  }
  return Buffer.from(craft({ objects }));
}

describe('a long document of which few pages are drawn', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qianyin-few-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const qpdf = (bytes: Uint8Array, ...options: string[]) => {
    const [from, to] = [join(folder, 'from.pdf'), join(folder, 'to.pdf')];
    writeFileSync(from, bytes);
    execFileSync('qpdf', [...options, from, to]);
    return readFileSync(to);
  };
  const encrypted = ['--encrypt', '', 'owner', '256', '--'];

  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['as it is', (bytes) => bytes],
    ['with object streams', (bytes) => qpdf(bytes, '--object-streams=generate')],
    ['encrypted', (bytes) => qpdf(bytes, ...encrypted)],
    ['encrypted, with object streams', (bytes) => qpdf(bytes, '--object-streams=generate', ...encrypted)],
  ])('shows them as the whole document does, %s', async (_, write) => {
    const document = openPdf(bytesSource(write(manyPages(250))));
    const few = withFewPages(document, [2, 120, 250]);
    expect(few.numberOf(250)).toBe(3);
    const [whole, shortened] = [openForPictures(document.source), openForPictures(few.source)];
    try {
      const seen = new Set<string>();
      for (const page of [2, 120, 250]) {
        const [expected, drawn] = [await whole.draw(page, dpi), await shortened.draw(few.numberOf(page), dpi)];
        expect([drawn.widthPx, drawn.heightPx]).toEqual([250, 150]);
        expect(Buffer.compare(drawn.rgb, expected.rgb)).toBe(0);
        seen.add(Buffer.from(drawn.rgb).toString('base64'));
      }
      expect(seen.size).toBe(3);
      await expect(shortened.draw(4, dpi)).rejects.toThrow();
    } finally {
      whole.close();
      shortened.close();
    }
  });

  const withSlices = (file: Buffer): Buffer => {
    const impressions = Array.from({ length: 40 }, (_, index) => ({
      ...{ page: index + 1, xMm: 10, yMm: 60, widthMm: 5, heightMm: 20 },
      slice: { left: (index % 4) / 4, right: (index % 4) / 4 + 0.25, top: 0, bottom: 1 },
    }));
    const { bytes } = buildSignatureRevision(openPdf(bytesSource(file)), {
      impressions: impressions as [Impression, ...Impression[]],
      ...{ artwork: frame, filter: 'Adobe.PPKLite', subFilter: 'ETSI.CAdES.detached', contentsBytes: 64 },
      ...{ signingTime: new Date(), signerName: '某某有限公司', reason: '', location: '' },
    });
    return Buffer.concat([file, bytes]);
  };
  /** A kid that does not name its parent: pdf.js finds it by the form. */
  const withKids = (file: Buffer): Buffer => {
    const { catalog } = openPdf(bytesSource(file));
    const form = String(catalog.get(PDFName.of('AcroForm')));
    return update(file, {
      1: `<< /Type /Catalog /Pages 2 0 R /AcroForm ${form} >>`,
      [Number.parseInt(form, 10)]:
        `<< /Fields [${Array.from({ length: 40 }, (_, index) => `${5_000 + index} 0 R`).join(' ')}] >>`,
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          5_000 + index,
          `<< /T (${index}) /FT /Sig /Kids [${6_000 + index} 0 R] >>`,
        ]),
      ),
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          6_000 + index,
          '<< /Type /Annot /Subtype /Widget /Rect [50 50 150 150] /MK << /BG [1 0 0] >> >>',
        ]),
      ),
    });
  };

  it.each([
    ['that stand for themselves are left out', withSlices, true],
    ['that have kids are kept', (file: Buffer) => withKids(withSlices(file)), false],
  ])('shows its annotations as the whole document does, and fields %s', async (_, write, areLeftOut) => {
    const document = openPdf(bytesSource(write(manyPages(250))));
    const few = withFewPages(document, [1, 3, 250]);
    const text = Buffer.from(few.source.read(document.source.sizeBytes, 1_000_000)).toString('latin1');
    expect(text.includes('/Fields[]')).toBe(areLeftOut);
    const [whole, shortened] = [openForPictures(document.source), openForPictures(few.source)];
    try {
      for (const page of [1, 3, 250]) {
        const [expected, drawn] = [await whole.draw(page, dpi), await shortened.draw(few.numberOf(page), dpi)];
        expect(Buffer.compare(drawn.rgb, expected.rgb)).toBe(0);
      }
    } finally {
      whole.close();
      shortened.close();
    }
  });

  it('has a slice that many pages show once', () => {
    const file = manyPages(250);
    const document = openPdf(bytesSource(withSlices(file)));
    const appearances = readSignatureFields(document).map(({ dict }) => document.dict(dict.get(PDFName.of('AP'))));
    expect(appearances).toHaveLength(40);
    expect(new Set(appearances.map((one) => String(one?.get(PDFName.of('N'))))).size).toBe(4);
  });

  it('is handed over as it is where it is short', () => {
    const document = openPdf(bytesSource(manyPages(200)));
    const { source, numberOf } = withFewPages(document, [2]);
    expect(source).toBe(document.source);
    expect(numberOf(120)).toBe(120);
  });
});
