import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { revokeCertificates } from '../fixtures/softhsm.ts';
import { dragSeal, openPdf, openWindow, type ServedWindow } from './window.ts';

describe('a seal whose certificate is revoked', () => {
  let office: Office;
  let window: ServedWindow;

  beforeAll(async () => {
    office = openOffice({ algorithm: 'rsa2048' });
    window = await openWindow({ home: office.home, env: office.env });
  });
  afterAll(async () => {
    await window?.close();
    office.close();
  });

  test('turns grey in the tray with the reason as soon as the list is imported, and one placed before is refused without a PIN', async () => {
    const { page } = window;
    await page.getByTestId('token-card').waitFor();
    await openPdf(page, fixturePath('chromium.pdf'));
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await dragSeal(page, office.sealId, { page: 1, xMm: 60, yMm: 60, pageWidthMm: 210 });
    await page.getByTestId('placed-seal-0').waitFor();

    const list = join(office.folder, 'revoked.crl');
    writeFileSync(list, revokeCertificates(office.token, office.token.certificates));
    await page.getByTestId('nav-settings').click();
    await page.getByTestId('trust-file').setInputFiles(office.token.caCertificatePath);
    await page.getByText('测试根证书').first().waitFor();
    await page.getByTestId('trust-file').setInputFiles(list);
    await page.getByTestId('revocation-lists').getByText('测试根证书').waitFor();

    await page.getByTestId('nav-stamp').click();
    const card = page.getByTestId(`seal-${office.sealId}`);
    await card.filter({ hasText: '证书已被吊销' }).waitFor();
    await expect.poll(() => card.isDisabled()).toBe(true);
    await page.getByTestId('stamp-button').click();
    const error = page.getByTestId('confirm-sheet').getByTestId('error-panel');
    await error.waitFor();
    await expect
      .poll(() => error.innerText())
      .toMatch(/证书不能用于盖章：吊销列表显示证书已被吊销[\s\S]*CERTIFICATE_UNUSABLE/);
    await expect.poll(() => page.getByTestId('pin-input').count()).toBe(0);
  });
});
