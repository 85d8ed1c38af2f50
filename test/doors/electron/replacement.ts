/**
 * Stands in for the module `electron`, which needs Electron's own process. It keeps what it is given, and joins the window's side
 * to the main side as Electron does: by value, with the sender told. Used with `vi.mock('electron', () => import(…))`.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron';
import { vi } from 'vitest';

/** An event whose default can be prevented. */
export function preventable() {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

export interface Frame {
  url: string;
  parent: Frame | null;
}

type WindowOpenHandler = (details: { url: string }) => { action: string };

class WebContents extends EventEmitter {
  mainFrame: Frame = { url: 'app://qianyin/index.html', parent: null };
  windowOpenHandler: WindowOpenHandler | undefined;
  readonly reload = vi.fn();
  setWindowOpenHandler(handler: WindowOpenHandler) {
    this.windowOpenHandler = handler;
  }
  readonly send = vi.fn((channel: string, ...given: unknown[]) => {
    ipcRenderer.emit(channel, {}, ...structuredClone(given));
  });
}

class Session extends EventEmitter {
  readonly setPermissionRequestHandler = vi.fn();
  readonly setPermissionCheckHandler = vi.fn();
  readonly setDevicePermissionHandler = vi.fn();
  readonly setDisplayMediaRequestHandler = vi.fn();
  readonly webRequest = { onBeforeRequest: vi.fn() };
}

export const session = { defaultSession: new Session() };
export const newSession = () => new Session();

class App extends EventEmitter {
  isPackaged = false;
  readonly paths: Record<string, string> = { documents: '/documents' };
  readonly whenReady = vi.fn(async () => undefined);
  readonly enableSandbox = vi.fn();
  readonly requestSingleInstanceLock = vi.fn(() => true);
  readonly getLocale = vi.fn(() => 'zh-CN');
  readonly exit = vi.fn();
  ended = false;
  setPath(name: string, path: string) {
    this.paths[name] = path;
  }
  getPath(name: string) {
    return this.paths[name] ?? '';
  }
  quit = vi.fn(() => {
    const event = preventable();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.ended = true;
  });
}

export const app = new App();

export class BrowserWindow extends EventEmitter {
  static readonly opened: BrowserWindow[] = [];
  readonly webContents = new WebContents();
  readonly options: BrowserWindowConstructorOptions;
  bounds = { x: 0, y: 0, width: 1360, height: 880 };
  private maximized = false;
  private destroyed = false;
  minimized = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    BrowserWindow.opened.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  readonly loadURL = vi.fn(async (_url: string) => undefined);
  readonly show = vi.fn();
  readonly focus = vi.fn();
  readonly setTitle = vi.fn();
  readonly setDocumentEdited = vi.fn();
  readonly setProgressBar = vi.fn();
  readonly restore = vi.fn(() => {
    this.minimized = false;
  });
  maximize() {
    this.maximized = true;
  }
  isMaximized = () => this.maximized;
  isMinimized = () => this.minimized;
  isDestroyed = () => this.destroyed;
  getNormalBounds = () => this.bounds;
  close() {
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.destroyed = true;
    this.emit('closed');
    app.emit('window-all-closed');
  }
}

export const powerMonitor = new EventEmitter();

export const powerSaveBlocker = {
  kept: new Set<number>(),
  start: vi.fn((_type: string) => {
    const id = powerSaveBlocker.kept.size + 1;
    powerSaveBlocker.kept.add(id);
    return id;
  }),
  stop: vi.fn((id: number) => powerSaveBlocker.kept.delete(id)),
};

export const nativeTheme = { shouldUseDarkColors: false, themeSource: 'system' };

export const screen = {
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
  getAllDisplays() {
    return this.displays;
  },
};

export const dialog = {
  showOpenDialog: vi.fn(async (..._given: unknown[]) => ({ canceled: true, filePaths: [] as string[] })),
  showSaveDialog: vi.fn(async (..._given: unknown[]) => ({ canceled: true, filePath: '' })),
  showMessageBox: vi.fn(async (..._given: unknown[]) => ({ response: 0, checkboxChecked: false })),
  showErrorBox: vi.fn((_title: string, _content: string) => undefined),
};

export const shell = { openPath: vi.fn(async (_path: string) => ''), showItemInFolder: vi.fn() };

export const Menu = {
  popups: [] as MenuItemConstructorOptions[][],
  buildFromTemplate(items: MenuItemConstructorOptions[]) {
    return { items, popup: () => Menu.popups.push(items) };
  },
  setApplicationMenu: vi.fn((_menu: { items: MenuItemConstructorOptions[] } | null) => undefined),
};

type SchemeHandler = (request: Request) => Promise<Response>;

export const protocol = {
  handlers: new Map<string, SchemeHandler>(),
  registerSchemesAsPrivileged: vi.fn(),
  handle(scheme: string, handler: SchemeHandler) {
    protocol.handlers.set(scheme, handler);
  },
};

interface Sender {
  sender: WebContents;
  senderFrame: Frame | null;
}

type IpcHandler = (event: Sender, ...given: unknown[]) => Promise<unknown>;

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, IpcHandler>();
  handle(channel: string, handler: IpcHandler) {
    this.handlers.set(channel, handler);
  }
}

export const ipcMain = new IpcMain();

/** The top page of the last window, as the sender of a message. */
export function topPage(): Sender {
  const window = BrowserWindow.opened.at(-1);
  if (!window) throw new Error('no window is open');
  return { sender: window.webContents, senderFrame: window.webContents.mainFrame };
}

export async function invoke(from: Sender, channel: string, ...given: unknown[]): Promise<unknown> {
  const handler = ipcMain.handlers.get(channel);
  if (!handler) throw new Error(`no handler for ${channel}`);
  return structuredClone(await handler(from, ...structuredClone(given)));
}

class IpcRenderer extends EventEmitter {
  readonly invoke = vi.fn((channel: string, ...given: unknown[]) => invoke(topPage(), channel, ...given));
  readonly send = vi.fn((channel: string, ...given: unknown[]) => {
    ipcMain.emit(channel, topPage(), ...structuredClone(given));
  });
}

export const ipcRenderer = new IpcRenderer();

/** What the preload gave to the page, by name. */
export const mainWorld = new Map<string, unknown>();
export const contextBridge = { exposeInMainWorld: (name: string, value: unknown) => mainWorld.set(name, value) };

export const webUtils = { getPathForFile: vi.fn((file: File) => `/dropped/${file.name}`) };

/** A utility process as a child of Node, with the few differences between the two. */
class UtilityProcess extends EventEmitter {
  private readonly child: ChildProcess;
  constructor(entry: string, env: NodeJS.ProcessEnv | undefined) {
    super();
    this.child = fork(entry, [], {
      env,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.on('spawn', () => this.emit('spawn'));
    this.child.on('message', (message) => this.emit('message', message));
    this.child.on('exit', (code) => this.emit('exit', code ?? 1));
  }
  get pid() {
    return this.child.exitCode === null && this.child.signalCode === null ? this.child.pid : undefined;
  }
  get stderr() {
    return this.child.stderr;
  }
  postMessage(message: object) {
    if (this.child.connected) this.child.send(message);
  }
  kill = () => this.child.kill();
}

export const utilityProcess = {
  fork: vi.fn(
    (entry: string, _given: string[], options: { env?: NodeJS.ProcessEnv }) => new UtilityProcess(entry, options.env),
  ),
};
