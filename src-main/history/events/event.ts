import { createHash } from 'node:crypto';
import { z } from 'zod';
import { chainHash, ledgerEventKind, ledgerId } from '../../contract/index.ts';
import { canonicalJson, isCanonical, type Json } from './canonical.ts';

/** The version of the form below; another program must be able to tell. */
export const eventFormat = 1;

/** What the first event of a ledger names as the one before it. */
export const noHash = '0'.repeat(64);

const json: z.ZodType<Json> = z.json();

/** An event as it is chained: the SHA-256 of its canonical text (RFC 8785, UTF-8) is what the next one names. */
export const chainedEvent = z.strictObject({
  data: z.record(z.string(), json),
  format: z.literal(eventFormat),
  kind: ledgerEventKind,
  ledger: ledgerId,
  number: z.number().int().min(1),
  previous: chainHash,
  time: z.iso.datetime(),
});
export type ChainedEvent = z.infer<typeof chainedEvent>;

export const hashOf = (content: string): string => createHash('sha256').update(content, 'utf8').digest('hex');

/** The canonical text of an event. */
export const contentOf = (event: ChainedEvent): string => canonicalJson(event);

/** The event that a text holds; null where it is not the canonical text of one. */
export function readContent(content: string): ChainedEvent | null {
  try {
    const value: Json = JSON.parse(content);
    // A second way to write the same would be a second hash for it.
    return isCanonical(content, value) ? chainedEvent.parse(value) : null;
  } catch {
    // No JSON, no event, or half a character in it.
    return null;
  }
}
