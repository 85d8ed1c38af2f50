import {
  type CertificateProblem,
  type HistoryOutcome,
  type Language,
  type LongTermNeed,
  type PinState,
  type RecordedFileState,
  type SealKind,
  type SealVerdict,
  type SignatureLevel,
  type SignatureReport,
  type StampStep,
  sealKind,
} from '../contract/index.ts';

/** What the values of the contract's enumerations are called, wherever they are shown. */
interface NameWords {
  readonly sealKinds: Readonly<Record<SealKind, string>>;
  /** How a use of a seal ended. */
  readonly outcomes: Readonly<Record<HistoryOutcome, string>>;
  /** How a file stands to the digest on record. */
  readonly recordedFileStates: Readonly<Record<RecordedFileState, string>>;
  readonly steps: Readonly<Record<StampStep, string>>;
  /** While the token signs: some wait for a hand. */
  readonly touchToken: string;
  readonly pinStates: Readonly<Record<PinState, string>>;
  /** Why a certificate cannot stamp. */
  readonly certificateProblems: Readonly<Record<CertificateProblem, string>>;
  readonly sealVerdicts: Readonly<Record<SealVerdict, string>>;
  readonly longTermNeeds: Readonly<Record<LongTermNeed, string>>;
  /** Who says when a signature was made. */
  readonly timeSources: Readonly<Record<SignatureReport['signingTimeSource'], string>>;
}

export const nameWords: Readonly<Record<Language, NameWords>> = {
  'zh-CN': {
    sealKinds: {
      official: '公章',
      contract: '合同专用章',
      finance: '财务专用章',
      invoice: '发票专用章',
      'legal-representative': '法定代表人名章',
      review: '审验章',
      other: '其他',
    },
    outcomes: {
      pending: '进行中',
      completed: '已盖章',
      failed: '未盖章',
      cancelled: '已取消',
      discarded: '已签名但未生成文件',
      interrupted: '中断，结果未知',
    },
    recordedFileStates: { same: '在，与记录一致', changed: '已改动', gone: '不在', unreadable: '无法读取' },
    steps: { prepare: '准备', sign: '签名', verify: '校验', save: '保存' },
    touchToken: '如果 UKey 指示灯闪烁，请按下或触摸 UKey 上的按键。',
    pinStates: {
      ok: '正常',
      low: 'PIN 码曾输错，连续输错会锁定 UKey',
      'final-try': 'PIN 码只剩最后一次机会',
      locked: 'PIN 码已锁定',
      uninitialized: 'PIN 码尚未设置',
      'to-be-changed': '须先修改 PIN 码',
    },
    certificateProblems: {
      expired: '证书已过期',
      'not-yet-valid': '证书尚未生效',
      revoked: '吊销列表显示证书已被吊销',
      'not-for-signing': '证书不能用于签名',
      'encryption-only': '这是加密证书，不是签名证书',
      'ca-certificate': '这是 CA 证书，不是签章人的证书',
      'no-private-key': 'UKey 中没有对应的私钥',
      'algorithm-unsupported': '暂不支持此密钥算法',
      unreadable: '证书无法识别',
    },
    sealVerdicts: {
      valid: '印章有效',
      untrusted: '印章完好，制章人尚未受信任',
      intact: '印章完好，但有问题',
      broken: '印章无效',
    },
    longTermNeeds: { timestamp: '时间戳', revocation: '吊销信息', 'archive-timestamp': '存档时间戳' },
    timeSources: { timestamp: '由第三方时间戳证明', 'signer-clock': '取自签章人的电脑时钟', none: '未注明时间' },
  },
  en: {
    sealKinds: {
      official: 'Official seal',
      contract: 'Contract seal',
      finance: 'Finance seal',
      invoice: 'Invoice seal',
      'legal-representative': 'Legal representative’s seal',
      review: 'Review seal',
      other: 'Other',
    },
    outcomes: {
      pending: 'In progress',
      completed: 'Stamped',
      failed: 'Not stamped',
      cancelled: 'Cancelled',
      discarded: 'Signed, no file delivered',
      interrupted: 'Interrupted, outcome unknown',
    },
    recordedFileStates: {
      same: 'there, as recorded',
      changed: 'changed since',
      gone: 'not there',
      unreadable: 'cannot be read',
    },
    steps: { prepare: 'Prepare', sign: 'Sign', verify: 'Check', save: 'Save' },
    touchToken: 'If the token blinks, press its button or touch it.',
    pinStates: {
      ok: 'Normal',
      low: 'The PIN was entered wrongly; repeated errors lock the token',
      'final-try': 'Only one try is left for the PIN',
      locked: 'The PIN is locked',
      uninitialized: 'The PIN has not been set',
      'to-be-changed': 'The PIN must be changed first',
    },
    certificateProblems: {
      expired: 'The certificate has expired',
      'not-yet-valid': 'The certificate is not valid yet',
      revoked: 'A revocation list says that the certificate is revoked',
      'not-for-signing': 'The certificate is not for signing',
      'encryption-only': 'It is a certificate for encryption, not for signing',
      'ca-certificate': 'It is the certificate of a CA, not of a signer',
      'no-private-key': 'The token has no private key for it',
      'algorithm-unsupported': 'Its key algorithm is not supported yet',
      unreadable: 'The certificate cannot be read',
    },
    sealVerdicts: {
      valid: 'The seal is valid',
      untrusted: 'The seal is intact; its maker is not trusted yet',
      intact: 'The seal is intact, but something is wrong',
      broken: 'The seal is not valid',
    },
    longTermNeeds: {
      timestamp: 'timestamp',
      revocation: 'revocation data',
      'archive-timestamp': 'archive timestamp',
    },
    timeSources: {
      timestamp: 'proven by a third party’s timestamp',
      'signer-clock': 'by the clock of the signer’s computer',
      none: 'no time given',
    },
  },
};

/** The kind of a seal as a record of long ago has it: one that is no longer known is called what it is called there. */
export function describeSealKind(kind: string, language: Language): string {
  const known = sealKind.options.find((one) => one === kind);
  return known === undefined ? kind : nameWords[language].sealKinds[known];
}

/** What a file waits for, in one line; empty when it waits for nothing. */
export function describeNeeds(needs: readonly LongTermNeed[], language: Language): string {
  return needs.map((need) => nameWords[language].longTermNeeds[need]).join(language === 'zh-CN' ? '、' : ', ');
}

const algorithmOfMechanism: readonly (readonly [RegExp, string])[] = [
  [/SM2/, 'SM2'],
  [/RSA_PKCS_PSS/, 'RSA-PSS'],
  [/RSA/, 'RSA'],
  [/ECDSA/, 'ECDSA'],
];

/** What a token signs with, as a certificate names it: `SM2` for CKM_VENDOR_SM2. Each once. */
export function algorithmNames(mechanisms: readonly string[]): string[] {
  const nameOf = (mechanism: string) =>
    algorithmOfMechanism.find(([pattern]) => pattern.test(mechanism))?.[1] ?? mechanism.replace(/^CKM_/, '');
  return [...new Set(mechanisms.map(nameOf))];
}

const levelNames: Readonly<Record<Language, Readonly<Record<SignatureLevel, string>>>> = {
  'zh-CN': {
    'B-B': '只盖章',
    'B-T': '加时间戳（B-T）',
    'B-LT': '加时间戳和吊销信息（B-LT）',
    'B-LTA': '长期有效：再加存档时间戳（B-LTA）',
  },
  en: {
    'B-B': 'Stamp only',
    'B-T': 'With a timestamp (B-T)',
    'B-LT': 'With a timestamp and revocation data (B-LT)',
    'B-LTA': 'Long term: also an archive timestamp (B-LTA)',
  },
};

/** What a stamped file is to reach, in words; the name of ETSI EN 319 142 beside where there is something to look up. */
export const describeLevel = (level: SignatureLevel, language: Language): string => levelNames[language][level];
