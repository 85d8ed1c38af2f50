import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../../src-main/history/index.ts';
import { chainVersion } from '../../src-main/history/store/schema.ts';
import { ended, otherProgram, seqsOf, use } from './seal-use.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-ledger-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, 'history.sqlite');
const saidDamaged = expect.objectContaining({ code: 'HISTORY_DAMAGED' });
const unavailable = expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' });
const isRoot = process.getuid?.() === 0;
const nobody = 65534;

describe('a record of seal uses that cannot be kept', () => {
  it('refuses a file that is no database and leaves it as it was', () => {
    const content = 'not a database, but long enough to be looked at as one'.repeat(40);
    writeFileSync(path(), content);
    expect(() => openLedger(path())).toThrowError(saidDamaged);
    expect(readFileSync(path(), 'utf8')).toBe(content);
  });

  it("refuses another program's database and leaves it as it was", () => {
    const foreign = new Database(path());
    foreign.exec('CREATE TABLE seal_use (seq INTEGER); INSERT INTO seal_use VALUES (7); PRAGMA user_version = 1');
    foreign.close();
    const before = readFileSync(path());
    expect(() => openLedger(path())).toThrowError(saidDamaged);
    expect(readFileSync(path()).equals(before)).toBe(true);
  });

  it.each([chainVersion + 1, 99])('refuses a ledger that a newer version of this program wrote: %d', (version) => {
    openLedger(path()).close();
    const newer = new Database(path());
    // A number alone makes no newer version: tampered-tables.test.ts.
    newer.exec('CREATE TABLE use_picture (seq INTEGER PRIMARY KEY)');
    newer.pragma(`user_version = ${version}`);
    newer.close();
    expect(() => openLedger(path())).toThrowError(expect.objectContaining({ code: 'HISTORY_NEWER' }));
  });

  it('gives nothing of a ledger that is damaged in the middle without saying so', () => {
    const ledger = openLedger(path());
    ledger.begin(Array.from({ length: 400 }, (_, index) => use({ reason: `用印 ${index} `.repeat(20) })));
    ledger.close();
    const damaged = readFileSync(path());
    damaged.fill(0x5a, 4096 * 12, damaged.length - 4096 * 12);
    writeFileSync(path(), damaged);
    expect(() => [...openLedger(path()).export({})]).toThrowError(saidDamaged);
  });

  it('refuses a ledger that was cut short', () => {
    const ledger = openLedger(path());
    ledger.begin(Array.from({ length: 200 }, () => use()));
    ledger.close();
    writeFileSync(path(), readFileSync(path()).subarray(0, 4096 * 5));
    expect(() => openLedger(path())).toThrowError(saidDamaged);
  });

  it('says so where its folder does not exist', () => {
    expect(() => openLedger(join(folder, 'missing', 'history.sqlite'))).toThrowError(unavailable);
  });

  it('says so when another program will not let go of the file', () => {
    const ledger = openLedger(path());
    const holder = new Database(path());
    holder.exec('BEGIN IMMEDIATE');
    expect(() => ledger.begin([use()])).toThrowError(unavailable);
    holder.exec('ROLLBACK');
    expect(seqsOf(ledger.begin([use()]))).toEqual([1]);
    holder.close();
    ledger.close();
  }, 15_000);

  it.runIf(isRoot)('says so before anything is signed when the file or its folder may only be read', async () => {
    openLedger(path()).close();
    chmodSync(path(), 0o444);
    chmodSync(folder, 0o555);
    const { exitCode, trouble } = await ended(otherProgram(path(), '', { uid: nobody }));
    expect(exitCode).not.toBe(0);
    expect(trouble).toContain('HISTORY_UNAVAILABLE');
  });

  it.runIf(isRoot)(
    'says so before anything is signed when the disk is full, and records again when there is room',
    () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk], { stdio: 'ignore' });
      } catch {
        // A container whose root may not mount: there is no small disk to fill.
        return;
      }
      try {
        const ledger = openLedger(join(disk, 'history.sqlite'));
        const [first] = seqsOf(ledger.begin([use()]));
        const filler = join(disk, 'filler');
        expect(() => writeFileSync(filler, Buffer.alloc(1_000_000))).toThrow(/ENOSPC/);
        expect(() => ledger.begin(Array.from({ length: 100 }, () => use()))).toThrowError(unavailable);
        expect(ledger.list({ filter: {}, limit: 10 }).rows.map(({ seq }) => seq)).toEqual([first]);
        rmSync(filler);
        expect(seqsOf(ledger.begin([use()]))).toEqual([2]);
        ledger.close();
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );
});
