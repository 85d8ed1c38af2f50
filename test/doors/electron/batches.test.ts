import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BatchState, Core } from '../../../src-main/contract/index.ts';
import { followBatches } from '../../../src-main/doors/electron/batches.ts';
import { openMainWindow } from '../../../src-main/doors/electron/window.ts';
import { BrowserWindow, dialog, powerSaveBlocker } from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

const homeFolder = mkdtempSync(join(tmpdir(), 'qianyin-batches-'));
afterAll(() => rmSync(homeFolder, { recursive: true }));

let tell: (state: BatchState, waiting: number) => void;
let window: BrowserWindow;

beforeEach(() => {
  const opened = openMainWindow({ homeFolder, language: async () => 'zh-CN', onFailure: () => undefined });
  const last = BrowserWindow.opened.at(-1);
  if (!last) throw new Error('no window');
  window = last;
  let listener: (payload: never) => void = () => undefined;
  const core = {
    subscribe: (_event: string, given: typeof listener) => {
      listener = given;
      return () => undefined;
    },
  } as unknown as Core;
  followBatches(core, () => opened);
  tell = (state, waiting) => listener({ batch: { state, total: 10, counts: { waiting } }, items: [] } as never);
});

describe("with Electron's module replaced: while a batch is stamped", () => {
  it('the machine stays awake and the task bar shows how far it is, until it ends', () => {
    tell('looking', 10);
    expect(powerSaveBlocker.kept.size).toBe(0);
    tell('running', 10);
    tell('running', 4);
    expect(powerSaveBlocker.start.mock.calls).toEqual([['prevent-app-suspension']]);
    expect(window.setProgressBar).toHaveBeenLastCalledWith(0.6, { mode: 'normal' });
    tell('waiting-token', 4);
    expect(window.setProgressBar).toHaveBeenLastCalledWith(0.6, { mode: 'paused' });
    expect(powerSaveBlocker.kept.size).toBe(1);
    tell('finished', 0);
    expect(window.setProgressBar).toHaveBeenLastCalledWith(-1, { mode: 'normal' });
    expect(powerSaveBlocker.kept.size).toBe(0);
  });

  it('closing the window asks first, and closes at once when it is over', async () => {
    tell('running', 4);
    window.close();
    await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledOnce());
    const [, question] = dialog.showMessageBox.mock.lastCall ?? [];
    expect(question).toMatchObject({ message: '正在批量盖章，要关闭窗口吗？', defaultId: 0, cancelId: 0 });
    expect(window.isDestroyed()).toBe(false);
    tell('finished', 0);
    window.close();
    expect(window.isDestroyed()).toBe(true);
    expect(dialog.showMessageBox).toHaveBeenCalledOnce();
  });
});
