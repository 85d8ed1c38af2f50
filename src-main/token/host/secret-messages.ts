/**
 * PINs on their way to the host of a driver. What carries messages between processes copies them into memory that nobody wipes: there they are
 * encrypted, for the host that runs now and for no other (X25519, HKDF with SHA-256, AES-256-GCM).
 */
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { z } from 'zod';
import { bytes } from '../../contract/index.ts';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;

/** The entries of requests that hold PINs. */
const secretNames = ['pin', 'signaturePin', 'oldPin', 'newPin', 'adminPin'] as const;

const sealedSecret = z.object({ senderKey: bytes, nonce: bytes, data: bytes, tag: bytes });
type SealedSecret = z.infer<typeof sealedSecret>;

function sharedKey(privateKey: KeyObject, otherKey: Uint8Array): Buffer {
  const publicKey = createPublicKey({ key: Buffer.from(otherKey), format: 'der', type: 'spki' });
  const shared = diffieHellman({ privateKey, publicKey });
  try {
    return Buffer.from(hkdfSync('sha256', shared, new Uint8Array(), 'qianyin driver host', 32));
  } finally {
    shared.fill(0);
  }
}

const publicBytes = (key: KeyObject) => new Uint8Array(key.export({ format: 'der', type: 'spki' }));

/** Replaces the PINs of a request by what only the host with this key can read. The request itself stays as it is. */
export function sealSecrets(request: object, hostKey: Uint8Array): object {
  const secrets = secretNames.flatMap((name) => {
    const value: unknown = name in request ? Reflect.get(request, name) : null;
    return value instanceof Uint8Array ? [[name, value] as const] : [];
  });
  if (secrets.length === 0) return request;
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const key = sharedKey(privateKey, hostKey);
  const senderKey = publicBytes(publicKey);
  const sealed = secrets.map(([name, secret]) => {
    const nonce = randomBytes(nonceBytes);
    const sealing = createCipheriv(cipher, key, nonce);
    const data = Buffer.concat([sealing.update(secret), sealing.final()]);
    return [name, { senderKey, nonce, data, tag: sealing.getAuthTag() } satisfies SealedSecret] as const;
  });
  key.fill(0);
  return { ...request, ...Object.fromEntries(sealed) };
}

/** The receiving end of a host: the key that requests are sealed for, and what opens them. */
export interface SecretReceiver {
  readonly publicKey: Uint8Array;
  /** Puts the PINs back into a request, in memory of their own that its reader wipes. Throws where they were sealed for another. */
  open(request: object): object;
}

export function createSecretReceiver(): SecretReceiver {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const opened = ({ senderKey, nonce, data, tag }: SealedSecret): Uint8Array => {
    const key = sharedKey(privateKey, senderKey);
    const opening = createDecipheriv(cipher, key, nonce).setAuthTag(tag);
    const secret = opening.update(data);
    opening.final();
    key.fill(0);
    return secret;
  };
  return {
    publicKey: publicBytes(publicKey),
    open(request) {
      const secrets = secretNames.flatMap((name) => {
        const sealed = sealedSecret.safeParse(name in request ? Reflect.get(request, name) : null);
        return sealed.success ? [[name, opened(sealed.data)] as const] : [];
      });
      return { ...request, ...Object.fromEntries(secrets) };
    },
  };
}
