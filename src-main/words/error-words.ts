import {
  certificateProblem,
  type ErrorCode,
  type ErrorShape,
  type ErrorValueName,
  type FieldDemand,
  type FieldTrouble,
  type FindingReason,
  type JobTableTrouble,
  type Language,
  type WarningCode,
  warningTable,
} from '../contract/index.ts';
import { batchErrors } from './errors/batch-errors.ts';
import { dataErrors } from './errors/data-errors.ts';
import { databaseErrors } from './errors/database-errors.ts';
import { dutyErrors } from './errors/duty-errors.ts';
import { fileErrors } from './errors/file-errors.ts';
import { ofdErrors } from './errors/ofd-errors.ts';
import { pdfErrors } from './errors/pdf-errors.ts';
import { placingErrors } from './errors/placing-errors.ts';
import { sealErrors } from './errors/seal-errors.ts';
import { serviceErrors } from './errors/service-errors.ts';
import { ticketErrors } from './errors/ticket-errors.ts';
import { tokenErrors } from './errors/token-errors.ts';
import { longTermReasonsEn } from './findings/long-term-words-en.ts';
import { longTermReasonsZhCn } from './findings/long-term-words-zh-cn.ts';
import { nameWords } from './name-words.ts';
import { fillBy, type Placeholders } from './sentences.ts';
import { visibleText } from './visible-text.ts';
import { warningTitle } from './warnings/warning-words.ts';

interface ErrorWords {
  readonly happened: string;
  readonly next: string;
  /** The next step of who received the file and checks it, where what helps its author would destroy the signature. */
  readonly check?: string;
}

/** Who reads an error: somebody who stamps a file, or somebody who checks one that others made. */
export type Reader = 'stamping' | 'checking';
type ErrorTable = Readonly<Record<ErrorCode, Readonly<Record<Language, ErrorWords>>>>;

/** The table as it is. A code without words, and words that do not name the values of their code, do not compile. */
function tell<const Table extends ErrorTable>(
  table: Table & {
    readonly [Code in ErrorCode]: {
      readonly [L in Language]: FittingWords<Table[Code][L], ErrorValueName<Code>>;
    };
  },
): Table {
  return table;
}
type FittingWords<Words extends ErrorWords, Names extends string> = [
  Placeholders<Words['happened'] | Words['next']>,
  Names,
] extends [Names, Placeholders<Words['happened'] | Words['next']>]
  ? Words
  : { readonly mustNameTheValues: Names };

/** By code what happened and what to do next, in both languages; technical details are for the diagnostics. `{name}` is filled from the error's `values`. */
export const errorWords = tell({
  ...dataErrors,
  ...dutyErrors,
  ...ticketErrors,
  ...fileErrors,
  ...pdfErrors,
  ...ofdErrors,
  ...placingErrors,
  ...batchErrors,
  ...tokenErrors,
  ...sealErrors,
  ...serviceErrors,
  ...databaseErrors,
});

type ErrorReason =
  | ErrorCode
  | FindingReason
  | FieldTrouble
  | FieldDemand
  | JobTableTrouble
  | 'none-named'
  | 'seal/no-holder'
  | 'seal/not-intact'
  | 'database/schema'
  | 'database/encoding'
  | 'database/version';
/** Why something cannot be used or had, for the `reason` of an error. */
const reasonWords: Readonly<Partial<Record<ErrorReason, Readonly<Record<Language, string>>>>> = {
  'database/schema': {
    'zh-CN': '其中有别的程序建立的 schema qianyin',
    en: 'it has a schema qianyin of another program',
  },
  'database/encoding': { 'zh-CN': '它的编码不是 UTF8', en: 'its encoding is not UTF8' },
  'database/version': { 'zh-CN': '需要 PostgreSQL 12 或更新的版本', en: 'PostgreSQL 12 or newer is needed' },
  'none-named': { 'zh-CN': '证书没有写明查询服务', en: 'it names no service' },
  'revocation/no-response': { 'zh-CN': '没有答复', en: 'no answer' },
  NETWORK_UNREACHABLE: { 'zh-CN': '无法连接查询服务', en: 'its service cannot be reached' },
  NETWORK_REFUSED: { 'zh-CN': '查询服务拒绝连接', en: 'its service refuses the connection' },
  NETWORK_TIMEOUT: { 'zh-CN': '查询服务没有及时答复', en: 'its service did not answer in time' },
  NETWORK_STATUS: { 'zh-CN': '查询服务答复了错误', en: 'its service answered with an error' },
  NETWORK_TOO_LARGE: { 'zh-CN': '查询服务的答复过大', en: 'its service sent too much' },
  NETWORK_REDIRECT: { 'zh-CN': '查询服务转到了不允许的地址', en: 'its service redirects where it may not' },
  NETWORK_OFF: { 'zh-CN': '没有允许联网', en: 'the network is not allowed' },
  CRL_UNREADABLE: { 'zh-CN': '吊销列表无法识别', en: 'its revocation list cannot be read' },
  INVALID_INPUT: { 'zh-CN': '查询服务的地址不正确', en: 'the address of its service is wrong' },
  'seal/expired': { 'zh-CN': '印章已过有效期', en: 'the seal has expired' },
  'seal/not-yet-valid': { 'zh-CN': '印章尚未生效', en: 'the seal is not valid yet' },
  'seal/older-standard': { 'zh-CN': '旧标准的印章须重新签发', en: 'a seal of the older standard has to be made anew' },
  'seal/certificate-not-listed': {
    'zh-CN': '证书不在印章的授权列表中，证书更新后须重新签发',
    en: 'the certificate is not in its list; it has to be made anew after a renewal',
  },
  'seal/no-holder': {
    'zh-CN': '请先插入持有此印章证书的 UKey',
    en: 'plug in the token that holds a certificate of its list first',
  },
  'signature/invalid': { 'zh-CN': '制章人的签名不正确', en: "its maker's signature does not hold" },
  'field/invisible': { 'zh-CN': '它没有可见的位置', en: 'it has no place that is seen' },
  'field/no-page': { 'zh-CN': '它不在任何一页上', en: 'it is on no page' },
  'field/several-places': { 'zh-CN': '它有几处位置', en: 'it has several places' },
  'field/widget-apart': {
    'zh-CN': '它的位置另立对象，有的阅读器认不出其中的签章',
    en: 'its place is an object of its own, and some readers do not find a signature in it',
  },
  'field/name-not-unique': { 'zh-CN': '有几个签名域同名', en: 'other fields have the same name' },
  'field/malformed': { 'zh-CN': '它的写法不规范', en: 'it is not written as a signature field is' },
  'field/own-actions': { 'zh-CN': '它带有自动运行的动作', en: 'it brings actions of its own' },
  'field/covered': {
    'zh-CN': '它上面盖着别的批注或表单域，印章会被遮住',
    en: 'an annotation or another field lies over it and would hide the seal',
  },
  'field/too-small': { 'zh-CN': '它太小，印章缩小后无法辨认', en: 'it is too small for the seal to be read' },
  'field/locks-others': {
    'zh-CN': '它签章后锁定文件，其后还有印章要盖；请把它放在最后，或分次盖章',
    en: 'signing it locks the file, and another seal is to follow; put it last or stamp in parts',
  },
  'demand/handler': { 'zh-CN': '它指定了另一种签名程序', en: 'it wants another signature handler' },
  'demand/format': { 'zh-CN': '它指定了另一种签名格式', en: 'it wants another form of signature' },
  'demand/digest': { 'zh-CN': '它指定了另一种摘要算法', en: 'it wants another digest algorithm' },
  'demand/reason': { 'zh-CN': '用印事由须是它列出的之一', en: 'the reason has to be one of its list' },
  'demand/certificate': { 'zh-CN': '它限定了签章人的证书', en: 'it wants the certificate of somebody else' },
  'demand/issuer': { 'zh-CN': '它限定了证书的颁发者', en: 'it wants a certificate of another issuer' },
  'demand/certificate-policy': {
    'zh-CN': '它对证书的用途、主题或策略有要求，本程序不能判断',
    en: 'it wants a usage, a subject or a policy of the certificate that this program cannot judge',
  },
  'demand/timestamp': { 'zh-CN': '它要求时间戳，而现在取不到', en: 'it wants a timestamp, and none is to be had' },
  'demand/revocation-data': {
    'zh-CN': '它要求签名中带有吊销信息',
    en: 'it wants revocation data inside the signature',
  },
  'demand/certification': { 'zh-CN': '它要求认证签名', en: 'it wants a certification signature' },
  'demand/legal-attestation': { 'zh-CN': '它要求法律声明', en: 'it wants a legal attestation' },
  'demand/document-lock': { 'zh-CN': '它要求签章后锁定整份文件', en: 'it wants the whole document locked' },
  'demand/appearance': { 'zh-CN': '它指定了签名的外观', en: 'it wants an appearance of its own' },
  'demand/unknown': { 'zh-CN': '其中有本程序不认识的要求', en: 'it wants something that this program does not know' },
  'table/no-file': { 'zh-CN': '没有写文件', en: 'it names no file' },
  'table/file-missing': { 'zh-CN': '文件不存在', en: 'its file is not there' },
  'table/file-twice': {
    'zh-CN': '这份文件在前面的行里已经写过；确要再盖一次，请选择“再盖一次”（--again）',
    en: 'a line before it names the same file; to stamp it once more, ask for that (--again)',
  },
  'table/seal-unknown': { 'zh-CN': '没有这枚印章', en: 'there is no such seal' },
  'table/seal-ambiguous': { 'zh-CN': '有几枚印章同名，请写印章编号', en: 'several seals have this name; write the ID' },
  'table/template-unknown': {
    'zh-CN': '没有这个模板，或模板用到的印章本机没有',
    en: 'there is no such template, or its seals are not here',
  },
  'table/no-placement': { 'zh-CN': '没有说明印章盖在哪里', en: 'it does not say where the seal goes' },
  'table/placing-invalid': { 'zh-CN': '位置写法不正确', en: 'the place is not written as it should be' },
  'table/name-invalid': { 'zh-CN': '输出文件名不能使用', en: 'its output name cannot be used' },
  'table/particulars': {
    'zh-CN': '登记内容过长，或份数不是数字',
    en: 'what is to be recorded is too long, or the copies are no number',
  },
  'table/too-long': { 'zh-CN': '内容过长', en: 'it is too long' },
  'seal/not-intact': { 'zh-CN': '印章数据不完整', en: 'its data is not whole' },
};

/** A sentence inside another: in English its first letter is small, but for a name like `UKey` or `CA`. */
const inside = (sentence: string) =>
  sentence.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase()).replace(/[。.]$/, '');

function certificateProblemIn(reason: string, language: Language): string | undefined {
  const problem = certificateProblem.safeParse(reason);
  return problem.success ? inside(nameWords[language].certificateProblems[problem.data]) : undefined;
}

function reasonIn(reason: string, language: Language): string | undefined {
  const known: Readonly<Record<string, Readonly<Record<Language, string>> | undefined>> = reasonWords;
  return known[reason]?.[language];
}

/** The sentence of a finding inside that of an error: without its full stop. */
function longTermReason(reason: string, language: Language): string | undefined {
  const sentences: Record<string, string> = language === 'zh-CN' ? longTermReasonsZhCn : longTermReasonsEn;
  return sentences[reason]?.replace(/[。.]$/, '');
}

const han = /\p{Script=Han}/u;

/** A reason without words is a code of another program, and told as one. */
const asCode = (reason: string, language: Language) =>
  language === 'zh-CN' && !han.test(reason) ? `代码 ${reason}` : reason;

/** A detail in both languages, `中文 / English`, in the one that is asked for. */
function inOneLanguage(detail: string, language: Language): string {
  const [chinese = '', english] = detail.split(' / ');
  return english === undefined || !han.test(chinese) ? detail : language === 'zh-CN' ? chinese : english;
}

const isWarningCode = (value: string): value is WarningCode => Object.hasOwn(warningTable, value);
const titleOf = (code: string, language: Language) => (isWarningCode(code) ? warningTitle(code, language) : code);

/** What happened and what to do next, in the person's language. */
export function describeError(
  error: ErrorShape,
  language: Language,
  reader: Reader = 'stamping',
): { happened: string; next: string } {
  const words: ErrorWords = errorWords[error.code][language];
  const textOf = (key: string) => {
    const value = visibleText(String(error.values[key] ?? '…'));
    if (key === 'detail') return inOneLanguage(value, language);
    if (key === 'code') return titleOf(value, language);
    if (key !== 'reason') return value;
    return (
      certificateProblemIn(value, language) ??
      reasonIn(value, language) ??
      longTermReason(value, language) ??
      asCode(value, language)
    );
  };
  const next = (reader === 'checking' ? words.check : undefined) ?? words.next;
  return { happened: fillBy(words.happened, textOf), next: fillBy(next, textOf) };
}
