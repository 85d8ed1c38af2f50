import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkChain,
  chooseAlgorithm,
  describeCertificate,
  findCertificateProblem,
  issueTrialCertificates,
  orderChain,
} from '../../src-main/x509/index.ts';
import { checkSignatureValue } from '../../src-main/x509/keys/signature-value.ts';
import {
  authorityExtensions,
  type Holder,
  type KeyKind,
  OpensslAuthority,
  signerExtensions,
  wordsOf,
} from '../signature/openssl-authority.ts';

const openssl = new OpensslAuthority();
let root: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/O=示例数字认证/CN=国密根', extensions: authorityExtensions, key: 'SM2' });
});
afterAll(() => openssl.remove());

const fromHex = (...digits: string[]) => Buffer.from(digits.join(''), 'hex');

describe('the example of GB/T 32918.5', () => {
  const spki = fromHex(
    '3059301306072a8648ce3d020106082a811ccf5501822d03420004',
    '09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020',
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  );
  const signature = fromHex(
    '3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3',
    '022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  );
  const check = (message: string, value: Uint8Array = signature) =>
    checkSignatureValue(spki, { scheme: 'sm2', hash: 'sm3' }, Buffer.from(message), value);

  it('is valid, again and again', () => {
    for (let round = 0; round < 6; round += 1) expect(check('message digest')).toBe('valid');
  });

  it('is invalid for another message', () => {
    expect(check('message digesT')).toBe('invalid');
  });

  it('is invalid with any bit changed', () => {
    for (let bit = 0; bit < signature.length * 8; bit += 1) {
      const changed = Buffer.from(signature);
      changed[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(check('message digest', changed), `bit ${bit}`).toBe('invalid');
    }
  });

  it('is invalid with numbers out of range', () => {
    const order = 'fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123';
    const pairs = ['3006020100020101', '3006020101020100', `3026022100${order}020101`, `3026020101022100${order}`, ''];
    for (const pair of pairs) expect(check('message digest', fromHex(pair))).toBe('invalid');
  });

  it('cannot be judged with a key that is no point of the curve', () => {
    const offCurve = Buffer.from(spki);
    offCurve[offCurve.length - 1] = 0;
    const method = { scheme: 'sm2', hash: 'sm3' } as const;
    expect(checkSignatureValue(offCurve, method, Buffer.from('message digest'), signature)).toBe('unsupported');
  });
});

describe('an SM2 certificate', () => {
  it('is named SM2 and signs with SM2-SM3 only', () => {
    const { certificate } = openssl.issue({ subject: '/CN=财务专用章', issuer: root, key: 'SM2' });
    expect(describeCertificate(certificate).keyAlgorithm).toBe('SM2');
    expect(chooseAlgorithm(certificate)).toEqual({ scheme: 'sm2', hash: 'sm3' });
    const unusable = expect.objectContaining({ code: 'CERTIFICATE_UNUSABLE' });
    expect(() => chooseAlgorithm(certificate, { hash: 'sha256' })).toThrow(unusable);
    expect(() => chooseAlgorithm(certificate, { scheme: 'ecdsa' })).toThrow(unusable);
  });

  it('may bear the critical purposes of provincial CAs: client authentication and e-mail', async () => {
    const { certificate } = openssl.issue({
      subject: '/C=CN/ST=浙江省/O=示例有限公司/CN=公章',
      issuer: root,
      key: 'SM2',
      extensions: [...signerExtensions, 'extendedKeyUsage=critical,clientAuth,emailProtection'],
    });
    expect(findCertificateProblem(certificate, new Date())).toBeNull();
    const chain = await checkChain({
      certificate,
      intermediates: [],
      trustAnchors: [root.certificate],
      at: new Date(),
    });
    expect(chain.trusted).toBe(true);
    expect(wordsOf(chain.findings)).toContain('passed usage/for-signing');
  });

  it('changed anywhere is never trusted', async () => {
    const { certificate } = openssl.issue({ subject: '/CN=公章', issuer: root, key: 'SM2' });
    for (let offset = 0; offset < certificate.length; offset += 1) {
      const changed = Buffer.from(certificate);
      changed[offset] = (certificate[offset] ?? 0) ^ (1 << (offset & 7));
      const question = { certificate: changed, intermediates: [], trustAnchors: [root.certificate], at: new Date() };
      expect((await checkChain(question)).trusted, `offset ${offset}`).toBe(false);
    }
  });
});

describe('a chain of SM2 and other certificates', () => {
  it.each<{ kinds: [KeyKind, KeyKind, KeyKind] }>([
    { kinds: ['SM2', 'SM2', 'SM2'] },
    { kinds: ['RSA-2048', 'SM2', 'SM2'] },
    { kinds: ['SM2', 'RSA-2048', 'SM2'] },
    { kinds: ['P-256', 'SM2', 'RSA-2048'] },
  ])(
    '$kinds is trusted through its own root only, in a store of every kind',
    async ({ kinds: [first, second, third] }) => {
      const authority = { extensions: authorityExtensions };
      const top = openssl.issue({ subject: '/CN=根', key: first, ...authority });
      const middle = openssl.issue({ subject: '/CN=中级', key: second, issuer: top, ...authority });
      const clerk = openssl.issue({ subject: '/CN=经办人', key: third, issuer: middle });
      const sameName = openssl.issue({ subject: '/CN=根', key: 'SM2', ...authority });
      const otherKind = openssl.issue({ subject: '/CN=根', key: 'P-256', ...authority });
      const at = new Date(Date.now() + 60_000);

      const store = [sameName, otherKind, top];
      // The openssl command takes the signer's id for the lowest certificate only: so link by link.
      expect(openssl.trusts({ certificate: clerk, intermediates: [], anchors: [middle], at })).toBe(true);
      expect(openssl.trusts({ certificate: middle, intermediates: [], anchors: store, at })).toBe(true);
      const ours = await checkChain({
        certificate: clerk.certificate,
        intermediates: [middle.certificate],
        trustAnchors: store.map(({ certificate }) => certificate),
        at,
      });
      expect(ours).toMatchObject({ trusted: true });
      expect(ours.chain).toEqual([clerk, middle, top].map(({ certificate }) => certificate));
      const without = await checkChain({
        certificate: clerk.certificate,
        intermediates: [middle.certificate],
        trustAnchors: [sameName, otherKind].map(({ certificate }) => certificate),
        at,
      });
      expect(without.trusted).toBe(false);
      expect(
        orderChain(
          clerk.certificate,
          [sameName, otherKind, top, middle].map(({ certificate }) => certificate),
        ),
      ).toEqual([middle, top].map(({ certificate }) => certificate));
    },
  );

  it('signed with another key than that of the issuer it names is refused', async () => {
    const impostor = openssl.issue({ subject: '/CN=根', key: 'SM2', extensions: authorityExtensions });
    const clerk = openssl.issue({ subject: '/CN=x', key: 'SM2', issuer: impostor, withIdentifiers: false });
    const honest = openssl.issue({ subject: '/CN=根', key: 'SM2', extensions: authorityExtensions });
    const { trusted, findings } = await checkChain({
      certificate: clerk.certificate,
      intermediates: [],
      trustAnchors: [honest.certificate],
      at: new Date(),
    });
    expect(trusted).toBe(false);
    expect(wordsOf(findings)).toContain('failed chain/bad-signature');
  });
});

describe('the certificates of a trial UKey with an SM2 key', () => {
  it('are SM2 up to their CA, and openssl believes them', async () => {
    const keyPath = openssl.makeKey('SM2');
    const spki = new Uint8Array(openssl.run('pkey', '-in', keyPath, '-pubout', '-outform', 'DER'));
    const trial = await issueTrialCertificates(spki, { organization: '示例有限公司', commonName: '公章' });
    const authority = openssl.write(describeCertificate(trial.caCertificate).pem);
    for (const certificate of [trial.certificate, trial.sealMaker.certificate]) {
      const shown = describeCertificate(certificate);
      expect(shown).toMatchObject({ keyAlgorithm: 'SM2', trial: true });
      expect(findCertificateProblem(certificate, new Date())).toBeNull();
      const question = { certificate, intermediates: [], trustAnchors: [trial.caCertificate], at: new Date() };
      expect((await checkChain(question)).trusted).toBe(true);
      const path = openssl.write(shown.pem);
      openssl.run('verify', '-x509_strict', '-vfyopt', 'distid:1234567812345678', '-CAfile', authority, path);
    }
  });
});
