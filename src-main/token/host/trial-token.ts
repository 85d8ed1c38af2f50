/** Makes the key and stores the certificate of the trial UKey, in the host. */
import { createPublicKey } from 'node:crypto';
import { AppError, type TrialAlgorithm } from '../../contract/index.ts';
import { type Cryptoki, ck, type Handle, type LoadedDriver, readAttribute, returnValueOf } from './cryptoki.ts';
import type { HostRequest } from './messages.ts';
import { readPublicValue } from './objects.ts';
import { readTokenInfo } from './scan.ts';

type Request<O extends HostRequest['operation']> = Extract<HostRequest, { operation: O }>;

function asTrialError<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : new AppError('TRIAL_UNAVAILABLE', { detail: returnValueOf(thrown) });
  }
}

/** Opens a read-write session on the token with this serial number, logs in, runs `work`, logs out. */
function withLogin<Result>(
  driver: LoadedDriver,
  { serial, pin }: { serial: string; pin: string },
  work: (session: Handle) => Result,
): Result {
  const { cryptoki } = driver;
  const slot = cryptoki.C_GetSlotList(true).find((candidate) => readTokenInfo(cryptoki, candidate).serial === serial);
  if (!slot) throw new AppError('TRIAL_UNAVAILABLE', { detail: `no token ${serial}` });
  const session = cryptoki.C_OpenSession(slot, ck.CKF_SERIAL_SESSION | ck.CKF_RW_SESSION);
  try {
    driver.login(session, ck.CKU_USER, Buffer.from(pin));
    const result = work(session);
    cryptoki.C_Logout(session);
    return result;
  } finally {
    cryptoki.C_CloseSession(session);
  }
}

const keyGenerations: Record<
  TrialAlgorithm,
  { mechanism: number; parameters: { type: number; value: number | Buffer }[] }
> = {
  sm2: {
    mechanism: ck.CKM_EC_KEY_PAIR_GEN,
    // 1.2.156.10197.1.301, DER.
    parameters: [{ type: ck.CKA_EC_PARAMS, value: Buffer.from('06082a811ccf5501822d', 'hex') }],
  },
  rsa: {
    mechanism: ck.CKM_RSA_PKCS_KEY_PAIR_GEN,
    parameters: [
      { type: ck.CKA_MODULUS_BITS, value: 2048 },
      { type: ck.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
    ],
  },
};

/** SubjectPublicKeyInfo of an SM2 key up to its point: id-ecPublicKey and the curve (RFC 5480, 2; GM/T 0006). */
const sm2SpkiPrefix = Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex');

/** A public key object as SubjectPublicKeyInfo (RFC 5280, 4.1.2.7). */
function readSpki(cryptoki: Cryptoki, session: Handle, publicKey: Handle): Uint8Array {
  const publicValue = readPublicValue(cryptoki, session, publicKey);
  if (publicValue?.startsWith('ec:')) {
    return new Uint8Array(Buffer.concat([sm2SpkiPrefix, Buffer.from(publicValue.slice('ec:'.length), 'hex')]));
  }
  const modulus = readAttribute(cryptoki, session, publicKey, ck.CKA_MODULUS);
  const exponent = readAttribute(cryptoki, session, publicKey, ck.CKA_PUBLIC_EXPONENT);
  if (!modulus || !exponent) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'the token hides its public key' });
  const jwk = { kty: 'RSA', n: modulus.toString('base64url'), e: exponent.toString('base64url') };
  return new Uint8Array(createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' }));
}

/** Generates the key pair of a trial token that has none. Returns the public key's SPKI and the CKA_ID of the pair. */
export function generateTrialKey(
  driver: LoadedDriver,
  request: Request<'generateTrialKey'>,
): { publicKeySpki: Uint8Array; keyId: string } {
  const { cryptoki } = driver;
  const { mechanism, parameters } = keyGenerations[request.algorithm];
  return asTrialError(() =>
    withLogin(driver, request, (session) => {
      const label = { type: ck.CKA_LABEL, value: Buffer.from(request.algorithm.toUpperCase()) };
      const publicTemplate = [
        label,
        { type: ck.CKA_TOKEN, value: true },
        { type: ck.CKA_VERIFY, value: true },
        ...parameters,
      ];
      const privateTemplate = [
        label,
        { type: ck.CKA_TOKEN, value: true },
        { type: ck.CKA_PRIVATE, value: true },
        { type: ck.CKA_SENSITIVE, value: true },
        { type: ck.CKA_EXTRACTABLE, value: false },
        { type: ck.CKA_SIGN, value: true },
      ];
      const pair = cryptoki.C_GenerateKeyPair(session, { mechanism }, publicTemplate, privateTemplate);
      const keyId = readAttribute(cryptoki, session, pair.publicKey, ck.CKA_ID)?.toString('hex') ?? '';
      return { publicKeySpki: readSpki(cryptoki, session, pair.publicKey), keyId };
    }),
  );
}

/** Puts the certificate of the trial token's key beside it. */
export function storeTrialCertificate(driver: LoadedDriver, request: Request<'storeTrialCertificate'>): void {
  const { cryptoki } = driver;
  asTrialError(() =>
    withLogin(driver, request, (session) => {
      cryptoki.C_CreateObject(session, [
        { type: ck.CKA_CLASS, value: ck.CKO_CERTIFICATE },
        { type: ck.CKA_CERTIFICATE_TYPE, value: ck.CKC_X_509 },
        { type: ck.CKA_TOKEN, value: true },
        { type: ck.CKA_PRIVATE, value: false },
        { type: ck.CKA_ID, value: Buffer.from(request.keyId, 'hex') },
        { type: ck.CKA_SUBJECT, value: Buffer.from(request.subject) },
        { type: ck.CKA_VALUE, value: Buffer.from(request.certificate) },
      ]);
    }),
  );
}
