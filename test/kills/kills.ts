/**
 * `npm run kills [-- --count 500] [--at CALL:NUMBER:KIND]`: kills `qianyin stamp` at its system calls, one after the other, starts the
 * program again and holds the record against the disk. No row may be untrue, and nothing may be left lying about. Needs strace.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { program } from '../../scripts/qianyin.ts';
import { openOffice } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { canTrace, type Point, pointsOf, stracing, tracedCalls } from './points.ts';
import { type Desk, type Found, lookAfter, namesIn, outputOf } from './truth.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '500' }, at: { type: 'string' } } });
const count = z.coerce.number().int().positive().parse(values.count);

/** A new file; one in the place of an older one; two seals. */
const kinds = ['new', 'replacing', 'twice'] as const;
type Kind = (typeof kinds)[number];
type Kill = Point & { readonly kind: Kind };

if (!canTrace()) {
  console.error('strace is not here, or may not trace');
  process.exit(1);
}
const office = openOffice();
const root = mkdtempSync(join(tmpdir(), 'qianyin-kills-'));
const original = readFileSync(fixturePath('groff.pdf'));
const olderFile = Buffer.from('an older file');

/** Each waits most of the time: for the disk, for its token. */
const atOncePerProcessor = 4;

let lastDesk = 0;

const tokenFolderOf = (folder: string) => `${folder}-token`;
const confPathOf = (folder: string) => join(tokenFolderOf(folder), basename(office.token.confPath));

/** A UKey of its own for each: SoftHSM that is killed while it writes may leave one that nobody can read. */
function layToken(folder: string): void {
  const from = dirname(office.token.confPath);
  cpSync(from, tokenFolderOf(folder), { recursive: true });
  const conf = readFileSync(office.token.confPath, 'utf8').replaceAll(from, tokenFolderOf(folder));
  writeFileSync(confPathOf(folder), conf);
}

function layDesk(kind: Kind): Desk {
  lastDesk += 1;
  const home = join(root, `home-${lastDesk}`);
  const folder = join(root, `desk-${lastDesk}`);
  cpSync(office.home, home, { recursive: true });
  layToken(folder);
  mkdirSync(folder);
  const desk = { home, folder, originalPath: join(folder, '合同.pdf'), outputPath: outputOf(folder) };
  writeFileSync(desk.originalPath, original);
  if (kind !== 'replacing') return { ...desk, older: null };
  writeFileSync(desk.outputPath, olderFile);
  return { ...desk, older: olderFile };
}

function clearDesk({ home, folder }: Desk): void {
  for (const path of [home, folder, tokenFolderOf(folder)]) rmSync(path, { recursive: true, force: true });
}

/** Stamps under strace. Gives how the program ended. */
async function stamp(
  { home, folder, originalPath, outputPath }: Desk,
  kind: Kind,
  tracing: readonly string[],
): Promise<number | null> {
  const seal = (at: string) => ['--seal', office.sealId, '--page', '1', '--at', at];
  const seals = kind === 'twice' ? [...seal('60,60'), ...seal('120,120')] : seal('100,100');
  const [command = '', ...args] = [
    ...stracing(...tracing),
    process.execPath,
    program,
    'stamp',
    ...seals,
    '-o',
    outputPath,
    ...(kind === 'replacing' ? ['--force'] : []),
    originalPath,
  ];
  const env = {
    ...process.env,
    ...office.env,
    SOFTHSM2_CONF: confPathOf(folder),
    QIANYIN_HOME: home,
    QIANYIN_PIN: office.token.pin,
  };
  const [code] = await once(spawn(command, args, { env, stdio: 'ignore' }), 'exit');
  return z.number().nullable().parse(code);
}

/** A run that nobody kills: where it could be, and what is in the data folder afterwards. */
async function learn(kind: Kind): Promise<{ kills: Kill[]; names: Set<string> }> {
  const desk = layDesk(kind);
  const log = join(desk.home, '..', `trace-${kind}`);
  const code = await stamp(desk, kind, ['-o', log, '-e', tracedCalls, '-s', '256']);
  if (code !== 0) throw new Error(`an undisturbed stamp ends with ${code}`);
  const kills = pointsOf(readFileSync(log, 'utf8'), join(desk.home, 'unfinished')).map((point) => ({ ...point, kind }));
  const { untrue } = await lookAfter(desk, original, new Set(namesIn(desk.home)));
  if (untrue.length > 0) throw new Error(untrue.join('; '));
  const names = new Set(namesIn(desk.home));
  clearDesk(desk);
  return { kills, names };
}

/** So many of all, evenly from the first to the last. */
const spread = <Item>(all: readonly Item[], wanted: number): Item[] =>
  all.filter(
    (_, index) => Math.floor((index * wanted) / all.length) !== Math.floor(((index - 1) * wanted) / all.length),
  );

function given(text: string): Kill[] {
  const [call, number, kind] = text.split(':');
  return [
    z
      .object({
        call: z.custom<Kill['call']>((value) => typeof value === 'string'),
        number: z.coerce.number(),
        kind: z.enum(kinds),
      })
      .parse({ call, number, kind }),
  ];
}

const usualNames = new Set<string>();
const learnt: Kill[] = [];
for (const kind of kinds) {
  const { kills, names } = await learn(kind);
  for (const name of names) usualNames.add(name);
  learnt.push(...kills);
}
const kills = values.at === undefined ? spread(learnt, count) : given(values.at);
console.log(`${learnt.length} system calls to be killed at, of which ${kills.length}`);

const tally = { killed: 0, ended: 0, failed: 0, untrue: 0, litter: 0 };
const outcomes = new Map<string, number>();
/** A start notes for the whole process which data folder is its own. */
let turn: Promise<unknown> = Promise.resolve();

async function killAt({ call, number, kind }: Kill): Promise<void> {
  const desk = layDesk(kind);
  const code = await stamp(desk, kind, [
    '-o',
    '/dev/null',
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:signal=SIGKILL:when=${number}`,
  ]);
  // Strace dies of what its child died of. One call more or less, and the run was over.
  if (code === null) tally.killed += 1;
  else if (code === 0) tally.ended += 1;
  else tally.failed += 1;
  const looking = turn.then(() => lookAfter(desk, original, usualNames));
  turn = looking.catch(() => undefined);
  const found: Found = await looking.catch((thrown: unknown) => ({
    untrue: [String(thrown)],
    litter: [],
    outcomes: [],
  }));
  const told = found.outcomes.join(' ') || 'no record';
  outcomes.set(told, (outcomes.get(told) ?? 0) + 1);
  if (found.untrue.length > 0) tally.untrue += 1;
  if (found.litter.length > 0) tally.litter += 1;
  for (const wrong of [...found.untrue, ...found.litter.map((name) => `left: ${name}`)]) {
    console.error(`✗ ${wrong}\n  again: npm run kills -- --at ${call}:${number}:${kind}`);
  }
  clearDesk(desk);
}

const waiting = [...kills];
async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    await killAt(next);
    if (waiting.length > 0 && waiting.length % 50 === 0) console.log(`  ${waiting.length} to go`);
  }
}
await Promise.all(Array.from({ length: availableParallelism() * atOncePerProcessor }, work));
console.log(
  `${tally.killed} killed, ${tally.ended} had ended before, ${tally.failed} had failed; untrue records: ${tally.untrue}, litter: ${tally.litter}`,
);
for (const [told, times] of outcomes) console.log(`  ${told}: ${times}`);
if (tally.untrue + tally.litter + tally.failed > 0 || (values.at === undefined && tally.killed < count * 0.9))
  process.exitCode = 1;
rmSync(root, { recursive: true, force: true });
office.close();
