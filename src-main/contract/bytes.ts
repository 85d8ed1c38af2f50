import { z } from 'zod';

/** Raw bytes. Doors that speak JSON carry them as described in `wire.ts`. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes expected');
/**
 * A PIN, as bytes (UTF-8) that whoever answers the call wipes afterwards. Text is taken too, from those who have nothing
 * else; it cannot be wiped.
 */
export const pin = z
  .union([bytes, z.string()])
  .transform((given) => (typeof given === 'string' ? new TextEncoder().encode(given) : given))
  .refine(({ length }) => length <= 1024, 'too long');
/** An instant, UTC, ISO 8601 with `Z`. */
export const instant = z.iso.datetime();
/** A digest in lower-case hexadecimal. */
export const hexadecimal = z.string().regex(/^[0-9a-f]*$/);
/** A length in millimetres. */
export const millimetres = z.number().finite();
