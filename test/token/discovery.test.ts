import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { discoverDrivers } from '../../src-main/token/drivers/discovery.ts';
import { findNativePart } from '../../src-main/token/drivers/native-parts.ts';
import { readModuleFile } from '../../src-main/token/drivers/p11-kit.ts';
import { createTokens } from '../../src-main/token/index.ts';
import { makeSoftHsmToken, softHsmModulePath } from '../fixtures/softhsm.ts';
import { softHsmDriver } from './drivers.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'token-discovery-'));
afterAll(() => rmSync(folder, { recursive: true }));

const homeWithTrial = () => {
  const homeFolder = mkdtempSync(join(folder, 'home-'));
  mkdirSync(join(homeFolder, 'trial', 'softskf'), { recursive: true });
  return homeFolder;
};
const softHsms = (homeFolder: string, addedDriverPaths: string[] = []) =>
  discoverDrivers({ homeFolder, addedDriverPaths, allowedDrivers: null }).filter(({ path }) => /softhsm/.test(path));

describe('the drivers of this machine', () => {
  it('include an installed SoftHSM2 once, though p11-kit and the person name it too', () => {
    const link = join(folder, 'libsofthsm2.so');
    symlinkSync(softHsmModulePath, link);
    const found = softHsms(folder, [softHsmModulePath, link]);
    expect(found.map(({ id, source, rescan }) => ({ id, source, rescan }))).toEqual([
      { id: 'softhsm2', source: 'catalogue', rescan: 'reinitialize' },
    ]);
  });

  it("include the trial UKey, driven as any vendor's SKF library, once it was made", () => {
    const isTrial = ({ id }: { id: string }) => id === 'trial';
    expect(discoverDrivers({ homeFolder: folder, addedDriverPaths: [], allowedDrivers: null }).filter(isTrial)).toEqual(
      [],
    );
    const homeFolder = homeWithTrial();
    const [trial] = discoverDrivers({ homeFolder, addedDriverPaths: [], allowedDrivers: null }).filter(isTrial);
    const library = findNativePart('softSkf');
    expect(trial).toMatchObject({
      path: findNativePart('skfModule'),
      library,
      source: 'trial',
      env: { QIANYIN_SKF_LIBRARY: library, QIANYIN_SOFTSKF_HOME: join(homeFolder, 'trial', 'softskf') },
    });
  });

  it('include an SKF library that the person added, under the module that speaks PKCS#11 for it', () => {
    const library = findNativePart('softSkf') ?? '';
    const added = discoverDrivers({ homeFolder: folder, addedDriverPaths: [library], allowedDrivers: null });
    expect(added.filter(({ source }) => source === 'added')).toMatchObject([
      { path: findNativePart('skfModule'), library, env: { QIANYIN_SKF_LIBRARY: library } },
    ]);
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
    // Whatever else p11-kit has on this machine.
    const allowedDrivers = ['p11-kit:vendor', 'p11-kit:gone'];
    const found = discoverDrivers({ homeFolder: folder, addedDriverPaths: [], allowedDrivers });
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
    expect(readModuleFile(text)?.path ?? null).toBe(path);
  });
});

describe('adding and removing drivers', () => {
  it('loads an added module, lists its tokens, and lets it go again', async () => {
    const key = { algorithm: 'p256', subject: '/CN=章' } as const;
    const made = makeSoftHsmToken({ folder: join(folder, 'added'), label: '章', pin: '123456', keys: [key] });
    const room = createTokens({
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
