import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  entriesAskedBy,
  type KeptRules,
  type Placement,
  type RaisedWarning,
  type RuledEntry,
  type RuledHours,
  type SealRules,
  type Template,
  type UseParticulars,
} from '../contract/index.ts';
import { wallOf } from './wall-clock.ts';

/** A use of a seal that somebody asks for. */
export interface AskedUse {
  readonly sealName: string;
  /** Of this seal. */
  readonly placements: readonly Placement[];
  readonly reason: string;
  readonly particulars: UseParticulars;
  /** By an approval ticket that names the document. */
  readonly isApproved: boolean;
  /** By a second person, or still to be. */
  readonly isReviewed: boolean;
}

/** Whether a moment lies within hours, by the clock of the wall there. */
export function isWithin({ from, to, days }: RuledHours, at: Date, timeZone?: string): boolean {
  const { clock, weekday: today } = wallOf(at, timeZone);
  if (from < to) return days.includes(today) && clock >= from && clock < to;
  const yesterday = today === 1 ? 7 : today - 1;
  return (days.includes(today) && clock >= from) || (days.includes(yesterday) && clock < to);
}

/** A sentence names days by their numbers, and entries by their own names: words make of them what a person reads. */
export const hoursText = ({ from, to, days }: RuledHours, timeZone?: string) =>
  `${[...new Set(days)].sort((one, other) => one - other).join(',')} ${from}-${to}${timeZone === undefined ? '' : ` ${timeZone}`}`;

/** What is seen of it: a space of no width is nothing that was entered. */
const isEntered = (use: AskedUse, entry: RuledEntry) => {
  const value = entry === 'reason' ? use.reason : use.particulars[entry];
  return value !== null && String(value).replaceAll(/[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu, '') !== '';
};

/** Names where a template puts a seal. */
const placesDigest = ({ placements }: Pick<Template, 'placements'>, sealId: string) =>
  createHash('sha256')
    .update(JSON.stringify(placements.filter(({ seal }) => seal.id === sealId).map(({ placing }) => placing)))
    .digest('hex');

/**
 * Rules as they are to be kept: whoever changes a template, or the time zone of a computer, afterwards changes no rule.
 * @param timeZone of the computer (IANA)
 */
export function keptRulesOf(
  rules: SealRules,
  sealId: string,
  { templates, timeZone }: { templates: readonly Template[]; timeZone: string },
): KeptRules {
  const named = templates.filter(({ name }) => rules.templates.includes(name));
  return {
    ...rules,
    ...(rules.hours || rules.usesPerDay !== null ? { timeZone } : {}),
    ...(rules.templates.length > 0
      ? { places: named.map((one) => ({ template: one.name, sha256: placesDigest(one, sealId) })) }
      : {}),
  };
}

/** Whether a template puts the seal where it is to go, no more and no less. */
function isOfTemplate(
  template: Pick<Template, 'placements'>,
  sealId: string,
  placements: readonly Placement[],
): boolean {
  const meant = template.placements.filter(({ seal }) => seal.id === sealId).map(({ placing }) => placing);
  const left = [...meant];
  for (const { placing } of placements) {
    const at = left.findIndex((one) => isDeepStrictEqual(one, placing));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0 && meant.length > 0;
}

/** What the rules of a seal say against a use, as far as neither document nor record is needed for it. */
export function judgeUse(
  rules: KeptRules,
  use: AskedUse,
  { sealId, at, templates }: { sealId: string; at: Date; templates: readonly Template[] },
): RaisedWarning[] {
  const seal = use.sealName;
  const missing = entriesAskedBy(rules).filter((entry) => !isEntered(use, entry));
  const found = missing.map((entry): RaisedWarning => ({ code: 'rule-entry-missing', values: { seal, entry } }));
  if (rules.hours && !isWithin(rules.hours, at, rules.timeZone)) {
    found.push({ code: 'rule-outside-hours', values: { seal, hours: hoursText(rules.hours, rules.timeZone) } });
  }
  if (rules.ticketOnly && !use.isApproved) found.push({ code: 'rule-ticket-missing', values: { seal } });
  if (rules.secondPerson && !use.isReviewed) found.push({ code: 'rule-review-missing', values: { seal } });
  const used = templates
    .filter(({ name }) => rules.templates.includes(name))
    .filter((one) => isOfTemplate(one, sealId, use.placements));
  const isKept = (one: Template) =>
    !rules.places ||
    rules.places.some(({ template, sha256 }) => template === one.name && sha256 === placesDigest(one, sealId));
  if (rules.templates.length > 0 && used.length === 0) {
    found.push({ code: 'rule-other-place', values: { seal, templates: rules.templates.join('、') } });
  } else if (rules.templates.length > 0 && !used.some(isKept)) {
    const changed = used.map(({ name }) => name).join('、');
    found.push({ code: 'rule-template-changed', values: { seal, templates: changed } });
  }
  return found;
}
