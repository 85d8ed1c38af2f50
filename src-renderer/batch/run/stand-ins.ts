import { isSameSerial, type SealWithState, type Token } from '../../../src-main/contract/index.ts';
import { isUsable } from '../../parts/seal-shapes.ts';

/** A seal that works beside the one of a batch, on a token of its own. */
export interface StandIn {
  readonly seal: SealWithState;
  readonly token: Token;
}

/** Seals like the one of the batch that are plugged in on other tokens, one for each. */
export function standInsFor(
  sealIds: readonly string[],
  seals: readonly SealWithState[],
  tokens: readonly Token[],
): StandIn[] {
  const [onlyId] = sealIds;
  const own = seals.find(({ id }) => id === onlyId);
  if (sealIds.length !== 1 || own === undefined) return [];
  const found = new Map<string, StandIn>();
  for (const seal of seals) {
    const isAlike =
      seal.id !== own.id &&
      isUsable(seal) &&
      seal.kind === own.kind &&
      seal.widthMm === own.widthMm &&
      seal.heightMm === own.heightMm &&
      seal.naming?.onSeal === own.naming?.onSeal &&
      !isSameSerial(seal.binding.tokenSerial, own.binding.tokenSerial);
    const token = tokens.find(({ serial }) => isSameSerial(serial, seal.binding.tokenSerial));
    if (isAlike && token !== undefined && !found.has(token.id)) found.set(token.id, { seal, token });
  }
  return [...found.values()];
}
