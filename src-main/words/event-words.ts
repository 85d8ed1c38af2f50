import {
  errorCodes,
  keptRules,
  type Language,
  type LedgerEvent,
  type LedgerEventKind,
  signatureLevel,
} from '../contract/index.ts';
import { describeError } from './error-words.ts';
import { describeLevel, describeSealKind } from './name-words.ts';
import { describeRole } from './role-words.ts';
import { describeRules } from './warnings/rule-words.ts';

type Labels = Readonly<Record<string, readonly [chinese: string, english: string]>>;

/** What the data of events is called, in the order in which a line tells it; what is not here stands after it under its own name. */
const labels: Labels = {
  seq: ['用印', 'use'],
  use: ['用印', 'use'],
  sealName: ['印章', 'seal'],
  sealNames: ['印章', 'seals'],
  sealKind: ['种类', 'kind'],
  documentName: ['文件', 'document'],
  inputPath: ['损坏的文件', 'damaged file'],
  outputPath: ['生成', 'made'],
  path: ['文件', 'file'],
  file: ['文件', 'file'],
  name: ['名称', 'name'],
  inspector: ['检查人', 'inspector'],
  finding: ['检查情况', 'finding'],
  from: ['来自', 'from'],
  to: ['写入', 'to'],
  supervisor: ['监交人', 'supervisor'],
  person: ['登录人', 'signed in'],
  role: ['角色', 'role'],
  nameRole: ['角色', 'role'],
  reviewer: ['复核人', 'second person'],
  reviewerRole: ['复核人角色', 'role of the second person'],
  confirmedBy: ['确认人', 'confirmed by'],
  about: ['涉及', 'about'],
  what: ['事项', 'what for'],
  method: ['操作', 'call'],
  people: ['人员', 'people'],
  operator: ['经办人', 'operator'],
  tokenLabel: ['UKey', 'token'],
  tokenSerial: ['UKey 序列号', 'token serial'],
  error: ['原因', 'cause'],
  action: ['改动', 'change'],
  fingerprint: ['证书指纹', 'fingerprint'],
  triesLeft: ['剩余次数', 'tries left'],
  subject: ['证书', 'certificate'],
  certificateSubject: ['证书', 'certificate'],
  signer: ['签名者', 'signer'],
  head: ['保证到事件', 'vouches up to event'],
  setting: ['设置项', 'setting'],
  changed: ['改动', 'changed'],
  added: ['添加', 'added'],
  removed: ['移除', 'removed'],
  before: ['原来', 'before'],
  after: ['现在', 'now'],
  format: ['格式', 'format'],
  rowCount: ['条数', 'records'],
  count: ['数量', 'count'],
  digest: ['全部的 SHA-256', 'SHA-256 of all'],
  formerCount: ['原来的数量', 'former count'],
  formerDigest: ['原来的 SHA-256', 'former SHA-256'],
  events: ['事件数', 'events'],
  whole: ['完整', 'whole'],
  faults: ['问题', 'faults'],
  until: ['核对到事件', 'checked up to event'],
  listsRemade: ['列表重新生成', 'lists made anew'],
  form: ['种类', 'kind'],
  rows: ['条数', 'records'],
  why: ['原因', 'why'],
  sealed: ['加密', 'encrypted'],
  withPin: ['验证过 PIN 码', 'with PIN'],
  state: ['结果', 'state'],
  detail: ['详情', 'detail'],
  formerHead: ['此前的末条', 'former last event'],
  sha256: ['SHA-256', 'SHA-256'],
  files: ['文件数', 'files'],
  done: ['已盖', 'stamped'],
  failed: ['未盖', 'not stamped'],
  skipped: ['跳过', 'skipped'],
  outcome: ['结果', 'outcome'],
  errorCode: ['原因', 'cause'],
  reason: ['原因', 'reason'],
  note: ['备注', 'note'],
  damage: ['损坏之处', 'damage'],
  machine: ['本机', 'computer'],
  systemUser: ['系统用户', 'system user'],
  door: ['使用方式', 'door'],
  completed: ['上次没有记完的', 'finished after the last end'],
  interrupted: ['中断的', 'interrupted'],
  tidiedFiles: ['清理的文件', 'tidied files'],
  version: ['版本', 'version'],
  formerVersion: ['原来的格式', 'former format'],
  formerCopy: ['原文件留作', 'former file kept as'],
  setAside: ['另存为', 'set aside as'],
  archive: ['归档的证据包', 'archived in package'],
  predecessor: ['接续', 'follows'],
  lastUse: ['最后的用印', 'last use'],
  operatorName: ['经办人姓名', 'operator name'],
  driverPaths: ['添加的驱动', 'added drivers'],
  allowedDrivers: ['允许的驱动', 'allowed drivers'],
  networkAllowed: ['允许联网', 'network allowed'],
  timestampAuthorities: ['时间戳服务', 'timestamp services'],
  signatureLevel: ['签章级别', 'signature level'],
  archiveYearly: ['每年归档', 'archive each year'],
  headOnToken: ['记录摘要存入 UKey', 'head kept on the token'],
  stops: ['不许盖章的情形', 'what stops a stamp'],
  rules: ['用印规则', 'rules of use'],
  approvalNumber: ['审批单号', 'approval number'],
  approver: ['审批人', 'approver'],
  issuer: ['签发者', 'issued by'],
};

/** What people are called in the data of a handover, where others mean a place. */
const ofHandover: Labels = { from: ['移交人', 'from'], to: ['接收人', 'to'] };
/** Why it was refused, and what it was wanted for. */
const ofRefusal: Labels = { reason: ['用印事由', 'wanted for'] };
const labelsOfKind: Readonly<Partial<Record<LedgerEventKind, Labels>>> = { handover: ofHandover, refused: ofRefusal };

/** Values that stand for something. */
const values: Labels = {
  add: ['添加', 'added'],
  remove: ['移除', 'removed'],
  'add-maker': ['添加制章人', 'seal maker added'],
  'remove-maker': ['移除制章人', 'seal maker removed'],
  import: ['导入', 'imported'],
  token: ['UKey', 'token'],
  electron: ['桌面窗口', 'desktop window'],
  web: ['浏览器', 'browser'],
  cli: ['命令行', 'command line'],
  package: ['证据包', 'evidence package'],
  damaged: ['记录损坏', 'ledger damaged'],
  archived: ['此前的记录已归档', 'ledger before archived'],
  archive: ['归档用的证据包', 'evidence package for the archive'],
  begin: ['启用三权分立', 'roles begun'],
  end: ['停用三权分立', 'roles ended'],
  adopt: ['确认角色文件', 'file of the roles confirmed'],
  'reset-pin': ['重设角色密码', 'PIN of a role set anew'],
  'change-pin': ['修改角色密码', 'PIN of a role changed'],
  review: ['复核用印', 'second person for a stamp'],
  handover: ['移交印章', 'handover of a seal'],
  idle: ['长时间未操作', 'nothing was done'],
  window: ['窗口关闭', 'window closed'],
  person: ['本人退出', 'by oneself'],
  replaced: ['记录被换成旧副本', 'ledger replaced by an older copy'],
};
const valued = new Set(['what', 'why', 'action', 'from', 'to', 'door', 'form']);
const notSettings = new Set(['door', 'operator', 'person', 'role']);
const heads = new Set(['head', 'predecessor', 'formerHead']);

/** What a line leaves to the whole of the event: long, or said by the line's other parts. */
const leftOut = new Set([
  'signatureSha256',
  'archivedSeals',
  'at',
  'batch',
  'certificateFingerprint',
  'cms',
  'companionFingerprint',
  'crls',
  'documentPath',
  'errorValues',
  'hash',
  'makerFingerprint',
  'makers',
  'rolesSha256',
  'runId',
  'sealId',
  'sealIds',
  'settledAt',
  'sha256After',
  'sha256Before',
  'standing',
  'state',
  'statement',
  'ticket',
  'ticketSha256',
  'trial',
  'trusted',
  'writerPid',
  'writerStartedAt',
]);
/** What an intent tells in a line; the rest stands in the use itself. */
const ofIntent = new Set(['seq', 'sealName', 'documentName', 'operator', 'person', 'reviewer']);
const paths = new Set(['inputPath', 'outputPath', 'path', 'formerCopy', 'setAside']);
const longest = 60;
const mostParts = 8;

function valueText(name: string, value: unknown, language: Language): string {
  const at = language === 'zh-CN' ? 0 : 1;
  if (typeof value === 'string') {
    const code = name === 'error' || name === 'errorCode' ? errorCodes.find((known) => known === value) : undefined;
    if (code !== undefined) return describeError({ code, values: {} }, language).happened;
    if (name === 'signatureLevel') {
      const level = signatureLevel.safeParse(value);
      if (level.success) return describeLevel(level.data, language);
    }
    if (name === 'role' || name === 'nameRole' || name === 'reviewerRole') return describeRole(value, language);
    if (name === 'sealKind') return describeSealKind(value, language);
    if (name === 'fingerprint') return `${value.slice(0, 16)}…`;
    const said = valued.has(name) ? values[value]?.[at] : undefined;
    if (said !== undefined) return said;
  }
  if (heads.has(name) && typeof value === 'object' && value !== null && 'number' in value) return String(value.number);
  if (name === 'seq' || name === 'use' || name === 'lastUse') return `#${String(value)}`;
  if (name === 'rules') {
    const rules = keptRules.safeParse(value);
    const lines = rules.success ? describeRules(rules.data, language) : [];
    if (lines.length > 0) return lines.join('；');
    if (rules.success || value === null) return { 'zh-CN': '无', en: 'none' }[language];
  }
  if (typeof value === 'boolean') return { 'zh-CN': value ? '是' : '否', en: value ? 'yes' : 'no' }[language];
  if (Array.isArray(value)) {
    const shown = value.map((part) => valueText('', part, language)).join(language === 'zh-CN' ? '、' : ', ');
    return shown === '' ? { 'zh-CN': '全部', en: 'all' }[language] : shorten(shown);
  }
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  return shorten(paths.has(name) ? fileNameOfPath(text) : text);
}

/** Why a stamp was refused, with what the reason names. */
function describeRefusal({ errorCode, errorValues }: LedgerEvent['data'], language: Language): string {
  const code = errorCodes.find((known) => known === errorCode);
  if (code === undefined) return String(errorCode);
  const named = typeof errorValues === 'object' && errorValues !== null ? Object.entries(errorValues) : [];
  const values = Object.fromEntries(named.map(([name, value]): [string, string] => [name, String(value)]));
  return describeError({ code, values }, language).happened;
}

/** Settings stand in an event as JSON; who changed them does not. */
function settingValue(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || notSettings.has(name)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** By which a person knows a file; the path may be of either kind of system. */
const fileNameOfPath = (path: string) => path.replace(/^.*[/\\]/, '');
const shorten = (text: string) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
/** No seals named are all of them; of other lists an empty one says nothing. */
const isSaid = (name: string, value: unknown) =>
  value !== '' &&
  value !== null &&
  value !== undefined &&
  (name === 'sealNames' || !Array.isArray(value) || value.length > 0);

/** What an event tells, in one line. */
export function describeEvent({ kind, data }: Pick<LedgerEvent, 'kind' | 'data'>, language: Language): string {
  const order = Object.keys(labels);
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(data)
    .filter(([name, value]) => isSaid(name, value) && !leftOut.has(name) && (kind !== 'intent' || ofIntent.has(name)))
    .sort(([one], [other]) => rank(one) - rank(other))
    .slice(0, mostParts)
    .map(([name, value]) => {
      const known = labelsOfKind[kind]?.[name] ?? labels[name];
      const label = known?.[language === 'zh-CN' ? 0 : 1] ?? name;
      if (kind === 'refused' && name === 'errorCode') return `${label} ${describeRefusal(data, language)}`;
      const told = kind === 'settings-changed' ? settingValue(name, value) : value;
      const as = kind === 'ledger-begun' && name === 'reason' ? 'action' : name;
      return `${label} ${valueText(as, told, language)}`;
    })
    .join(' · ');
}
