import { type Bridge, type HistoryFilter, methods } from '../../../src-main/contract/index.ts';

/** What `history.export` makes. */
export const exportFormats = methods['history.export'].input.shape.format.options;
export type ExportFormat = (typeof exportFormats)[number];

const mediaTypes: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv' };

/** Exports the uses that fit; null: the person did not want to save it. */
export async function exportUses(
  bridge: Bridge,
  format: ExportFormat,
  filter: HistoryFilter,
): Promise<{ name: string; rowCount: number } | null> {
  const { fileName, content, rowCount } = await bridge.call('history.export', { format, filter });
  const name = await bridge.saveFile(fileName, content, mediaTypes[format]);
  return name === null ? null : { name, rowCount };
}
