/** Reads what is in a driver's slots, as often as it is asked, with as little work as the driver allows. */
import { isDeepStrictEqual } from 'node:util';
import { type Cryptoki, ck, findObjects, type Handle, numberOfHandle, unpad } from './cryptoki.ts';
import { signingMechanismNames } from './mechanisms.ts';
import type { HostAnswer, Rescan, TokenAddress, TokenFacts } from './messages.ts';
import { readCertificates, readPrivateKeys, readPublicKeys } from './objects.ts';

type PublicObjects = Pick<TokenFacts, 'certificates' | 'publicKeys'>;

/** What was read from one token, and the object handles it was read from. */
interface Reading {
  facts: TokenFacts;
  objectHandles: string;
  /** Scans since the objects were looked at. */
  age: number;
}

/** A token that says of itself that nothing changed is still asked for its objects after so many scans. */
const objectsMaxAge = 5;

export interface Scanner {
  /** @param sessionOpen a signing session is open, so the driver must not be initialised again */
  scan(sessionOpen: boolean): HostAnswer<'scan'>;
  /** Reads all objects anew at the next scan: something was written. */
  forget(): void;
  /** The slot, when this token is in it now; null when it is gone or another sits there. */
  findSlot(token: TokenAddress): { slot: Handle; info: TokenInfo } | null;
  /** Looks at the private keys in a session that is logged in, for the time when the token hides them again. */
  learnPrivateKeys(token: TokenAddress, session: Handle): void;
}

export interface TokenInfo {
  serial: string;
  label: string;
  manufacturer: string;
  model: string;
  flags: number;
  pinMinLength: number;
  pinMaxLength: number;
}

/** CK_TOKEN_INFO. @throws Error what the driver answers */
export function readTokenInfo(cryptoki: Cryptoki, slot: Handle): TokenInfo {
  const info = cryptoki.C_GetTokenInfo(slot);
  return {
    serial: unpad(info.serialNumber),
    label: unpad(info.label),
    manufacturer: unpad(info.manufacturerID),
    model: unpad(info.model),
    flags: info.flags,
    pinMinLength: info.minPinLen,
    pinMaxLength: info.maxPinLen,
  };
}

/** CK_TOKEN_INFO, or null when the slot does not tell: a token pulled this instant, a card unknown to the driver. */
function tryReadTokenInfo(cryptoki: Cryptoki, slot: Handle): TokenInfo | null {
  try {
    return readTokenInfo(cryptoki, slot);
  } catch {
    return null;
  }
}

/** What a token that cannot list its mechanisms is asked for: what nearly every one has. */
const usualMechanisms = [ck.CKM_RSA_PKCS, ck.CKM_ECDSA];

/** C_GetMechanismList; a driver that fails in it still signs, as a rule. */
export function readMechanisms(cryptoki: Cryptoki, slot: Handle): number[] {
  try {
    return cryptoki.C_GetMechanismList(slot);
  } catch {
    return usualMechanisms;
  }
}

/** What was read stays read, whatever the driver says of the session's end. */
function closeQuietly(cryptoki: Cryptoki, session: Handle): void {
  try {
    cryptoki.C_CloseSession(session);
  } catch {}
}

/** @param initialize initialises the driver again, for those that see new tokens in no other way */
export function createScanner(cryptoki: Cryptoki, rescan: Rescan, initialize: () => void): Scanner {
  let slots = new Map<number, Handle>();
  let readings = new Map<string, Reading>();
  let reported: HostAnswer<'scan'> | null = null;
  /** Private keys seen after a login, with the public objects they were seen beside. */
  const seenPrivateKeys = new Map<string, { beside: PublicObjects; privateKeys: TokenFacts['privateKeys'] }>();

  const keyOf = (slotId: number, { serial, label }: { serial: string; label: string }) =>
    `${slotId} ${serial} ${label}`;

  /** The handles of all objects, as a word that tells two lists apart; empty where the token does not list them so. */
  function listHandles(session: Handle): string {
    try {
      const handles = findObjects(cryptoki, session, []).map((handle) => handle.toString('hex'));
      return handles.sort().join(' ');
    } catch {
      return '';
    }
  }

  function readPublicObjects(session: Handle): PublicObjects {
    return {
      certificates: readCertificates(cryptoki, session),
      publicKeys: readPublicKeys(cryptoki, session),
    };
  }

  /** The private keys, or those seen at the last login if nothing changed since; null when they cannot be known. */
  function privateKeysOf(key: string, session: Handle, info: TokenInfo, beside: PublicObjects) {
    const visible = readPrivateKeys(cryptoki, session);
    if (visible.length > 0 || (info.flags & ck.CKF_LOGIN_REQUIRED) === 0) return visible;
    const seen = seenPrivateKeys.get(key);
    return seen && isDeepStrictEqual(seen.beside, beside) ? seen.privateKeys : null;
  }

  function readToken(slotId: number, slot: Handle, info: TokenInfo): Reading {
    const key = keyOf(slotId, info);
    const before = readings.get(key);
    if (before && rescan === 'slot-list' && before.age < objectsMaxAge && before.facts.flags === info.flags) {
      return { ...before, age: before.age + 1 };
    }
    const session = cryptoki.C_OpenSession(slot, ck.CKF_SERIAL_SESSION);
    try {
      const objectHandles = listHandles(session);
      // Handles of a driver that was initialised again are dealt anew, so they say nothing about change. A certificate
      // that was renewed may stand under the handle of the old one.
      if (before && rescan === 'slot-list' && before.objectHandles === objectHandles) {
        const certificates = readCertificates(cryptoki, session);
        if (isDeepStrictEqual(certificates, before.facts.certificates)) {
          return { facts: { ...before.facts, ...info }, objectHandles, age: 0 };
        }
      }
      const publicObjects = readPublicObjects(session);
      const privateKeys = privateKeysOf(key, session, info, publicObjects);
      const mechanisms = before?.facts.mechanisms ?? signingMechanismNames(readMechanisms(cryptoki, slot));
      return { facts: { slotId, ...info, mechanisms, ...publicObjects, privateKeys }, objectHandles, age: 0 };
    } finally {
      closeQuietly(cryptoki, session);
    }
  }

  /** A token whose objects cannot be read now is shown as it was, or bare, and is asked again at the next scan. */
  function readTokenOrKeep(slotId: number, slot: Handle, info: TokenInfo): Reading {
    try {
      return readToken(slotId, slot, info);
    } catch {
      const before = readings.get(keyOf(slotId, info))?.facts;
      const bare = { slotId, mechanisms: [], certificates: [], publicKeys: [], privateKeys: null };
      return { facts: { ...(before ?? bare), ...info }, objectHandles: '', age: objectsMaxAge };
    }
  }

  return {
    scan(sessionOpen) {
      if (rescan === 'reinitialize' && !sessionOpen) {
        cryptoki.C_Finalize();
        initialize();
      }
      const present = cryptoki.C_GetSlotList(true);
      slots = new Map(present.map((slot) => [Number(numberOfHandle(slot)), slot]));
      const found = new Map<string, Reading>();
      for (const [slotId, slot] of slots) {
        const info = tryReadTokenInfo(cryptoki, slot);
        if (!info || (info.flags & ck.CKF_TOKEN_INITIALIZED) === 0) continue;
        found.set(keyOf(slotId, info), readTokenOrKeep(slotId, slot, info));
      }
      readings = found;
      const tokens = [...found.values()].map((reading) => reading.facts);
      const answer = { slotCount: cryptoki.C_GetSlotList(false).length, tokens };
      if (isDeepStrictEqual(answer, reported)) return { slotCount: answer.slotCount, tokens: null };
      reported = answer;
      return answer;
    },

    forget() {
      readings = new Map();
    },

    findSlot(token) {
      const slot = slots.get(token.slotId);
      const info = slot ? tryReadTokenInfo(cryptoki, slot) : null;
      return slot && info?.serial === token.serial && info.label === token.label ? { slot, info } : null;
    },

    learnPrivateKeys(token, session) {
      const key = keyOf(token.slotId, token);
      const reading = readings.get(key);
      if (!reading) return;
      const { certificates, publicKeys } = reading.facts;
      const privateKeys = readPrivateKeys(cryptoki, session);
      seenPrivateKeys.set(key, { beside: { certificates, publicKeys }, privateKeys });
      readings.set(key, { ...reading, facts: { ...reading.facts, privateKeys } });
    },
  };
}
