import { z } from 'zod';
import { chainHash, ledgerId } from '../../contract/index.ts';
import { isLedgerInstant, readCanonical } from '../check/checked-event.ts';

const number = z.number().int().min(1);

/** What a package says of itself. */
export const manifest = z
  .strictObject({
    count: number,
    first: number,
    format: z.literal(1),
    head: z.strictObject({ hash: chainHash, number }),
    kind: z.literal('qianyin-evidence-package'),
    ledger: ledgerId,
    madeAt: z.string().refine(isLedgerInstant),
    madeBy: z.string(),
    program: z.string(),
  })
  .refine(({ count, first, head }) => count === head.number - first + 1);
export type Manifest = z.infer<typeof manifest>;

/** Null where it contradicts itself, or is not written in the one way in which it may be. */
export const readManifest = (bytes: Uint8Array): Manifest | null =>
  manifest.safeParse(readCanonical(bytes)).data ?? null;

/** What a package holds, by name. */
export const packageNames = {
  events: 'events.jsonl',
  manifest: 'manifest.json',
  statement: (checkpoint: number) => `checkpoints/${checkpoint}.statement.json`,
  signature: (checkpoint: number) => `checkpoints/${checkpoint}.p7s`,
  certificate: (fingerprint: string) => `certificates/${fingerprint}.pem`,
} as const;
