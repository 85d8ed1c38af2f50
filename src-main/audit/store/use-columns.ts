import type { HistoryRow } from '../../contract/index.ts';

/** A column of `qianyin.uses`: its name and type in PostgreSQL, and what it means to who reads the table. */
export interface UseColumn extends Meant {
  readonly name: string;
}

interface Meant {
  readonly type: string;
  readonly isNullable: boolean;
  readonly meaning: string;
}

const typed =
  (type: string) =>
  (meaning: string): Meant => ({ type, isNullable: false, meaning });
const text = typed('text');
const whole = typed('bigint');
export const instantType = 'timestamptz';
const instant = typed(instantType);
const length = typed('double precision');
const yesNo = typed('boolean');
const orNull = (column: Meant): Meant => ({ ...column, isNullable: true });

/** In the order of the exports. */
const columns: Readonly<Record<keyof HistoryRow, Meant>> = {
  seq: whole('编号 / number of the use in its ledger'),
  at: instant('用印时间 / when the use began'),
  settledAt: orNull(instant('完成时间 / when its outcome was known')),
  runId: text('批次 / uses of one run share it'),
  operator: text('经办人 / operator'),
  tokenSerial: text('UKey 序列号 / serial number of the token'),
  tokenLabel: text('UKey 标签 / label of the token'),
  certificateFingerprint: text('证书指纹（SHA-256） / fingerprint of the certificate (SHA-256)'),
  certificateSubject: text('证书主题 / subject of the certificate'),
  certificateSerial: text('证书序列号 / serial number of the certificate'),
  sealId: text('印章标识 / identifier of the seal'),
  sealName: text('印章名称 / name of the seal'),
  sealKind: text('印章类型 / kind of the seal'),
  sealCode: text('印章编码 / code of the seal'),
  nameOnSeal: text('印章上与证书不同的名称 / name on the seal where it differs from the certificate'),
  nameReason: text('名称不同的理由 / why the name differs'),
  documentName: text('文件名称 / name of the document'),
  documentPath: text('文件位置 / path of the document'),
  documentPages: orNull(whole('页数 / pages of the document')),
  outputPath: text('盖章后文件的位置 / path of the stamped file'),
  sha256Before: text('盖章前 SHA-256 / SHA-256 before'),
  sha256After: orNull(text('盖章后 SHA-256 / SHA-256 after')),
  page: whole('第一处盖章的页码 / page of the first impression'),
  xMm: length('第一处的横向位置（毫米） / x of the first impression, millimetres'),
  yMm: length('第一处的纵向位置（毫米） / y of the first impression, millimetres'),
  impressionCount: whole('盖章处数 / impressions'),
  placingRules: text('盖章方式 / rules that placed them'),
  reason: text('用印事由 / reason'),
  unit: text('用印单位或部门 / unit'),
  documentNumber: text('文号 / reference number of the document'),
  category: text('用印类别 / category'),
  copies: orNull(whole('份数 / copies')),
  counterparty: text('相对方 / counterparty'),
  amount: text('金额，按填写原文 / amount as it was entered'),
  approver: text('审批人 / approver'),
  approvalNumber: text('审批单号 / number of the approval'),
  supervisor: text('监印人 / supervisor'),
  note: text('备注 / note'),
  outcome: text(
    '结果 / outcome: pending, completed, failed, cancelled, discarded (signed, no file), interrupted (not known)',
  ),
  errorCode: orNull(text('错误代码 / error code')),
  door: text('来源：窗口、网页或命令行 / window, web or command line'),
  machine: text('本机名称 / name of the machine'),
  systemUser: text('系统用户 / who was logged in to it'),
  trial: yesNo('是否试用印章 / whether it was a trial seal'),
  intentNumber: whole('开始这次用印的事件编号 / number of the event that began it'),
  outcomeNumber: orNull(whole('记下结果的事件编号 / number of the event that settled it')),
};

const snake = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();

/** By the name that it has in a row of the contract. */
export const useColumns: ReadonlyMap<string, UseColumn> = new Map(
  Object.entries(columns).map(([field, column]) => [field, { ...column, name: snake(field) }]),
);
