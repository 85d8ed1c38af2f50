import { type Command, InvalidArgumentError, Option } from 'commander';
import { noRules, type RuledEntry, type RuledHours, ruledEntry, type SealRules } from '../../../../contract/index.ts';
import { describeRules } from '../../../../words/index.ts';
import { findSeal } from '../../find-seal.ts';
import { wholeNumber } from '../../programs/program-parts.ts';
import type { Session } from '../../session.ts';
import type { Words } from '../../words/words-zh-cn.ts';

/** What is to change; what is not named stays. */
export interface RulesOptions {
  require?: readonly RuledEntry[];
  template?: readonly string[];
  hours?: Pick<RuledHours, 'from' | 'to'> | null;
  days?: readonly number[];
  usesPerDay?: number | null;
  checkAmount?: boolean;
  askSamePayment?: boolean;
  ticketOnly?: boolean;
  secondPerson?: boolean;
  none: boolean;
}

const workdays = [1, 2, 3, 4, 5];
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** @throws InvalidArgumentError */
function entries(text: string): RuledEntry[] {
  if (text === 'none') return [];
  return text.split(',').map((one) => {
    const entry = ruledEntry.safeParse(one.trim());
    if (!entry.success) throw new InvalidArgumentError(one);
    return entry.data;
  });
}

/** @throws InvalidArgumentError */
function hours(text: string): RulesOptions['hours'] {
  if (text === 'none') return null;
  const clock = String.raw`((?:[01]?\d|2[0-3]):[0-5]\d)`;
  const [, from, to] = new RegExp(`^${clock}-${clock}$`).exec(text.trim()) ?? [];
  if (from === undefined || to === undefined) throw new InvalidArgumentError(text);
  return { from: from.padStart(5, '0'), to: to.padStart(5, '0') };
}

/** @throws InvalidArgumentError */
function days(text: string): number[] {
  const found = text.split(',').flatMap((part) => {
    const [, from, to = from] = /^\s*([1-7])(?:-([1-7]))?\s*$/.exec(part) ?? [];
    if (from === undefined || Number(to) < Number(from)) throw new InvalidArgumentError(text);
    return everyDay.filter((day) => day >= Number(from) && day <= Number(to));
  });
  return [...new Set(found)].sort((one, other) => one - other);
}

const templates = (text: string, before: readonly string[] = []) => (text === 'none' ? [] : [...before, text]);
const countOrNone = (text: string) => (text === 'none' ? null : wholeNumber(text));

/** @throws InvalidArgumentError */
function yesOrNo(text: string): boolean {
  if (text !== 'yes' && text !== 'no') throw new InvalidArgumentError(text);
  return text === 'yes';
}

/** Adds the options of 用印规则. */
export function addRules(command: Command, { options: { rules } }: Words): Command {
  return command
    .option('--require <entries>', rules.require, entries)
    .option('--template <name>', rules.template, templates)
    .option('--hours <from-to>', rules.hours, hours)
    .option('--days <days>', rules.days, days)
    .option('--uses-per-day <n>', rules.usesPerDay, countOrNone)
    .option('--check-amount <yes|no>', rules.checkAmount, yesOrNo)
    .option('--ask-same-payment <yes|no>', rules.askSamePayment, yesOrNo)
    .option('--ticket-only <yes|no>', rules.ticketOnly, yesOrNo)
    .option('--second-person <yes|no>', rules.secondPerson, yesOrNo)
    .addOption(new Option('--none', rules.none).default(false));
}

function changedRules(before: SealRules, options: RulesOptions): SealRules {
  const { hours: asked = before.hours } = options;
  const on = options.days ?? before.hours?.days ?? workdays;
  // Days alone mean all day.
  const at = asked ?? (options.days && options.hours === undefined ? { from: '00:00', to: '00:00' } : null);
  return {
    entries: [...(options.require ?? before.entries)],
    ticketOnly: options.ticketOnly ?? before.ticketOnly,
    secondPerson: options.secondPerson ?? before.secondPerson,
    templates: [...(options.template ?? before.templates)],
    hours: at && { from: at.from, to: at.to, days: [...on] },
    usesPerDay: options.usesPerDay === undefined ? before.usesPerDay : options.usesPerDay,
    checksAmount: options.checkAmount ?? before.checksAmount,
    asksSamePayment: options.askSamePayment ?? before.asksSamePayment,
  };
}

/** `qianyin seals rules`: shows the rules of a seal, or changes those that are named. */
export async function changeSealRules(session: Session, idOrName: string, options: RulesOptions): Promise<void> {
  const app = await session.app();
  const seal = await findSeal(app, idOrName);
  const { none, ...changes } = options;
  const isChange = none || Object.keys(changes).length > 0;
  const rules = none ? null : changedRules(seal.rules ?? noRules, options);
  const changed = isChange ? await app.call('seals.setRules', { id: seal.id, rules }) : seal;
  const { words, language } = session;
  session.print({ sealId: changed.id, sealName: changed.name, rules: changed.rules }, ({ sealName, rules: now }) => {
    const lines = now ? describeRules(now, language) : [];
    const shown = lines.length > 0 ? lines : [words.noRules];
    return [...(isChange ? [words.rulesSet] : []), sealName, ...shown.map((line) => `  ${line}`)].join('\n');
  });
}
