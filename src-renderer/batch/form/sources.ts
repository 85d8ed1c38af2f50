import type { MethodInput, PickedFile } from '../../../src-main/contract/index.ts';

/** What a batch is to be made of: files and folders, or one table. */
export interface Sources {
  readonly files: readonly PickedFile[];
  readonly table: PickedFile | null;
}

export const noSources: Sources = { files: [], table: null };

export const isTable = ({ name }: Pick<PickedFile, 'name'>): boolean => /\.(?:csv|xlsx)$/i.test(name);

/** A table is a batch by itself; files that are given after one take its place. */
export function withMore({ files }: Sources, more: readonly PickedFile[]): Sources {
  const table = more.find(isTable);
  if (table !== undefined) return { files: [], table };
  const known = new Set(files.map(({ path }) => path));
  return { files: [...files, ...more.filter(({ path }) => !known.has(path))], table: null };
}

export function sourceOf({ files, table }: Sources): MethodInput<'batch.find'>['source'] | null {
  if (table !== null) return { kind: 'table', path: table.path };
  return files.length === 0 ? null : { kind: 'files', paths: files.map(({ path }) => path) };
}
