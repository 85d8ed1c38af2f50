import writeXlsx from 'write-excel-file/node';
import type { BatchItem, ErrorShape, Language, ManifestFormat, MethodOutput } from '../contract/index.ts';
import { csvOf, describeError, formatZonedTime, visibleJson } from '../words/index.ts';
import type { ReportingProgram } from './report-pdf.ts';
import { headCell, numberCell, textCell, workbookFont } from './xlsx-cells.ts';

/** What became of a file of a batch. */
export interface ManifestRow {
  readonly line: number | null;
  readonly state: BatchItem['state'];
  readonly inputPath: string;
  readonly outputPath: string | null;
  readonly sha256Before: string | null;
  readonly sha256After: string | null;
  readonly seals: readonly string[];
  readonly certificates: readonly string[];
  /** In the record of seal uses. */
  readonly seqs: readonly number[];
  readonly finishedAt: string | null;
  readonly reason: string;
  readonly error: ErrorShape | null;
}

/** The batch that a manifest is of. */
export interface ManifestOf {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

const stateWords: Readonly<Record<BatchItem['state'], Readonly<Record<Language, string>>>> = {
  done: { 'zh-CN': '成功', en: 'done' },
  failed: { 'zh-CN': '失败', en: 'failed' },
  skipped: { 'zh-CN': '跳过', en: 'skipped' },
  'left-out': { 'zh-CN': '已移出', en: 'left out' },
  waiting: { 'zh-CN': '未盖', en: 'not stamped' },
};

interface Column {
  readonly 'zh-CN': string;
  readonly en: string;
  readonly width: number;
  value(row: ManifestRow, language: Language): string | number;
}

function explain({ error }: ManifestRow, language: Language): string {
  if (!error) return '';
  const { happened, next } = describeError(error, language);
  return language === 'zh-CN' ? `${happened}。${next}。` : `${happened}. ${next}.`;
}

const columns: readonly Column[] = [
  { 'zh-CN': '结果', en: 'Outcome', width: 10, value: ({ state }, language) => stateWords[state][language] },
  { 'zh-CN': '原文件', en: 'Original', width: 50, value: ({ inputPath }) => inputPath },
  { 'zh-CN': '盖章文件', en: 'Stamped file', width: 50, value: ({ outputPath }) => outputPath ?? '' },
  { 'zh-CN': '盖章前 SHA-256', en: 'SHA-256 before', width: 68, value: ({ sha256Before }) => sha256Before ?? '' },
  { 'zh-CN': '盖章后 SHA-256', en: 'SHA-256 after', width: 68, value: ({ sha256After }) => sha256After ?? '' },
  { 'zh-CN': '印章', en: 'Seals', width: 24, value: ({ seals }) => seals.join('；') },
  {
    'zh-CN': '证书指纹 SHA-256',
    en: 'Certificates, SHA-256',
    width: 68,
    value: ({ certificates }) => certificates.join('；'),
  },
  { 'zh-CN': '记录序号', en: 'No. in the record', width: 14, value: ({ seqs }) => seqs.join('；') },
  {
    'zh-CN': '时间',
    en: 'Time',
    width: 26,
    value: ({ finishedAt }, language) => (finishedAt === null ? '' : formatZonedTime(finishedAt, language)),
  },
  { 'zh-CN': '用印事由', en: 'Reason', width: 30, value: ({ reason }) => reason },
  { 'zh-CN': '说明', en: 'Explanation', width: 50, value: explain },
  { 'zh-CN': '错误代码', en: 'Error code', width: 22, value: ({ error }) => error?.code ?? '' },
  { 'zh-CN': '清单行', en: 'Line of the table', width: 10, value: ({ line }) => line ?? '' },
];

async function contentOf(
  of: ManifestOf,
  rows: readonly ManifestRow[],
  format: ManifestFormat,
  language: Language,
  program: ReportingProgram,
): Promise<Uint8Array> {
  if (format === 'json') {
    const { name, version } = program;
    return Buffer.from(`${visibleJson({ program: { name, version }, batch: of, files: rows })}\n`);
  }
  const head = columns.map((column) => column[language]);
  const cells = rows.map((row) => columns.map((column) => column.value(row, language)));
  if (format === 'csv') return csvOf([head, ...cells]);
  const sheet = cells.map((values) =>
    values.map((value) => (typeof value === 'number' ? numberCell(value) : textCell(value))),
  );
  return writeXlsx(
    [
      {
        sheet: language === 'zh-CN' ? '清单' : 'Manifest',
        data: [head.map(headCell), ...sheet],
        columns: columns.map(({ width }) => ({ width })),
        stickyRowsCount: 1,
        orientation: 'landscape',
      },
    ],
    workbookFont,
  ).toBuffer();
}

/** 批量清单: what became of each file of a batch, as a file with a name to save it under. */
export async function makeManifest(
  of: ManifestOf,
  rows: readonly ManifestRow[],
  format: ManifestFormat,
  language: Language,
  program: ReportingProgram,
): Promise<MethodOutput<'batch.manifest'>> {
  const name = language === 'zh-CN' ? '批量盖章清单' : 'batch-manifest';
  const fileName = `${name}_${of.createdAt.slice(0, 10)}_${of.id}.${format}`;
  return { fileName, content: await contentOf(of, rows, format, language, program) };
}
