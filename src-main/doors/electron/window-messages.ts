import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from 'electron';
import {
  AppError,
  type Core,
  type EventName,
  events,
  type MethodInput,
  type MethodName,
  methods,
} from '../../contract/index.ts';
import { channels } from './channels.ts';
import { isFileKind, pickFiles, saveFile } from './dialogs.ts';
import { windowOrigin } from './protocol.ts';
import { replyOf } from './replies.ts';
import type { MainWindow } from './window.ts';

const isMethodName = (name: unknown): name is MethodName => typeof name === 'string' && Object.hasOwn(methods, name);

/** Whether a message is from the top page of our own window, and that page is ours. */
function isFromWindow(event: IpcMainEvent | IpcMainInvokeEvent, window: MainWindow | null): window is MainWindow {
  const { senderFrame } = event;
  return (
    window !== null &&
    senderFrame !== null &&
    senderFrame === window.browserWindow.webContents.mainFrame &&
    senderFrame.url.startsWith(`${windowOrigin}/`)
  );
}

/**
 * Carries the window's calls to the core and the core's events to the window.
 * @param currentWindow the window that may speak, null while there is none
 */
export function carryMessages(core: Core, currentWindow: () => MainWindow | null): void {
  const handle = (channel: string, work: (window: MainWindow, ...given: unknown[]) => Promise<unknown>) => {
    ipcMain.handle(channel, (event, ...given: unknown[]) =>
      replyOf(async () => {
        const window = currentWindow();
        if (!isFromWindow(event, window)) throw new AppError('INVALID_INPUT', { detail: 'sender' });
        return work(window, ...given);
      }),
    );
  };
  handle(channels.call, async (_, method, input) => {
    if (!isMethodName(method)) throw new AppError('INVALID_INPUT', { detail: String(method) });
    // The core checks the input against the method's schema.
    return core.call(method, input as MethodInput<MethodName>);
  });
  handle(channels.pickFiles, async ({ browserWindow }, kind, multiple) => {
    if (!isFileKind(kind)) throw new AppError('INVALID_INPUT', { detail: String(kind) });
    return pickFiles(browserWindow, kind, multiple === true);
  });
  handle(channels.saveFile, async ({ browserWindow }, name, content) => {
    if (typeof name !== 'string' || !(content instanceof Uint8Array))
      throw new AppError('INVALID_INPUT', { detail: 'file' });
    return saveFile(browserWindow, name, content);
  });
  ipcMain.on(channels.title, (event, title: unknown, unsaved: unknown) => {
    const window = currentWindow();
    if (!isFromWindow(event, window) || typeof title !== 'string') return;
    window.browserWindow.setTitle(title);
    window.browserWindow.setDocumentEdited(unsaved === true);
    window.setUnsaved(unsaved === true);
  });
  for (const event of Object.keys(events) as EventName[]) {
    core.subscribe(event, (payload) => {
      const window = currentWindow()?.browserWindow;
      if (window && !window.isDestroyed()) window.webContents.send(channels.event, event, payload);
    });
  }
}
