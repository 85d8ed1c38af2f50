import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contract/index.ts';
import { cmsSizeBytes, signCms, verifyCms } from '../../src-main/signature/index.ts';
import { createDigest, orderChain, type Signer } from '../../src-main/x509/index.ts';
import { authorityExtensions, digestsOf, type Holder, type KeyKind, OpensslAuthority } from './openssl-authority.ts';

const openssl = new OpensslAuthority();
const content = Buffer.from('采购合同 第 2026-118 号');
let root: Holder;
let intermediate: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/O=示例/CN=示例根', extensions: authorityExtensions });
  intermediate = openssl.issue({ subject: '/C=CN/O=示例/CN=示例中级', issuer: root, extensions: authorityExtensions });
});
afterAll(() => openssl.remove());

async function sign(signer: Signer, chain: Uint8Array[]): Promise<Uint8Array> {
  const digest = createDigest(signer.algorithm.hash);
  digest.update(content);
  return signCms({ signer, chain, contentDigest: digest.digest() });
}

/** One certificate per kind of key: making RSA keys takes long. */
const clerks = new Map<KeyKind, Holder>();
function clerk(key: KeyKind): Holder {
  const known = clerks.get(key) ?? stranger(key);
  clerks.set(key, known);
  return known;
}

const stranger = (key: KeyKind) =>
  openssl.issue({ subject: '/C=CN/O=示例有限公司/CN=合同专用章', issuer: intermediate, key });

describe('signing a document', () => {
  const kinds: { key: KeyKind; wish?: Parameters<typeof openssl.signerOf>[1]; name: string }[] = [
    { key: 'RSA-2048', name: 'RSA-PKCS1v15-SHA256' },
    { key: 'RSA-3072', wish: { hash: 'sha512' }, name: 'RSA-PKCS1v15-SHA512' },
    { key: 'RSA-2048', wish: { scheme: 'rsa-pss' }, name: 'RSA-PSS-SHA256' },
    { key: 'RSA-3072', wish: { scheme: 'rsa-pss', hash: 'sha384' }, name: 'RSA-PSS-SHA384' },
    { key: 'P-256', name: 'ECDSA-P256-SHA256' },
    { key: 'P-384', name: 'ECDSA-P384-SHA384' },
    { key: 'P-521', name: 'ECDSA-P521-SHA512' },
  ];

  it.each(kinds)('with $name makes what openssl calls a valid CAdES signature', async ({ key, wish, name }) => {
    const holder = clerk(key);
    const signer = openssl.signerOf(holder, wish);
    const chain = orderChain(holder.certificate, [root.certificate, intermediate.certificate]);
    const cms = await sign(signer, chain);
    openssl.verifyCms(cms, content, root);
    expect(() => openssl.verifyCms(cms, Buffer.from('another contract'), root)).toThrow();

    const ours = await verifyCms({ cms, digestContent: digestsOf(content), subFilter: 'ETSI.CAdES.detached' });
    expect(ours).toMatchObject({ intact: true, algorithm: name, signingTime: null });
    expect(ours.signerCertificate).toEqual(holder.certificate);
  });

  it.each(kinds)('with $name never outgrows the space foreseen for it', async ({ key, wish }) => {
    const holder = clerk(key);
    const signer = openssl.signerOf(holder, wish);
    const chain = [intermediate.certificate, root.certificate];
    const reserved = cmsSizeBytes(holder.certificate, chain, signer.algorithm);
    for (let round = 0; round < 4; round += 1) {
      const { length } = await sign(signer, chain);
      expect(length).toBeLessThanOrEqual(reserved);
      expect(reserved - length).toBeLessThanOrEqual(16);
    }
  });

  it('signs exactly the attributes of PAdES baseline B, in DER, with no signing time', async () => {
    const holder = clerk('P-256');
    const cms = await sign(openssl.signerOf(holder), []);
    const text = openssl.run('asn1parse', '-inform', 'DER', '-i', '-in', openssl.write(cms)).toString();
    expect(text).toMatch(/:contentType[\s\S]*:messageDigest[\s\S]*:id-smime-aa-signingCertificateV2/);
    expect(text).not.toContain('signingTime');
    const reencoded = openssl.run('cms', '-cmsout', '-inform', 'DER', '-outform', 'DER', '-in', openssl.write(cms));
    expect(new Uint8Array(reencoded)).toEqual(cms);
  });

  it('stops when the token signed with a key that is not the certificate’s', async () => {
    const other = openssl.signerOf(stranger('P-256'));
    const signer = { ...openssl.signerOf(clerk('P-256')), sign: other.sign };
    await expect(sign(signer, [])).rejects.toMatchObject({ code: 'SIGNATURE_SELF_CHECK_FAILED' });
  });

  it('stops when the token gives a value of a wrong length', async () => {
    const signer = { ...openssl.signerOf(clerk('P-256')), sign: async () => new Uint8Array(63) };
    await expect(sign(signer, [])).rejects.toMatchObject({ code: 'SIGNATURE_SELF_CHECK_FAILED' });
  });

  it('passes on what the token says, word for word', async () => {
    const refused = new AppError('TOKEN_REMOVED', { serial: '1' });
    const signer = { ...openssl.signerOf(clerk('P-256')), sign: async () => Promise.reject(refused) };
    await expect(sign(signer, [])).rejects.toBe(refused);
  });
});

describe('a digest in pieces', () => {
  it('goes on from a copy without disturbing the first', () => {
    const first = createDigest('sha256');
    first.update(Buffer.from('甲'));
    const second = first.copy();
    second.update(Buffer.from('乙'));
    const alone = createDigest('sha256');
    alone.update(Buffer.from('甲'));
    expect(first.digest()).toEqual(alone.digest());
    const both = createDigest('sha256');
    both.update(Buffer.from('甲乙'));
    expect(second.digest()).toEqual(both.digest());
  });
});
