import { z } from 'zod';
import { type LedgerHead, ledgerHead } from '../contract/index.ts';
import { canonicalJson } from './events/canonical.ts';
import type { Ledger } from './ledger.ts';

/** What a token signs: a head of the chain, as canonical JSON (RFC 8785) in UTF-8. */
const statement = z.strictObject({
  format: z.literal(1),
  hash: ledgerHead.shape.hash,
  kind: z.literal('qianyin-checkpoint'),
  ledger: ledgerHead.shape.ledger,
  number: ledgerHead.shape.number,
  time: z.iso.datetime(),
});

export const checkpointStatement = ({ ledger, number, hash }: LedgerHead, time: Date): string =>
  canonicalJson({ format: 1, hash, kind: 'qianyin-checkpoint', ledger, number, time: time.toISOString() });

/** The head that a statement is about; null where it is none. */
export function readStatement(text: string): LedgerHead | null {
  try {
    const { ledger, number, hash } = statement.parse(JSON.parse(text));
    return { ledger, number, hash };
  } catch {
    return null;
  }
}

const localDay = (at: Date) => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;

/** Whether no head of the chain was signed on this local day. @throws AppError HISTORY_… */
export function isCheckpointDue(ledger: Pick<Ledger, 'events'>, now: Date): boolean {
  const [last] = ledger.events({ kinds: ['checkpoint'], limit: 1 });
  return !last || localDay(new Date(last.time)) !== localDay(now);
}

/** A head of the chain that a token signed. */
export interface SignedHead {
  readonly head: LedgerHead;
  readonly statement: string;
  /** DER of the detached CMS. */
  readonly cms: Uint8Array;
  readonly signer: string;
  readonly fingerprint: string;
  readonly tokenSerial: string;
}

/** @throws AppError HISTORY_… */
export function recordCheckpoint(ledger: Pick<Ledger, 'record'>, signed: SignedHead): LedgerHead {
  const { head, cms, ...said } = signed;
  return ledger.record('checkpoint', {
    ...said,
    head: head.number,
    hash: head.hash,
    cms: Buffer.from(cms).toString('base64'),
  });
}

/** How a head that was kept elsewhere stands to the ledger. `behind`: the ledger ends before it, or has another event there. */
export function standingOfHead(
  kept: LedgerHead,
  ledger: Pick<Ledger, 'id' | 'head' | 'hashOf'>,
): 'follows' | 'behind' | 'other' {
  if (kept.ledger !== ledger.id()) return 'other';
  return kept.number <= ledger.head().number && ledger.hashOf(kept.number) === kept.hash ? 'follows' : 'behind';
}
