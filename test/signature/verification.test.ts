import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signCms, verifyCms } from '../../src-main/signature/index.ts';
import { createDigest } from '../../src-main/x509/index.ts';
import { authorityExtensions, digestsOf, type Holder, OpensslAuthority, wordsOf } from './openssl-authority.ts';

const openssl = new OpensslAuthority();
const content = Buffer.from('租赁合同正文');
let root: Holder;
let rsa: Holder;
let elliptic: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/CN=示例根', extensions: authorityExtensions, key: 'RSA-2048' });
  rsa = openssl.issue({ subject: '/CN=张三', issuer: root, key: 'RSA-2048' });
  elliptic = openssl.issue({ subject: '/CN=李四', issuer: root, key: 'P-384' });
});
afterAll(() => openssl.remove());

/** A CMS made by `openssl cms -sign`. */
function signElsewhere(holder: Holder, ...options: string[]): Uint8Array {
  const signed = openssl.run(
    ...['cms', '-sign', '-binary', '-outform', 'DER', '-in', openssl.write(content)],
    ...['-signer', holder.certificatePath, '-inkey', holder.keyPath, ...options],
  );
  return new Uint8Array(signed);
}

const verify = (cms: Uint8Array, subFilter = 'ETSI.CAdES.detached', covered: Uint8Array = content) =>
  verifyCms({ cms, digestContent: digestsOf(covered), subFilter });

async function signHere(holder: Holder): Promise<Uint8Array> {
  const signer = openssl.signerOf(holder);
  const digest = createDigest(signer.algorithm.hash);
  digest.update(content);
  return signCms({ signer, chain: [], contentDigest: digest.digest() });
}

describe('a signature made elsewhere', () => {
  it.each([
    { options: ['-cades', '-md', 'sha256'], who: () => rsa, algorithm: 'RSA-PKCS1v15-SHA256' },
    { options: ['-cades', '-md', 'sha512'], who: () => rsa, algorithm: 'RSA-PKCS1v15-SHA512' },
    { options: ['-cades', '-md', 'sha384'], who: () => elliptic, algorithm: 'ECDSA-P384-SHA384' },
    { options: ['-cades', '-md', 'sha256', '-keyid'], who: () => elliptic, algorithm: 'ECDSA-P384-SHA256' },
    {
      options: ['-cades', '-md', 'sha384', '-keyopt', 'rsa_padding_mode:pss'],
      who: () => rsa,
      algorithm: 'RSA-PSS-SHA384',
    },
    {
      options: ['-cades', '-md', 'sha256', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:20'],
      who: () => rsa,
      algorithm: 'RSA-PSS-SHA256',
    },
  ])('with $options is intact, and with another document it is not', async ({ options, who, algorithm }) => {
    const cms = signElsewhere(who(), ...options);
    const found = await verify(cms);
    expect(wordsOf(found.findings)).toEqual([
      'passed cms/well-formed',
      'passed digest/matches',
      'passed signature/valid',
      'passed signing-certificate/bound',
      'passed algorithm/strong',
    ]);
    expect(found).toMatchObject({ intact: true, algorithm });
    expect(Math.abs(Date.now() - (found.signingTime?.getTime() ?? 0))).toBeLessThan(60_000);

    const other = await verify(cms, 'ETSI.CAdES.detached', Buffer.from('租赁合同正文。'));
    expect(other.intact).toBe(false);
    expect(wordsOf(other.findings)).toContain('failed digest/differs');
  });

  it('with SHA-1 is intact, but named weak', async () => {
    const found = await verify(signElsewhere(rsa, '-md', 'sha1'), 'adbe.pkcs7.detached');
    expect(found).toMatchObject({ intact: true, algorithm: 'RSA-PKCS1v15-SHA1' });
    expect(wordsOf(found.findings)).toContain('warning algorithm/weak-hash');
  });

  it('with an RSA key of 1024 bits is intact, but named weak', async () => {
    const path = openssl.write('');
    openssl.run('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024', '-out', path);
    const holder = openssl.issue({ subject: '/CN=旧钥匙', issuer: root, keyPath: path });
    const found = await verify(signElsewhere(holder, '-cades', '-md', 'sha256'));
    expect(found.intact).toBe(true);
    expect(wordsOf(found.findings)).toContain('warning algorithm/weak-key');
  });

  it('with MD5 is never intact, and told by name', async () => {
    const found = await verify(signElsewhere(rsa, '-md', 'md5'), 'adbe.pkcs7.detached');
    expect(found).toMatchObject({ intact: false, algorithm: 'RSA-PKCS1v15-MD5' });
    expect(wordsOf(found.findings)).toEqual(
      expect.arrayContaining(['unknown digest/algorithm-unsupported', 'unknown algorithm/broken-hash']),
    );
    expect(found.findings.find(({ code }) => code === 'algorithm-strength')?.values).toEqual({ algorithm: 'MD5' });
  });

  it('without signed attributes covers the document directly', async () => {
    const cms = signElsewhere(rsa, '-noattr', '-md', 'sha256');
    expect(await verify(cms, 'adbe.pkcs7.detached')).toMatchObject({ intact: true });
    const other = await verify(cms, 'adbe.pkcs7.detached', Buffer.from('另一份'));
    expect(other.intact).toBe(false);
    expect(wordsOf(other.findings)).toContain('failed signature/invalid');
  });

  it('without a signing certificate attribute is enough for adbe.pkcs7.detached, not for ETSI.CAdES.detached', async () => {
    const cms = signElsewhere(rsa, '-md', 'sha256');
    expect(await verify(cms, 'adbe.pkcs7.detached')).toMatchObject({ intact: true });
    const found = await verify(cms);
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('failed signing-certificate/absent');
  });

  it('of the old kind adbe.pkcs7.sha1 holds the digest inside, and is named weak', async () => {
    const digest = createDigest('sha1');
    digest.update(content);
    const cms = new Uint8Array(
      openssl.run(
        ...['cms', '-sign', '-binary', '-nodetach', '-outform', 'DER', '-in', openssl.write(digest.digest())],
        ...['-signer', rsa.certificatePath, '-inkey', rsa.keyPath, '-md', 'sha256'],
      ),
    );
    const found = await verify(cms, 'adbe.pkcs7.sha1');
    expect(found.intact).toBe(true);
    expect(wordsOf(found.findings)).toContain('warning algorithm/weak-hash');
    expect((await verify(cms, 'adbe.pkcs7.sha1', Buffer.from('另一份'))).intact).toBe(false);
    expect((await verify(cms, 'adbe.pkcs7.detached')).intact).toBe(false);
  });

  it('in BER instead of DER is intact, and told of', async () => {
    const digest = createDigest('sha1');
    digest.update(content);
    const options = ['-md', 'sha256', '-stream', '-signer', rsa.certificatePath, '-inkey', rsa.keyPath];
    const inPieces = openssl.run(
      ...['cms', '-sign', '-binary', '-outform', 'DER', '-in', openssl.write(digest.digest()), ...options],
    );
    const detached = signElsewhere(rsa, '-cades', '-md', 'sha256');
    const endless = Buffer.concat([Buffer.from([0x30, 0x80]), detached.subarray(4), Buffer.alloc(2)]);
    for (const [cms, subFilter] of [
      [inPieces, 'adbe.pkcs7.sha1'],
      [endless, 'ETSI.CAdES.detached'],
    ] as const) {
      expect(cms[1]).toBe(0x80);
      const found = await verify(Buffer.concat([cms, Buffer.alloc(100)]), subFilter);
      expect(found.intact).toBe(true);
      expect(wordsOf(found.findings)).toContain('warning cms/not-der');
      expect((await verify(Buffer.concat([cms, Buffer.from('x')]), subFilter)).intact).toBe(false);
      expect((await verify(cms, subFilter, Buffer.from('另一份'))).intact).toBe(false);
    }
  });

  it('that carries a document of its own beside the PDF is refused', async () => {
    const found = await verify(signElsewhere(rsa, '-cades', '-nodetach', '-md', 'sha256'));
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown cms/content-present');
  });

  it('of two signers is refused', async () => {
    const both = ['-cades', '-md', 'sha256', '-signer', elliptic.certificatePath, '-inkey', elliptic.keyPath];
    const found = await verify(signElsewhere(rsa, ...both));
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toEqual(['failed cms/signer-count']);
  });

  it('without its certificate cannot be judged', async () => {
    const found = await verify(signElsewhere(rsa, '-cades', '-nocerts', '-md', 'sha256'));
    expect(found).toMatchObject({ intact: false, signerCertificate: null });
    expect(wordsOf(found.findings)).toContain('unknown signature/certificate-missing');
  });
});

describe('the space reserved for a signature', () => {
  it('may end in zeros', async () => {
    const cms = await signHere(rsa);
    expect(await verify(Buffer.concat([cms, Buffer.alloc(500)]))).toMatchObject({ intact: true });
  });

  it('may hold nothing else', async () => {
    const cms = await signHere(rsa);
    const found = await verify(Buffer.concat([cms, Buffer.alloc(20), Buffer.from([1])]));
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown cms/trailing-bytes');
  });
});

describe('a signer’s certificate', () => {
  it('cannot be exchanged for another one of the same key, name and number', async () => {
    const common = { issuer: root, keyPath: rsa.keyPath, serial: 4711, days: 300 };
    const honest = openssl.issue({ ...common, subject: '/CN=AAAA' });
    const forged = openssl.issue({ ...common, subject: '/CN=BBBB' });
    expect(forged.certificate.length).toBe(honest.certificate.length);
    const cms = Buffer.from(await signHere(honest));
    expect((await verify(cms)).intact).toBe(true);
    cms.set(forged.certificate, cms.indexOf(honest.certificate));

    const found = await verify(cms);
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('failed signing-certificate/mismatch');
    expect(wordsOf(found.findings)).toContain('passed signature/valid');
    expect(() => openssl.verifyCms(cms, content, root)).toThrow();
  });
});

describe('a signature that asks for something unknown', () => {
  it('says so for a SubFilter that is not supported', async () => {
    const found = await verify(await signHere(rsa), 'GM.sm2seal');
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toEqual(['unknown cms/unsupported-sub-filter']);
  });

  it('is not intact when the covered bytes could not be digested', async () => {
    const cms = await signHere(rsa);
    const found = await verifyCms({
      cms,
      digestContent: async () => new Uint8Array(),
      subFilter: 'ETSI.CAdES.detached',
    });
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown digest/not-computed');
  });

  it('passes on an error of reading the document', async () => {
    const broken = new Error('disk');
    const digestContent = () => Promise.reject(broken);
    const cms = await signHere(rsa);
    await expect(verifyCms({ cms, digestContent, subFilter: 'ETSI.CAdES.detached' })).rejects.toBe(broken);
  });

  it('is not intact for bytes that are no CMS at all', async () => {
    for (const bytes of [
      new Uint8Array(),
      Buffer.from('%PDF-1.7'),
      readFileSync(rsa.certificatePath),
      rsa.certificate,
    ]) {
      expect((await verify(bytes)).intact).toBe(false);
    }
  });
});
