import { basename, join } from 'node:path';
import { app, type BrowserWindow, dialog, type FileFilter } from 'electron';
import { AppError, type FileKind, type PickedFile } from '../../contract/index.ts';
import { writeFileAtomically } from '../../files/index.ts';

const driverExtensions: Partial<Record<NodeJS.Platform, string[]>> = { win32: ['dll'], darwin: ['dylib', 'so'] };

const filters: Record<FileKind, FileFilter[]> = {
  pdf: [{ name: 'PDF', extensions: ['pdf'] }],
  png: [{ name: 'PNG', extensions: ['png'] }],
  certificate: [{ name: 'X.509', extensions: ['cer', 'crt', 'pem', 'der', 'p7b'] }],
  driver: [{ name: 'PKCS#11', extensions: driverExtensions[process.platform] ?? ['so'] }],
};

export const isFileKind = (value: unknown): value is FileKind =>
  typeof value === 'string' && Object.hasOwn(filters, value);

/** The system's dialog to choose files; an empty list when it is cancelled. */
export async function pickFiles(window: BrowserWindow, kind: FileKind, multiple: boolean): Promise<PickedFile[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    filters: filters[kind],
    properties: multiple ? ['openFile', 'multiSelections'] : ['openFile'],
  });
  return filePaths.map((path) => ({ path, name: basename(path) }));
}

/** Saves bytes where the person chooses, whole or not at all; null when the dialog is cancelled. */
export async function saveFile(
  window: BrowserWindow,
  suggestedName: string,
  content: Uint8Array,
): Promise<string | null> {
  const defaultPath = join(app.getPath('documents'), basename(suggestedName));
  const { filePath, canceled } = await dialog.showSaveDialog(window, { defaultPath });
  if (canceled || filePath === '') return null;
  try {
    writeFileAtomically(filePath, content);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('DISK_FULL', {}, { cause, detail: code });
    throw new AppError('OUTPUT_FOLDER_UNWRITABLE', { path: filePath }, { cause, detail: code });
  }
  return filePath;
}
