import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src-main/app.ts';
import { type Seal, sealVerification, trial as trialShape, verificationReport } from '../../src-main/contract/index.ts';
import { commandDesktop } from '../../src-main/doors/desktop.ts';
import { makeStandardSeal } from '../../src-main/register/index.ts';
import { openSealLibrary } from '../../src-main/seal/index.ts';
import { findNativePart } from '../../src-main/token/drivers/native-parts.ts';
import { createTokens } from '../../src-main/token/index.ts';
import { issueTrialCertificates } from '../../src-main/x509/index.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { axeFindings } from './accessibility.ts';
import { fromSealMenu, openPdf, openWindow, program, type ServedWindow } from './window.ts';

const owner = '杭州示例科技有限公司';
const adminPin = '87654321';
const wrongPin = '000000';

let folder: string;
let home: string;
/** The PIN of every software UKey here: the window shows that of the trial as a hint. */
let pin: string;
let financeKey: string;
let window: ServedWindow;
let page: Page;

const devicesOf = (homeFolder: string) => join(homeFolder, 'trial', 'softskf');

function qianyin(...args: string[]): string {
  const env = { ...process.env, QIANYIN_HOME: home };
  return execFileSync(process.execPath, [program, ...args], { env, encoding: 'utf8' });
}

/** Plugs the finance UKey in, or pulls it. */
function finance(action: 'plug' | 'unplug', homeFolder = home): void {
  execFileSync(findNativePart('softSkfTool') ?? '', [action, financeKey, '--home', devicesOf(homeFolder)]);
}

/** What the company's seal maker does in an office of their own: a UKey with its certificate and two seals. Returns its serial number. */
async function deliverUKey(issuerHome: string): Promise<string> {
  const room = createTokens({ homeFolder: issuerHome, addedDriverPaths: [] });
  room.start();
  await room.settle();
  const issued: Awaited<ReturnType<typeof issueTrialCertificates>>[] = [];
  const { serial } = await room.provisionTrialToken({
    algorithm: 'sm2',
    label: '财务UKey',
    pin,
    adminPin,
    async issue(publicKey) {
      const certificates = await issueTrialCertificates(publicKey, { organization: owner, commonName: owner });
      issued.push(certificates);
      return certificates.certificate;
    },
  });
  await room.stop();
  const app = await createApp({ homeFolder: issuerHome, door: 'cli', desktop: commandDesktop() });
  try {
    const token = (await app.call('tokens.list', null)).find((candidate) => candidate.serial === serial);
    const [certificate] = token?.certificates ?? [];
    const [certificates] = issued;
    if (!token || !certificate || !certificates) throw new Error('the UKey was not made');
    const library = openSealLibrary(join(issuerHome, 'seals'));
    for (const [name, kind] of [
      ['财务专用章', 'finance'],
      ['合同专用章', 'contract'],
    ] as const) {
      const drawn = await app.call('seals.create', {
        name,
        kind,
        binding: { tokenId: token.id, certificateFingerprint: certificate.fingerprint },
        design: { shape: 'round', ringText: owner, bottomText: name },
      });
      await makeStandardSeal(library, drawn, {
        maker: certificates.sealMaker,
        certificate: certificates.certificate,
        validUntil: new Date(certificate.notAfter),
      });
      await app.call('seals.writeToToken', { id: drawn.id, tokenId: token.id, pin });
    }
  } finally {
    await app.close();
  }
  return serial;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-e2e-national-'));
  home = join(folder, 'home');
  pin = trialShape.parse(JSON.parse(qianyin('trial', '--json'))).pin;
  const issuerHome = join(folder, 'issuer');
  financeKey = await deliverUKey(issuerHome);
  finance('unplug', issuerHome);
  cpSync(join(devicesOf(issuerHome), financeKey), join(devicesOf(home), financeKey), { recursive: true });
  window = await openWindow({ home });
  page = window.page;
  await page.getByTestId('token-card').waitFor();
});

afterAll(async () => {
  await window?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the program has put on the disk. */
function sealNamed(name: string): Seal {
  const found = openSealLibrary(join(home, 'seals'))
    .list()
    .find((candidate) => candidate.name === name);
  if (!found) throw new Error(`there is no seal named ${name}`);
  return found;
}

const financeCard = () => page.getByTestId('token-card').filter({ hasText: owner });
const inTray = (name: string) => page.getByTestId(`seal-${sealNamed(name).id}`);
const sheet = () => page.getByTestId('confirm-sheet');
const outputPath = async () => join(home, 'stamped', (await page.getByTestId('output-name').innerText()).trim());
const verified = (path: string) => verificationReport.parse(JSON.parse(qianyinAnyway('verify', '--json', path)));

/** What the program prints, whatever the verdict: those who made the certificates here are not trusted. */
function qianyinAnyway(...args: string[]): string {
  try {
    return qianyin(...args);
  } catch (thrown) {
    if (thrown instanceof Error && 'stdout' in thrown) return String(thrown.stdout);
    throw thrown;
  }
}

/** Opens a fresh contract and puts the seal in the middle of the page, up to the last look before the PIN. */
async function prepare(name: string, as: string): Promise<void> {
  const document = join(folder, as);
  cpSync(fixturePath('chromium.pdf'), document);
  await page.getByTestId('nav-stamp').click();
  const isFirst = (await page.getByTestId('open-pdf').count()) > 0;
  await openPdf(page, document, isFirst ? 'open-pdf' : 'open-another');
  await page.getByText(as, { exact: true }).waitFor();
  await page.locator('[data-testid=page-1] canvas').waitFor();
  await inTray(name).focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('stamp-button').click();
  await page.getByTestId('pin-input').waitFor();
}

async function openDetails(name: string): Promise<void> {
  await page.getByTestId('nav-seals').click();
  await page.getByTestId(`seal-details-${sealNamed(name).id}`).click();
  await page.getByTestId('seal-drawer').waitFor();
}

async function closeDrawer(testId: string): Promise<void> {
  // A list or a dialog that is still folding away takes the key for itself.
  await page.locator('.ant-select-dropdown:visible').first().waitFor({ state: 'hidden' });
  await page.locator('.ant-modal-wrap:visible').first().waitFor({ state: 'hidden' });
  await page.keyboard.press('Escape');
  await page.getByTestId(testId).waitFor({ state: 'detached' });
}

describe('an office day with a UKey of the national kind', () => {
  test('begins when it is plugged in: the window offers to read it, and brings in every seal on it at once', async () => {
    await expect.poll(() => page.getByTestId('token-offer').count()).toBe(0);
    finance('plug');
    const offer = page.getByTestId('token-cards').getByTestId('token-offer');
    await offer.waitFor();
    await expect.poll(() => offer.innerText()).toMatch(/财务专用章、合同专用章|合同专用章、财务专用章/);
    await offer.getByTestId('read-token').click();
    const drawer = page.getByTestId('read-token-drawer');
    await drawer.getByTestId('import-all').waitFor();
    await expect.poll(() => drawer.innerText()).toMatch(new RegExp(`${owner}[\\s\\S]*SM2`));
    for (const row of await drawer.getByTestId('token-seal').all()) {
      await row.locator('img').waitFor();
      await expect
        .poll(() => row.innerText())
        .toMatch(/专用章[\s\S]*印章编号 \d{14}[\s\S]*钤印试用制章人[\s\S]*授权给此 UKey 的证书/);
    }
    await drawer.getByTestId('import-all').click();
    await drawer.getByTestId('show-seals').click();
    await offer.waitFor({ state: 'detached' });
    for (const name of ['财务专用章', '合同专用章']) {
      const { id, standard } = sealNamed(name);
      const card = page.getByTestId(`seal-card-${id}`);
      await expect
        .poll(() => card.innerText())
        .toMatch(new RegExp(`${name}[\\s\\S]*${standard?.sealNumber}[\\s\\S]*正常[\\s\\S]*本机、UKey`));
    }
    expect(window.complaints).toEqual([]);
  });

  test('goes on though the UKey is pulled in the middle of the sheet: it says so, and stamps when it is back', async () => {
    await prepare('财务专用章', '付款单.pdf');
    finance('unplug');
    const notice = sheet().getByTestId('token-removed');
    await notice.waitFor();
    await expect.poll(() => notice.innerText()).toMatch(/UKey \*{4}\w{4} 已拔出，没有盖章。请插回后继续/);
    await expect.poll(() => sheet().getByTestId('confirm-stamp').isDisabled()).toBe(true);
    finance('plug');
    await notice.waitFor({ state: 'detached' });
    await sheet().getByTestId('pin-input').fill(pin);
    await sheet().getByTestId('pin-input').press('Enter');
    await page.getByTestId('stamp-done').waitFor();

    const output = await outputPath();
    execFileSync('qpdf', ['--check', output]);
    const [signature] = verified(output).signatures;
    expect(signature).toMatchObject({ subFilter: 'GM.sm2seal', algorithm: 'SM2-SM3', coversWholeFile: true });
    expect(signature?.seal).toMatchObject({ name: '财务专用章', sha256: sealNamed('财务专用章').standard?.sha256 });
    expect(readFileSync(output).includes(readFileSync(join(folder, '付款单.pdf')))).toBe(true);

    await page.getByTestId('done-verify').click();
    const card = page.getByTestId('signature-card');
    await card.waitFor();
    await expect.poll(() => card.getByTestId('sealed-with').innerText()).toBe('财务专用章');
    await expect
      .poll(() => card.innerText())
      .toMatch(new RegExp(`国密 SM2[\\s\\S]*${sealNamed('财务专用章').standard?.sealNumber}[\\s\\S]*钤印试用制章人`));
    await card.getByTestId('registered-picture').locator('img').waitFor();
    await expect.poll(() => card.getByTestId('registered-picture').innerText()).toBe('登记的图样');
    await card.getByTestId('why').click();
    for (const [code, sentence] of [
      ['ses-structure', '签章数据完整'],
      ['seal-maker-signature', '电子印章自制作以来没有改动'],
      ['seal-maker', '没有被列为受信任的制章人'],
      ['seal-picture', '页面上画出的印章与印章登记的图样相同'],
      ['seal-certificate-list', '在印章的授权列表中'],
      ['seal-validity', /印章在有效期内（至 \d+年\d+月\d+日/],
    ] as const) {
      const finding = card.locator(`[data-code=${code}]`);
      await finding.getByText(sentence).waitFor();
    }
    expect(window.complaints).toEqual([]);
  });

  test('has a wrong PIN counted down to the lock, and unlocked with the admin PIN where it happened', async () => {
    await prepare('财务专用章', '报销单.pdf');
    const field = sheet().getByTestId('pin-input');
    const refused = sheet().getByTestId('pin-refused');
    const lastTry = sheet().getByTestId('final-try-confirm');
    const tryWrong = async () => {
      await field.fill(wrongPin);
      await sheet().getByTestId('confirm-stamp').click();
      await refused.waitFor();
    };
    // Ten tries in all; before the last one a second yes is asked for.
    for (let tried = 1; tried <= 9; tried++) {
      await tryWrong();
      await expect.poll(() => refused.innerText()).toContain('PIN 码不正确，操作未执行');
      await sheet()
        .getByText(tried < 9 ? '曾输错，连续输错会锁定' : '只剩最后一次机会', { exact: false })
        .first()
        .waitFor();
    }
    await lastTry.waitFor();
    await field.fill(wrongPin);
    await expect.poll(() => sheet().getByTestId('confirm-stamp').isDisabled()).toBe(true);
    await lastTry.check();
    await sheet().getByTestId('confirm-stamp').click();
    await sheet().getByText('PIN_LOCKED').waitFor();
    await financeCard().getByText('已锁定').waitFor();
    await expect.poll(() => field.isDisabled()).toBe(true);

    await sheet().getByTestId('unblock-here').click();
    const unblock = page.getByTestId('unblock-pin');
    await unblock.waitFor();
    expect(await axeFindings(page, '[role=dialog]:has([data-testid=unblock-pin])')).toEqual([]);
    const unblockWith = async (admin: string) => {
      await unblock.getByTestId('unblock-pin-present').fill(admin);
      await unblock.getByTestId('unblock-pin-fresh').fill(pin);
      await unblock.getByTestId('unblock-pin-repeat').fill(pin);
      await unblock.getByTestId('unblock-pin-repeat').press('Enter');
    };
    await unblockWith('11112222');
    await unblock.getByText('ADMIN_PIN_INCORRECT').waitFor();
    await unblockWith(adminPin);
    await page.getByTestId('unblock-pin-done').waitFor();
    await page.getByTestId('unblock-pin-confirm').click();
    await page.getByTestId('unblock-pin-done').waitFor({ state: 'detached' });
    await field.fill(pin);
    await sheet().getByTestId('confirm-stamp').click();
    await page.getByTestId('stamp-done').waitFor();
    // What the browser itself logs of each refused call: ten PINs, one admin PIN.
    const refusals = window.complaints.splice(0);
    expect(refusals).toHaveLength(11);
    for (const refusal of refusals) expect(refusal).toContain('400');
  });

  test('sees a suspended seal refused in the tray with its reason, and its register kept', async () => {
    await openDetails('财务专用章');
    const register = page.getByTestId('seal-register');
    await register.getByTestId('suspend').click();
    await page.getByTestId('change-state-confirm').click();
    await page.getByText('请填写原因').waitFor();
    await page.getByTestId('state-reason').fill('出纳休假');
    await page.getByTestId('state-reason').press('Enter');
    await register.getByText('出纳休假').waitFor();
    await closeDrawer('seal-drawer');
    await page.getByTestId('nav-stamp').click();
    await openPdf(page, fixturePath('chromium.pdf'), 'open-another');
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await inTray('财务专用章').getByText('已冻结：出纳休假').waitFor();
    await expect.poll(() => inTray('财务专用章').isDisabled()).toBe(true);
    await expect.poll(() => inTray('合同专用章').isEnabled()).toBe(true);

    await openDetails('财务专用章');
    await register.getByTestId('resume').click();
    await page.getByTestId('state-reason').fill('出纳返岗');
    await page.getByTestId('change-state-confirm').click();
    await register.getByText('出纳返岗').waitFor();
    expect(sealNamed('财务专用章').register.map(({ state, reason }) => [state, reason])).toEqual([
      ['suspended', '出纳休假'],
      ['active', '出纳返岗'],
    ]);
    await closeDrawer('seal-drawer');
  });

  test('lets a seal leave as a file and come back from it, as it was', async () => {
    const { id, standard } = sealNamed('合同专用章');
    await openDetails('合同专用章');
    const download = page.waitForEvent('download');
    await page.getByTestId('export-seal').click();
    const file = join(folder, (await download).suggestedFilename());
    await (await download).saveAs(file);
    expect(file).toMatch(/合同专用章\.esl$/);
    const judged = sealVerification.parse(JSON.parse(qianyinAnyway('seals', 'verify', '--json', file)));
    expect(judged).toMatchObject({ intact: true, facts: { sha256: standard?.sha256 } });
    await closeDrawer('seal-drawer');

    // It was never used, and may go.
    await fromSealMenu(page, id, 'remove');
    await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
    await page.getByTestId(`seal-card-${id}`).waitFor({ state: 'detached' });
    await page.getByTestId('import-seal').click();
    await page.getByTestId('seal-picture').setInputFiles(fixturePath('README.md'));
    await page.getByTestId('unknown-seal-file').waitFor();
    await page.getByTestId('seal-picture').setInputFiles(file);
    await page.getByTestId('seal-name').waitFor();
    await expect.poll(() => page.getByTestId('seal-verdict').getAttribute('data-verdict')).toBe('untrusted');
    await page.getByTestId('import-confirm').click();
    await page.getByTestId('import-confirm').waitFor({ state: 'detached' });
    expect(sealNamed('合同专用章').standard?.sha256).toBe(standard?.sha256);

    // The maker is known from now on, as a person who asked for his certificate makes him known.
    const makerFile = join(folder, '制章人.pem');
    writeFileSync(makerFile, judged.makerCertificate?.pem ?? '');
    await page.getByTestId('nav-settings').click();
    const makers = page.getByTestId('seal-makers');
    await expect
      .poll(() => makers.innerText())
      .toMatch(/受信任的制章人[\s\S]*制章人是制作电子印章、证明印章属于谁的机构/);
    await makers.getByTestId('maker-file').setInputFiles(makerFile);
    await expect.poll(() => makers.getByText('钤印试用制章人').count()).toBe(2);
    expect(sealVerification.parse(JSON.parse(qianyinAnyway('seals', 'verify', '--json', file))).valid).toBe(true);
    expect(window.complaints).toEqual([]);
  });

  test('signs twice with an RSA certificate beside, so that pdfsig finds a signature that it knows', async () => {
    await page.getByTestId('create-rsa-trial').click();
    await page.getByTestId('create-rsa-trial').waitFor({ state: 'detached' });
    await openDetails('合同专用章');
    await page.getByTestId('companion').click();
    await page
      .locator('.ant-select-dropdown:visible')
      .getByText(/RSA 2048/)
      .click();
    await page.getByTestId('seal-drawer').getByText('已保存').waitFor();
    await closeDrawer('seal-drawer');
    await prepare('合同专用章', '双签合同.pdf');
    await expect.poll(() => sheet().getByTestId('companion-fact').innerText()).toContain('RSA');
    const fields = await sheet().locator('[data-testid^=pin-input]').all();
    expect(fields).toHaveLength(2);
    for (const field of fields) await field.fill(pin);
    await sheet().getByTestId('confirm-stamp').click();
    await page.getByTestId('stamp-done').waitFor();
    const output = await outputPath();
    expect(execFileSync('pdfsig', [output], { encoding: 'utf8', stdio: 'pipe' })).toContain('Signature is Valid');
    expect(verified(output).signatures.map(({ subFilter }) => subFilter)).toEqual([
      'GM.sm2seal',
      'ETSI.CAdES.detached',
    ]);
    expect(window.complaints).toEqual([]);
  });

  test('ends with a seal revoked for good, after it is said what is lost', async () => {
    await openDetails('财务专用章');
    await page.getByTestId('revoke').click();
    await expect.poll(() => page.getByTestId('change-state').innerText()).toMatch(/不能撤销[\s\S]*永远不能再盖章/);
    await page.getByTestId('state-reason').fill('公司更名');
    await page.getByTestId('change-state-confirm').click();
    await page.getByTestId('seal-register').getByText('公司更名').waitFor();
    for (const gone of ['suspend', 'resume', 'revoke', 'make-standard']) {
      await expect.poll(() => page.getByTestId(gone).count()).toBe(0);
    }
    await closeDrawer('seal-drawer');
    await page.getByTestId('nav-stamp').click();
    await openPdf(page, fixturePath('chromium.pdf'), 'open-another');
    await page.locator('[data-testid=page-1] canvas').waitFor();
    await inTray('财务专用章').getByText('已注销：公司更名').waitFor();
    await expect.poll(() => inTray('财务专用章').isDisabled()).toBe(true);
    expect(window.complaints).toEqual([]);
  });
});
