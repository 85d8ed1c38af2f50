import { z } from 'zod';

/** Raw bytes. Doors that speak JSON carry them as described in `wire.ts`. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes expected');
/** An instant, UTC, ISO 8601 with `Z`. */
export const instant = z.iso.datetime();
/** A digest in lower-case hexadecimal. */
export const hexadecimal = z.string().regex(/^[0-9a-f]*$/);
/** A length in millimetres. */
export const millimetres = z.number().finite();
