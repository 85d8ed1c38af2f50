import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import { issueTrialCertificates } from '../../src-main/x509/index.ts';
import { type Holder, OpensslAuthority } from '../signature/openssl-authority.ts';
import { signByHand, unsignedPdf } from './sign-by-hand.ts';

describe('a document sealed for trial', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-trial-trust-'));
  const authority = new OpensslAuthority();
  const path = join(folder, '合同.pdf');
  let app: App;
  let root: string;

  const asHolder = (certificate: Uint8Array, keyPath: string): Holder => {
    const pem = authority.run('x509', '-inform', 'DER', '-in', authority.write(certificate));
    return { certificate, certificatePath: authority.write(pem), keyPath };
  };

  beforeAll(async () => {
    const keyPath = authority.makeKey('P-256');
    const publicKey = authority.run('pkey', '-in', keyPath, '-pubout', '-outform', 'DER');
    const name = { organization: '钤印试用有限公司', commonName: '钤印试用有限公司（试用）' };
    const issued = await issueTrialCertificates(new Uint8Array(publicKey), name);
    const issuer = asHolder(issued.caCertificate, '');
    root = issuer.certificatePath;
    writeFileSync(
      path,
      signByHand(unsignedPdf(), { authority, signer: asHolder(issued.certificate, keyPath), issuer }),
    );
    const desktop = { open: async () => undefined, reveal: async () => undefined };
    app = await createApp({ homeFolder: join(folder, 'home'), door: 'cli', desktop });
  });

  afterAll(async () => {
    await app?.close();
    authority.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const verify = async (trust: string[] = []) => (await app.call('verify.run', { path, trust })).report;

  it('is trusted by nobody who was not told to', async () => {
    expect(await app.call('trust.list', {})).toEqual([]);
    expect(await verify()).toMatchObject({
      verdict: 'indeterminate',
      lines: { content: 'unchanged', afterwards: 'none', identity: 'untrusted' },
    });
  });

  it('bears the word trial, trusted or not', async () => {
    const told = await verify([root]);
    expect(told).toMatchObject({
      verdict: 'trial',
      trial: true,
      signatures: [{ verdict: 'trial', trial: true, trusted: true }],
    });
    expect(told.signatures[0]?.findings).toContainEqual(expect.objectContaining({ code: 'trial', state: 'warning' }));
    expect(told.signatures[0]?.certificate?.subject.text).toContain('试用');
    expect(await verify()).toMatchObject({ trial: true });
  });

  it('is trusted for the one verification that was told to, and not from then on', async () => {
    expect(await verify([root])).toMatchObject({ verdict: 'trial' });
    expect(await app.call('trust.list', {})).toEqual([]);
    expect(await verify()).toMatchObject({ verdict: 'indeterminate' });
  });
});
