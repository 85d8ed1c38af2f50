import { z } from 'zod';

/** What the ledger tells of: uses of seals, and all that bears on whether they can be relied on. */
export const ledgerEventKind = z.enum([
  'ledger-begun',
  'intent',
  'stamped',
  'failed',
  'cancelled',
  'discarded',
  'interrupted',
  'approved',
  'refused',
  'repaired',
  'checkpoint',
  'pin-wrong',
  'pin-locked',
  'pin-changed',
  'pin-unblocked',
  'seal-made',
  'seal-imported',
  'seal-exported',
  'seal-changed',
  'seal-bound',
  'seal-rules-changed',
  'seal-suspended',
  'seal-resumed',
  'seal-revoked',
  'seal-removed',
  'settings-changed',
  'trust-changed',
  'approval-issuers-changed',
  'crl-changed',
  'system-roots-changed',
  'exported',
  'checked',
  'backed-up',
  'restored',
  'archive-removed',
  'batch-begun',
  'batch-ended',
  'archive-package-made',
  'duty-begun',
  'duty-ended',
  'started',
  'stopped',
  'clock-set-back',
  'rollback-found',
  'handover',
  'inspection',
]);
export type LedgerEventKind = z.infer<typeof ledgerEventKind>;

/** Of these the life of a seal is told, its uses aside: there may be thousands of those. */
export const sealLifeKinds = [
  'seal-made',
  'seal-imported',
  'seal-exported',
  'seal-changed',
  'seal-bound',
  'seal-suspended',
  'seal-resumed',
  'seal-revoked',
  'seal-removed',
  'handover',
  'inspection',
] as const satisfies readonly LedgerEventKind[];

/** Names a ledger: 128 random bits in hexadecimal. */
export const ledgerId = z.string().regex(/^[0-9a-f]{32}$/);
/** A SHA-256 in hexadecimal. */
export const chainHash = z.string().regex(/^[0-9a-f]{64}$/);

/** An event by its place in the chain: whoever holds this proves the event, and by its hash all before it. */
export const ledgerHead = z.object({
  ledger: ledgerId,
  number: z.number().int().min(0),
  hash: chainHash,
});
export type LedgerHead = z.infer<typeof ledgerHead>;

/** An event of the chain as it is shown. `data` is what its kind tells, in the canonical content's own names. */
export const ledgerEvent = z.object({
  number: z.number().int().min(1),
  time: z.iso.datetime(),
  kind: ledgerEventKind,
  data: z.record(z.string(), z.unknown()),
  hash: chainHash,
});
export type LedgerEvent = z.infer<typeof ledgerEvent>;

/** 移交: who gives a seal to whom. */
export const handover = z.object({
  sealId: z.string().min(1),
  from: z.string().trim().min(1).max(100).describe('移交人'),
  to: z.string().trim().min(1).max(100).describe('接收人'),
  supervisor: z.string().trim().max(100).default('').describe('监交人'),
  note: z.string().trim().max(1000).default(''),
});
export type Handover = z.infer<typeof handover>;

/** 检查: somebody looked at the seals, their keys or the record. */
export const inspection = z.object({
  inspector: z.string().trim().min(1).max(100).describe('检查人'),
  sealIds: z.array(z.string().min(1)).max(1000).default([]).describe('empty: all'),
  finding: z.string().trim().min(1).max(2000).describe('检查情况'),
});
export type Inspection = z.infer<typeof inspection>;

/** A ledger that was put back from a backup: its events then, and its head. */
export const restoredHistory = z.object({ events: z.number().int(), head: ledgerHead });
export type RestoredHistory = z.infer<typeof restoredHistory>;
