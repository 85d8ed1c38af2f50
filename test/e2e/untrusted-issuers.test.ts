import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupDigits } from '../../src-main/words/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import { timestampExtensions, timestamped } from '../signature/openssl-responders.ts';
import { type Signing, signByHand, unsignedPdf } from '../verification/sign-by-hand.ts';
import { openWindow, type ServedWindow } from './window.ts';

const authority = new OpensslAuthority();
const folder = mkdtempSync(join(tmpdir(), 'qianyin-window-issuers-'));
let root: Holder;
let window: ServedWindow;

beforeAll(async () => {
  root = authority.issue({ subject: '/O=CFCA/CN=CFCA ACS CA', extensions: authorityExtensions });
  window = await openWindow({ home: join(folder, 'home'), env: { QIANYIN_DRIVERS: 'trial' } });
});
afterAll(async () => {
  await window?.close();
  authority.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Signs a file under this issuer and opens it in the window. */
async function open(issuer: Holder, name: string, more: Pick<Signing, 'finish'> = {}) {
  const signer = authority.issue({ subject: '/CN=示例有限公司', issuer, extensions: signerExtensions });
  const path = join(folder, name);
  writeFileSync(path, signByHand(unsignedPdf(), { authority, signer, issuer, ...more }));
  const { page } = window;
  await page.getByTestId('nav-verify').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('verify-open').click();
  await (await chooser).setFiles(path);
  return page.getByTestId('untrusted-issuer');
}

test('whoever compared the fingerprint trusts the issuer from the report, and it is read anew', async () => {
  const { page } = window;
  const said = await open(root, '合同.pdf');
  expect(await said.innerText()).toContain('证书上写的签发者是“CFCA ACS CA”（中国金融认证中心 CFCA 所用的名称）');
  const verdict = () => page.getByTestId('signature-card').getAttribute('data-verdict');
  await page.getByTestId('trust-issuer').click();
  const question = page.getByTestId('trust-issuer-question');
  await question.waitFor();
  const fingerprint = createHash('sha256').update(root.certificate).digest('hex');
  expect(await question.innerText()).toContain(groupDigits(fingerprint));
  expect(await question.innerText()).toContain('CN=CFCA ACS CA, O=CFCA');
  await page
    .getByRole('button', { name: '取 消' })
    .or(page.getByRole('button', { name: '取消' }))
    .click();
  await question.waitFor({ state: 'hidden' });
  expect(await verdict()).toBe('indeterminate');

  await page.getByTestId('trust-issuer').click();
  await page.getByRole('button', { name: '指纹已核对，信任' }).click();
  await expect.poll(verdict).toBe('valid');
  expect(await said.count()).toBe(0);
  await page.getByTestId('nav-settings').click();
  await page.getByTestId('trust').getByText('CFCA ACS CA').waitFor();
  expect(window.complaints).toEqual([]);
});

test('what an unknown timestamp authority says is shown as its claim', async () => {
  const tsa = authority.issue({ subject: '/O=CFCA/CN=CFCA TSA', extensions: timestampExtensions });
  await open(root, '有时间戳的合同.pdf', { finish: (cms) => timestamped(authority, cms, tsa) });
  const claim = await window.page.getByTestId('claimed-timestamp').innerText();
  expect(claim).toMatch(
    /^自称 .*证书上写的时间戳机构是“CFCA TSA”（中国金融认证中心 CFCA 所用的名称），本机未信任此时间戳机构/u,
  );
});

test('where no root came along there is no button, and what to do instead', async () => {
  const hidden = authority.issue({ subject: '/O=CFCA/CN=CFCA Root', extensions: authorityExtensions });
  const under = { issuer: hidden, extensions: authorityExtensions };
  const said = await open(authority.issue({ subject: '/O=CFCA/CN=CFCA OCA31', ...under }), '另一份合同.pdf');
  expect(await said.innerText()).toContain('请向颁发机构取得根证书');
  expect(await window.page.getByTestId('trust-issuer').count()).toBe(0);
});
