import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../contract/index.ts';

/** A PIN as it is kept: scrypt (RFC 7914) with a salt of its own. */
export const keptPin = z.object({
  cost: z.literal(2 ** 16).describe('N'),
  blockSize: z.literal(8).describe('r'),
  parallel: z.literal(1).describe('p'),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  key: z.string().regex(/^[0-9a-f]{64}$/),
});
export type KeptPin = z.infer<typeof keptPin>;

const cost = { cost: 2 ** 16, blockSize: 8, parallel: 1 } as const;
/** 128·N·r, and as much again for what is around it. */
const maxmem = 256 * cost.cost * cost.blockSize;
const keyBytes = 32;
/** Fewer characters are tried too soon, however they are delayed. */
export const leastPinLength = 6;

const derive = (pin: Uint8Array, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: cost.cost, r: cost.blockSize, p: cost.parallel, maxmem };
    scrypt(pin, salt, keyBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

/** 111111 and 123456 are the first that anybody tries. */
const isRow = (pin: Uint8Array) =>
  [-1, 0, 1].some((step) => pin.every((byte, index) => index === 0 || byte - (pin[index - 1] ?? 0) === step));

/** @throws AppError ROLE_PIN_WEAK */
export function assertFitPin(pin: Uint8Array): void {
  if (pin.length < leastPinLength || isRow(pin)) throw new AppError('ROLE_PIN_WEAK', { least: leastPinLength });
}

export async function keepPin(pin: Uint8Array): Promise<KeptPin> {
  const salt = randomBytes(16);
  const key = await derive(pin, salt);
  return { ...cost, salt: salt.toString('hex'), key: key.toString('hex') };
}

/** Takes as long where nobody has the name: `kept` is absent then. */
export async function isPin(pin: Uint8Array, kept: KeptPin | undefined): Promise<boolean> {
  const key = await derive(pin, Buffer.from(kept?.salt ?? '0'.repeat(32), 'hex'));
  return kept !== undefined && timingSafeEqual(key, Buffer.from(kept.key, 'hex'));
}
