/**
 * What the record costs an office of many years, in a process of its own: it is opened, listed, narrowed, searched, added to, exported and
 * checked. The first argument says what is to be done: `fill`, `answers` or `work`.
 */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { HistoryFilter } from '../../src-main/contract/index.ts';
import { openLedger } from '../../src-main/history/index.ts';
import { openCore } from './core.ts';
import { fillLedger, useOf } from './history-ledger.ts';
import { peakRssBytes } from './memory.ts';

export interface HistoryFigure {
  what: string;
  /** Milliseconds of each round, or the one figure in bytes. */
  rounds: number[];
  unit: 'ms' | 'bytes';
  /** null: told, and not judged. */
  limit: number | null;
}

const rounds = 7;
const firstPage = 100;
const memoryLimitBytes = 200e6;

const filters: Record<string, HistoryFilter> = {
  'all of them': {},
  'one outcome': { outcomes: ['failed'] },
  'one seal': { sealIds: ['seal-finance'] },
  'one person and one unit': { operators: ['欧阳雪'], units: ['财务部'] },
  'a month': { from: '2019-03-01T00:00:00.000Z', to: '2019-03-31T23:59:59.999Z' },
  'a year, one person, one outcome': {
    from: '2020-01-01T00:00:00.000Z',
    to: '2020-12-31T23:59:59.999Z',
    operators: ['张三'],
    outcomes: ['completed'],
  },
};
const searches = ['工程结算书', '西安', 'OA-00000300', '某建〔2026〕7号', '没有这样的词'];

const timed = (work: () => unknown): number => {
  const started = performance.now();
  work();
  return performance.now() - started;
};
const repeat = (count: number, work: (round: number) => number): number[] =>
  Array.from({ length: count }, (_, round) => work(round));

/** What the disk takes for one record to be safe, whoever writes it. */
function measureSync(folder: string): number[] {
  const path = join(folder, 'sync');
  const file = openSync(path, 'w');
  const some = Buffer.alloc(8192, 1);
  try {
    return repeat(rounds * 5, () =>
      timed(() => {
        writeSync(file, some);
        fsyncSync(file);
      }),
    );
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

function tellFigures() {
  const figures: HistoryFigure[] = [];
  const tell = (what: string, taken: number[], limit: number | null, unit: HistoryFigure['unit'] = 'ms') =>
    figures.push({ what, rounds: taken, unit, limit });
  return { figures, tell };
}

function measureAnswers(homeFolder: string): HistoryFigure[] {
  const { figures, tell } = tellFigures();
  const path = join(homeFolder, 'history.sqlite');
  tell(
    'opened',
    repeat(rounds, () => timed(() => openLedger(path).close())),
    200,
  );
  const ledger = openLedger(path);
  for (const [what, filter] of Object.entries(filters)) {
    tell(
      `first page: ${what}`,
      repeat(rounds, () => timed(() => ledger.list({ filter, limit: firstPage }))),
      300,
    );
  }
  for (const search of searches) {
    tell(
      `search: ${search}`,
      repeat(rounds, () => timed(() => ledger.list({ filter: { search }, limit: firstPage }))),
      300,
    );
  }
  for (const by of ['day', 'month', 'seal', 'unit'] as const) {
    tell(
      `counted by ${by}`,
      repeat(3, () => timed(() => ledger.counts(by, {}))),
      300,
    );
  }
  const [first = 0] = [...measureSync(homeFolder)].sort((a, b) => a - b).slice(rounds * 2);
  const begun: number[] = [];
  tell(
    `an intent, beside the ${first.toFixed(1)} ms of one flush`,
    repeat(rounds * 5, (round) => timed(() => begun.push(...ledger.begin([useOf(round)]).map(({ seq }) => seq)))).map(
      (took) => took - first,
    ),
    5,
  );
  ledger.settle(begun, { outcome: 'cancelled' });
  ledger.close();
  return figures;
}

async function measureWork(homeFolder: string, softHsmConfPath: string, pin: string): Promise<HistoryFigure[]> {
  const { figures, tell } = tellFigures();
  const core = await openCore({ homeFolder, softHsmConfPath, pin }, 'web');
  try {
    for (const [format, limitMs] of [
      ['csv', 15_000],
      ['xlsx', null],
      ['jsonl', null],
    ] as const) {
      const outputPath = join(homeFolder, `all.${format}`);
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const started = performance.now();
      const { rowCount } = await core.call('history.export', { format, filter: {}, outputPath, overwrite: true });
      tell(`${format.toUpperCase()} of ${rowCount}`, [performance.now() - started], limitMs);
      delay.disable();
      tell('  the longest that the window waited meanwhile', [delay.max / 1e6], 100);
      tell('  the most memory so far', [peakRssBytes()], memoryLimitBytes, 'bytes');
      rmSync(outputPath);
    }
    const started = performance.now();
    const { whole, events } = await core.call('history.check', { runId: 'bench' });
    if (!whole) throw new Error('the ledger is not whole');
    tell(`check of ${events} events`, [performance.now() - started], null);
  } finally {
    await core.close();
  }
  return figures;
}

const [kind, homeFolder = '', given = '', pin = ''] = process.argv.slice(2);
if (kind === 'fill') {
  const ledger = openLedger(join(homeFolder, 'history.sqlite'));
  fillLedger(ledger, Number(given));
  ledger.close();
} else {
  // In a process of its own each: what lists took would be counted as the exports' memory.
  const figures = kind === 'answers' ? measureAnswers(homeFolder) : await measureWork(homeFolder, given, pin);
  console.log(JSON.stringify(figures));
}
