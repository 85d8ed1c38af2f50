import {
  type Bridge,
  type ExportFormat,
  exportFormat,
  type HistoryFilter,
  type MethodInput,
} from '../../../src-main/contract/index.ts';

/** What `history.export` makes. */
export const exportFormats = exportFormat.options;
export type { ExportFormat };

/** Of the call: the seal whose key signs, and its PINs. */
export type SignedBy = Pick<MethodInput<'history.export'>, 'signWith' | 'pins' | 'signaturePins' | 'finalTryConfirmed'>;

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl',
  pdf: 'application/pdf',
};

/** Exports the uses that fit; null: the person did not want to save it. What is too large for that stays where the core put it. */
export async function exportUses(
  bridge: Bridge,
  format: ExportFormat,
  filter: HistoryFilter,
  signing: SignedBy | null,
): Promise<{ name: string; rowCount: number } | null> {
  const { fileName, path, content, rowCount } = await bridge.call('history.export', {
    format,
    filter,
    ...signing,
  });
  if (content === null) return path === null ? null : { name: path, rowCount };
  const name = await bridge.saveFile(fileName, content, mediaTypes[format]);
  return name === null ? null : { name, rowCount };
}
