/** What an export takes of the machine: a hundred thousand uses cost no more memory than a few. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openLedger } from '../../../src-main/history/index.ts';
import { useColumns } from '../../../src-main/history/store/views.ts';
import { program } from '../../doors/cli/qianyin.ts';
import { use } from '../seal-use.ts';

const uses = 100_000;
const mostMb = 200;
let folder: string;
/** A use begins pending, and each document has a name of its own. */
const replaced: Readonly<Record<string, string>> = {
  seq: 'n.seq',
  documentName: "n.seq || '号合同.pdf'",
  outcome: "'pending'",
  settledAt: 'NULL',
  sha256After: 'NULL',
  outcomeNumber: 'NULL',
};

/** One use, and its row again and again: what an export reads is the rows. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-memory-'));
  const path = join(folder, 'history.sqlite');
  const ledger = openLedger(path);
  const [first] = ledger.begin([use()]);
  ledger.settle([first?.seq ?? 0], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
  ledger.close();
  const database = new Database(path);
  const columns = [...useColumns, 'writerPid', 'writerStartedAt'];
  const copied = columns.map((column) => replaced[column] ?? column);
  database.exec(`INSERT INTO seal_use (${columns.join(', ')})
    WITH RECURSIVE n (seq) AS (SELECT 2 UNION ALL SELECT seq + 1 FROM n WHERE seq < ${uses})
    SELECT ${copied.join(', ')} FROM n CROSS JOIN (SELECT * FROM seal_use WHERE seq = 1)`);
  // What is pending is settled when the program starts.
  database.exec(
    "UPDATE seal_use SET outcome = 'completed', settledAt = at, sha256After = sha256Before, outcomeNumber = 3 WHERE seq > 1",
  );
  database.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command line; gives the most memory that it held, as the system counts it (getrusage, ru_maxrss). */
function mostMemoryMb(home: string, ...args: string[]): number {
  const script = `
import os, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000); sys.exit(done.returncode)`;
  const env = { ...process.env, QIANYIN_HOME: home, QIANYIN_DRIVERS: 'trial' };
  return Number(execFileSync('python3', ['-c', script, process.execPath, program, ...args], { env, encoding: 'utf8' }));
}

it(`a register of 1,687 uses takes less than ${mostMb} MB`, () => {
  const office = mkdtempSync(join(tmpdir(), 'qianyin-register-'));
  try {
    const ledger = openLedger(join(office, 'history.sqlite'));
    ledger.together(() => {
      const named = Array.from({ length: 1687 }, (_, at) =>
        use({ documentName: `第${at}号合同（${String.fromCodePoint(0x4e00 + at)}）.pdf` }),
      );
      const seqs = ledger.begin(named).map(({ seq }) => seq);
      ledger.settle(seqs, { outcome: 'completed', sha256After: 'ef'.repeat(32) });
    });
    ledger.close();
    expect(mostMemoryMb(office, 'history', 'export', join(office, 'register.pdf'))).toBeLessThan(mostMb);
  } finally {
    rmSync(office, { recursive: true, force: true });
  }
});

describe('an export of a hundred thousand uses', () => {
  it.each(['csv', 'xlsx', 'jsonl'])(`as %s takes less than ${mostMb} MB`, (format) => {
    const output = join(folder, `uses.${format}`);
    expect(mostMemoryMb(folder, 'history', 'export', output)).toBeLessThan(mostMb);
    if (format === 'csv') expect(readFileSync(output, 'utf8').match(/\r\n/g)).toHaveLength(uses + 1);
  });

  it('is not printed: the limit is named, and what to do', () => {
    const env = { ...process.env, QIANYIN_HOME: folder, QIANYIN_DRIVERS: 'trial' };
    const args = [program, 'history', 'export', join(folder, 'uses.pdf'), '--json'];
    const failure = z.object({ stderr: z.string() });
    try {
      execFileSync(process.execPath, args, { env, encoding: 'utf8', stdio: 'pipe' });
    } catch (thrown) {
      const { stderr } = failure.parse(thrown);
      expect(stderr).toContain('TOO_MANY_USES');
      expect(stderr).toContain('20000');
      expect(stderr).toContain('100000');
      return;
    }
    throw new Error('it was printed');
  });
});
