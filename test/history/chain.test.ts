import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { canonicalJson, isCanonical } from '../../src-main/history/events/canonical.ts';
import { openLedger } from '../../src-main/history/index.ts';
import { formerMigrations } from '../../src-main/history/store/former-schema.ts';
import { applicationId } from '../../src-main/history/store/schema.ts';
import { use } from './seal-use.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-chain-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});
const path = () => join(folder, 'history.sqlite');
const everything = { filter: {}, limit: 100 };

const stored = z.array(z.object({ number: z.number(), content: z.string(), hash: z.instanceof(Uint8Array) }));
function storedEvents() {
  const database = new Database(path(), { readonly: true });
  try {
    return stored.parse(database.prepare('SELECT number, content, hash FROM event ORDER BY number').all());
  } finally {
    database.close();
  }
}

describe('canonical JSON (RFC 8785)', () => {
  it.each([
    // The RFC's own example, 3.2.4.
    [
      {
        numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"\u002f',
        literals: [null, true, false],
      },
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    [{ '\ufb33': 1, '\u{1f600}': 2, '€': 3, '1': 4, '\r': 5 }, '{"\\r":5,"1":4,"€":3,"\u{1f600}":2,"\ufb33":1}'],
    [-0, '0'],
  ])('writes %j as the RFC does', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([['\ud800'], [Number.NaN], [Number.POSITIVE_INFINITY]])('refuses what JSON cannot hold: %j', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it.each([
    ['names in order', '{"a":{"b":1,"c":[{"x":1,"y":2}]},"d":"甲\\n"}', true],
    ['names that JavaScript sorts otherwise', '{"10":1,"9":2}', true],
    ['a backslash before letters', '{"path":"C:\\\\ud\\\\file"}', true],
    ['a name of the prototype', '{"__proto__":1,"toJSON":2}', true],
    ['numbers that JavaScript sorts', '{"9":2,"10":1}', false],
    ['names out of order', '{"d":1,"a":2}', false],
    ['names out of order within', '{"a":[{"y":1,"x":2}]}', false],
    ['a name twice', '{"a":1,"a":1}', false],
    ['a space', '{"a": 1}', false],
    ['a sign written as its number', '{"a":"\\u7532"}', false],
    ['half a character', '{"a":"\\ud800"}', false],
    ['another way to write a number', '{"a":1.0}', false],
    ['a zero below zero', '{"a":-0}', false],
  ])('tells the canonical text from others: %s', (_, text, expected) => {
    expect(isCanonical(text, JSON.parse(text))).toBe(expected);
  });
});

describe('the chain of events', () => {
  it('names in each event the hash of the one before, and begins with one that says where it was made', () => {
    const ledger = openLedger(path());
    const [{ seq, receipt } = { seq: 0, receipt: ledger.head() }] = ledger.begin([
      use({ approver: '王五', copies: 3 }),
    ]);
    ledger.settle([seq], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
    const events = storedEvents();
    let before = '0'.repeat(64);
    for (const { number, content, hash } of events) {
      const event = JSON.parse(content);
      expect(event).toMatchObject({ number, previous: before, ledger: ledger.id(), format: 1 });
      before = createHash('sha256').update(content).digest('hex');
      expect(Buffer.from(hash).toString('hex')).toBe(before);
    }
    expect(events.map(({ content }) => JSON.parse(content).kind)).toEqual(['ledger-begun', 'intent', 'stamped']);
    expect(ledger.head()).toEqual({ ledger: ledger.id(), number: 3, hash: before });
    expect(receipt).toMatchObject({ ledger: ledger.id(), number: 2, hash: ledger.hashOf(2) });
    expect(ledger.get(seq)).toMatchObject({ approver: '王五', copies: 3, intentNumber: 2, outcomeNumber: 3 });
    expect(ledger.get(seq)?.machine).not.toBe('');
    ledger.close();
  });

  it('says so when the clock was set back', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime('2026-05-01T10:00:00Z');
    const ledger = openLedger(path());
    ledger.begin([use()]);
    vi.setSystemTime('2026-05-01T09:00:00Z');
    ledger.begin([use(), use()]);
    const [event] = ledger.events({ kinds: ['clock-set-back'], limit: 10 });
    expect(event).toMatchObject({ time: '2026-05-01T09:00:00.000Z', data: { before: '2026-05-01T10:00:00.000Z' } });
    expect(ledger.events({ kinds: ['clock-set-back'], limit: 10 })).toHaveLength(1);
    ledger.close();
  });

  it.each([
    ['deleting', 'DELETE FROM event WHERE number = 2', /never deleted/],
    ['rewriting', "UPDATE event SET content = replace(content, '张三', '李四')", /never rewritten/],
    ['putting another in its place', "INSERT OR REPLACE INTO event VALUES (2, '{}', zeroblob(32))", /appended/],
    ['leaving a gap before', "INSERT INTO event (number, content, hash) VALUES (9, '{}', zeroblob(32))", /appended/],
  ])('refuses %s an event, even past this program', (_, statement, refusal) => {
    const ledger = openLedger(path());
    ledger.begin([use()]);
    ledger.close();
    const other = new Database(path());
    expect(() => other.exec(statement)).toThrow(refusal);
    other.close();
  });

  it.each([
    [
      'a changed last event',
      "UPDATE event SET content = replace(content, '张三', '李四') WHERE number = 2",
      'HISTORY_DAMAGED',
    ],
    ['a missing last event', 'DELETE FROM event WHERE number = 2', 'HISTORY_REPLACED'],
    ['no event at all', 'DELETE FROM event', 'HISTORY_DAMAGED'],
  ])('is not written on after %s', (_, statement, code) => {
    const ledger = openLedger(path());
    ledger.begin([use()]);
    ledger.close();
    const other = new Database(path());
    const guards = other.prepare("SELECT sql FROM sqlite_schema WHERE name LIKE 'event_is_never_%'").pluck().all();
    other.exec(`DROP TRIGGER event_is_never_deleted; DROP TRIGGER event_is_never_rewritten; ${statement}`);
    // Whoever knows how it is made puts them back.
    for (const guard of guards) other.exec(String(guard));
    other.close();
    expect(() => openLedger(path())).toThrowError(expect.objectContaining({ code }));
  });
});

describe('a row that somebody put into the list', () => {
  it('is not settled as a use that was interrupted', () => {
    const ledger = openLedger(path());
    ledger.begin([use()]);
    const other = new Database(path());
    other.exec(
      `CREATE TEMP TABLE t AS SELECT * FROM seal_use;
       UPDATE t SET seq = 2, writerPid = 2147483647, writerStartedAt = 'then'; INSERT INTO seal_use SELECT * FROM t`,
    );
    other.close();
    expect(ledger.recoverInterrupted()).toEqual([]);
    expect(ledger.events({ kinds: ['interrupted'], limit: 10 })).toEqual([]);
    ledger.close();
  });
});

describe('the lists', () => {
  it('are made anew from the events where somebody changed them', () => {
    const ledger = openLedger(path());
    const [first] = ledger.begin([use({ documentName: '租赁合同.pdf' }), use({ operator: '李四' })]);
    ledger.settle([first?.seq ?? 0], { outcome: 'completed', sha256After: 'ef'.repeat(32) });
    const read = () => ({
      list: ledger.list(everything),
      found: ledger.list({ ...everything, filter: { search: '租赁' } }).rows,
      counts: ledger.counts('operator', {}),
    });
    const before = read();
    expect(before.counts).toEqual([
      { key: '张三', count: 1, outcomes: { completed: 1 } },
      { key: '李四', count: 1, outcomes: { pending: 1 } },
    ]);
    const other = new Database(path());
    other.exec(
      `DROP TRIGGER use_is_never_deleted; DROP TRIGGER use_is_never_rewritten; DROP TRIGGER use_is_settled_once;
       DELETE FROM seal_use WHERE seq = 1; UPDATE seal_use SET operator = '王五' WHERE seq = 2; DELETE FROM use_count;`,
    );
    other.close();
    expect(read()).not.toEqual(before);
    ledger.rebuildLists();
    expect(read()).toEqual(before);
    expect(ledger.begin([use()])).toMatchObject([{ seq: 3 }]);
    ledger.close();
  });
});

describe('a ledger of before', () => {
  it('becomes events with the same numbers and outcomes, and a copy of it is kept', () => {
    const former = new Database(path());
    for (const statements of formerMigrations) former.exec(statements);
    former.pragma(`application_id = ${applicationId}`);
    former.pragma(`user_version = ${formerMigrations.length}`);
    const columns = Object.keys(formerRow);
    const insert = former.prepare(
      `INSERT INTO seal_use (${columns.join(', ')}) VALUES (${columns.map((one) => `@${one}`).join(', ')})`,
    );
    for (let index = 0; index < 2500; index++) insert.run({ ...formerRow, documentName: `合同${index}.pdf` });
    former.exec(
      "UPDATE seal_use SET outcome = 'completed', settledAt = '2026-01-02T03:05:00.000Z', sha256After = 'ef' WHERE seq % 3 = 0",
    );
    former.exec(
      "UPDATE seal_use SET outcome = 'failed', settledAt = '2026-01-02T03:05:00.000Z', errorCode = 'PIN_INCORRECT' WHERE seq % 3 = 1",
    );
    former.exec(
      "INSERT INTO repair (at, operator, inputPath, outputPath, sha256Before, sha256After, damage) VALUES ('2026-01-02T03:04:05.000Z', '张三', 'a', 'b', 'aa', 'bb', 'xref')",
    );
    former.close();

    const ledger = openLedger(path());
    const { rows, total } = ledger.list({ ...everything, limit: 3 });
    expect(total).toBe(2500);
    expect(rows).toMatchObject([
      { seq: 2500, outcome: 'failed', errorCode: 'PIN_INCORRECT', documentName: '合同2499.pdf' },
      { seq: 2499, outcome: 'completed', sha256After: 'ef', at: '2026-01-02T03:04:05.000Z' },
      { seq: 2498, outcome: 'pending', settledAt: null },
    ]);
    expect(ledger.repairs()).toMatchObject([{ operator: '张三', damage: 'xref' }]);
    expect(ledger.list({ ...everything, filter: { search: '合同77.pdf' } }).rows.map(({ seq }) => seq)).toEqual([78]);
    // Two events for a settled use, one for a pending one, one for the repair and one to begin with.
    expect(ledger.head().number).toBe(1 + 2500 + 833 + 834 + 1);
    expect(ledger.begin([use()])).toMatchObject([{ seq: 2501 }]);
    ledger.close();

    const copy = new Database(`${path()}.before-chain`, { readonly: true });
    expect(copy.prepare('SELECT count(*) FROM seal_use').pluck().get()).toBe(2500);
    copy.close();
  });
});

const formerRow = {
  at: '2026-01-02T03:04:05.000Z',
  runId: 'run',
  operator: '张三',
  tokenSerial: 'A1B2',
  tokenLabel: '财务UKey',
  certificateFingerprint: 'ab'.repeat(32),
  certificateSubject: 'CN=某某有限公司',
  certificateSerial: '01',
  sealId: 'seal-1',
  sealName: '公章',
  sealKind: 'official',
  documentName: '',
  documentPath: '/文件/合同.pdf',
  outputPath: '/文件/合同_已盖章.pdf',
  sha256Before: 'cd'.repeat(32),
  page: 2,
  xMm: 105.5,
  yMm: 210,
  reason: '采购',
  outcome: 'pending',
  door: 'cli',
  trial: 0,
  nameOnSeal: '',
  nameReason: '',
  impressionCount: 1,
  placingRules: 'here',
  writerPid: 1,
  writerStartedAt: 'then',
};

it('writes an event though what it tells holds half a character, wherever that stands', () => {
  const ledger = openLedger(path());
  ledger.record('refused', { reason: '付款\ud800', errorValues: { names: ['\udc00.pdf'] } });
  expect(ledger.events({ kinds: ['refused'], limit: 1 })).toMatchObject([
    { data: { reason: '付款\ufffd', errorValues: { names: ['\ufffd.pdf'] } } },
  ]);
  ledger.close();
});
