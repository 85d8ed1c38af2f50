import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src-main/app.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { checkLedgerFile } from '../../src-main/history/check/ledger-check.ts';
import { openLedger, openTolerantLedger } from '../../src-main/history/index.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { ended, otherProgram, use } from './seal-use.ts';

const office = mkdtempSync(join(tmpdir(), 'qianyin-no-ledger-'));
afterAll(() => rmSync(office, { recursive: true, force: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-successor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = () => join(folder, 'history.sqlite');
const setAside = (where: string) => readdirSync(where).filter((name) => /\.set-aside\.sqlite$/.test(name));
const everything = { filter: {}, limit: 100 };

it('puts a record that cannot be used aside as it is, and stamping goes on, recorded', async () => {
  const ledger = join(office, 'history.sqlite');
  const document = join(office, '合同.pdf');
  copyFileSync(fixturePath('cairo.pdf'), document);
  const content = 'no database at all '.repeat(100);
  writeFileSync(ledger, content);
  const app = await createApp({ homeFolder: office, door: 'cli', desktop: commandDesktop() });
  try {
    const { sealId, token, pin } = await app.call('trial.create', { algorithm: 'rsa' });
    const stamped = await app.call('stamp.run', {
      runId: 'run',
      path: document,
      placements: [{ sealId, placing: { rule: 'here', page: 1, xMm: 60, yMm: 60 } }],
      pins: { [token.id]: pin },
    });
    expect(stamped.historySeqs).toEqual([1]);
    expect((await app.call('history.list', {})).total).toBe(1);
    const [aside = ''] = setAside(office);
    expect(readFileSync(join(office, aside), 'utf8')).toBe(content);
  } finally {
    await app.close();
  }
});

describe('a fresh ledger', () => {
  it('names the last known head of the one before, and gives no number of a use out again', () => {
    const first = openTolerantLedger(path());
    first.begin([use(), use()]);
    const head = first.head();
    first.close();
    writeFileSync(path(), Buffer.alloc(readFileSync(path()).length, 0x5a));
    const second = openTolerantLedger(path());
    const [begun] = second.events({ kinds: ['ledger-begun'], limit: 1 });
    expect(begun?.data).toMatchObject({ reason: 'damaged', predecessor: head, lastUse: 2 });
    expect(second.begin([use()])).toMatchObject([{ seq: 3 }]);
    expect(second.id()).not.toBe(head.ledger);
    second.close();
    const third = openTolerantLedger(path());
    expect(third.id()).toBe(second.id());
    third.close();
  });

  it('takes the place of an older copy that was put back, which is kept', async () => {
    const first = openTolerantLedger(path());
    first.begin([use()]);
    first.close();
    const copy = readFileSync(path());
    const again = openTolerantLedger(path());
    again.begin([use()]);
    const head = again.head();
    again.close();
    writeFileSync(path(), copy);
    const found = openTolerantLedger(path());
    const [begun] = found.events({ kinds: ['ledger-begun'], limit: 1 });
    expect(begun?.data).toMatchObject({ reason: 'replaced', predecessor: head, lastUse: 2 });
    const asides = setAside(folder);
    expect(asides).toEqual([begun?.data.setAside]);
    found.close();
    // The copy is whole by itself: its successor knows what it lacks, and a check of the successor names it.
    const [aside = ''] = asides;
    expect(await checkLedgerFile({ path: join(folder, aside), anchors: [] })).toMatchObject({
      whole: false,
      faults: [{ kind: 'cut', number: head.number }],
    });
    expect(await checkLedgerFile({ path: path(), anchors: [] })).toMatchObject({
      whole: true,
      setAside: { file: aside, head },
    });
  });

  it('says that there was one before where the file was deleted', () => {
    const first = openTolerantLedger(path());
    first.begin([use()]);
    const head = first.head();
    first.close();
    rmSync(path());
    const second = openTolerantLedger(path());
    expect(second.events({ kinds: ['ledger-begun'], limit: 1 })[0]?.data).toMatchObject({ predecessor: head });
    expect(second.begin([use()])).toMatchObject([{ seq: 2 }]);
    second.close();
  });

  it('is written to by a program that had the former one open', async () => {
    const open = openTolerantLedger(path());
    open.begin([use()]);
    for (const suffix of ['', '-wal', '-shm']) renameSync(`${path()}${suffix}`, join(folder, `aside.sqlite${suffix}`));
    expect((await ended(otherProgram(path(), `ledger.begin([${JSON.stringify(use())}])`))).exitCode).toBe(0);
    open.begin([use()]);
    expect(open.list(everything).rows.map(({ seq }) => seq)).toEqual([3, 2]);
    open.close();
  });
});

describe('a ledger that was put aside by a process that was killed', () => {
  /** As it is on the disk while its events are in the log still. */
  function killedWhileOpen(): number {
    const other = mkdtempSync(join(folder, 'open-'));
    const ledger = openTolerantLedger(join(other, 'history.sqlite'));
    ledger.begin([use(), use()]);
    const head = ledger.head().number;
    for (const name of readdirSync(other)) copyFileSync(join(other, name), join(folder, name));
    ledger.close();
    return head;
  }

  it.each([['-wal'], ['-wal', '-shm']])('is whole where it was put aside by half: %s', (...moved) => {
    const head = killedWhileOpen();
    for (const suffix of moved)
      renameSync(`${path()}${suffix}`, join(folder, `history.20261201T000000Z.set-aside.sqlite${suffix}`));
    const ledger = openTolerantLedger(path());
    expect(ledger.list(everything).rows.map(({ seq }) => seq)).toEqual([2, 1]);
    expect(ledger.head().number).toBe(head);
    ledger.close();
    expect(readdirSync(folder).filter((name) => name.includes('set-aside'))).toEqual([]);
  });
});

it('writes nothing to a ledger that was put aside before the write lock was there', () => {
  const open = openLedger(path());
  open.begin([use()]);
  for (const suffix of ['', '-wal', '-shm']) renameSync(`${path()}${suffix}`, join(folder, `aside.sqlite${suffix}`));
  expect(() => open.begin([use()])).toThrowError(expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' }));
  open.close();
  expect(openLedgerAt('aside.sqlite')).toBe(1);
});

function openLedgerAt(name: string): number {
  const ledger = openLedger(join(folder, name));
  try {
    return ledger.list(everything).rows.length;
  } finally {
    ledger.close();
  }
}

it('waits with a restore for the use that is being begun', { timeout: 30_000 }, async () => {
  const ledger = openTolerantLedger(path());
  ledger.begin([use()]);
  const copy = join(mkdtempSync(join(folder, 'copy-')), 'history.sqlite');
  await ledger.copyTo(copy);
  const module = new URL('../../src-main/history/index.ts', import.meta.url).href;
  const restoring = `import { openTolerantLedger } from ${JSON.stringify(module)};
    openTolerantLedger(${JSON.stringify(path())}).replaceWith(${JSON.stringify(copy)});`;
  const seqs = ledger.together(() => {
    // It gives up after some seconds: the use is not on record before this returns.
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', restoring], { encoding: 'utf8' });
    expect(stderr).toContain('HISTORY_UNAVAILABLE');
    return ledger.begin([use()]).map(({ seq }) => seq);
  });
  ledger.replaceWith(copy);
  expect([...seqs, ...ledger.begin([use()]).map(({ seq }) => seq)]).toEqual([2, 3]);
  ledger.close();
});

describe('a backup in the place of the ledger', () => {
  it('says that it was restored from the moment it is there, and gives no number out again', async () => {
    const first = openTolerantLedger(path());
    first.begin([use()]);
    const copy = join(mkdtempSync(join(folder, 'copy-')), 'history.sqlite');
    await first.copyTo(copy);
    first.begin([use(), use()]);
    // What comes next cannot be done, as when the power fails.
    rmSync(join(folder, 'history.head'));
    mkdirSync(join(folder, 'history.head', 'x'), { recursive: true });
    expect(() => first.replaceWith(copy)).toThrowError(expect.objectContaining({ code: 'HISTORY_UNAVAILABLE' }));
    first.close();
    const again = openTolerantLedger(path());
    const [restored] = again.events({ kinds: ['restored'], limit: 1 });
    expect(restored?.data).toMatchObject({ lastUse: 3, setAside: setAside(folder)[0] });
    expect(again.begin([use()])).toMatchObject([{ seq: 4 }]);
    again.close();
  });
});
