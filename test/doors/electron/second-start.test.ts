import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { app, BrowserWindow } from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

const homeFolder = mkdtempSync(join(tmpdir(), 'qianyin-second-'));
afterAll(() => {
  delete process.env.QIANYIN_HOME;
  rmSync(homeFolder, { recursive: true });
});

it("with Electron's module replaced: a second start leaves the data to the first and ends", async () => {
  process.env.QIANYIN_HOME = homeFolder;
  app.requestSingleInstanceLock.mockReturnValue(false);
  await import('../../../src-main/doors/electron/main.ts');
  expect(app.ended).toBe(true);
  expect(app.whenReady).not.toHaveBeenCalled();
  expect(BrowserWindow.opened).toEqual([]);
  expect(existsSync(join(homeFolder, 'history.sqlite'))).toBe(false);
});
