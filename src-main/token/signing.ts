/** Signing, from the room's side. */
import { AppError, type ErrorCode, type Token } from '../contract/index.ts';
import { findCertificate } from './certificates/token-description.ts';
import type { ToBeSigned } from './host/mechanisms.ts';
import type { SignatureMechanism, TokenFacts } from './host/messages.ts';
import type { TokenWay } from './known-tokens.ts';
import { nameLength } from './pin-length.ts';
import { addressOf, type Secret, secretBytes, type TokenContext } from './token-calls.ts';

export interface SignerRequest {
  tokenId: string;
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  certificateFingerprint: string;
  /** null on a PIN pad, which asks for it itself. */
  pin: Secret | null;
  /** For a key that wants a PIN of its own for each signature; none when absent. The PIN is never tried in its place. */
  signaturePin?: Secret | null;
  /** What is going to be signed, for the choice among several drivers; absent: anything. */
  mechanism?: SignatureMechanism;
  /** The person was told that another wrong PIN locks the token, and wants to go on. */
  finalTryConfirmed: boolean;
}

/** A token that is logged in, held for signing with one of its keys. */
export interface TokenSigner {
  /** DER. */
  certificate: Uint8Array;
  /** DER of the other certificates on the token, such as its CA's. */
  otherCertificates: Uint8Array[];
  /** As it was when the signer was opened, by all its ways. */
  token: Token;
  /**
   * Signs by the first mechanism of the token that can: one that takes the digest, else one that hashes the message itself.
   * The value is the one of PKCS#11: for ECDSA r and s, each as long as the curve's order.
   * @throws AppError TOKEN_REMOVED, TOKEN_MECHANISM_UNSUPPORTED, PIN_…, TOKEN_ERROR, DRIVER_…
   */
  sign(mechanism: SignatureMechanism, toSign: ToBeSigned): Promise<Uint8Array>;
  /** Whether the key wants a PIN for each signature (CKA_ALWAYS_AUTHENTICATE): the person is to be asked each time. */
  asksEachTime(): boolean;
  /** Whether somebody else waits for the token. */
  isWanted(): boolean;
  /** Logs out and lets the token go. Never throws; calling it again does nothing. */
  close(): Promise<void>;
}

/** The certificate to sign with. @throws AppError CERTIFICATE_NOT_FOUND, CERTIFICATE_UNUSABLE, TOKEN_KEY_NOT_FOUND */
function chooseCertificate(token: Token, facts: TokenFacts, fingerprint: string) {
  const same = token.certificates.filter((certificate) => certificate.fingerprint === fingerprint);
  const certificate = same.find(({ problem }) => problem === null) ?? same[0];
  const found = findCertificate(facts, fingerprint);
  if (!certificate || !found) throw new AppError('CERTIFICATE_NOT_FOUND');
  const { problem, keyId } = certificate;
  if (problem === 'no-private-key') throw new AppError('TOKEN_KEY_NOT_FOUND', { serial: token.serial });
  if (problem !== null || found.publicValue === null) {
    throw new AppError('CERTIFICATE_UNUSABLE', { reason: problem ?? 'algorithm-unsupported' });
  }
  return { keyId, der: found.der, publicValue: found.publicValue };
}

/** Errors after which another driver may do better, as long as no PIN was sent. */
const anotherWayMayDo: ReadonlySet<ErrorCode> = new Set([
  'DRIVER_FAILED',
  'DRIVER_CRASHED',
  'DRIVER_TIMEOUT',
  'TOKEN_NOT_FOUND',
  'TOKEN_REMOVED',
  'TOKEN_ERROR',
]);
/** The same once the PIN was right, or was not looked at: trying it again elsewhere costs none of its tries. */
const anotherWayMaySign: ReadonlySet<ErrorCode> = new Set([
  ...anotherWayMayDo,
  'TOKEN_KEY_NOT_FOUND',
  'TOKEN_MECHANISM_UNSUPPORTED',
]);

interface Opened {
  way: TokenWay;
  certificate: ReturnType<typeof chooseCertificate>;
  sessionId: number;
  generation: number;
  asksEachTime: boolean;
}

/** An empty PIN is none. */
const givenOf = (pin: Secret | null | undefined) => (pin && pin.length > 0 ? secretBytes(pin) : null);

interface Secrets {
  pin: Buffer | null;
  signaturePin: Buffer | null;
}

/** Opens a session by one way and logs in. What it throws before the PIN was sent is marked so. */
async function openBy(
  way: TokenWay,
  { known, timeLimits }: TokenContext,
  { certificateFingerprint, finalTryConfirmed }: SignerRequest,
  { pin, signaturePin }: Secrets,
): Promise<Opened | { failed: AppError; mayTryNext: boolean }> {
  const { host, token, facts } = way;
  const failed = (thrown: unknown, codes: ReadonlySet<ErrorCode>) => {
    const error = AppError.from(thrown);
    if (codes.has(error.code)) known.remember(way, 'failed');
    return { failed: error, mayTryNext: codes.has(error.code) };
  };
  try {
    const certificate = chooseCertificate(token, facts, certificateFingerprint);
    const open = { operation: 'open', token: addressOf(token), pinGiven: pin !== null, finalTryConfirmed } as const;
    const { sessionId } = await host.call(open, timeLimits.scan);
    const { generation } = host;
    const { keyId, publicValue } = certificate;
    const logIn = { operation: 'logIn', sessionId, keyId, publicValue, pin, signaturePin } as const;
    let asksEachTime: boolean;
    try {
      ({ asksEachTime } = await host
        .call(logIn, token.pinPad ? timeLimits.pinPad : timeLimits.login)
        .catch((thrown) => nameLength(token, thrown)));
    } catch (thrown) {
      // The PIN was right, or its fate is not known: then nobody tries it again.
      return failed(thrown, new Set(['TOKEN_KEY_NOT_FOUND']));
    }
    return { way, certificate, sessionId, generation, asksEachTime };
  } catch (thrown) {
    return failed(thrown, anotherWayMayDo);
  }
}

/**
 * Opens a signing session by the best way to the token, or by the next one as long as that costs no try of the PIN and
 * nothing is signed. @throws AppError as `Tokens.openSigner`
 */
export async function openSigner(context: TokenContext, request: SignerRequest): Promise<TokenSigner> {
  const { locate, known, locks, timeLimits } = context;
  const { tokenId, certificateFingerprint } = request;
  const { token: wanted } = locate(tokenId);
  // Before the turn is waited for: what the caller has wiped by then would be a wrong PIN.
  const secrets: Secrets = {
    pin: givenOf(request.pin),
    signaturePin: givenOf(request.signaturePin),
  };
  const wipe = () => {
    secrets.pin?.fill(0);
    secrets.signaturePin?.fill(0);
    secrets.pin = null;
    secrets.signaturePin = null;
  };
  const release = await locks.acquire(wanted.id, wanted.serial).catch((late: unknown) => {
    wipe();
    throw late;
  });
  try {
    const located = locate(tokenId);
    const { token } = located;
    const { serial } = token;
    checkPinState(token, request);
    const task = { certificateFingerprint, mechanism: request.mechanism };
    const ways = known.waysFor(located, task).filter(canBeUsed(secrets, token));
    /** Those not tried yet. */
    const left = [...ways];

    /** Opens by the first way left that opens. @throws AppError what the first one said, when none does */
    const openNext = async (firstFailure: AppError | null = null): Promise<Opened> => {
      const way = left.shift();
      if (!way) throw firstFailure ?? new AppError('TOKEN_NOT_FOUND', { serial });
      const opened = await openBy(way, context, request, secrets);
      if (!('failed' in opened)) return opened;
      if (opened.mayTryNext && left.length > 0) return openNext(firstFailure ?? opened.failed);
      // A wrong PIN changes its state, and a login may tell of keys: the person sees that with the error. After a right
      // one, nothing may come before the signature.
      await Promise.all(ways.map(({ host }) => host.rescan()));
      throw opened.mayTryNext ? (firstFailure ?? opened.failed) : opened.failed;
    };

    let opened = await openNext();
    let hasSigned = false;
    let closed = false;

    const signBy = async (
      { way, sessionId, generation }: Opened,
      mechanism: SignatureMechanism,
      { digest, message }: ToBeSigned,
    ): Promise<Uint8Array> => {
      const { host, token: own } = way;
      if (host.generation !== generation) throw new AppError('DRIVER_CRASHED', { driver: own.driverName });
      const sign = { operation: 'sign', sessionId, mechanism, digest, message } as const;
      const { signature } = await host.call(sign, own.pinPad ? timeLimits.pinPad : timeLimits.sign);
      hasSigned = true;
      known.remember(way, 'signed');
      wipe();
      return signature;
    };

    const closeBy = async ({ way, sessionId, generation }: Opened): Promise<void> => {
      try {
        if (way.host.generation === generation) await way.host.call({ operation: 'close', sessionId }, timeLimits.scan);
      } catch {
        // The token or its driver is gone, and the login with it.
      }
    };

    const { certificate } = opened;
    return {
      certificate: certificate.der,
      otherCertificates: located.ways
        .flatMap(({ facts }) => facts.certificates.map(({ value }) => value))
        .filter(isNewTo([certificate.der])),
      token,
      async sign(mechanism, toSign) {
        if (closed) throw new AppError('TOKEN_ERROR', { serial }, { detail: 'signer is closed' });
        for (;;) {
          try {
            return await signBy(opened, mechanism, toSign);
          } catch (thrown) {
            const error = AppError.from(thrown);
            if (anotherWayMaySign.has(error.code)) known.remember(opened.way, 'failed');
            if (hasSigned || closed || left.length === 0 || !anotherWayMaySign.has(error.code)) throw error;
            await closeBy(opened);
            opened = await openNext(error);
          }
        }
      },
      asksEachTime: () => opened.asksEachTime,
      isWanted: () => locks.isWanted(wanted.id),
      async close() {
        if (closed) return;
        closed = true;
        wipe();
        await closeBy(opened);
        release();
        // The right PIN has set back the count of wrong ones, which the person was warned of.
        if (token.pinState !== 'ok') await Promise.all(ways.map(({ host }) => host.rescan()));
      },
    };
  } catch (thrown) {
    release();
    wipe();
    throw thrown;
  }
}

/** Refuses what one of the drivers has seen of the PIN, where another one that is used may not have looked yet. */
function checkPinState({ pinState, serial, ways }: Token, { finalTryConfirmed }: SignerRequest): void {
  if (ways.length < 2) return;
  if (pinState === 'locked') throw new AppError('PIN_LOCKED', { serial });
  if (pinState === 'final-try' && !finalTryConfirmed) throw new AppError('PIN_FINAL_TRY', { serial });
}

/** Where the person typed no PIN, only what asks for it on the token, as she was told, can be used. */
const canBeUsed =
  ({ pin }: Secrets, { pinPad }: Token) =>
  (way: TokenWay) =>
    pin !== null || !pinPad || way.token.pinPad;

/** For `filter`: leaves out what is in the list, and what came before. */
function isNewTo(known: readonly Uint8Array[]): (der: Uint8Array) => boolean {
  const seen = [...known];
  return (der) => {
    if (seen.some((other) => Buffer.compare(other, der) === 0)) return false;
    seen.push(der);
    return true;
  };
}
