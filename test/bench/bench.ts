/**
 * What stamping and verifying cost: against the floor of reading, digesting and writing the same file, and against pdfsig of poppler.
 * `npm run bench -- --check` exits with 1 when a target of the issue is missed; `--rounds N` sets how often each is measured, `--uses N` how
 * many uses the record has.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LargePdf, writeLargePdf } from '../fixtures/large.ts';
import type { BatchTimes } from './batch-row.ts';
import { buildRows, type Programs } from './build.ts';
import type { BenchHome } from './core.ts';
import type { HistoryFigure } from './history-row.ts';
import { makeHome } from './home.ts';
import { type LargeOfd, writeLargeOfd } from './large-ofd.ts';
import type { OfdTimes } from './ofd-row.ts';
import { measureParts } from './parts.ts';
import { makeNssDatabase } from './pdfsig.ts';
import { measureQueue } from './queue.ts';
import type { RowTimes } from './row.ts';
import { measureShell } from './shell.ts';
import { makeTrialHome, stampOnce, type TrialHome } from './trial-home.ts';
import type { VerifyTimes } from './verify-row.ts';

interface Row {
  what: string;
  document: LargePdf;
  /** The most that a stamp may cost, in floors; none where the signature itself outweighs the file. */
  limit: number | null;
  /** Whether 骑缝 over all pages is measured beside the one seal. */
  withPaging?: boolean;
}

const rows: Row[] = [
  {
    what: '100 KB, 1 page',
    document: { pages: 1, bytesPerPage: 100_000, objectStreams: false, tree: 'flat' },
    limit: null,
  },
  {
    what: '10 MB, 100 pages',
    document: { pages: 100, bytesPerPage: 100_000, objectStreams: false, tree: 'flat' },
    limit: 1.5,
  },
  {
    what: '100 MB, 500 pages',
    document: { pages: 500, bytesPerPage: 200_000, objectStreams: false, tree: 'balanced' },
    limit: 1.5,
    withPaging: true,
  },
  { what: '20,000 pages', document: { pages: 20_000, bytesPerPage: 0, objectStreams: false, tree: 'flat' }, limit: 3 },
  {
    what: '20,000 pages, object streams',
    document: { pages: 20_000, bytesPerPage: 0, objectStreams: true, tree: 'balanced' },
    limit: 3,
  },
];
const memoryLimitBytes = 200e6;
/** While pages are drawn to be compared. */
const pictureMemoryLimitBytes = 300e6;
/** What 骑缝 over all pages may cost, in single seals on the same file. */
const pagingLimit = 1.3;
/** What a page may cost that is looked at before and after. */
const pictureMs = 300;

interface BatchRow {
  what: string;
  document: LargePdf;
  count: number;
  /** The most that a file may take. */
  limitMs: (times: BatchTimes) => number;
}

const batchRows: BatchRow[] = [
  {
    what: 'a batch of 1,000 files of 100 KB',
    document: { pages: 1, bytesPerPage: 100_000, objectStreams: false, tree: 'flat' },
    count: 1_000,
    limitMs: ({ floor, token }) => floor + token + 1,
  },
  {
    what: 'a batch of 100 files of 10 MB',
    document: { pages: 100, bytesPerPage: 100_000, objectStreams: false, tree: 'flat' },
    count: 100,
    limitMs: ({ floor }) => floor * 1.2,
  },
];

interface VerifyRow {
  what: string;
  document: LargePdf;
  /** One: nothing came after it. Two: the page with the later one is drawn as it was signed and as it is now. */
  seals: 1 | 2;
  /** The most that a verification may cost: in floors, or in milliseconds where the file itself costs next to nothing. */
  limit: { floors: number } | { ms: number } | null;
}

const verifiedDocuments: Omit<VerifyRow, 'seals'>[] = [
  {
    what: '10 MB, 100 pages',
    document: { pages: 100, bytesPerPage: 100_000, objectStreams: false, tree: 'flat' },
    limit: null,
  },
  {
    what: '100 MB, 500 pages',
    document: { pages: 500, bytesPerPage: 200_000, objectStreams: false, tree: 'balanced' },
    limit: { floors: 1.3 },
  },
  {
    what: '20,000 pages',
    document: { pages: 20_000, bytesPerPage: 0, objectStreams: false, tree: 'flat' },
    limit: { ms: 50 },
  },
  {
    what: '20,000 pages, object streams',
    document: { pages: 20_000, bytesPerPage: 0, objectStreams: true, tree: 'balanced' },
    limit: { ms: 50 },
  },
];

const verifyRows: VerifyRow[] = ([1, 2] as const).flatMap((seals) =>
  verifiedDocuments.map((row) => ({ ...row, seals })),
);

interface OfdRow {
  what: string;
  document: LargeOfd;
  /** Whether the file outweighs the signature. */
  isLimited: boolean;
}

const ofdRows: OfdRow[] = [
  { what: 'OFD 100 KB, 1 page', document: { pages: 1, bytesPerPage: 100_000 }, isLimited: false },
  { what: 'OFD 100 MB, 500 pages', document: { pages: 500, bytesPerPage: 200_000 }, isLimited: true },
];
/** What a stamp may cost, in copies that are digested as the standard has it. */
const ofdStampLimit = 1.5;
/** What a verification may cost, in SM3 of the same file. */
const ofdVerifyLimit = 1.3;

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '15' },
    only: { type: 'string' },
    uses: { type: 'string', default: '1000000' },
  },
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((first, second) => first - second);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? sorted[0] ?? 0)) / 2;
}
const milliseconds = (value: number) => `${value.toFixed(1)} ms`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

interface Place {
  folder: string;
  programs: Programs;
  home: BenchHome;
  nssDatabase: string;
}

function measure(row: Row, place: Place): RowTimes {
  const inputPath = join(place.folder, 'in.pdf');
  writeLargePdf(inputPath, row.document);
  const given = [
    inputPath,
    JSON.stringify(place.home),
    place.nssDatabase,
    options.rounds,
    row.withPaging ? 'paging' : '',
  ];
  const output = execFileSync(process.execPath, [place.programs.stamp, ...given], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as RowTimes;
}

function measureVerification(row: VerifyRow, place: Place): VerifyTimes {
  const inputPath = join(place.folder, 'in.pdf');
  writeLargePdf(inputPath, row.document);
  const home = JSON.stringify(place.home);
  const signedPath = join(place.folder, 'twice.pdf');
  execFileSync(process.execPath, [place.programs.stampTwice, inputPath, signedPath, home, String(row.seals)], {
    stdio: 'inherit',
  });
  const given = [place.programs.verify, signedPath, home, options.rounds];
  const output = execFileSync(process.execPath, given, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(output) as VerifyTimes;
}

/** A package of this row is stamped, and what comes of it is verified, each in a process of its own. */
async function measureOfd({ document }: OfdRow, { folder, programs }: Place, home: TrialHome) {
  const inputPath = join(folder, 'in.ofd');
  const stampedPath = join(folder, 'stamped.ofd');
  writeLargeOfd(inputPath, document);
  const measureRow = (what: 'stamp' | 'verify', path: string): OfdTimes => {
    const output = execFileSync(process.execPath, [programs.ofd, what, path, JSON.stringify(home), options.rounds], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(output) as OfdTimes;
  };
  const stamp = measureRow('stamp', inputPath);
  await stampOnce(home, inputPath, stampedPath);
  return { stamp, verify: measureRow('verify', stampedPath) };
}

function measureHistory({ folder, programs, home }: Place): HistoryFigure[] {
  const ofYears = { ...home, homeFolder: join(folder, 'years') };
  mkdirSync(ofYears.homeFolder);
  const run = (...given: string[]) =>
    execFileSync(process.execPath, [programs.history, ...given], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  run('fill', ofYears.homeFolder, options.uses);
  return ['answers', 'work'].flatMap(
    (what) => JSON.parse(run(what, ofYears.homeFolder, ofYears.softHsmConfPath, ofYears.pin)) as HistoryFigure[],
  );
}

function print(cells: readonly string[]): void {
  const widths = [37, 10, 12, 12, 12, 9, 12, 12, 9];
  console.log(
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join(' '),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'qianyin-bench-'));
const missed: string[] = [];
try {
  const place = {
    folder,
    programs: await buildRows(),
    home: await makeHome(folder),
    nssDatabase: makeNssDatabase(folder),
  };
  console.log(
    'Stamping with SoftHSM2, warm, the output read back and verified before it is delivered, flushed to the disk.',
  );
  console.log(
    `Medians of ${options.rounds} rounds after 3 seconds or more of them, floor and stamp in turn. floor: read + SHA-256 + write. +fsync: the same, then flushed to the disk.`,
  );
  console.log('pdfsig: `pdfsig -add-signature`, the whole process; it neither flushes nor verifies.\n');
  print(['document', 'size', 'floor', '+fsync', 'stamp', '× fsync', '× floor', 'pdfsig', 'peak RSS']);
  for (const row of rows.filter(({ what }) => !options.only || what.startsWith(options.only))) {
    const times = measure(row, place);
    const [floor, flushed, stamp, pdfsig] = [times.floorWritten, times.floorFlushed, times.stamp, times.pdfsig].map(
      median,
    );
    const ratio = (stamp ?? 0) / (flushed ?? 1);
    print([
      row.what,
      megabytes(times.sizeBytes),
      milliseconds(floor ?? 0),
      milliseconds(flushed ?? 0),
      milliseconds(stamp ?? 0),
      `${ratio.toFixed(2)}×`,
      `${((stamp ?? 0) / (floor ?? 1)).toFixed(2)}×`,
      milliseconds(pdfsig ?? 0),
      megabytes(times.peakRssBytes),
    ]);
    if (times.paging.length > 0) {
      const paging = median(times.paging);
      const cost = paging / (stamp ?? 1);
      print([`  骑缝 over all of them`, '', '', '', milliseconds(paging), `${cost.toFixed(2)}× the one seal`]);
      if (cost > pagingLimit)
        missed.push(`${row.what}: 骑缝 ${cost.toFixed(2)}× one seal, ${pagingLimit}× is the limit`);
    }
    if (row.limit !== null && (stamp ?? 0) > row.limit * (flushed ?? 1) + pictureMs)
      missed.push(`${row.what}: ${ratio.toFixed(2)}× the floor, ${row.limit}× and ${pictureMs} ms are the limit`);
    if ((stamp ?? 0) >= (pdfsig ?? 0)) missed.push(`${row.what}: not faster than pdfsig`);
    if (times.peakRssBytes > pictureMemoryLimitBytes)
      missed.push(`${row.what}: ${megabytes(times.peakRssBytes)} of memory`);
  }
  console.log('\nVerifying one seal, and two with what came after the first, of which a page is drawn twice; warm.');
  console.log(
    'floor: read + SHA-256 of what each signature covers, once. pdfsig: the whole process; it compares nothing.\n',
  );
  print(['document', 'size', 'floor', 'verify', '× floor', 'pdfsig', 'peak RSS']);
  for (const row of verifyRows.filter(({ what }) => !options.only || what.startsWith(options.only))) {
    const times = measureVerification(row, place);
    const [floor = 1, verify = 0, pdfsig = 0] = [times.floor, times.verify, times.pdfsig].map(median);
    const ratio = `${(verify / floor).toFixed(2)}×`;
    print([
      `${row.what}, ${row.seals} seal${row.seals > 1 ? 's' : ''}`,
      megabytes(times.sizeBytes),
      milliseconds(floor),
      milliseconds(verify),
      ratio,
      milliseconds(pdfsig),
      megabytes(times.peakRssBytes),
    ]);
    const what = `verifying ${row.what}, ${row.seals}`;
    const { limit } = row;
    const pictures = row.seals > 1 ? pictureMs : 0;
    if (limit && 'floors' in limit && verify > limit.floors * floor + pictures)
      missed.push(`${what}: ${ratio} the floor`);
    if (limit && 'ms' in limit && verify > limit.ms + pictures) missed.push(`${what}: ${milliseconds(verify)}`);
    if (verify >= pdfsig + pictures) missed.push(`${what}: not faster than pdfsig`);
    if (times.peakRssBytes > (pictures > 0 ? pictureMemoryLimitBytes : memoryLimitBytes))
      missed.push(`${what}: ${megabytes(times.peakRssBytes)} of memory`);
  }
  const ofds = ofdRows.filter(({ what }) => !options.only || what.startsWith(options.only));
  if (ofds.length > 0) {
    console.log(
      '\nOFD packages, with the trial UKey: a software UKey with an SM2 key. copy: read + SHA-256 + write + fsync. SM3: read + SM3. Floor of a stamp: both; of a verification: SM3.\n',
    );
    print(['document', 'size', 'copy', 'SM3', '', '× floor', '', '', 'peak RSS']);
    const home = await makeTrialHome(mkdtempSync(join(folder, 'trial-')));
    for (const row of ofds) {
      const measured = await measureOfd(row, place, home);
      for (const what of ['stamp', 'verify'] as const) {
        const { sizeBytes, peakRssBytes, ...times } = measured[what];
        const [copied = 0, hashed = 1, taken = 0] = [times.copied, times.hashed, times.taken].map(median);
        const ratio = taken / (copied + hashed);
        const name = `${row.what}, ${what}`;
        const cells = [copied, hashed, taken].map(milliseconds);
        print([name, megabytes(sizeBytes), ...cells, `${ratio.toFixed(2)}×`, '', '', megabytes(peakRssBytes)]);
        const limit = what === 'stamp' ? ofdStampLimit : ofdVerifyLimit;
        if (row.isLimited && ratio > limit)
          missed.push(`${name}: ${ratio.toFixed(2)}× the floor, ${limit}× is the limit`);
        if (peakRssBytes > memoryLimitBytes) missed.push(`${name}: ${megabytes(peakRssBytes)} of memory`);
      }
    }
  }
  if (!options.only || 'batch'.startsWith(options.only)) {
    console.log(
      '\nA batch, one login: each of its files, milliseconds. floor: read + SHA-256 + write + fsync of the same files. token:',
    );
    console.log(
      'C_Sign alone. look: 盖章预检 of every file, before the PIN. pdfsig: the whole process, once a file.\n',
    );
    print(['files', 'floor', 'token', 'look', 'stamp', '× pdfsig', 'pdfsig', 'peak RSS']);
    for (const { what, document, count, limitMs } of batchRows) {
      const inputPath = join(folder, 'batch-in.pdf');
      writeLargePdf(inputPath, document);
      const given = [inputPath, JSON.stringify(place.home), place.nssDatabase, String(count)];
      const output = execFileSync(process.execPath, [place.programs.batch, ...given], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const times = JSON.parse(output) as BatchTimes;
      const rate = times.pdfsig / times.run;
      const cells = [times.floor, times.token, times.look, times.run].map(milliseconds);
      print([what, ...cells, `${rate.toFixed(0)}×`, milliseconds(times.pdfsig), megabytes(times.peakRssBytes)]);
      const most = limitMs(times);
      if (times.run > most)
        missed.push(`${what}: ${milliseconds(times.run)} a file, ${milliseconds(most)} is the limit`);
      if (count >= 1_000 && rate < 20) missed.push(`${what}: ${rate.toFixed(0)}× the rate of pdfsig, 20× is the least`);
      if (times.peakRssBytes > pictureMemoryLimitBytes)
        missed.push(`${what}: ${megabytes(times.peakRssBytes)} of memory`);
    }
  }
  if (!options.only || 'shell'.startsWith(options.only)) {
    console.log('\nFrom the shell, the whole process: one command, with the driver and the threads that it starts.\n');
    for (const { what, rounds, limitMs } of measureShell(folder, place.home, Number(options.rounds))) {
      const took = median(rounds);
      print([what, '', milliseconds(took)]);
      if (limitMs !== null && took > limitMs) missed.push(`${what}: ${milliseconds(took)}, ${limitMs} ms is the limit`);
    }
  }
  if (!options.only || 'history'.startsWith(options.only)) {
    console.log(`\nA record of ${options.uses} uses.\n`);
    for (const { what, rounds, unit, limit } of measureHistory(place)) {
      const taken = median(rounds);
      const say = unit === 'ms' ? milliseconds : megabytes;
      print([what, '', say(taken)]);
      if (limit !== null && taken > limit) missed.push(`${what}: ${say(taken)}, ${say(limit)} is the limit`);
    }
  }
  if (!options.only) {
    console.log('\nBeside the file, warm.\n');
    const parts = [...(await measureParts(folder)), await measureQueue(folder, place.home)];
    for (const { what, rounds, limitMs } of parts) {
      const took = median(rounds);
      print([what, '', milliseconds(took)]);
      if (took > limitMs) missed.push(`${what}: ${milliseconds(took)}, ${limitMs} ms is the limit`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  missed.length === 0 ? '\nEvery target is met.' : `\nMissed:\n${missed.map((line) => `  ${line}`).join('\n')}`,
);
if (options.check && missed.length > 0) process.exitCode = 1;
