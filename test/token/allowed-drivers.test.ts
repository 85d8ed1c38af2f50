import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { driversFromEnvironment } from '../../src-main/token/drivers/allowed-drivers.ts';
import { discoverDrivers } from '../../src-main/token/drivers/discovery.ts';
import { createTokens, type Tokens, type TokensConfig } from '../../src-main/token/index.ts';
import { makeSoftHsmToken, type SoftHsmToken, softHsmModulePath } from '../fixtures/softhsm.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'token-allowed-'));
let made: SoftHsmToken;
let room: Tokens | null = null;

beforeAll(() => {
  const key = { algorithm: 'p256', subject: '/CN=章' } as const;
  made = makeSoftHsmToken({ folder: join(folder, 'token'), label: '章', pin: '123456', keys: [key] });
});
afterEach(async () => {
  await room?.stop();
  room = null;
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every driver of this machine: SoftHSM2 and OpenSC among them, which the tests need anyway. */
const installed = () => discoverDrivers({ homeFolder: folder, addedDriverPaths: [], allowedDrivers: null });
const openSc = () => {
  const found = installed().find(({ id }) => id === 'opensc');
  if (!found) throw new Error('OpenSC is not installed');
  return found;
};

async function open(drivers: string, config: Partial<TokensConfig> = {}): Promise<Tokens> {
  vi.stubEnv('QIANYIN_DRIVERS', drivers);
  vi.stubEnv('SOFTHSM2_CONF', made.confPath);
  room = createTokens({ homeFolder: folder, addedDriverPaths: [], pollIntervalMs: 100, ...config });
  room.start();
  await room.settle();
  return room;
}

const ids = (opened: Tokens) => opened.drivers().map(({ id }) => id);

/** The libraries that the processes under this one have in memory. */
function loadedLibraries(): string {
  const isChild = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${process.pid}\n`);
    } catch {
      return false;
    }
  };
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isChild(name));
  const mapsOf = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/maps`, 'utf8');
    } catch {
      return '';
    }
  };
  return children.map(mapsOf).join('');
}

describe('an administrator who names the drivers in QIANYIN_DRIVERS', () => {
  it('has no other one loaded, whatever is installed beside it', async () => {
    const everyone = await open('', { allowedDrivers: null });
    expect(ids(everyone)).toEqual(expect.arrayContaining(['softhsm2', 'opensc']));
    expect(loadedLibraries()).toMatch(/opensc-pkcs11/);
    await everyone.stop();

    const alone = await open('softhsm2');
    expect(alone.drivers()).toMatchObject([{ id: 'softhsm2', state: 'ready', tokenCount: 1 }]);
    expect(alone.tokens().map(({ serial }) => serial)).toEqual([made.serial]);
    await alone.refreshDiscovery();
    const libraries = loadedLibraries();
    expect(libraries).toMatch(/libsofthsm2/);
    expect(libraries).not.toMatch(/opensc-pkcs11/);
  });

  it('may name a driver by its library, by any path that leads there', async () => {
    const link = join(folder, 'link-to-softhsm.so');
    symlinkSync(softHsmModulePath, link);
    expect(ids(await open(`${link}, trial`))).toEqual(['softhsm2']);
  });

  it('may allow none, by a name that no driver has', async () => {
    expect(ids(await open('none'))).toEqual([]);
  });

  it('wins over the setting, also over one that is changed meanwhile', async () => {
    const opened = await open('softhsm2', { allowedDrivers: ['opensc'] });
    expect(ids(opened)).toEqual(['softhsm2']);
    await opened.allowDrivers(null);
    expect(ids(opened)).toEqual(['softhsm2']);
  });

  it.each([
    ['softhsm2', ['softhsm2']],
    [' softhsm2 ,/opt/vendor/p11.so,, p11-kit:opensc ', ['softhsm2', '/opt/vendor/p11.so', 'p11-kit:opensc']],
    ['', null],
    [' , ', null],
    [undefined, null],
  ])('writes a list with commas: %j', (text, names) => {
    expect(driversFromEnvironment({ QIANYIN_DRIVERS: text })).toEqual(names);
  });

  it('is told of a list that cannot be read, instead of having every driver loaded', () => {
    const endless = { QIANYIN_DRIVERS: Array.from({ length: 201 }, (_, index) => `d${index}`).join(',') };
    expect(() => driversFromEnvironment(endless)).toThrowError(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('a person who lists the drivers in the settings', () => {
  it('has those stopped that are not in the list, and started again when they are', async () => {
    const opened = await open('', { allowedDrivers: ['softhsm2', 'opensc'] });
    expect(ids(opened).sort()).toEqual(['opensc', 'softhsm2']);
    await opened.allowDrivers(['softhsm2']);
    expect(ids(opened)).toEqual(['softhsm2']);
    // Its process is ended; the system takes a moment to have it gone.
    await expect.poll(loadedLibraries).not.toMatch(/opensc-pkcs11/);
    await opened.allowDrivers([]);
    expect(opened.tokens()).toEqual([]);
    await opened.allowDrivers(['softhsm2']);
    expect(opened.tokens().map(({ serial }) => serial)).toEqual([made.serial]);
  });

  it('loads nothing by changing the list before tokens are asked for', async () => {
    vi.stubEnv('QIANYIN_DRIVERS', '');
    room = createTokens({ homeFolder: folder, addedDriverPaths: [] });
    await room.allowDrivers(['softhsm2']);
    expect(room.drivers()).toEqual([]);
  });

  it('cannot add a driver that is not in the list, and is told so', async () => {
    const opened = await open('', { allowedDrivers: ['softhsm2'] });
    const { library } = openSc();
    await expect(opened.addDriver(library)).rejects.toMatchObject({
      code: 'DRIVER_NOT_ALLOWED',
      values: { driver: library },
    });
    await opened.allowDrivers(null);
    await opened.allowDrivers(['softhsm2', library]);
    await opened.addDriver(library);
    expect(opened.drivers().map(({ path }) => path)).toContain(library);
  });

  it('finds a library under the name that is allowed, where two places name it', () => {
    const twins = { homeFolder: folder, addedDriverPaths: [softHsmModulePath] };
    const [added] = discoverDrivers({ ...twins, allowedDrivers: null }).filter(({ id }) => id === 'softhsm2');
    expect(added?.source).toBe('catalogue');
    const named = discoverDrivers({ ...twins, allowedDrivers: [`p11-kit:${softHsmInP11Kit()}`] });
    expect(named.map(({ source }) => source)).toEqual(['p11-kit']);
  });

  it('gets no trial UKey where its driver is not in the list', async () => {
    const opened = await open('', { allowedDrivers: ['softhsm2'] });
    const asked = opened.provisionTrialToken({
      algorithm: 'sm2',
      label: '试用',
      pin: '123456',
      adminPin: '87654321',
      issue: async () => new Uint8Array(),
    });
    await expect(asked).rejects.toMatchObject({ code: 'DRIVER_NOT_ALLOWED' });
    expect(readdirSync(folder)).not.toContain('trial');
  });
});

/** The name of SoftHSM2's module file in p11-kit's folder of this machine. */
function softHsmInP11Kit(): string {
  const file = readdirSync('/usr/share/p11-kit/modules').find((name) => name.includes('softhsm'));
  if (!file) throw new Error('p11-kit does not know SoftHSM2');
  return file.replace('.module', '');
}
