import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verificationReport } from '../../../src-main/contract/index.ts';
import { type Office, openOffice, owner } from '../../fixtures/office.ts';
import { onePage } from '../../fixtures/pdf/index.ts';
import { run } from './qianyin.ts';

let office: Office;
let signed: string;
const onSeal = `${owner}采购部`;

beforeAll(() => {
  office = openOffice();
  const { folder, qianyin } = office;
  qianyin('seals', 'create', '--name', '采购章', '--ring-text', onSeal, '--reason-for-name', '公司的内设部门');
  const contract = join(folder, 'contract.pdf');
  writeFileSync(contract, onePage());
  signed = join(folder, 'signed.pdf');
  qianyin('stamp', contract, '-o', signed, '--seal', '采购章', '--page', '1', '--at', '100,100');
});
afterAll(() => office.close());

async function namesIn(path: string) {
  const { stdout } = await run(office.where, ['verify', path, '--trust', office.token.caCertificatePath, '--json']);
  const report = verificationReport.parse(JSON.parse(stdout));
  const names = report.signatures.map(({ findings }) => findings.find(({ code }) => code === 'seal-name'));
  return { verdict: report.verdict, names };
}

const told = {
  state: 'warning',
  reason: 'seal-name/told-with-reason',
  values: { name: onSeal, owner, why: '公司的内设部门' },
};

describe('a seal that bears the name of a unit', () => {
  test('says so to whoever verifies the file, elsewhere and without the register', async () => {
    expect(await namesIn(signed)).toMatchObject({ verdict: 'valid', names: [told] });
    const elsewhere = { home: join(office.folder, 'another-home'), cwd: office.folder };
    const { stdout } = await run(elsewhere, ['verify', signed, '--trust', office.token.caCertificatePath]);
    expect(stdout).toContain(`签章自己写明：印章上的名称与证书不同，印章写的是“${onSeal}”，证书属于“${owner}”`);
    expect(stdout).toContain('“公司的内设部门”');
  });

  test('has it under the signature: whoever changes it breaks that', async () => {
    const bytes = readFileSync(signed);
    const at = bytes.indexOf('/XXQianyin_NameOnSeal <') + '/XXQianyin_NameOnSeal <FEFF'.length;
    bytes.write('4E01', at);
    const changed = join(office.folder, 'changed.pdf');
    writeFileSync(changed, bytes);
    expect((await namesIn(changed)).verdict).toBe('invalid');
  });

  test('stays as permitted as any other beside an earlier seal, and other programs read the file', async () => {
    const twice = join(office.folder, 'twice.pdf');
    const first = join(office.folder, 'first.pdf');
    const contract = join(office.folder, 'contract.pdf');
    office.qianyin('stamp', contract, '-o', first, '--seal', office.sealId, '--page', '1', '--at', '60,60');
    office.qianyin('stamp', first, '-o', twice, '--seal', '采购章', '--page', '1', '--at', '100,200');
    const { verdict, names } = await namesIn(twice);
    expect([verdict, names[0]?.reason, names[1]?.reason]).toEqual(['valid', undefined, told.reason]);
    execFileSync('qpdf', ['--check', twice]);
    const found = execFileSync('pdfsig', ['-nocert', twice], { encoding: 'utf8' });
    expect(found.match(/Signature is Valid/g)).toHaveLength(2);
  });
});
