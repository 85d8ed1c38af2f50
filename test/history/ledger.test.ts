import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openLedger } from '../../src-main/history/index.ts';
import { openDatabase } from '../../src-main/history/store/database.ts';
import { ended, otherProgram, seqsOf, use } from './seal-use.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-ledger-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'history.sqlite');
const everything = { filter: {}, limit: 100 };

describe('the record of seal uses', () => {
  it('shows a use as pending until it is settled, and settles it once', () => {
    const ledger = openLedger(path());
    const [seq = 0] = seqsOf(ledger.begin([use()]));
    expect(ledger.get(seq)).toMatchObject({ outcome: 'pending', settledAt: null, sha256After: null });
    ledger.settle([seq], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
    expect(ledger.get(seq)).toMatchObject({ outcome: 'completed', sha256After: 'ef'.repeat(32), trial: false });
    expect(() => ledger.settle([seq], { outcome: 'failed', errorCode: 'PIN_INCORRECT' })).toThrow();
    expect(ledger.get(seq)?.outcome).toBe('completed');
    ledger.close();
  });

  it('numbers uses in their order and keeps them over a restart', () => {
    const first = openLedger(path());
    expect(seqsOf(first.begin([use(), use()]))).toEqual([1, 2]);
    first.close();
    const second = openLedger(path());
    expect(seqsOf(second.begin([use()]))).toEqual([3]);
    expect(second.list(everything).rows.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    second.close();
  });

  it('settles nothing that was never begun, and then none of the others', () => {
    const ledger = openLedger(path());
    const [seq = 0] = seqsOf(ledger.begin([use()]));
    const unavailable = expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' });
    expect(() => ledger.settle([seq, 99], { outcome: 'failed', errorCode: 'CANCELLED' })).toThrowError(unavailable);
    expect(ledger.get(seq)?.outcome).toBe('pending');
    ledger.close();
  });

  it('is on the disk, by a full flush, when it says so', () => {
    const database = openDatabase(path());
    // 3 is EXTRA (sqlite.org/pragma.html, synchronous).
    expect(database.pragma('synchronous', { simple: true })).toBe(3);
    database.close();
  });

  it('writes all uses of a run or none', () => {
    const ledger = openLedger(path());
    const broken = { ...use(), page: 'two' } as unknown as ReturnType<typeof use>;
    expect(() => ledger.begin([use(), broken])).toThrowError(expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' }));
    expect(ledger.list(everything).total).toBe(0);
    ledger.close();
  });

  it.each([
    ['deleting', 'DELETE FROM seal_use', /never deleted/],
    ['rewriting who did it', "UPDATE seal_use SET operator = '李四'", /never rewritten|settled once/],
    ['rewriting a use under way', "UPDATE seal_use SET reason = '借款' WHERE seq = 2", /never rewritten/],
    [
      'turning a failure into a success',
      "UPDATE seal_use SET outcome = 'completed', sha256After = 'aa'",
      /settled once/,
    ],
    ['reopening', "UPDATE seal_use SET outcome = 'pending', settledAt = NULL, errorCode = NULL", /settled once/],
    [
      'claiming success with no file',
      "UPDATE seal_use SET outcome = 'completed', settledAt = 'x' WHERE seq = 2",
      /CHECK/,
    ],
    ['settling with no time', "UPDATE seal_use SET outcome = 'failed' WHERE seq = 2", /CHECK/],
    [
      'putting another in its place',
      'INSERT OR REPLACE INTO seal_use SELECT * FROM seal_use WHERE seq = 2',
      /replaced/,
    ],
    [
      'adding one that is already settled',
      'CREATE TEMP TABLE t AS SELECT * FROM seal_use WHERE seq = 1; UPDATE t SET seq = 9; INSERT INTO seal_use SELECT * FROM t',
      /begins pending/,
    ],
  ])('refuses %s a record, even past this program', (_, statement, refusal) => {
    const ledger = openLedger(path());
    ledger.begin([use(), use()]);
    ledger.settle([1], { outcome: 'failed', errorCode: 'TOKEN_REMOVED' });
    const before = ledger.list(everything).rows;
    const other = new Database(path());
    expect(() => other.exec(statement)).toThrow(refusal);
    other.close();
    expect(ledger.list(everything).rows).toEqual(before);
    ledger.close();
  });

  it('finds what a killed program left pending, and leaves a living one alone', async () => {
    const child = otherProgram(
      path(),
      `ledger.begin([${JSON.stringify(use({ runId: 'killed' }))}]); process.stdout.write('begun'); setInterval(() => {}, 1000);`,
    );
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const ledger = openLedger(path());
    expect(ledger.recoverInterrupted()).toEqual([]);
    expect(ledger.get(1)?.outcome).toBe('pending');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(ledger.recoverInterrupted()).toHaveLength(1);
    expect(ledger.get(1)).toMatchObject({ runId: 'killed', outcome: 'interrupted' });
    ledger.close();
  });

  it('is not misled when a living program was given the number of the one that died', () => {
    const ledger = openLedger(path());
    ledger.begin([use(), use()]);
    // As after a power cut: the row names a process number that somebody else holds now.
    const other = new Database(path());
    const triggers = z
      .array(z.object({ name: z.string(), sql: z.string() }))
      .parse(
        other
          .prepare(
            "SELECT name, sql FROM sqlite_schema WHERE name IN ('use_is_settled_once', 'use_is_never_rewritten') ORDER BY rowid",
          )
          .all(),
      );
    for (const { name } of triggers) other.exec(`DROP TRIGGER ${name}`);
    other.exec(
      `UPDATE seal_use SET writerPid = ${process.ppid}, writerStartedAt = '2020-01-01T00:00:00.000Z' WHERE seq = 2`,
    );
    for (const { sql } of triggers) other.exec(sql);
    other.close();
    expect(ledger.recoverInterrupted()).toHaveLength(1);
    expect(ledger.list(everything).rows.map(({ outcome }) => outcome)).toEqual(['interrupted', 'pending']);
    ledger.close();
  });

  it('takes records of two programs at once and loses none', async () => {
    const write = () =>
      ended(
        otherProgram(
          path(),
          `for (let index = 0; index < 100; index++) {
            const seqs = ledger.begin([${JSON.stringify(use())}]).map(({ seq }) => seq);
            ledger.settle(seqs, { outcome: 'completed', sha256After: 'ef' });
          }`,
        ),
      );
    // Neither finds the file there: both make it at once.
    expect(await Promise.all([write(), write()])).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    const ledger = openLedger(path());
    expect(ledger.list(everything).total).toBe(200);
    expect(ledger.list({ ...everything, filter: { outcomes: ['completed'] } }).total).toBe(200);
    ledger.close();
  });

  it('searches document, seal, person, reason and digest, taking % and _ as they are', () => {
    const ledger = openLedger(path());
    ledger.begin([
      use({ documentName: '劳动合同.pdf' }),
      use({ reason: '折扣50%', operator: '王五' }),
      use({ sealId: 's2', sealName: '财务专用章' }),
    ]);
    const search = (text: string) =>
      ledger.list({ ...everything, filter: { search: text } }).rows.map(({ seq }) => seq);
    expect(search('劳动')).toEqual([1]);
    expect(search('50%')).toEqual([2]);
    expect(search('%')).toEqual([2]);
    expect(search('王五')).toEqual([2]);
    expect(search('财务专用章')).toEqual([3]);
    expect(search('cdcd')).toEqual([3, 2, 1]);
    expect(ledger.list({ ...everything, filter: { sealIds: ['s2'] } }).total).toBe(1);
    expect(ledger.list({ ...everything, filter: { outcomes: ['completed'] } }).total).toBe(0);
    ledger.close();
  });

  it('needs every word of a search, wherever each stands', () => {
    const ledger = openLedger(path());
    ledger.begin([use({ documentName: '租赁 合同.pdf', operator: '李四' }), use({ operator: '李四' })]);
    const found = (search: string) => ledger.list({ ...everything, filter: { search } }).rows.map(({ seq }) => seq);
    expect(found('租赁 李四')).toEqual([1]);
    expect(found('  李四 ')).toEqual([2, 1]);
    expect(found('租赁 王五')).toEqual([]);
    ledger.close();
  });

  it('narrows to a span of time whatever precision the times were given with', () => {
    const ledger = openLedger(path());
    ledger.begin([use({ at: '2026-03-01T08:00:00Z' }), use({ at: '2026-03-01T08:00:00.500Z' })]);
    const within = (from: string, to: string) =>
      ledger.list({ ...everything, filter: { from, to } }).rows.map(({ seq }) => seq);
    expect(within('2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00Z')).toEqual([1]);
    expect(within('2026-03-01T08:00:00.001Z', '2026-03-02T00:00:00Z')).toEqual([2]);
    ledger.close();
  });

  it('counts uses by the days of the wall clock', async () => {
    const day = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
    const dayAfter = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    const long = new Date(Date.now() - 200 * 86_400_000).toISOString();
    const ledger = openLedger(path());
    ledger.begin([use({ at: `${day}T15:59:59Z` }), use({ at: `${day}T16:00:00Z` }), use({ at: long })]);
    ledger.close();
    const { output } = await ended(
      otherProgram(path(), `console.log(JSON.stringify(ledger.counts('day', { from: '${day}T00:00:00Z' })));`, {
        timeZone: 'Asia/Shanghai',
      }),
    );
    // 16:00 UTC is midnight in China.
    expect(JSON.parse(output)).toEqual([
      { key: day, count: 1, outcomes: { pending: 1 } },
      { key: dayAfter, count: 1, outcomes: { pending: 1 } },
    ]);
  });

  it('lists, searches and exports ten thousand records', () => {
    const ledger = openLedger(path());
    ledger.begin(
      Array.from({ length: 10_000 }, (_, index) =>
        use({ documentName: `合同 ${index}.pdf`, sealId: `s${index % 20}` }),
      ),
    );
    const first = ledger.list(everything);
    expect(first.total).toBe(10_000);
    expect(first.seals).toHaveLength(20);
    const { rows } = ledger.list({ ...everything, filter: { search: '9876' } });
    expect(rows.map(({ documentName }) => documentName)).toEqual(['合同 9876.pdf']);
    expect([...ledger.export({})]).toHaveLength(10_000);
    ledger.close();
  });

  it('goes on recording while an export is under way', () => {
    const ledger = openLedger(path());
    ledger.begin([use(), use()]);
    const documents: string[] = [];
    for (const row of ledger.export({})) {
      documents.push(row.documentName);
      if (documents.length === 1) ledger.begin([use({ documentName: '加急.pdf' })]);
    }
    expect(documents.slice(0, 2)).toEqual(['合同.pdf', '合同.pdf']);
    expect(ledger.get(3)?.documentName).toBe('加急.pdf');
    ledger.close();
  });
});
