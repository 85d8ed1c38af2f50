import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTokens, type Tokens } from '../../src-main/token/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from './drivers.ts';
import { type FaultyDriver, makeFaultyDriver } from './faulty-driver.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'token-pin-'));
const subject = '/C=CN/O=测试有限公司/CN=合同专用章';
let made: SoftHsmToken;
let driver: FaultyDriver;
let room: Tokens;

beforeAll(() => {
  made = makeSoftHsmToken({ folder, label: '合同章', pin: '123456', keys: [{ algorithm: 'rsa2048', subject }] });
  driver = makeFaultyDriver('faulty', folder, made);
});

afterAll(() => rmSync(folder, { recursive: true }));

const token = () => {
  const found = room.tokens()[0];
  if (!found) throw new Error(`no token: ${JSON.stringify(room.drivers())}`);
  return found;
};

const open = (pin: string | null, finalTryConfirmed = false, signaturePin: string | null = null) =>
  room.openSigner({
    tokenId: token().id,
    certificateFingerprint: made.certificates[0]?.fingerprint ?? '',
    pin,
    signaturePin,
    finalTryConfirmed,
  });

/** Starts a room over one driver, with no login on record. */
async function startWith(candidate: FaultyDriver['candidate']) {
  room = createTokens({
    homeFolder: folder,
    addedDriverPaths: [],
    discover: () => [candidate],
    pollIntervalMs: 100,
  });
  room.start();
  await room.settle();
}

/** How many logins `work` makes reach the driver. */
async function countLogins(work: () => Promise<unknown>): Promise<number> {
  const before = driver.logins().length;
  await work();
  return driver.logins().length - before;
}

async function expectSignature(signer: Awaited<ReturnType<typeof open>>) {
  const text = Buffer.from('合同');
  const digest = createHash('sha256').update(text).digest();
  const signature = await signer.sign({ scheme: 'rsa-pkcs1', hash: 'sha256' }, { digest, message: text });
  expect(verify('sha256', text, createPublicKey(made.certificates[0]?.pem ?? ''), signature)).toBe(true);
}

describe('the PIN', () => {
  beforeEach(async () => {
    driver.obey();
    await startWith(driver.candidate);
    return () => room.stop();
  });

  it('is tried exactly once when it is wrong', async () => {
    const tries = await countLogins(async () => {
      await expect(open('000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT', detail: 'CKR_PIN_INCORRECT' });
    });
    expect(tries).toBe(1);
  });

  it('is asked for when it is missing or empty, and nothing is tried', async () => {
    const tries = await countLogins(async () => {
      await expect(open(null)).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
      await expect(open('')).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
    });
    expect(tries).toBe(0);
  });

  it('never shows in an error', async () => {
    const error: unknown = await open('918273').catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error) + String(error)).not.toContain('918273');
  });

  it('shows its state on the way to the lock, wants the final try confirmed, and is left alone once locked', async () => {
    driver.obey('lock-after 3');
    await eventually('the state is known', () => token().pinState === 'ok');
    await expect(open('000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(token().pinState).toBe('low');
    await expect(open('000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(token().pinState).toBe('final-try');

    const unconfirmed = await countLogins(async () => {
      await expect(open('123456')).rejects.toMatchObject({ code: 'PIN_FINAL_TRY' });
    });
    expect(unconfirmed).toBe(0);

    await expect(open('000000', true)).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(token().pinState).toBe('locked');
    const locked = await countLogins(async () => {
      await expect(open('123456', true)).rejects.toMatchObject({ code: 'PIN_LOCKED' });
    });
    expect(locked).toBe(0);
    const change = { tokenId: token().id, oldPin: '123456', newPin: '222222', finalTryConfirmed: true };
    await expect(room.changePin(change)).rejects.toMatchObject({ code: 'PIN_LOCKED' });
  });

  it('works on a confirmed final try', async () => {
    driver.obey('lock-after 2');
    await expect(open('000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(token().pinState).toBe('final-try');
    const signer = await open('123456', true);
    await expectSignature(signer);
    await signer.close();
    await eventually('the state is good again', () => token().pinState === 'ok');
  });

  it.each([
    ['80000', 'to-be-changed'],
    ['10000', 'low'],
    ['20000', 'final-try'],
    ['40000', 'locked'],
    ['70000', 'locked'],
  ])('with the flags %s is shown as %s', async (flags, state) => {
    driver.obey(`flags ${flags}`);
    await eventually(state, () => token().pinState === state);
  });

  it('is typed on the token when it has a PIN pad: the driver gets NULL, even if a PIN was given', async () => {
    driver.obey('pinpad 123456');
    await eventually('the PIN pad shows', () => token().pinPad);
    for (const pin of [null, '999999']) {
      const signer = await open(pin);
      await expectSignature(signer);
      await signer.close();
    }
    expect(driver.logins().slice(-2)).toEqual(['login 1 NULL', 'login 1 NULL']);
  });

  it('is not tried as the signature PIN of a key that wants one: that is asked for by its name', async () => {
    driver.obey('always-authenticate 998877');
    await room.restartDriver('faulty');
    const before = driver.logins().length;
    await expect(open('123456')).rejects.toMatchObject({
      code: 'SIGNATURE_PIN_REQUIRED',
      values: { serial: made.serial },
    });
    expect(driver.logins().slice(before)).toEqual(['login 1 6']);
  });

  it('has a signature PIN beside it, given for each signature, and tried once when it is wrong', async () => {
    driver.obey('always-authenticate 99887766');
    await room.restartDriver('faulty');
    const signer = await open('123456', false, '99887766');
    const before = driver.logins().length;
    await expectSignature(signer);
    await expectSignature(signer);
    await signer.close();
    expect(driver.logins().slice(before)).toEqual(['login 2 8', 'login 2 8']);

    const wrong = await open('123456', false, '00000000');
    const tries = await countLogins(async () => {
      await expect(expectSignature(wrong)).rejects.toMatchObject({ code: 'SIGNATURE_PIN_INCORRECT' });
    });
    await wrong.close();
    expect(tries).toBe(1);
  });

  it('is likely to be wrong where the driver refuses it without a reason', async () => {
    driver.obey('vague-login');
    await expect(open('000000')).rejects.toMatchObject({ code: 'PIN_LIKELY_INCORRECT', detail: 'CKR_GENERAL_ERROR' });
    const signer = await open('123456');
    await expectSignature(signer);
    await signer.close();
  });

  it('is given once more when the driver forgot the login before the signature', async () => {
    driver.obey('forgets-login');
    await room.restartDriver('faulty');
    const signer = await open('123456');
    const again = await countLogins(() => expectSignature(signer));
    await signer.close();
    expect(again).toBe(1);
  });

  it('is not given once more when a try could be lost by it', async () => {
    driver.obey('forgets-login', 'flags 10000');
    await room.restartDriver('faulty');
    const signer = await open('123456');
    const again = await countLogins(async () => {
      const asked = expectSignature(signer);
      await expect(asked).rejects.toMatchObject({ code: 'TOKEN_ERROR', detail: 'CKR_USER_NOT_LOGGED_IN' });
    });
    await signer.close();
    expect(again).toBe(0);
  });

  it('counts even when the driver believes that someone is logged in already', async () => {
    driver.obey('already-logged-in');
    await expect(open('000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    const signer = await open('123456');
    await expectSignature(signer);
    await signer.close();
  });

  it('is needed again after the signer was closed', async () => {
    const first = await open('123456');
    await first.close();
    await expect(open('000000')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
  });
});

describe('changing the PIN', () => {
  let second: SoftHsmToken;

  beforeEach(async () => {
    const own = mkdtempSync(join(folder, 'change-'));
    second = makeSoftHsmToken({ folder: own, label: '财务章', pin: '123456', keys: [{ algorithm: 'p256', subject }] });
    return () => room.stop();
  });

  const openSecond = (pin: string) =>
    room.openSigner({
      tokenId: token().id,
      certificateFingerprint: second.certificates[0]?.fingerprint ?? '',
      pin,
      finalTryConfirmed: false,
    });
  const change = (oldPin: string, newPin: string) =>
    room.changePin({ tokenId: token().id, oldPin, newPin, finalTryConfirmed: false });

  it('makes the new PIN work and the old one fail', async () => {
    await startWith(softHsmDriver('plain', second));
    await change('123456', '246810');
    await expect(openSecond('123456')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    const signer = await openSecond('246810');
    await signer.close();
  });

  it('refuses a wrong old PIN and a new one that is too short, and then changes nothing', async () => {
    await startWith(softHsmDriver('plain', second));
    await expect(change('000000', '246810')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    await expect(change('123456', '1')).rejects.toMatchObject({
      code: 'PIN_INVALID',
      values: { length: `${token().pinMinLength}–${token().pinMaxLength}` },
    });
    await expect(change('123456', '')).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
    const signer = await openSecond('123456');
    await signer.close();
  });

  it('works with a driver that wants the login first, and tries a wrong PIN once', async () => {
    const strict = makeFaultyDriver('strict', second.tokensFolder.replace(/tokens$/, ''), second);
    strict.obey('login-before-set-pin');
    await startWith(strict.candidate);
    await expect(change('000000', '246810')).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    expect(strict.logins()).toHaveLength(1);
    await change('123456', '246810');
    const signer = await openSecond('246810');
    await signer.close();
  });

  it('is done on the PIN pad of a token that has one', async () => {
    const pad = makeFaultyDriver('pad', second.tokensFolder.replace(/tokens$/, ''), second);
    pad.obey('pinpad 123456');
    await startWith(pad.candidate);
    await change('', '');
    pad.obey();
    await eventually('the PIN pad is gone', () => !token().pinPad);
    const signer = await openSecond('654321');
    await signer.close();
  });
});
