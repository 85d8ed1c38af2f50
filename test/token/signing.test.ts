import { constants, createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Token } from '../../src-main/contract/index.ts';
import { createTokens, type SignatureMechanism, type Tokens } from '../../src-main/token/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from './drivers.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const toBeSigned = (message: Uint8Array, hash: string) => ({
  digest: createHash(hash).update(message).digest(),
  message,
});

describe('signing with a token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-sign-'));
  let made: SoftHsmToken;
  let room: Tokens;
  let token: Token;

  beforeAll(async () => {
    made = makeSoftHsmToken({
      folder,
      label: '合同章',
      pin: '123456',
      withCaCertificate: true,
      keys: [
        { algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=合同专用章' },
        { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=P-256' },
        { algorithm: 'p384', subject: '/C=CN/O=测试有限公司/CN=P-384' },
      ],
    });
    room = createTokens({ homeFolder: folder, addedDriverPaths: [], discover: () => [softHsmDriver('a', made)] });
    room.start();
    await room.settle();
    const found = room.tokens()[0];
    if (!found) throw new Error(`no token: ${JSON.stringify(room.drivers())}`);
    token = found;
  });

  afterAll(async () => {
    await room.stop();
    rmSync(folder, { recursive: true });
  });

  const document = Buffer.from('一份合同');
  const open = (key: number) =>
    room.openSigner({
      tokenId: token.id,
      certificateFingerprint: made.certificates[key]?.fingerprint ?? '',
      pin: made.pin,
      finalTryConfirmed: false,
    });

  async function sign(key: number, mechanism: SignatureMechanism) {
    const signer = await open(key);
    try {
      const signature = await signer.sign(mechanism, toBeSigned(document, mechanism.hash));
      return { signature, publicKey: new X509Certificate(signer.certificate).publicKey };
    } finally {
      await signer.close();
    }
  }

  it.each(['sha256', 'sha384', 'sha512'] as const)('makes RSA PKCS#1 v1.5 signatures over %s', async (hash) => {
    const { signature, publicKey } = await sign(0, { scheme: 'rsa-pkcs1', hash });
    expect(verify(hash, document, publicKey, signature)).toBe(true);
  });

  it.each(['sha256', 'sha384', 'sha512'] as const)('makes RSA-PSS signatures over %s', async (hash) => {
    const { signature, publicKey } = await sign(0, { scheme: 'rsa-pss', hash });
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const saltLength = createHash(hash).digest().length;
    expect(verify(hash, document, { key: publicKey, padding, saltLength }, signature)).toBe(true);
  });

  it.each([
    [1, 'sha256', 64],
    [2, 'sha384', 96],
    [2, 'sha512', 96],
  ] as const)('makes ECDSA signatures with key %i over %s', async (key, hash, length) => {
    const { signature, publicKey } = await sign(key, { scheme: 'ecdsa', hash });
    expect(signature).toHaveLength(length);
    expect(verify(hash, document, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });

  it('signs a batch in one login', async () => {
    const signer = await open(0);
    const key = createPublicKey(made.certificates[0]?.pem ?? '');
    for (let page = 0; page < 20; page += 1) {
      const text = Buffer.from(`第 ${page} 份`);
      const value = await signer.sign({ scheme: 'rsa-pkcs1', hash: 'sha256' }, toBeSigned(text, 'sha256'));
      expect(verify('sha256', text, key, value)).toBe(true);
    }
    await signer.close();
  });

  it('hands out the CA certificate that is on the token', async () => {
    const signer = await open(0);
    await signer.close();
    const ca = new X509Certificate(made.caPem);
    expect(signer.otherCertificates.map((der) => new X509Certificate(der).fingerprint256)).toContain(ca.fingerprint256);
    expect(new X509Certificate(signer.certificate).verify(ca.publicKey)).toBe(true);
  });

  it('lets a second signer wait until the first has let the token go', async () => {
    const first = await open(0);
    const order: string[] = [];
    const second = open(1).then((signer) => {
      order.push('second opened');
      return signer;
    });
    await first.sign({ scheme: 'rsa-pkcs1', hash: 'sha256' }, toBeSigned(document, 'sha256'));
    order.push('first done');
    await first.close();
    await (await second).close();
    expect(order).toEqual(['first done', 'second opened']);
  });

  it('refuses a closed signer, a digest of a wrong length and a certificate that is not there', async () => {
    const signer = await open(0);
    const asked = signer.sign(
      { scheme: 'rsa-pkcs1', hash: 'sha256' },
      { digest: new Uint8Array(20), message: document },
    );
    await expect(asked).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await signer.close();
    await signer.close();
    const late = signer.sign({ scheme: 'rsa-pkcs1', hash: 'sha256' }, toBeSigned(document, 'sha256'));
    await expect(late).rejects.toMatchObject({ code: 'TOKEN_ERROR' });
    const unknown = { tokenId: token.id, certificateFingerprint: '00', pin: '123456', finalTryConfirmed: false };
    await expect(room.openSigner(unknown)).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_FOUND' });
  });
});
