import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { verificationReport } from '../../src-main/contract/index.ts';
import { type Office, openOffice, owner } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { dragSeal, openPdf, openWindow, type ServedWindow } from './window.ts';

const a4 = { widthMm: 210, heightMm: 297 };

let office: Office;
let window: ServedWindow | undefined;

beforeAll(() => {
  office = openOffice({ algorithm: 'rsa2048' });
});

afterEach(async () => {
  await window?.close();
  window = undefined;
});

afterAll(() => office.close());

async function openDocument(
  name: string,
  options: { as?: string } = {},
): Promise<{ page: ServedWindow['page']; document: string }> {
  const document = join(office.folder, options.as ?? name);
  cpSync(fixturePath(name), document);
  window = await openWindow({ home: office.home, env: office.env });
  const { page } = window;
  await page.getByTestId('token-card').waitFor();
  await openPdf(page, document);
  await page.locator('[data-testid=page-1] canvas').waitFor();
  return { page, document };
}

const stampedFiles = () => (existsSync(join(office.home, 'stamped')) ? readdirSync(join(office.home, 'stamped')) : []);

describe('a clerk at the window', () => {
  test('opens a contract, drags the seal onto it, enters the PIN, and gets a PDF that pdfsig calls valid', async () => {
    const { page, document } = await openDocument('chromium.pdf', { as: '采购合同 #1,+版.pdf' });
    await dragSeal(page, office.sealId, { page: 1, xMm: 100, yMm: 120, pageWidthMm: a4.widthMm });
    const placed = page.getByTestId('placed-seal-0');
    await placed.waitFor();
    // One millimetre right, a tenth of one down, by keyboard.
    await placed.press('ArrowRight');
    await placed.press('Shift+ArrowDown');
    const x = Number(await page.getByTestId('position-x').inputValue());
    const y = Number(await page.getByTestId('position-y').inputValue());
    expect(x).toBeCloseTo(101, 0);
    expect(y).toBeCloseTo(120.1, 0);
    await page.getByTestId('stamp-reason').fill('年度采购');
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('confirm-sheet').waitFor();
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('pin-input').press('Enter');
    await page.getByTestId('stamp-done').waitFor();
    // The test's CA is not trusted here: nothing may claim that it is.
    await expect
      .poll(() => page.getByTestId('stamp-done').getByTestId('verdict').getAttribute('data-verdict'))
      .toBe('indeterminate');

    const output = join(office.home, 'stamped', (await page.getByTestId('output-name').innerText()).trim());
    expect(output).toMatch(/采购合同 #1,\+版_已盖章\.pdf$/);
    const original = readFileSync(document);
    expect(readFileSync(output).subarray(0, original.length).equals(original)).toBe(true);
    expect(execFileSync('pdfsig', [output], { encoding: 'utf8' })).toContain('Signature is Valid');
    execFileSync('qpdf', ['--check', output]);

    const verified = office.qianyin('verify', '--json', '--trust', office.token.caCertificatePath, output);
    const report = verificationReport.parse(JSON.parse(verified));
    expect(report.verdict).toBe('valid');
    const [signature] = report.signatures;
    expect(signature).toMatchObject({ signerName: owner, reason: '年度采购', coversWholeFile: true });
    const { widget } = signature ?? {};
    if (!widget) throw new Error('no seal on the page');
    expect(widget.leftMm + widget.widthMm / 2).toBeCloseTo(x, 1);
    expect(widget.topMm + widget.heightMm / 2).toBeCloseTo(y, 1);
    expect(widget.widthMm).toBeCloseTo(40, 1);

    // From the result to the verification page, and to the record.
    await page.getByTestId('done-verify').click();
    await page.getByTestId('verification-report').waitFor();
    await expect.poll(() => page.getByTestId('line-content').innerText()).toContain('未被改动');
    await expect.poll(() => page.getByTestId('line-identity').innerText()).toContain('不受信任');
    await page.getByTestId('nav-history').click();
    const row = page.getByRole('row').filter({ hasText: '采购合同 #1,+版.pdf' });
    await expect.poll(() => row.innerText()).toMatch(/公章[\s\S]*已盖章/);
    await row.click();
    await expect.poll(() => page.getByTestId('history-panel').innerText()).toContain(owner);
    expect(await page.getByTestId('history-panel').innerText()).toContain('年度采购');
    expect(window?.complaints).toEqual([]);
  });

  test('puts two seals on two pages before one PIN, by keyboard alone', async () => {
    const { page } = await openDocument('chromium.pdf', { as: '两处.pdf' });
    await page.getByTestId(`seal-${office.sealId}`).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('placed-seal-0').waitFor();
    await page.getByTestId('placed-seal-0').press('Control+d');
    await page.getByTestId('placed-seal-1').waitFor();
    await page.getByTestId('stamp-button').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('pin-input').waitFor();
    await page.keyboard.type(office.token.pin);
    await page.keyboard.press('Enter');
    await page.getByTestId('stamp-done').waitFor();
    const output = join(office.home, 'stamped', (await page.getByTestId('output-name').innerText()).trim());
    const judged = execFileSync('pdfsig', [output], { encoding: 'utf8' });
    expect(judged.match(/Signature is Valid/g)).toHaveLength(2);
    expect(judged).toContain('Total document signed');
  });

  test('is told of a wrong PIN before anything is made, and stamps with the right one', async () => {
    const { page } = await openDocument('chromium.pdf', { as: '输错.pdf' });
    await dragSeal(page, office.sealId, { page: 1, xMm: 60, yMm: 60, pageWidthMm: a4.widthMm });
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('pin-input').fill('000000');
    await page.getByTestId('confirm-stamp').click();
    const sheet = page.getByTestId('confirm-sheet');
    // One line, at the field.
    await expect.poll(() => sheet.getByTestId('pin-refused').innerText()).toContain('PIN 码不正确，操作未执行');
    expect(await sheet.getByTestId('error-panel').count()).toBe(0);
    expect(stampedFiles().filter((name) => name.startsWith('输错'))).toEqual([]);
    await expect.poll(() => page.getByTestId('pin-input').inputValue()).toBe('');
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('confirm-stamp').click();
    await page.getByTestId('stamp-done').waitFor();
    const rows = z
      .array(z.object({ documentName: z.string(), outcome: z.string() }))
      .parse(JSON.parse(office.qianyin('history', 'list', '--json', '--search', '输错')));
    expect(rows.map(({ outcome }) => outcome).toSorted()).toEqual(['completed', 'failed']);
  });

  test('changes the PIN of the UKey, which then takes only the new one', async () => {
    window = await openWindow({ home: office.home, env: office.env });
    const { page } = window;
    const fresh = '246813';
    await page.getByTestId('token-card').click();
    await page.getByTestId('change-pin-open').click();
    const dialog = page.getByTestId('change-pin');
    const changeTo = async (present: string, wanted: string, repeated = wanted) => {
      await dialog.getByTestId('change-pin-present').fill(present);
      await dialog.getByTestId('change-pin-fresh').fill(wanted);
      await dialog.getByTestId('change-pin-repeat').fill(repeated);
      await dialog.getByTestId('change-pin-repeat').press('Enter');
    };
    await changeTo(office.token.pin, fresh, '246831');
    await dialog.getByText('两次输入的新 PIN 码不一致').waitFor();
    await changeTo('000000', fresh);
    await dialog.getByText('PIN_INCORRECT').waitFor();
    const focused = () =>
      dialog.getByTestId('change-pin-present').evaluate((field) => field === document.activeElement);
    await expect.poll(focused).toBe(true);
    await changeTo(office.token.pin, fresh);
    await page.getByTestId('change-pin-done').waitFor();
    const { modulePath, confPath, pin } = office.token;
    const ask = (...args: string[]) =>
      execFileSync('pkcs11-tool', ['--module', modulePath, '--token-label', office.token.label, ...args], {
        encoding: 'utf8',
        env: { ...process.env, SOFTHSM2_CONF: confPath },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    expect(() => ask('--login', '--pin', pin, '--list-objects')).toThrow('CKR_PIN_INCORRECT');
    expect(ask('--login', '--pin', fresh, '--list-objects')).toContain('Private Key Object');
    // As the other clerks know it.
    ask('--login', '--pin', fresh, '--change-pin', '--new-pin', pin);
    expect(ask('--login', '--pin', pin, '--list-objects')).toContain('Private Key Object');
  });

  test('lets the roots of the operating system count, sees which they are, and finds it so the next time', async () => {
    const system = { home: office.home, env: { ...office.env, SSL_CERT_FILE: office.token.caCertificatePath } };
    window = await openWindow(system);
    let { page } = window;
    await page.getByTestId('nav-settings').click();
    const isOn = () => page.getByTestId('system-trusted').getAttribute('aria-checked');
    await expect.poll(isOn).toBe('false');
    expect(await page.getByTestId('system-roots').count()).toBe(0);
    await page.getByTestId('system-trusted').click();
    await page.getByTestId('system-roots').getByText('操作系统的根证书').click();
    await page.getByTestId('system-roots').getByText('测试根证书').waitFor();
    await window.close();
    window = await openWindow(system);
    ({ page } = window);
    await page.getByTestId('nav-settings').click();
    await expect.poll(isOn).toBe('true');
    await page.getByTestId('system-trusted').click();
    await page.getByTestId('system-roots').waitFor({ state: 'detached' });
  });

  test('sees the UKey go and come back within two seconds', async () => {
    const { page } = await openDocument('chromium.pdf', { as: '热插拔.pdf' });
    await page.getByTestId(`seal-${office.sealId}`).waitFor();
    office.token.pull();
    try {
      await page.getByTestId('token-card').waitFor({ state: 'detached', timeout: 2000 });
      // In the same moment: a seal never looks usable when its UKey is gone.
      expect(await page.getByTestId(`seal-${office.sealId}`).isDisabled()).toBe(true);
      expect(await page.getByTestId(`seal-${office.sealId}`).innerText()).toContain('请插入 UKey');
    } finally {
      office.token.plug();
    }
    await page.getByTestId('token-card').waitFor({ timeout: 2000 });
    expect(await page.getByTestId(`seal-${office.sealId}`).isEnabled()).toBe(true);
  });

  test('hears why a file cannot be stamped, in the page and not in passing', async () => {
    window = await openWindow({ home: office.home, env: office.env });
    const { page } = window;
    await page.getByTestId('open-pdf').waitFor();
    await openPdf(page, fixturePath('README.md'));
    await page.getByTestId('error-panel').waitFor();
    await expect
      .poll(() => page.getByTestId('error-panel').innerText())
      .toMatch(/README\.md[\s\S]*FILE_KIND_UNSUPPORTED/);
    const named = join(office.folder, 'text.pdf');
    writeFileSync(named, 'only its name is that of a PDF');
    await openPdf(page, named);
    await expect.poll(() => page.getByTestId('error-panel').innerText()).toMatch(/这不是 PDF 文件[\s\S]*PDF_NOT_PDF/);
    await openPdf(page, fixturePath('encrypted-aes-256.pdf'));
    await page.getByTestId('pdf-password').fill('user');
    await page.getByTestId('pdf-password').press('Enter');
    await page.locator('[data-testid=page-1] canvas').waitFor();
  });

  test('stamps an encrypted contract inside its encryption', async () => {
    window = await openWindow({ home: office.home, env: office.env });
    const { page } = window;
    await page.getByTestId('token-card').waitFor();
    await openPdf(page, fixturePath('encrypted-aes-256.pdf'));
    await page.getByTestId('pdf-password').fill('owner');
    await page.getByTestId('pdf-password').press('Enter');
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await page.getByTestId(`seal-${office.sealId}`).focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('stamp-button').click();
    await page.getByTestId('pin-input').fill(office.token.pin);
    await page.getByTestId('confirm-stamp').click();
    await page.getByTestId('stamp-done').waitFor();
    const output = join(office.home, 'stamped', (await page.getByTestId('output-name').innerText()).trim());
    expect(execFileSync('pdfsig', ['-upw', 'user', output], { encoding: 'utf8' })).toContain('Signature is Valid');
    execFileSync('qpdf', ['--password=user', '--check', output]);
  });
});
