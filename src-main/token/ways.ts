/**
 * One token seen through several drivers is one token, with several ways to it: which of them are the same, and which
 * way comes first. Pure policy; the room keeps what it needs to know.
 */
import { hasSerial, isSameSerial, type PinState, type Token, type TokenCertificate } from '../contract/index.ts';
import { offersSignature } from './host/mechanisms.ts';
import type { SignatureMechanism } from './host/messages.ts';

const haveInCommon = (one: readonly TokenCertificate[], other: readonly TokenCertificate[]) =>
  one.some(({ fingerprint }) => other.some((certificate) => certificate.fingerprint === fingerprint));

/**
 * Whether two drivers speak of one token: it has one serial number, and the certificates that both show agree. A card
 * that is shown as several tokens (a PIN each) has one serial number too. Where one of them shows no certificate, label
 * or model must agree. A serial number alone is not enough: makers repeat them.
 */
export function isSameToken(one: Token, other: Token): boolean {
  if (!isSameSerial(one.serial, other.serial)) return false;
  if (one.certificates.length > 0 && other.certificates.length > 0) {
    return haveInCommon(one.certificates, other.certificates);
  }
  return hasSerial(one) && (one.label === other.label || one.model === other.model);
}

/** Puts the tokens of all drivers together: each group is one token. No group has two tokens of one driver. */
export function groupTokens<Way extends { readonly token: Token }>(ways: readonly Way[]): Way[][] {
  const groups: Way[][] = [];
  for (const way of ways) {
    const group = groups.find(
      (others) =>
        others.every(({ token }) => token.driverId !== way.token.driverId) &&
        others.some(({ token }) => isSameToken(token, way.token)),
    );
    if (group) group.push(way);
    else groups.push([way]);
  }
  return groups;
}

/** What is known of one way to a token. */
export interface WayFacts {
  readonly token: Token;
  /** The driver's place among those that the person prefers; null: not among them. */
  readonly preference: number | null;
  /** The last thing that was asked of this token by this way failed. */
  readonly failedLast: boolean;
  /** The driver crashed, hung or failed since the program started. */
  readonly hadTrouble: boolean;
  /** The token signed by this way last. */
  readonly signedLast: boolean;
  /** A module that stands for others, so that what it shows is nearer elsewhere. */
  readonly standsForOthers: boolean;
}

/** What is to be done by the way; null: nothing in particular. */
export interface WayTask {
  readonly certificateFingerprint: string;
  readonly mechanism?: SignatureMechanism;
}

const usable = (token: Token) => token.certificates.filter(({ problem }) => problem === null).length;

/** Whether the way can do what is asked: 2 fully, 1 as far as the key goes, 0 not at all; else how much it can do. */
function ability(token: Token, task: WayTask | null): number {
  if (!task) return usable(token);
  const holds = token.certificates.some(
    ({ fingerprint, problem }) => fingerprint === task.certificateFingerprint && problem === null,
  );
  if (!holds) return 0;
  return task.mechanism === undefined || offersSignature(token.mechanisms, task.mechanism) ? 2 : 1;
}

const last = Number.MAX_SAFE_INTEGER;

/**
 * The ways to a token, the best first: by what they can do, the person's wish, how it went before, and the order in
 * which they were found.
 */
export function rankWays<Way extends WayFacts>(ways: readonly Way[], task: WayTask | null): Way[] {
  const key = (way: Way) => [
    -ability(way.token, task),
    way.preference ?? last,
    Number(way.failedLast),
    Number(!way.signedLast),
    Number(way.hadTrouble),
    Number(way.standsForOthers),
  ];
  return ways
    .map((way) => ({ way, key: key(way) }))
    .sort((one, other) => {
      const index = one.key.findIndex((value, place) => value !== other.key[place]);
      return index < 0 ? 0 : (one.key[index] ?? 0) - (other.key[index] ?? 0);
    })
    .map(({ way }) => way);
}

/** From harmless to bad: what one driver has seen of the PIN, another may not have looked at yet. */
const alarming: readonly PinState[] = ['low', 'final-try', 'locked'];

function worstPinState(tokens: readonly Token[], first: Token): PinState {
  const worst = Math.max(...tokens.map(({ pinState }) => alarming.indexOf(pinState)));
  return alarming[worst] ?? first.pinState;
}

/** A certificate as the way tells it that can do most with it. */
function mergeCertificates(tokens: readonly Token[]): TokenCertificate[] {
  const merged = new Map<string, TokenCertificate>();
  for (const certificate of tokens.flatMap(({ certificates }) => certificates)) {
    const before = merged.get(certificate.fingerprint);
    if (!before || (before.problem !== null && certificate.problem === null)) {
      merged.set(certificate.fingerprint, certificate);
    }
  }
  return [...merged.values()];
}

/** The token that its ways show together, the best way first. @param id the name under which all of them know it */
export function mergeWays([best, ...others]: readonly [Token, ...Token[]], id: string): Token {
  const tokens = [best, ...others];
  if (others.length === 0 && best.id === id) return best;
  return {
    ...best,
    id,
    ways: tokens.flatMap(({ ways }) => ways),
    pinState: worstPinState(tokens, best),
    trial: tokens.some(({ trial }) => trial),
    mechanisms: [...new Set(tokens.flatMap(({ mechanisms }) => mechanisms))],
    certificates: others.length === 0 ? best.certificates : mergeCertificates(tokens),
  };
}
