import { createHash, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Token } from '../../src-main/contract/index.ts';
import { createTokens, type Tokens } from '../../src-main/token/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually, softHsmDriver } from './drivers.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describe('tokens being plugged and pulled', () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-plug-'));
  let contract: SoftHsmToken;
  let finance: SoftHsmToken;
  let other: SoftHsmToken;
  let room: Tokens;

  beforeAll(async () => {
    const key = { algorithm: 'p256', subject: '/C=CN/O=测试有限公司/CN=印章' } as const;
    contract = makeSoftHsmToken({ folder: join(folder, 'a'), label: '合同章', pin: '123456', keys: [key] });
    finance = makeSoftHsmToken({ folder: join(folder, 'a'), label: '财务章', pin: '123456', keys: [key] });
    other = makeSoftHsmToken({ folder: join(folder, 'b'), label: '公章', pin: '123456', keys: [key] });
    const discover = () => [softHsmDriver('first', contract), softHsmDriver('second', other)];
    room = createTokens({ homeFolder: folder, addedDriverPaths: [], discover });
    room.start();
    await room.settle();
  });

  afterAll(async () => {
    await room.stop();
    rmSync(folder, { recursive: true });
  });

  const bySerial = (token: SoftHsmToken) => room.tokens().find(({ serial }) => serial === token.serial);

  it('shows the tokens of two drivers at once, each with its driver, serial and label', () => {
    const shown = room.tokens().map(({ driverId, serial, label }) => [driverId, serial, label]);
    const expected = [
      ['first', contract.serial, '合同章'],
      ['first', finance.serial, '财务章'],
      ['second', other.serial, '公章'],
    ];
    expect(shown.sort()).toEqual(expected.sort());
    expect(new Set(room.tokens().map(({ id }) => id)).size).toBe(3);
  });

  it('does not show slots without an initialised token', () => {
    const [first] = room.drivers();
    expect(first).toMatchObject({ state: 'ready', tokenCount: 2, slotCount: 3, trouble: null, restarts: 0 });
    expect(first?.description).toContain('SoftHSM');
  });

  it('sees a token pulled and plugged within two seconds, as the same token, and says so', async () => {
    const before = bySerial(contract)?.id;
    const announced: Token[][] = [];
    const stopListening = room.onTokensChanged((tokens) => announced.push(tokens));

    contract.pull();
    await eventually('the token is gone', () => !bySerial(contract), 2000);
    expect(bySerial(finance)).toBeDefined();
    expect(announced.at(-1)?.map(({ serial }) => serial)).not.toContain(contract.serial);

    contract.plug();
    const back = await eventually('the token is back', () => bySerial(contract), 2000);
    stopListening();
    expect(back.id).toBe(before);
    expect(back.certificates).toHaveLength(1);
    expect(announced.at(-1)?.map(({ serial }) => serial)).toContain(contract.serial);
  });

  it('signs with two tokens of one driver at the same time', async () => {
    const open = (made: SoftHsmToken) =>
      room.openSigner({
        tokenId: bySerial(made)?.id ?? '',
        certificateFingerprint: made.certificates[0]?.fingerprint ?? '',
        pin: made.pin,
        finalTryConfirmed: false,
      });
    const signers = await Promise.all([contract, finance].map(open));
    const message = Buffer.from('合同');
    const digest = createHash('sha256').update(message).digest();
    for (const signer of signers) {
      const signature = await signer.sign({ scheme: 'ecdsa', hash: 'sha256' }, { digest, message });
      const key = { key: new X509Certificate(signer.certificate).publicKey, dsaEncoding: 'ieee-p1363' } as const;
      expect(verify('sha256', message, key, signature)).toBe(true);
    }
    await Promise.all(signers.map((signer) => signer.close()));
  });

  it('keeps quiet while nothing changes', async () => {
    let announcements = 0;
    const stopListening = room.onTokensChanged(() => {
      announcements += 1;
    });
    await room.refreshDiscovery();
    contract.pull();
    await eventually('the token is gone', () => !bySerial(contract));
    contract.plug();
    await eventually('the token is back', () => bySerial(contract));
    stopListening();
    expect(announcements).toBe(2);
  });

  it('says that the token was removed when it is pulled while it is open for signing', async () => {
    const token = bySerial(other);
    const signer = await room.openSigner({
      tokenId: token?.id ?? '',
      certificateFingerprint: other.certificates[0]?.fingerprint ?? '',
      pin: other.pin,
      finalTryConfirmed: false,
    });
    const mechanism = { scheme: 'ecdsa', hash: 'sha256' } as const;
    const toSign = { digest: new Uint8Array(32), message: new Uint8Array() };
    expect(await signer.sign(mechanism, toSign)).toHaveLength(64);
    other.pull();
    const asked = signer.sign(mechanism, toSign);
    await expect(asked).rejects.toMatchObject({ code: 'TOKEN_REMOVED', values: { serial: other.serial } });
    await signer.close();
    await eventually('the token is gone', () => !bySerial(other), 2000);
    other.plug();
    await eventually('the token is back', () => bySerial(other), 2000);
  });

  it('says that the token is not plugged in when it is asked for by its id', async () => {
    const id = bySerial(finance)?.id ?? '';
    finance.pull();
    await eventually('the token is gone', () => !bySerial(finance));
    const asked = room.openSigner({ tokenId: id, certificateFingerprint: '', pin: '1', finalTryConfirmed: false });
    await expect(asked).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND', values: { serial: finance.serial } });
    finance.plug();
    await eventually('the token is back', () => bySerial(finance));
  });
});
