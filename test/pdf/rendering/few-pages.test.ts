import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource, openPdf } from '../../../src-main/pdf/index.ts';
import { withFewPages } from '../../../src-main/pdf/rendering/few-pages.ts';
import { openForPictures } from '../../../src-main/pdf/rendering/picture-thread.ts';
import { craft } from '../../fixtures/pdf/index.ts';

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

  it('is handed over as it is where it is short', () => {
    const document = openPdf(bytesSource(manyPages(200)));
    const { source, numberOf } = withFewPages(document, [2]);
    expect(source).toBe(document.source);
    expect(numberOf(120)).toBe(120);
  });
});
