import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { degrees, PDFDocument, PDFName, PDFNumber } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import type { PlacementInput, StampResult, Trial } from '../../src-main/contract/index.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Pages as offices have them: turned, cropped, in larger units, wide. */
async function mixedPages(count = 10): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  for (let index = 0; index < count; index++) {
    const page = document.addPage(index % 5 === 4 ? [842, 595] : [595, 842]);
    page.setRotation(degrees((index % 4) * 90));
    if (index % 3 === 2) page.setCropBox(20, 30, 500, 500);
    if (index === 3) page.node.set(PDFName.of('UserUnit'), PDFNumber.of(2));
  }
  return document.save();
}

describe('a seal of GB/T 38540 in many places', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-places-'));
  let app: App;
  let trial: Trial;
  let lastRun = 0;

  async function stamp(
    input: string,
    placings: readonly PlacementInput['placing'][],
    password?: string,
  ): Promise<StampResult> {
    lastRun += 1;
    return app.call('stamp.run', {
      runId: `run-${lastRun}`,
      path: input,
      placements: placings.map((placing) => ({ sealId: trial.sealId, placing })),
      outputPath: join(folder, `stamped-${lastRun}.pdf`),
      pins: { [trial.token.id]: trial.pin },
      ...(password === undefined ? {} : { password }),
    });
  }

  const wordOf = ({ report: { verdict, signatures } }: StampResult) => [
    verdict,
    ...signatures.map(({ verdict: one, laterChanges, findings }) =>
      [one, laterChanges, findings.find(({ code }) => code === 'seal-picture')?.reason].join(' '),
    ),
  ];
  const one = ['trial', 'trial none seal-picture/same'];

  beforeAll(async () => {
    const desktop = { open: async () => undefined, reveal: async () => undefined };
    app = await createApp({ homeFolder: join(folder, 'home'), door: 'cli', desktop });
    trial = await app.call('trial.create', { algorithm: 'sm2' });
    writeFileSync(join(folder, 'mixed.pdf'), await mixedPages());
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each<[string, PlacementInput['placing'][]]>([
    ['along the right edge', [{ rule: 'paging' }]],
    ['along the left edge', [{ rule: 'paging', edge: 'left' }]],
    ['along the upper edge', [{ rule: 'paging', edge: 'top' }]],
    ['along the lower edge', [{ rule: 'paging', edge: 'bottom' }]],
    ['on both sides of leaves', [{ rule: 'paging', duplex: true }]],
    ['with more on the first page', [{ rule: 'paging', firstShare: 0.6 }]],
    ['in groups of three pages', [{ rule: 'paging', every: 3, along: 0.1 }]],
    [
      'along two edges and whole at once',
      [
        { rule: 'paging' },
        { rule: 'paging', edge: 'left' },
        { rule: 'paging', edge: 'top' },
        { rule: 'here', page: 1, xMm: 60, yMm: 60 },
      ],
    ],
    [
      'whole on every page',
      [{ rule: 'pages', pages: '每页', place: { corner: 'bottom-right', acrossMm: 30, downMm: 30 } }],
    ],
  ])('%s gets the verdict that one gets', async (_, placings) => {
    expect(wordOf(await stamp(join(folder, 'mixed.pdf'), placings))).toEqual(one);
  });

  it('leaves seals valid that were there along the same edge and along others', async () => {
    const first = await stamp(join(folder, 'mixed.pdf'), [{ rule: 'paging', along: 0.2 }]);
    const second = await stamp(first.outputPath, [{ rule: 'paging', along: 0.8 }]);
    expect(wordOf(second)).toEqual([
      'trial',
      'trial signatures-only seal-picture/same',
      'trial none seal-picture/same',
    ]);
    const third = await stamp(second.outputPath, [{ rule: 'paging', edge: 'left', firstShare: 0.6 }]);
    expect(wordOf(third)).toEqual([
      'trial',
      'trial signatures-only seal-picture/same',
      'trial signatures-only seal-picture/same',
      'trial none seal-picture/same',
    ]);
  });

  it.each([
    ['a tagged document', 'libreoffice.pdf', undefined],
    ['an encrypted document', 'encrypted-aes-256.pdf', 'user'],
    ['a document with object streams', 'pdftex-object-streams.pdf', undefined],
  ])('gets the verdict that one gets twice on a page of %s', async (_, name, password) => {
    const input = join(folder, name);
    copyFileSync(fixturePath(name), input);
    const placings: PlacementInput['placing'][] = [60, 120].map((xMm) => ({ rule: 'here', page: 1, xMm, yMm: 60 }));
    expect(wordOf(await stamp(input, placings, password))).toEqual(one);
  });
});
