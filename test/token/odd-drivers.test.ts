/** Drivers that do what the standard does not say, or what the machine lacks; each by a real module. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTokens, type DriverCandidate, type Tokens, type TokensConfig } from '../../src-main/token/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from './drivers.ts';
import { type FaultyDriver, makeFaultyDriver } from './faulty-driver.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'token-odd-'));
const mechanism = { scheme: 'rsa-pkcs1', hash: 'sha256' } as const;
const toSign = { digest: new Uint8Array(32), message: new Uint8Array() };
const root = join(import.meta.dirname, '..', '..');
let made: SoftHsmToken;
let faulty: FaultyDriver;
let good: SoftHsmToken;
let room: Tokens | null = null;

beforeAll(() => {
  const key = { algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=合同专用章' } as const;
  made = makeSoftHsmToken({ folder: join(folder, 'odd'), label: '怪章', pin: '123456', keys: [key] });
  good = makeSoftHsmToken({ folder: join(folder, 'good'), label: '好章', pin: '123456', keys: [key] });
  faulty = makeFaultyDriver('faulty', folder, made);
});
afterEach(async () => {
  await room?.stop();
  room = null;
  faulty.obey();
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(candidates: DriverCandidate[], config: Partial<TokensConfig> = {}): Tokens {
  room = createTokens({
    homeFolder: folder,
    addedDriverPaths: [],
    discover: () => candidates,
    pollIntervalMs: 50,
    restartDelaysMs: [],
    ...config,
  });
  room.start();
  return room;
}

async function open(candidates: DriverCandidate[]): Promise<Tokens> {
  const opened = start(candidates);
  await opened.settle();
  return opened;
}

async function sign(opened: Tokens, token: SoftHsmToken): Promise<number> {
  const signer = await opened.openSigner({
    tokenId: opened.tokens().find(({ serial }) => serial === token.serial)?.id ?? '',
    certificateFingerprint: token.certificates[0]?.fingerprint ?? '',
    pin: token.pin,
    finalTryConfirmed: false,
  });
  const signature = await signer.sign(mechanism, toSign);
  await signer.close();
  return signature.length;
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a driver that', () => {
  it.each(['no-locking', 'no-arguments', 'mechanism-list-fails', 'close-fails', 'object-list-fails'])(
    'has the fault %s shows its token, and signs',
    async (order) => {
      faulty.obey(order);
      const opened = await open([faulty.candidate]);
      expect(opened.drivers()).toMatchObject([{ state: 'ready', tokenCount: 1 }]);
      expect(opened.tokens()[0]?.certificates.map(({ problem }) => problem)).toEqual([null]);
      expect(await sign(opened, made)).toBe(256);
    },
  );

  it('wants to be told where its tokens are, as NSS does, shows them', async () => {
    const database = join(folder, 'nss');
    mkdirSync(database);
    const password = join(folder, 'nss-password');
    writeFileSync(password, '12345678\n');
    const certutil = (...args: string[]) =>
      execFileSync('certutil', ['-d', `sql:${database}`, '-f', password, ...args], { stdio: 'ignore' });
    certutil('-N');
    certutil('-S', '-n', 'seal', '-s', 'CN=NSS', '-x', '-t', ',,', '-z', password);
    const path =
      ['/usr/lib/x86_64-linux-gnu/libsoftokn3.so', '/usr/lib/x86_64-linux-gnu/nss/libsoftokn3.so'].find(existsSync) ??
      '';
    const nss: DriverCandidate = { ...faulty.candidate, id: 'nss', name: 'NSS', path, library: path, env: {} };
    const without = await open([nss]);
    expect(without.tokens().flatMap(({ certificates }) => certificates)).toEqual([]);
    await without.stop();
    const initString = `configdir='sql:${database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=readOnly`;
    const opened = await open([{ ...nss, initString }]);
    const token = opened.tokens().find(({ certificates }) => certificates.length > 0);
    const [certificate] = token?.certificates ?? [];
    expect(certificate?.subject.display).toBe('NSS');
    const signer = await opened.openSigner({
      tokenId: token?.id ?? '',
      certificateFingerprint: certificate?.fingerprint ?? '',
      pin: '12345678',
      finalTryConfirmed: false,
    });
    expect((await signer.sign(mechanism, toSign)).length).toBeGreaterThanOrEqual(256);
    await signer.close();
  });

  it('was found without its hardware is quiet: no trouble, no restarts; one that was added is named', async () => {
    faulty.obey('no-device');
    const opened = await open([{ ...faulty.candidate, id: 'found', source: 'p11-kit' }, faulty.candidate]);
    expect(opened.drivers()).toMatchObject([
      { id: 'found', state: 'no-device', restarts: 0 },
      { id: 'faulty', state: 'failed', trouble: 'CKR_GENERAL_ERROR' },
    ]);
  });

  it('is in trouble is named where its token is missed', async () => {
    faulty.obey('crash C_GetSlotList');
    const opened = await open([faulty.candidate, softHsmDriver('good', good)]);
    const missed = opened.openSigner({
      tokenId: `elsewhere/${made.serial}/怪章`,
      certificateFingerprint: '',
      pin: '123456',
      finalTryConfirmed: false,
    });
    await expect(missed).rejects.toMatchObject({
      code: 'TOKEN_HIDDEN',
      values: { serial: made.serial, driver: 'Faulty faulty' },
    });
  });

  it('hangs as it is loaded delays nobody who wants another', async () => {
    faulty.obey('hang load');
    const opened = start([faulty.candidate, softHsmDriver('good', good)], { settlesWhenNeeded: true });
    const began = Date.now();
    await opened.needed((tokens) => tokens.some(({ serial }) => serial === good.serial));
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(await sign(opened, good)).toBe(256);
  });

  it('keeps the handle of a certificate that was renewed shows the new one', async () => {
    const opened = await open([faulty.candidate]);
    const [old] = made.certificates;
    const [renewed] = good.certificates;
    expect(opened.tokens()[0]?.certificates[0]?.fingerprint).toBe(old?.fingerprint);
    const file = join(folder, 'renewed.der');
    writeFileSync(file, renewed?.der ?? '');
    faulty.obey(`certificate ${file}`);
    await eventually('the new one', () => opened.tokens()[0]?.certificates[0]?.fingerprint === renewed?.fingerprint);
  });
});

describe('a program that ends', () => {
  /** A program that starts a room over the faulty driver and tells the host's process. */
  const program = (stops: boolean) => `
    import { createTokens } from ${JSON.stringify(join(root, 'src-main/token/index.ts'))};
    import { forkHost } from ${JSON.stringify(join(root, 'src-main/token/supervision/host-process.ts'))};
    import { readdirSync, readFileSync } from 'node:fs';
    const children = () => readdirSync('/proc').filter((name) => {
      try {
        return /^\\d+$/.test(name) && readFileSync('/proc/' + name + '/stat', 'utf8').split(' ')[3] === String(process.pid);
      } catch { return false; }
    });
    const room = createTokens({
      homeFolder: ${JSON.stringify(folder)}, addedDriverPaths: [], restartDelaysMs: [],
      discover: () => [JSON.parse(process.argv[1])],
      spawn: (entry, env) => { const host = forkHost(entry, env); setTimeout(() => console.log('host', ...children()), 1500); return host; },
    });
    room.start();
    ${stops ? 'await room.settle(); await room.stop();' : ''}
  `;
  const run = (stops: boolean) =>
    spawn(process.execPath, ['--input-type=module', '-e', program(stops), JSON.stringify(faulty.candidate)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  it('leaves no host behind, even when it is killed while the driver hangs', async () => {
    faulty.obey('hang load');
    const parent = run(false);
    const [told] = await once(parent.stdout, 'data');
    const [pid = 0] = String(told).match(/\d+/g)?.map(Number) ?? [];
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await eventually('the host is gone', () => !isAlive(pid), 10_000);
  });

  it('ends though the driver left a process behind', async () => {
    faulty.obey('forks');
    const parent = run(true);
    const began = Date.now();
    const [code] = await once(parent, 'exit');
    expect(code).toBe(0);
    expect(Date.now() - began).toBeLessThan(20_000);
  });
});
