/** Signing, from the room's side. */
import { AppError, type Token } from '../contract/index.ts';
import { findCertificate } from './certificates/token-description.ts';
import type { ToBeSigned } from './host/mechanisms.ts';
import type { SignatureMechanism, TokenFacts } from './host/messages.ts';
import { addressOf, type Secret, secretBytes, type TokenContext } from './token-calls.ts';

export interface SignerRequest {
  tokenId: string;
  /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
  certificateFingerprint: string;
  /** null on a PIN pad, which asks for it itself. */
  pin: Secret | null;
  /** The person was told that another wrong PIN locks the token, and wants to go on. */
  finalTryConfirmed: boolean;
}

/** A token that is logged in, held for signing with one of its keys. */
export interface TokenSigner {
  /** DER. */
  certificate: Uint8Array;
  /** DER of the other certificates on the token, such as its CA's. */
  otherCertificates: Uint8Array[];
  /** As it was when the signer was opened. */
  token: Token;
  /**
   * Signs by the first mechanism of the token that can: one that takes the digest, else one that hashes the message itself.
   * The value is the one of PKCS#11: for ECDSA r and s, each as long as the curve's order.
   * @throws AppError TOKEN_REMOVED, TOKEN_MECHANISM_UNSUPPORTED, PIN_…, TOKEN_ERROR, DRIVER_…
   */
  sign(mechanism: SignatureMechanism, toSign: ToBeSigned): Promise<Uint8Array>;
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

/** Opens a signing session. @throws AppError as `TokenRoom.openSigner` */
export async function openSigner(context: TokenContext, request: SignerRequest): Promise<TokenSigner> {
  const { locate, locks, timeLimits } = context;
  const { tokenId, certificateFingerprint, finalTryConfirmed } = request;
  const release = await locks.acquire(tokenId, locate(tokenId).token.serial);
  const pin = request.pin === null ? null : secretBytes(request.pin);
  try {
    const { host, token, facts } = locate(tokenId);
    const { der, keyId, publicValue } = chooseCertificate(token, facts, certificateFingerprint);
    const limitMs = token.pinPad ? timeLimits.pinPad : timeLimits.login;
    const open = { operation: 'open', token: addressOf(token), keyId, publicValue, pin, finalTryConfirmed } as const;
    const { sessionId } = await host.call(open, limitMs).catch(async (thrown: unknown) => {
      // A wrong PIN changes its state: the person sees that with the error. After a right one, nothing may come before
      // the signature.
      await host.rescan();
      throw thrown;
    });
    const { generation } = host;
    let closed = false;
    return {
      certificate: der,
      otherCertificates: facts.certificates.map(({ value }) => value).filter((value) => value !== der),
      token,
      async sign(mechanism, { digest, message }) {
        if (closed) throw new AppError('TOKEN_ERROR', { serial: token.serial }, { detail: 'signer is closed' });
        if (host.generation !== generation) throw new AppError('DRIVER_CRASHED', { driver: token.driverName });
        const sign = { operation: 'sign', sessionId, mechanism, digest, message } as const;
        const { signature } = await host.call(sign, token.pinPad ? timeLimits.pinPad : timeLimits.sign);
        return signature;
      },
      async close() {
        if (closed) return;
        closed = true;
        try {
          if (host.generation === generation) await host.call({ operation: 'close', sessionId }, timeLimits.login);
        } catch {
          // The token or its driver is gone, and the login with it.
        } finally {
          release();
          // The right PIN has set back the count of wrong ones, which the person was warned of.
          if (token.pinState !== 'ok') await host.rescan();
        }
      },
    };
  } catch (thrown) {
    release();
    throw thrown;
  } finally {
    pin?.fill(0);
  }
}
