import { errorCodes, type HistoryRow, type Language } from '../contract/index.ts';
import { describeError } from './error-words.ts';
import { formatExactTime } from './local-time.ts';
import { describeSealKind, nameWords } from './name-words.ts';

type Told = (row: HistoryRow, language: Language) => string;
type Fact = readonly [chinese: string, english: string, told: Told];

/** By which rule a seal was placed. */
const ways: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  here: { 'zh-CN': '单页', en: 'one page' },
  pages: { 'zh-CN': '多页', en: 'several pages' },
  paging: { 'zh-CN': '骑缝', en: 'across the edges' },
  keyword: { 'zh-CN': '关键字', en: 'keyword' },
  field: { 'zh-CN': '签名域', en: 'signature field' },
};

/** As batches name their uses. */
const batchRun = /^[\da-z]{12}\.\d{1,6}$/;

/** 方式: how it was placed, and whether in a batch. */
export function describeWay(
  { placingRules, runId }: Pick<HistoryRow, 'placingRules' | 'runId'>,
  language: Language,
): string {
  const rules = placingRules.split(' ').map((rule) => ways[rule]?.[language] ?? rule);
  const batch = batchRun.test(runId) ? [{ 'zh-CN': '批量', en: 'batch' }[language]] : [];
  return [...rules, ...batch].join(language === 'en' ? ', ' : '、');
}

const doors: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  electron: { 'zh-CN': '桌面窗口', en: 'desktop window' },
  web: { 'zh-CN': '浏览器', en: 'browser' },
  cli: { 'zh-CN': '命令行', en: 'command line' },
};

function describeEnd({ errorCode }: HistoryRow, language: Language): string {
  const code = errorCodes.find((known) => known === errorCode);
  if (code === undefined) return errorCode ?? '';
  return `${describeError({ code, values: {} }, language).happened} (${code})`;
}

const whole = (value: number | null) => (value === null ? '' : String(value));
const mm = (value: number) => `${value} mm`;

/** All that is on record of a use, in the order in which it is told. */
const facts: Readonly<Record<keyof HistoryRow, Fact>> = {
  seq: ['编号', 'No.', ({ seq }) => String(seq)],
  outcome: ['结果', 'Outcome', ({ outcome }, language) => nameWords[language].outcomes[outcome]],
  errorCode: ['原因', 'Cause', describeEnd],
  at: ['日期时间', 'Time', ({ at }, language) => formatExactTime(at, language)],
  settledAt: [
    '完成时间',
    'Settled',
    ({ settledAt }, language) => (settledAt === null ? '' : formatExactTime(settledAt, language)),
  ],
  sealName: ['印章名称', 'Seal', ({ sealName }) => sealName],
  sealKind: ['印章类型', 'Seal kind', ({ sealKind }, language) => describeSealKind(sealKind, language)],
  sealCode: ['印章编码', 'Seal code', ({ sealCode }) => sealCode],
  sealId: ['印章编号', 'Seal ID', ({ sealId }) => sealId],
  nameOnSeal: ['印章上的名称与证书不同', 'Name on the seal, other than in the certificate', (row) => row.nameOnSeal],
  nameReason: ['名称不同的理由', 'Why the name differs', ({ nameReason }) => nameReason],
  trial: ['试用', 'Trial', ({ trial }, language) => (trial ? { 'zh-CN': '是', en: 'yes' }[language] : '')],
  page: ['页码', 'Page', ({ page }) => String(page)],
  xMm: ['X', 'X', ({ xMm }) => mm(xMm)],
  yMm: ['Y', 'Y', ({ yMm }) => mm(yMm)],
  impressionCount: ['盖章处数', 'Impressions', ({ impressionCount }) => String(impressionCount)],
  placingRules: ['方式', 'Placed by', describeWay],
  operator: ['经办人', 'Operator', ({ operator }) => operator],
  reason: ['用印事由', 'Reason', ({ reason }) => reason],
  unit: ['用印单位/部门', 'Unit', ({ unit }) => unit],
  documentNumber: ['文号', 'Document number', ({ documentNumber }) => documentNumber],
  category: ['用印类别', 'Category', ({ category }) => category],
  copies: ['份数', 'Copies', ({ copies }) => whole(copies)],
  counterparty: ['相对方', 'Counterparty', ({ counterparty }) => counterparty],
  amount: ['金额', 'Amount', ({ amount }) => amount],
  approver: ['审批人', 'Approver', ({ approver }) => approver],
  approvalNumber: ['审批单号', 'Approval number', ({ approvalNumber }) => approvalNumber],
  supervisor: ['监印人', 'Supervisor', ({ supervisor }) => supervisor],
  note: ['备注', 'Note', ({ note }) => note],
  documentName: ['文件名称', 'Document', ({ documentName }) => documentName],
  documentPath: ['原文件', 'Original', ({ documentPath }) => documentPath],
  documentPages: ['页数', 'Pages', ({ documentPages }) => whole(documentPages)],
  outputPath: ['盖章文件', 'Stamped file', ({ outputPath }) => outputPath],
  sha256Before: ['盖章前 SHA-256', 'SHA-256 before', ({ sha256Before }) => sha256Before],
  sha256After: ['盖章后 SHA-256', 'SHA-256 after', ({ sha256After }) => sha256After ?? ''],
  certificateSubject: ['证书主体', 'Certificate subject', (row) => row.certificateSubject],
  certificateSerial: ['证书序列号', 'Certificate serial', ({ certificateSerial }) => certificateSerial],
  certificateFingerprint: ['证书指纹 SHA-256', 'Certificate SHA-256', (row) => row.certificateFingerprint],
  tokenLabel: ['UKey 名称', 'Token label', ({ tokenLabel }) => tokenLabel],
  tokenSerial: ['UKey 序列号', 'Token serial', ({ tokenSerial }) => tokenSerial],
  door: ['使用方式', 'Door', ({ door }, language) => doors[door]?.[language] ?? door],
  machine: ['本机', 'Machine', ({ machine }) => machine],
  systemUser: ['用户', 'User', ({ systemUser }) => systemUser],
  runId: ['批次', 'Run', ({ runId }) => runId],
  intentNumber: ['申请事件号', 'Event of the intent', ({ intentNumber }) => String(intentNumber)],
  outcomeNumber: ['结果事件号', 'Event of the outcome', ({ outcomeNumber }) => whole(outcomeNumber)],
};

/** What is known of a use, each with what it is called; what was not entered is left out. */
export function describeUse(row: HistoryRow, language: Language): [label: string, value: string][] {
  return Object.values(facts)
    .map(([chinese, english, told]): [string, string] => [
      { 'zh-CN': chinese, en: english }[language],
      told(row, language),
    ])
    .filter(([, value]) => value !== '');
}
