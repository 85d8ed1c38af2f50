import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verificationReport } from '../../../src-main/contract/index.ts';
import { type Office, openOffice, owner } from '../../fixtures/office.ts';
import { fixturePath, onePage, update } from '../../fixtures/pdf/index.ts';
import { expectFailure, run } from './qianyin.ts';

let office: Office;
let signed: string;

beforeAll(async () => {
  office = openOffice();
  const { where, folder, token, sealId } = office;
  const contract = join(folder, 'contract.pdf');
  writeFileSync(contract, onePage());
  signed = join(folder, 'signed.pdf');
  const place = ['--seal', sealId, '--page', '1', '--at', '100,100'];
  const stamped = await run(where, ['stamp', contract, '-o', signed, ...place, '--pin-stdin'], `${token.pin}\n`);
  expect(stamped).toMatchObject({ code: 0 });
});
afterAll(() => office.close());

async function verify(path: string, ...args: string[]) {
  const { code, stdout, stderr } = await run(office.where, ['verify', path, '--json', ...args]);
  expect(stderr).toBe('');
  return { code, report: verificationReport.parse(JSON.parse(stdout)) };
}

describe('qianyin verify', () => {
  test('ends with 0 when every signature is valid and its issuer is trusted: a file or a folder of certificates', async () => {
    const { folder, token } = office;
    const byFile = await verify(signed, '--trust', token.caCertificatePath);
    expect(byFile).toMatchObject({ code: 0, report: { verdict: 'valid', lines: { identity: 'trusted' } } });
    const trusted = join(folder, 'trusted');
    mkdirSync(trusted);
    copyFileSync(token.caCertificatePath, join(trusted, '根证书 #1.pem'));
    // What else lies in such a folder is passed over.
    writeFileSync(join(trusted, 'README.txt'), 'our CAs');
    symlinkSync('/nowhere', join(trusted, 'gone.pem'));
    mkdirSync(join(trusted, 'old'));
    expect(await verify(signed, '--trust', trusted)).toMatchObject({ code: 0, report: { verdict: 'valid' } });
  });

  test('ends with 1 when the issuer is not trusted, and says so for people', async () => {
    expect(await verify(signed)).toMatchObject({ code: 1, report: { verdict: 'indeterminate' } });
    const { code, stdout } = await run(office.where, ['verify', signed]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/结论 +无法确认/);
    expect(stdout).toMatch(/盖章时的内容 +未被改动/);
    expect(stdout).toMatch(/证书与印章 +颁发机构不受信任/);
    expect(stdout).toContain(owner);
  });

  test('trusts nothing for good: a second run without --trust is untrusted again', async () => {
    await verify(signed, '--trust', office.token.caCertificatePath);
    expect((await verify(signed)).code).toBe(1);
  });

  test('ends with 1 when one covered byte differs', async () => {
    const bytes = readFileSync(signed);
    bytes[bytes.indexOf('(Contract)') + 1] = 'D'.charCodeAt(0);
    const path = join(office.folder, 'tampered.pdf');
    writeFileSync(path, bytes);
    const { code, report } = await verify(path, '--trust', office.token.caCertificatePath);
    expect({ code, verdict: report.verdict, content: report.lines.content }).toEqual({
      code: 1,
      verdict: 'invalid',
      content: 'changed',
    });
  });

  test('ends with 1 when the page was changed after the seal', async () => {
    const path = join(office.folder, 'changed.pdf');
    const other = '<< /Length 51 >>\nstream\nBT /F 24 Tf 72 700 Td (Contract, changed since) Tj ET\nendstream';
    writeFileSync(path, update(readFileSync(signed), { 4: other }));
    const { code, report } = await verify(path, '--trust', office.token.caCertificatePath);
    expect(code).toBe(1);
    expect(report.verdict).not.toBe('valid');
    expect(report.lines).toMatchObject({ content: 'unchanged', afterwards: 'changed' });
  });

  test('ends with 2 when the file cannot be read, whatever the reason', async () => {
    const { folder, where } = office;
    const truncated = join(folder, 'truncated.pdf');
    writeFileSync(truncated, readFileSync(signed).subarray(0, 400));
    expectFailure(await run(where, ['verify', truncated]), 'PDF_DAMAGED', 2);
    expectFailure(await run(where, ['verify', office.token.caCertificatePath]), 'PDF_NOT_PDF', 2);
    expectFailure(await run(where, ['verify', join(folder, '没有.pdf')]), 'FILE_NOT_FOUND', 2);
    expectFailure(await run(where, ['verify', '/dev/zero']), 'FILE_UNREADABLE', 2);
  });

  test('ends with 2 when a trusted certificate cannot be read: nothing is said of the file then', async () => {
    const { folder, where } = office;
    const missing = await run(where, ['verify', signed, '--trust', join(folder, 'none.pem')]);
    expectFailure(missing, 'FILE_NOT_FOUND', 2);
    expectFailure(await run(where, ['verify', signed, '--trust', signed]), 'CERTIFICATE_UNREADABLE', 2);
  });

  test('ends with 3 when there is no signature', async () => {
    const result = await verify(fixturePath('groff.pdf'), '--trust', office.token.caCertificatePath);
    expect(result).toMatchObject({ code: 3, report: { verdict: 'unsigned', signatures: [] } });
  });

  test('opens an encrypted file with the password from standard input or a variable, never without', async () => {
    const { where } = office;
    const encrypted = fixturePath('encrypted-aes-256.pdf');
    expectFailure(await run(where, ['verify', encrypted]), 'PDF_PASSWORD_REQUIRED', 2);
    expectFailure(await run(where, ['verify', encrypted, '--password-stdin'], 'wrong\n'), 'PDF_PASSWORD_WRONG', 2);
    expect((await run(where, ['verify', encrypted, '--password-stdin'], 'user\n')).code).toBe(3);
    const env = { QIANYIN_PDF_PASSWORD: 'user' };
    expect((await run({ ...where, env }, ['verify', encrypted])).code).toBe(3);
  });
});
