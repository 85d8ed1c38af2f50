/** Tokens that take no digest: they hash what is signed themselves (CKM_SHA256_RSA_PKCS and its like). */
import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { askMechanism } from '../../src-main/token/host/mechanisms.ts';
import { createTokens, type SignatureMechanism, type Tokens } from '../../src-main/token/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from './drivers.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const hashing = ['', '_PSS'].flatMap((padding) =>
  ['SHA256', 'SHA384', 'SHA512'].map((hash) => `CKM_${hash}_RSA_PKCS${padding}`),
);
const message = Buffer.from('一份合同');
const toSign = (hash: string) => ({ digest: createHash(hash).update(message).digest(), message });

describe('a token without CKM_RSA_PKCS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-hash-'));
  let made: SoftHsmToken;
  let room: Tokens;

  beforeAll(async () => {
    made = makeSoftHsmToken({
      folder,
      label: '合同章',
      pin: '123456',
      keys: [{ algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=合同专用章' }],
      mechanisms: hashing.join(','),
    });
    room = createTokens({ homeFolder: folder, addedDriverPaths: [], discover: () => [softHsmDriver('a', made)] });
    room.start();
    await room.settle();
  });
  afterAll(async () => {
    await room.stop();
    rmSync(folder, { recursive: true });
  });

  async function sign(mechanism: SignatureMechanism) {
    const signer = await room.openSigner({
      tokenId: room.tokens()[0]?.id ?? '',
      certificateFingerprint: made.certificates[0]?.fingerprint ?? '',
      pin: made.pin,
      finalTryConfirmed: false,
    });
    try {
      return await signer.sign(mechanism, toSign(mechanism.hash));
    } finally {
      await signer.close();
    }
  }
  const publicKey = () => new X509Certificate(made.certificates[0]?.pem ?? '').publicKey;

  it('may stamp, and says by what it signs', () => {
    const token = room.tokens()[0];
    expect(token?.mechanisms).toEqual(hashing);
    expect(token?.certificates[0]?.problem).toBeNull();
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)('makes RSA PKCS#1 v1.5 signatures over %s', async (hash) => {
    expect(verify(hash, message, publicKey(), await sign({ scheme: 'rsa-pkcs1', hash }))).toBe(true);
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)('makes RSA-PSS signatures over %s', async (hash) => {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    expect(verify(hash, message, { key: publicKey(), ...padding }, await sign({ scheme: 'rsa-pss', hash }))).toBe(true);
  });
});

describe('what a token is asked for', () => {
  /** CKM_ECDSA and CKM_ECDSA_SHA256 (PKCS#11 v2.40, annex A). */
  const [plain, hashing] = [0x1041, 0x1044];
  const ask = (...offered: number[]) => askMechanism({ scheme: 'ecdsa', hash: 'sha256' }, toSign('sha256'), offered);

  it('is a signature over the digest where it can, else over the message', () => {
    expect(ask(hashing, plain)).toMatchObject({ name: 'CKM_ECDSA', input: toSign('sha256').digest });
    expect(ask(hashing)).toMatchObject({ name: 'CKM_ECDSA_SHA256', mechanism: { mechanism: hashing }, input: message });
  });

  it('is nothing where it hashes otherwise', () => {
    const over384 = 0x1045;
    expect(ask(over384)).toEqual({ lacking: 'CKM_ECDSA' });
  });
});
