/** The one place that touches native code: a PKCS#11 library loaded into this (host) process. */
import koffi, { type TypeObject } from 'koffi';
import pkcs11js from 'pkcs11js';

export { pkcs11js as ck };
export type Cryptoki = pkcs11js.PKCS11;
export type Handle = Buffer;

const returnValueNames = new Map(
  Object.entries(pkcs11js).flatMap(([name, value]): [number, string][] =>
    name.startsWith('CKR_') && typeof value === 'number' ? [[value, name]] : [],
  ),
);

/** A call of PKCS#11 that did not return CKR_OK. */
class CryptokiError extends Error {
  override readonly name = 'CryptokiError';
}

/** What went wrong in a PKCS#11 call: the CKR_… name when there is one, else the text of the error. */
export function returnValueOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export interface LoadedDriver {
  cryptoki: Cryptoki;
  /** C_Initialize with NULL for its arguments. @throws Error also where the driver has no one list of functions */
  initializeBare(): void;
  /** C_Login. A null PIN is handed over as NULL, which is how a PIN pad is asked (PKCS#11 v2.40, 5.6). */
  login(session: Handle, userType: number, pin: Uint8Array | null): void;
  /** C_SetPIN; nulls as in `login`. */
  setPin(session: Handle, oldPin: Uint8Array | null, newPin: Uint8Array | null): void;
}

/** Places of functions in CK_FUNCTION_LIST (PKCS#11 v2.40, 3.6), after CK_VERSION. */
const initializeIndex = 0;
const setPinIndex = 11;
const loginIndex = 18;

const functionPrototypes = {
  initialize: koffi.proto('unsigned long CkInitialize(void *arguments)'),
  login: koffi.proto(
    'unsigned long CkLogin(unsigned long session, unsigned long user, void *pin, unsigned long length)',
  ),
  setPin: koffi.proto(
    'unsigned long CkSetPin(unsigned long session, void *oldPin, unsigned long oldLength, void *newPin, unsigned long newLength)',
  ),
};

/** A PIN for a module that pkcs11js alone can talk to: it takes strings, and no NULL. */
function pinText(pin: Uint8Array | null): string {
  if (pin === null) throw new CryptokiError('CKR_FUNCTION_NOT_SUPPORTED');
  return Buffer.from(pin).toString('utf8');
}

/**
 * Loads a PKCS#11 library; it is not yet initialised. C_Login and C_SetPIN are called past pkcs11js, since it takes
 * PINs as strings only: those cannot be NULL, nor be wiped. A module that hands out another list of functions at each
 * call (p11-kit-proxy: each list has sessions of its own) knows the sessions of pkcs11js in the list of pkcs11js only,
 * so there its strings have to do.
 */
export function loadDriver(path: string): LoadedDriver {
  const cryptoki = new pkcs11js.PKCS11();
  cryptoki.load(path);
  const getFunctionList = koffi.load(path).func('unsigned long C_GetFunctionList(_Out_ void **list)');
  const getList = () => {
    const list: unknown[] = [null];
    check(getFunctionList(list));
    return list[0];
  };
  const list = getList();
  if (koffi.address(list) !== koffi.address(getList())) {
    return {
      cryptoki,
      initializeBare: () => {
        throw new CryptokiError('CKR_FUNCTION_NOT_SUPPORTED');
      },
      login: (session, userType, pin) => cryptoki.C_Login(session, userType, pinText(pin)),
      setPin: (session, oldPin, newPin) => cryptoki.C_SetPIN(session, pinText(oldPin), pinText(newPin)),
    };
  }
  const pointerSize = koffi.sizeof('void *');
  // The structures of Windows drivers are packed to one byte (PKCS#11 v2.40, 2.1), so CK_VERSION takes two bytes there.
  const firstOffset = process.platform === 'win32' ? 2 : pointerSize;
  const functionAt = (index: number, prototype: TypeObject) =>
    koffi.decode(list, firstOffset + index * pointerSize, koffi.pointer(prototype));
  const initialize = functionAt(initializeIndex, functionPrototypes.initialize);
  const login = functionAt(loginIndex, functionPrototypes.login);
  const setPin = functionAt(setPinIndex, functionPrototypes.setPin);
  return {
    cryptoki,
    initializeBare: () => check(koffi.call(initialize, functionPrototypes.initialize, null)),
    login: (session, userType, pin) => {
      const handle = numberOfHandle(session);
      check(koffi.call(login, functionPrototypes.login, handle, userType, pin, pin?.length ?? 0));
    },
    setPin: (session, oldPin, newPin) => {
      const pins = [oldPin, oldPin?.length ?? 0, newPin, newPin?.length ?? 0];
      check(koffi.call(setPin, functionPrototypes.setPin, numberOfHandle(session), ...pins));
    },
  };
}

/** A CK_ULONG handle as a number: pkcs11js carries it as the bytes of memory. */
export function numberOfHandle(handle: Handle): bigint {
  return handle.length === 4 ? BigInt(handle.readUInt32LE()) : handle.readBigUInt64LE();
}

function check(returnValue: unknown): void {
  const value = Number(returnValue);
  if (value !== 0) throw new CryptokiError(returnValueNames.get(value) ?? `CKR_0x${value.toString(16)}`);
}

/** The objects that match a template. Bounded, so that a driver that never ends its list cannot hold us. */
export function findObjects(cryptoki: Cryptoki, session: Handle, template: pkcs11js.Template): Handle[] {
  const found: Handle[] = [];
  cryptoki.C_FindObjectsInit(session, template);
  try {
    while (found.length < 4096) {
      const some = cryptoki.C_FindObjects(session, 64);
      if (some.length === 0) break;
      found.push(...some);
    }
  } finally {
    try {
      cryptoki.C_FindObjectsFinal(session);
    } catch {
      // What was found counts.
    }
  }
  return found;
}

/** One attribute, or null when the object lacks it or the token does not reveal it. */
export function readAttribute(cryptoki: Cryptoki, session: Handle, object: Handle, type: number): Buffer | null {
  try {
    const value = cryptoki.C_GetAttributeValue(session, object, [{ type }])[0]?.value;
    return Buffer.isBuffer(value) ? value : null;
  } catch {
    return null;
  }
}

/** Fixed-width text of PKCS#11 is padded with blanks, by some drivers with NULs. */
export function unpad(text: string): string {
  return text.split('\0', 1).join('').trim();
}
