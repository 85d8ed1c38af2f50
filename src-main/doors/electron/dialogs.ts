import { basename, dirname, extname, join } from 'node:path';
import { app, type BrowserWindow, dialog, type FileFilter } from 'electron';
import type { FileKind, PickedFile } from '../../contract/index.ts';
import { describeWriteFailure, writeFileAtomically } from '../../files/index.ts';

const anyFile: FileFilter = { name: '*', extensions: ['*'] };
const driverExtensions: Partial<Record<NodeJS.Platform, string[]>> = { win32: ['dll'], darwin: ['dylib', 'so'] };

const filters: Record<FileKind, FileFilter[]> = {
  pdf: [{ name: 'PDF', extensions: ['pdf'] }],
  document: [{ name: 'PDF, OFD', extensions: ['pdf', 'ofd'] }],
  png: [{ name: 'PNG', extensions: ['png'] }],
  certificate: [{ name: 'X.509', extensions: ['cer', 'crt', 'pem', 'der', 'p7b'] }, anyFile],
  // A shared library may carry its version behind: libsofthsm2.so.2.
  driver: [{ name: 'PKCS#11', extensions: driverExtensions[process.platform] ?? ['so'] }, anyFile],
  folder: [],
  table: [{ name: 'CSV, XLSX', extensions: ['csv', 'xlsx'] }],
  backup: [{ name: 'QYLB, SQLite', extensions: ['qylb', 'sqlite'] }, anyFile],
};

/** The system's dialog to choose files or folders; an empty list when it is cancelled. */
export async function pickFiles(window: BrowserWindow, kind: FileKind, multiple: boolean): Promise<PickedFile[]> {
  const { filePaths, canceled } = await dialog.showOpenDialog(window, {
    filters: filters[kind],
    properties: [kind === 'folder' ? 'openDirectory' : 'openFile', ...(multiple ? (['multiSelections'] as const) : [])],
  });
  return canceled ? [] : filePaths.map((path) => ({ path, name: basename(path) }));
}

/** Windows adds an extension only for a filter. */
function filterOf(name: string): FileFilter[] {
  const extension = extname(name).slice(1).toLowerCase();
  return extension === '' ? [anyFile] : [{ name: extension.toUpperCase(), extensions: [extension] }, anyFile];
}

/** The system's dialog to save a file; null when it is cancelled. */
export async function choosePlace(window: BrowserWindow, suggestedName: string): Promise<{ path: string } | null> {
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), basename(suggestedName)),
    filters: filterOf(suggestedName),
    // Linux asks before it replaces a file only when told to.
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : { path: filePath };
}

/**
 * Saves bytes where the person chooses, whole or not at all; null when the dialog is cancelled.
 * @throws AppError DISK_FULL, OUTPUT_FOLDER_UNWRITABLE
 */
export async function saveFile(
  window: BrowserWindow,
  suggestedName: string,
  content: Uint8Array,
): Promise<string | null> {
  const chosen = await choosePlace(window, suggestedName);
  if (chosen === null) return null;
  try {
    writeFileAtomically(chosen.path, content);
  } catch (cause) {
    throw describeWriteFailure(cause, dirname(chosen.path));
  }
  return chosen.path;
}
