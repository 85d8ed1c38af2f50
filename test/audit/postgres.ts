import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';

const debian = '/usr/lib/postgresql';
const newest = readdirSync(debian).sort((a, b) => Number(b) - Number(a))[0] ?? '';
const programs = join(debian, newest, 'bin');
const numberOf = (what: '-u' | '-g') => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));
/** PostgreSQL refuses to run as root. */
const user = process.getuid?.() === 0 ? { uid: numberOf('-u'), gid: numberOf('-g') } : {};

/** A server of its own in a temporary folder: reached by its socket only, so that no port is taken. */
export class Postgres {
  // The path of a socket has room for 107 bytes.
  readonly folder = mkdtempSync('/tmp/qianyin-pg-');
  readonly #data = join(this.folder, 'data');

  constructor({ encoding = 'UTF8', password }: { encoding?: string; password?: string } = {}) {
    chmodSync(this.folder, 0o755);
    if (user.uid !== undefined) chownSync(this.folder, user.uid, user.gid);
    this.#run('initdb', '-D', this.#data, '-U', 'keeper', '-A', 'trust', '-E', encoding, '--locale=C', '--no-sync');
    // The keeper comes in as he is, a clerk by his password.
    const access = join(this.#data, 'pg_hba.conf');
    writeFileSync(access, `local all clerk scram-sha-256\n${readFileSync(access, 'utf8')}`);
    this.start();
    if (password === undefined) return;
    const makeClerk = `CREATE ROLE clerk LOGIN PASSWORD '${password}'`;
    this.#run('psql', '-h', this.folder, '-U', 'keeper', '-d', 'postgres', '-c', makeClerk);
  }

  #run(program: string, ...args: string[]): void {
    execFileSync(join(programs, program), args, { ...user, cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  start(): void {
    const options = `-k ${this.folder} -c listen_addresses='' -c fsync=off -c log_min_messages=panic`;
    this.#run('pg_ctl', '-D', this.#data, '-l', join(this.folder, 'log'), '-o', options, '-w', 'start');
  }

  /** At once, as when its machine fails. */
  stop(): void {
    this.#run('pg_ctl', '-D', this.#data, '-m', 'immediate', '-w', 'stop');
  }

  makeDatabase(name: string): string {
    this.#run('createdb', '-h', this.folder, '-U', 'keeper', name);
    return this.address(name);
  }

  address(database: string, login = 'keeper'): string {
    return `postgres://${login}@/${database}?host=${encodeURIComponent(this.folder)}`;
  }

  remove(): void {
    try {
      this.stop();
    } catch {
      // A test has stopped it.
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const rows = z.array(z.record(z.string(), z.unknown()));

/** What an auditor asks. */
export async function ask(address: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return rows.parse((await client.query(sql)).rows);
  } finally {
    await client.end();
  }
}
