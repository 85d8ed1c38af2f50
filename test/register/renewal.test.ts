import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../src-main/app.ts';
import { isSameOwner, type Seal, type Token } from '../../src-main/contract/index.ts';
import { openPremises, type Premises } from '../fixtures/office.ts';
import { openCore } from '../fixtures/office-core.ts';

const dayMs = 86_400_000;
const subject = '/C=CN/O=杭州示例科技有限公司/CN=杭州示例科技有限公司';

let office: Premises;
let opened: Awaited<ReturnType<typeof openCore>>;
let app: App;
let token: Token;

beforeAll(async () => {
  office = openPremises([
    { algorithm: 'p256', subject, notAfter: new Date(Date.now() + 10 * dayMs) },
    { algorithm: 'p256', subject, notAfter: new Date(Date.now() + 700 * dayMs) },
    { algorithm: 'p256', subject: '/C=CN/O=别的公司/CN=别的公司', notAfter: new Date(Date.now() + 700 * dayMs) },
    { algorithm: 'p256', subject: '/C=CN/O=制章中心/CN=制章中心' },
  ]);
  opened = await openCore(office, 'web');
  app = opened.core;
  await app.tokensSettled();
  const found = (await app.call('tokens.list', null)).find(({ serial }) => serial === office.token.serial);
  if (!found) throw new Error('the UKey was not found');
  token = found;
});
afterAll(() => opened.close());

const choose = (index: number) => ({
  tokenId: token.id,
  certificateFingerprint: office.token.certificates[index]?.fingerprint ?? '',
});

async function makeSeal(): Promise<Seal> {
  const data = new PNG({ width: 40, height: 40 });
  for (let at = 0; at < data.data.length; at += 4) data.data.set([200, 0, 0, at % 8 === 0 ? 255 : 0], at);
  const png = new Uint8Array(PNG.sync.write(data));
  return app.call('seals.import', { name: '公章', kind: 'official', binding: choose(0), png, widthMm: 40 });
}

const stateOf = async ({ id }: Seal) => (await app.call('seals.list', null)).find((seal) => seal.id === id)?.state;

describe('a seal whose certificate was renewed', () => {
  test('is bound to the new one of its owner, keeps the old one on record, and is not to expire any more', async () => {
    const seal = await makeSeal();
    expect(await stateOf(seal)).toBe('expiring');
    const renewed = await app.call('seals.renew', { id: seal.id, binding: choose(1) });
    expect(renewed.binding.certificateFingerprint).toBe(choose(1).certificateFingerprint);
    expect(renewed.earlierBindings).toMatchObject([
      { certificateFingerprint: choose(0).certificateFingerprint, replacedBy: expect.stringMatching(/./) },
    ]);
    expect(await stateOf(seal)).toBe('ready');
  });

  test('is not bound to one of another owner, nor to the one that it has', async () => {
    const seal = await makeSeal();
    await expect(app.call('seals.renew', { id: seal.id, binding: choose(2) })).rejects.toMatchObject({
      code: 'SEAL_OF_ANOTHER_OWNER',
      values: { seal: '公章', owner: '别的公司' },
    });
    await expect(app.call('seals.renew', { id: seal.id, binding: choose(0) })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await stateOf(seal)).toBe('expiring');
  });

  test('of GB/T 38540 says that its maker has to make it again, and is good when he has', async () => {
    const seal = await makeSeal();
    const make = () =>
      app.call('seals.make', { id: seal.id, maker: choose(3), pin: office.token.pin, trustMaker: true });
    await make();
    const renewed = await app.call('seals.renew', { id: seal.id, binding: choose(1) });
    expect(renewed.standardOutdated).toBe(true);
    expect(await stateOf(seal)).toBe('to-be-remade');
    await make();
    expect(await stateOf(seal)).toBe('ready');
  });
});

describe('the owner of a renewed certificate', () => {
  const named = (display: string, organization?: string) => ({ subject: { display, text: '', organization } });
  test.each<[string, string, string | undefined, string, string | undefined, boolean]>([
    ['is the same name', '甲公司', '甲公司', '甲公司', '甲公司', true],
    [
      'is the same under the next running number',
      '051@甲公司@91330100@1',
      undefined,
      '051@甲公司@91330100@2',
      undefined,
      true,
    ],
    [
      'is another with another number of its own',
      '051@甲公司@91330100@1',
      undefined,
      '051@甲公司@91330199@2',
      undefined,
      false,
    ],
    ['is another in another organization', '张三', '甲公司', '张三', '乙公司', false],
    ['is the same where only one says its organization', '张三', undefined, '张三', '甲公司', true],
  ])('%s', (_, ownerName, before, display, now, same) => {
    expect(isSameOwner({ ownerName }, named(ownerName, before), named(display, now))).toBe(same);
  });
});
