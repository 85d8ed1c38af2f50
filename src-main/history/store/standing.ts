import type Database from 'better-sqlite3';
import { z } from 'zod';

const json = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.json());
const ruled = z.object({ sealId: z.string(), rules: json });
const former = z.object({
  rules: z.record(z.string(), z.json()).default({}),
  issuers: z.array(z.string()).default([]),
  until: z.string().default(''),
  roles: z.string().nullable().optional().describe('SHA-256 of the file of the roles; null: they are off'),
});

/** What a ledger says that goes on to hold when another follows it. */
export type Standing = z.infer<typeof former>;

/** Reads all of it, from the first event of the ledger on. */
export function standingIn(database: Database.Database): Standing {
  const begun = database
    .prepare("SELECT content -> '$.data.standing' FROM event WHERE number = 1 AND kind = 'ledger-begun'")
    .pluck()
    .get();
  const before = former.parse(typeof begun === 'string' ? JSON.parse(begun) : {});
  const changed = database.prepare(
    `SELECT content ->> '$.data.sealId' AS sealId, coalesce(content -> '$.data.rules', 'null') AS rules FROM event
     WHERE kind = 'seal-rules-changed' ORDER BY number`,
  );
  const rules = new Map(Object.entries(before.rules));
  for (const one of z.array(ruled).parse(changed.all())) rules.set(one.sealId, one.rules);
  const trusted = database
    .prepare(
      "SELECT content -> '$.data.trusted' FROM event WHERE kind = 'approval-issuers-changed' ORDER BY number DESC LIMIT 1",
    )
    .pluck()
    .get();
  const roles = database
    .prepare(
      `SELECT coalesce(content -> '$.data.rolesSha256', content -> '$.data.standing.roles') FROM event
       WHERE kind = 'roles-changed' OR (kind IN ('restored', 'ledger-begun') AND content -> '$.data.standing.roles' IS NOT NULL)
       ORDER BY number DESC LIMIT 1`,
    )
    .pluck()
    .get();
  const until = z
    .string()
    .catch('')
    .parse(database.prepare("SELECT max(content ->> '$.time') FROM event").pluck().get());
  return {
    rules: Object.fromEntries(rules),
    issuers: typeof trusted === 'string' ? z.array(z.string()).parse(JSON.parse(trusted)) : before.issuers,
    ...(typeof roles === 'string' ? { roles: z.string().nullable().parse(JSON.parse(roles)) } : {}),
    until: [until, before.until].sort().at(-1) ?? '',
  };
}
