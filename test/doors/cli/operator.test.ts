import { userInfo } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settings } from '../../../src-main/contract/index.ts';
import { openPremises, type Premises } from '../../fixtures/office.ts';
import { type Caller, run, runForJson } from './qianyin.ts';

let premises: Premises;
let where: Caller;

beforeAll(() => {
  premises = openPremises();
  where = { home: premises.home, token: premises.token, cwd: premises.folder };
});
afterAll(() => premises?.close());

test('whoever stamps is not named until somebody says so, and is named from then on', async () => {
  const before = await run(where, ['settings']);
  expect(before.stdout).toContain(`尚未填写（系统账户 ${userInfo().username}）`);
  expect(await runForJson(where, settings, ['settings', '--operator', ' 王芳 '])).toMatchObject({
    operatorName: '王芳',
  });
  const after = await run(where, ['--lang', 'en', 'settings']);
  expect(after.stdout).toMatch(/Operator +王芳/);
  expect(await runForJson(where, settings, ['settings', '--operator', ''])).toMatchObject({ operatorName: '' });
});
