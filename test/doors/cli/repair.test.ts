import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { repairRow } from '../../../src-main/contract/index.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { onePage } from '../../fixtures/pdf/index.ts';
import { expectFailure, run, runForJson } from './qianyin.ts';

let office: Office;
let damaged: string;
let repaired: string;
const content = Buffer.concat([Buffer.from('\r\n'), onePage()]);

beforeAll(() => {
  office = openOffice();
  damaged = join(office.folder, 'damaged.pdf');
  repaired = join(office.folder, 'repaired.pdf');
  writeFileSync(damaged, content);
});
afterAll(() => office.close());

const stamp = (path: string) => {
  const { where, sealId, token } = office;
  const place = ['--seal', sealId, '--page', '1', '--at', '100,100', '--force'];
  return run(
    where,
    ['stamp', path, '-o', join(office.folder, 'stamped.pdf'), ...place, '--pin-stdin'],
    `${token.pin}\n`,
  );
};

describe('qianyin repair', () => {
  test('makes of a damaged file, which is not stamped, a copy that is, and leaves the file as it was', async () => {
    expectFailure(await stamp(damaged), 'PDF_DAMAGED', 2);
    expect(await run(office.where, ['repair', damaged, '-o', repaired])).toMatchObject({ code: 0 });
    expect(readFileSync(damaged).equals(content)).toBe(true);
    expect(await stamp(repaired)).toMatchObject({ code: 0 });
  });

  test('puts the copy on record', async () => {
    const copies = await runForJson(office.where, z.array(repairRow), ['history', 'repairs']);
    expect(copies).toMatchObject([{ inputPath: damaged, outputPath: repaired, operator: expect.stringMatching(/./) }]);
  });

  test('overwrites nothing, and never the damaged file itself', async () => {
    expectFailure(await run(office.where, ['repair', damaged, '-o', repaired]), 'OUTPUT_EXISTS', 1);
    expectFailure(await run(office.where, ['repair', damaged, '-o', damaged, '--force']), 'OUTPUT_IS_INPUT', 1);
  });

  test('leaves a file with a signature alone', async () => {
    const signed = join(office.folder, 'stamped.pdf');
    expectFailure(await run(office.where, ['repair', signed]), 'PDF_SIGNED', 1);
  });
});
