import { statSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../contract/index.ts';
import { absolutePath, systemPath } from '../files/index.ts';
import { readDatabaseAddress } from './address.ts';
import { type AuditAnswer, type AuditTurn, workOnAudit } from './audit-thread.ts';
import type { Collected, CollectedLedger } from './collected.ts';

const auditRequest = z.object({ paths: z.array(z.string().min(1)).min(1), takesBroken: z.boolean() });
export type AuditRequest = z.infer<typeof auditRequest>;

/** @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE */
function assertFile(path: string): void {
  const state = statSync(systemPath(path), { throwIfNoEntry: false });
  if (!state) throw new AppError('FILE_NOT_FOUND', { path });
  if (!state.isFile()) throw new AppError('FILE_UNREADABLE', { path }, { detail: 'no file' });
}

function orThrow(answer: AuditAnswer): Exclude<AuditAnswer, { trouble: unknown }> {
  if ('trouble' in answer) throw AppError.fromShape(answer.trouble);
  return answer;
}

/**
 * Puts evidence packages of many machines into one PostgreSQL database: each checked, and whole or not at all.
 * @param address `postgres://…`; it may hold a password and is repeated nowhere
 * @throws AppError INVALID_INPUT, FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED, DATABASE_… where it could not start
 */
export async function collectInto(address: string, asked: AuditRequest, turn: AuditTurn): Promise<Collected> {
  const { paths, takesBroken } = auditRequest.parse(asked);
  const request = { paths: paths.map(absolutePath), takesBroken };
  const work = { kind: 'collect', address: readDatabaseAddress(address), request } as const;
  for (const path of request.paths) assertFile(path);
  const answer = orThrow(await workOnAudit(work, turn));
  return 'collected' in answer ? answer.collected : { packages: [], stoppedBy: null };
}

/** The ledgers that a database knows. @throws AppError INVALID_INPUT, CANCELLED, DATABASE_… */
export async function ledgersIn(address: string, turn: AuditTurn): Promise<readonly CollectedLedger[]> {
  const answer = orThrow(await workOnAudit({ kind: 'list', address: readDatabaseAddress(address) }, turn));
  return 'ledgers' in answer ? answer.ledgers : [];
}
