import {
  expiresSoon,
  isSameSerial,
  type SealWithState,
  type Token,
  type TokenCertificate,
} from '../../src-main/contract/index.ts';

export type TokenCondition = 'ready' | 'expiring' | 'absent' | 'locked' | 'unusable';

/** The shape that goes with the word and the colour, so that none of the three stands alone. */
export const conditionShapes: Record<TokenCondition, string> = {
  ready: '●',
  expiring: '◐',
  absent: '○',
  locked: '✕',
  unusable: '▲',
};

/** The certificate that stands for a token: the usable one that lasts longest, else the first. */
export function leadingCertificate(token: Token): TokenCertificate | undefined {
  const usable = token.certificates.filter((certificate) => certificate.problem === null);
  return usable.toSorted((a, b) => b.daysLeft - a.daysLeft)[0] ?? token.certificates[0];
}

/** How a token stands, in the one word of its card. */
export function conditionOf(token: Token): TokenCondition {
  if (token.pinState === 'locked') return 'locked';
  const leading = leadingCertificate(token);
  if (leading === undefined || leading.problem !== null) return 'unusable';
  return expiresSoon(leading.daysLeft) ? 'expiring' : 'ready';
}

export interface AbsentToken {
  serial: string;
  ownerName: string;
}

/** Tokens that seals are bound to but that are not plugged in now. */
export function absentTokens(seals: SealWithState[], tokens: Token[]): AbsentToken[] {
  const absent = new Map<string, AbsentToken>();
  for (const { binding } of seals) {
    if (tokens.some((token) => isSameSerial(token.serial, binding.tokenSerial))) continue;
    absent.set(binding.tokenSerial, { serial: binding.tokenSerial, ownerName: binding.ownerName });
  }
  return [...absent.values()];
}
