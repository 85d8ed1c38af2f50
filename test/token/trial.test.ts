import 'reflect-metadata';
import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTokenRoom, type TokenRoom } from '../../src-main/token/index.ts';
import { makeSoftHsmToken } from '../fixtures/softhsm.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'token-trial-'));
afterAll(() => rmSync(folder, { recursive: true }));

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A CA of a minute's life that issues for a foreign public key. */
async function issue(publicKeySpki: Uint8Array) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=试用 CA',
    keys,
    signingAlgorithm: algorithm,
  });
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'O=试用公司, CN=试用 合同专用章',
    issuer: ca.subject,
    signingKey: keys.privateKey,
    signingAlgorithm: algorithm,
    publicKey: new x509.PublicKey(Uint8Array.from(publicKeySpki)),
    extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)],
  });
  return { certificate: new Uint8Array(certificate.rawData), caCertificate: new Uint8Array(ca.rawData) };
}

const request = { label: '试用 UKey', pin: '12345678', soPin: '87654321', issue };

describe('the trial token', () => {
  let homeFolder: string;
  let room: TokenRoom;

  beforeEach(async () => {
    homeFolder = mkdtempSync(join(folder, 'home-'));
    room = createTokenRoom({ homeFolder, addedDriverPaths: [] });
    room.start();
    await room.settle();
    return () => room.stop();
  });

  it('is made with a key of its own, shows at once, is marked, and signs', async () => {
    const token = await room.provisionTrialToken(request);
    expect(token).toMatchObject({ driverId: 'trial', label: '试用 UKey', trial: true, pinState: 'ok' });
    expect(room.tokens().filter(({ trial }) => trial)).toEqual([token]);
    const usable = token.certificates.find(({ problem }) => problem === null);
    expect(usable).toMatchObject({ trial: true, keyAlgorithm: 'RSA 2048' });
    expect(token.certificates).toHaveLength(2);

    const certificateFingerprint = usable?.fingerprint ?? '';
    const pin = request.pin;
    const signer = await room.openSigner({ tokenId: token.id, certificateFingerprint, pin, finalTryConfirmed: false });
    const text = Buffer.from('合同');
    const digest = createHash('sha256').update(text).digest();
    const signature = await signer.sign({ scheme: 'rsa-pkcs1', hash: 'sha256' }, digest);
    await signer.close();
    const key = createPublicKey(new X509Certificate(signer.certificate).toString());
    expect(verify('sha256', text, key, signature)).toBe(true);
    expect(signer.otherCertificates).toHaveLength(1);
  });

  it('is left alone when it is there already, and is there again after a restart', async () => {
    const first = await room.provisionTrialToken(request);
    const again = await room.provisionTrialToken({ ...request, label: 'other' });
    expect(again.id).toBe(first.id);
    await room.stop();
    room = createTokenRoom({ homeFolder, addedDriverPaths: [] });
    room.start();
    await room.settle();
    expect(
      room
        .tokens()
        .filter(({ trial }) => trial)
        .map(({ id }) => id),
    ).toEqual([first.id]);
  });

  it('is made once though it is asked for twice at the same time', async () => {
    const [first, second] = await Promise.all([room.provisionTrialToken(request), room.provisionTrialToken(request)]);
    expect(second.id).toBe(first.id);
    expect(room.tokens().filter(({ trial }) => trial)).toHaveLength(1);
  });

  it('is replaced when that is asked for, and then has the new PIN', async () => {
    const first = await room.provisionTrialToken(request);
    const second = await room.provisionTrialToken({ ...request, pin: '24681357', replaceExisting: true });
    expect(second.serial).not.toBe(first.serial);
    expect(room.tokens().filter(({ trial }) => trial)).toEqual([second]);
    const certificateFingerprint = second.certificates.find(({ problem }) => problem === null)?.fingerprint ?? '';
    const tokenId = second.id;
    const signer = await room.openSigner({
      tokenId,
      certificateFingerprint,
      pin: '24681357',
      finalTryConfirmed: false,
    });
    await signer.close();
  });

  it('is made over one that an interrupted attempt left without a certificate', async () => {
    const interrupted = { label: '半成品', pin: '1234', soPin: '12345678', keys: [] };
    makeSoftHsmToken({ folder: join(homeFolder, 'trial'), ...interrupted });
    const token = await room.provisionTrialToken(request);
    expect(token.label).toBe('试用 UKey');
    expect(room.tokens().filter(({ trial }) => trial)).toHaveLength(1);
  });

  it('leaves nothing behind when its certificate cannot be issued, and can be made later', async () => {
    const failing = () => Promise.reject(new Error('no'));
    const asked = room.provisionTrialToken({ ...request, issue: failing });
    await expect(asked).rejects.toMatchObject({ code: 'TRIAL_UNAVAILABLE' });
    expect(existsSync(join(homeFolder, 'trial'))).toBe(false);
    expect(room.drivers().map(({ id }) => id)).not.toContain('trial');
    expect((await room.provisionTrialToken(request)).certificates).toHaveLength(2);
  });
});
