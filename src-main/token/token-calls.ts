/**
 * Calls on one token, from the room's side: PINs and data objects. One call at a time, and never beside a signing
 * session.
 */
import type { Token } from '../contract/index.ts';
import type { DataObject } from './host/data-objects.ts';
import type { KnownToken, KnownTokens } from './known-tokens.ts';
import { nameLength } from './pin-length.ts';
import type { DriverHost, TimeLimits } from './supervision/driver-host.ts';
import type { TokenLocks } from './token-locks.ts';

/** A PIN in UTF-8. */
export type Secret = Uint8Array | string;

export interface TokenContext {
  /** @throws AppError TOKEN_NOT_FOUND, TOKEN_HIDDEN, or DRIVER_… when its driver is down */
  locate(tokenId: string): KnownToken;
  known: Pick<KnownTokens, 'waysFor' | 'remember'>;
  locks: TokenLocks;
  timeLimits: TimeLimits;
}

export const addressOf = ({ slotId, serial, label }: Token) => ({ slotId, serial, label });

/** A copy of its own, to be wiped by who made it. Text, from those who have nothing else, cannot be wiped. */
export const secretBytes = (pin: Secret) => (typeof pin === 'string' ? Buffer.from(pin, 'utf8') : Buffer.from(pin));

/** Runs `work` while nobody else uses the token, wipes the secrets, and looks at the token's state again. */
async function onToken<Result>(
  { locate, locks }: TokenContext,
  tokenId: string,
  secrets: readonly Buffer[],
  work: (host: DriverHost, token: Token) => Promise<Result>,
): Promise<Result> {
  try {
    const { token: wanted } = locate(tokenId);
    const release = await locks.acquire(wanted.id, wanted.serial);
    try {
      const { ways } = locate(tokenId);
      const [{ host, token }] = ways;
      return await work(host, token)
        .catch((thrown) => nameLength(token, thrown))
        .finally(() => Promise.all(ways.map((way) => way.host.rescan())));
    } finally {
      release();
    }
  } finally {
    for (const secret of secrets) secret.fill(0);
  }
}

export interface PinChange {
  tokenId: string;
  oldPin: Secret;
  newPin: Secret;
  finalTryConfirmed: boolean;
}

/** Changes the PIN. @throws AppError as `Tokens.changePin` */
export async function changePin(context: TokenContext, change: PinChange): Promise<void> {
  const { tokenId, finalTryConfirmed } = change;
  const [oldPin, newPin] = [secretBytes(change.oldPin), secretBytes(change.newPin)];
  await onToken(context, tokenId, [oldPin, newPin], (host, token) =>
    host.call(
      { operation: 'changePin', token: addressOf(token), oldPin, newPin, finalTryConfirmed },
      token.pinPad ? context.timeLimits.pinPad : context.timeLimits.login,
    ),
  );
}

export interface PinUnblock {
  tokenId: string;
  /** The PIN of the administrator (SO PIN). */
  adminPin: Secret;
  newPin: Secret;
}

/** Sets the PIN anew with the administrator's. @throws AppError as `Tokens.unblockPin` */
export async function unblockPin(context: TokenContext, unblock: PinUnblock): Promise<void> {
  const [adminPin, newPin] = [secretBytes(unblock.adminPin), secretBytes(unblock.newPin)];
  await onToken(context, unblock.tokenId, [adminPin, newPin], (host, token) =>
    host.call({ operation: 'unblockPin', token: addressOf(token), adminPin, newPin }, context.timeLimits.login),
  );
}

export interface DataObjectRead {
  tokenId: string;
  /** null: what the token shows to anybody. */
  pin: Secret | null;
}

/** The data objects of a token. @throws AppError as `Tokens.readDataObjects` */
export async function readDataObjects(context: TokenContext, read: DataObjectRead): Promise<DataObject[]> {
  const pin = read.pin === null ? null : secretBytes(read.pin);
  return onToken(context, read.tokenId, pin ? [pin] : [], async (host, token) => {
    const request = { operation: 'readDataObjects', token: addressOf(token), pin } as const;
    return (await host.call(request, context.timeLimits.login)).objects;
  });
}

export interface DataObjectWrite {
  tokenId: string;
  /** null on a PIN pad. */
  pin: Secret | null;
  finalTryConfirmed: boolean;
  label: string;
  value: Uint8Array;
}

/** Writes a data object to a token. @throws AppError as `Tokens.writeDataObject` */
export async function writeDataObject(context: TokenContext, write: DataObjectWrite): Promise<void> {
  const { finalTryConfirmed, label, value } = write;
  const pin = write.pin === null ? null : secretBytes(write.pin);
  await onToken(context, write.tokenId, pin ? [pin] : [], (host, token) =>
    host.call(
      { operation: 'writeDataObject', token: addressOf(token), pin, finalTryConfirmed, label, value },
      token.pinPad ? context.timeLimits.pinPad : context.timeLimits.login,
    ),
  );
}
