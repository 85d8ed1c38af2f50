/** Signing sessions in the host: login, the private key, signatures, logout. */
import { AppError } from '../../contract/index.ts';
import { ck, findObjects, type Handle, type LoadedDriver, returnValueOf } from './cryptoki.ts';
import { type DataObject, readDataObjects, writeDataObject } from './data-objects.ts';
import { adminPinError, errorOfReturnValue, mayMeanRemoval } from './errors.ts';
import { askMechanism, type ToBeSigned } from './mechanisms.ts';
import type { HostRequest, SignatureMechanism, TokenAddress } from './messages.ts';
import { readFlag, readKeyId, readPublicValue } from './objects.ts';
import type { Scanner, TokenInfo } from './scan.ts';

type Request<O extends HostRequest['operation']> = Extract<HostRequest, { operation: O }>;

interface SigningSession {
  token: TokenAddress;
  slot: Handle;
  session: Handle;
  privateKey: Handle;
  /** Set only for a key that wants the PIN again for each signature (CKA_ALWAYS_AUTHENTICATE). Wiped at the end. */
  pin: Uint8Array | null;
  alwaysAuthenticate: boolean;
}

/** All but `anyOpen` and `close` throw AppErrors: TOKEN_…, PIN_…, ADMIN_PIN_… */
export interface Sessions {
  readonly anyOpen: boolean;
  open(request: Request<'open'>): number;
  sign(request: Request<'sign'>): Uint8Array;
  close(sessionId: number): void;
  changePin(request: Request<'changePin'>): void;
  unblockPin(request: Request<'unblockPin'>): void;
  readDataObjects(request: Request<'readDataObjects'>): DataObject[];
  writeDataObject(request: Request<'writeDataObject'>): void;
}

const has = (info: TokenInfo, flag: number) => (info.flags & flag) !== 0;

/** Refuses before the PIN is tried what the person has to know before it is tried. */
function checkPinState(info: TokenInfo, finalTryConfirmed: boolean): void {
  if (has(info, ck.CKF_USER_PIN_LOCKED)) throw new AppError('PIN_LOCKED', { serial: info.serial });
  if (has(info, ck.CKF_USER_PIN_FINAL_TRY) && !finalTryConfirmed) {
    throw new AppError('PIN_FINAL_TRY', { serial: info.serial });
  }
}

export function createSessions(driver: LoadedDriver, scanner: Scanner): Sessions {
  const { cryptoki } = driver;
  const sessions = new Map<number, SigningSession>();
  let lastSessionId = 0;

  /** Runs a call on a token; what it throws becomes an error that says whether the token is still there. */
  function onToken<Result>(token: TokenAddress, call: () => Result, mechanism?: string): Result {
    try {
      return call();
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      const returnValue = returnValueOf(thrown);
      if (mayMeanRemoval(returnValue) && !scanner.findSlot(token)) {
        throw new AppError('TOKEN_REMOVED', { serial: token.serial }, { detail: returnValue });
      }
      throw errorOfReturnValue(returnValue, { serial: token.serial, mechanism });
    }
  }

  function requireSlot(token: TokenAddress) {
    const found = scanner.findSlot(token);
    if (!found) throw new AppError('TOKEN_NOT_FOUND', { serial: token.serial });
    return found;
  }

  function logIn(session: Handle, pin: Uint8Array | null): void {
    try {
      driver.login(session, ck.CKU_USER, pin);
    } catch (thrown) {
      if (returnValueOf(thrown) !== 'CKR_USER_ALREADY_LOGGED_IN') throw thrown;
      // The driver has not looked at the PIN: end the stale login, so that this PIN is the one that counts.
      cryptoki.C_Logout(session);
      driver.login(session, ck.CKU_USER, pin);
    }
  }

  function setPin(session: Handle, oldPin: Uint8Array | null, newPin: Uint8Array | null): void {
    try {
      // In a public session C_SetPIN changes the PIN of the normal user (PKCS#11 v2.40, 5.5).
      driver.setPin(session, oldPin, newPin);
    } catch (thrown) {
      if (returnValueOf(thrown) !== 'CKR_USER_NOT_LOGGED_IN') throw thrown;
      // Some drivers want the login first; they have not looked at the old PIN yet.
      logIn(session, oldPin);
      driver.setPin(session, oldPin, newPin);
    }
  }

  /** The private key of a certificate: by the public value where the token tells it, by CKA_ID where it does not. */
  function findPrivateKey(session: Handle, keyId: string, publicValue: string): Handle | null {
    const publicKeys = findObjects(cryptoki, session, [{ type: ck.CKA_CLASS, value: ck.CKO_PUBLIC_KEY }]);
    const publicValuesById = new Map<string, string | null>(
      publicKeys.map((object) => [readKeyId(cryptoki, session, object), readPublicValue(cryptoki, session, object)]),
    );
    const candidates = findObjects(cryptoki, session, [{ type: ck.CKA_CLASS, value: ck.CKO_PRIVATE_KEY }]);
    const signing = candidates.filter((object) => readFlag(cryptoki, session, object, ck.CKA_SIGN, true));
    const known = signing.map((object) => {
      const id = readKeyId(cryptoki, session, object);
      return { object, id, value: readPublicValue(cryptoki, session, object) ?? publicValuesById.get(id) ?? null };
    });
    const exact = known.find((key) => key.value === publicValue && key.id === keyId);
    const sameKey = exact ?? known.find((key) => key.value === publicValue);
    return (sameKey ?? known.find((key) => key.value === null && key.id === keyId))?.object ?? null;
  }

  function endSession(session: Handle): void {
    // The token may be gone, or nobody logged in: nothing that fails here matters any more.
    try {
      cryptoki.C_Logout(session);
    } catch {}
    try {
      cryptoki.C_CloseSession(session);
    } catch {}
  }

  /** Logs in as the user where the token wants that, having refused before a try what the person has to know first. */
  function logInUser(
    { token, pin, finalTryConfirmed }: { token: TokenAddress; pin: Uint8Array | null; finalTryConfirmed: boolean },
    info: TokenInfo,
    session: Handle,
  ): void {
    const pinPad = has(info, ck.CKF_PROTECTED_AUTHENTICATION_PATH);
    if (!has(info, ck.CKF_LOGIN_REQUIRED)) return;
    if (!pinPad && (pin === null || pin.length === 0)) throw new AppError('PIN_REQUIRED', { serial: token.serial });
    checkPinState(info, finalTryConfirmed);
    onToken(token, () => logIn(session, pinPad ? null : pin));
  }

  /** Runs `work` in a session of its own. */
  function inSession<Result>(
    token: TokenAddress,
    access: 'read' | 'write',
    work: (session: Handle, info: TokenInfo) => Result,
  ): Result {
    const { slot, info } = requireSlot(token);
    const flags = ck.CKF_SERIAL_SESSION | (access === 'write' ? ck.CKF_RW_SESSION : 0);
    const session = onToken(token, () => cryptoki.C_OpenSession(slot, flags));
    try {
      return work(session, info);
    } finally {
      endSession(session);
    }
  }

  function open(request: Request<'open'>): number {
    const { token, keyId, publicValue } = request;
    const { slot, info } = requireSlot(token);
    const pinPad = has(info, ck.CKF_PROTECTED_AUTHENTICATION_PATH);
    const pin = pinPad ? null : request.pin;
    const needsLogin = has(info, ck.CKF_LOGIN_REQUIRED);
    const givesPin = pin !== null && pin.length > 0;
    if (needsLogin && !pinPad && !givesPin) throw new AppError('PIN_REQUIRED', { serial: token.serial });
    const logsIn = needsLogin || givesPin;
    if (logsIn) checkPinState(info, request.finalTryConfirmed);

    const session = onToken(token, () => cryptoki.C_OpenSession(slot, ck.CKF_SERIAL_SESSION));
    try {
      if (logsIn) {
        onToken(token, () => logIn(session, pin));
        scanner.learnPrivateKeys(token, session);
      }
      const privateKey = onToken(token, () => findPrivateKey(session, keyId, publicValue));
      if (!privateKey) throw new AppError('TOKEN_KEY_NOT_FOUND', { serial: token.serial });
      const alwaysAuthenticate = readFlag(cryptoki, session, privateKey, ck.CKA_ALWAYS_AUTHENTICATE, false);
      lastSessionId += 1;
      const kept = alwaysAuthenticate && pin ? Uint8Array.from(pin) : null;
      sessions.set(lastSessionId, { token, slot, session, privateKey, pin: kept, alwaysAuthenticate });
      return lastSessionId;
    } catch (thrown) {
      endSession(session);
      throw thrown;
    }
  }

  function signWith(open: SigningSession, mechanism: SignatureMechanism, toSign: ToBeSigned): Uint8Array {
    const { token, slot, session, privateKey } = open;
    // SoftHSM goes on signing with keys it holds in memory after its token is gone; some middlewares do too.
    if (!scanner.findSlot(token)) throw new AppError('TOKEN_REMOVED', { serial: token.serial });
    const offered = onToken(token, () => cryptoki.C_GetMechanismList(slot));
    const asked = askMechanism(mechanism, toSign, offered);
    if (asked === 'digest-length') {
      throw new AppError('INVALID_INPUT', { detail: `digest of ${toSign.digest.length} bytes` });
    }
    if ('lacking' in asked) {
      throw new AppError('TOKEN_MECHANISM_UNSUPPORTED', { serial: token.serial, mechanism: asked.lacking });
    }
    const call = () => {
      cryptoki.C_SignInit(session, asked.mechanism, privateKey);
      if (open.alwaysAuthenticate) driver.login(session, ck.CKU_CONTEXT_SPECIFIC, open.pin);
      return cryptoki.C_Sign(session, asked.input, Buffer.alloc(2048));
    };
    const signature = asked.read(Uint8Array.from(onToken(token, call, asked.name)));
    if (!signature)
      throw new AppError('TOKEN_ERROR', { serial: token.serial }, { detail: `${asked.name}: malformed signature` });
    return signature;
  }

  return {
    get anyOpen() {
      return sessions.size > 0;
    },
    open,
    sign({ sessionId, mechanism, digest, message }) {
      const session = sessions.get(sessionId);
      if (!session) throw new AppError('TOKEN_ERROR', {}, { detail: 'signing session is closed' });
      return signWith(session, mechanism, { digest, message });
    },
    close(sessionId) {
      const session = sessions.get(sessionId);
      if (!session) return;
      sessions.delete(sessionId);
      session.pin?.fill(0);
      endSession(session.session);
    },
    changePin({ token, oldPin, newPin, finalTryConfirmed }) {
      inSession(token, 'write', (session, info) => {
        checkPinState(info, finalTryConfirmed);
        const pinPad = has(info, ck.CKF_PROTECTED_AUTHENTICATION_PATH);
        if (!pinPad && (oldPin.length === 0 || newPin.length === 0)) {
          throw new AppError('PIN_REQUIRED', { serial: token.serial });
        }
        onToken(token, () => setPin(session, pinPad ? null : oldPin, pinPad ? null : newPin));
      });
    },
    unblockPin({ token, adminPin, newPin }) {
      inSession(token, 'write', (session, info) => {
        if (has(info, ck.CKF_SO_PIN_LOCKED)) throw new AppError('ADMIN_PIN_LOCKED', { serial: token.serial });
        try {
          driver.login(session, ck.CKU_SO, adminPin);
        } catch (thrown) {
          throw adminPinError(returnValueOf(thrown), token);
        }
        // C_InitPIN by the security officer also sets the count of wrong tries back (PKCS#11 v2.40, 5.5).
        onToken(token, () => cryptoki.C_InitPIN(session, Buffer.from(newPin).toString('utf8')));
      });
    },
    readDataObjects: ({ token, pin }) =>
      inSession(token, 'read', (session, info) => {
        if (pin !== null) logInUser({ token, pin, finalTryConfirmed: false }, info, session);
        return onToken(token, () => readDataObjects(cryptoki, session));
      }),
    writeDataObject(request) {
      inSession(request.token, 'write', (session, info) => {
        logInUser(request, info, session);
        onToken(request.token, () => writeDataObject(cryptoki, session, request));
      });
    },
  };
}
