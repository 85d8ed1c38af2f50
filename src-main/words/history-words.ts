import type { Language, LedgerEventKind, ReceiptState, UseParticulars } from '../contract/index.ts';
import { localDay } from './local-time.ts';

interface HistoryWords {
  /** What an event of the record is called. */
  readonly eventKinds: Readonly<Record<LedgerEventKind, string>>;
  /** 用印登记: what can be entered beside a use. */
  readonly particulars: Readonly<Record<keyof UseParticulars, string>>;
  /** How the receipt in a signature stands to this computer's record; `{seq}` is the number of the use. */
  readonly receipts: Readonly<Record<ReceiptState, string>>;
}

const fileNames = {
  package: { 'zh-CN': '用印记录证据包', en: 'seal-use-evidence', ending: 'zip' },
  archive: { 'zh-CN': '用印记录归档', en: 'seal-use-archive', ending: 'zip' },
  backup: { 'zh-CN': '用印记录备份', en: 'seal-use-backup', ending: 'qylb' },
  'plain-backup': { 'zh-CN': '用印记录备份', en: 'seal-use-backup', ending: 'sqlite' },
} as const;

/** What a file is called in which the record is kept or handed on. */
export const historyFileName = (kind: keyof typeof fileNames, language: Language): string =>
  `${fileNames[kind][language]}_${localDay(new Date())}.${fileNames[kind].ending}`;

export const historyWords: Readonly<Record<Language, HistoryWords>> = {
  'zh-CN': {
    eventKinds: {
      'ledger-begun': '记录开始',
      intent: '用印登记',
      stamped: '已盖章',
      failed: '未盖章',
      cancelled: '已取消',
      discarded: '已签名但未生成文件',
      interrupted: '中断',
      approved: '凭审批单用印',
      refused: '拒绝盖章',
      repaired: '生成修复副本',
      checkpoint: 'UKey 签认',
      'pin-wrong': 'PIN 码错误',
      'pin-locked': 'PIN 码已锁定',
      'pin-changed': '修改 PIN 码',
      'pin-unblocked': '解锁 PIN 码',
      'seal-made': '制作印章',
      'seal-imported': '导入印章',
      'seal-exported': '导出印章',
      'seal-changed': '更改印章',
      'seal-bound': '绑定证书',
      'seal-rules-changed': '更改用印规则',
      'seal-suspended': '冻结印章',
      'seal-resumed': '恢复印章',
      'seal-revoked': '注销印章',
      'seal-removed': '移除印章',
      'settings-changed': '更改设置',
      'trust-changed': '更改信任',
      'approval-issuers-changed': '更改审批系统',
      'crl-changed': '更改吊销列表',
      'system-roots-changed': '系统根证书变化',
      exported: '导出记录',
      checked: '核对记录',
      'backed-up': '备份记录',
      restored: '从备份恢复',
      'archive-removed': '已归档的记录文件已删除',
      'batch-begun': '批量开始',
      'batch-ended': '批量结束',
      'archive-package-made': '生成归档包',
      'duty-begun': '值守开始',
      'duty-ended': '值守结束',
      started: '程序启动',
      stopped: '程序退出',
      'clock-set-back': '时钟被回拨',
      'rollback-found': '发现记录被换成旧副本',
      handover: '移交',
      inspection: '检查',
    },
    particulars: {
      unit: '用印单位/部门',
      documentNumber: '文号',
      category: '用印类别',
      copies: '份数',
      counterparty: '相对方',
      amount: '金额',
      approver: '审批人',
      approvalNumber: '审批单号',
      supervisor: '监印人',
      note: '备注',
    },
    receipts: {
      row: '回执与本机用印记录 #{seq} 相符',
      differs: '回执与本机记录不符：本机同一编号下是另一个事件，或签章的证书不是当时所用的',
      beyond: '回执所指的事件在本机记录中缺失：记录可能被截短或换成了旧副本',
      elsewhere: '回执属于另一份用印记录，不在本机',
      unknown: '本机的用印记录读不出，回执无从核对',
    },
  },
  en: {
    eventKinds: {
      'ledger-begun': 'Record begun',
      intent: 'Use entered',
      stamped: 'Stamped',
      failed: 'Not stamped',
      cancelled: 'Cancelled',
      discarded: 'Signed, no file delivered',
      interrupted: 'Interrupted',
      approved: 'Used by approval ticket',
      refused: 'Stamp refused',
      repaired: 'Repaired copy made',
      checkpoint: 'Signed by a UKey',
      'pin-wrong': 'Wrong PIN',
      'pin-locked': 'PIN locked',
      'pin-changed': 'PIN changed',
      'pin-unblocked': 'PIN unblocked',
      'seal-made': 'Seal made',
      'seal-imported': 'Seal imported',
      'seal-exported': 'Seal exported',
      'seal-changed': 'Seal changed',
      'seal-bound': 'Seal bound',
      'seal-rules-changed': 'Rules of use changed',
      'seal-suspended': 'Seal suspended',
      'seal-resumed': 'Seal resumed',
      'seal-revoked': 'Seal revoked',
      'seal-removed': 'Seal removed',
      'settings-changed': 'Settings changed',
      'trust-changed': 'Trust changed',
      'approval-issuers-changed': 'Approval systems changed',
      'crl-changed': 'Revocation lists changed',
      'system-roots-changed': 'Roots of the system changed',
      exported: 'Record exported',
      checked: 'Record checked',
      'backed-up': 'Record backed up',
      restored: 'Restored from a backup',
      'archive-removed': 'Archived ledger removed',
      'batch-begun': 'Batch begun',
      'batch-ended': 'Batch ended',
      'archive-package-made': 'Archive package made',
      'duty-begun': 'Duty begun',
      'duty-ended': 'Duty ended',
      started: 'Program started',
      stopped: 'Program ended',
      'clock-set-back': 'Clock set back',
      'rollback-found': 'An older copy of the record was found',
      handover: 'Handover',
      inspection: 'Inspection',
    },
    particulars: {
      unit: 'Unit or department',
      documentNumber: 'Document number',
      category: 'Kind of use',
      copies: 'Copies',
      counterparty: 'Counterparty',
      amount: 'Amount',
      approver: 'Approved by',
      approvalNumber: 'Approval number',
      supervisor: 'Supervised by',
      note: 'Note',
    },
    receipts: {
      row: 'The receipt agrees with record #{seq} of this computer',
      differs:
        'The receipt does not agree with the record of this computer: another event has its number, or another certificate signed then',
      beyond:
        'The event that the receipt names is missing in the record of this computer: it may have been cut, or an older copy put back',
      elsewhere: 'The receipt is of another record of seal use, which is not on this computer',
      unknown: 'The record of this computer cannot be read, so the receipt cannot be compared',
    },
  },
};

/** How a receipt stands, in a sentence. */
export const describeReceipt = (state: ReceiptState, seq: number | null, language: Language): string =>
  historyWords[language].receipts[state].replace('{seq}', String(seq ?? ''));
