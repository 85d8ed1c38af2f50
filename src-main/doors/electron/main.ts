/** The desktop program: one window over the core. */
import { join } from 'node:path';
import { app, dialog, Menu, shell } from 'electron';
import { type App, createApp } from '../../app.ts';
import { AppError, describeError, type Language } from '../../contract/index.ts';
import { type Desktop, existingFile, openablePdf } from '../desktop.ts';
import { homeFolder as findHomeFolder } from '../home-folder.ts';
import { findRendererFolder } from '../renderer-files.ts';
import { channels } from './channels.ts';
import { documentArgument } from './document-arguments.ts';
import { lockDown } from './lockdown.ts';
import { registerScheme, serveWindow } from './protocol.ts';
import { spawnTokenHost } from './token-host.ts';
import { type MainWindow, openMainWindow } from './window.ts';
import { carryMessages } from './window-messages.ts';

const homeFolder = findHomeFolder();

const desktop: Desktop = {
  async open(path) {
    const problem = await shell.openPath(openablePdf(path));
    if (problem) throw new AppError('DESKTOP_UNAVAILABLE', { path }, { detail: problem });
  },
  async reveal(path) {
    shell.showItemInFolder(existingFile(path));
  },
};

let core: App | null = null;
let window: MainWindow | null = null;
let language: Language = 'zh-CN';
let requestedDocument = documentArgument(process.argv, process.cwd());

/** Shows a document in the window that is there, or keeps it for the one to come. */
function requestDocument(path: string | null): void {
  const browserWindow = window?.browserWindow;
  if (!browserWindow) {
    requestedDocument = path ?? requestedDocument;
    return;
  }
  if (browserWindow.isMinimized()) browserWindow.restore();
  browserWindow.focus();
  if (path) browserWindow.webContents.send(channels.event, 'document.requested', { path });
}

/** Without a menu macOS has no keys for copy and paste. */
function setMenu(): void {
  const roles = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }] as const;
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([...roles]) : null);
}

async function start(): Promise<void> {
  await app.whenReady();
  lockDown();
  serveWindow(findRendererFolder());
  setMenu();
  core = await createApp({
    homeFolder,
    door: 'electron',
    initialDocumentPath: requestedDocument,
    desktop,
    spawnTokenHost,
  });
  const opened = core;
  const readLanguage = async () => {
    ({ language } = await opened.call('settings.get', null));
  };
  await readLanguage();
  carryMessages(opened, () => window);
  window = openMainWindow(homeFolder, () => language);
  window.browserWindow.on('focus', () => void readLanguage());
  window.browserWindow.on('closed', () => {
    window = null;
  });
}

function showStartFailure(thrown: unknown): void {
  const error = AppError.from(thrown);
  const { happened, next } = describeError(error.toShape(), language);
  dialog.showErrorBox('钤印', `${happened}。${next}。(${error.code})\n${error.detail ?? ''}`);
  app.exit(1);
}

// Own folders for each data folder: two of them are two programs, and one of them has one window.
app.setPath('userData', join(homeFolder, 'electron'));
if (!app.requestSingleInstanceLock()) app.quit();
else {
  app.enableSandbox();
  registerScheme();
  app.on('second-instance', (_, argv, workingFolder) => requestDocument(documentArgument(argv, workingFolder)));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    requestDocument(path);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (!core) return;
    // The drivers' processes are ended and the records closed before the program is.
    event.preventDefault();
    const closing = core;
    core = null;
    closing.close().finally(() => app.quit());
  });
  start().catch(showStartFailure);
}
