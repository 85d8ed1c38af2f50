import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { app, BrowserWindow, dialog } from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

const homeFolder = mkdtempSync(join(tmpdir(), 'qianyin-failure-'));
afterAll(() => {
  delete process.env.QIANYIN_HOME;
  rmSync(homeFolder, { recursive: true });
});

it("with Electron's module replaced: a start whose records cannot be opened says so in words, and ends", async () => {
  process.env.QIANYIN_HOME = homeFolder;
  mkdirSync(join(homeFolder, 'history.sqlite'));
  await import('../../../src-main/doors/electron/main.ts');
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(1));
  const [title, content] = dialog.showErrorBox.mock.lastCall ?? [];
  expect(title).toBe('钤印');
  expect(content).toContain('无法写入用印记录，因此没有盖章。请检查数据文件夹的磁盘空间和权限。(HISTORY_UNAVAILABLE)');
  expect(content).not.toMatch(/\n\s+at /);
  expect(BrowserWindow.opened).toEqual([]);
});
