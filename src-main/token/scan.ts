/** Reads what is in a driver's slots, as often as it is asked, with as little work as the driver allows. */
import { isDeepStrictEqual } from 'node:util';
import { type Cryptoki, ck, findObjects, type Handle, numberOfHandle, readAttribute, unpad } from './cryptoki.ts';
import { signingMechanismNames } from './mechanisms.ts';
import type { HostAnswer, Rescan, TokenFacts } from './messages.ts';

/** CKS_RO_USER_FUNCTIONS and CKS_RW_USER_FUNCTIONS (PKCS#11 v2.40, 3.4): the user is logged in. */
const userSessionStates = [1, 3];

type TokenObjects = Pick<TokenFacts, 'certificates' | 'publicKeys' | 'privateKeys'>;

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
  /** The slot, when this token is in it now; null when it is gone or another sits there. */
  findSlot(token: { slotId: number; serial: string; label: string }): { slot: Handle; info: TokenInfo } | null;
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

export function initialize(cryptoki: Cryptoki): void {
  // Without CKF_OS_LOCKING_OK several drivers assume a single thread and crash under asynchronous calls.
  cryptoki.C_Initialize({ flags: ck.CKF_OS_LOCKING_OK });
}

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

/** CKA_EC_POINT is a DER OCTET STRING (PKCS#11 v2.40, 2.3.3); some drivers give the bare point. */
function unwrapPoint(value: Buffer): Buffer {
  const headerLength = value[1] === 0x81 ? 3 : 2;
  const length = headerLength === 3 ? value[2] : value[1];
  return value[0] === 0x04 && length === value.length - headerLength ? value.subarray(headerLength) : value;
}

/** A key object's public value, comparable with the one of a certificate; null when the token does not reveal it. */
export function readPublicValue(cryptoki: Cryptoki, session: Handle, object: Handle): string | null {
  const modulus = readAttribute(cryptoki, session, object, ck.CKA_MODULUS);
  if (modulus && modulus.length > 0) return `rsa:${modulus.toString('hex').replace(/^(00)+/, '')}`;
  const point = readAttribute(cryptoki, session, object, ck.CKA_EC_POINT);
  return point && point.length > 0 ? `ec:${unwrapPoint(point).toString('hex')}` : null;
}

export function readKeyId(cryptoki: Cryptoki, session: Handle, object: Handle): string {
  return readAttribute(cryptoki, session, object, ck.CKA_ID)?.toString('hex') ?? '';
}

/** A CK_BBOOL attribute; `fallback` when the object lacks it. */
export function readFlag(c: Cryptoki, session: Handle, object: Handle, type: number, fallback: boolean): boolean {
  const value = readAttribute(c, session, object, type);
  return value && value.length > 0 ? value[0] !== 0 : fallback;
}

export function createScanner(cryptoki: Cryptoki, rescan: Rescan): Scanner {
  let slots = new Map<number, Handle>();
  let readings = new Map<string, Reading>();
  let reported: HostAnswer<'scan'> | null = null;
  /** Private keys seen while logged in: they stay known when the token hides them again. */
  const seenPrivateKeys = new Map<string, TokenObjects['privateKeys']>();

  function readObjects(session: Handle, hidesPrivateKeys: boolean, seen: TokenObjects['privateKeys']): TokenObjects {
    const find = (objectClass: number) => findObjects(cryptoki, session, [{ type: ck.CKA_CLASS, value: objectClass }]);
    const certificates = find(ck.CKO_CERTIFICATE).flatMap((object) => {
      const kind = readAttribute(cryptoki, session, object, ck.CKA_CERTIFICATE_TYPE);
      if (kind?.some((byte) => byte !== ck.CKC_X_509)) return [];
      const value = new Uint8Array(readAttribute(cryptoki, session, object, ck.CKA_VALUE) ?? []);
      const label = readAttribute(cryptoki, session, object, ck.CKA_LABEL);
      return [{ value, id: readKeyId(cryptoki, session, object), label: unpad(label?.toString('utf8') ?? '') }];
    });
    const publicKeys = find(ck.CKO_PUBLIC_KEY).map((object) => ({
      id: readKeyId(cryptoki, session, object),
      publicValue: readPublicValue(cryptoki, session, object),
    }));
    const privateKeys = find(ck.CKO_PRIVATE_KEY).map((object) => ({
      id: readKeyId(cryptoki, session, object),
      publicValue: readPublicValue(cryptoki, session, object),
      canSign: readFlag(cryptoki, session, object, ck.CKA_SIGN, true),
    }));
    return {
      certificates,
      publicKeys,
      privateKeys: privateKeys.length === 0 && hidesPrivateKeys ? seen : privateKeys,
    };
  }

  function readToken(slotId: number, slot: Handle, info: TokenInfo): Reading {
    const key = `${slotId} ${info.serial} ${info.label}`;
    const before = readings.get(key);
    if (before && rescan === 'slot-list' && before.age < objectsMaxAge && before.facts.flags === info.flags) {
      return { ...before, age: before.age + 1 };
    }
    const session = cryptoki.C_OpenSession(slot, ck.CKF_SERIAL_SESSION);
    try {
      // Handles of an initialised-again driver are dealt anew, so they say nothing about change.
      const handles = findObjects(cryptoki, session, []).map((handle) => handle.toString('hex'));
      const objectHandles = handles.sort().join(' ');
      const sessionState = cryptoki.C_GetSessionInfo(session).state;
      const loggedIn = userSessionStates.includes(sessionState);
      if (before && rescan === 'slot-list' && before.objectHandles === objectHandles) {
        return { facts: { ...before.facts, ...info }, objectHandles, age: 0 };
      }
      const hidesPrivateKeys = !loggedIn && (info.flags & ck.CKF_LOGIN_REQUIRED) !== 0;
      const objects = readObjects(session, hidesPrivateKeys, seenPrivateKeys.get(key) ?? null);
      if (loggedIn) seenPrivateKeys.set(key, objects.privateKeys);
      const mechanisms = before?.facts.mechanisms ?? signingMechanismNames(cryptoki.C_GetMechanismList(slot));
      return { facts: { slotId, ...info, mechanisms, ...objects }, objectHandles, age: 0 };
    } finally {
      cryptoki.C_CloseSession(session);
    }
  }

  return {
    scan(sessionOpen) {
      if (rescan === 'reinitialize' && !sessionOpen) {
        cryptoki.C_Finalize();
        initialize(cryptoki);
      }
      const present = cryptoki.C_GetSlotList(true);
      slots = new Map(present.map((slot) => [Number(numberOfHandle(slot)), slot]));
      const found = new Map<string, Reading>();
      for (const [slotId, slot] of slots) {
        // One slot's failure (a token pulled this instant, an unknown card) must not hide the others.
        try {
          const info = readTokenInfo(cryptoki, slot);
          if ((info.flags & ck.CKF_TOKEN_INITIALIZED) === 0) continue;
          found.set(`${slotId} ${info.serial} ${info.label}`, readToken(slotId, slot, info));
        } catch {}
      }
      readings = found;
      const tokens = [...found.values()].map((reading) => reading.facts);
      const answer = { slotCount: cryptoki.C_GetSlotList(false).length, tokens };
      if (isDeepStrictEqual(answer, reported)) return { slotCount: answer.slotCount, tokens: null };
      reported = answer;
      return answer;
    },

    findSlot(token) {
      const slot = slots.get(token.slotId);
      if (!slot) return null;
      try {
        const info = readTokenInfo(cryptoki, slot);
        return info.serial === token.serial && info.label === token.label ? { slot, info } : null;
      } catch {
        return null;
      }
    },
  };
}
