import { isDeepStrictEqual } from 'node:util';
import {
  entriesAskedBy,
  type Placement,
  type RaisedWarning,
  type RuledEntry,
  type RuledHours,
  type SealRules,
  type Template,
  type UseParticulars,
} from '../contract/index.ts';

/** A use of a seal that somebody asks for. */
export interface AskedUse {
  readonly sealName: string;
  /** Of this seal. */
  readonly placements: readonly Placement[];
  readonly reason: string;
  readonly particulars: UseParticulars;
  /** By an approval ticket that names the document. */
  readonly isApproved: boolean;
}

/** Whether a moment of the wall clock lies within hours. */
export function isWithin({ from, to, days }: RuledHours, at: Date): boolean {
  const clock = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  const today = at.getDay() || 7;
  if (from < to) return days.includes(today) && clock >= from && clock < to;
  const yesterday = today === 1 ? 7 : today - 1;
  return (days.includes(today) && clock >= from) || (days.includes(yesterday) && clock < to);
}

/** A sentence names days by their numbers, and entries by their own names: words make of them what a person reads. */
export const hoursText = ({ from, to, days }: RuledHours) =>
  `${[...new Set(days)].sort((one, other) => one - other).join(',')} ${from}-${to}`;

const isEntered = (use: AskedUse, entry: RuledEntry) => {
  const value = entry === 'reason' ? use.reason : use.particulars[entry];
  return value !== null && value !== '';
};

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
  rules: SealRules,
  use: AskedUse,
  { sealId, at, templates }: { sealId: string; at: Date; templates: readonly Template[] },
): RaisedWarning[] {
  const seal = use.sealName;
  const missing = entriesAskedBy(rules).filter((entry) => !isEntered(use, entry));
  const found = missing.map((entry): RaisedWarning => ({ code: 'rule-entry-missing', values: { seal, entry } }));
  if (rules.hours && !isWithin(rules.hours, at)) {
    found.push({ code: 'rule-outside-hours', values: { seal, hours: hoursText(rules.hours) } });
  }
  if (rules.ticketOnly && !use.isApproved) found.push({ code: 'rule-ticket-missing', values: { seal } });
  const named = templates.filter(({ name }) => rules.templates.includes(name));
  if (rules.templates.length > 0 && !named.some((one) => isOfTemplate(one, sealId, use.placements))) {
    found.push({ code: 'rule-other-place', values: { seal, templates: rules.templates.join('、') } });
  }
  return found;
}
