/** Packages that are made to hurt whoever looks at them: a clear error in time, or a note on the page. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contract/index.ts';
import { openFont } from '../../src-main/ofd/display/embedded-font.ts';
import { readOutline } from '../../src-main/ofd/display/outline.ts';
import { readDeltas } from '../../src-main/ofd/display/values.ts';
import { readPicture } from '../../src-main/ofd/pictures/picture.ts';
import { openFileSource } from '../../src-main/pdf/index.ts';
import { inPackageThread } from '../../src-main/preview/index.ts';
import {
  bmpOf,
  flag,
  flagPng,
  image,
  jbig2Of,
  makeLayout,
  mediaOf,
  path,
  text,
  tiffOf,
} from '../fixtures/ofd/layouts.ts';
import { type Parts, pack, withText } from '../fixtures/ofd/package.ts';
import { twoGlyphFont } from '../fixtures/pdf/two-glyph-font.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the first page says that it does not show, or the code of what refuses it. */
async function lookAt(parts: Parts): Promise<string> {
  const file = join(folder, 'hostile.ofd');
  writeFileSync(file, pack(parts));
  const source = openFileSource(file);
  try {
    await inPackageThread('describe', { source }, {});
    const { notes } = await inPackageThread('draw', { source }, { page: 1 });
    return notes.map(({ reason }) => reason).join(' ');
  } catch (thrown) {
    return AppError.from(thrown).code;
  } finally {
    source.close();
  }
}

const unit = (id: number, content: string) =>
  `<ofd:CompositeGraphicUnit ID="${id}" Width="9" Height="9"><ofd:Content>${content}</ofd:Content></ofd:CompositeGraphicUnit>`;
const use = (id: number) => `<ofd:CompositeObject ID="1" ResourceID="${id}" Boundary="0 0 9 9"/>`;
const withUnits = (units: string) =>
  makeLayout({ pages: [use(1)], resources: `<ofd:CompositeGraphicUnits>${units}</ofd:CompositeGraphicUnits>` });

describe('a page', () => {
  it.each<[name: string, parts: () => Parts, outcome: string | RegExp]>([
    ['of a group in itself', () => withUnits(unit(1, use(2)) + unit(2, use(1))), 'composite'],
    [
      'of groups that grow tenfold twenty times, and draw nothing',
      () =>
        withUnits(
          Array.from({ length: 20 }, (_, index) => unit(index + 1, use(index + 2).repeat(10))).join('') + unit(21, ''),
        ),
      'OFD_LIMIT',
    ],
    [
      'of groups that each draw ten times',
      () =>
        withUnits(
          Array.from({ length: 8 }, (_, index) => unit(index + 1, use(index + 2).repeat(10))).join('') +
            unit(9, path(0, 0, 'M 0 0 L 1 1', { stroke: '0 0 0' })),
        ),
      'OFD_LIMIT',
    ],
    [
      'of blocks deep in each other',
      () => makeLayout({ pages: [`${'<ofd:PageBlock ID="1">'.repeat(100)}${'</ofd:PageBlock>'.repeat(100)}`] }),
      'composite',
    ],
    [
      'of half a million things',
      () =>
        makeLayout({
          pages: [
            '<ofd:PathObject ID="1"><ofd:AbbreviatedData>M 0 0 L 1 1</ofd:AbbreviatedData></ofd:PathObject>'.repeat(
              260_000,
            ),
          ],
        }),
      'OFD_LIMIT',
    ],
    [
      'of half a million characters',
      () => makeLayout({ pages: [text(0, 0, '合'.repeat(250_000)).repeat(2)] }),
      'OFD_LIMIT',
    ],
    [
      'of four hundred megabytes of nothing',
      () => makeLayout({ pages: ['<!---->', ''] }).set('Doc_0/Pages/P0/Content.xml', Buffer.alloc(400 << 20, 32)),
      'OFD_LIMIT',
    ],
    [
      'with a path in no shape',
      () => makeLayout({ pages: [path(0, 0, 'M 0 0 L 1e400 2 X', { stroke: '0 0 0' })] }),
      'element',
    ],
    [
      'in a place that is none',
      () =>
        makeLayout({
          pages: [path(0, 0, 'M 0 0 L 1 1', { stroke: '0 0 0', attributes: 'CTM="1e300 0 0 1e300 0 0"' })],
        }),
      'element',
    ],
    [
      'whose parameters are relative to each other',
      () =>
        makeLayout({
          pages: [path(0, 0, 'M 0 0 L 1 1', { stroke: '0 0 0', attributes: 'DrawParam="5"' })],
          resources:
            '<ofd:DrawParams><ofd:DrawParam ID="5" Relative="6"/><ofd:DrawParam ID="6" Relative="5"/></ofd:DrawParams>',
        }),
      '',
    ],
    [
      'with a document type',
      () =>
        withText(makeLayout({ pages: [''] }), 'Doc_0/Pages/P0/Content.xml', (xml) =>
          xml.replace('<ofd:Page', '<!DOCTYPE a><ofd:Page'),
        ),
      'part-unreadable',
    ],
    [
      'as large as a country',
      () =>
        withText(makeLayout({ pages: [''] }), 'Doc_0/Pages/P0/Content.xml', (xml) =>
          xml.replace('0 0 210 297', '0 0 1e9 1e9'),
        ),
      '',
    ],
    [
      'whose picture leads out of the package',
      () => makeLayout({ pages: [image(50, 0, 0, 9, 9)], media: mediaOf(50, '../../../../etc/passwd') }),
      'part-missing',
    ],
  ])('%s', async (_, parts, outcome) => {
    const start = performance.now();
    expect(await lookAt(parts())).toMatch(outcome === '' ? /^$/ : outcome);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('pictures', () => {
  const sized = (width: number, height: number) => {
    const bytes = Buffer.from(flagPng);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  it.each<[name: string, bytes: Uint8Array, fault: string]>([
    ['a PNG of a thousand million pixels', sized(40_000, 40_000), 'image-too-large'],
    ['a PNG of no width', sized(0, 40), 'image-too-large'],
    ['a JBIG2 of a thousand million pixels', jbig2Of(40_000, 40_000, () => false).subarray(0, 60), 'image-kind'],
    ['a JPEG that ends', Buffer.from('ffd8ffe0', 'hex'), 'part-unreadable'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image-kind'],
    ['nothing', new Uint8Array(), 'image-kind'],
  ])('%s is not drawn', (_, bytes, fault) => {
    expect(readPicture(bytes)).toEqual({ fault });
  });

  it('that are cut off anywhere are a fault or a picture, and never more', () => {
    for (const whole of [bmpOf(flag), tiffOf(flag), jbig2Of(16, 16, () => true)]) {
      for (let length = 0; length < whole.length; length += 1 + Math.floor(whole.length / 200)) {
        expect(() => readPicture(whole.subarray(0, length))).not.toThrow();
      }
    }
  });
});

describe('fonts, paths and steps', () => {
  it('of any bytes are read or left', () => {
    const font = twoGlyphFont();
    for (let at = 0; at < font.length; at += 3) {
      const flipped = Buffer.from(font);
      flipped[at] = 255 - (flipped[at] ?? 0);
      const opened = openFont(flipped);
      expect(opened?.outlineOf(2) ?? '').toMatch(/^[MLCQZ0-9 .-]*$/);
    }
  });

  it('may be glued together, and stand for many', () => {
    expect(readOutline('M0 0L1 0L1 1CM2 2B1 1 2 2 3 3')?.outline).toBe('M 0 0 L 1 0 L 1 1 Z M 2 2 C 1 1 2 2 3 3');
    expect(readOutline('S 0 0 Q1 1 2-2')?.outline).toBe('M 0 0 Q 1 1 2 -2');
    expect(readOutline('M 0 0 A 1 1 0 0 1 2 0')?.outline).toBe(
      'M 0 0 C 0 -0.5523 0.4477 -1 1 -1 C 1.5523 -1 2 -0.5523 2 0',
    );
    expect(readDeltas('g 3 2.5 1 g 999999999 4', 6)).toEqual([2.5, 2.5, 2.5, 1, 4, 4]);
    expect(readDeltas('1 x 2', 9)).toEqual([1]);
    expect(readDeltas(undefined, 9)).toBeNull();
  });
});
