import type { Core } from './methods.ts';

/** A file that the core can reach by path: chosen in a dialog, or dropped (the web door first copies it into the inbox). */
export interface PickedFile {
  path: string;
  name: string;
}

/** `folder`: a folder itself, or where paths are not known (web) the PDFs in it; `table`: a list of files to stamp; `backup`: of the record. */
export type FileKind = 'pdf' | 'document' | 'png' | 'certificate' | 'driver' | 'folder' | 'table' | 'backup';

/** Where a file that the core is to write goes. Without a path (web) the core gives its bytes, or keeps it where it says. */
export interface ChosenPlace {
  path?: string;
}

/** What the renderer gets from its door: the core, and what only a window can do. Electron's preload or the web door makes it. */
export interface Bridge extends Core {
  readonly door: 'electron' | 'web';
  /** A file dialog. Resolves to an empty list when the person cancels. */
  pickFiles(kind: FileKind, multiple: boolean): Promise<PickedFile[]>;
  /** A file that was dropped on the window; in Electron also a folder. */
  admitFile(file: File): Promise<PickedFile>;
  /** Saves bytes where the person chooses (web: a download). Resolves to the path or file name, null when cancelled. */
  saveFile(suggestedName: string, content: Uint8Array, mediaType: string): Promise<string | null>;
  /** Asks where a file is to go that the core will write; what is there already may be replaced. Null when cancelled. */
  choosePlace(suggestedName: string): Promise<ChosenPlace | null>;
  /** Shows a finished PDF: the system's viewer, or (web) a new tab. */
  openFile(path: string): Promise<void>;
  /** Window title, and whether closing should ask first because placements are not stamped yet. */
  setTitle(title: string, unsaved: boolean): void;
}
