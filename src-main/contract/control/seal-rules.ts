import { z } from 'zod';
import { chainHash } from '../history/event.ts';
import { mostCounted } from '../history/history.ts';
import { useParticulars } from '../history/particulars.ts';
import { templateName } from '../placing/template-name.ts';

/** What can be asked for beside a use of a seal. */
export const ruledEntries = ['reason', ...useParticulars.keyof().options] as const;
export const ruledEntry = z.enum(ruledEntries);
export type RuledEntry = z.infer<typeof ruledEntry>;

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** When a seal may be used, by the clock of the wall. Where `to` is not after `from`, the night is meant. */
export const ruledHours = z.object({
  from: clock.describe('HH:MM'),
  to: clock.describe('HH:MM, no longer within'),
  days: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .max(7)
    .describe('1 is Monday; of a night, the day on which it begins'),
});
export type RuledHours = z.infer<typeof ruledHours>;

/** 用印规则: what a keeper asks of whoever uses a seal. Judged in the core, before the PIN, by every door. */
export const sealRules = z.object({
  entries: z.array(ruledEntry).max(ruledEntries.length).default([]).describe('what has to be entered'),
  ticketOnly: z.boolean().default(false).describe('only with an approval ticket (审批单)'),
  secondPerson: z.boolean().default(false).describe('双人复核: only what a second person has confirmed by a role PIN'),
  templates: z.array(templateName).max(50).default([]).describe('only where one of them puts it; empty: anywhere'),
  hours: ruledHours.nullable().default(null).describe('null: at any time'),
  usesPerDay: z.number().int().min(1).max(mostCounted).nullable().default(null).describe('null: any number'),
  checksAmount: z
    .boolean()
    .default(false)
    .describe('the amount that was entered, in figures or 大写, has to be one that the document names'),
  asksSamePayment: z
    .boolean()
    .default(false)
    .describe('the same amount to the same 相对方 within a day is asked about'),
});
export type SealRules = z.infer<typeof sealRules>;

/** Rules as they are kept: with what they meant when they were set. */
export const keptRules = sealRules.extend({
  timeZone: z.string().max(100).optional().describe('of hours and days (IANA); absent: that of the computer'),
  places: z
    .array(z.object({ template: templateName, sha256: chainHash }))
    .max(50)
    .optional()
    .describe('where each template put the seal'),
});
export type KeptRules = z.infer<typeof keptRules>;

/** Nothing is asked. */
export const noRules: SealRules = sealRules.parse({});

/** What has to be entered by the rules; an amount that is checked is one of these. */
export const entriesAskedBy = ({ entries, checksAmount }: SealRules): RuledEntry[] =>
  ruledEntries.filter((entry) => entries.includes(entry) || (entry === 'amount' && checksAmount));
