import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { driver, settings, token } from '../../../src-main/contract/index.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { type Caller, expectFailure, run, runForJson } from './qianyin.ts';

let office: Office;
/** The office where nothing but the settings says which drivers are loaded. */
let bySettings: Caller;
/** The office of an administrator who allows OpenSC, which has no token. */
let byEnvironment: Caller;

beforeAll(async () => {
  office = openOffice();
  bySettings = { ...office.where, env: { QIANYIN_DRIVERS: '' } };
  byEnvironment = { ...office.where, env: { QIANYIN_DRIVERS: 'opensc' } };
});
afterAll(() => office?.close());

const serials = async (where: Caller) =>
  (await runForJson(where, z.array(token), ['tokens'])).map(({ serial }) => serial);

describe('the drivers that may be loaded', () => {
  test('are all, until some are listed; then a UKey of another driver is not seen', async () => {
    expect(await runForJson(bySettings, settings, ['settings'])).toMatchObject({ allowedDrivers: null });
    expect(await serials(bySettings)).toContain(office.token.serial);

    const listed = await runForJson(bySettings, settings, ['settings', '--driver', 'opensc', '--driver', 'trial']);
    expect(listed.allowedDrivers).toEqual(['opensc', 'trial']);
    expect(await serials(bySettings)).toEqual([]);

    await runForJson(bySettings, settings, ['settings', '--driver', office.token.modulePath]);
    expect(await serials(bySettings)).toEqual([office.token.serial]);
    const shown = await run(bySettings, ['--lang', 'en', 'settings']);
    const line = shown.stdout.split('\n').find((one) => one.startsWith('Allowed drivers'));
    expect(line?.replace('Allowed drivers', '').trim()).toBe(office.token.modulePath);
    expect(await runForJson(bySettings, settings, ['settings', '--all-drivers'])).toMatchObject({
      allowedDrivers: null,
    });
  });

  test('are those of QIANYIN_DRIVERS whatever the settings say, and whoever changes these is told', async () => {
    expect(await serials(office.where)).toEqual([office.token.serial]);
    expect(await serials(byEnvironment)).toEqual([]);
    const changed = await run(byEnvironment, ['settings', '--driver', 'softhsm2']);
    expect(changed).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('驱动由变量 QIANYIN_DRIVERS 限定，设置不起作用：opensc'),
    });
    expect(await serials(byEnvironment)).toEqual([]);
    await run(bySettings, ['settings', '--all-drivers']);
  });

  test('without the trial UKey: it is not made, and the reason and the way out are said', async () => {
    expectFailure(await run(byEnvironment, ['trial']), 'DRIVER_NOT_ALLOWED', 1);
  });

  test('are either listed or all', async () => {
    expectFailure(await run(bySettings, ['settings', '--driver', 'trial', '--all-drivers']), 'INVALID_INPUT', 2);
    expectFailure(await run(bySettings, ['settings', '--driver', ' ']), 'INVALID_INPUT', 2);
  });
});

describe('drivers', () => {
  const drivers = z.array(driver);
  const listed = (where: Caller, ...args: string[]) => runForJson(where, drivers, ['drivers', ...args]);
  const stateOf = async (where: Caller, id: string) =>
    (await listed(where, 'list')).find((one) => one.id === id)?.state;

  test('can be switched off, those that were found as well, and on again', async () => {
    const { where } = office;
    expect(await stateOf(where, 'softhsm2')).toBe('ready');
    const off = await listed(where, 'disable', 'softhsm2');
    expect(off).toContainEqual(expect.objectContaining({ id: 'softhsm2', state: 'disabled', tokenCount: 0 }));
    expect(await serials(where)).toEqual([]);
    const on = await listed(where, 'enable', office.token.modulePath);
    expect(on).toContainEqual(expect.objectContaining({ id: 'softhsm2', state: 'ready' }));
    expect(await serials(where)).toEqual([office.token.serial]);
  });

  test('can be added and removed; one that was found is not removed, and the way out is said', async () => {
    const file = join(office.folder, 'vendor-p11.so');
    copyFileSync(office.token.modulePath, file);
    const where = { ...office.where, env: { QIANYIN_DRIVERS: `softhsm2,${file}` } };
    const adding = await run(where, ['--json', 'drivers', 'add', file]);
    // Who stands behind the file is said beside the answer.
    expect(adding.stderr).toContain(file);
    const added = drivers.parse(JSON.parse(adding.stdout));
    expect(added).toContainEqual(expect.objectContaining({ path: file, source: 'added', state: 'ready' }));
    const [seen] = await runForJson(where, z.array(token), ['tokens']);
    expect(seen?.ways.map(({ driverName }) => driverName)).toEqual(['SoftHSM2', 'vendor-p11.so']);
    expect(await serials(where)).toEqual([office.token.serial]);
    const id = added.find(({ path }) => path === file)?.id ?? '';
    await listed(where, 'prefer', id);
    const [preferring] = await runForJson(where, z.array(token), ['tokens']);
    expect(preferring?.driverId).toBe(id);
    const removed = await listed(where, 'remove', file);
    expect(removed.map(({ source }) => source)).toEqual(['catalogue']);
    const refused = await run(where, ['drivers', 'remove', 'softhsm2']);
    expectFailure(refused, 'INVALID_INPUT', 2);
    expect(refused.stderr).toContain('qianyin drivers disable');
  });
});
