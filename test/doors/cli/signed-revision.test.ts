import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verificationReport } from '../../../src-main/contract/index.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { onePage, stream, update } from '../../fixtures/pdf/index.ts';
import { expectFailure, run } from './qianyin.ts';

let office: Office;
let once: string;
let changed: string;
let fieldName: string;

beforeAll(async () => {
  office = openOffice();
  const { where, folder, token, sealId } = office;
  const contract = join(folder, 'contract.pdf');
  writeFileSync(contract, onePage());
  once = join(folder, 'once.pdf');
  const place = ['--seal', sealId, '--page', '1', '--at', '100,100'];
  expect(await run(where, ['stamp', contract, '-o', once, ...place, '--pin-stdin'], `${token.pin}\n`)).toMatchObject({
    code: 0,
  });
  changed = join(folder, 'changed.pdf');
  writeFileSync(changed, update(readFileSync(once), { 4: stream('BT /F 24 Tf 72 700 Td (Forged) Tj ET') }));
  const { stdout } = await run(where, ['verify', once, '--json', '--trust', token.caCertificatePath]);
  fieldName = verificationReport.parse(JSON.parse(stdout)).signatures[0]?.fieldName ?? '';
});
afterAll(() => office.close());

const verify = (...args: string[]) => run(office.where, ['verify', ...args, '--trust', office.token.caCertificatePath]);

describe('a file that was changed after stamping', () => {
  test('is told to be changed, with what and where', async () => {
    const { code, stdout } = await verify(changed);
    expect(code).toBe(1);
    expect(stdout).toContain(`${fieldName}: 第 1 页：改动了页面内容（签章人没有允许这样改动）。`);
    expect((await verify(changed, '--lang', 'en')).stdout).toContain('The content of a page was changed (page 1)');
  });

  test('is saved as it was stamped, byte for byte, and that file is valid', async () => {
    const saved = join(office.folder, 'as-stamped.pdf');
    const { code, stderr } = await verify(changed, '--save-signed', fieldName, '-o', saved);
    expect({ code, stderr }).toEqual({ code: 1, stderr: `已存下盖章时的文件：${saved}\n` });
    expect(readFileSync(saved).equals(readFileSync(once))).toBe(true);
    expect(await verify(saved)).toMatchObject({ code: 0 });
    const again = await verify(changed, '--save-signed', fieldName, '-o', saved);
    expectFailure(again, 'OUTPUT_EXISTS', 2);
  });

  test('is not saved over itself, nor for a signature that it does not have', async () => {
    expectFailure(await verify(changed, '--save-signed', fieldName, '-o', changed, '--force'), 'OUTPUT_IS_INPUT', 2);
    const nowhere = await verify(changed, '--save-signed', 'Nobody', '-o', join(office.folder, 'nobody.pdf'));
    expectFailure(nowhere, 'INVALID_INPUT', 2);
  });
});
