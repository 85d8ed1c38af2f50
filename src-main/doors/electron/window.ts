import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import type { Language } from '../../contract/index.ts';
import { offerContextMenu } from './menus.ts';
import { windowOrigin } from './protocol.ts';
import { askToClose, askToLeaveBatch, askToReload } from './window-questions.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

const usualSize = { width: 1360, height: 880 };
/** Until the page is painted: the page's own grounds, so that nothing flashes. */
const ground = { light: '#F2F4F7', dark: '#141619' };

/** The one window, and what its page last said about itself. */
export interface MainWindow {
  readonly browserWindow: BrowserWindow;
  setUnsaved(unsaved: boolean): void;
  /** How much of a batch is done, from 0 to 1, and whether it is at work or waits for something; null: none runs. */
  setBatch(batch: { readonly fraction: number; readonly isAtWork: boolean } | null): void;
}

export interface MainWindowOptions {
  homeFolder: string;
  /** Read when the window has something to say. Never rejects. */
  language(): Promise<Language>;
  /** The page could not be loaded. */
  onFailure(thrown: unknown): void;
}

function rememberState(window: BrowserWindow, path: string): void {
  window.on('close', () => writeWindowState(path, { ...window.getNormalBounds(), maximized: window.isMaximized() }));
}

type AskBefore = (window: BrowserWindow, language: Language) => Promise<'stay' | 'leave'>;

/** Closing asks first where there is a question; an answer is awaited, not the whole program stopped. */
function askBeforeClosing(
  window: BrowserWindow,
  language: () => Promise<Language>,
  question: () => AskBefore | null,
): void {
  let asking = false;
  let leaving = false;
  window.on('close', async (event) => {
    const ask = leaving ? null : question();
    if (ask === null) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const answer = await ask(window, await language());
    asking = false;
    if (answer === 'stay' || window.isDestroyed()) return;
    leaving = true;
    window.close();
  });
}

/** Opens the window on the built page, where it last stood. */
export function openMainWindow({ homeFolder, language, onFailure }: MainWindowOptions): MainWindow {
  const statePath = join(homeFolder, 'window.json');
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const state = readWindowState(statePath, workAreas);
  const browserWindow = new BrowserWindow({
    ...usualSize,
    ...(state ? { x: state.x, y: state.y, width: state.width, height: state.height } : {}),
    minWidth: 960,
    minHeight: 640,
    show: false,
    title: '钤印',
    backgroundColor: nativeTheme.shouldUseDarkColors ? ground.dark : ground.light,
    webPreferences: {
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (state?.maximized) browserWindow.maximize();
  let unsaved = false;
  let hasBatch = false;
  rememberState(browserWindow, statePath);
  askBeforeClosing(browserWindow, language, () => (hasBatch ? askToLeaveBatch : unsaved ? askToClose : null));
  offerContextMenu(browserWindow, language);
  // The page names its window itself, through the bridge.
  browserWindow.on('page-title-updated', (event) => event.preventDefault());
  browserWindow.once('ready-to-show', () => browserWindow.show());
  browserWindow.webContents.on('render-process-gone', async () => {
    unsaved = false;
    const answer = await askToReload(browserWindow, await language());
    if (browserWindow.isDestroyed()) return;
    if (answer === 'stay') browserWindow.webContents.reload();
    else browserWindow.close();
  });
  browserWindow.loadURL(`${windowOrigin}/index.html`).catch((thrown: unknown) => {
    if (!browserWindow.isDestroyed()) onFailure(thrown);
  });
  return {
    browserWindow,
    setUnsaved(now) {
      unsaved = now;
    },
    setBatch(batch) {
      hasBatch = batch !== null;
      browserWindow.setProgressBar(batch?.fraction ?? -1, { mode: batch?.isAtWork === false ? 'paused' : 'normal' });
    },
  };
}
