import type { Language } from './errors.ts';
import { findingsEn } from './finding-words-en.ts';
import { findingsZhCn } from './finding-words-zh-cn.ts';
import type { Finding } from './verification.ts';

export { findingsEn, findingsZhCn };

type FindingWords = typeof findingsZhCn;

/** The words of a verification's findings, which window, command line and printed report share. */
export const findingWords: Readonly<Record<Language, FindingWords>> = { 'zh-CN': findingsZhCn, en: findingsEn };

/** A finding's sentence, filled from its values: that of its reason, else that of its code and state. */
export function describeFinding({ code, state, reason, values }: Finding, language: Language): string {
  const { reasons, sentences, states } = findingWords[language];
  const general = state === 'not-applicable' ? states[state] : sentences[code][state];
  return (reasons[reason] ?? general).replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? '…'));
}
