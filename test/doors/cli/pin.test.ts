import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { expectFailure, run, runOnTerminal } from './qianyin.ts';

let office: Office;
let output: string;
let args: string[];

beforeAll(async () => {
  office = openOffice();
  const contract = join(office.folder, 'contract.pdf');
  copyFileSync(fixturePath('groff.pdf'), contract);
  output = join(office.folder, 'out.pdf');
  args = ['stamp', contract, '-o', output, '--seal', office.sealId, '--page', '1', '--at', '100,100'];
});
afterAll(() => office.close());
beforeEach(() => rmSync(output, { force: true }));

const prompt = 'PIN 码：';

describe('the PIN asked for on the terminal', () => {
  test('is not shown, and a slip can be taken back', () => {
    const { pin, serial } = office.token;
    const typed = `${pin}9\u007f\r`;
    const { shown, code, echoes } = runOnTerminal(office.where, args, [{ until: prompt, type: typed }]);
    expect({ code, echoes }).toEqual({ code: 0, echoes: true });
    expect(shown).toContain(`UKey “办公室UKey”（尾号 ${serial.slice(-4)}）的 PIN 码：`);
    expect(shown).not.toContain(pin);
    expect(shown).not.toContain('***');
    expect(shown).toContain('已盖章');
    expect(existsSync(output)).toBe(true);
  });

  test('is not asked for again by itself when it was wrong', () => {
    const { shown, code, echoes } = runOnTerminal(office.where, args, [{ until: prompt, type: '000000\r' }]);
    expect({ code, echoes }).toEqual({ code: 1, echoes: true });
    expect(shown).toContain('PIN_INCORRECT');
    expect(shown.split(prompt)).toHaveLength(2);
    expect(shown).not.toContain('000000');
    expect(existsSync(output)).toBe(false);
  });

  test('can be refused with Ctrl-C: nothing is stamped and the terminal is as it was', () => {
    const { shown, code, echoes } = runOnTerminal(office.where, args, [{ until: prompt, type: '1357\u0003' }]);
    expect({ code, echoes }).toEqual({ code: 130, echoes: true });
    expect(shown).toContain('CANCELLED');
    expect(shown).not.toContain('1357');
    expect(existsSync(output)).toBe(false);
  });
});

describe('the PIN without a terminal', () => {
  test('is one line of standard input, whatever ends it', async () => {
    const { pin } = office.token;
    // Windows programs write a byte order mark before the first line.
    for (const input of [`${pin}`, `${pin}\r\nmore\n`, `\ufeff${pin}\n`]) {
      const result = await run(office.where, [...args, '--pin-stdin', '--force'], input);
      expect(result.code).toBe(0);
      expect(result.stdout + result.stderr).not.toContain(pin);
    }
  });

  test('is asked for with an error when there is none; nothing is guessed', async () => {
    // Of a file that was stamped already there would be a note beside the error.
    const [command = '', , ...options] = args;
    const fresh = [command, fixturePath('libreoffice.pdf'), ...options];
    expectFailure(await run(office.where, fresh), 'PIN_REQUIRED', 1);
    expectFailure(await run(office.where, [...fresh, '--pin-stdin'], '\n'), 'PIN_REQUIRED', 1);
    expect(existsSync(output)).toBe(false);
  });

  test('on standard input counts before the variable', async () => {
    const where = { ...office.where, env: { QIANYIN_PIN: '000000' } };
    expect((await run(where, [...args, '--pin-stdin'], `${office.token.pin}\n`)).code).toBe(0);
  });
});
