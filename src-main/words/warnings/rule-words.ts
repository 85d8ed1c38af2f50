import { type KeptRules, type Language, type RuledHours, ruledEntry } from '../../contract/index.ts';
import { historyWords } from '../history-words.ts';

const words = {
  'zh-CN': {
    reason: '用印事由',
    days: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
    everyDay: '每天',
    allDay: '全天',
    through: '至',
    between: '、',
    byClock: (zone: string) => `（按${zone}）`,
    entries: (list: string) => `必须填写：${list}`,
    ticketOnly: '只能凭审批单使用',
    secondPerson: '须由第二人复核',
    templates: (list: string) => `只能按模板盖章：${list}`,
    hours: (text: string) => `用印时间：${text}`,
    usesPerDay: (count: number) => `每天最多 ${count} 次`,
    checksAmount: '金额须与文件相符，大小写须一致',
    asksSamePayment: '同一笔款项一天内再次用印时提醒',
  },
  en: {
    reason: 'Reason',
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    everyDay: 'every day',
    allDay: 'all day',
    through: '–',
    between: ', ',
    byClock: (zone: string) => ` (${zone})`,
    entries: (list: string) => `To be entered: ${list}`,
    ticketOnly: 'Only with an approval ticket',
    secondPerson: 'Only what a second person has confirmed',
    templates: (list: string) => `Only where a template puts it: ${list}`,
    hours: (text: string) => `Only ${text}`,
    usesPerDay: (count: number) => `At most ${count} a day`,
    checksAmount: 'The amount has to be that of the document, figures and capitals alike',
    asksSamePayment: 'The same payment within a day is asked about',
  },
} as const satisfies Readonly<Record<Language, unknown>>;

/** What a rule asks to be entered is called. */
export function describeEntry(entry: unknown, language: Language): string {
  const known = ruledEntry.safeParse(entry);
  if (!known.success) return String(entry);
  return known.data === 'reason' ? words[language].reason : historyWords[language].particulars[known.data];
}

/** Days that follow one another as one span: 1,2,3,5 is Monday to Wednesday, and Friday. */
function describeDays(days: readonly number[], language: Language): string {
  const { days: names, everyDay, through, between } = words[language];
  const sorted = [...new Set(days)].sort((one, other) => one - other);
  if (sorted.length === names.length) return everyDay;
  const spans: [number, number][] = [];
  for (const day of sorted) {
    const last = spans.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else spans.push([day, day]);
  }
  const name = (day: number) => names[day - 1] ?? String(day);
  return spans.map(([from, to]) => (from === to ? name(from) : `${name(from)}${through}${name(to)}`)).join(between);
}

/** Whose clock is meant, where it is not the one on this wall: by name and IANA identifier, `（按中国时间 Asia/Shanghai）`. */
function describeClock(timeZone: string | undefined, language: Language): string {
  if (timeZone === undefined) return '';
  try {
    // Of the several names of one zone, the one that both sides go by.
    const own = new Intl.DateTimeFormat(language).resolvedOptions().timeZone;
    const named = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'longGeneric' });
    if (named.resolvedOptions().timeZone === own) return '';
    const name = named.formatToParts(0).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return words[language].byClock(`${name} ${timeZone}`.trim());
  } catch {
    // A zone that this system does not know.
    return words[language].byClock(timeZone);
  }
}

/** Hours as a finding names them (`1,2,3 08:30-18:00 Asia/Shanghai`; the zone may be absent) in words. */
export function describeHours(text: string, language: Language): string {
  const [, days = '', clock = '', timeZone] = /^([\d,]+) ([\d:-]+)(?: (\S+))?$/.exec(text) ?? [];
  if (days === '') return text;
  const [from = '', to = ''] = clock.split('-');
  const hours = from === to ? words[language].allDay : `${from}–${to}`;
  return `${describeDays(days.split(',').map(Number), language)} ${hours}${describeClock(timeZone, language)}`;
}

const hoursOf = ({ days, from, to }: RuledHours, timeZone: string | undefined) =>
  `${days.join(',')} ${from}-${to}${timeZone === undefined ? '' : ` ${timeZone}`}`;

/** What the rules of a seal ask, a line each; none: nothing is asked. A day and its hours name their zone where it is not that of this computer. */
export function describeRules(rules: KeptRules, language: Language): string[] {
  const text = words[language];
  const { timeZone } = rules;
  const entries = rules.entries.map((entry) => describeEntry(entry, language)).join(text.between);
  return [
    rules.entries.length > 0 ? text.entries(entries) : '',
    rules.ticketOnly ? text.ticketOnly : '',
    rules.secondPerson ? text.secondPerson : '',
    rules.templates.length > 0 ? text.templates(rules.templates.join(text.between)) : '',
    rules.hours ? text.hours(describeHours(hoursOf(rules.hours, timeZone), language)) : '',
    rules.usesPerDay === null ? '' : `${text.usesPerDay(rules.usesPerDay)}${describeClock(timeZone, language)}`,
    rules.checksAmount ? text.checksAmount : '',
    rules.asksSamePayment ? text.asksSamePayment : '',
  ].filter((line) => line !== '');
}
