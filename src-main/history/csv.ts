import type { HistoryRow, Language } from '../contract/index.ts';
import { describeSealKind, localSecond, nameWords, visibleText } from '../words/index.ts';

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

/** What spreadsheets take for the start of a formula; of `=`, `+`, `-` and `@` also the forms that they make equal to them. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−]/;
/** Nothing that anybody sees: programs drop it, and take what follows for the start. */
const unseenStart = /^[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/u;

const isFormula = (text: string) => formulaStart.test(text) || formulaStart.test(text.replace(unseenStart, ''));

/**
 * Quotes per RFC 4180. A document's name or a reason is written by others: a text that a spreadsheet would run as a formula gets an
 * apostrophe before it. The apostrophe stays visible; a program that reads the file back takes it off such a cell. What would turn or
 * hide the text is written out: people read the table in a spreadsheet. Its lines stay.
 */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const visible = visibleText(value, '\t\r\n');
  const text = isFormula(value) || isFormula(visible) ? `'${visible}` : visible;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows as CSV: UTF-8 with a byte order mark (without it Excel garbles Chinese), CRLF, a header in the person's language. */
export function toCsv(rows: Iterable<HistoryRow>, language: Language): Uint8Array {
  const lines = [columns.map((column) => cell(column[language])).join(',')];
  for (const row of rows) lines.push(columns.map((column) => cell(column.value(row, language))).join(','));
  return new TextEncoder().encode(`\uFEFF${lines.join('\r\n')}\r\n`);
}
