/** Turns what a driver tells into what people see: PIN state, certificates, and which of them may be used. */
import { isDeepStrictEqual } from 'node:util';
import type { PinState, Token, TokenCertificate } from '../../contract/index.ts';
import { type DriverCandidate, trialDriverId } from '../drivers/discovery.ts';
import type { TokenFacts } from '../host/messages.ts';
import { describeUnreadable, findProblem, type ReadTokenCertificate, readTokenCertificate } from './certificate.ts';

/** Flags of CK_TOKEN_INFO (PKCS#11 v2.40, 3.2). */
const flag = {
  writeProtected: 0x2,
  userPinInitialized: 0x8,
  protectedAuthenticationPath: 0x100,
  userPinCountLow: 0x10000,
  userPinFinalTry: 0x20000,
  userPinLocked: 0x40000,
  userPinToBeChanged: 0x80000,
} as const;

const dayMs = 86_400_000;

function parse(der: Uint8Array): ReadTokenCertificate | null {
  try {
    return readTokenCertificate(der);
  } catch {
    return null;
  }
}

function describePinState(flags: number): PinState {
  if (flags & flag.userPinLocked) return 'locked';
  if (flags & flag.userPinFinalTry) return 'final-try';
  if (!(flags & flag.userPinInitialized)) return 'uninitialized';
  if (flags & flag.userPinToBeChanged) return 'to-be-changed';
  return flags & flag.userPinCountLow ? 'low' : 'ok';
}

/** Whether the private key of a certificate is on the token, or, while the token hides private keys, may be. */
function isKeyPresent(certificateId: string, publicValue: string | null, facts: TokenFacts): boolean {
  const publicValues = facts.publicKeys.filter(({ id }) => id === certificateId).map((key) => key.publicValue);
  const contradicted =
    publicValues.length > 0 && !publicValues.some((value) => value === null || value === publicValue);
  if (facts.privateKeys === null) {
    return !contradicted || facts.publicKeys.some((key) => key.publicValue === publicValue);
  }
  return facts.privateKeys.some((key) => {
    if (!key.canSign) return false;
    if (key.publicValue !== null) return key.publicValue === publicValue;
    return key.id === certificateId && !contradicted;
  });
}

function describeTokenCertificate(
  { value, id, label }: TokenFacts['certificates'][number],
  facts: TokenFacts,
  trialDriver: boolean,
  now: Date,
): TokenCertificate {
  const read = parse(value);
  if (!read) return { ...describeUnreadable(value, label), label, keyId: id, problem: 'unreadable', daysLeft: 0 };
  const problem = findProblem(
    read,
    { keyPresent: isKeyPresent(id, read.publicValue, facts), mechanisms: facts.mechanisms },
    now,
  );
  const daysLeft = Math.floor((Date.parse(read.info.notAfter) - now.getTime()) / dayMs);
  return { ...read.info, trial: read.info.trial && trialDriver, label, keyId: id, problem, daysLeft };
}

/** The tokens of one driver at an instant. */
export function describeTokens(driver: DriverCandidate, tokens: readonly TokenFacts[], now: Date): Token[] {
  const timesSeen = new Map<string, number>();
  return tokens.map((facts) => {
    const name = `${driver.id}/${facts.serial}/${facts.label}`;
    const times = (timesSeen.get(name) ?? 0) + 1;
    timesSeen.set(name, times);
    const trial = driver.id === trialDriverId;
    const certificates = facts.certificates.map((certificate) =>
      describeTokenCertificate(certificate, facts, trial, now),
    );
    return {
      id: times === 1 ? name : `${name}#${times}`,
      ways: [{ driverId: driver.id, driverName: driver.name }],
      driverId: driver.id,
      driverName: driver.name,
      slotId: facts.slotId,
      serial: facts.serial,
      label: facts.label,
      manufacturer: facts.manufacturer,
      model: facts.model,
      pinState: describePinState(facts.flags),
      pinMinLength: facts.pinMinLength,
      pinMaxLength: facts.pinMaxLength,
      pinPad: (facts.flags & flag.protectedAuthenticationPath) !== 0,
      writeProtected: (facts.flags & flag.writeProtected) !== 0,
      trial,
      mechanisms: facts.mechanisms,
      certificates: certificates.filter(
        ({ fingerprint, keyId }, index) =>
          certificates.findIndex((other) => other.fingerprint === fingerprint && other.keyId === keyId) === index,
      ),
    };
  });
}

/** DER of the readable certificates on a token, by their fingerprints. */
export function certificatesOf(facts: TokenFacts | undefined): ReadonlyMap<string, Uint8Array> {
  if (!facts) return new Map();
  const known = knownCertificates.get(facts);
  if (known) return known;
  const read = facts.certificates.flatMap(({ value }) => parse(value) ?? []);
  const made = new Map(read.map(({ der, info }) => [info.fingerprint, der]));
  knownCertificates.set(facts, made);
  return made;
}

/** A token that is as it was is the same object, and a batch asks for each file. */
const knownCertificates = new WeakMap<TokenFacts, ReadonlyMap<string, Uint8Array>>();

/**
 * Until when a description made at `now` holds while the token stays as it is, in milliseconds since the epoch: until a
 * certificate begins, ends, or has a day less.
 */
export function describedUntil(tokens: readonly Token[], now: Date): number {
  const nowMs = now.getTime();
  const changes = tokens.flatMap(({ certificates }) =>
    certificates.flatMap(({ notBefore, notAfter, daysLeft }) => [
      Date.parse(notBefore),
      Date.parse(notAfter) - daysLeft * dayMs + 1,
    ]),
  );
  return Math.min(...changes.filter((changeMs) => changeMs > nowMs));
}

/**
 * Describes the tokens of one driver, anew only when the driver told something new or when time has changed something. A
 * token that is as it was stays the same object.
 */
export function createDescription(driver: DriverCandidate): (facts: readonly TokenFacts[]) => readonly Token[] {
  let known: { facts: readonly TokenFacts[]; fromMs: number; untilMs: number; tokens: readonly Token[] } | null = null;
  return (facts) => {
    const now = new Date();
    // A clock that was set back makes it anew too.
    const isCurrent = known && known.fromMs <= now.getTime() && now.getTime() < known.untilMs;
    if (known?.facts === facts && isCurrent) return known.tokens;
    const before = known?.tokens ?? [];
    const described = describeTokens(driver, facts, now);
    const tokens = described.map((token) => before.find((one) => isDeepStrictEqual(one, token)) ?? token);
    known = { facts, fromMs: now.getTime(), untilMs: describedUntil(tokens, now), tokens };
    return tokens;
  };
}

/** The DER of a certificate on a token and the public value of its key; null when it is not there or not readable. */
export function findCertificate(facts: TokenFacts, fingerprint: string) {
  for (const { value } of facts.certificates) {
    const read = parse(value);
    if (read?.info.fingerprint === fingerprint) return { der: value, publicValue: read.publicValue };
  }
  return null;
}
