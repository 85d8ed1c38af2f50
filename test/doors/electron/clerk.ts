/** A clerk's job at the desktop window, whatever carries the window. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { seal, verificationReport } from '../../../src-main/contract/index.ts';
import { dragSeal } from '../../e2e/window.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../../fixtures/softhsm.ts';

const builtProgram = fileURLToPath(new URL('../../../dist/main/qianyin.js', import.meta.url));
const owner = '杭州示例科技有限公司';

/** A clerk's desk: a data folder, a UKey, a seal and a contract. */
export interface Desk {
  homeFolder: string;
  token: SoftHsmToken;
  sealId: string;
  documentPath: string;
  /** Runs the command line over the same data folder. */
  qianyin(...args: string[]): string;
}

/** @param program the command line to make the seal with: this project's build, or a packed one */
export function prepareDesk(folder: string, program = builtProgram): Desk {
  mkdirSync(folder, { recursive: true });
  const homeFolder = join(folder, 'home');
  const token = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: '办公室UKey',
    pin: '135790',
    keys: [{ algorithm: 'rsa2048', subject: `/C=CN/O=${owner}/CN=${owner}` }],
  });
  const qianyin = (...args: string[]) =>
    execFileSync(process.execPath, [program, ...args], {
      env: { ...process.env, QIANYIN_HOME: homeFolder, ...token.env, QIANYIN_PIN: token.pin },
      encoding: 'utf8',
    });
  const documentPath = join(folder, '采购合同.pdf');
  cpSync(fixturePath('chromium.pdf'), documentPath);
  // Who stamps is asked once; here she has answered.
  qianyin('settings', '--operator', '王芳');
  const made = qianyin('seals', 'create', '--json', '--name', '公章', '--ring-text', owner);
  return { homeFolder, token, sealId: seal.parse(JSON.parse(made)).id, documentPath, qianyin };
}

/**
 * Opens the contract by the button and the dialog, places the seal, mistypes the PIN, stamps, and reads result, verification and
 * record.
 * @param chooseNext makes the next file dialog answer with a file
 * @returns the stamped file
 */
export async function stampAtWindow(
  page: Page,
  { token, sealId, documentPath, qianyin }: Desk,
  chooseNext: (path: string) => Promise<void>,
): Promise<string> {
  await page.getByTestId('token-card').waitFor();
  await chooseNext(documentPath);
  await page.getByTestId('open-pdf').click();
  await page.locator('[data-testid=page-1] canvas').waitFor();
  await dragSeal(page, sealId, { page: 1, xMm: 100, yMm: 120, pageWidthMm: 210 });
  await page.getByTestId('placed-seal-0').waitFor();
  await page.getByTestId('stamp-reason').fill('年度采购');
  await page.getByTestId('stamp-button').click();
  await page.getByTestId('confirm-sheet').waitFor();
  await page.getByTestId('pin-input').fill('000000');
  await page.getByTestId('confirm-stamp').click();
  const refused = page.getByTestId('confirm-sheet').getByTestId('pin-refused');
  await refused.waitFor();
  expect(await refused.textContent()).toContain('PIN 码不正确，操作未执行');
  await page.getByTestId('pin-input').fill(token.pin);
  await page.getByTestId('pin-input').press('Enter');
  await page.getByTestId('stamp-done').waitFor();

  // Beside the contract: the desktop window knows where that is.
  const output = documentPath.replace(/\.pdf$/, '_已盖章.pdf');
  expect((await page.getByTestId('output-name').textContent())?.trim()).toBe('采购合同_已盖章.pdf');
  const original = readFileSync(documentPath);
  expect(readFileSync(output).subarray(0, original.length).equals(original)).toBe(true);
  expect(execFileSync('pdfsig', [output], { encoding: 'utf8' })).toContain('Signature is Valid');
  const verified = qianyin('verify', '--json', '--trust', token.caCertificatePath, output);
  expect(verificationReport.parse(JSON.parse(verified))).toMatchObject({
    verdict: 'valid',
    signatures: [{ signerName: owner, reason: '年度采购' }],
  });

  await page.getByTestId('done-verify').click();
  await page.getByTestId('verification-report').waitFor();
  expect(await page.getByTestId('line-content').textContent()).toContain('未被改动');
  await page.getByTestId('nav-history').click();
  const rows = page.getByTestId('history-row').filter({ hasText: '采购合同.pdf' });
  await rows.filter({ hasText: '已盖章' }).waitFor();
  expect(await rows.count()).toBe(2);
  return output;
}
