import { z } from 'zod';
import { chainHash, ledgerId } from '../../contract/index.ts';
import { isCanonical, type Json } from '../events/canonical.ts';
import { eventFormat } from '../events/event.ts';

/** An event as a check reads it: its kind may be one that only a newer program knows. */
export interface CheckedEvent {
  readonly data: { readonly [name: string]: Json };
  readonly kind: string;
  readonly ledger: string;
  readonly number: number;
  readonly previous: string;
  readonly time: string;
}

/** More than any event has; deeper or longer content is none. Both limits stand in FORMAT, so that every checker has the same. */
export const mostContentBytes = 16 << 20;
const mostLevels = 64;

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Whether a text is an instant as the ledger writes it: UTC, to the millisecond, on a day that there is. */
export function isLedgerInstant(text: string): boolean {
  if (!instantForm.test(text)) return false;
  const at = new Date(text);
  return Number.isFinite(at.getTime()) && at.toISOString() === text;
}

const names = 'data,format,kind,ledger,number,previous,time';
const envelope = z.object({
  format: z.literal(eventFormat),
  kind: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
  ledger: ledgerId,
  number: z.number().int().min(1),
  previous: chainHash,
  time: z.string().refine(isLedgerInstant),
});

type JsonObject = { readonly [name: string]: Json };
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fitsLevels(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  return Object.values(value).every((member) => fitsLevels(member, levels - 1));
}

// A byte order mark is a character that nobody wrote.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The canonical JSON object that bytes hold; null where they hold none, or hold it in another way. */
export function readCanonical(bytes: Uint8Array): JsonObject | null {
  if (bytes.length > mostContentBytes) return null;
  try {
    const text = strictUtf8.decode(bytes);
    const value: Json = JSON.parse(text);
    return isObject(value) && fitsLevels(value, mostLevels) && isCanonical(text, value) ? value : null;
  } catch {
    return null;
  }
}

/** The event that bytes hold, in the one way in which it may be written; null where they hold none. */
export function readCheckedEvent(content: Uint8Array): CheckedEvent | null {
  const value = readCanonical(content);
  if (value === null || Object.keys(value).sort().join() !== names) return null;
  const { data } = value;
  const parsed = envelope.safeParse(value);
  return parsed.success && isObject(data) ? { ...parsed.data, data } : null;
}
