import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { tokenCertificate } from '../../src-main/contract/index.ts';
import {
  chooseTokenAlgorithm,
  findProblem,
  readTokenCertificate,
} from '../../src-main/token/certificates/certificate.ts';
import { createTokens, printCertificate, type Tokens } from '../../src-main/token/index.ts';
import { describeCertificate } from '../../src-main/x509/index.ts';
import { makeSoftHsmToken, type SoftHsmKey, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { softHsmDriver } from './drivers.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const dayMs = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'token-certs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = (label: string, options: Partial<SoftHsmKey> = {}): SoftHsmKey => ({
  algorithm: 'p256',
  subject: `/C=CN/O=测试有限公司/CN=${label}`,
  label,
  ...options,
});

describe('the certificates of a token', () => {
  let made: SoftHsmToken;
  let room: Tokens;

  beforeAll(async () => {
    made = makeSoftHsmToken({
      folder: join(folder, 'many'),
      label: '合同章',
      pin: '123456',
      withCaCertificate: true,
      keys: [
        key('signing', { algorithm: 'rsa2048' }),
        key('non-repudiation', { usage: ['nonRepudiation'], notAfter: new Date(Date.now() + 10.5 * dayMs) }),
        key('any-usage', { usage: [] }),
        key('encryption', { usage: ['keyEncipherment', 'dataEncipherment'], algorithm: 'rsa2048' }),
        key('agreement', { usage: ['keyAgreement'] }),
        key('crl', { usage: ['cRLSign'] }),
        key('sub-ca', { ca: true, usage: ['keyCertSign', 'digitalSignature'] }),
        key('expired', { notBefore: new Date(Date.now() - 9 * dayMs), notAfter: new Date(Date.now() - dayMs) }),
        key('future', { notBefore: new Date(Date.now() + dayMs), notAfter: new Date(Date.now() + 9 * dayMs) }),
        key('ed25519', { algorithm: 'ed25519', withoutKey: true }),
        // Another key's CKA_ID: the ID matches, the key does not.
        key('foreign', { algorithm: 'rsa2048', withoutKey: true, id: '01' }),
        key('keyless', { withoutKey: true, id: '77' }),
      ],
    });
    room = createTokens({ homeFolder: folder, addedDriverPaths: [], discover: () => [softHsmDriver('a', made)] });
    room.start();
    await room.settle();
    return () => room.stop();
  });

  const certificates = () => room.tokens()[0]?.certificates ?? [];
  const labelled = (label: string) => {
    const found = certificates().find((certificate) => certificate.label === label);
    if (!found) throw new Error(`no certificate ${label}`);
    return found;
  };

  it.each(['signing', 'non-repudiation', 'any-usage'])('offers the certificate for %s', (label) => {
    expect(labelled(label).problem).toBeNull();
  });

  it.each([
    ['encryption', 'encryption-only'],
    ['agreement', 'encryption-only'],
    ['crl', 'not-for-signing'],
    ['sub-ca', 'ca-certificate'],
    ['CA', 'ca-certificate'],
    ['expired', 'expired'],
    ['future', 'not-yet-valid'],
    ['ed25519', 'algorithm-unsupported'],
    ['foreign', 'no-private-key'],
  ])('shows the certificate %s with the reason %s', (label, problem) => {
    expect(labelled(label).problem).toBe(problem);
  });

  it.each([
    ['encryption', 'CERTIFICATE_UNUSABLE'],
    ['expired', 'CERTIFICATE_UNUSABLE'],
    ['foreign', 'TOKEN_KEY_NOT_FOUND'],
  ])('refuses to sign with the certificate %s', async (label, code) => {
    const certificateFingerprint = labelled(label).fingerprint;
    const tokenId = room.tokens()[0]?.id ?? '';
    const asked = room.openSigner({ tokenId, certificateFingerprint, pin: made.pin, finalTryConfirmed: false });
    await expect(asked).rejects.toMatchObject({ code });
  });

  it('finds out at the first login that a certificate has no key, and keeps that in mind', async () => {
    expect(labelled('keyless').problem).toBeNull();
    const tokenId = room.tokens()[0]?.id ?? '';
    const certificateFingerprint = labelled('keyless').fingerprint;
    const asked = room.openSigner({ tokenId, certificateFingerprint, pin: made.pin, finalTryConfirmed: false });
    await expect(asked).rejects.toMatchObject({ code: 'TOKEN_KEY_NOT_FOUND' });
    expect(labelled('keyless').problem).toBe('no-private-key');
    expect(labelled('signing').problem).toBeNull();
    expect(labelled('any-usage').problem).toBeNull();
  });

  it('are what the contract says, and what openssl says', () => {
    for (const certificate of certificates()) tokenCertificate.parse(certificate);
    const shown = labelled('signing');
    const expected = new X509Certificate(made.certificates[0]?.pem ?? '');
    expect(shown.fingerprint).toBe(expected.fingerprint256.replaceAll(':', '').toLowerCase());
    expect(shown.serialNumber).toBe(expected.serialNumber.toLowerCase());
    expect(new Date(shown.notAfter).getTime()).toBe(expected.validToDate.getTime());
    expect(new X509Certificate(shown.pem).raw.equals(expected.raw)).toBe(true);
    expect(shown).toMatchObject({
      subject: { display: 'signing', commonName: 'signing', organization: '测试有限公司' },
      issuer: { display: '测试根证书', organization: '测试认证机构' },
      keyAlgorithm: 'RSA 2048',
      keyUsage: ['digitalSignature', 'nonRepudiation'],
      keyId: '01',
      trial: false,
    });
    expect(labelled('non-repudiation')).toMatchObject({ keyAlgorithm: 'EC P-256', daysLeft: 10 });
  });
});

describe('what a token can do', () => {
  const onToken = (algorithm: 'rsa' | 'ec', bits = '2048') => {
    const options = algorithm === 'rsa' ? [`rsa:${bits}`] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    const out = ['-keyout', join(folder, 'k'), '-outform', 'DER', '-out', join(folder, 'c.der')];
    const self = ['-x509', '-new', '-nodes', '-subj', '/CN=章', '-utf8', '-addext', 'basicConstraints=CA:FALSE'];
    execFileSync('openssl', ['req', ...self, '-newkey', ...options, ...out], { stdio: 'pipe' });
    return readTokenCertificate(readFileSync(join(folder, 'c.der')));
  };
  const now = new Date(Date.now() + 60_000);

  it('decides which hash is signed over: the usual one, unless the token signs over another one only', () => {
    const [rsa, curve] = [onToken('rsa').der, onToken('ec').der];
    const rsaOver = (...mechanisms: string[]) => chooseTokenAlgorithm(rsa, mechanisms).hash;
    expect(rsaOver('CKM_RSA_PKCS')).toBe('sha256');
    expect(rsaOver('CKM_SHA512_RSA_PKCS', 'CKM_SHA256_RSA_PKCS')).toBe('sha256');
    expect(rsaOver('CKM_SHA512_RSA_PKCS')).toBe('sha512');
    expect(chooseTokenAlgorithm(curve, ['CKM_ECDSA_SHA384'])).toEqual({ scheme: 'ecdsa', hash: 'sha384' });
    expect(() => rsaOver('CKM_ECDSA')).toThrow(expect.objectContaining({ code: 'CERTIFICATE_UNUSABLE' }));
  });

  it('decides before a seal can be bound whether a certificate may stamp', () => {
    const [rsa, curve, short] = [onToken('rsa'), onToken('ec'), onToken('rsa', '1024')];
    const judge = (certificate: typeof rsa, mechanisms: string[], keyPresent = true) =>
      findProblem(certificate, { mechanisms, keyPresent }, now);
    expect(judge(rsa, ['CKM_RSA_PKCS'])).toBeNull();
    expect(judge(rsa, ['CKM_SHA256_RSA_PKCS'])).toBeNull();
    expect(judge(rsa, ['CKM_SHA512_RSA_PKCS'])).toBeNull();
    expect(judge(rsa, ['CKM_SHA256_RSA_PKCS_PSS'])).toBe('algorithm-unsupported');
    expect(judge(rsa, ['CKM_ECDSA'])).toBe('algorithm-unsupported');
    expect(judge(rsa, [])).toBe('algorithm-unsupported');
    expect(judge(curve, ['CKM_ECDSA'])).toBeNull();
    expect(judge(curve, ['CKM_ECDSA_SHA256'])).toBeNull();
    expect(judge(curve, ['CKM_RSA_PKCS'])).toBe('algorithm-unsupported');
    expect(judge(short, ['CKM_RSA_PKCS'])).toBe('algorithm-unsupported');
    expect(judge(rsa, ['CKM_RSA_PKCS'], false)).toBe('no-private-key');
    expect(findProblem(rsa, { mechanisms: ['CKM_RSA_PKCS'], keyPresent: true }, new Date(0))).toBe('not-yet-valid');
  });
});

describe('a certificate that cannot be read', () => {
  it('is shown as unreadable and hides nothing else', async () => {
    const keys = [key('good', { id: '01' }), key('broken', { id: '02' })];
    const made = makeSoftHsmToken({ folder: join(folder, 'broken'), label: '章', pin: '123456', keys });
    const broken = made.certificates[1];
    if (!broken) throw new Error('no second certificate');
    // A length inside the certificate that is off by one: stored by the token, refused by every parser.
    const der = Buffer.from(broken.der);
    der.writeUInt8(der.readUInt8(7) + 1, 7);
    const path = join(folder, 'broken.der');
    writeFileSync(path, der);
    replaceCertificate(made, '02', path);

    const discover = () => [softHsmDriver('a', made)];
    const room = createTokens({ homeFolder: folder, addedDriverPaths: [], discover });
    room.start();
    await room.settle();
    const shown = room.tokens()[0]?.certificates.map(({ keyId, problem }) => [keyId, problem]);
    for (const certificate of room.tokens()[0]?.certificates ?? []) tokenCertificate.parse(certificate);
    await room.stop();
    expect(shown).toEqual([
      ['01', null],
      ['02', 'unreadable'],
    ]);
  });
});

/** Overwrites the stored DER in the token's own object file, as a damaged token would hold it. */
function replaceCertificate(token: SoftHsmToken, id: string, derPath: string): void {
  const original = Buffer.from(token.certificates.find(({ keyId }) => keyId === id)?.der ?? []);
  const names = readdirSync(token.tokensFolder, { recursive: true, encoding: 'utf8' });
  for (const file of names.filter((name) => name.endsWith('.object')).map((name) => join(token.tokensFolder, name))) {
    const content = readFileSync(file);
    const at = content.indexOf(original);
    if (at < 0) continue;
    readFileSync(derPath).copy(content, at);
    writeFileSync(file, content);
    return;
  }
  throw new Error(`certificate ${id} not found under ${token.tokensFolder}`);
}

describe('describing a certificate', () => {
  it('reads Chinese names whether they are UTF8String or BMPString', () => {
    for (const mask of ['utf8only', 'MASK:2048']) {
      const config = join(folder, 'req.cnf');
      writeFileSync(config, `[req]\ndistinguished_name=dn\nstring_mask=${mask}\n[dn]\n`);
      const files = ['-keyout', join(folder, 'k'), '-out', join(folder, 'c.der'), '-outform', 'DER'];
      const subject = ['-utf8', '-subj', '/O=北京某某科技有限公司/CN=法定代表人（张三）'];
      const newKey = ['-newkey', 'rsa:2048', '-nodes', '-config', config];
      execFileSync('openssl', ['req', '-x509', '-new', ...newKey, ...subject, ...files], { stdio: 'pipe' });
      const { subject: shown } = describeCertificate(new Uint8Array(readFileSync(join(folder, 'c.der'))));
      expect(shown.commonName, mask).toBe('法定代表人（张三）');
      expect(shown.organization, mask).toBe('北京某某科技有限公司');
      expect(shown.text, mask).toContain('北京某某科技有限公司');
    }
  });

  it('names an SM2 key', () => {
    const run = (args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    run(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2', '-out', 'sm2.key']);
    const self = ['req', '-x509', '-new', '-key', 'sm2.key', '-sm3', '-sigopt', 'distid:1234567812345678'];
    run([...self, '-subj', '/CN=SM2', '-outform', 'DER', '-out', 'sm2.der']);
    expect(describeCertificate(new Uint8Array(readFileSync(join(folder, 'sm2.der')))).keyAlgorithm).toBe('SM2');
  });

  it('prints a name with line breaks on one line, where it can pass for nothing else', () => {
    const subject = ['-subj', '/CN=公章\n  A: b\n    Key Usages: keyCertSign', '-utf8'];
    const options = ['-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'k'), ...subject];
    const pem = execFileSync('openssl', ['req', '-x509', '-new', ...options], { stdio: 'pipe' });
    const text = printCertificate(pem.toString());
    const line = text.split('\n').find((one) => one.includes('Subject: '));
    expect(line).toMatch(/CN=公章.*A: b\[U\+000A\] {4}Key Usages: keyCertSign$/);
    expect(text.split('\n').filter((one) => one.includes('Key Usages'))).toHaveLength(2);
  });

  it('prints everything in it for who compares it with the issuer’s paper', () => {
    const options = [
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-utf8',
      '-subj',
      '/O=某某公司/CN=公章',
      '-addext',
      'keyUsage=digitalSignature',
    ];
    const pem = execFileSync('openssl', ['req', '-x509', '-new', '-keyout', join(folder, 'k'), ...options]);
    const text = printCertificate(pem.toString());
    expect(text).toContain('Subject: O=某某公司, CN=公章');
    expect(text).toMatch(/Key Usages:\s+digitalSignature/);
    const [, modulus = ''] = /Raw Data:\s+([\da-f\s]+)/.exec(text) ?? [];
    expect(modulus.replace(/\s/g, '')).toContain('0203010001');
    expect(() => printCertificate('-----BEGIN CERTIFICATE-----\nMAAA\n-----END CERTIFICATE-----')).toThrowError(
      expect.objectContaining({ code: 'CERTIFICATE_UNREADABLE' }),
    );
  });

  it('refuses what is not a certificate', () => {
    for (const der of [new Uint8Array(0), new Uint8Array([1, 2, 3]), Buffer.from('300a020101', 'hex')]) {
      expect(() => describeCertificate(der)).toThrowError(expect.objectContaining({ code: 'CERTIFICATE_UNREADABLE' }));
    }
  });
});
