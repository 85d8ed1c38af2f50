import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HistoryCheck } from '../../../src-main/contract/index.ts';
import type { Anchor } from '../../../src-main/history/check/chain-check.ts';
import { checkLedgerFile } from '../../../src-main/history/check/ledger-check.ts';
import { checkPackageFile } from '../../../src-main/history/check/package-check.ts';
import { canonicalJson } from '../../../src-main/history/events/canonical.ts';
import { openLedger } from '../../../src-main/history/index.ts';
import { OpensslAuthority } from '../../signature/openssl-authority.ts';
import { use } from '../seal-use.ts';
import { sha256, wordsOf } from './chains.ts';
import { type Entries, forge, makeLedger, makeSmallLedger, packLedger, readZip, writeZip } from './files.ts';
import { checkScript, PythonCheck } from './python-check.ts';

const python = new PythonCheck();
const openssl = new OpensslAuthority();
const folder = mkdtempSync(join(tmpdir(), 'qianyin-check-'));
const whole = join(folder, 'whole.sqlite');
const wholePackage = join(folder, 'whole.zip');
/** Without checkpoints, whose signatures take most of the time of a check. */
const small = join(folder, 'small.sqlite');
const smallPackage = join(folder, 'small.zip');
const path = join(folder, 'history.sqlite');
const head = join(folder, 'history.head');
const archive = join(folder, 'package.zip');
let entries: Entries;
let smallEntries: Entries;

const storedEvents = z.array(z.object({ number: z.number(), content: z.string(), hash: z.instanceof(Uint8Array) }));
function eventsOf(file: string) {
  const database = new Database(file, { readonly: true });
  try {
    return storedEvents.parse(database.prepare('SELECT number, content, hash FROM event ORDER BY number').all());
  } finally {
    database.close();
  }
}

beforeAll(async () => {
  const signers = (['RSA-2048', 'P-256', 'SM2'] as const).map((key) =>
    openssl.signerOf(openssl.issue({ subject: `/CN=${key}`, key })),
  );
  await makeLedger(whole, signers);
  writeFileSync(wholePackage, '');
  await packLedger(whole, wholePackage);
  entries = await readZip(wholePackage);
  makeSmallLedger(small);
  writeFileSync(smallPackage, '');
  await packLedger(small, smallPackage);
  smallEntries = await readZip(smallPackage);
});
beforeEach(() => {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
  copyFileSync(whole, path);
  rmSync(head, { force: true });
});
afterAll(() => {
  python.close();
  openssl.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What both checkers find in a file, and that it is the same. */
async function both(file: string, anchors: readonly Anchor[] = []): Promise<HistoryCheck> {
  const check = file.endsWith('.zip') ? checkPackageFile : checkLedgerFile;
  const found = await check({ path: file, anchors });
  const script = await python.file(file, anchors);
  const { setAside, checkpoints, ...plain } = found;
  expect(script).toMatchObject({ ...plain, checkpoints: checkpoints.map(({ signer, ...one }) => one) });
  expect(wordsOf(script)).toEqual(wordsOf(found));
  return found;
}
const found = async (file: string, anchors: readonly Anchor[] = []) => wordsOf(await both(file, anchors));

const contentOf = (name: string) => entries.find(([known]) => known === name)?.[1] ?? Buffer.alloc(0);
const lines = () => contentOf('events.jsonl').toString('latin1').split('\n').slice(0, -1);
const withEntry = (name: string, content: Uint8Array | string): Entries =>
  entries.map(([known, former]) => [known, known === name ? Buffer.from(content) : former]);
const withLines = (all: readonly string[]) =>
  withEntry('events.jsonl', Buffer.from(all.map((line) => `${line}\n`).join(''), 'latin1'));
async function foundInPackage(changed: Entries, anchors: readonly Anchor[] = []) {
  await writeZip(archive, changed);
  return found(archive, anchors);
}

const trigger = (body: string) =>
  `DROP TRIGGER use_begins_pending; CREATE TRIGGER use_begins_pending BEFORE INSERT ON seal_use ${body}`;
const endless = `DROP TABLE seal_use; CREATE VIEW seal_use AS
  WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n) SELECT * FROM n`;

describe('what nobody touched', () => {
  it('is whole: ledger and package, with all three kinds of checkpoints, and the head beside it', async () => {
    const events = eventsOf(path);
    const result = await both(path);
    expect(result).toMatchObject({ whole: true, faults: [], events: events.length, vouchedUntil: events.length - 2 });
    expect(result.checkpoints.map(({ signer }) => signer)).toEqual(['CN=RSA-2048', 'CN=P-256', 'CN=SM2']);
    const packed = await both(wholePackage);
    expect({ ...packed }).toEqual({ ...result });
  });

  it('is whole when it is packed from a later event on', async () => {
    writeFileSync(archive, '');
    await packLedger(path, archive, 4);
    expect(await both(archive)).toMatchObject({ whole: true, first: 4 });
  });

  it('has checkpoints that openssl verifies', async () => {
    for (const [name, content] of entries) {
      const [, number] = /^checkpoints\/(\d+)\.p7s$/.exec(name) ?? [];
      if (number === undefined) continue;
      const statement = openssl.write(contentOf(`checkpoints/${number}.statement.json`));
      const verify = () =>
        openssl.run(
          'cms',
          '-verify',
          '-binary',
          '-inform',
          'DER',
          '-in',
          openssl.write(content),
          '-content',
          statement,
          '-noverify',
          '-out',
          '/dev/null',
        );
      // openssl 3.0 knows no SM2 in CMS.
      if (content.includes(Buffer.from('2a811ccf5501', 'hex'))) continue;
      expect(verify).not.toThrow();
    }
    for (const [name, content] of entries)
      if (name.startsWith('certificates/'))
        expect(openssl.run('x509', '-in', openssl.write(content), '-noout', '-subject').toString()).toContain('CN');
  });

  it('is told by the script itself, with the exit codes of verify', () => {
    const run = (...args: string[]) => {
      try {
        return {
          code: 0,
          out: execFileSync('python3', ['-I', checkScript, ...args], { encoding: 'utf8', stdio: 'pipe' }),
        };
      } catch (cause) {
        return z
          .object({ status: z.number(), stdout: z.string() })
          .transform(({ status, stdout }) => ({ code: status, out: stdout }))
          .parse(cause);
      }
    };
    expect(run(wholePackage)).toMatchObject({ code: 0, out: expect.stringContaining('whole') });
    expect(run(path, '--json').code).toBe(0);
    expect(run(path, '--head', `2:${sha256('')}`)).toMatchObject({ code: 1, out: expect.stringContaining('forked 2') });
    expect(run(path, '--receipt', `1.${'0'.repeat(32)}.0000000002.${sha256('')}`).out).toContain('foreign 2');
    expect(run(join(folder, 'nothing.zip')).code).toBe(2);
    expect(run(checkScript).code).toBe(2);
  });
});

describe('every byte', () => {
  function flipped(bytes: Uint8Array, at: number): Buffer {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    return changed;
  }

  it('of every event and every hash, in a ledger', { timeout: 300_000 }, async () => {
    const misses: string[] = [];
    const file = readFileSync(small);
    for (const { number, content, hash } of eventsOf(small)) {
      // In the file the hash follows the content. SQLite itself would refuse to write what is no JSON.
      const record = Buffer.concat([Buffer.from(content), hash]);
      const start = file.indexOf(record);
      expect(start).toBeGreaterThan(0);
      for (let at = 0; at < record.length; at += 1) {
        writeFileSync(path, flipped(file, start + at));
        const words = await found(path);
        if (!words.includes(`changed ${number}`)) misses.push(`event ${number}, byte ${at}: ${words}`);
      }
    }
    expect(misses).toEqual([]);
  });

  it('of checkpoints, in a ledger', { timeout: 120_000 }, async () => {
    const misses: string[] = [];
    const file = readFileSync(whole);
    for (const { number, content } of eventsOf(whole)) {
      if (!content.includes('"kind":"checkpoint"')) continue;
      // Long texts lie in several pages.
      for (let at = 0; at + 64 < content.length; at += 97) {
        const start = file.indexOf(content.slice(at, at + 64));
        if (start < 0 || file.indexOf(content.slice(at, at + 64), start + 1) >= 0) continue;
        writeFileSync(path, flipped(file, start));
        const words = await found(path);
        if (!words.includes(`changed ${number}`)) misses.push(`event ${number}, byte ${at}: ${words}`);
      }
    }
    expect(misses).toEqual([]);
  });

  /** What is not found of the changes to every `step`th byte of an event in a package. */
  async function missesInPackage(packed: Entries, number: number, step: number): Promise<string[]> {
    const misses: string[] = [];
    const text = packed.find(([name]) => name === 'events.jsonl')?.[1] ?? Buffer.alloc(0);
    const starts = [0, ...[...text.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))];
    for (let at = starts[number - 1] ?? 0; at < (starts[number] ?? 0); at += step) {
      const changed = flipped(text, at);
      await writeZip(
        archive,
        packed.map(([name, content]) => [name, name === 'events.jsonl' ? changed : content]),
      );
      const words = await found(archive);
      // An end of a line that is gone joins two events, and the second lacks.
      const isNamed = [`changed ${number}`, `reordered ${number}`, `gap ${number}`, `foreign ${number}`].some((word) =>
        words.some((one) => one === word || one.startsWith(`${word}-`)),
      );
      if (!isNamed) misses.push(`event ${number}, byte ${at}: ${words}`);
    }
    return misses;
  }

  it('of every event, in a package', { timeout: 300_000 }, async () => {
    for (const { number } of eventsOf(small)) expect(await missesInPackage(smallEntries, number, 1)).toEqual([]);
  });

  it('of checkpoints, in a package', { timeout: 120_000 }, async () => {
    for (const { number, content } of eventsOf(whole))
      if (content.includes('"kind":"checkpoint"')) expect(await missesInPackage(entries, number, 97)).toEqual([]);
  });

  it('of the manifest, and of each proof beside the events', { timeout: 300_000 }, async () => {
    const misses: string[] = [];
    for (const [name, content] of entries) {
      if (!/^(?:manifest|checkpoints|certificates)/.test(name)) continue;
      for (let at = 0; at < content.length; at += name === 'manifest.json' ? 1 : 199) {
        const changed = flipped(content, at);
        const words = await foundInPackage(withEntry(name, changed));
        // Who made it and when is said by the package alone.
        const isOwnWord = name === 'manifest.json' && at >= content.indexOf('"madeAt"');
        if (words.length === 0 && !isOwnWord) misses.push(`${name}, byte ${at}`);
      }
    }
    expect(misses).toEqual([]);
  });
});

describe('with plain SQLite, somebody', () => {
  const last = () => eventsOf(whole).length;

  it('deletes an event, each in turn', async () => {
    for (const { number } of eventsOf(whole)) {
      copyFileSync(whole, path);
      forge(path, (database) => database.prepare('DELETE FROM event WHERE number = ?').run(number));
      const words = await found(path, [anchorOfLast()]);
      expect(words, `${number}`).toContain(number === last() ? `cut ${number}` : `gap ${number}`);
    }
  });

  it('swaps two events, each pair of neighbours and the two ends', async () => {
    const events = eventsOf(whole);
    for (const { number } of events) {
      const other = number === events.length ? 1 : number + 1;
      copyFileSync(whole, path);
      forge(path, (database) => {
        database.prepare('UPDATE event SET number = 1000 WHERE number = ?').run(number);
        database.prepare('UPDATE event SET number = ? WHERE number = ?').run(number, other);
        database.prepare('UPDATE event SET number = ? WHERE number = 1000').run(other);
      });
      const words = await found(path);
      for (const one of [number, other])
        expect(
          words.some((word) => [`reordered ${one}`, `changed ${one}`].includes(word)),
          `${one} in ${words}`,
        ).toBe(true);
    }
  });

  it('gives an event another number, each in turn', async () => {
    for (const { number } of eventsOf(whole)) {
      copyFileSync(whole, path);
      forge(path, (database) =>
        database.prepare('UPDATE event SET number = ? WHERE number = ?').run(number ^ 64, number),
      );
      expect(await found(path), `${number}`).toContain(`reordered ${number ^ 64}`);
    }
  });

  it('cuts off the end, to every length', async () => {
    for (let length = 0; length < last(); length += 1) {
      copyFileSync(whole, path);
      forge(path, (database) => database.prepare('DELETE FROM event WHERE number > ?').run(length));
      const range = length + 1 === last() ? `cut ${last()}` : `cut ${length + 1}-${last()}`;
      expect(await found(path, [anchorOfLast()])).toContain(range);
    }
  });

  it('puts an older copy back, beside which the newer head is', async () => {
    const ledger = openLedger(path);
    ledger.begin([use()]);
    ledger.close();
    copyFileSync(whole, path);
    expect(await found(path)).toEqual([`cut ${last() + 1}`]);
  });

  it('puts an older copy back and stamps on', async () => {
    const ledger = openLedger(path);
    ledger.begin([use()]);
    const known = readFileSync(head);
    ledger.close();
    rmSync(head);
    copyFileSync(whole, path);
    const forked = openLedger(path);
    forked.begin([use({ reason: '另一次' })]);
    forked.close();
    writeFileSync(head, known);
    expect(await found(path)).toEqual([`forked ${last() + 1}`]);
  });

  it('writes all anew, with the checkpoints that were', async () => {
    forge(path, (database) => rewriteAll(database));
    const words = await found(path);
    expect(words.filter((word) => word.startsWith('forked'))).toHaveLength(3);
    expect(await found(path, [anchorAt(2)])).toContain('forked 2');
  });

  it('replaces the file by another ledger', async () => {
    const known = anchorAt(2);
    rmSync(path);
    const ledger = openLedger(path);
    ledger.begin([use()]);
    ledger.close();
    expect(await found(path, [known])).toEqual(['foreign 2']);
  });

  it.each<[string, string, string]>([
    ['changes a row of the list', "UPDATE seal_use SET operator = '李四' WHERE seq = 1", 'view 1'],
    ['changes an outcome in the list', "UPDATE seal_use SET outcome = 'failed' WHERE seq = 1", 'view 1'],
    [
      'settles a use in the list alone',
      "UPDATE seal_use SET outcome = 'cancelled', settledAt = at, outcomeNumber = 3 WHERE seq = 3",
      'view 3',
    ],
    ['takes a row from the list', 'DELETE FROM seal_use WHERE seq = 2', 'view 2'],
    [
      'puts a row into the list',
      'CREATE TEMP TABLE t AS SELECT * FROM seal_use WHERE seq = 1; UPDATE t SET seq = 9; INSERT INTO seal_use SELECT * FROM t',
      'view 9',
    ],
    ['gives a use another number in the list', 'UPDATE seal_use SET seq = 9 WHERE seq = 3', 'view 3'],
    ['changes the counts', 'UPDATE use_count SET count = count + 1', 'view 0'],
    ['changes what can be chosen', "UPDATE use_value SET label = '私章'", 'view 0'],
    ['changes a repair', "UPDATE repair SET outputPath = '/c'", 'view 0'],
    ['drops the lists', 'DROP TABLE seal_use', 'view 0'],
    ['makes a trigger on the events', 'CREATE TRIGGER mine AFTER INSERT ON event BEGIN SELECT 1; END', 'foreign 0'],
    [
      'makes a trigger on the events that has the name of our index',
      'CREATE TRIGGER event_kind AFTER INSERT ON event BEGIN SELECT 1; END',
      'foreign 0',
    ],
    [
      'makes a trigger that has the name of the events',
      'CREATE TRIGGER event AFTER INSERT ON event BEGIN SELECT 1; END',
      'foreign 0',
    ],
    ['makes a view', 'CREATE VIEW mine AS SELECT 1', 'foreign 0'],
    ['says that another program made it', 'PRAGMA application_id = 1', 'foreign 0'],
    [
      'makes a view of the events',
      'ALTER TABLE event RENAME TO kept; CREATE VIEW event AS SELECT * FROM kept WHERE number < 3',
      'unreadable 0',
    ],
    [
      'makes the events anew without their limits',
      'CREATE TABLE e AS SELECT number, content, hash FROM event; DROP TABLE event; ALTER TABLE e RENAME TO event',
      'unreadable 0',
    ],
  ])('%s', async (_, statements, word) => {
    forge(path, (database) => {
      // What refers to a table that goes away goes with it.
      database.pragma('legacy_alter_table = ON');
      database.exec(statements);
    });
    expect(await found(path)).toContain(word);
  });

  it.each<[string, string]>([
    ['makes a trigger', "CREATE TRIGGER mine AFTER INSERT ON seal_use BEGIN UPDATE seal_use SET note = ''; END"],
    ['makes one that refuses', "CREATE TRIGGER use_x BEFORE INSERT ON seal_use BEGIN SELECT RAISE(ABORT, 'x'); END"],
    [
      'makes one that has the name of our index',
      'CREATE TRIGGER use_by_run BEFORE INSERT ON seal_use BEGIN SELECT RAISE(IGNORE); END',
    ],
    ['makes one of ours do something else', trigger('BEGIN SELECT RAISE(IGNORE); END')],
    ['takes a trigger away', 'DROP TRIGGER use_is_never_deleted'],
    ['makes an index that refuses', 'CREATE UNIQUE INDEX use_x ON seal_use (operator) WHERE seq > 9'],
    ['takes an index away', 'DROP INDEX use_narrow'],
    ['makes a column', "ALTER TABLE seal_use ADD COLUMN x TEXT NOT NULL DEFAULT ''"],
    ['drops what is searched', 'DROP TABLE use_terms'],
    ['puts a query without an end in the place of a list', endless],
  ])('%s, of a list: the evidence is whole, and opening makes the lists anew', async (_, statements) => {
    const database = new Database(path);
    database.exec(statements);
    database.close();
    const result = await both(path);
    expect(result).toMatchObject({ whole: false, chainWhole: true, faults: [{ kind: 'view', number: 0 }] });
    openLedger(path).close();
    expect(await found(path)).toEqual([]);
  });

  it('puts a query without an end into what SQLite keeps of the search: the check ends', async () => {
    const database = new Database(path).unsafeMode();
    database.exec(`DROP TABLE use_terms_config; CREATE VIEW use_terms_config AS
      WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n) SELECT k, k AS v FROM n`);
    database.close();
    expect(await both(path)).toMatchObject({ chainWhole: true, faults: [{ kind: 'view', number: 0 }] });
  });

  it('changes an event behind more changed rows than are told', async () => {
    const many = join(folder, 'many.sqlite');
    const ledger = openLedger(many);
    const uses = ledger.begin(Array.from({ length: 1100 }, () => use()));
    ledger.settle(
      uses.map(({ seq }) => seq),
      { outcome: 'failed' },
    );
    ledger.close();
    forge(many, (database) => {
      database.exec("UPDATE seal_use SET operator = '李四'");
      database.exec("UPDATE event SET content = replace(content, '张三', '李四') WHERE number = 1050");
    });
    const result = await both(many);
    expect(result).toMatchObject({ whole: false, chainWhole: false });
    expect(result.faults).toContainEqual({ kind: 'changed', number: 1050 });
  });

  it('puts an older copy in the place of one whose successor is archived itself', async () => {
    const kept = join(folder, 'history.20261130T010203Z.set-aside.sqlite');
    const successor = join(folder, 'history.20261201T010203Z.archived.sqlite');
    copyFileSync(path, kept);
    const events = eventsOf(path);
    const known = { ...anchorOfLast(), number: events.length + 1 };
    openLedger(successor, { setAside: basename(kept), predecessor: { ...known, ledger: known.ledger ?? '' } }).close();
    expect(await found(kept)).toEqual([`cut ${events.length + 1}`]);
    for (const one of [kept, successor]) rmSync(one);
  });

  it('leaves the triggers away', async () => {
    const database = new Database(path);
    database.exec('DROP TRIGGER event_is_never_rewritten');
    database.close();
    expect(await found(path)).toEqual(['foreign 0']);
  });

  it('damages the file: never a crash, and never whole where an event is hit', { timeout: 120_000 }, async () => {
    const bytes = readFileSync(whole);
    for (let at = 0; at < bytes.length; at += 1999) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xa5, at, at + 16);
      writeFileSync(path, damaged);
      const here = await checkLedgerFile({ path, anchors: [] });
      const script = await python.file(path);
      expect(script.whole, `byte ${at}: ${wordsOf(here)} ${wordsOf(script)}`).toBe(here.whole);
    }
    for (const length of [0, 1, 100, 4096, bytes.length - 4096]) {
      writeFileSync(path, bytes.subarray(0, length));
      expect((await both(path)).whole).toBe(false);
    }
  });

  const anchorAt = (number: number): Anchor => {
    const event = eventsOf(whole).find((one) => one.number === number);
    const { ledger } = z.object({ ledger: z.string() }).parse(JSON.parse(event?.content ?? ''));
    return { ledger, number, hash: Buffer.from(event?.hash ?? []).toString('hex') };
  };
  const anchorOfLast = () => anchorAt(last());
});

/** Every event with its data as it was but one, chained anew. */
function rewriteAll(database: Database.Database): void {
  let previous = '0'.repeat(64);
  for (const { number, content } of storedEvents.parse(database.prepare('SELECT * FROM event ORDER BY number').all())) {
    const event = JSON.parse(content);
    if (number === 1) event.data.machine = 'another';
    const written = canonicalJson({ ...event, previous });
    previous = sha256(written);
    database
      .prepare('UPDATE event SET content = ?, hash = ? WHERE number = ?')
      .run(written, Buffer.from(previous, 'hex'), number);
  }
}

describe('in a package, somebody', () => {
  it('deletes an event, each in turn', async () => {
    const all = lines();
    for (const index of all.keys()) {
      const words = await foundInPackage(withLines(all.filter((_, at) => at !== index)));
      expect(words).toContain(index === all.length - 1 ? `cut ${index + 1}` : `gap ${index + 1}`);
    }
  });

  it('swaps two events, each pair', async () => {
    const all = lines();
    for (const one of all.keys())
      for (const other of all.keys()) {
        if (other <= one) continue;
        const swapped = all.map((line, at) => (at === one ? all[other] : at === other ? all[one] : line) ?? '');
        const words = await foundInPackage(withLines(swapped));
        expect(words.length, `${one} ${other}`).toBeGreaterThan(0);
        expect(
          words.some((word) => word.endsWith(` ${one + 1}`)),
          `${one + 1} in ${words}`,
        ).toBe(true);
      }
  });

  it('puts an event in twice, in each place', async () => {
    const all = lines();
    for (const at of all.keys()) {
      const words = await foundInPackage(withLines([...all.slice(0, at), all[2] ?? '', ...all.slice(at)]));
      expect(words, `${at}`).not.toEqual([]);
    }
  });

  it('cuts the text off, at each byte', { timeout: 300_000 }, async () => {
    const text = contentOf('events.jsonl');
    const misses: number[] = [];
    for (let length = 0; length < text.length; length += 211) {
      if ((await foundInPackage(withEntry('events.jsonl', text.subarray(0, length)))).length === 0) misses.push(length);
    }
    expect(await foundInPackage(withEntry('events.jsonl', text.subarray(0, -1)))).not.toEqual([]);
    expect(misses).toEqual([]);
  });

  it.each<[string, () => Entries, string]>([
    ['leaves out the manifest', () => entries.filter(([name]) => name !== 'manifest.json'), 'unreadable 0'],
    ['leaves out the events', () => entries.filter(([name]) => name !== 'events.jsonl'), 'unreadable 0'],
    ['leaves out a signature', () => entries.filter(([name]) => name !== signatureName()), `checkpoint ${7}`],
    ['adds a signature', () => [...entries, ['checkpoints/999.p7s', Buffer.from('x')]], 'checkpoint 999'],
    ['adds a certificate', () => [...entries, ['certificates/mine.pem', Buffer.from('x')]], 'checkpoint 0'],
    ['has the events twice', () => [...entries, ['events.jsonl', Buffer.from('')]], 'unreadable 0'],
    ['has them under a name in capitals', () => [...entries, ['EVENTS.JSONL', Buffer.from('')]], 'unreadable 0'],
  ])('%s', async (_, changed, word) => {
    expect(await foundInPackage(changed())).toContain(word);
  });
  const signatureName = () => entries.map(([name]) => name).find((name) => name.endsWith('.p7s')) ?? '';
});
