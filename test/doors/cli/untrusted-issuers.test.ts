import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verificationReport } from '../../../src-main/contract/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../../signature/openssl-authority.ts';
import { signByHand, unsignedPdf } from '../../verification/sign-by-hand.ts';
import { type Caller, expectFailure, run } from './qianyin.ts';

const authority = new OpensslAuthority();
let folder: string;
let where: Caller;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-issuers-'));
  where = { home: join(folder, 'home'), cwd: folder };
});
afterAll(() => {
  authority.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A file that openssl signed, with the certificate of the issuer in it. */
function signedUnder(issuer: Holder, name: string): string {
  const signer = authority.issue({ subject: '/CN=示例有限公司', issuer, extensions: signerExtensions });
  const path = join(folder, name);
  writeFileSync(path, signByHand(unsignedPdf(), { authority, signer, issuer }));
  return path;
}
const cfca = (name: string) => `/C=CN/O=China Financial Certification Authority/CN=${name}`;

async function topOf(path: string) {
  const { stdout } = await run(where, ['verify', path, '--json']);
  const { verdict, signatures } = verificationReport.parse(JSON.parse(stdout));
  return { verdict, top: signatures[0]?.untrustedTop ?? null };
}

describe('somebody who verifies a file of an authority that is not trusted', () => {
  test('reads whose name is written there, and the command that would trust it; that command does', async () => {
    const root = authority.issue({ subject: cfca('CFCA ACS CA'), extensions: authorityExtensions });
    const path = signedUnder(root, "采购 合同's.pdf");
    const { code, stdout } = await run(where, ['verify', path]);
    expect(code).toBe(1);
    expect(stdout).toContain('证书上写的签发者是“CFCA ACS CA”（中国金融认证中心 CFCA 所用的名称），本机未信任此机构');
    const fingerprint = (await topOf(path)).top?.certificate.fingerprint ?? '';
    expect(stdout).toContain(`SHA-256 指纹 ${fingerprint}`);
    expect(stdout).toContain(`qianyin trust issuer '${folder}/采购 合同'\\''s.pdf' ${fingerprint}`);

    const byAnother = await run(where, ['trust', 'issuer', path, '0'.repeat(64)]);
    expectFailure(byAnother, 'INVALID_INPUT', 2);
    const byPart = await run(where, ['trust', 'issuer', path, fingerprint.slice(0, 16)]);
    expectFailure(byPart, 'INVALID_INPUT', 2);
    expect((await topOf(path)).verdict).toBe('indeterminate');

    // As authorities print it.
    const printed = fingerprint.toUpperCase().replace(/(..)(?!$)/g, '$1:');
    expect(await run(where, ['trust', 'issuer', path, printed])).toMatchObject({ code: 0 });
    expect(await topOf(path)).toEqual({ verdict: 'valid', top: null });
  });

  test('is not led to trust what is no root: an intermediate, or somebody’s own certificate', async () => {
    const hidden = authority.issue({ subject: cfca('CFCA Root'), extensions: authorityExtensions });
    const under = { issuer: hidden, extensions: authorityExtensions };
    const intermediate = authority.issue({ subject: cfca('CFCA ACS OCA31'), ...under });
    const claimed = authority.issue({ subject: cfca('CFCA OCA1'), extensions: signerExtensions });
    for (const [issuer, name] of [
      [intermediate, 'intermediate.pdf'],
      [claimed, 'claimed.pdf'],
    ] as const) {
      const path = signedUnder(issuer, name);
      const { stdout } = await run(where, ['verify', path]);
      expect(stdout).not.toContain('qianyin trust issuer');
      const fingerprint = (await topOf(path)).top?.certificate.fingerprint ?? '';
      expectFailure(await run(where, ['trust', 'issuer', path, fingerprint]), 'CERTIFICATE_NOT_ROOT', 1);
      expect((await topOf(path)).verdict).toBe('indeterminate');
    }
  });
});
