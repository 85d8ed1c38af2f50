import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { certificateInfo, verificationReport } from '../../../src-main/contract/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../../signature/openssl-authority.ts';
import { signByHand, unsignedPdf } from '../../verification/sign-by-hand.ts';
import { type Caller, run, runForJson } from './qianyin.ts';

const authority = new OpensslAuthority();
let folder: string;
let where: Caller;
let root: Holder;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qianyin-system-'));
  root = authority.issue({ subject: '/O=Public CA/CN=Public Root', extensions: authorityExtensions });
  // Where OpenSSL and with it the program looks for the roots of a Linux system.
  where = { home: join(folder, 'home'), cwd: folder, env: { SSL_CERT_FILE: root.certificatePath } };
});
afterAll(() => {
  authority.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A file signed by openssl under the system's root, with a certificate for this purpose. */
function signedFor(purpose: string): string {
  const extensions = [...signerExtensions, `extendedKeyUsage=${purpose}`];
  const signer = authority.issue({ subject: `/O=示例有限公司/CN=${purpose}`, issuer: root, extensions });
  const path = join(folder, `${purpose}.pdf`);
  writeFileSync(path, signByHand(unsignedPdf(), { authority, signer, issuer: root }));
  return path;
}

async function verify(path: string, ...args: string[]) {
  const { stdout, stderr } = await run(where, ['verify', path, '--json', ...args]);
  expect(stderr).toBe('');
  const { verdict, signatures } = verificationReport.parse(JSON.parse(stdout));
  return { verdict, chain: signatures[0]?.findings.find(({ code }) => code === 'chain')?.reason };
}
const systemRoots = z.object({ trusted: z.boolean(), certificates: z.array(certificateInfo) });
const trustSystem = (value: 'on' | 'off') => runForJson(where, systemRoots, ['trust', 'system', value]);

describe('the roots of the operating system', () => {
  test('count only when the person says so, and no longer when she takes it back', async () => {
    const path = signedFor('emailProtection');
    expect(await verify(path)).toEqual({ verdict: 'indeterminate', chain: 'chain/untrusted-root' });
    const { trusted, certificates } = await trustSystem('on');
    expect(trusted).toBe(true);
    expect(certificates.map(({ subject }) => subject.display)).toContain('Public Root');
    expect(await verify(path)).toEqual({ verdict: 'valid', chain: 'chain/trusted-by-system' });
    expect(await trustSystem('off')).toMatchObject({ trusted: false });
    expect(await verify(path)).toEqual({ verdict: 'indeterminate', chain: 'chain/untrusted-root' });
  });

  test('do not count for who only got a certificate for a web site, unless she chose the root herself', async () => {
    const path = signedFor('serverAuth,clientAuth');
    await trustSystem('on');
    expect(await verify(path)).toEqual({ verdict: 'indeterminate', chain: 'chain/system-not-for-documents' });
    const chosen = await verify(path, '--trust', root.certificatePath);
    expect(chosen).toEqual({ verdict: 'valid', chain: 'chain/trusted' });
    await trustSystem('off');
  });
});
