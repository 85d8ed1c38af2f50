/** `qianyin audit` as a script runs it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WrittenLedger } from '../../audit/packages.ts';
import { ask, Postgres } from '../../audit/postgres.ts';
import { expectFailure, run } from './qianyin.ts';

let server: Postgres;
const folder = mkdtempSync(join(tmpdir(), 'qianyin-audit-cli-'));
const home = join(folder, 'home');
const file = (name: string) => join(folder, name);
const ledger = new WrittenLedger('1', 'desk-1');
const english = ['--lang', 'en'];

beforeAll(async () => {
  server = new Postgres({ password: 'geheim' });
  ledger.use('stamped');
  await ledger.pack(file('early.zip'));
  ledger.use('stamped');
  await ledger.pack(file('later.zip'));
  writeFileSync(file('no.zip'), 'nothing');
});
afterAll(() => {
  server?.remove();
  rmSync(folder, { recursive: true, force: true });
});

it('collects, says what it refused, and lists ledgers, with exit codes to match', async () => {
  const to = server.makeDatabase('audit');
  const none = await run({ home }, ['audit', 'status', '--to', to, ...english]);
  expect([none.code, none.stdout]).toEqual([0, 'The database has no ledger yet.\n']);
  const all = await run({ home }, ['audit', 'collect', file('early.zip'), file('later.zip'), '--to', to, ...english]);
  expect(all.stdout).toContain('later.zip: taken in, events 1–5; new events 2, new uses 1');
  expect(all.code).toBe(0);
  const some = await run({ home }, ['audit', 'collect', file('no.zip'), file('early.zip'), '--to', to, '--json']);
  expect(JSON.parse(some.stdout)).toMatchObject({ packages: [{ state: 'unreadable' }, { state: 'known' }] });
  expect(some.code).toBe(1);
  const status = await run({ home }, ['audit', 'status', '--to', to]);
  expect(status.code).toBe(0);
  expect(status.stdout).toMatch(/desk-1 .*1–5/);
  expect(await ask(to, 'SELECT count(*)::integer AS uses FROM qianyin.uses')).toEqual([{ uses: 2 }]);
  // Whoever collects keeps no records here.
  expect(existsSync(join(home, 'history.sqlite'))).toBe(false);
});

it('takes the password from the address, the environment or .pgpass, and repeats it nowhere', async () => {
  const keeper = server.makeDatabase('guarded');
  const to = (login: string) => server.address('guarded', login);
  const collect = (login: string, env: Record<string, string> = {}) =>
    run({ home, env }, ['audit', 'collect', file('early.zip'), '--to', to(login), '--json']);
  const pgpass = file('pgpass');
  writeFileSync(pgpass, '*:*:guarded:clerk:geheim\n', { mode: 0o600 });
  // A clerk who may not make the tables is told so; by then the password was right.
  const refused = await collect('clerk', { PGPASSWORD: 'geheim' });
  expectFailure(refused, 'DATABASE_NOT_PERMITTED', 2);
  await ask(keeper, 'GRANT CREATE ON DATABASE guarded TO clerk');
  for (const [login, env] of [
    ['clerk', { PGPASSWORD: 'geheim' }],
    ['clerk', { PGPASSFILE: pgpass }],
    ['clerk:geheim', {}],
  ] as const) {
    const { code, stdout, stderr } = await collect(login, env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('geheim');
  }
  for (const [login, env] of [
    ['clerk', {}],
    ['clerk', { PGPASSWORD: 'geheimer' }],
    ['clerk:geheimer', {}],
  ] as const) {
    const failed = await collect(login, env);
    expectFailure(failed, 'DATABASE_LOGIN_REFUSED', 2);
    expect(failed.stdout + failed.stderr).not.toContain('geheim');
  }
});

it('could not start: exit code 2, and no password in what it says', async () => {
  const nowhere = `postgres://clerk:geheim@/x?host=${encodeURIComponent(folder)}`;
  for (const args of [
    ['collect', file('early.zip'), '--to', nowhere],
    ['collect', file('early.zip'), '--to', nowhere, '--json'],
    ['collect', file('missing.zip'), '--to', nowhere],
    ['collect', nowhere, '--to', nowhere],
    ['collect', file('early.zip'), nowhere],
    ['collect', file('early.zip'), '--to', 'mysql://clerk:geheim@host/x'],
    ['status', nowhere, '--to', nowhere],
    ['status', '--to', server.address('no_such', 'clerk:geheim'), '--json'],
  ]) {
    const { code, stdout, stderr } = await run({ home }, ['audit', ...args]);
    expect(code, args.join(' ')).toBe(2);
    expect(stdout + stderr).not.toContain('geheim');
    expect(stderr).not.toBe('');
  }
});
