import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import type { Seal, Token } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';

const dayMs = 86_400_000;
const changeLimitMs = 10_000;

let folder: string;
let plugged: SoftHsmToken;
let app: App;
let token: Token;

const subject = (name: string) => `/C=CN/O=${name}/CN=${name}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-register-'));
  plugged = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: '办公室UKey',
    pin: '135790',
    keys: [
      { algorithm: 'p256', subject: subject('可用') },
      { algorithm: 'p256', subject: subject('将到期'), notAfter: new Date(Date.now() + 10.5 * dayMs) },
      { algorithm: 'p256', subject: subject('已过期'), notAfter: new Date(Date.now() - 60_000) },
      { algorithm: 'rsa2048', subject: subject('加密'), usage: ['keyEncipherment'] },
    ],
  });
  process.env.SOFTHSM2_CONF = plugged.confPath;
  app = await createApp({ homeFolder: join(folder, 'home'), door: 'web', desktop: commandDesktop() });
  await app.tokensSettled();
  const found = (await app.call('tokens.list', null)).find(({ serial }) => serial === plugged.serial);
  if (!found) throw new Error('the UKey was not found');
  token = found;
});
afterAll(async () => {
  delete process.env.SOFTHSM2_CONF;
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const picture = () => {
  const { data } = new PNG({ width: 40, height: 40 });
  for (let at = 0; at < data.length; at += 4) data.set([200, 0, 0, at % 8 === 0 ? 255 : 0], at);
  return new Uint8Array(PNG.sync.write(Object.assign(new PNG({ width: 40, height: 40 }), { data })));
};

const fingerprintOf = (owner: string) =>
  token.certificates.find(({ subject: { display } }) => display === owner)?.fingerprint ?? '';

const bindTo = (certificateFingerprint: string, tokenId = token.id): Promise<Seal> =>
  app.call('seals.import', {
    name: '公章',
    kind: 'official',
    binding: { tokenId, certificateFingerprint },
    png: picture(),
    widthMm: 40,
  });

const stateOf = async ({ id }: Seal) => (await app.call('seals.list', null)).find((seal) => seal.id === id);

/** Waits until the core tells that the tokens have changed, then for the seal's state. */
async function afterTokensChange(seal: Seal, change: () => void): Promise<string | undefined> {
  const changed = new Promise<void>((done, fail) => {
    const timer = setTimeout(() => fail(new Error('nothing changed')), changeLimitMs);
    const stop = app.subscribe('tokens.changed', () => {
      clearTimeout(timer);
      stop();
      done();
    });
  });
  change();
  await changed;
  return (await stateOf(seal))?.state;
}

describe('a seal', () => {
  const unusable = { 已过期: 'expired', 加密: 'encryption-only' };
  test.each(Object.entries(unusable))('is not bound to a certificate that cannot stamp: %s', async (owner, reason) => {
    await expect(bindTo(fingerprintOf(owner))).rejects.toMatchObject({
      code: 'CERTIFICATE_UNUSABLE',
      values: { reason },
    });
    expect(await app.call('seals.list', null)).toEqual([]);
  });

  test('is not bound to a certificate or a UKey that is not there', async () => {
    await expect(bindTo('0'.repeat(64))).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_FOUND' });
    await expect(bindTo(fingerprintOf('可用'), 'nobody')).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND' });
  });

  test('is ready, and says for how many days, as long as its UKey is plugged in', async () => {
    const seal = await bindTo(fingerprintOf('可用'));
    expect(seal.binding).toMatchObject({ tokenSerial: plugged.serial, ownerName: '可用' });
    expect(await stateOf(seal)).toMatchObject({ state: 'ready', daysLeft: 364, tokenId: token.id });
    try {
      expect(await afterTokensChange(seal, () => plugged.pull())).toBe('token-absent');
    } finally {
      expect(await afterTokensChange(seal, () => plugged.plug())).toBe('ready');
    }
  });

  test('is about to expire when its certificate has less than a month', async () => {
    const seal = await bindTo(fingerprintOf('将到期'));
    expect(await stateOf(seal)).toMatchObject({ state: 'expiring', daysLeft: 10 });
  });
});
