import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

it("with Electron's module replaced: a start without a data folder says so in words, and ends", async () => {
  const inTheWay = join(homeFolder, 'file');
  writeFileSync(inTheWay, '');
  process.env.QIANYIN_HOME = join(inTheWay, 'home');
  await import('../../../src-main/doors/electron/main.ts');
  await vi.waitFor(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(1));
  const [title, content] = dialog.showErrorBox.mock.lastCall ?? [];
  expect(title).toBe('钤印');
  expect(content).toContain('(OUTPUT_FOLDER_UNWRITABLE)');
  expect(content).toContain(inTheWay);
  expect(content).not.toMatch(/\n\s+at /);
  expect(BrowserWindow.opened).toEqual([]);
});
