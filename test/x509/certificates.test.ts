import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateInfo } from '../../src-main/contract/index.ts';
import { parseCertificates, signCms } from '../../src-main/signature/index.ts';
import {
  checkChain,
  chooseAlgorithm,
  createDigest,
  describeCertificate,
  findCertificateProblem,
  issueTrialCertificates,
} from '../../src-main/x509/index.ts';
import { authorityExtensions, type Holder, type KeyKind, OpensslAuthority } from '../signature/openssl-authority.ts';

const openssl = new OpensslAuthority();
const dayMs = 24 * 60 * 60 * 1000;
let root: Holder;
let clerk: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/O=示例数字认证/CN=示例根', extensions: authorityExtensions, key: 'RSA-2048' });
  clerk = openssl.issue({
    subject: '/C=CN/ST=浙江省/O=示例有限公司/CN=合同专用章',
    issuer: root,
    key: 'RSA-2048',
    serial: 0xabcdef,
  });
});
afterAll(() => openssl.remove());

/** A self-signed certificate whose name is written as the given kind of string (OpenSSL's mask). */
function nameWrittenAs(mask: string, name: string): Uint8Array {
  const config = openssl.write(`[req]\ndistinguished_name=dn\nprompt=no\nstring_mask=${mask}\n[dn]\nCN=${name}\n`);
  const pem = openssl.run('req', '-x509', '-new', '-utf8', '-config', config, '-key', clerk.keyPath);
  return parseCertificates(pem)[0] ?? new Uint8Array();
}

describe('a certificate on the screen', () => {
  it('that names a person by platform, name and identity number shows the name, and the number masked', () => {
    const { certificate } = openssl.issue({ subject: '/CN=051@张三@110101199001011234@2', issuer: root });
    const { display, text } = describeCertificate(certificate).subject;
    expect(display).toBe('张三（110****34）');
    expect(text).not.toContain('19900101');
  });

  it('shows what openssl reads in it', () => {
    const shown = certificateInfo.parse(describeCertificate(clerk.certificate));
    const read = new X509Certificate(clerk.certificate);
    expect(shown).toMatchObject({
      fingerprint: read.fingerprint256.replaceAll(':', '').toLowerCase(),
      serialNumber: 'abcdef',
      subject: {
        display: '合同专用章',
        organization: '示例有限公司',
        text: 'CN=合同专用章, O=示例有限公司, ST=浙江省, C=CN',
      },
      issuer: { commonName: '示例根', organization: '示例数字认证' },
      notBefore: new Date(read.validFrom).toISOString(),
      notAfter: new Date(read.validTo).toISOString(),
      keyAlgorithm: 'RSA 2048',
      keyUsage: ['digitalSignature', 'nonRepudiation'],
      trial: false,
    });
    expect(new X509Certificate(shown.pem).raw).toEqual(read.raw);
  });

  it.each([
    { mask: 'utf8only', kind: 'UTF8String' },
    { mask: 'MASK:0x800', kind: 'BMPString' },
    { mask: 'MASK:0x100', kind: 'UniversalString' },
  ])('shows a Chinese name written as $kind', ({ mask }) => {
    expect(describeCertificate(nameWrittenAs(mask, '钤印科技')).subject.display).toBe('钤印科技');
  });

  it.each([
    { kind: 'PrintableString', mask: 'MASK:0x2' },
    { kind: 'TeletexString', mask: 'MASK:0x4' },
  ])('shows a Chinese name that a CA put as GBK into a $kind', ({ mask }) => {
    const der = Buffer.from(nameWrittenAs(mask, 'ABCDEFGH'));
    const gbk = Buffer.from('d6d0b9fab9abcbbe', 'hex');
    for (let at = der.indexOf('ABCDEFGH'); at >= 0; at = der.indexOf('ABCDEFGH')) der.set(gbk, at);
    expect(describeCertificate(der).subject.display).toBe('中国公司');
  });

  it('does not let a name turn the direction of the text or break the line', () => {
    const { subject } = describeCertificate(nameWrittenAs('utf8only', '公司\u202eFDP\u0007'));
    expect(subject.display).toBe('公司\ufffdFDP\ufffd');
  });

  it.each<{ key: KeyKind; shown: string }>([
    { key: 'RSA-3072', shown: 'RSA 3072' },
    { key: 'P-256', shown: 'EC P-256' },
    { key: 'P-384', shown: 'EC P-384' },
  ])('names its key: $shown', ({ key, shown }) => {
    expect(describeCertificate(openssl.issue({ subject: '/CN=x', key }).certificate).keyAlgorithm).toBe(shown);
  });

  it('with an SM2 key is shown, and is offered for signing', () => {
    const { certificate } = openssl.issue({ subject: '/CN=国密用户', key: 'SM2', issuer: root });
    expect(describeCertificate(certificate)).toMatchObject({ keyAlgorithm: 'SM2', subject: { display: '国密用户' } });
    expect(findCertificateProblem(certificate, new Date())).toBeNull();
  });

  it('that is damaged gives a clear error, wherever it is cut or changed', () => {
    for (let offset = 0; offset < clerk.certificate.length; offset += 1) {
      const changed = new Uint8Array(clerk.certificate);
      changed[offset] = (changed[offset] ?? 0) ^ 0x55;
      for (const der of [changed, clerk.certificate.subarray(0, offset)]) {
        try {
          describeCertificate(der);
        } catch (error) {
          expect(error).toMatchObject({ code: 'CERTIFICATE_UNREADABLE' });
        }
      }
    }
  });
});

describe('the reason why a certificate is greyed', () => {
  it.each([
    { usage: 'keyEncipherment', problem: 'encryption-only' },
    { usage: 'cRLSign', problem: 'not-for-signing' },
    { usage: 'keyCertSign', problem: 'ca-certificate' },
    { usage: 'nonRepudiation', problem: null },
  ])('with key usage $usage: $problem', ({ usage, problem }) => {
    const { certificate } = openssl.issue({ subject: '/CN=x', extensions: [`keyUsage=critical,${usage}`] });
    expect(findCertificateProblem(certificate, new Date(Date.now() + dayMs))).toBe(problem);
  });

  it.each([
    { days: -1, problem: 'not-yet-valid' },
    { days: 1, problem: null },
    { days: 400, problem: 'expired' },
  ])('$days days from now: $problem', ({ days, problem }) => {
    expect(findCertificateProblem(clerk.certificate, new Date(Date.now() + days * dayMs))).toBe(problem);
  });

  it('for bytes that are no certificate: unreadable', () => {
    expect(findCertificateProblem(new Uint8Array([1, 2, 3]), new Date())).toBe('unreadable');
  });
});

describe('the algorithm for a certificate', () => {
  it.each<{ key: KeyKind; wish: Parameters<typeof chooseAlgorithm>[1]; chosen: object }>([
    { key: 'RSA-2048', wish: {}, chosen: { scheme: 'rsa-pkcs1', hash: 'sha256' } },
    { key: 'RSA-2048', wish: { scheme: 'rsa-pss', hash: 'sha512' }, chosen: { scheme: 'rsa-pss', hash: 'sha512' } },
    { key: 'P-256', wish: {}, chosen: { scheme: 'ecdsa', hash: 'sha256' } },
    { key: 'P-384', wish: {}, chosen: { scheme: 'ecdsa', hash: 'sha384' } },
    { key: 'P-521', wish: { hash: 'sha256' }, chosen: { scheme: 'ecdsa', hash: 'sha256' } },
  ])('$key with the wish $wish is $chosen', ({ key, wish, chosen }) => {
    const { certificate } = openssl.issue({ subject: '/CN=x', key });
    expect(chooseAlgorithm(certificate, wish)).toEqual(chosen);
  });

  it('is refused when the key cannot do it', () => {
    const elliptic = openssl.issue({ subject: '/CN=x', key: 'P-256' }).certificate;
    const unusable = expect.objectContaining({ code: 'CERTIFICATE_UNUSABLE' });
    expect(() => chooseAlgorithm(elliptic, { scheme: 'rsa-pss' })).toThrow(unusable);
    expect(() => chooseAlgorithm(clerk.certificate, { scheme: 'ecdsa' })).toThrow(unusable);
  });
});

describe('a certificate file', () => {
  const bundle = (...format: string[]) =>
    openssl.run(
      ...['crl2pkcs7', '-nocrl', '-certfile', clerk.certificatePath, '-certfile', root.certificatePath, ...format],
    );
  const pem = (holder: Holder) => readFileSync(holder.certificatePath, 'utf8');

  it('may be DER, PEM, a PEM with text around, or bare base64', () => {
    const forms = [
      clerk.certificate,
      Buffer.from(pem(clerk)),
      Buffer.from(`Bag Attributes\r\n  name: 公章\r\n${pem(clerk).replaceAll('\n', '\r\n')}`),
      Buffer.from(clerk.certificate).toString('base64'),
    ];
    for (const form of forms) expect(parseCertificates(Buffer.from(form))).toEqual([clerk.certificate]);
  });

  it('may hold a whole chain, as PEM or as .p7b', () => {
    const both = [clerk.certificate, root.certificate];
    expect(parseCertificates(Buffer.from(pem(clerk) + pem(root)))).toEqual(both);
    expect(parseCertificates(bundle())).toEqual(expect.arrayContaining(both));
    expect(parseCertificates(bundle('-outform', 'DER'))).toEqual(expect.arrayContaining(both));
  });

  it('without a certificate, or with a damaged one, is refused with a clear error', () => {
    const damaged = pem(clerk).replace('\nMII', '\nMIJ');
    const texts = ['', '你好', readFileSync(clerk.keyPath, 'utf8'), damaged, 'SGVsbG8='];
    for (const text of texts) {
      expect(() => parseCertificates(Buffer.from(text))).toThrow(
        expect.objectContaining({ code: 'CERTIFICATE_UNREADABLE' }),
      );
    }
  });
});

describe('the certificates of a trial UKey', () => {
  it.each<KeyKind>(['RSA-2048', 'P-256'])(
    'sign for a %s key, say 试用 in both names, and chain to their own CA only',
    async (key) => {
      const keyHolder = openssl.issue({ subject: '/CN=x', key });
      const spki = new Uint8Array(openssl.run('pkey', '-in', keyHolder.keyPath, '-pubout', '-outform', 'DER'));
      const subject = { organization: '示例有限公司', commonName: '示例有限公司公章' };
      const trial = await issueTrialCertificates(spki, subject);
      const shown = describeCertificate(trial.certificate);
      expect(shown).toMatchObject({
        trial: true,
        keyUsage: ['digitalSignature', 'nonRepudiation'],
        subject: { organization: '示例有限公司（试用）', display: '示例有限公司公章（试用）' },
        issuer: { display: '钤印试用 CA (TRIAL - NOT FOR REAL DOCUMENTS)' },
      });
      expect(Date.parse(shown.notAfter) - Date.now()).toBeGreaterThan(364 * dayMs);
      expect(findCertificateProblem(trial.certificate, new Date())).toBeNull();
      expect(findCertificateProblem(trial.caCertificate, new Date())).toBe('ca-certificate');

      const question = { certificate: trial.certificate, intermediates: [], at: new Date() };
      expect((await checkChain({ ...question, trustAnchors: [trial.caCertificate] })).trusted).toBe(true);
      const other = await issueTrialCertificates(spki, subject);
      expect((await checkChain({ ...question, trustAnchors: [other.caCertificate] })).trusted).toBe(false);

      const caPath = openssl.write(describeCertificate(trial.caCertificate).pem);
      const certificatePath = openssl.write(shown.pem);
      openssl.run('verify', '-x509_strict', '-CAfile', caPath, certificatePath);

      const content = Buffer.from('试用合同');
      const signer = openssl.signerOf({ ...keyHolder, certificate: trial.certificate });
      const digest = createDigest(signer.algorithm.hash);
      digest.update(content);
      const cms = await signCms({ signer, chain: [trial.caCertificate], contentDigest: digest.digest() });
      openssl.verifyCms(cms, content, { ...root, certificatePath: caPath });
    },
  );
});
