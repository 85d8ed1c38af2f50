import type { Language } from '../../contract/index.ts';
import { describeSealKind, describeWay, nameWords } from '../../words/index.ts';
import type { StoredUse } from './use-reader.ts';

/**
 * What a cell holds. `local` and `utc`: an instant in ISO 8601, shown by the wall clock or in UTC. `amount`: a number where the person
 * wrote one.
 */
export type CellKind = 'text' | 'number' | 'local' | 'utc' | 'amount';

export interface Column {
  readonly 'zh-CN': string;
  readonly en: string;
  readonly kind: CellKind;
  /** In characters of a spreadsheet. */
  readonly width: number;
  /** Empty, or null, where nothing was entered. */
  value(row: StoredUse, language: Language): string | number | null;
}

const yesNo = (value: number, language: Language) =>
  language === 'en' ? (value === 1 ? 'yes' : 'no') : value === 1 ? '是' : '否';

const text = (
  chinese: string,
  english: string,
  width: number,
  value: (row: StoredUse, language: Language) => string,
): Column => ({ 'zh-CN': chinese, en: english, kind: 'text', width, value });

const number = (chinese: string, english: string, value: (row: StoredUse) => number | null): Column => ({
  'zh-CN': chinese,
  en: english,
  kind: 'number',
  width: 9,
  value,
});

/** What offices' own rules ask for, in their order; then what only a technician asks for. */
export const columns: readonly Column[] = [
  number('编号', 'No.', (row) => row.seq),
  { 'zh-CN': '日期时间', en: 'Time', kind: 'local', width: 20, value: (row) => row.at },
  text('用印单位/部门', 'Unit', 20, (row) => row.unit),
  text('印章名称', 'Seal', 24, (row) => row.sealName),
  text('印章类型', 'Seal kind', 14, (row, language) => describeSealKind(row.sealKind, language)),
  text('印章编码', 'Seal code', 18, (row) => row.sealCode),
  text('文件名称', 'Document', 40, (row) => row.documentName),
  text('文号', 'Document number', 20, (row) => row.documentNumber),
  number('份数', 'Copies', (row) => row.copies),
  number('页数', 'Pages', (row) => row.documentPages),
  number('盖章处数', 'Impressions', (row) => row.impressionCount),
  text('用印事由', 'Reason', 30, (row) => row.reason),
  text('用印类别', 'Category', 14, (row) => row.category),
  text('相对方', 'Counterparty', 24, (row) => row.counterparty),
  { 'zh-CN': '金额', en: 'Amount', kind: 'amount', width: 16, value: (row) => row.amount },
  text('经办人', 'Operator', 12, (row) => row.operator),
  text('审批人', 'Approver', 12, (row) => row.approver),
  text('审批单号', 'Approval number', 18, (row) => row.approvalNumber),
  text('监印人', 'Supervisor', 12, (row) => row.supervisor),
  text('方式', 'Placed by', 16, describeWay),
  text('结果', 'Outcome', 14, (row, language) => nameWords[language].outcomes[row.outcome]),
  text('盖章前 SHA-256', 'SHA-256 before', 66, (row) => row.sha256Before),
  text('盖章后 SHA-256', 'SHA-256 after', 66, (row) => row.sha256After ?? ''),
  text('证书序列号', 'Certificate serial', 34, (row) => row.certificateSerial),
  text('UKey 序列号', 'Token serial', 20, (row) => row.tokenSerial),
  text('本机', 'Machine', 16, (row) => row.machine),
  text('用户', 'User', 12, (row) => row.systemUser),
  text('备注', 'Note', 30, (row) => row.note),
  { 'zh-CN': '时间（UTC）', en: 'Time (UTC)', kind: 'utc', width: 24, value: (row) => row.at },
  { 'zh-CN': '完成时间（UTC）', en: 'Settled (UTC)', kind: 'utc', width: 24, value: (row) => row.settledAt },
  text('错误代码', 'Error code', 22, (row) => row.errorCode ?? ''),
  text('印章上的名称与证书不同', 'Name on the seal, other than in the certificate', 24, (row) => row.nameOnSeal),
  text('名称不同的理由', 'Why the name differs', 24, (row) => row.nameReason),
  text('印章编号', 'Seal ID', 38, (row) => row.sealId),
  number('页码', 'Page', (row) => row.page),
  number('X（毫米）', 'X (mm)', (row) => row.xMm),
  number('Y（毫米）', 'Y (mm)', (row) => row.yMm),
  text('证书主体', 'Certificate subject', 40, (row) => row.certificateSubject),
  text('证书指纹 SHA-256', 'Certificate SHA-256', 66, (row) => row.certificateFingerprint),
  text('UKey 名称', 'Token label', 20, (row) => row.tokenLabel),
  text('原文件', 'Original', 50, (row) => row.documentPath),
  text('盖章文件', 'Stamped file', 50, (row) => row.outputPath),
  text('试用', 'Trial', 8, (row, language) => yesNo(row.trial, language)),
  text('操作入口', 'Door', 10, (row) => row.door),
  text('批次', 'Run', 38, (row) => row.runId),
  number('申请事件号', 'Event of the intent', (row) => row.intentNumber),
  number('结果事件号', 'Event of the outcome', (row) => row.outcomeNumber),
];
