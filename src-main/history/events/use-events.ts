import { z } from 'zod';
import { type HistoryOutcome, type HistoryRow, historyRow, type LedgerEventKind } from '../../contract/index.ts';
import type { Json } from './canonical.ts';
import type { ChainedEvent } from './event.ts';

const settledLater = ['settledAt', 'sha256After', 'outcome', 'errorCode', 'outcomeNumber'] as const;
type SettledLater = (typeof settledLater)[number];

/** What an intent holds: the row as far as it is known, and the process that wrote it. */
export const intentData = historyRow
  .omit({ settledAt: true, sha256After: true, outcome: true, errorCode: true, outcomeNumber: true, intentNumber: true })
  .extend({ writerPid: z.number().int(), writerStartedAt: z.string() });

/** What an outcome holds. */
export const outcomeData = z.object({
  use: z.number().int(),
  settledAt: z.iso.datetime(),
  sha256After: z.string().optional(),
  errorCode: z.string().optional(),
  unfinished: z
    .literal(true)
    .optional()
    .describe('of one that was interrupted: its file was found half written, and taken away'),
});

/** A use as the lists keep it. */
export type UseRow = HistoryRow & { writerPid: number; writerStartedAt: string };
export type IntentRow = Omit<UseRow, SettledLater | 'intentNumber'>;

/** What is entered only sometimes is left out where it is empty: a million uses say it otherwise a million times. */
const isEmpty = (value: Json | undefined) => value === undefined || value === null || value === '';

/** What an intent says in its event. */
export function intentDataOf(row: IntentRow): Record<string, Json> {
  const data: Record<string, Json> = {};
  for (const [name, value] of Object.entries(row)) {
    if (isEmpty(value)) continue;
    data[name] = typeof value === 'string' ? value.toWellFormed() : value;
  }
  return data;
}

/** The texts that a row has though its event leaves them out. */
const emptyTexts = Object.fromEntries(
  Object.entries(intentData.shape).flatMap(([name, shape]) => (shape.safeParse('').success ? [[name, '']] : [])),
);

/** The use that an intent begins. @throws ZodError */
export function rowOfIntent({ data, number }: Pick<ChainedEvent, 'data' | 'number'>): UseRow {
  return {
    ...intentData.parse({ ...emptyTexts, ...data }),
    intentNumber: number,
    settledAt: null,
    sha256After: null,
    outcome: 'pending',
    errorCode: null,
    outcomeNumber: null,
  };
}

const outcomeOfKind: Partial<Record<LedgerEventKind, Exclude<HistoryOutcome, 'pending'>>> = {
  stamped: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  discarded: 'discarded',
  interrupted: 'interrupted',
};

export const kindOfOutcome: Readonly<Record<Exclude<HistoryOutcome, 'pending'>, LedgerEventKind>> = {
  completed: 'stamped',
  failed: 'failed',
  cancelled: 'cancelled',
  discarded: 'discarded',
  interrupted: 'interrupted',
};

export type SettledUse = Pick<UseRow, SettledLater | 'seq'>;

/** How an event settles a use; null where it does not. @throws ZodError */
export function settlementOf({
  kind,
  data,
  number,
}: Pick<ChainedEvent, 'kind' | 'data' | 'number'>): SettledUse | null {
  const outcome = outcomeOfKind[kind];
  if (outcome === undefined) return null;
  const { use, settledAt, sha256After = null, errorCode = null } = outcomeData.parse(data);
  return { seq: use, outcome, settledAt, sha256After, errorCode, outcomeNumber: number };
}
