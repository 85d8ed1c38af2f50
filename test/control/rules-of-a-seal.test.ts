/** 用印规则 over the whole core: a trial UKey, the seal library, the ledger, and a payment order that Chromium printed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { type MethodInput, noRules, type SealRules, type Trial } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { printPages } from '../fixtures/seal-pages.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const folder = mkdtempSync(join(tmpdir(), 'qianyin-rules-'));
const order = join(folder, '付款单.pdf');
let app: App;
let trial: Trial;
let runs = 0;

beforeAll(async () => {
  const [printed = new Uint8Array()] = await printPages([
    '<h2>付款单</h2><p>收款人：上海样本贸易有限公司</p><p>金额：￥24,900.00（大写：贰万肆仟玖佰元整）</p>',
  ]);
  writeFileSync(order, printed);
  app = await createApp({ homeFolder: join(folder, 'home'), door: 'web', desktop: commandDesktop() });
  await app.tokensSettled();
  trial = await app.call('trial.create', { algorithm: 'rsa' });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => setRules(null));

const setRules = (rules: Partial<SealRules> | null) =>
  app.call('seals.setRules', { id: trial.sealId, rules: rules && { ...noRules, ...rules } });

const asked = (more: Partial<MethodInput<'stamp.run'>> = {}): MethodInput<'stamp.run'> => {
  runs += 1;
  return {
    runId: `run-${runs}`,
    path: order,
    placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm: 230 } }],
    outputPath: join(folder, `out-${runs}.pdf`),
    ...more,
  };
};
const stamp = (more: Partial<MethodInput<'stamp.run'>> = {}) =>
  app.call('stamp.run', { ...asked(more), pins: { [trial.token.id]: Buffer.from(trial.pin) } });
const stops = async (more: Partial<MethodInput<'stamp.run'>> = {}) => {
  const { warnings } = await app.call('stamp.plan', asked(more));
  return warnings.filter(({ level }) => level === 'stop').map(({ code }) => code);
};
const newest = async (kind: 'refused' | 'seal-rules-changed') =>
  (await app.call('history.events', { kinds: [kind], limit: 1 }))[0];
const uses = async () => (await app.call('history.list', {})).total;

describe('the rules of a seal', () => {
  it('stop a stamp before the PIN, whatever the window said, and the refusal is on record', async () => {
    await setRules({ entries: ['reason', 'approvalNumber'] });
    expect(await stops()).toEqual(['rule-entry-missing', 'rule-entry-missing']);
    const before = await uses();
    await expect(stamp()).rejects.toMatchObject({ code: 'PREFLIGHT_STOPPED', values: { code: 'rule-entry-missing' } });
    // What nobody sees is nothing that was entered.
    expect(await stops({ reason: '\u200b', particulars: { approvalNumber: '\u3164\u2060' } })).toHaveLength(2);
    expect(await uses()).toBe(before);
    expect((await newest('refused'))?.data).toMatchObject({ errorCode: 'PREFLIGHT_STOPPED', sealIds: [trial.sealId] });
    const { historySeqs } = await stamp({ reason: '付款', particulars: { approvalNumber: 'OA-7' } });
    const [row] = (await app.call('history.list', {})).rows;
    expect(row).toMatchObject({ seq: historySeqs[0], reason: '付款', approvalNumber: 'OA-7', outcome: 'completed' });
  });

  it('are kept with the seal and on record, by whom', async () => {
    await setRules({ usesPerDay: 3 });
    const [seal] = await app.call('seals.list', {});
    expect(seal?.rules).toMatchObject({ usesPerDay: 3, entries: [] });
    const event = await newest('seal-rules-changed');
    expect(event?.data).toMatchObject({ sealId: trial.sealId, rules: { usesPerDay: 3 }, door: 'web' });
    expect(event?.data).toHaveProperty('operator');
  });

  it('an amount that is not that of the document stops; that of the document, in figures or 大写, does not', async () => {
    await setRules({ checksAmount: true });
    expect(await stops()).toEqual(['rule-entry-missing']);
    const { warnings } = await app.call('stamp.plan', asked({ particulars: { amount: '24,800元' } }));
    const differs = warnings.find(({ code }) => code === 'amount-differs');
    expect(differs).toMatchObject({ level: 'stop', values: { amount: '24,800元' }, place: { page: 1 } });
    expect(String(differs?.values.found)).toContain('24,900.00');
    expect(await stops({ particulars: { amount: '24900' } })).toEqual([]);
    expect(await stops({ particulars: { amount: '贰万肆仟玖佰元整' } })).toEqual([]);
  });

  it('no more uses a day than it says, though two are asked for at once', async () => {
    const since = new Date(new Date().setHours(0, 0, 0, 0)).toISOString();
    const { total } = await app.call('history.list', {
      filter: { sealIds: [trial.sealId], from: since, outcomes: ['completed'] },
    });
    await setRules({ usesPerDay: total + 1 });
    const ended = await Promise.allSettled([stamp(), stamp()]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await stops()).toEqual(['rule-uses-of-day']);
  });

  it('the same payment within a day is asked about, and stops nothing', async () => {
    await setRules({ asksSamePayment: true });
    const particulars = { amount: '24,900元', counterparty: '上海样本贸易有限公司' };
    await stamp({ particulars });
    const { warnings } = await app.call('stamp.plan', asked({ particulars: { ...particulars, amount: '24900.00' } }));
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'same-payment',
        level: 'warn',
        values: expect.objectContaining({ amount: '24900.00' }),
      }),
    );
    const other = await app.call('stamp.plan', asked({ particulars: { ...particulars, amount: '24,901元' } }));
    expect(other.warnings.map(({ code }) => code)).not.toContain('same-payment');
  });

  it('only where a template puts it', async () => {
    const { placements } = asked();
    await app.call('templates.save', { name: '付款单', placements, overwrite: true });
    await setRules({ templates: ['付款单'] });
    expect(await stops()).toEqual([]);
    const moved = {
      placements: [{ sealId: trial.sealId, placing: { rule: 'here', page: 1, xMm: 140, yMm: 230 } as const }],
    };
    expect(await stops(moved)).toEqual(['rule-other-place']);
    await expect(stamp(moved)).rejects.toMatchObject({ code: 'PREFLIGHT_STOPPED' });
    // Whoever changes the template changes no rule.
    await app.call('templates.save', { name: '付款单', placements: moved.placements, overwrite: true });
    expect(await stops(moved)).toEqual(['rule-template-changed']);
    await expect(stamp(moved)).rejects.toMatchObject({ values: { code: 'rule-template-changed' } });
    await setRules({ templates: ['付款单'] });
    expect(await stops(moved)).toEqual([]);
  });

  it('are meant by the clock of where they were set, not of whoever says where he is', async () => {
    const zone = process.env.TZ;
    const hour = new Date().getUTCHours();
    const clockOf = (at: number) => `${String((at + 24) % 24).padStart(2, '0')}:00`;
    process.env.TZ = 'UTC';
    try {
      await setRules({ hours: { from: clockOf(hour + 3), to: clockOf(hour + 6), days: [1, 2, 3, 4, 5, 6, 7] } });
      process.env.TZ = 'Etc/GMT-4';
      expect(await stops()).toEqual(['rule-outside-hours']);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('changed in the file of the seal, behind the record, stop every stamp until they are saved anew', async () => {
    await setRules({ entries: ['reason'] });
    const file = join(folder, 'home', 'seals', trial.sealId, 'seal.json');
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(kept), rules: null }));
    expect(await stops()).toEqual(['rule-record-differs']);
    await expect(stamp({ reason: '付款' })).rejects.toMatchObject({ values: { code: 'rule-record-differs' } });
    await setRules({ entries: ['reason'] });
    expect(await stops({ reason: '付款' })).toEqual([]);
  });

  it('bind a batch too', async () => {
    await setRules({ entries: ['approvalNumber'] });
    const { id } = await app.call('batch.create', {
      source: { kind: 'files', paths: [order] },
      placements: asked().placements,
      outputFolder: join(folder, 'batch'),
      again: true,
    });
    await app.call('batch.look', { id });
    const { items } = await app.call('batch.items', { id, oddity: 'stopped' });
    expect(items).toMatchObject([{ error: { code: 'PREFLIGHT_STOPPED', values: { code: 'rule-entry-missing' } } }]);
  });
});
