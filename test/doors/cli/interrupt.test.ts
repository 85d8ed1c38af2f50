import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { historyRow } from '../../../src-main/contract/index.ts';
import { writeSparsePdf } from '../../fixtures/large.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { eventually } from '../../token/drivers.ts';
import { type Caller, ended, expectFailure, runForJson, runOnTerminal, start } from './qianyin.ts';

const bigBytes = 2 ** 30;
const patienceMs = 30_000;

let office: Office;
let where: Caller;
let output: string;
let args: string[];

beforeAll(async () => {
  office = openOffice();
  where = { ...office.where, env: { QIANYIN_PIN: office.token.pin } };
  const big = join(office.folder, 'big.pdf');
  writeSparsePdf(big, bigBytes);
  output = join(office.folder, 'out.pdf');
  args = ['stamp', big, '-o', output, '--seal', office.sealId, '--page', '1', '--at', '100,100'];
});
afterAll(() => office.close());

const inTheMaking = () => readdirSync(office.folder).some((name) => name.endsWith('.part'));

async function expectNothingLeft(): Promise<void> {
  expect(existsSync(output)).toBe(false);
  expect(inTheMaking()).toBe(false);
  // No seal was used, so the ledger has nothing to tell.
  expect(await runForJson(where, z.array(historyRow), ['history'])).toEqual([]);
}

describe('a stamp that is interrupted while a big file is copied', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`ends with 130 and leaves nothing: ${signal}`, async () => {
      const child = start(where, args);
      const result = ended(child);
      await eventually('the output in the making', inTheMaking, patienceMs);
      child.kill(signal);
      expectFailure(await result, 'CANCELLED', 130);
      await expectNothingLeft();
    });
  }

  test('ends with 130 and leaves nothing: Ctrl-C on the terminal, which reaches the drivers too', async () => {
    const { shown, code } = runOnTerminal(where, args, [{ until: '准备…', type: '\u0003' }]);
    expect(code).toBe(130);
    expect(shown).toContain('CANCELLED');
    await expectNothingLeft();
  });
});
