import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError, type Bridge, type MethodName, methods } from '../../../src-main/contract/index.ts';
import { channels } from '../../../src-main/doors/electron/channels.ts';
import { BrowserWindow, ipcMain, ipcRenderer, mainWorld, topPage, webUtils } from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

let bridge: Bridge;
const asked: unknown[][] = [];
let reply: unknown;

beforeAll(async () => {
  new BrowserWindow({});
  for (const channel of [channels.call, channels.pickFiles, channels.saveFile, channels.choosePlace]) {
    ipcMain.handle(channel, async (_, ...given) => {
      asked.push([channel, ...given]);
      return reply;
    });
  }
  await import('../../../src-main/doors/electron/preload.ts');
  bridge = mainWorld.get('qianyin') as Bridge;
});
afterEach(() => {
  asked.length = 0;
});

const tell = (name: string, payload: unknown) => topPage().sender.send(channels.event, name, payload);

describe("with Electron's module replaced: what the page gets", () => {
  it('is the bridge of the contract and nothing else', () => {
    expect([...mainWorld.keys()]).toEqual(['qianyin']);
    expect(Object.keys(bridge).sort()).toEqual(
      ['admitFile', 'call', 'choosePlace', 'door', 'openFile', 'pickFiles', 'saveFile', 'setTitle', 'subscribe'].sort(),
    );
    expect(bridge.door).toBe('electron');
  });

  it('carries every method of the contract, and the answer back', async () => {
    reply = { ok: { answered: true } };
    for (const method of Object.keys(methods) as MethodName[]) {
      expect(await bridge.call(method, { path: '/a.pdf' } as never)).toEqual({ answered: true });
      expect(asked.at(-1)).toEqual([channels.call, { method, input: { path: '/a.pdf' } }]);
    }
  });

  it.each(['app.exit', 'toString', '__proto__', 'constructor', ''])('sends no call named %o', async (name) => {
    await expect(bridge.call(name as MethodName, null as never)).rejects.toThrow('not in the contract');
    expect(() => bridge.subscribe(name as never, () => undefined)).toThrow('not in the contract');
    expect(asked).toEqual([]);
  });

  it('hands errors over with their code, values and detail', async () => {
    const error = new AppError('PIN_INCORRECT', { serial: '42' }, { detail: 'CKR_PIN_INCORRECT' });
    reply = { error: error.toShape() };
    await expect(bridge.call('tokens.list', null)).rejects.toEqual({
      code: 'PIN_INCORRECT',
      values: { serial: '42' },
      detail: 'CKR_PIN_INCORRECT',
    });
  });

  it('tells each listener of its own event, until it no longer listens', () => {
    const heard: unknown[] = [];
    const stop = bridge.subscribe('tokens.changed', (payload) => heard.push(payload));
    tell('drivers.changed', { drivers: [] });
    tell('tokens.changed', { tokens: [] });
    stop();
    tell('tokens.changed', { tokens: [] });
    expect(heard).toEqual([{ tokens: [] }]);
  });

  it('keeps a request to open a document until the page listens, and tells it once', async () => {
    tell('documents.requested', { paths: ['/合同.pdf'] });
    const heard: unknown[] = [];
    const stop = bridge.subscribe('documents.requested', (payload) => heard.push(payload));
    await vi.waitFor(() => expect(heard).toEqual([{ paths: ['/合同.pdf'] }]));
    stop();
    const stopAgain = bridge.subscribe('documents.requested', (payload) => heard.push(payload));
    await Promise.resolve();
    stopAgain();
    expect(heard).toHaveLength(1);
  });

  it('asks for dialogs and opens finished files through the main process', async () => {
    reply = { ok: [{ path: '/a.pdf', name: 'a.pdf' }] };
    expect(await bridge.pickFiles('pdf', true)).toEqual([{ path: '/a.pdf', name: 'a.pdf' }]);
    expect(asked.at(-1)).toEqual([channels.pickFiles, { kind: 'pdf', multiple: true }]);
    reply = { ok: '/documents/记录.csv' };
    const content = Uint8Array.of(1, 2, 3);
    expect(await bridge.saveFile('记录.csv', content, 'text/csv')).toBe('/documents/记录.csv');
    expect(asked.at(-1)).toEqual([channels.saveFile, { suggestedName: '记录.csv', content }]);
    reply = { ok: null };
    await bridge.openFile('/a_已盖章.pdf');
    expect(asked.at(-1)).toEqual([channels.call, { method: 'desktop.open', input: { path: '/a_已盖章.pdf' } }]);
    bridge.setTitle('合同.pdf ●', true);
    expect(ipcRenderer.send).toHaveBeenCalledWith(channels.title, { title: '合同.pdf ●', unsaved: true });
  });

  it('finds where a dropped file or folder is, and refuses one that is nowhere', async () => {
    const file = new File(['%PDF'], '合同.pdf');
    expect(await bridge.admitFile(file)).toEqual({ path: '/dropped/合同.pdf', name: '合同.pdf' });
    webUtils.getPathForFile.mockReturnValueOnce('/dropped/档案');
    expect(await bridge.admitFile(new File([], '档案'))).toEqual({ path: '/dropped/档案', name: '档案' });
    webUtils.getPathForFile.mockReturnValueOnce('');
    await expect(bridge.admitFile(file)).rejects.toEqual({ code: 'FILE_UNREADABLE', values: { path: '合同.pdf' } });
  });
});
