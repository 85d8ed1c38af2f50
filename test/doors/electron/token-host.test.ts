import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { spawnTokenHost } from '../../../src-main/doors/electron/token-host.ts';
import { createTokens } from '../../../src-main/token/index.ts';
import { makeSoftHsmToken } from '../../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from '../../token/drivers.ts';
import { utilityProcess } from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

const folder = mkdtempSync(join(tmpdir(), 'qianyin-utility-'));
afterAll(() => rmSync(folder, { recursive: true }));

function program(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("with Electron's module replaced by Node's processes: the host of a driver", () => {
  it('reads a real token', async () => {
    const token = makeSoftHsmToken({
      folder: join(folder, 'token'),
      label: '办公室UKey',
      pin: '135790',
      keys: [{ algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=测试有限公司' }],
    });
    const room = createTokens({
      homeFolder: folder,
      addedDriverPaths: [],
      discover: () => [softHsmDriver('a', token)],
      spawn: spawnTokenHost,
    });
    room.start();
    try {
      await room.settle();
      expect(room.tokens()).toMatchObject([{ serial: token.serial, label: '办公室UKey' }]);
    } finally {
      await room.stop();
    }
  });

  it("may load libraries that vendors signed, and keeps what they print from the program's own output", () => {
    const host = spawnTokenHost(program('idle.mjs', 'setInterval(() => {}, 1000);'), { PATH: '/bin' });
    host.kill();
    expect(utilityProcess.fork.mock.lastCall?.[2]).toMatchObject({
      env: { PATH: '/bin' },
      stdio: ['ignore', 'ignore', 'pipe'],
      allowLoadingUnsignedLibraries: true,
    });
  });

  it('says how it ended, with the last words of the driver', async () => {
    const host = spawnTokenHost(program('dying.mjs', 'console.error("driver: no reader"); process.exit(3);'), {});
    const reason = await new Promise<string>((resolve) => host.onExit(resolve));
    expect(reason).toBe('exit code 3: driver: no reader');
    host.postMessage({ id: 1 });
    host.kill();
  });

  it('is ended even when it hangs in native code', async () => {
    const hanging = program('hanging.mjs', 'process.on("SIGTERM", () => {}); process.send("here"); for (;;);');
    const host = spawnTokenHost(hanging, {});
    const { pid } = utilityProcess.fork.mock.results.at(-1)?.value ?? {};
    await new Promise<void>((resolve) => host.onMessage(() => resolve()));
    expect(alive(pid)).toBe(true);
    host.kill();
    await eventually('the host has ended', () => !alive(pid));
  });
});
