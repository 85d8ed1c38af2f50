/** Makes the trial token with SoftHSM2, in the host. */
import { createPublicKey } from 'node:crypto';
import { AppError } from '../contract/index.ts';
import {
  type Cryptoki,
  ck,
  findObjects,
  type Handle,
  type LoadedDriver,
  readAttribute,
  returnValueOf,
} from './cryptoki.ts';
import { readTokenInfo } from './scan.ts';

/** CKA_ID of the key pair and its certificate; the CA's certificate has the next. */
const signingKeyId = 1;

function asTrialError<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : new AppError('TRIAL_UNAVAILABLE', { detail: returnValueOf(thrown) });
  }
}

function findSlot(cryptoki: Cryptoki, initialized: boolean): Handle {
  const slot = cryptoki.C_GetSlotList(true).find((candidate) => {
    const { flags } = readTokenInfo(cryptoki, candidate);
    return ((flags & ck.CKF_TOKEN_INITIALIZED) !== 0) === initialized;
  });
  if (!slot) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'SoftHSM2 offers no slot' });
  return slot;
}

/** Opens a read-write session, logs in, runs `work`, logs out. */
function withLogin<Result>(
  driver: LoadedDriver,
  slot: Handle,
  user: number,
  pin: string,
  work: (session: Handle) => Result,
) {
  const { cryptoki } = driver;
  const session = cryptoki.C_OpenSession(slot, ck.CKF_SERIAL_SESSION | ck.CKF_RW_SESSION);
  try {
    driver.login(session, user, Buffer.from(pin));
    const result = work(session);
    cryptoki.C_Logout(session);
    return result;
  } finally {
    cryptoki.C_CloseSession(session);
  }
}

/** An RSA public key object as SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). */
function readSpki(cryptoki: Cryptoki, session: Handle, publicKey: Handle): Uint8Array {
  const modulus = readAttribute(cryptoki, session, publicKey, ck.CKA_MODULUS);
  const exponent = readAttribute(cryptoki, session, publicKey, ck.CKA_PUBLIC_EXPONENT);
  if (!modulus || !exponent) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'SoftHSM2 hides the public key' });
  const jwk = { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') };
  return new Uint8Array(createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' }));
}

/** Initialises a token, sets its PIN, and generates a non-extractable RSA-2048 key pair. Returns the public key's SPKI. */
export function createTrialToken(driver: LoadedDriver, label: string, pin: string, soPin: string): Uint8Array {
  const { cryptoki } = driver;
  return asTrialError(() => {
    // pkcs11js pads a label with NULs; the standard wants 32 bytes padded with blanks (PKCS#11 v2.40, 5.5).
    const padding = ' '.repeat(Math.max(0, 32 - Buffer.byteLength(label)));
    cryptoki.C_InitToken(findSlot(cryptoki, false), soPin, label + padding);
    const slot = findSlot(cryptoki, true);
    withLogin(driver, slot, ck.CKU_SO, soPin, (session) => cryptoki.C_InitPIN(session, pin));
    return withLogin(driver, slot, ck.CKU_USER, pin, (session) => {
      const shared = [
        { type: ck.CKA_TOKEN, value: true },
        { type: ck.CKA_ID, value: Buffer.from([signingKeyId]) },
        { type: ck.CKA_LABEL, value: label },
      ];
      const publicTemplate = [
        ...shared,
        { type: ck.CKA_MODULUS_BITS, value: 2048 },
        { type: ck.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
        { type: ck.CKA_VERIFY, value: true },
      ];
      const privateTemplate = [
        ...shared,
        { type: ck.CKA_PRIVATE, value: true },
        { type: ck.CKA_SENSITIVE, value: true },
        { type: ck.CKA_EXTRACTABLE, value: false },
        { type: ck.CKA_SIGN, value: true },
      ];
      const mechanism = { mechanism: ck.CKM_RSA_PKCS_KEY_PAIR_GEN };
      const pair = cryptoki.C_GenerateKeyPair(session, mechanism, publicTemplate, privateTemplate);
      return readSpki(cryptoki, session, pair.publicKey);
    });
  });
}

/** Puts certificates on the trial token: first the one of the signing key, then its CA's. Replaces any that are there. */
export function storeTrialCertificates(
  driver: LoadedDriver,
  pin: string,
  certificates: readonly { value: Uint8Array; subject: Uint8Array }[],
): void {
  const { cryptoki } = driver;
  asTrialError(() => {
    withLogin(driver, findSlot(cryptoki, true), ck.CKU_USER, pin, (session) => {
      const present = findObjects(cryptoki, session, [{ type: ck.CKA_CLASS, value: ck.CKO_CERTIFICATE }]);
      for (const object of present) cryptoki.C_DestroyObject(session, object);
      for (const [index, { value, subject }] of certificates.entries()) {
        cryptoki.C_CreateObject(session, [
          { type: ck.CKA_CLASS, value: ck.CKO_CERTIFICATE },
          { type: ck.CKA_CERTIFICATE_TYPE, value: ck.CKC_X_509 },
          { type: ck.CKA_TOKEN, value: true },
          { type: ck.CKA_PRIVATE, value: false },
          { type: ck.CKA_ID, value: Buffer.from([signingKeyId + index]) },
          { type: ck.CKA_SUBJECT, value: Buffer.from(subject) },
          { type: ck.CKA_VALUE, value: Buffer.from(value) },
        ]);
      }
    });
  });
}
