import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { discoverDrivers, readModuleFile } from '../../src-main/token/discovery.ts';
import { createTokenRoom } from '../../src-main/token/index.ts';
import { makeSoftHsmToken, softHsmModulePath } from '../fixtures/softhsm.ts';
import { softHsmDriver } from './drivers.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'token-discovery-'));
const ambient = process.env.SOFTHSM2_CONF;
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  if (ambient === undefined) delete process.env.SOFTHSM2_CONF;
  else process.env.SOFTHSM2_CONF = ambient;
});

const homeWithTrial = () => {
  const homeFolder = mkdtempSync(join(folder, 'home-'));
  mkdirSync(join(homeFolder, 'trial'));
  writeFileSync(join(homeFolder, 'trial', 'softhsm2.conf'), '');
  return homeFolder;
};
const softHsms = (homeFolder: string, addedDriverPaths: string[] = []) =>
  discoverDrivers({ homeFolder, addedDriverPaths }).filter(({ path }) => /softhsm/.test(path));

describe('the drivers of this machine', () => {
  it('include an installed SoftHSM2 once, though p11-kit and the person name it too', () => {
    const link = join(folder, 'libsofthsm2.so');
    symlinkSync(softHsmModulePath, link);
    const found = softHsms(folder, [softHsmModulePath, link]);
    expect(found.map(({ id, source, rescan }) => ({ id, source, rescan }))).toEqual([
      { id: 'softhsm2', source: 'catalogue', rescan: 'reinitialize' },
    ]);
  });

  it('include the trial token beside it, with its own configuration, once it was made', () => {
    const homeFolder = homeWithTrial();
    expect(softHsms(homeFolder).map(({ id, env }) => [id, env])).toEqual([
      ['softhsm2', {}],
      ['trial', { SOFTHSM2_CONF: join(homeFolder, 'trial', 'softhsm2.conf') }],
    ]);
  });

  it('show the trial token only once when the environment points at it as well', () => {
    const homeFolder = homeWithTrial();
    process.env.SOFTHSM2_CONF = join(homeFolder, 'trial', 'softhsm2.conf');
    expect(softHsms(homeFolder).map(({ id }) => id)).toEqual(['trial']);
  });

  it('include a module that the person configured for p11-kit', () => {
    const home = mkdtempSync(join(folder, 'person-'));
    const modules = join(home, '.config', 'pkcs11', 'modules');
    mkdirSync(modules, { recursive: true });
    const path = join(home, 'libvendor-p11.so');
    copyFileSync(softHsmModulePath, path);
    writeFileSync(join(modules, 'vendor.module'), `module: ${path}\n`);
    writeFileSync(join(modules, 'gone.module'), 'module: /nowhere/p11.so\n');
    vi.stubEnv('HOME', home);
    const found = discoverDrivers({ homeFolder: folder, addedDriverPaths: [] }).filter(
      ({ source }) => source === 'p11-kit',
    );
    vi.unstubAllEnvs();
    expect(found).toMatchObject([{ id: 'p11-kit:vendor', name: 'vendor', path }]);
  });

  it.each([
    ['module: opensc-pkcs11.so', 'opensc-pkcs11.so'],
    ['# a comment\nmodule:/opt/vendor/p11.so  \npriority: 3', '/opt/vendor/p11.so'],
    ['module: p11-kit-trust.so\ntrust-policy: yes', null],
    ['module: /usr/lib/p11-kit-proxy.so', null],
    ['remote: |ssh host p11-kit remote', null],
    ['nonsense', null],
  ])('include what p11-kit is configured with: %j', (text, path) => {
    expect(readModuleFile(text)).toBe(path);
  });
});

describe('adding and removing drivers', () => {
  it('loads an added module, lists its tokens, and lets it go again', async () => {
    const key = { algorithm: 'p256', subject: '/CN=章' } as const;
    const made = makeSoftHsmToken({ folder: join(folder, 'added'), label: '章', pin: '123456', keys: [key] });
    const room = createTokenRoom({
      homeFolder: folder,
      addedDriverPaths: [],
      discover: ({ addedDriverPaths }) =>
        addedDriverPaths.map((path) => ({ ...softHsmDriver('added', made), path, source: 'added' })),
    });
    room.start();
    await room.settle();
    expect(room.drivers()).toEqual([]);

    await expect(room.addDriver(join(folder, 'none.so'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await room.addDriver(softHsmModulePath);
    expect(room.drivers()).toMatchObject([{ id: 'added', state: 'ready', tokenCount: 1 }]);
    expect(room.tokens().map(({ serial }) => serial)).toEqual([made.serial]);
    await expect(room.removeDriver('unknown')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await room.removeDriver('added');
    expect(room.drivers()).toEqual([]);
    expect(room.tokens()).toEqual([]);
    await room.stop();
  });
});
