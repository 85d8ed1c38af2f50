/** Signing sessions in the host: login, the private key, signatures, logout. */
import { AppError } from '../../contract/index.ts';
import { ck, findObjects, type Handle, type LoadedDriver, returnValueOf } from './cryptoki.ts';
import { type DataObject, readDataObjects, writeDataObject } from './data-objects.ts';
import { adminPinError, errorOfReturnValue, loginError, mayMeanRemoval, signaturePinError } from './errors.ts';
import { askMechanism, type ToBeSigned } from './mechanisms.ts';
import type { HostRequest, SignatureMechanism, TokenAddress } from './messages.ts';
import { readFlag, readKeyId, readPublicValue } from './objects.ts';
import { readMechanisms, type Scanner, type TokenInfo } from './scan.ts';

type Request<O extends HostRequest['operation']> = Extract<HostRequest, { operation: O }>;

interface SigningSession {
  token: TokenAddress;
  slot: Handle;
  session: Handle;
  /** Null until the login. */
  key: SigningKey | null;
}

interface SigningKey {
  handle: Handle;
  keyId: string;
  publicValue: string;
  /** The PIN of the login, for the time when the driver forgets it; null where none was given. Wiped at the end. */
  pin: Uint8Array | null;
  /** For a key that wants a PIN for each signature (CKA_ALWAYS_AUTHENTICATE); null on a PIN pad. Wiped at the end. */
  signaturePin: Uint8Array | null;
  alwaysAuthenticate: boolean;
}

/** All but `anyOpen` and `close` throw AppErrors: TOKEN_…, PIN_…, SIGNATURE_PIN_…, ADMIN_PIN_… */
export interface Sessions {
  readonly anyOpen: boolean;
  /** Opens a session, and refuses before any PIN is tried what can be known before. */
  open(request: Request<'open'>): number;
  /** Logs in, once, and finds the private key; tells whether that wants a PIN for each signature. */
  logIn(request: Request<'logIn'>): boolean;
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

/** Whether the token shows that a wrong PIN was tried since the last right one. */
const isPinInDoubt = (info: TokenInfo) =>
  has(info, ck.CKF_USER_PIN_COUNT_LOW) || has(info, ck.CKF_USER_PIN_FINAL_TRY) || has(info, ck.CKF_USER_PIN_LOCKED);

/** @param signsWithLoginPin the driver is known to have one PIN for login and signature */
export function createSessions(driver: LoadedDriver, scanner: Scanner, signsWithLoginPin: boolean): Sessions {
  const { cryptoki } = driver;
  const sessions = new Map<number, SigningSession>();
  let lastSessionId = 0;

  /** Runs a call on a token; what it throws becomes an error that says whether the token is still there. */
  function onToken<Result>(
    token: TokenAddress,
    call: () => Result,
    { mechanism, describe = errorOfReturnValue }: { mechanism?: string; describe?: typeof errorOfReturnValue } = {},
  ): Result {
    try {
      return call();
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      const returnValue = returnValueOf(thrown);
      if (mayMeanRemoval(returnValue) && !scanner.findSlot(token)) {
        throw new AppError('TOKEN_REMOVED', { serial: token.serial }, { detail: returnValue });
      }
      throw describe(returnValue, { serial: token.serial, mechanism });
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
    onToken(token, () => logIn(session, pinPad ? null : pin), { describe: loginError });
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

  function open({ token, pinGiven, finalTryConfirmed }: Request<'open'>): number {
    const { slot, info } = requireSlot(token);
    const pinPad = has(info, ck.CKF_PROTECTED_AUTHENTICATION_PATH);
    const needsLogin = has(info, ck.CKF_LOGIN_REQUIRED);
    if (needsLogin && !pinPad && !pinGiven) throw new AppError('PIN_REQUIRED', { serial: token.serial });
    if (needsLogin || (pinGiven && !pinPad)) checkPinState(info, finalTryConfirmed);
    const session = onToken(token, () => cryptoki.C_OpenSession(slot, ck.CKF_SERIAL_SESSION));
    lastSessionId += 1;
    sessions.set(lastSessionId, { token, slot, session, key: null });
    return lastSessionId;
  }

  function requireSession(sessionId: number): SigningSession {
    const session = sessions.get(sessionId);
    if (!session) throw new AppError('TOKEN_ERROR', {}, { detail: 'signing session is closed' });
    return session;
  }

  function requireKey({ token, session }: SigningSession, keyId: string, publicValue: string): Handle {
    const handle = onToken(token, () => findPrivateKey(session, keyId, publicValue));
    if (!handle) throw new AppError('TOKEN_KEY_NOT_FOUND', { serial: token.serial });
    return handle;
  }

  /** Logs in and finds the key. The PIN of the login is not tried as that of the signature, which may count its tries. */
  function logInToSign(open: SigningSession, request: Request<'logIn'>): SigningKey {
    const { token, session } = open;
    const { keyId, publicValue } = request;
    const { info } = requireSlot(token);
    const pinPad = has(info, ck.CKF_PROTECTED_AUTHENTICATION_PATH);
    const pin = pinPad || request.pin?.length === 0 ? null : request.pin;
    if (has(info, ck.CKF_LOGIN_REQUIRED) || pin !== null) {
      onToken(token, () => logIn(session, pin), { describe: loginError });
      scanner.learnPrivateKeys(token, session);
    }
    const handle = requireKey(open, keyId, publicValue);
    const alwaysAuthenticate = readFlag(cryptoki, session, handle, ck.CKA_ALWAYS_AUTHENTICATE, false);
    const givenForSignature = request.signaturePin?.length === 0 ? null : request.signaturePin;
    const signaturePin = givenForSignature ?? (signsWithLoginPin ? pin : null);
    if (alwaysAuthenticate && !pinPad && signaturePin === null) {
      throw new AppError('SIGNATURE_PIN_REQUIRED', { serial: token.serial });
    }
    return {
      handle,
      keyId,
      publicValue,
      pin: pin && Uint8Array.from(pin),
      signaturePin: alwaysAuthenticate && !pinPad && signaturePin ? Uint8Array.from(signaturePin) : null,
      alwaysAuthenticate,
    };
  }

  function close(sessionId: number): void {
    const session = sessions.get(sessionId);
    if (!session) return;
    sessions.delete(sessionId);
    session.key?.pin?.fill(0);
    session.key?.signaturePin?.fill(0);
    endSession(session.session);
  }

  /**
   * Logs in again with the PIN that was right before, where the token shows that no try of it can be lost: some drivers
   * forget a login when another program resets the card.
   */
  function logInAgain(open: SigningSession, key: SigningKey): void {
    const { token, session } = open;
    const { info } = requireSlot(token);
    if (key.pin === null || isPinInDoubt(info)) {
      throw new AppError('TOKEN_ERROR', { serial: token.serial }, { detail: 'CKR_USER_NOT_LOGGED_IN' });
    }
    onToken(token, () => logIn(session, key.pin), { describe: loginError });
    // Handles of private objects end with the login (PKCS#11 v2.40, 5.6).
    key.handle = requireKey(open, key.keyId, key.publicValue);
  }

  function signWith(open: SigningSession, mechanism: SignatureMechanism, toSign: ToBeSigned): Uint8Array {
    const { token, slot, session, key } = open;
    if (!key) throw new AppError('TOKEN_ERROR', { serial: token.serial }, { detail: 'not logged in' });
    // SoftHSM goes on signing with keys it holds in memory after its token is gone; some middlewares do too.
    if (!scanner.findSlot(token)) throw new AppError('TOKEN_REMOVED', { serial: token.serial });
    const asked = askMechanism(mechanism, toSign, readMechanisms(cryptoki, slot));
    if (asked === 'digest-length') {
      throw new AppError('INVALID_INPUT', { detail: `digest of ${toSign.digest.length} bytes` });
    }
    if ('lacking' in asked) {
      throw new AppError('TOKEN_MECHANISM_UNSUPPORTED', { serial: token.serial, mechanism: asked.lacking });
    }
    const call = () => {
      cryptoki.C_SignInit(session, asked.mechanism, key.handle);
      if (key.alwaysAuthenticate) {
        const logInForThis = () => driver.login(session, ck.CKU_CONTEXT_SPECIFIC, key.signaturePin);
        onToken(token, logInForThis, { describe: signaturePinError });
      }
      return cryptoki.C_Sign(session, asked.input, Buffer.alloc(2048));
    };
    const signed = onToken(
      token,
      () => {
        try {
          return call();
        } catch (thrown) {
          if (returnValueOf(thrown) !== 'CKR_USER_NOT_LOGGED_IN') throw thrown;
          logInAgain(open, key);
          return call();
        }
      },
      { mechanism: asked.name },
    );
    const signature = asked.read(Uint8Array.from(signed));
    if (!signature)
      throw new AppError('TOKEN_ERROR', { serial: token.serial }, { detail: `${asked.name}: malformed signature` });
    return signature;
  }

  return {
    get anyOpen() {
      return sessions.size > 0;
    },
    open,
    logIn(request) {
      const open = requireSession(request.sessionId);
      try {
        open.key = logInToSign(open, request);
        return open.key.alwaysAuthenticate;
      } catch (thrown) {
        close(request.sessionId);
        throw thrown;
      }
    },
    sign: ({ sessionId, mechanism, digest, message }) =>
      signWith(requireSession(sessionId), mechanism, { digest, message }),
    close,
    changePin({ token, oldPin, newPin, finalTryConfirmed }) {
      inSession(token, 'write', (session, info) => {
        checkPinState(info, finalTryConfirmed);
        const pinPad = has(info, ck.CKF_PROTECTED_AUTHENTICATION_PATH);
        if (!pinPad && (oldPin.length === 0 || newPin.length === 0)) {
          throw new AppError('PIN_REQUIRED', { serial: token.serial });
        }
        onToken(token, () => setPin(session, pinPad ? null : oldPin, pinPad ? null : newPin), { describe: loginError });
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
