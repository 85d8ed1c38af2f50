import type { ExportFormat, HistoryFilter, Language } from '../../contract/index.ts';

/** What the thread is asked for. */
export interface ExportWork {
  readonly ledgerPath: string;
  /** The file to be written: it is there, and empty. */
  readonly path: string;
  readonly format: ExportFormat;
  readonly filter: HistoryFilter;
  readonly month: string | undefined;
  readonly language: Language;
  readonly program: { readonly name: string; readonly version: string };
}

export interface ExportedFile {
  readonly rowCount: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What is thrown in a thread comes out of it as its message and the system's code. */
export type ExportAnswer =
  | ExportedFile
  | { readonly tooMany: number }
  | { readonly trouble: string; readonly code: string };
