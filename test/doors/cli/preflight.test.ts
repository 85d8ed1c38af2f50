import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { settings, stampPlan } from '../../../src-main/contract/index.ts';
import { leasePlaces, printLease } from '../../fixtures/lease.ts';
import { type Office, openOffice, owner, sealName } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { expectFailure, run, runForJson } from './qianyin.ts';

let office: Office;
let lease: string;

beforeAll(async () => {
  office = openOffice();
  // As in an office that uses its issuer; else the check says what other viewers will show.
  office.qianyin('trust', 'add', office.token.caCertificatePath);
  lease = join(office.folder, 'lease.pdf');
  writeFileSync(lease, await printLease(owner));
});
afterAll(() => office.close());

const { xMm, yMm } = leasePlaces.amount;
const onAmount = ['--seal', sealName, '--page', '2', '--at', `${xMm},${yMm}`];
const records = async () =>
  z.array(z.unknown()).parse(JSON.parse((await run(office.where, ['history', '--json'])).stdout));

describe('qianyin stamp --check', () => {
  test('says what, where and what to do; asks for no PIN, writes nothing', async () => {
    const { code, stdout, stderr } = await run(office.where, ['stamp', lease, ...onAmount, '--check']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toMatch(/^预检 \d+ 项：停止 0，注意 4，说明 0$/);
    expect(stdout).toContain('第 2 页的“公章”压住了“￥24,900.00” [seal-over-text]');
    expect(stdout).toMatch(/位置：第 2 页，距左 5\d(\.\d)? mm，距上 \d+(\.\d)? mm/);
    expect(stdout).toContain('请把印章移开一些，让它读得清楚');
    expect(stdout).toContain('第 2 页有没有填的空白：“签订日期： 年 月 日” [blank-field]');
    expect(readdirSync(office.folder)).toEqual(['lease.pdf']);
    expect(await records()).toEqual([]);
  });

  test('the same for a program, and in English', async () => {
    const { code, stdout } = await run(office.where, ['--json', 'stamp', lease, ...onAmount, '--check']);
    expect(code).toBe(1);
    const { warnings, seals } = stampPlan.parse(JSON.parse(stdout));
    expect(seals).toMatchObject([{ impressions: [{ page: 2, xMm, yMm }] }]);
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'seal-over-text', level: 'warn' }));
    const english = await run(office.where, ['--lang', 'en', 'stamp', lease, ...onAmount, '--check']);
    expect(english.stdout).toContain('Warning  On page 2 “公章” lies over “￥24,900.00” [seal-over-text]');
  });

  test('has nothing to say of a quiet file, and ends with 0', async () => {
    const args = ['stamp', fixturePath('libreoffice.pdf'), '--seal', sealName, '--page', '1', '--at', '150,250'];
    const { code, stdout } = await run(office.where, [...args, '--check']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^预检通过，\d+ 项\n$/);
  });
});

describe('qianyin settings --stop', () => {
  test('has a finding stop the stamp before the PIN, until it is taken back', async () => {
    const { stops } = await runForJson(office.where, settings, ['settings', '--stop', 'seal-over-text']);
    expect(stops).toEqual(['seal-over-text']);
    const output = join(office.folder, 'stopped.pdf');
    const checked = await run(office.where, ['stamp', lease, ...onAmount, '--check']);
    expect(checked.stdout).toMatch(/^停止 {2}第 2 页的“公章”压住了“￥24,900.00”/m);
    const { code, stdout, stderr } = await run(office.where, ['stamp', lease, '-o', output, ...onAmount]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('预检发现“压住金额、证号或姓名”，不能盖章');
    expect(stderr).toContain('(PREFLIGHT_STOPPED)');
    expect(existsSync(output)).toBe(false);
    expect(await records()).toEqual([]);
    const refused = await run(office.where, ['history', 'events', '--kind', 'refused']);
    expect(refused.stdout).toMatch(/拒绝盖章 {2}.*文件 .*\.pdf · .*原因 预检发现“压住金额、证号或姓名”，不能盖章/);
    // The look before it was told no as well, in a program of its own; the plan and the run of one program are one.
    expect(refused.stdout.match(/拒绝盖章/g)).toHaveLength(2);
    expect((await runForJson(office.where, settings, ['settings', '--no-stops'])).stops).toEqual([]);
    const withPin = { ...office.where, env: { QIANYIN_PIN: office.token.pin } };
    expect((await run(withPin, ['stamp', lease, '-o', output, ...onAmount])).code).toBe(0);
    expect(existsSync(output)).toBe(true);
  });

  test('takes only what can stop a stamp', async () => {
    expectFailure(await run(office.where, ['settings', '--stop', 'pin-low']), 'INVALID_INPUT', 2);
  });
});
