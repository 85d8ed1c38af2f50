import { z } from 'zod';
import { pin } from '../bytes.ts';

/** 三权分立: 印章保管人 keeps seals and rules, 经办人 stamps, 审计员 reads and exports the record. */
export const roleNames = ['keeper', 'operator', 'auditor'] as const;
export const roleName = z.enum(roleNames);
export type RoleName = z.infer<typeof roleName>;

/** Who somebody is to this program; told apart by `samePerson`. */
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .refine((name) => !/[\p{C}\p{Default_Ignorable_Code_Point}]/u.test(name), 'a character that nobody sees');

/** What two spellings of a name have in common: width, case, and spaces make no other person. */
export const nameKey = (name: string) => name.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
export const samePerson = (one: string, other: string) => nameKey(one) === nameKey(other);

export const rolePerson = z.object({ name: personName, role: roleName });
export type RolePerson = z.infer<typeof rolePerson>;

/** Somebody who confirms by the PIN of the own role, signed in or not. */
export const confirmation = z.object({ name: personName, pin });
export type Confirmation = z.infer<typeof confirmation>;

export const rolesState = z.object({
  status: z
    .enum(['off', 'on', 'differs'])
    .describe('differs: the file of the roles is not what is on record, and nothing but reading and verifying goes on'),
  signedIn: rolePerson.nullable().describe('in this window, or for this command'),
  idleMinutes: z.number().int().describe('after so many nobody is signed in any more'),
  people: z.array(rolePerson),
  mayAdopt: z.boolean().describe('differs, and this record knows of no roles: two people may put the file on record'),
});
export type RolesState = z.infer<typeof rolesState>;

/** Two people of different roles; neither is the one whom it is about where a PIN is set. */
const confirmedBy = z.array(confirmation).min(2).max(3);

/** 三权分立, begun: at least one of each role. */
export const rolesSetUp = z.object({ people: z.array(rolePerson.extend({ pin })).min(3).max(100) });

/** What is changed of the people, once others have confirmed it. `end` takes one of each role. */
export const rolesChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add'), name: personName, role: roleName, pin, confirmedBy }),
  z.object({ kind: z.literal('remove'), name: personName, confirmedBy }),
  z.object({ kind: z.literal('reset-pin'), name: personName, pin, confirmedBy }),
  z.object({ kind: z.literal('end'), confirmedBy }),
]);
export type RolesChange = z.infer<typeof rolesChange>;

/** 移交 between keepers, which both confirm. */
export const rolesHandOver = z.object({
  sealId: z.string().min(1),
  from: confirmation.describe('移交人'),
  to: confirmation.describe('接收人'),
  supervisor: z.string().trim().max(100).default('').describe('监交人'),
  note: z.string().trim().max(1000).default(''),
});
