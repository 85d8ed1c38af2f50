import {
  type Language,
  type PreflightLevel,
  type SealKind,
  type StampWarning,
  sealKind,
  type WarningCode,
} from '../../contract/index.ts';
import { formatTime } from '../local-time.ts';
import { nameWords } from '../name-words.ts';
import { fillBy } from '../sentences.ts';
import { visibleText } from '../visible-text.ts';
import { describeEntry, describeHours } from './rule-words.ts';
import type { WarningRows } from './warning-row.ts';
import { en } from './warning-words-en.ts';
import { zhCn } from './warning-words-zh-cn.ts';

const warningWords: Readonly<Record<Language, WarningRows>> = { 'zh-CN': zhCn, en };

/** What the levels of the 预检 are called. */
export const preflightLevelWords: Readonly<Record<Language, Readonly<Record<PreflightLevel, string>>>> = {
  'zh-CN': { note: '说明', warn: '注意', stop: '停止' },
  en: { note: 'Note', warn: 'Warning', stop: 'Stop' },
};

const isKind = (value: unknown): value is SealKind => sealKind.safeParse(value).success;

/** A value of a warning as a person reads it: `time` is an instant, `kind` that of a seal, `entry` and `hours` are of its rules. */
function shown(name: string, value: string | number | undefined, language: Language): string {
  if (name === 'time' && typeof value === 'string') return formatTime(value, language);
  if (name === 'entry') return describeEntry(value, language);
  if (name === 'hours' && typeof value === 'string') return describeHours(value, language);
  if (name === 'kind' && isKind(value)) return nameWords[language].sealKinds[value];
  return visibleText(String(value ?? '…'));
}

/** A warning in a sentence without a full stop. */
export function describeWarning({ code, values }: Pick<StampWarning, 'code' | 'values'>, language: Language): string {
  return fillBy(warningWords[language][code].found, (name) => shown(name, values[name], language));
}

/** What to do about a warning, without a full stop. */
export const warningAdvice = (code: WarningCode, language: Language): string => warningWords[language][code].next;

/** What a warning is about, in a few words. */
export const warningTitle = (code: WarningCode, language: Language): string => warningWords[language][code].title;
