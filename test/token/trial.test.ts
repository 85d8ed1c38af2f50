import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { findNativePart } from '../../src-main/token/drivers/native-parts.ts';
import { createTokens, type Tokens } from '../../src-main/token/index.ts';
import { describeCertificate, issueTrialCertificates } from '../../src-main/x509/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'token-trial-'));
afterAll(() => rmSync(folder, { recursive: true }));

const names = { organization: '试用公司', commonName: '试用 合同专用章' };
const issue = async (spki: Uint8Array) => (await issueTrialCertificates(spki, names)).certificate;
const request = { algorithm: 'sm2', label: '试用 UKey', pin: '12345678', adminPin: '87654321', issue } as const;

describe('the trial UKey', () => {
  let homeFolder: string;
  let room: Tokens;

  const devices = () => readdirSync(join(homeFolder, 'trial', 'softskf'));
  const trialTokens = () => room.tokens().filter(({ trial }) => trial);

  async function startRoom() {
    room = createTokens({ homeFolder, addedDriverPaths: [] });
    room.start();
    await room.settle();
  }

  beforeEach(async () => {
    homeFolder = mkdtempSync(join(folder, 'home-'));
    await startRoom();
    return () => room.stop();
  });

  it('is made with an SM2 key of its own, shows at once, is marked, and signs what openssl accepts', async () => {
    const token = await room.provisionTrialToken(request);
    expect(token).toMatchObject({ driverId: 'trial', trial: true, pinState: 'ok' });
    expect(trialTokens()).toEqual([token]);
    expect(token.certificates).toHaveLength(1);
    const [usable] = token.certificates;
    expect(usable).toMatchObject({ trial: true, keyAlgorithm: 'SM2', problem: null });
    const { fingerprint: certificateFingerprint = '' } = usable ?? {};
    const { pin } = request;
    const signer = await room.openSigner({ tokenId: token.id, certificateFingerprint, pin, finalTryConfirmed: false });
    const message = Buffer.from('any 32 bytes');
    const e = createHash('sha256').update(message).digest();
    const signature = await signer.sign({ scheme: 'sm2', hash: 'sm3' }, { digest: e, message });
    await signer.close();
    expect(signature).toHaveLength(64);
    // Without -rawin openssl takes the 32 bytes as e.
    const half = (bytes: Uint8Array) => {
      const digits = Buffer.from(bytes)
        .toString('hex')
        .replace(/^(00)+/, '');
      const whole = /^[89a-f]/.test(digits) ? `00${digits}` : digits;
      return `02${(whole.length / 2).toString(16)}${whole}`;
    };
    const scalars = half(signature.subarray(0, 32)) + half(signature.subarray(32));
    const der = Buffer.from(`30${(scalars.length / 2).toString(16)}${scalars}`, 'hex');
    const files = { key: join(homeFolder, 'key.pem'), e: join(homeFolder, 'e'), der: join(homeFolder, 'der') };
    writeFileSync(files.key, execFileSync('openssl', ['x509', '-pubkey', '-noout'], { input: usable?.pem }));
    writeFileSync(files.e, e);
    writeFileSync(files.der, der);
    const checked = ['pkeyutl', '-verify', '-pubin', '-inkey', files.key, '-in', files.e, '-sigfile', files.der];
    expect(execFileSync('openssl', checked, { encoding: 'utf8' })).toContain('Signature Verified Successfully');
  });

  it('may have an RSA key instead, beside the SM2 one', async () => {
    const sm2 = await room.provisionTrialToken(request);
    const rsa = await room.provisionTrialToken({ ...request, algorithm: 'rsa', label: '试用 RSA' });
    expect(rsa.serial).not.toBe(sm2.serial);
    expect(trialTokens()).toHaveLength(2);
    const { fingerprint: certificateFingerprint = '', keyAlgorithm } = rsa.certificates[0] ?? {};
    expect(keyAlgorithm).toBe('RSA 2048');
    const { pin } = request;
    const signer = await room.openSigner({ tokenId: rsa.id, certificateFingerprint, pin, finalTryConfirmed: false });
    const text = Buffer.from('合同');
    const signature = await signer.sign(
      { scheme: 'rsa-pkcs1', hash: 'sha256' },
      { digest: createHash('sha256').update(text).digest(), message: text },
    );
    await signer.close();
    const key = createPublicKey(new X509Certificate(signer.certificate).toString());
    expect(verify('sha256', text, key, signature)).toBe(true);
    expect(describeCertificate(signer.certificate).trial).toBe(true);
  });

  it('is left alone when it is there already, and is there again after a restart', async () => {
    const first = await room.provisionTrialToken(request);
    const again = await room.provisionTrialToken({ ...request, label: 'other' });
    expect(again.id).toBe(first.id);
    await room.stop();
    await startRoom();
    expect(trialTokens().map(({ id }) => id)).toEqual([first.id]);
  });

  it('is made once though it is asked for twice at the same time', async () => {
    const [first, second] = await Promise.all([room.provisionTrialToken(request), room.provisionTrialToken(request)]);
    expect(second.id).toBe(first.id);
    expect(trialTokens()).toHaveLength(1);
  });

  it('is replaced when that is asked for, and then has the new PIN', async () => {
    const first = await room.provisionTrialToken(request);
    const second = await room.provisionTrialToken({ ...request, pin: '24681357', replaceExisting: true });
    expect(second.serial).not.toBe(first.serial);
    expect(trialTokens()).toEqual([second]);
    const { fingerprint: certificateFingerprint = '' } = second.certificates[0] ?? {};
    const login = { tokenId: second.id, certificateFingerprint, finalTryConfirmed: false };
    const signer = await room.openSigner({ ...login, pin: '24681357' });
    await signer.close();
    await expect(room.openSigner({ ...login, pin: '12345678' })).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
  });

  it('is made in place of one that an interrupted attempt left without a certificate', async () => {
    const tool = findNativePart('softSkfTool') ?? '';
    const home = join(homeFolder, 'trial', 'softskf');
    mkdirSync(home, { recursive: true });
    const create = [
      'create',
      '--home',
      home,
      '--serial',
      'HALF',
      '--label',
      '半成品',
      '--admin-pin-stdin',
      '--user-pin-stdin',
    ];
    execFileSync(tool, create, { input: '87654321\n12345678\n' });
    const token = await room.provisionTrialToken(request);
    expect(token.serial).not.toBe('HALF');
    expect(trialTokens()).toHaveLength(1);
  });

  it('leaves nothing behind when its certificate cannot be issued, and can be made later', async () => {
    const failing = () => Promise.reject(new Error('no'));
    const asked = room.provisionTrialToken({ ...request, issue: failing });
    await expect(asked).rejects.toMatchObject({ code: 'TRIAL_UNAVAILABLE' });
    expect(devices()).toEqual([]);
    expect(trialTokens()).toEqual([]);
    expect((await room.provisionTrialToken(request)).certificates).toHaveLength(1);
  });

  it('is unblocked by its administrator after too many wrong PINs, and seals kept on it can be read', async () => {
    const token = await room.provisionTrialToken(request);
    const { fingerprint: certificateFingerprint = '' } = token.certificates[0] ?? {};
    const login = { tokenId: token.id, certificateFingerprint, finalTryConfirmed: true };
    const codes: unknown[] = [];
    for (let attempt = 0; attempt < 12 && !codes.includes('PIN_LOCKED'); attempt++) {
      const failure = await room.openSigner({ ...login, pin: '00000000' }).catch((thrown: unknown) => thrown);
      codes.push(failure instanceof Error ? failure.message : failure);
    }
    expect(codes.at(-1)).toBe('PIN_LOCKED');
    expect(trialTokens()[0]?.pinState).toBe('locked');
    const unblock = { tokenId: token.id, newPin: '13572468' };
    await expect(room.unblockPin({ ...unblock, adminPin: '11111111' })).rejects.toMatchObject({
      code: 'ADMIN_PIN_INCORRECT',
    });
    await room.unblockPin({ ...unblock, adminPin: request.adminPin });
    expect(trialTokens()[0]?.pinState).toBe('ok');
    const value = new Uint8Array([1, 2, 3]);
    const write = { tokenId: token.id, pin: '13572468', finalTryConfirmed: false, label: 'seal-1', value };
    await room.writeDataObject(write);
    await room.writeDataObject({ ...write, value: new Uint8Array([4]) });
    const objects = await room.readDataObjects({ tokenId: token.id, pin: null });
    expect(objects.map(({ label, value: bytes }) => [label, [...bytes]])).toEqual([['seal-1', [4]]]);
  });
});
