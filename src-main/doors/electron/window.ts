import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, screen } from 'electron';
import type { Language } from '../../contract/index.ts';
import { windowOrigin } from './protocol.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

const usualSize = { width: 1360, height: 880 };

const leaveWords = {
  'zh-CN': {
    message: '尚有印章没有盖，要关闭窗口吗？',
    detail: '关闭后，已放置的位置将丢失；文件没有改动。',
    buttons: ['继续盖章', '关闭'],
  },
  en: {
    message: 'Some seals are placed but not stamped. Close the window?',
    detail: 'Closing loses where they were placed; no file has been changed.',
    buttons: ['Keep working', 'Close'],
  },
} satisfies Record<Language, { message: string; detail: string; buttons: string[] }>;

/** The one window, and what its page last said about itself. */
export interface MainWindow {
  readonly browserWindow: BrowserWindow;
  setUnsaved(unsaved: boolean): void;
}

function rememberState(window: BrowserWindow, path: string): void {
  window.on('close', () => {
    if (!window.isDestroyed()) {
      writeWindowState(path, { ...window.getNormalBounds(), maximized: window.isMaximized() });
    }
  });
}

/**
 * Opens the window on the built page, where it last stood.
 * @param language read when the window asks whether to close with seals that are not stamped
 */
export function openMainWindow(homeFolder: string, language: () => Language): MainWindow {
  const statePath = join(homeFolder, 'window.json');
  const state = readWindowState(
    statePath,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const browserWindow = new BrowserWindow({
    ...usualSize,
    ...(state ? { x: state.x, y: state.y, width: state.width, height: state.height } : {}),
    minWidth: 960,
    minHeight: 640,
    show: false,
    title: '钤印',
    backgroundColor: '#f5f6f8',
    webPreferences: {
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (state?.maximized) browserWindow.maximize();
  let unsaved = false;
  browserWindow.on('close', (event) => {
    if (!unsaved) return;
    const words = leaveWords[language()];
    const choice = dialog.showMessageBoxSync(browserWindow, { type: 'warning', ...words, defaultId: 0, cancelId: 0 });
    if (choice === 0) event.preventDefault();
  });
  rememberState(browserWindow, statePath);
  // The page names its window itself, through the bridge.
  browserWindow.on('page-title-updated', (event) => event.preventDefault());
  browserWindow.once('ready-to-show', () => browserWindow.show());
  void browserWindow.loadURL(`${windowOrigin}/index.html`);
  return {
    browserWindow,
    setUnsaved(now) {
      unsaved = now;
    },
  };
}
