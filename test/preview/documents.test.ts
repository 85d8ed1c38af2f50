/** Pages of OFD as they are drawn, by what programs of others find in the copies for reading. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPackage, reachParts, readPackageRoot, ShownDocument } from '../../src-main/ofd/index.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { makeReadingCopy } from '../../src-main/preview/copy/reading-copy.ts';
import { PreviewedPackage } from '../../src-main/preview/previewed-package.ts';
import { documents, sealPackage } from '../fixtures/ofd/documents.ts';
import { makeLayout } from '../fixtures/ofd/layouts.ts';
import { type Parts, pack } from '../fixtures/ofd/package.ts';
import { png, seal } from '../fixtures/ofd/seal.ts';
import { openSealOffice, type SealOffice } from '../signature/seal-office.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-preview-'));
let office: SealOffice;
beforeAll(() => {
  office = openSealOffice();
});
afterAll(() => {
  office.openssl.remove();
  rmSync(folder, { recursive: true, force: true });
});

const preview = (parts: Parts) => new PreviewedPackage(bytesSource(pack(parts)));
const mmPerPoint = 25.4 / 72;

interface Character {
  readonly page: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

async function copyOf(name: string, parts: Parts): Promise<string> {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, await makeReadingCopy(preview(parts), { title: name, onPage() {} }));
  return path;
}

/** Every character of a PDF with its origin, as MuPDF finds it. */
function charactersOf(path: string): Character[] {
  const found = execFileSync('mutool', ['draw', '-F', 'stext', path], { encoding: 'utf8', stdio: 'pipe' });
  let page = 0;
  return [...found.matchAll(/<page |<char [^>]*? x="([-\d.]+)" y="([-\d.]+)"[^>]*? c="([^"]*)"/g)].flatMap(
    ([whole, x, y, c = '']) => {
      if (whole === '<page ') page += 1;
      const text = c.replace(/&#x([0-9a-f]+);/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
      return whole === '<page ' ? [] : [{ page, text, x: Number(x) * mmPerPoint, y: Number(y) * mmPerPoint }];
    },
  );
}

/** The red, green and blue of a point of a page, in millimetres. */
function painter(path: string, dotsPerInch = 100) {
  const bytes = execFileSync('mutool', ['draw', '-q', '-F', 'ppm', '-r', String(dotsPerInch), '-o', '-', path, '1'], {
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [, width = '0', height = '0'] = /^P6\s+(\d+) (\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 40)) ?? [];
  const start = bytes.length - Number(width) * Number(height) * 3;
  return (xMm: number, yMm: number): string => {
    const [x, y] = [xMm, yMm].map((mm) => Math.round((mm / 25.4) * dotsPerInch));
    const at = start + ((y ?? 0) * Number(width) + (x ?? 0)) * 3;
    return [...bytes.subarray(at, at + 3)].map((value) => (value > 127 ? '1' : '0')).join('');
  };
}
const [white, black, red, green, blue] = ['111', '000', '100', '010', '001'];

describe('a copy for reading', () => {
  it.each(Object.entries(documents))('of the %s has its texts where they stand', async (name, make) => {
    const { parts, texts, notes = [] } = make() as ReturnType<(typeof documents)['contract']>;
    const characters = charactersOf(await copyOf(name, parts));
    for (const { page = 1, text, x, y } of texts) {
      const [first = ''] = text;
      const near = characters.filter(
        (one) => one.page === page && one.text === first && Math.hypot(one.x - x, one.y - y) < 0.2,
      );
      expect(near.length, `${text} at ${x} ${y}`).toBeGreaterThan(0);
    }
    const told = preview(parts).drawing(1).notes;
    expect(told.map(({ reason }) => reason).sort()).toEqual([...notes].sort());
  });

  it('says on every page and in its properties that no seal came with it', async () => {
    const path = await copyOf('marked', documents.contract().parts);
    const pages = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).split('\f');
    expect(pages.slice(0, 2).every((page) => page.includes('阅读副本，签章不随转换'))).toBe(true);
    expect(pages[0]).toContain('本页有内容未能显示');
    expect(pages[1]).not.toContain('本页有内容未能显示');
    const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' });
    expect(info).toMatch(/Subject:\s+阅读副本，签章不随转换/);
    expect(spawnSync('pdfsig', [path], { encoding: 'utf8' }).stdout).toContain('does not contain any signatures');
  });

  it('has pictures of every kind the right way up', async () => {
    const at = painter(await copyOf('pictures', documents.pictures().parts));
    for (const [x, y] of [
      [20, 40],
      [80, 40],
      [140, 40],
      [20, 100],
    ] as const) {
      expect([at(x + 10, y + 10), at(x + 10, y + 30), at(x + 30, y + 30)]).toEqual([red, green, blue]);
    }
    // Of the two of two colours the code is the same, its inks are not.
    expect([at(150, 110), at(170, 110), at(150, 130), at(178, 138)]).toEqual([white, black, black, black]);
    expect([at(90, 110), at(110, 110)]).not.toEqual([white, white]);
  });

  it('draws the glyphs of an embedded font, also of one without a map of characters', async () => {
    const at = painter(await copyOf('embedded', documents.embedded().parts));
    expect([at(45.5, 39.5), at(54.5, 30.5), at(44.5, 35), at(50, 41)]).toEqual([black, black, white, white]);
    expect([at(30.5, 79.5), at(49.5, 60.5), at(29.5, 70), at(50.7, 70)]).toEqual([black, black, white, white]);
  });

  it('cuts what is drawn to its clip, and repeats composite objects in their places and sizes', async () => {
    const path = await copyOf('drawing', documents.drawing().parts);
    const ink = painter(path, 200);
    const anyInk = (x: number, y: number) =>
      Array.from({ length: 60 }, (_, step) => ink(x + step * 0.1, y)).some((one) => one !== white);
    expect([anyInk(100, 170), anyInk(152, 190), anyInk(62, 145)]).toEqual([true, false, false]);
    expect(ink(120.3, 80)).not.toBe(white);
  });
});

describe('seals on a page', () => {
  const red = (x: number, y: number) => ({ x, y });
  it('stand where they were put, cut as slices are, and never lighten what is under them', async () => {
    const page = makeLayout({
      pages: [
        '<ofd:PathObject ID="1" Boundary="100 100 60 60" Fill="true" Stroke="false"><ofd:FillColor Value="0 0 0"/><ofd:AbbreviatedData>M 0 0 L 60 0 L 60 60 L 0 60 C</ofd:AbbreviatedData></ofd:PathObject>',
      ],
    });
    const sealed = await seal(office, page, {
      stamps: [
        '<ofd:StampAnnot ID="50" PageRef="10" Boundary="20 20 40 30"/>',
        '<ofd:StampAnnot ID="51" PageRef="10" Boundary="110 110 40 30"/>',
        '<ofd:StampAnnot ID="52" PageRef="10" Boundary="190 150 40 30" Clip="0 0 20 30"/>',
        '<ofd:StampAnnot ID="53" PageRef="11" Boundary="20 200 40 30"/>',
      ],
      seal: { picture: { type: 'OFD', data: sealPackage(), widthMm: 40, heightMm: 30 } },
    });
    const { seals, notes, items } = preview(sealed).drawing(1);
    expect(notes).toEqual([]);
    expect(seals.map(({ leftMm, widthMm }) => [leftMm, widthMm])).toEqual([
      [20, 40],
      [110, 40],
      [190, 20],
    ]);
    expect(items.filter(({ blend }) => blend === 'darken')).toHaveLength(9);
    const path = await copyOf('sealed', sealed);
    const at = painter(path);
    const of = ({ x, y }: { x: number; y: number }) => at(x, y);
    // The left end of the ring, on paper and on black, and the slice at the edge.
    expect([of(red(20, 35)), of(red(110, 125)), of(red(190, 165))]).toEqual(['100', '000', '100']);
    expect(charactersOf(path).filter(({ text }) => text === '税')).toHaveLength(3);
  });

  it('that cannot be read are framed and said', async () => {
    const odd = await seal(office, makeLayout({ pages: [''] }), {
      stamps: ['<ofd:StampAnnot ID="50" PageRef="10" Boundary="20 20 40 30"/>'],
      sign: () => new Uint8Array([1, 2, 3]),
    });
    expect(preview(odd).drawing(1)).toMatchObject({
      items: [{ kind: 'undrawn', reason: 'seal-picture' }],
      notes: [{ reason: 'seal-picture' }],
    });
    const image = await seal(office, makeLayout({ pages: [''] }), { seal: { picture: png } });
    const opened = preview(image);
    const key = opened.drawing(1).images[0]?.key ?? '';
    expect(opened.picture(1, key)).toMatchObject({ kind: 'png', widthPx: 1 });
    expect(opened.picture(1, 'seal/7')).toEqual({ fault: 'part-missing' });
    expect(opened.picture(1, 'part/OFD.xml')).toMatchObject({ fault: 'image-kind' });
    expect(opened.picture(1, 'part/Doc_0/Signs/Sign_0/Seal.esl')).toEqual({ fault: 'part-missing' });
  });
});

describe('what a page draws', () => {
  it.each(Object.entries(documents))('of the %s is what the verification counts as shown', (_, make) => {
    const { parts } = make();
    const taken = new Set<string>();
    const opened = openPackage(bytesSource(pack(parts)));
    const watched = {
      ...opened,
      find(path: string) {
        const found = opened.find(path);
        if (found) taken.add(found.entry.name);
        return found;
      },
    };
    const shown = new ShownDocument(watched);
    for (let page = 1; page <= shown.pageCount; page++) {
      const drawing = shown.draw(page).finish();
      for (const { key } of drawing.images) shown.readPicture(page, key);
    }
    const reached = new Set(reachParts(opened, readPackageRoot(opened)).parts.map(({ path }) => path));
    expect([...taken].filter((path) => !reached.has(path))).toEqual([]);
    expect(taken.size).toBeGreaterThan(3);
  });
});
