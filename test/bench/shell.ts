/** What one command costs from the shell: a whole process, from its start to its end, beside Node alone. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writeLargePdf } from '../fixtures/large.ts';
import type { BenchHome } from './core.ts';

/** Milliseconds of each round. */
export interface ShellTimes {
  what: string;
  rounds: number[];
  limitMs: number | null;
}

const program = join(import.meta.dirname, '..', '..', 'dist', 'main', 'qianyin.js');

/** The built program as it was first started is left out: it keeps what it compiled for the times after. */
const warmUps = 2;

export function measureShell(folder: string, home: BenchHome, rounds: number): ShellTimes[] {
  const inputPath = join(folder, 'shell.pdf');
  const outputPath = join(folder, 'shell-stamped.pdf');
  writeLargePdf(inputPath, { pages: 1, bytesPerPage: 100_000, objectStreams: false, tree: 'flat' });
  const place = ['--seal', '公章', '--page', '1', '--at', '150,230'];
  const commands: (Omit<ShellTimes, 'rounds'> & { args: string[] })[] = [
    { what: 'node -e 0', limitMs: null, args: ['-e', '0'] },
    {
      what: 'qianyin stamp, 100 KB',
      limitMs: 300,
      args: [program, 'stamp', inputPath, ...place, '-o', outputPath, '--force'],
    },
    { what: 'qianyin verify, 100 KB', limitMs: 200, args: [program, 'verify', outputPath] },
  ];
  const env = {
    ...process.env,
    QIANYIN_HOME: home.homeFolder,
    QIANYIN_PIN: home.pin,
    QIANYIN_DRIVERS: 'softhsm2',
    SOFTHSM2_CONF: home.softHsmConfPath,
  };
  const measured = commands.map(({ what, limitMs, args }) => ({ what, limitMs, args, rounds: [] as number[] }));
  for (let round = -warmUps; round < rounds; round += 1) {
    // In turn, so that whatever disturbs the machine meets all of them.
    for (const { what, args, rounds: taken } of measured) {
      const started = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${what}: ${stderr}`);
      if (round >= 0) taken.push(performance.now() - started);
    }
  }
  return measured;
}
