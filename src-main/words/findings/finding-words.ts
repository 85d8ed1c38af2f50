import type { Finding, Language } from '../../contract/index.ts';
import { describeWrittenName } from '../authority-names.ts';
import { formatTime } from '../local-time.ts';
import { fillBy } from '../sentences.ts';
import { visibleText } from '../visible-text.ts';
import type { FindingWords } from './finding-sentences.ts';
import { findingsEn } from './finding-words-en.ts';
import { findingsZhCn } from './finding-words-zh-cn.ts';

export { findingsEn, findingsZhCn };

/** The words of a verification's findings, which window, command line and printed report share. */
export const findingWords: Readonly<Record<Language, FindingWords>> = { 'zh-CN': findingsZhCn, en: findingsEn };

/** An instant as findings carry it. */
const instantPattern = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** A value as a sentence says it: an instant as the local day and minute, text from outside with nothing hidden in it. */
function wordOf(value: string | number | undefined, language: Language): string {
  if (typeof value !== 'string' || !instantPattern.test(value)) return visibleText(String(value ?? '…'));
  return formatTime(value, language);
}

/** Values that are the name of an authority as a certificate has it; its organization is another value. */
const writtenNames: ReadonlySet<string> = new Set(['issuer', 'timestampAuthority']);

function writtenName(values: Finding['values'], name: string, language: Language): string {
  const [display, { organization }] = [String(values[name] ?? '…'), values];
  const whole = organization === undefined ? {} : { organization: String(organization) };
  return describeWrittenName({ display, commonName: display, ...whole }, language);
}

/** A finding's sentence, filled from its values: that of its reason, else that of its code and state. */
export function describeFinding({ code, state, reason, values }: Finding, language: Language): string {
  const { checks, reasons, states } = findingWords[language];
  const general = state === 'not-applicable' ? states[state] : checks[code][state];
  return fillBy(reasons[reason] ?? general, (name) =>
    writtenNames.has(name) ? writtenName(values, name, language) : wordOf(values[name], language),
  );
}
