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

/** What a folder is searched for. */
export type DocumentNames = 'pdf' | 'pdf-and-ofd';
const endings: Readonly<Record<DocumentNames, RegExp>> = { pdf: /\.pdf$/i, 'pdf-and-ofd': /\.(?:pdf|ofd)$/i };

/** The files of these names in a dropped folder and the folders within, by name. Rejects with a DOMException when one cannot be read. */
export async function documentsInFolder(folder: FileSystemDirectoryEntry, names: DocumentNames): Promise<File[]> {
  const documents: File[] = [];
  const within: FileSystemDirectoryEntry[] = [];
  for (const entry of await entriesOf(folder)) {
    if (isDirectory(entry)) within.push(entry);
    else if (isFile(entry) && endings[names].test(entry.name) && !entry.name.startsWith('._')) {
      documents.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    }
  }
  for (const subfolder of within) documents.push(...(await documentsInFolder(subfolder, names)));
  return documents;
}
