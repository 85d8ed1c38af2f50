/** Files that ask for everything: neither opening nor stamping nor verifying them holds up the program or fills its memory. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { AppError, type PlacementInput, type PlacingInput } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import {
  countLie,
  doublingForms,
  doublingPages,
  hugePicture,
  inflatingContent,
  manyDictionaries,
  manyOperators,
} from '../fixtures/hostile-documents.ts';

const longestMs = 10_000;
const mostBytes = 500e6;
/** Nobody takes a window for frozen that answers in this time, on a machine that is busy with other tests as well. */
const longestPauseMs = 1_500;

interface Cost {
  readonly outcome: string;
  readonly ms: number;
  readonly grownBytes: number;
  readonly pauseMs: number;
}

/** What something comes to, and what it costs the program meanwhile. */
async function costOf(work: () => Promise<string>): Promise<Cost> {
  const before = process.memoryUsage.rss();
  const started = performance.now();
  let peak = before;
  let last = started;
  let pauseMs = 0;
  const watch = setInterval(() => {
    const now = performance.now();
    pauseMs = Math.max(pauseMs, now - last);
    last = now;
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const outcome = await work().catch((error: unknown) => AppError.from(error).code);
  clearInterval(watch);
  return { outcome, ms: performance.now() - started, grownBytes: peak - before, pauseMs };
}

describe.each<[string, () => Buffer, { open: string; plan: string; run: string; verify: string; page: string }]>([
  [
    'that counts a thousand million pages',
    countLie,
    { open: 'PDF_DAMAGED', plan: 'PDF_DAMAGED', run: 'PDF_DAMAGED', verify: 'unsigned', page: 'PDF_DAMAGED' },
  ],
  [
    'whose page tree doubles at each level',
    doublingPages,
    { open: 'PDF_DAMAGED', plan: 'PDF_DAMAGED', run: 'PDF_DAMAGED', verify: 'unsigned', page: 'PDF_DAMAGED' },
  ],
  [
    'with a page that inflates to 400 MB',
    inflatingContent,
    { open: 'opened', plan: 'planned', run: 'stamped', verify: 'unsigned', page: 'not to be drawn' },
  ],
  [
    'with a picture of 50,000 × 50,000 points',
    hugePicture,
    { open: 'opened', plan: 'planned', run: 'stamped', verify: 'unsigned', page: 'not to be drawn' },
  ],
  [
    'of forms that draw each other twice',
    doublingForms,
    { open: 'opened', plan: 'planned', run: 'stamped', verify: 'unsigned', page: 'not to be drawn' },
  ],
  [
    'with a page of four million operators',
    manyOperators,
    { open: 'opened', plan: 'planned', run: 'stamped', verify: 'unsigned', page: 'not to be drawn' },
  ],
  [
    'of 15 million dictionaries',
    manyDictionaries,
    { open: 'PDF_LIMIT', plan: 'PDF_LIMIT', run: 'PDF_LIMIT', verify: 'VERIFICATION_LIMIT', page: 'PDF_LIMIT' },
  ],
])('a document %s', (_, make, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-'));
  const path = join(folder, '合同.pdf');
  const outputPath = join(folder, '已盖章.pdf');
  let app: App;
  let stamp: { path: string; placements: PlacementInput[] };
  let pins: Record<string, string>;

  beforeAll(async () => {
    writeFileSync(path, make());
    app = await createApp({ homeFolder: join(folder, 'home'), door: 'cli', desktop: commandDesktop() });
    const trial = await app.call('trial.create', { algorithm: 'rsa' });
    stamp = { path, placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 60, yMm: 60 } }] };
    pins = { [trial.token.id]: trial.pin };
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each<[keyof typeof expected, () => Promise<string>]>([
    ['open', () => app.call('documents.open', { path }).then(() => 'opened')],
    [
      'page',
      async () => {
        const { documentId } = await app.call('documents.open', { path });
        const { drawable } = await app.call('documents.page', { documentId, page: 1 });
        return drawable ? 'drawn' : 'not to be drawn';
      },
    ],
    ['plan', () => app.call('stamp.plan', { ...stamp, runId: 'plan' }).then(() => 'planned')],
    [
      'run',
      async () => {
        const original = readFileSync(path);
        await app.call('stamp.run', { ...stamp, runId: 'run', outputPath, pins });
        expect(readFileSync(outputPath).subarray(0, original.length).equals(original)).toBe(true);
        return 'stamped';
      },
    ],
    ['verify', () => app.call('verify.run', { path }).then(({ report }) => report.verdict)],
  ])('costs little to %s', async (what, work) => {
    const { outcome, ms, grownBytes, pauseMs } = await costOf(work);
    expect(outcome).toBe(expected[what]);
    expect(ms, 'milliseconds').toBeLessThan(longestMs);
    expect(grownBytes, 'bytes').toBeLessThan(mostBytes);
    expect(pauseMs, 'milliseconds without an answer').toBeLessThan(longestPauseMs);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'where seals on all of its pages would be',
      () => {
        const placings: PlacingInput[] = [
          { rule: 'pages', pages: '每页', place: { corner: 'top-left', acrossMm: 60, downMm: 60 } },
          { rule: 'paging' },
          { rule: 'keyword', text: '甲方', which: 'all' },
        ];
        const sealId = stamp.placements[0]?.sealId ?? '';
        return app.call('stamp.preview', { path, placements: placings.map((placing) => ({ sealId, placing })) });
      },
    ],
    [
      'where an office would seal',
      () => app.call('stamp.suggest', { path, sealId: stamp.placements[0]?.sealId ?? '' }),
    ],
  ])('costs little to tell %s, or that nobody can', async (_what, work) => {
    const { ms, grownBytes, pauseMs } = await costOf(() => work().then(() => 'told'));
    expect(ms, 'milliseconds').toBeLessThan(longestMs);
    expect(grownBytes, 'bytes').toBeLessThan(mostBytes);
    expect(pauseMs, 'milliseconds without an answer').toBeLessThan(longestPauseMs);
  });
});
