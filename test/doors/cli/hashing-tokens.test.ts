/** Stamping with UKeys that take no digest to sign. */
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stampResult } from '../../../src-main/contract/index.ts';
import { openOffice, sealName } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { runForJson } from './qianyin.ts';

test.each([
  ['hashes for itself', 'CKM_SHA256_RSA_PKCS,CKM_SHA512_RSA_PKCS', 'SHA-256'],
  ['signs over SHA-512 only', 'CKM_SHA512_RSA_PKCS', 'SHA-512'],
])('a UKey that %s stamps what pdfsig accepts', async (_, mechanisms, hash) => {
  const office = openOffice({ algorithm: 'rsa2048', mechanisms });
  try {
    const contract = join(office.folder, 'contract.pdf');
    copyFileSync(fixturePath('chromium.pdf'), contract);
    const output = join(office.folder, 'stamped.pdf');
    const place = ['--seal', sealName, '--page', '1', '--at', '100,100', '--at', '60,60'];
    const withPin = { ...office.where, env: { QIANYIN_PIN: office.token.pin } };
    const result = await runForJson(withPin, stampResult, ['stamp', contract, '-o', output, ...place]);
    expect(result.report.signatures).toHaveLength(1);
    // Of the one signature, at each of its places.
    const judged = execFileSync('pdfsig', [output], { encoding: 'utf8' });
    expect(judged.match(/Signature is Valid/g)).toHaveLength(2);
    expect(judged.match(/Signing Hash Algorithm: .*/g)).toEqual(Array(2).fill(`Signing Hash Algorithm: ${hash}`));
  } finally {
    office.close();
  }
});
