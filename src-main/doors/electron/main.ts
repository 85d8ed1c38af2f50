/** The desktop program: one window over the core. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, nativeTheme, shell } from 'electron';
import { type App, createApp } from '../../app.ts';
import { AppError, type Language, type Settings } from '../../contract/index.ts';
import { describeWriteFailure, wholeArguments } from '../../files/index.ts';
import { describeError } from '../../words/index.ts';
import { type Desktop, existingFile, openablePdf } from '../desktop.ts';
import { homeFolder as findHomeFolder } from '../home-folder.ts';
import { findRendererFolder } from '../renderer-files.ts';
import { followBatches } from './batches.ts';
import { channels } from './channels.ts';
import { documentArguments } from './document-arguments.ts';
import { createDocumentRequests } from './document-requests.ts';
import { lockDown } from './lockdown.ts';
import { endLoginsOf } from './logins.ts';
import { setApplicationMenu } from './menus.ts';
import { registerScheme, serveWindow } from './protocol.ts';
import { spawnTokenHost } from './token-host.ts';
import { type MainWindow, openMainWindow } from './window.ts';
import { carryMessages } from './window-messages.ts';
import { askToLoadDriver } from './window-questions.ts';

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
let language: Language | null = null;

const documents = createDocumentRequests(documentArguments(wholeArguments(process.argv), process.cwd()), (paths) => {
  window?.browserWindow.webContents.send(channels.event, 'documents.requested', { paths });
});

async function readSettings(): Promise<Settings | null> {
  return (await core?.call('settings.get', null).catch(() => null)) ?? null;
}

/** The person's language as last set; the system's, while the settings cannot be read. */
async function readLanguage(): Promise<Language> {
  const settings = await readSettings();
  language = settings?.language ?? language ?? (app.getLocale().startsWith('zh') ? 'zh-CN' : 'en');
  return language;
}

/** What the system draws, menus, dialogs and the frame, follows the settings. */
async function followSettings(): Promise<void> {
  const settings = await readSettings();
  if (settings) nativeTheme.themeSource = settings.theme;
  setApplicationMenu(await readLanguage());
}

function showWindow(): void {
  const shown = window?.browserWindow;
  if (shown?.isMinimized()) shown.restore();
  shown?.focus();
}

function requestDocuments(paths: readonly string[]): void {
  showWindow();
  documents.request(paths);
}

async function showFailure(thrown: unknown): Promise<void> {
  const error = AppError.from(thrown);
  const { happened, next } = describeError(error.toShape(), await readLanguage());
  dialog.showErrorBox('钤印', `${happened}。${next}。(${error.code})\n${error.detail ?? ''}`);
  app.exit(1);
}

async function start(): Promise<void> {
  await app.whenReady();
  lockDown();
  serveWindow(findRendererFolder());
  core = await createApp({
    homeFolder,
    door: 'electron',
    get initialDocumentPaths() {
      return documents.takeInitial();
    },
    desktop,
    spawnTokenHost,
    confirmDriver: async (file) =>
      window ? askToLoadDriver(window.browserWindow, await readLanguage(), file) : 'cannot-ask',
  });
  await followSettings();
  carryMessages(core, () => window);
  followBatches(core, () => window);
  window = openMainWindow({ homeFolder, language: readLanguage, onFailure: showFailure });
  endLoginsOf(window.browserWindow, () => core?.endLogins());
  window.browserWindow.on('focus', followSettings);
  window.browserWindow.on('closed', () => {
    window = null;
  });
}

/** The drivers' processes are ended and the records closed before the program is. */
function closeCoreFirst(event: { preventDefault(): void }): void {
  if (!core) return;
  event.preventDefault();
  const closing = core;
  core = null;
  const quit = () => app.quit();
  closing.close().then(quit, quit);
}

function run(): void {
  // Own folders for each data folder: two of them are two programs, and one of them has one window.
  const browserFolder = join(homeFolder, 'electron');
  try {
    mkdirSync(browserFolder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw describeWriteFailure(cause, homeFolder);
  }
  app.setPath('userData', browserFolder);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerScheme();
  app.on('second-instance', (_, argv, workingFolder) => requestDocuments(documentArguments(argv, workingFolder)));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    requestDocuments([path]);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', closeCoreFirst);
  start().catch(showFailure);
}

try {
  run();
} catch (thrown) {
  void showFailure(thrown);
}
