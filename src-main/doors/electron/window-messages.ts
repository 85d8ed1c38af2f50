import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { z } from 'zod';
import {
  AppError,
  bytes,
  type Core,
  type EventName,
  events,
  type FileKind,
  type MethodInput,
  type MethodName,
  methods,
} from '../../contract/index.ts';
import { visibleText } from '../../words/index.ts';
import { channels } from './channels.ts';
import { choosePlace, pickFiles, saveFile } from './dialogs.ts';
import { windowOrigin } from './protocol.ts';
import { replyOf } from './replies.ts';
import type { MainWindow } from './window.ts';

const isMethodName = (name: unknown): name is MethodName => typeof name === 'string' && Object.hasOwn(methods, name);
const isEventName = (name: string): name is EventName => Object.hasOwn(events, name);

const fileKind = z.enum([
  'pdf',
  'document',
  'png',
  'certificate',
  'driver',
  'folder',
  'table',
  'backup',
] as const satisfies readonly FileKind[]);

/** What the window may say on each channel. The input of a call is checked by the core, against its method's schema. */
const messages = {
  call: z.object({ method: z.custom<MethodName>(isMethodName, 'unknown method'), input: z.unknown() }),
  pickFiles: z.object({ kind: fileKind, multiple: z.boolean() }),
  saveFile: z.object({ suggestedName: z.string().max(1024), content: bytes }),
  choosePlace: z.object({ suggestedName: z.string().max(1024) }),
  title: z.object({ title: z.string().max(1024), unsaved: z.boolean() }),
};

function parse<Schema extends z.ZodType>(schema: Schema, message: unknown): z.output<Schema> {
  const parsed = schema.safeParse(message);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError('INVALID_INPUT', { detail: `${issue?.path.join('.')} ${issue?.message}`.trim() });
}

/** Whether a message is from the top page of our own window, and that page is ours. */
function isFromWindow(event: IpcMainEvent | IpcMainInvokeEvent, window: MainWindow | null): window is MainWindow {
  const { sender, senderFrame } = event;
  return (
    window !== null &&
    !window.browserWindow.isDestroyed() &&
    sender === window.browserWindow.webContents &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.url.startsWith(`${windowOrigin}/`)
  );
}

/**
 * Carries the window's calls to the core and the core's events to the window.
 * @param currentWindow the window that may speak, null while there is none
 */
export function carryMessages(core: Core, currentWindow: () => MainWindow | null): void {
  function answer<Schema extends z.ZodType>(
    channel: string,
    schema: Schema,
    work: (window: MainWindow, message: z.output<Schema>) => Promise<unknown>,
  ): void {
    ipcMain.handle(channel, (event, message: unknown) =>
      replyOf(async () => {
        const window = currentWindow();
        if (!isFromWindow(event, window)) throw new AppError('INVALID_INPUT', { detail: 'sender' });
        return work(window, parse(schema, message));
      }),
    );
  }
  answer(channels.call, messages.call, (_, { method, input }) => core.call(method, input as MethodInput<MethodName>));
  answer(channels.pickFiles, messages.pickFiles, ({ browserWindow }, { kind, multiple }) =>
    pickFiles(browserWindow, kind, multiple),
  );
  answer(channels.saveFile, messages.saveFile, ({ browserWindow }, { suggestedName, content }) =>
    saveFile(browserWindow, suggestedName, content),
  );
  answer(channels.choosePlace, messages.choosePlace, ({ browserWindow }, { suggestedName }) =>
    choosePlace(browserWindow, suggestedName),
  );
  ipcMain.on(channels.title, (event, message: unknown) => {
    const window = currentWindow();
    const parsed = messages.title.safeParse(message);
    if (!isFromWindow(event, window) || !parsed.success) return;
    const { title, unsaved } = parsed.data;
    window.browserWindow.setTitle(visibleText(title));
    window.browserWindow.setDocumentEdited(unsaved);
    window.setUnsaved(unsaved);
  });
  for (const event of Object.keys(events).filter(isEventName)) {
    core.subscribe(event, (payload) => {
      const window = currentWindow()?.browserWindow;
      if (window && !window.isDestroyed()) window.webContents.send(channels.event, event, payload);
    });
  }
}
