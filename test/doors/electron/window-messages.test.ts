import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, type Core, type EventName } from '../../../src-main/contract/index.ts';
import { channels } from '../../../src-main/doors/electron/channels.ts';
import { type MainWindow, openMainWindow } from '../../../src-main/doors/electron/window.ts';
import { carryMessages } from '../../../src-main/doors/electron/window-messages.ts';
import * as replaced from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

const folder = mkdtempSync(join(tmpdir(), 'qianyin-messages-'));
afterAll(() => rmSync(folder, { recursive: true }));

const called: unknown[][] = [];
const listeners = new Map<EventName, (payload: never) => void>();
/** The core's place: it answers with what it was asked, and knows no page. */
const core: Core = {
  async call(method, input) {
    called.push([method, input]);
    if (method === 'stamp.cancel') throw new AppError('CANCELLED', {}, { detail: 'by the clerk' });
    if (method === 'trust.list') throw new RangeError('boom');
    return { method } as never;
  },
  subscribe(event, listener) {
    listeners.set(event, listener);
    return () => listeners.delete(event);
  },
};

let window: MainWindow | null = null;

beforeEach(() => {
  called.length = 0;
  replaced.ipcMain.removeAllListeners();
  const language = async () => 'zh-CN' as const;
  window = openMainWindow({ homeFolder: folder, language, onFailure: () => undefined });
  carryMessages(core, () => window);
});

const opened = () => {
  const last = replaced.BrowserWindow.opened.at(-1);
  if (!last) throw new Error('no window');
  return last;
};
const refused = (detail: string) => ({ error: { code: 'INVALID_INPUT', values: { detail } } });

describe("with Electron's module replaced: messages between window and core", () => {
  it('reach the core from the top page of our window', async () => {
    const answer = await replaced.invoke(replaced.topPage(), channels.call, { method: 'tokens.list', input: null });
    expect(answer).toEqual({ ok: { method: 'tokens.list' } });
    expect(called).toEqual([['tokens.list', null]]);
  });

  it('are refused from a frame in the page, from another page, and from another window', async () => {
    const { sender, senderFrame } = replaced.topPage();
    const stranger = new replaced.BrowserWindow({});
    const message = { method: 'tokens.list', input: null };
    const senders = {
      'a frame': { sender, senderFrame: { url: 'app://qianyin/index.html', parent: senderFrame } },
      'a page elsewhere': { sender, senderFrame: { url: 'https://example.invalid/', parent: null } },
      'a page with a name that begins alike': { sender, senderFrame: { url: 'app://qianyin.evil/', parent: null } },
      'a frame that is gone': { sender, senderFrame: null },
      'another window': { sender: stranger.webContents, senderFrame: stranger.webContents.mainFrame },
    };
    for (const [name, from] of Object.entries(senders)) {
      for (const channel of [channels.call, channels.pickFiles, channels.saveFile]) {
        expect(await replaced.invoke(from, channel, message), name).toEqual(refused('sender'));
      }
      replaced.ipcMain.emit(channels.title, from, { title: 'stolen', unsaved: true });
    }
    expect(called).toEqual([]);
    expect(replaced.BrowserWindow.opened.flatMap(({ setTitle }) => setTitle.mock.calls)).toEqual([]);
  });

  it('are refused while no window is open', async () => {
    const from = replaced.topPage();
    window = null;
    expect(await replaced.invoke(from, channels.call, { method: 'tokens.list' })).toEqual(refused('sender'));
  });

  it('are refused unless they are of the contract', async () => {
    for (const method of ['app.exit', 'toString', '__proto__', 7, undefined]) {
      const answer = await replaced.invoke(replaced.topPage(), channels.call, { method, input: null });
      expect(answer).toMatchObject({ error: { code: 'INVALID_INPUT' } });
    }
    for (const [channel, message] of [
      [channels.pickFiles, { kind: 'drive', multiple: false }],
      [channels.pickFiles, null],
      [channels.saveFile, { suggestedName: 'a.csv', content: 'text' }],
      [channels.saveFile, { suggestedName: 7, content: Uint8Array.of(1) }],
    ] as const) {
      expect(await replaced.invoke(replaced.topPage(), channel, message)).toMatchObject({
        error: { code: 'INVALID_INPUT' },
      });
    }
    expect(called).toEqual([]);
    expect(replaced.dialog.showOpenDialog).not.toHaveBeenCalled();
    expect(replaced.dialog.showSaveDialog).not.toHaveBeenCalled();
  });

  it('bring errors back with their code, and what is no error of ours as INTERNAL', async () => {
    const call = (method: string) => replaced.invoke(replaced.topPage(), channels.call, { method, input: null });
    expect(await call('stamp.cancel')).toEqual({ error: { code: 'CANCELLED', values: {}, detail: 'by the clerk' } });
    expect(await call('trust.list')).toEqual({ error: { code: 'INTERNAL', values: {}, detail: 'RangeError: boom' } });
  });

  it("bring the core's events to the window, and to none that is closed", () => {
    const { send } = replaced.topPage().sender;
    listeners.get('tokens.changed')?.({ tokens: [] } as never);
    expect(send).toHaveBeenCalledWith(channels.event, 'tokens.changed', { tokens: [] });
    opened().close();
    listeners.get('tokens.changed')?.({ tokens: [] } as never);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('name the window after its document, and mark it as unsaved', () => {
    replaced.ipcRenderer.send(channels.title, { title: '采购合同.pdf ● - 钤印', unsaved: true });
    expect(opened().setTitle).toHaveBeenCalledWith('采购合同.pdf ● - 钤印');
    expect(opened().setDocumentEdited).toHaveBeenCalledWith(true);
  });
});

describe("with Electron's module replaced: the system's dialogs", () => {
  it('choose a folder, whose files are verified where they lie', async () => {
    replaced.dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/合同/2026'] });
    const answer = await replaced.invoke(replaced.topPage(), channels.pickFiles, { kind: 'folder', multiple: true });
    expect(answer).toEqual({ ok: [{ path: '/合同/2026', name: '2026' }] });
    const [, options] = replaced.dialog.showOpenDialog.mock.lastCall ?? [];
    expect(options).toMatchObject({ properties: ['openDirectory', 'multiSelections'] });
  });

  it('choose a list of files to stamp, as a spreadsheet saves it', async () => {
    replaced.dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/证书/清单.xlsx'] });
    const answer = await replaced.invoke(replaced.topPage(), channels.pickFiles, { kind: 'table', multiple: false });
    expect(answer).toEqual({ ok: [{ path: '/证书/清单.xlsx', name: '清单.xlsx' }] });
    const [, options] = replaced.dialog.showOpenDialog.mock.lastCall ?? [];
    expect(options).toMatchObject({ filters: [{ extensions: ['csv', 'xlsx'] }], properties: ['openFile'] });
  });

  it('choose files of the kind that is asked for', async () => {
    replaced.dialog.showOpenDialog.mockResolvedValueOnce({
      canceled: false,
      filePaths: ['/合同/甲.pdf', '/合同/乙.pdf'],
    });
    const answer = await replaced.invoke(replaced.topPage(), channels.pickFiles, { kind: 'pdf', multiple: true });
    expect(answer).toEqual({
      ok: [
        { path: '/合同/甲.pdf', name: '甲.pdf' },
        { path: '/合同/乙.pdf', name: '乙.pdf' },
      ],
    });
    const [owner, options] = replaced.dialog.showOpenDialog.mock.lastCall ?? [];
    expect(owner).toBe(opened());
    expect(options).toMatchObject({
      filters: [{ extensions: ['pdf'] }],
      properties: ['openFile', 'multiSelections'],
    });
  });

  it('choose nothing when they are cancelled', async () => {
    expect(await replaced.invoke(replaced.topPage(), channels.pickFiles, { kind: 'png', multiple: false })).toEqual({
      ok: [],
    });
    const content = Uint8Array.of(1);
    const cancelled = await replaced.invoke(replaced.topPage(), channels.saveFile, { suggestedName: 'a.csv', content });
    expect(cancelled).toEqual({ ok: null });
  });

  it('save where the person says, ask before they replace, and suggest no folder of the page', async () => {
    const filePath = join(folder, '用印记录.csv');
    replaced.dialog.showSaveDialog.mockResolvedValueOnce({ canceled: false, filePath });
    const answer = await replaced.invoke(replaced.topPage(), channels.saveFile, {
      suggestedName: '../../etc/用印记录.csv',
      content: Buffer.from('序号,时间\n'),
    });
    expect(answer).toEqual({ ok: filePath });
    expect(readFileSync(filePath, 'utf8')).toBe('序号,时间\n');
    expect(replaced.dialog.showSaveDialog.mock.lastCall?.[1]).toMatchObject({
      defaultPath: join('/documents', '用印记录.csv'),
      filters: [{ extensions: ['csv'] }, { extensions: ['*'] }],
      properties: expect.arrayContaining(['showOverwriteConfirmation']),
    });
  });

  it('tell where the core is to write a file, and nothing when they are cancelled', async () => {
    const ask = { suggestedName: '../证据包.zip' };
    replaced.dialog.showSaveDialog.mockResolvedValueOnce({ canceled: false, filePath: '/elsewhere/证据包.zip' });
    expect(await replaced.invoke(replaced.topPage(), channels.choosePlace, ask)).toEqual({
      ok: { path: '/elsewhere/证据包.zip' },
    });
    expect(replaced.dialog.showSaveDialog.mock.lastCall?.[1]).toMatchObject({
      defaultPath: join('/documents', '证据包.zip'),
      filters: [{ extensions: ['zip'] }, { extensions: ['*'] }],
    });
    replaced.dialog.showSaveDialog.mockResolvedValueOnce({ canceled: true, filePath: '' });
    expect(await replaced.invoke(replaced.topPage(), channels.choosePlace, ask)).toEqual({ ok: null });
  });

  it('say which folder cannot be written', async () => {
    const filePath = join(folder, '用印记录.csv', 'inside-a-file.csv');
    replaced.dialog.showSaveDialog.mockResolvedValueOnce({ canceled: false, filePath });
    const answer = await replaced.invoke(replaced.topPage(), channels.saveFile, {
      suggestedName: 'a.csv',
      content: Uint8Array.of(1),
    });
    expect(answer).toMatchObject({
      error: { code: 'OUTPUT_FOLDER_UNWRITABLE', values: { path: join(folder, '用印记录.csv') } },
    });
  });
});
