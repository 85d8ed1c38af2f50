import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collectInto, ledgersIn } from '../../src-main/audit/index.ts';
import { useColumns } from '../../src-main/audit/store/use-columns.ts';
import { historyRow } from '../../src-main/contract/index.ts';
import { openLedger } from '../../src-main/history/index.ts';
import { packLedger } from '../history/check/files.ts';
import { use } from '../history/seal-use.ts';
import { WrittenLedger } from './packages.ts';
import { ask, Postgres } from './postgres.ts';

let server: Postgres;
const folder = mkdtempSync(join(tmpdir(), 'qianyin-audit-'));
const file = (name: string) => join(folder, name);
let to: string;
let databases = 0;

beforeAll(() => {
  server = new Postgres();
}, 60_000);
afterAll(() => {
  server?.remove();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  databases += 1;
  to = server.makeDatabase(`audit_${databases}`);
});

const turn = () => ({ signal: new AbortController().signal, onProgress: () => {} });
async function collect(paths: string[], takesBroken = false) {
  const { packages, stoppedBy } = await collectInto(to, { paths, takesBroken }, turn());
  expect(stoppedBy).toBeNull();
  return packages;
}
const stateOf = async (path: string, takesBroken = false) => (await collect([path], takesBroken))[0];
const all = (table: string) => ask(to, `SELECT * FROM qianyin.${table} t ORDER BY t::text`);
async function everything() {
  return Promise.all(['ledgers', 'packages', 'events', 'uses', 'checkpoints', 'faults'].map(all));
}

function office(id: string, machine: string): WrittenLedger {
  const ledger = new WrittenLedger(id, machine);
  ledger.use('stamped');
  ledger.use('failed');
  ledger.add('pin-wrong', { tokenSerial: 'A1B2', error: 'PIN_INCORRECT' });
  return ledger;
}

describe('packages of many machines', () => {
  it('are taken in, as the program itself makes them', async () => {
    const path = file('own.sqlite');
    const ledger = openLedger(path);
    const [one] = ledger.begin([use({ unit: '采购部', note: '备注' })]);
    if (one) ledger.settle([one.seq], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
    const row = ledger.get(1);
    const head = ledger.head();
    ledger.close();
    writeFileSync(file('own.zip'), '');
    await packLedger(path, file('own.zip'));
    expect(await stateOf(file('own.zip'))).toMatchObject({
      state: 'taken',
      newEvents: 3,
      newUses: 1,
      ledger: head.ledger,
    });
    const [found] = await all('uses');
    const told = Object.fromEntries([...useColumns].map(([field, { name }]) => [field, found?.[name]]));
    const plain = (value: unknown) => (value instanceof Date ? value.toISOString() : value);
    expect(historyRow.keyof().options.map((field) => [field, String(plain(told[field]))])).toEqual(
      historyRow.keyof().options.map((field) => [field, String(row?.[field])]),
    );
    expect(await ledgersIn(to, turn())).toMatchObject([
      { ledger: head.ledger, head: { number: 3, hash: head.hash }, isWhole: true },
    ]);
  });

  it('stand side by side, and the same one again changes nothing', async () => {
    const one = await office('1', 'desk-1').pack(file('one.zip'));
    const two = await office('2', 'desk-2').pack(file('two.zip'));
    expect((await collect([one, two])).map(({ state, newEvents, newUses }) => [state, newEvents, newUses])).toEqual([
      ['taken', 6, 2],
      ['taken', 6, 2],
    ]);
    const before = await everything();
    expect((await collect([two, one])).map(({ state }) => state)).toEqual(['known', 'known']);
    expect(await everything()).toEqual(before);
    expect((await ledgersIn(to, turn())).map(({ machine, head }) => [machine, head.number])).toEqual([
      ['desk-1', 6],
      ['desk-2', 6],
    ]);
  });

  it('are taken in once, whoever else takes them in at the same time', async () => {
    const path = await office('1', 'desk-1').pack(file('at-once.zip'));
    const both = await Promise.all([stateOf(path), stateOf(path)]);
    expect(both.map((one) => one?.state).sort()).toEqual(['known', 'taken']);
    expect(await all('packages')).toMatchObject([{ new_events: '6', is_whole: true }]);
  });

  it('append what is new of a ledger, in whatever order they are named', async () => {
    const ledger = office('1', 'desk-1');
    ledger.use(null);
    const early = await ledger.pack(file('early.zip'));
    ledger.add('stamped', { use: 3, settledAt: '2026-01-01T00:00:09.000Z', sha256After: 'aa' });
    const later = await ledger.pack(file('later.zip'), { from: 8, madeAt: '2026-11-08T00:00:00.000Z' });
    const again = await ledger.pack(file('again.zip'), { from: 3 });
    expect((await collect([later, again, early])).map(({ state, newEvents }) => [state, newEvents])).toEqual([
      ['taken', 0],
      ['taken', 1],
      ['taken', 7],
    ]);
    expect(await ask(to, 'SELECT seq, outcome, outcome_number FROM qianyin.uses WHERE seq = 3')).toEqual([
      { seq: '3', outcome: 'completed', outcome_number: '8' },
    ]);
    expect(await ledgersIn(to, turn())).toMatchObject([
      { reportedAt: '2026-11-08T00:00:00.000Z', head: { number: 8 } },
    ]);
  });

  it('are refused where events between lack, and named', async () => {
    const ledger = office('1', 'desk-1');
    await collect([await ledger.pack(file('start.zip'), { until: 2 })]);
    const before = await everything();
    const later = await ledger.pack(file('gap.zip'), { from: 5 });
    expect(await stateOf(later)).toMatchObject({
      state: 'gap',
      conflict: { kind: 'gap', number: 3, until: 4 },
      newEvents: 0,
    });
    const strange = await office('2', 'desk-2').pack(file('strange.zip'), { from: 2 });
    expect(await stateOf(strange)).toMatchObject({ state: 'gap', conflict: { kind: 'gap', number: 1 } });
    expect(await everything()).toEqual(before);
  });

  it('are refused where another event is known under a number', async () => {
    const ledger = office('1', 'desk-1');
    await collect([await ledger.pack(file('true.zip'))]);
    const before = await everything();
    const other = new WrittenLedger('1', 'desk-1');
    other.use('stamped');
    for (let count = 0; count < 9; count += 1) other.use('cancelled');
    expect(await stateOf(await other.pack(file('fork.zip')))).toMatchObject({
      state: 'forked',
      conflict: { kind: 'forked', number: 5 },
    });
    // Its first event follows another one than that which is known.
    expect(await stateOf(await other.pack(file('fork-later.zip'), { from: 7 }))).toMatchObject({
      state: 'forked',
      conflict: { kind: 'forked', number: 6 },
    });
    expect(await everything()).toEqual(before);
  });

  it('are refused with their faults where they are not whole, or taken in with them when asked', async () => {
    const ledger = office('1', 'desk-1');
    const broken = await ledger.pack(file('broken.zip'), {
      lines: ([one = '', two = '', , four = '', ...others]) => [
        one,
        two,
        four.replace('/文件/合同.pdf', '/文件/另.pdf'),
        ...others,
      ],
    });
    expect(await stateOf(broken)).toMatchObject({
      state: 'broken',
      faults: [
        { kind: 'gap', number: 3 },
        { kind: 'changed', number: 4 },
      ],
      faultCount: 2,
    });
    expect(await all('packages')).toEqual([]);
    expect(await all('ledgers')).toEqual([]);
    expect(await stateOf(broken, true)).toMatchObject({ state: 'takenBroken', newEvents: 5 });
    expect(await ask(to, 'SELECT kind, number FROM qianyin.faults ORDER BY number')).toEqual([
      { kind: 'gap', number: '3' },
      { kind: 'changed', number: '4' },
    ]);
    expect(await all('gaps')).toMatchObject([{ first_missing: '3', last_missing: '3' }]);
    expect(await ledgersIn(to, turn())).toMatchObject([{ isWhole: false }]);
    const text = file('text.zip');
    writeFileSync(text, 'no package');
    expect(await stateOf(text, true)).toMatchObject({ state: 'unreadable', ledger: null });
  });

  it('may hold any text', async () => {
    const hostile = `'); DROP TABLE qianyin.uses; -- "\\ \u0000 $1 {},NULL \u{1f58b} \\u0000`;
    const long = 'x'.repeat(100_000);
    const ledger = new WrittenLedger('1', hostile);
    ledger.use('stamped', { reason: hostile, unit: `'"\u0000`, operator: long, at: '0000-02-29T00:00:00.000Z' });
    ledger.add('pin-wrong', { tokenSerial: hostile, [hostile]: [hostile, 1e308, 5e-324] }, '0000-02-29T00:00:00.000Z');
    ledger.add('x'.repeat(20_000), { long });
    ledger.add('intent', { seq: 'none' });
    ledger.add('stamped', { use: 77, settledAt: '2026-01-01T00:00:00.000Z' });
    ledger.use(null, { seq: 1, reason: 'a number twice' });
    expect(await stateOf(await ledger.pack(file('hostile.zip')))).toMatchObject({
      state: 'taken',
      newEvents: 8,
      newUses: 2,
      faultCount: 0,
    });
    const contents = await ask(to, 'SELECT content FROM qianyin.events ORDER BY number');
    expect(contents.map(({ content }) => content)).toEqual(ledger.links.map(({ content }) => content));
    const shown = hostile.replace('\0', '\u2400');
    expect(await ask(to, 'SELECT reason, outcome FROM qianyin.uses ORDER BY intent_number')).toEqual([
      { reason: shown, outcome: 'completed' },
      { reason: 'a number twice', outcome: 'pending' },
    ]);
    expect(await ask(to, 'SELECT token_serial, wrong FROM qianyin.pin_trouble')).toEqual([
      { token_serial: shown, wrong: '1' },
    ]);
    expect(await ask(to, 'SELECT number FROM qianyin.unlisted_events ORDER BY number')).toEqual([
      { number: '6' },
      { number: '7' },
    ]);
    expect(await ledgersIn(to, turn())).toMatchObject([{ machine: shown }]);
  });

  it('answer the questions of an auditor', async () => {
    const one = new WrittenLedger('1', 'desk-1', Date.UTC(2026, 2, 10));
    for (const [outcome, changes] of [
      ['stamped', { impressionCount: 3 }],
      ['stamped', {}],
      ['interrupted', {}],
      ['discarded', { sealName: '财务章', sealId: 'seal-2' }],
      ['failed', { operator: '李四' }],
      ['stamped', { unit: '法务部' }],
    ] as const)
      one.use(outcome, changes);
    for (const kind of ['pin-wrong', 'pin-wrong', 'pin-locked', 'pin-unblocked'])
      one.add(kind, { tokenSerial: 'A1B2' });
    const two = new WrittenLedger('2', 'desk-2', Date.UTC(2026, 3, 10));
    two.use('stamped');
    two.use(null);
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000 - 60_000).toISOString();
    const three = new WrittenLedger('3', 'desk-2');
    three.links.length = 0;
    three.add('ledger-begun', {
      machine: 'desk-2',
      systemUser: 'clerk',
      predecessor: { ledger: two.id, number: 4, hash: 'a' },
    });
    const packed = [
      await one.pack(file('q1.zip'), { madeAt: daysAgo(40) }),
      await two.pack(file('q2.zip'), { madeAt: daysAgo(50) }),
      await three.pack(file('q3.zip'), { madeAt: daysAgo(1) }),
    ];
    expect((await collect(packed)).map(({ state }) => state)).toEqual(['taken', 'taken', 'taken']);
    expect(
      await ask(
        to,
        `SELECT month::text, unit, seal_name, operator, uses, completed, impressions FROM qianyin.uses_by_month ORDER BY month, unit, seal_name, operator`,
      ),
    ).toEqual([
      {
        month: '2026-03-01',
        unit: '法务部',
        seal_name: '公章',
        operator: '张三',
        uses: '1',
        completed: '1',
        impressions: '1',
      },
      {
        month: '2026-03-01',
        unit: '采购部',
        seal_name: '公章',
        operator: '张三',
        uses: '3',
        completed: '2',
        impressions: '4',
      },
      {
        month: '2026-03-01',
        unit: '采购部',
        seal_name: '公章',
        operator: '李四',
        uses: '1',
        completed: '0',
        impressions: '0',
      },
      {
        month: '2026-03-01',
        unit: '采购部',
        seal_name: '财务章',
        operator: '张三',
        uses: '1',
        completed: '0',
        impressions: '0',
      },
      {
        month: '2026-04-01',
        unit: '采购部',
        seal_name: '公章',
        operator: '张三',
        uses: '2',
        completed: '1',
        impressions: '1',
      },
    ]);
    expect(
      await ask(to, `SELECT outcome, uses, percent FROM qianyin.outcomes WHERE machine = 'desk-1' ORDER BY outcome`),
    ).toEqual([
      { outcome: 'completed', uses: '3', percent: '50.00' },
      { outcome: 'discarded', uses: '1', percent: '16.67' },
      { outcome: 'failed', uses: '1', percent: '16.67' },
      { outcome: 'interrupted', uses: '1', percent: '16.67' },
    ]);
    // The ledger that another one succeeded need not report any more.
    expect(await ask(to, 'SELECT machine, days_since_report FROM qianyin.silent_machines(30)')).toEqual([
      { machine: 'desk-1', days_since_report: 40 },
    ]);
    expect(await ask(to, 'SELECT token_serial, wrong, locked, unblocked, changed FROM qianyin.pin_trouble')).toEqual([
      { token_serial: 'A1B2', wrong: '2', locked: '1', unblocked: '1', changed: '0' },
    ]);
    expect(await ask(to, 'SELECT ledger, outcome FROM qianyin.unfinished_uses ORDER BY ledger, outcome')).toEqual([
      { ledger: one.id, outcome: 'discarded' },
      { ledger: one.id, outcome: 'interrupted' },
      { ledger: two.id, outcome: 'pending' },
    ]);
    expect(await all('gaps')).toEqual([]);
    const uncommented = await ask(
      to,
      `SELECT c.relname FROM pg_class c WHERE relnamespace = 'qianyin'::regnamespace AND relkind IN ('r', 'v') AND obj_description(c.oid) IS NULL AND relname <> 'version'`,
    );
    expect(uncommented).toEqual([]);
  });
});

describe('a large package', () => {
  it('of 20,000 events is taken in with little memory', async () => {
    const large = new WrittenLedger('2', 'desk-2');
    // Some 60 MB: a program that kept all of it would grow by a multiple.
    for (let count = 0; count < 10_000; count += 1)
      large.use('stamped', { note: 'n'.repeat(1000), documentPath: 'd'.repeat(4000) });
    const path = await large.pack(file('large.zip'));
    large.links.length = 0;
    await ledgersIn(to, turn());
    const before = process.memoryUsage.rss();
    let mostBytes = 0;
    let told = 0;
    const onProgress = () => {
      told += 1;
      mostBytes = Math.max(mostBytes, process.memoryUsage.rss() - before);
    };
    const { packages } = await collectInto(
      to,
      { paths: [path], takesBroken: false },
      { signal: new AbortController().signal, onProgress },
    );
    expect(packages).toMatchObject([{ state: 'taken', newEvents: 20_001, newUses: 10_000 }]);
    expect(told).toBeGreaterThan(100);
    expect(mostBytes).toBeLessThan(150 << 20);
  }, 180_000);
});

describe('a database', () => {
  it('takes nothing in when it goes away in the middle, and all when asked again', async () => {
    const whole = await office('1', 'desk-1').pack(file('first.zip'));
    const large = new WrittenLedger('2', 'desk-2');
    for (let count = 0; count < 4000; count += 1) large.use('stamped');
    const second = await large.pack(file('second.zip'));
    let isStopped = false;
    const { packages, stoppedBy } = await collectInto(
      to,
      { paths: [whole, second], takesBroken: false },
      {
        signal: new AbortController().signal,
        onProgress(fraction) {
          if (isStopped || fraction < 0.7) return;
          isStopped = true;
          server.stop();
        },
      },
    );
    expect(isStopped).toBe(true);
    expect(packages.map(({ state }) => state)).toEqual(['taken']);
    expect(stoppedBy).toMatchObject({ code: 'DATABASE_LOST' });
    server.start();
    expect(await ask(to, 'SELECT ledger, count(*) FROM qianyin.events GROUP BY 1')).toEqual([
      { ledger: '1'.repeat(32), count: '6' },
    ]);
    expect((await collect([whole, second])).map(({ state, newEvents }) => [state, newEvents])).toEqual([
      ['known', 0],
      ['taken', 8001],
    ]);
  }, 120_000);

  it('takes nothing in when the person cancels', async () => {
    const large = new WrittenLedger('2', 'desk-2');
    for (let count = 0; count < 4000; count += 1) large.use('stamped');
    const path = await large.pack(file('cancelled.zip'));
    const controller = new AbortController();
    const cancelled = collectInto(
      to,
      { paths: [path], takesBroken: false },
      {
        signal: controller.signal,
        onProgress: (fraction) => fraction > 0.3 && controller.abort(),
      },
    );
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await all('packages')).toEqual([]);
    expect(await stateOf(path)).toMatchObject({ state: 'taken' });
  }, 120_000);

  it('is named when it is not there, not permitted, or not fit, and a password never', async () => {
    const path = await office('1', 'desk-1').pack(file('any.zip'));
    const error = async (address: string) =>
      collectInto(address, { paths: [path], takesBroken: false }, turn()).catch((thrown: unknown) => thrown);
    const nowhere = `postgres://clerk:geheim@/x?host=${encodeURIComponent(folder)}`;
    for (const [address, code] of [
      [nowhere, 'DATABASE_UNREACHABLE'],
      [server.address('no_such_database'), 'DATABASE_LOGIN_REFUSED'],
      [server.address('postgres', 'nobody:geheim'), 'DATABASE_LOGIN_REFUSED'],
      ['postgres://clerk:geheim@[', 'INVALID_INPUT'],
      ['mysql://clerk:geheim@host/x', 'INVALID_INPUT'],
    ] as const) {
      const thrown = await error(address);
      expect(thrown).toMatchObject({ code });
      expect(JSON.stringify(thrown)).not.toContain('geheim');
    }
    await ask(to, 'CREATE SCHEMA qianyin');
    expect(await error(to)).toMatchObject({ code: 'DATABASE_UNSUITABLE' });
    await ask(to, 'CREATE TABLE qianyin.version (version integer); INSERT INTO qianyin.version VALUES (99)').catch(
      () => {},
    );
    expect(await error(to)).toMatchObject({ code: 'DATABASE_NEWER' });
  });
});
