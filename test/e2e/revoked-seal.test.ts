import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seal as sealShape } from '../../src-main/contract/index.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { makeSoftHsmToken, revokeCertificates, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { dragSeal, openPdf, openWindow, program, type ServedWindow } from './window.ts';

const owner = '杭州示例科技有限公司';

describe('a seal whose certificate is revoked', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-e2e-revoked-'));
  const home = join(folder, 'home');
  let token: SoftHsmToken;
  let sealId: string;
  let window: ServedWindow;

  beforeAll(async () => {
    token = makeSoftHsmToken({
      folder: join(folder, 'token'),
      label: '办公室UKey',
      pin: '135790',
      keys: [{ algorithm: 'p256', subject: `/C=CN/O=${owner}/CN=${owner}` }],
    });
    const env = { SOFTHSM2_CONF: token.confPath };
    const made = execFileSync(
      process.execPath,
      [program, 'seals', 'create', '--json', '--name', '公章', '--ring-text', owner],
      { env: { ...process.env, QIANYIN_HOME: home, ...env }, encoding: 'utf8' },
    );
    sealId = sealShape.parse(JSON.parse(made)).id;
    window = await openWindow({ home, env });
  });
  afterAll(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('turns grey in the tray with the reason as soon as the list is imported, and one placed before is refused without a PIN', async () => {
    const { page } = window;
    await page.getByTestId('token-card').waitFor();
    await openPdf(page, fixturePath('chromium.pdf'));
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await dragSeal(page, sealId, { page: 1, xMm: 60, yMm: 60, pageWidthMm: 210 });
    await page.getByTestId('placed-seal-0').waitFor();

    const list = join(folder, 'revoked.crl');
    writeFileSync(list, revokeCertificates(token, token.certificates));
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('trust-file').setInputFiles(token.caCertificatePath);
    await page.getByText('测试根证书').first().waitFor();
    await page.getByTestId('trust-file').setInputFiles(list);
    await page.getByTestId('revocation-lists').getByText('测试根证书').waitFor();

    await page.getByTestId('nav-stamp').click();
    const card = page.getByTestId(`seal-${sealId}`);
    await card.filter({ hasText: '证书已被吊销' }).waitFor();
    expect(await card.isDisabled()).toBe(true);
    await page.getByTestId('stamp-button').click();
    const error = page.getByTestId('confirm-sheet').getByTestId('error-panel');
    await error.waitFor();
    expect(await error.innerText()).toMatch(/证书不能用于盖章：吊销列表显示证书已被吊销[\s\S]*CERTIFICATE_UNUSABLE/);
    expect(await page.getByTestId('pin-input').count()).toBe(0);
  });
});
