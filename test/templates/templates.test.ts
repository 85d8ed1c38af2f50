/** Templates through the real core: kept, found again by a document, carried to another computer, used. */
import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { App } from '../../src-main/app.ts';
import type { PlacementInput, Seal } from '../../src-main/contract/index.ts';
import { openPremises, type Premises } from '../fixtures/office.ts';
import { openCore } from '../fixtures/office-core.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = '杭州示例科技有限公司';
let premises: Premises;
let core: App;
let close: () => Promise<void>;
let seal: Seal;
let contract: string;

async function makeSeal(name: string): Promise<Seal> {
  const [token] = await core.call('tokens.list', null);
  const fingerprint = token?.certificates[0]?.fingerprint ?? '';
  const binding = { tokenId: token?.id ?? '', certificateFingerprint: fingerprint };
  const design = { kind: 'official' as const, shape: 'round' as const, ringText: owner };
  return core.call('seals.create', { name, kind: 'official', binding, design });
}

beforeAll(async () => {
  premises = openPremises();
  ({ core, close } = await openCore(premises, 'cli'));
  await core.tokensSettled();
  seal = await makeSeal('公章');
  contract = join(premises.folder, 'contract.pdf');
  copyFileSync(fixturePath('chromium.pdf'), contract);
});
afterAll(() => close?.());

const placements = (): PlacementInput[] => [
  { sealId: seal.id, placing: { rule: 'here', page: 1, xMm: 60, yMm: 80 } },
  { sealId: seal.id, placing: { rule: 'paging' } },
];
const save = (name: string, more: object = {}) =>
  core.call('templates.save', { name, placements: placements(), document: { path: contract }, ...more });
const file = () => join(premises.home, 'templates.json');

describe('a template', () => {
  it('is kept for its owner alone, with what its documents are known by, and matches them', async () => {
    const saved = await save('租赁');
    expect(saved).toMatchObject({ name: '租赁', pageCount: 2, missingSeals: [] });
    expect(saved.words).toEqual(expect.arrayContaining(['房屋租赁合同', '甲方', '乙方', '盖章']));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const { documentId } = await core.call('documents.open', { path: contract });
    const [best] = await core.call('templates.match', { path: contract, documentId });
    expect(best).toEqual({ name: '租赁', likeness: 1 });
    expect(await core.call('templates.match', { path: fixturePath('groff.pdf') })).toEqual([]);
    await expect(save('租赁')).rejects.toMatchObject({ code: 'TEMPLATE_EXISTS' });
    await save('租赁', { overwrite: true });
    expect(await core.call('templates.list', null)).toHaveLength(1);
  });

  it('puts its seals where it says', async () => {
    const [found] = await core.call('templates.list', null);
    const used = (found?.placements ?? []).map((one) => ({ sealId: one.seal.id, placing: one.placing }));
    const previewed = await core.call('stamp.preview', { path: contract, placements: used });
    expect(previewed.map(({ impressions }) => impressions.length)).toEqual([1, 2]);
  });

  it('goes to another computer as a file, where its seal is found by name and kind or has to be chosen', async () => {
    const { content, fileName } = await core.call('templates.export', { name: '租赁' });
    expect(fileName).toBe('租赁.json');
    const foreign = (name: string) =>
      Buffer.from(Buffer.from(content).toString().replaceAll(seal.id, 'elsewhere').replaceAll('"公章"', `"${name}"`));
    const found = await core.call('templates.import', { content: foreign('公章'), overwrite: true });
    expect(found.replaced.map(({ to }) => to.id)).toEqual([seal.id]);
    expect(found.template?.placements.every((one) => one.seal.id === seal.id)).toBe(true);
    const unknown = await core.call('templates.import', { content: foreign('总部公章'), overwrite: true });
    expect([unknown.template, unknown.missing.map(({ name }) => name)]).toEqual([null, ['总部公章']]);
    const chosen = { content: foreign('总部公章'), seals: { 总部公章: seal.id }, overwrite: true };
    expect((await core.call('templates.import', chosen)).template?.missingSeals).toEqual([]);
    const wrong = { content: foreign('总部公章'), seals: { 总部公章: 'nobody' } };
    await expect(core.call('templates.import', wrong)).rejects.toMatchObject({ code: 'SEAL_NOT_FOUND' });
  });

  it.each(['constructor', '__proto__', 'toString'])('asks for a seal that the file calls %s', async (name) => {
    const { content } = await core.call('templates.export', { name: '租赁' });
    const named = Buffer.from(content).toString().replaceAll(seal.id, name).replaceAll('"公章"', `"${name}"`);
    const { template, missing } = await core.call('templates.import', { content: Buffer.from(named) });
    expect([template, missing.map((one) => one.name)]).toEqual([null, [name]]);
  });

  it('says which of its seals is gone', async () => {
    const passing = await makeSeal('临时章');
    await save('临时', { placements: [{ sealId: passing.id, placing: { rule: 'here', page: 1, xMm: 60, yMm: 80 } }] });
    await core.call('seals.remove', { id: passing.id });
    const listed = (await core.call('templates.list', null)).find(({ name }) => name === '临时');
    expect(listed?.missingSeals.map(({ name }) => name)).toEqual(['临时章']);
    await core.call('templates.remove', { name: '临时' });
    await expect(core.call('templates.remove', { name: '临时' })).rejects.toMatchObject({ code: 'TEMPLATE_NOT_FOUND' });
  });

  it.each<[string, string | Buffer]>([
    ['no JSON', 'x'],
    ['another JSON', '{"version":1}'],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x7b])],
    [
      'a placing of no rule',
      '{"format":"qianyin-template","version":1,"template":{"name":"a","placements":[{"seal":{"id":"a","name":"a","kind":"official"},"placing":{"rule":"x"}}],"firstPage":null,"pageCount":null,"words":[],"savedAt":"2026-01-01T00:00:00Z"}}',
    ],
    ['too much', `{"format":"${'x'.repeat(300_000)}"}`],
  ])('is not taken from a file with %s', async (_, content) => {
    const given = { content: Buffer.from(content) };
    await expect(core.call('templates.import', given)).rejects.toMatchObject({ code: 'TEMPLATE_UNREADABLE' });
  });

  it('is not lost where the file was damaged: nothing is written over it', async () => {
    const whole = readFileSync(file());
    writeFileSync(file(), whole.subarray(0, 100));
    chmodSync(file(), 0o600);
    await expect(core.call('templates.list', null)).rejects.toMatchObject({ code: 'TEMPLATES_DAMAGED' });
    await expect(save('新')).rejects.toMatchObject({ code: 'TEMPLATES_DAMAGED' });
    expect(readFileSync(file())).toHaveLength(100);
    writeFileSync(file(), whole);
  });
});
