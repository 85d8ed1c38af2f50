/** Batches with more than one key: two UKeys side by side, and a seal for which two keys of one UKey sign. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealDesign } from '../../src-main/contract/index.ts';
import { writeLargePdf } from '../fixtures/large.ts';
import { openPremises, owner } from '../fixtures/office.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { type Desk, openDesk } from './desk.ts';

const subject = `/C=CN/O=${owner}/CN=${owner}`;
const design = sealDesign.parse({ ringText: owner });
let desk: Desk;
let spare: SoftHsmToken;
beforeAll(async () => {
  const premises = openPremises([
    { algorithm: 'p256', subject },
    { algorithm: 'p256', subject: `/C=CN/O=${owner}/CN=法定代表人` },
  ]);
  const folder = dirname(premises.token.confPath);
  spare = makeSoftHsmToken({ folder, label: '备用UKey', pin: '246802', keys: [{ algorithm: 'p256', subject }] });
  desk = await openDesk(premises);
});
afterAll(() => desk?.close());

function layFolder(name: string, count: number): string {
  const folder = join(desk.premises.folder, name);
  mkdirSync(folder);
  for (let index = 0; index < count; index++) {
    const document = { pages: 1, bytesPerPage: 2_000 + index, objectStreams: false, tree: 'flat' } as const;
    writeLargePdf(join(folder, `${index}.pdf`), document);
  }
  return folder;
}
const sourceOf = (folder: string) => ({ source: { kind: 'files' as const, paths: [folder] } });

async function spareSeal(more: object = {}) {
  const token = (await desk.core.call('tokens.list', null)).find(({ serial }) => serial === spare.serial);
  const binding = { tokenId: token?.id ?? '', certificateFingerprint: spare.certificates[0]?.fingerprint ?? '' };
  const made = await desk.core.call('seals.create', {
    name: '公章（备用）',
    kind: 'official',
    binding,
    design,
    ...more,
  });
  return { sealId: made.id, tokenId: binding.tokenId };
}

describe('two UKeys with the same seal', () => {
  it('work side by side, each file stamped by one of them', async () => {
    const other = await spareSeal();
    const batch = await desk.lookedAt(sourceOf(layFolder('并行', 30)));
    const pins = { [desk.tokenId]: desk.pin, [other.tokenId]: spare.pin };
    const done = await desk.run(batch.id, { pins, alsoSeals: [other.sealId] });
    expect(done).toMatchObject({ state: 'finished', counts: { done: 30, failed: 0 } });
    const rows = (await desk.core.call('history.list', { limit: 100 })).rows;
    const bySerial = (serial: string) => rows.filter(({ tokenSerial }) => tokenSerial === serial).length;
    expect(bySerial(desk.premises.token.serial) + bySerial(spare.serial)).toBe(30);
    expect(Math.min(bySerial(desk.premises.token.serial), bySerial(spare.serial))).toBeGreaterThan(0);
    expect(readdirSync(done.outputFolder)).toHaveLength(30);
  });

  it('are refused where the seals differ, or the other PIN is missing', async () => {
    const batch = await desk.lookedAt(sourceOf(layFolder('不同', 2)));
    const contract = await spareSeal({ name: '合同章', kind: 'contract' });
    const start = (alsoSeals: string[]) =>
      desk.core.call('batch.start', { id: batch.id, pins: { [desk.tokenId]: desk.pin }, alsoSeals });
    await expect(start([contract.sealId])).rejects.toMatchObject({ code: 'BATCH_SEALS_DIFFER' });
    await expect(start([desk.seal.id])).rejects.toMatchObject({ code: 'BATCH_SEALS_DIFFER' });
    const written = await spareSeal({ design: sealDesign.parse({ ringText: owner, bottomText: '（2）' }) });
    await expect(start([written.sealId])).rejects.toMatchObject({ code: 'BATCH_SEALS_DIFFER' });
    const alike = await spareSeal();
    await expect(start([alike.sealId, alike.sealId])).rejects.toMatchObject({ code: 'BATCH_SEALS_DIFFER' });
    await expect(start([alike.sealId])).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
    expect((await desk.core.call('batch.get', { id: batch.id })).counts.done).toBe(0);
  });
});

describe('a seal for which two keys of one UKey sign', () => {
  it('is put on each file with both signatures, with one PIN', async () => {
    const companion = {
      tokenId: desk.tokenId,
      certificateFingerprint: desk.premises.token.certificates[1]?.fingerprint ?? '',
    };
    await desk.core.call('seals.setCompanion', { id: desk.seal.id, companion });
    const batch = await desk.lookedAt(sourceOf(layFolder('双签', 5)));
    expect(await desk.core.call('batch.logins', { id: batch.id })).toMatchObject([{ signatures: 10, pinEntries: 0 }]);
    const done = await desk.run(batch.id);
    expect(done.counts).toMatchObject({ done: 5, failed: 0 });
    for (const name of readdirSync(done.outputFolder)) {
      const judged = execFileSync('pdfsig', ['-nocert', join(done.outputFolder, name)], { encoding: 'utf8' });
      expect(judged.match(/Signature is Valid/g)).toHaveLength(2);
    }
  });
});
