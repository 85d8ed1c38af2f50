import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTokens, type DriverCandidate, type SpawnHost, type Tokens } from '../../src-main/token/index.ts';
import { forkHost } from '../../src-main/token/supervision/host-process.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from './drivers.ts';
import { type FaultyDriver, makeFaultyDriver } from './faulty-driver.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'token-trouble-'));
const mechanism = { scheme: 'rsa-pkcs1', hash: 'sha256' } as const;
const toSign = { digest: new Uint8Array(32), message: new Uint8Array() };
let good: SoftHsmToken;
let made: SoftHsmToken;
let faulty: FaultyDriver;
let room: Tokens;

beforeAll(() => {
  const key = { algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=合同专用章' } as const;
  good = makeSoftHsmToken({ folder: join(folder, 'good'), label: '好章', pin: '123456', keys: [key] });
  made = makeSoftHsmToken({ folder: join(folder, 'faulty'), label: '坏章', pin: '123456', keys: [key] });
  faulty = makeFaultyDriver('faulty', folder, made);
});

afterAll(() => rmSync(folder, { recursive: true }));

function start(candidates: DriverCandidate[], restartDelaysMs = [50, 50, 50]) {
  // Long enough for a busy machine to start a process; what hangs is ended after this long.
  const timeLimits = { load: 12_000, scan: 4000, login: 4000, sign: 4000 };
  const discover = () => candidates;
  const config = {
    homeFolder: folder,
    addedDriverPaths: [],
    discover,
    pollIntervalMs: 100,
    timeLimits,
    restartDelaysMs,
  };
  room = createTokens(config);
  room.start();
}

const driver = (id: string) => room.drivers().find((candidate) => candidate.id === id);

function openOn(token: SoftHsmToken) {
  return room.openSigner({
    tokenId: room.tokens().find(({ serial }) => serial === token.serial)?.id ?? `faulty/${token.serial}/`,
    certificateFingerprint: token.certificates[0]?.fingerprint ?? '',
    pin: token.pin,
    finalTryConfirmed: false,
  });
}

async function expectGoodTokenWorks() {
  const signer = await openOn(good);
  expect(await signer.sign(mechanism, toSign)).toHaveLength(256);
  await signer.close();
}

beforeEach(() => {
  faulty.obey();
  return () => room.stop();
});

describe('a driver in trouble leaves the others usable and is named', () => {
  it('when it is not a library at all', async () => {
    const path = join(folder, 'not-a-driver.so');
    writeFileSync(path, 'text');
    start([softHsmDriver('good', good), { ...faulty.candidate, path }], []);
    await room.settle();
    expect(driver('faulty')).toMatchObject({ state: 'failed', tokenCount: 0 });
    expect(driver('faulty')?.trouble).toContain('not-a-driver.so');
    await expectGoodTokenWorks();
    await expect(openOn(made)).rejects.toMatchObject({ code: 'DRIVER_FAILED', values: { driver: 'Faulty faulty' } });
  });

  it.each(['load', 'C_GetSlotList'])('when it hangs in %s', async (place) => {
    faulty.obey(`hang ${place}`);
    start([softHsmDriver('good', good), faulty.candidate], []);
    await room.settle();
    expect(driver('faulty')?.trouble).toMatch(/no answer in \d+ ms/);
    await expectGoodTokenWorks();
    await expect(openOn(made)).rejects.toMatchObject({ values: { driver: 'Faulty faulty' } });
  });

  it.each(['load', 'C_GetSlotList'])('when it crashes in %s', async (place) => {
    faulty.obey(`crash ${place}`);
    start([softHsmDriver('good', good), faulty.candidate], []);
    await room.settle();
    expect(driver('faulty')?.trouble).toContain('SIGABRT');
    await expectGoodTokenWorks();
  });

  it('is started again by itself, then given up, and comes back when the person restarts it', async () => {
    faulty.obey('crash C_GetSlotList');
    start([softHsmDriver('good', good), faulty.candidate]);
    const announced: (string | undefined)[] = [];
    room.onDriversChanged((drivers) => announced.push(drivers.find(({ id }) => id === 'faulty')?.state));
    await room.settle();
    expect(driver('faulty')).toMatchObject({ state: 'crashed' });
    await eventually('given up', () => driver('faulty')?.state === 'failed' && driver('faulty')?.restarts === 3);
    expect(driver('faulty')?.trouble).toContain('SIGABRT');
    expect(driver('good')).toMatchObject({ state: 'ready', restarts: 0 });

    faulty.obey();
    await room.restartDriver('faulty');
    expect(driver('faulty')).toMatchObject({ state: 'ready', tokenCount: 1, restarts: 0, trouble: null });
    const changes = announced.filter((state, index) => state !== announced[index - 1]);
    expect(changes.join(' ')).toMatch(/crashed failed starting ready$/);
  });

  it('comes back by itself after a single crash, and its tokens with it', async () => {
    start([faulty.candidate]);
    await room.settle();
    faulty.obey('crash C_GetSlotList');
    await eventually('crashed', () => driver('faulty')?.state === 'crashed');
    expect(room.tokens()).toEqual([]);
    faulty.obey();
    await eventually('ready', () => driver('faulty')?.state === 'ready' && room.tokens().length === 1);
    expect(driver('faulty')?.trouble).toContain('SIGABRT');
  });
});

describe('a signature that goes wrong', () => {
  beforeEach(async () => {
    start([softHsmDriver('good', good), faulty.candidate]);
    await room.settle();
  });

  it('says which driver crashed; the next one works', async () => {
    const signer = await openOn(made);
    faulty.obey('crash C_Sign');
    const asked = signer.sign(mechanism, toSign);
    await expect(asked).rejects.toMatchObject({ code: 'DRIVER_CRASHED', values: { driver: 'Faulty faulty' } });
    faulty.obey();
    await eventually('ready', () => driver('faulty')?.state === 'ready');
    await expect(signer.sign(mechanism, toSign)).rejects.toMatchObject({ code: 'DRIVER_CRASHED' });
    await signer.close();
    const next = await openOn(made);
    expect(await next.sign(mechanism, toSign)).toHaveLength(256);
    await next.close();
  });

  it('says which driver did not answer, and other tokens sign meanwhile', async () => {
    const signer = await openOn(made);
    faulty.obey('hang C_Sign');
    const asked = signer.sign(mechanism, toSign).catch((thrown: unknown) => thrown);
    await expectGoodTokenWorks();
    expect(await asked).toMatchObject({ code: 'DRIVER_TIMEOUT', values: { driver: 'Faulty faulty' } });
    await signer.close();
  });

  it('says which driver hung in the login', async () => {
    faulty.obey('hang C_Login');
    await expect(openOn(made)).rejects.toMatchObject({ code: 'DRIVER_TIMEOUT', values: { driver: 'Faulty faulty' } });
  });

  it('says that the token was pulled in the middle of it', async () => {
    const signer = await openOn(made);
    faulty.obey('pulled-in-sign');
    const asked = signer.sign(mechanism, toSign);
    await expect(asked).rejects.toMatchObject({ code: 'TOKEN_REMOVED', values: { serial: made.serial } });
    await signer.close();
    await eventually('the token is gone', () => room.tokens().every(({ serial }) => serial !== made.serial));
    await expectGoodTokenWorks();
  });

  it('says that the token answered with an error when it is still there', async () => {
    const signer = await openOn(made);
    faulty.obey('sign-fails');
    const asked = signer.sign(mechanism, toSign);
    await expect(asked).rejects.toMatchObject({ code: 'TOKEN_ERROR', detail: 'CKR_FUNCTION_FAILED' });
    faulty.obey();
    await signer.close();
  });

  it('names the algorithm that the token lacks', async () => {
    const signer = await openOn(made);
    faulty.obey('no-mechanisms');
    const asked = signer.sign({ scheme: 'rsa-pss', hash: 'sha256' }, toSign);
    const values = { mechanism: 'CKM_RSA_PKCS_PSS' };
    await expect(asked).rejects.toMatchObject({ code: 'TOKEN_MECHANISM_UNSUPPORTED', values });
    await signer.close();
  });
});

describe('a host process', () => {
  it('gets the environment of its driver, and never the PIN of the command line', async () => {
    vi.stubEnv('QIANYIN_PIN', '123456');
    const environments: Record<string, string>[] = [];
    const config = { homeFolder: folder, addedDriverPaths: [], discover: () => [softHsmDriver('good', good)] };
    const spawn: SpawnHost = (entry, env) => {
      environments.push(env);
      return forkHost(entry, env);
    };
    room = createTokens({ ...config, spawn });
    room.start();
    await room.settle();
    vi.unstubAllEnvs();
    expect(environments).toHaveLength(1);
    expect(environments[0]).toMatchObject({ SOFTHSM2_CONF: good.confPath, PATH: process.env.PATH });
    expect(environments[0]).not.toHaveProperty('QIANYIN_PIN');
    expect(room.drivers()).toMatchObject([{ id: 'good', state: 'ready' }]);
  });

  it('ends when its parent is gone', async () => {
    start([]);
    const entry = join(import.meta.dirname, '..', '..', 'src-main', 'token', 'host', 'host.ts');
    const host = fork(entry, { execArgv: [], serialization: 'advanced' });
    const request = { operation: 'load', path: good.modulePath, rescan: 'reinitialize' };
    host.send({ id: 1, request });
    await once(host, 'message');
    host.disconnect();
    const [code] = await once(host, 'exit');
    expect(code).toBe(0);
  });
});
