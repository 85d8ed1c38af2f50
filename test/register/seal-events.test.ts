import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { type EventPayload, sealDesign, type Token } from '../../src-main/contract/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { eventually } from '../token/drivers.ts';

const owner = '测试有限公司';

describe('what a window is told of seals', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-seal-events-'));
  let plugged: SoftHsmToken;
  let app: App;
  let token: Token;
  let changes: EventPayload<'seals.changed'>[] = [];
  let stop: () => void;

  beforeAll(async () => {
    plugged = makeSoftHsmToken({
      folder: join(folder, 'token'),
      label: '办公室UKey',
      pin: '135790',
      keys: ['合同', '财务'].map((name) => ({ algorithm: 'p256', subject: `/C=CN/O=${owner}/CN=${name}` })),
    });
    Object.assign(process.env, plugged.env);
    const desktop = { open: async () => undefined, reveal: async () => undefined };
    app = await createApp({ homeFolder: join(folder, 'home'), door: 'web', desktop });
    await app.tokensSettled();
    const found = (await app.call('tokens.list', null)).find(({ serial }) => serial === plugged.serial);
    if (!found) throw new Error('the token is not there');
    token = found;
  });
  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    changes = [];
    stop = app.subscribe('seals.changed', (payload) => changes.push(payload));
  });
  afterEach(() => stop());

  const bindingTo = (index: number) => ({
    tokenId: token.id,
    certificateFingerprint: plugged.certificates[index]?.fingerprint ?? '',
  });
  const create = () => {
    const design = sealDesign.parse({ ringText: owner });
    return app.call('seals.create', { name: '公章', kind: 'official', binding: bindingTo(0), design });
  };
  /** What the last event told; it must be what somebody hears who asks. */
  async function told() {
    expect(changes.at(-1)?.seals).toEqual(await app.call('seals.list', null));
    return changes.at(-1);
  }

  test('every change, with the seals as they then are, before the change is answered', async () => {
    const seal = await create();
    expect((await told())?.seals).toMatchObject([{ id: seal.id, state: 'ready' }]);
    await app.call('seals.setCompanion', { id: seal.id, companion: bindingTo(1) });
    expect((await told())?.seals[0]?.companion?.ownerName).toBe('财务');
    await app.call('seals.setState', { id: seal.id, state: 'suspended', reason: '盘点' });
    expect((await told())?.seals[0]?.state).toBe('suspended');
    await app.call('seals.setState', { id: seal.id, state: 'active', reason: '盘点完毕' });
    const maker = { maker: bindingTo(1), pin: plugged.pin };
    await app.call('seals.make', { id: seal.id, ...maker });
    expect((await told())?.seals[0]?.standard).not.toBeNull();
    const { content } = await app.call('seals.exportStandard', { id: seal.id });
    await app.call('seals.remove', { id: seal.id });
    expect((await told())?.seals).toEqual([]);
    const imported = await app.call('seals.importStandard', { content });
    expect((await told())?.seals).toMatchObject([{ id: imported.id, state: 'ready' }]);
    expect(changes).toHaveLength(7);
    await app.call('seals.remove', { id: imported.id });
  });

  test('a seal that was revoked and removed does not come back', async () => {
    const seal = await create();
    await app.call('seals.make', { id: seal.id, maker: bindingTo(1), pin: plugged.pin });
    const { content } = await app.call('seals.exportStandard', { id: seal.id });
    await app.call('seals.setState', { id: seal.id, state: 'revoked', reason: '遗失' });
    await app.call('seals.remove', { id: seal.id });
    await expect(app.call('seals.importStandard', { content })).rejects.toMatchObject({ code: 'SEAL_REVOKED' });
  });

  test('nothing where nothing was changed', async () => {
    await expect(app.call('seals.remove', { id: 'none' })).rejects.toMatchObject({ code: 'SEAL_NOT_FOUND' });
    await app.call('seals.list', null);
    expect(changes).toEqual([]);
  });

  test('how they stand with the tokens, in one event with these', async () => {
    const seal = await create();
    const heard: EventPayload<'tokens.changed'>[] = [];
    const stopTokens = app.subscribe('tokens.changed', (payload) => heard.push(payload));
    plugged.pull();
    const gone = await eventually('the token is gone', () => heard.at(-1));
    expect(gone.tokens.map(({ serial }) => serial)).not.toContain(plugged.serial);
    expect(gone.seals).toMatchObject([{ id: seal.id, state: 'token-absent', tokenId: null }]);
    plugged.plug();
    const back = await eventually('the token is back', () => heard[1]);
    expect(back.seals).toMatchObject([{ id: seal.id, state: 'ready', tokenId: token.id }]);
    stopTokens();
    expect(heard).toHaveLength(2);
    await app.call('seals.remove', { id: seal.id });
  });

  test('the trial with its seal, and its end when the seal is removed', async () => {
    const { created, ...made } = await app.call('trial.create', { algorithm: 'sm2' });
    expect(created).toBe(true);
    expect((await told())?.trial).toEqual({ ...made, created: false });
    await app.call('seals.remove', { id: made.sealId });
    expect(await told()).toEqual({ seals: [], trial: null });
  });
});
