import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../src-main/app.ts';
import type { Seal, Token } from '../../src-main/contract/index.ts';
import { openPremises, type Premises } from '../fixtures/office.ts';
import { openCore } from '../fixtures/office-core.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { revokeCertificates, type SoftHsmToken } from '../fixtures/softhsm.ts';

const dayMs = 86_400_000;
const changeLimitMs = 10_000;

let office: Premises;
let opened: Awaited<ReturnType<typeof openCore>>;
let plugged: SoftHsmToken;
let app: App;
let token: Token;

const subject = (name: string) => `/C=CN/O=${name}/CN=${name}`;

beforeAll(async () => {
  office = openPremises([
    { algorithm: 'p256', subject: subject('可用') },
    { algorithm: 'p256', subject: subject('将到期'), notAfter: new Date(Date.now() + 10.5 * dayMs) },
    { algorithm: 'p256', subject: subject('已过期'), notAfter: new Date(Date.now() - 60_000) },
    { algorithm: 'rsa2048', subject: subject('加密'), usage: ['keyEncipherment'] },
    { algorithm: 'p256', subject: subject('将吊销') },
  ]);
  plugged = office.token;
  opened = await openCore(office, 'web');
  app = opened.core;
  await app.tokensSettled();
  const found = (await app.call('tokens.list', null)).find(({ serial }) => serial === plugged.serial);
  if (!found) throw new Error('the UKey was not found');
  token = found;
});
afterAll(() => opened.close());

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

  test('is refused before any PIN once an imported list says that its certificate is revoked, and no other is', async () => {
    const seal = await bindTo(fingerprintOf('将吊销'));
    const other = await bindTo(fingerprintOf('可用'));
    const requestOf = ({ id: sealId }: Seal) => ({
      runId: 'revoked',
      path: fixturePath('chromium.pdf'),
      outputPath: join(office.folder, 'out.pdf'),
      placements: [{ sealId, placing: { rule: 'here' as const, page: 1, xMm: 60, yMm: 60 } }],
    });
    const plan = (of: Seal) => app.call('stamp.plan', requestOf(of));
    await plan(seal);
    const revoked = plugged.certificates.filter(({ fingerprint }) => fingerprint === fingerprintOf('将吊销'));
    const list = revokeCertificates(plugged, revoked);
    // Without the issuer's certificate nobody knows whether the list is the issuer's.
    await app.call('trust.import', { content: list });
    expect((await stateOf(seal))?.state).toBe('ready');
    const told = new Promise<Token[]>((resolve) => {
      const stop = app.subscribe('tokens.changed', ({ tokens }) => {
        stop();
        resolve(tokens);
      });
    });
    await app.call('trust.import', { content: Buffer.from(plugged.caPem) });
    const problems = (await told).flatMap(({ certificates }) => certificates.map(({ problem }) => problem));
    expect(problems.filter((problem) => problem === 'revoked')).toHaveLength(1);

    const refusal = { code: 'CERTIFICATE_UNUSABLE', values: { reason: 'revoked' } };
    await expect(plan(seal)).rejects.toMatchObject(refusal);
    const run = app.call('stamp.run', { ...requestOf(seal), pins: { [token.id]: '000000' } });
    await expect(run).rejects.toMatchObject(refusal);
    const now = (await app.call('tokens.list', null)).find(({ serial }) => serial === plugged.serial);
    expect(now?.pinState).toBe('ok');
    expect((await app.call('history.list', {})).rows).toEqual([]);
    expect((await stateOf(seal))?.state).toBe('certificate-unusable');
    await expect(bindTo(fingerprintOf('将吊销'))).rejects.toMatchObject(refusal);
    expect((await stateOf(other))?.state).toBe('ready');
    await plan(other);

    const [imported] = await app.call('trust.listCrls', null);
    await app.call('trust.removeCrl', { fingerprint: imported?.fingerprint ?? '' });
    expect((await stateOf(seal))?.state).toBe('ready');
  });
});
