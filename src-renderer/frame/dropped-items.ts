/** What was dropped on the window. */
export interface DroppedItems {
  files: File[];
  folders: DroppedFolder[];
}

export interface DroppedFolder {
  /** The folder as a file, of which a desktop's door knows the path. */
  file: File;
  entry: FileSystemDirectoryEntry;
}

const isDirectory = (entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry => entry?.isDirectory === true;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** Reads what a drop carries; only during the event, after which the browser takes it back. */
export function readDroppedItems(transfer: DataTransfer): DroppedItems {
  const dropped: DroppedItems = { files: [], folders: [] };
  for (const item of transfer.items) {
    const file = item.getAsFile();
    if (file === null) continue;
    const entry = item.webkitGetAsEntry();
    if (isDirectory(entry)) dropped.folders.push({ file, entry });
    else dropped.files.push(file);
  }
  return dropped;
}

const byName = new Intl.Collator('zh-CN', { numeric: true });

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // The browser hands out a hundred at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return entries.toSorted((one, other) => byName.compare(one.name, other.name));
    entries.push(...some);
  }
}

/** The files named .pdf in a dropped folder and the folders within, by name. Rejects with a DOMException when one cannot be read. */
export async function pdfsInFolder(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const pdfs: File[] = [];
  const within: FileSystemDirectoryEntry[] = [];
  for (const entry of await entriesOf(folder)) {
    if (isDirectory(entry)) within.push(entry);
    else if (isFile(entry) && /\.pdf$/i.test(entry.name) && !entry.name.startsWith('._')) {
      pdfs.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    }
  }
  for (const subfolder of within) pdfs.push(...(await pdfsInFolder(subfolder)));
  return pdfs;
}
