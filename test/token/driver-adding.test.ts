/** A driver is code: it is loaded on the person's word alone, given where no page can speak for them. */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type App, type ConfirmDriver, createApp, type DriverAnswer } from '../../src-main/app.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { describeDriverFile } from '../../src-main/token/drivers/driver-file.ts';
import { makeSoftHsmToken, softHsmModulePath } from '../fixtures/softhsm.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'driver-adding-'));
const library = join(folder, 'vendor', 'libvendor.so');
const noLibrary = join(folder, 'vendor', 'notes.so');
const asked: Parameters<ConfirmDriver>[0][] = [];
let answer: DriverAnswer;
let core: App;

beforeAll(async () => {
  const key = { algorithm: 'p256', subject: '/CN=章' } as const;
  const made = makeSoftHsmToken({ folder: join(folder, 'token'), label: '章', pin: '123456', keys: [key] });
  vi.stubEnv('SOFTHSM2_CONF', made.confPath);
  vi.stubEnv('QIANYIN_DRIVERS', '');
  mkdirSync(join(folder, 'vendor'));
  copyFileSync(softHsmModulePath, library);
  writeFileSync(noLibrary, 'no library');
  const confirmDriver: ConfirmDriver = async (file) => {
    asked.push(file);
    return answer;
  };
  core = await createApp({ homeFolder: join(folder, 'home'), door: 'web', desktop: commandDesktop(), confirmDriver });
});
afterAll(async () => {
  await core.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
});

const added = async () => (await core.call('drivers.list', null)).filter(({ source }) => source === 'added');
const remembered = async () => (await core.call('settings.get', null)).driverPaths;

describe('a driver that a page names', () => {
  it('is not loaded when the person says no, or cannot be asked', async () => {
    answer = 'leave';
    await expect(core.call('drivers.add', { path: library })).rejects.toMatchObject({ code: 'CANCELLED' });
    answer = 'cannot-ask';
    await expect(core.call('drivers.add', { path: library })).rejects.toMatchObject({
      code: 'DRIVER_NOT_CONFIRMED',
      values: { driver: library },
    });
    expect(asked).toHaveLength(2);
    expect(await added()).toEqual([]);
    expect(await remembered()).toEqual([]);
  });

  it('is not remembered by way of the settings either', async () => {
    const changes = { theme: 'dark', driverPaths: [library] } as const;
    expect(await core.call('settings.update', changes as never)).toMatchObject({ theme: 'dark', driverPaths: [] });
    expect(await remembered()).toEqual([]);
  });

  it('is forgotten when it does not load, with the reason', async () => {
    answer = 'load';
    await expect(core.call('drivers.add', { path: noLibrary })).rejects.toMatchObject({
      code: expect.stringMatching(/^DRIVER_/),
      detail: expect.stringContaining('notes.so'),
    });
    expect(await added()).toEqual([]);
    expect(await remembered()).toEqual([]);
  });

  it('is loaded and remembered once the person has seen it and agreed; then nobody is asked again', async () => {
    answer = 'load';
    await core.call('drivers.add', { path: library });
    expect(asked).toMatchObject([{ path: library, owner: 'root' }]);
    expect(await added()).toMatchObject([{ path: library, state: 'ready' }]);
    expect(await remembered()).toEqual([library]);
    await core.call('drivers.add', { path: library });
    expect(asked).toHaveLength(1);
  });

  it('is named for what it is when it is made for another processor, before anybody is asked', async () => {
    const old = join(folder, 'vendor', 'old.so');
    const head = Buffer.alloc(64);
    head.write('\x7fELF\x01\x01\x01', 'latin1');
    head.writeUInt16LE(3, 18);
    writeFileSync(old, head);
    await expect(core.call('drivers.add', { path: old })).rejects.toMatchObject({
      code: 'DRIVER_FOREIGN_ARCHITECTURE',
      values: { driver: old, architecture: '32-bit ia32' },
    });
    expect(asked).toEqual([]);
  });

  it('is refused where it lies among what pages brought, whatever the person says', async () => {
    const brought = join(folder, 'home', 'inbox', 'x');
    mkdirSync(brought, { recursive: true });
    copyFileSync(softHsmModulePath, join(brought, 'a.so'));
    symlinkSync(join(brought, 'a.so'), join(folder, 'link.so'));
    for (const path of [join(brought, 'a.so'), join(folder, 'link.so')]) {
      await expect(core.call('drivers.add', { path })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(asked).toEqual([]);
  });
});

describe('what is told of a file', () => {
  it('is who owns it and who can change it or put another in its place', () => {
    // Above it lies /tmp, where only the owner of a file may put another in its place.
    chmodSync(folder, 0o755);
    const path = join(folder, 'vendor', 'owned.so');
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    expect(describeDriverFile(path)).toEqual({ path, owner: 'root', writers: ['root'], writableByAll: false });
    chmodSync(path, 0o666);
    expect(describeDriverFile(path)).toMatchObject({ writers: ['root', '@root'], writableByAll: true });
    chmodSync(path, 0o644);
    chmodSync(join(folder, 'vendor'), 0o777);
    expect(describeDriverFile(path)).toMatchObject({ writableByAll: true });
    chmodSync(join(folder, 'vendor'), 0o755);
    chownSync(path, 1, 1);
    expect(describeDriverFile(path)).toMatchObject({ owner: 'daemon', writers: ['daemon', 'root'] });
    symlinkSync(path, join(folder, 'other.so'));
    expect(describeDriverFile(join(folder, 'other.so'))).toMatchObject({ path, owner: 'daemon' });
    expect(() => describeDriverFile(join(folder, 'none.so'))).toThrow('FILE_NOT_FOUND');
  });
});
