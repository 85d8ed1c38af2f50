import type { HistoryRow, Language } from '../contract/index.ts';
import { csvOf, describeSealKind, localSecond, nameWords } from '../words/index.ts';

type Column = { [L in Language]: string } & { value(row: HistoryRow, language: Language): string | number };

const yesNo = (value: boolean, language: Language) =>
  language === 'en' ? (value ? 'yes' : 'no') : value ? '是' : '否';

const columns: readonly Column[] = [
  { 'zh-CN': '序号', en: 'No.', value: (row) => row.seq },
  { 'zh-CN': '时间', en: 'Time', value: (row) => localSecond(row.at) },
  { 'zh-CN': '时间（UTC）', en: 'Time (UTC)', value: (row) => row.at },
  { 'zh-CN': '结果', en: 'Outcome', value: (row, language) => nameWords[language].outcomes[row.outcome] },
  {
    'zh-CN': '完成时间（UTC）',
    en: 'Settled (UTC)',
    value: (row) => row.settledAt ?? '',
  },
  { 'zh-CN': '错误代码', en: 'Error code', value: (row) => row.errorCode ?? '' },
  { 'zh-CN': '经办人', en: 'Operator', value: (row) => row.operator },
  { 'zh-CN': '印章', en: 'Seal', value: (row) => row.sealName },
  {
    'zh-CN': '印章类别',
    en: 'Seal kind',
    value: (row, language) => describeSealKind(row.sealKind, language),
  },
  {
    'zh-CN': '印章上的名称与证书不同',
    en: 'Name on the seal, other than in the certificate',
    value: (row) => row.nameOnSeal,
  },
  { 'zh-CN': '名称不同的理由', en: 'Why the name differs', value: (row) => row.nameReason },
  { 'zh-CN': '印章编号', en: 'Seal ID', value: (row) => row.sealId },
  { 'zh-CN': '用印事由', en: 'Reason', value: (row) => row.reason },
  { 'zh-CN': '文件', en: 'Document', value: (row) => row.documentName },
  { 'zh-CN': '页码', en: 'Page', value: (row) => row.page },
  { 'zh-CN': 'X（毫米）', en: 'X (mm)', value: (row) => row.xMm },
  { 'zh-CN': 'Y（毫米）', en: 'Y (mm)', value: (row) => row.yMm },
  { 'zh-CN': '盖章前 SHA-256', en: 'SHA-256 before', value: (row) => row.sha256Before },
  { 'zh-CN': '盖章后 SHA-256', en: 'SHA-256 after', value: (row) => row.sha256After ?? '' },
  { 'zh-CN': '证书主体', en: 'Certificate subject', value: (row) => row.certificateSubject },
  { 'zh-CN': '证书序列号', en: 'Certificate serial', value: (row) => row.certificateSerial },
  { 'zh-CN': '证书指纹 SHA-256', en: 'Certificate SHA-256', value: (row) => row.certificateFingerprint },
  { 'zh-CN': 'UKey 序列号', en: 'Token serial', value: (row) => row.tokenSerial },
  { 'zh-CN': 'UKey 名称', en: 'Token label', value: (row) => row.tokenLabel },
  { 'zh-CN': '原文件', en: 'Original', value: (row) => row.documentPath },
  { 'zh-CN': '盖章文件', en: 'Stamped file', value: (row) => row.outputPath },
  { 'zh-CN': '试用', en: 'Trial', value: (row, language) => yesNo(row.trial, language) },
  { 'zh-CN': '操作入口', en: 'Door', value: (row) => row.door },
  { 'zh-CN': '批次', en: 'Run', value: (row) => row.runId },
];

/** The rows as CSV, with a header in the person's language. */
export function toCsv(rows: Iterable<HistoryRow>, language: Language): Uint8Array {
  const all = function* () {
    yield columns.map((column) => column[language]);
    for (const row of rows) yield columns.map((column) => column.value(row, language));
  };
  return csvOf(all());
}
