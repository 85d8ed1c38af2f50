import type { ClaimedTimestamp, DistinguishedName, Language } from '../contract/index.ts';
import { formatZonedTime } from './local-time.ts';
import { visibleText } from './visible-text.ts';

type WrittenName = Pick<DistinguishedName, 'display' | 'commonName' | 'organization'>;

interface NamedAuthority {
  /** Whole organizations, or first words of an organization or a common name; in small letters. */
  readonly written: readonly string[];
  readonly names: Readonly<Record<Language, string>>;
}

/**
 * What Chinese authorities are called whose certificates bear abbreviations. Names only: anybody can write one into a certificate, so
 * that nothing is trusted or judged by them. From roots that they published and from signed documents.
 */
const authorities: readonly NamedAuthority[] = [
  {
    written: ['cfca', 'china financial certification authority'],
    names: { 'zh-CN': '中国金融认证中心 CFCA', en: 'China Financial Certification Authority, CFCA' },
  },
  {
    written: ['bjca', 'beijing certificate authority'],
    names: { 'zh-CN': '北京数字认证 BJCA', en: 'Beijing Certificate Authority, BJCA' },
  },
  {
    written: ['sheca', 'unitrust', 'uca'],
    names: { 'zh-CN': '上海市数字证书认证中心 SHECA', en: 'Shanghai Electronic Certification Authority, SHECA' },
  },
  {
    written: ['gdca', 'guang dong certificate authority co.,ltd.'],
    names: { 'zh-CN': '数安时代 GDCA', en: 'Guang Dong Certificate Authority, GDCA' },
  },
  {
    written: ['itruschina', 'vtrus'],
    names: { 'zh-CN': '天威诚信 iTrusChina', en: 'iTrusChina' },
  },
  { written: ['mcsca'], names: { 'zh-CN': '东方中讯 MCSCA', en: 'East-Zhongxun, MCSCA' } },
  { written: ['shandongrsaca'], names: { 'zh-CN': '山东CA', en: 'Shandong CA' } },
  { written: ['ynca'], names: { 'zh-CN': '云南CA', en: 'Yunnan CA' } },
  {
    written: ['cegn'],
    names: { 'zh-CN': '国家电子政务外网 CEGN', en: 'China E-Government Network, CEGN' },
  },
  {
    written: ['税务电子证书管理中心'],
    names: { 'zh-CN': '税务电子证书管理中心', en: 'Tax Certificate Administration Centre' },
  },
];

const comparable = (text: string) => text.normalize('NFKC').toLowerCase().trim();

function writes({ written }: NamedAuthority, attribute: string): boolean {
  const text = comparable(attribute);
  const [firstWord = ''] = text.split(/[^\p{L}\p{N}]/u);
  return written.includes(text) || written.includes(firstWord);
}

/**
 * The authority that uses the name in a certificate, in the person's language; null for a name that is not known, and for one whose
 * parts are those of two authorities.
 */
export function describeAuthority(
  { commonName, organization }: Pick<WrittenName, 'commonName' | 'organization'>,
  language: Language,
): string | null {
  const attributes = [commonName, organization].flatMap((attribute) => attribute ?? []);
  const found = authorities.filter((one) => attributes.some((attribute) => writes(one, attribute)));
  const [only] = found;
  return only && found.length === 1 ? only.names[language] : null;
}

const told: Readonly<Record<Language, (written: string, user: string | null) => string>> = {
  'zh-CN': (written, user) => `“${written}”${user === null ? '' : `（${user} 所用的名称）`}`,
  en: (written, user) => `“${written}”${user === null ? '' : ` (a name that ${user} uses)`}`,
};

/** The name in a certificate as it is written there, and who uses it if that is known: never that it is theirs. */
export function describeWrittenName(name: WrittenName, language: Language): string {
  return told[language](visibleText(name.display), describeAuthority(name, language));
}

const claims: Readonly<Record<Language, (time: string, authority: string) => string>> = {
  'zh-CN': (time, authority) =>
    `自称 ${time}；证书上写的时间戳机构是${authority}，本机未信任此时间戳机构，不作为签章时间`,
  en: (time, authority) =>
    `it says ${time}; the authority written in its certificate is ${authority}, which this computer does not trust: not the time of signing`,
};

/** What a timestamp says that proves nothing here. */
export function describeClaimedTimestamp({ time, authority }: ClaimedTimestamp, language: Language): string {
  return claims[language](formatZonedTime(time, language), describeWrittenName(authority.subject, language));
}
