import * as asn1js from 'asn1js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContentTypes, cmsSizeBytes, signCms, verifyCms } from '../../src-main/signature/index.ts';
import { chooseAlgorithm, createDigest } from '../../src-main/x509/index.ts';
import { authorityExtensions, type Holder, OpensslAuthority, wordsOf } from './openssl-authority.ts';
import {
  bytesOf,
  gbt,
  inside,
  vendorCms as makeVendorCms,
  octets,
  oidOf,
  parsed,
  rfc,
  sequence,
} from './vendor-cms.ts';

const openssl = new OpensslAuthority();
const content = Buffer.from('采购合同 第 2026-118 号');
let root: Holder;
let clerk: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/CN=国密根', extensions: authorityExtensions, key: 'SM2' });
  clerk = openssl.issue({ subject: '/C=CN/O=示例有限公司/CN=合同专用章', issuer: root, key: 'SM2' });
});
afterAll(() => openssl.remove());

const sm3 = (...parts: Uint8Array[]) => {
  const digest = createDigest('sm3');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

const signHere = (contentTypes?: ContentTypes, holder = clerk) =>
  signCms({
    signer: openssl.signerOf(holder),
    chain: [root.certificate],
    contentDigest: sm3(content),
    ...(contentTypes ? { contentTypes } : {}),
  });

const verify = (cms: Uint8Array, subFilter = 'GM.sm2cms.detached', covered: Uint8Array = content) =>
  verifyCms({
    cms,
    subFilter,
    digestContent: async (algorithm) => {
      const digest = createDigest(algorithm);
      digest.update(covered);
      return digest.digest();
    },
    digestPrefixedContent: async (_, prefix) => sm3(prefix, covered),
  });

/** Signed by the clerk unless another is named. */
const vendorCms = (options: Omit<Parameters<typeof makeVendorCms>[1], 'holder'> & { holder?: Holder }) =>
  makeVendorCms(openssl, { holder: clerk, ...options });

describe('signing with an SM2 certificate', () => {
  it.each<{ contentTypes: ContentTypes | undefined; data: string; signedData: string }>([
    { contentTypes: undefined, ...gbt },
    { contentTypes: 'gbt-35275', ...gbt },
    { contentTypes: 'rfc-5652', ...rfc },
  ])('under the content types $contentTypes makes what openssl calls a valid signature', async (expected) => {
    const cms = await signHere(expected.contentTypes);
    const [type, explicit] = inside(parsed(cms));
    const [, digestAlgorithms, encapsulated, , signers] = inside(inside(explicit)[0]);
    expect(type?.toString()).toContain(expected.signedData);
    expect(encapsulated?.toString()).toContain(expected.data);
    expect(digestAlgorithms?.toString()).toContain('1.2.156.10197.1.401');
    const [, , , attributes, method, value] = inside(inside(signers)[0]);
    expect(method?.toString()).toContain('1.2.156.10197.1.501');
    if (!attributes || !(value instanceof asn1js.OctetString)) throw new Error('no signer');
    const signed = Buffer.from(bytesOf(attributes));
    signed[0] = 0x31;
    const signature = new Uint8Array(value.valueBlock.valueHexView);
    expect(openssl.verifySm2(signed, signature, clerk)).toBe(true);
    expect(openssl.verifySm2(signed, signature, root)).toBe(false);
    expect(signed.includes(Buffer.from(sm3(content)))).toBe(true);

    const found = await verify(cms);
    expect(found).toMatchObject({ intact: true, algorithm: 'SM2-SM3' });
    expect(found.signerCertificate).toEqual(clerk.certificate);
    expect(wordsOf(found.findings)).toEqual([
      'passed cms/well-formed',
      'passed digest/matches',
      'passed signature/valid',
      'passed signing-certificate/bound',
      'passed algorithm/strong',
    ]);
    expect((await verify(cms, 'GM.sm2cms.detached', Buffer.from('另一份'))).intact).toBe(false);
  });

  it('is read by openssl and written again without a byte changed', async () => {
    const cms = await signHere('rfc-5652');
    const path = openssl.write(cms);
    const again = openssl.run('cms', '-cmsout', '-inform', 'DER', '-outform', 'DER', '-in', path);
    expect(new Uint8Array(again)).toEqual(cms);
  });

  it('never outgrows the space foreseen for it', async () => {
    const reserved = cmsSizeBytes(clerk.certificate, [root.certificate], chooseAlgorithm(clerk.certificate));
    for (let round = 0; round < 6; round += 1) {
      const { length } = await signHere();
      expect(length).toBeLessThanOrEqual(reserved);
      expect(reserved - length).toBeLessThanOrEqual(8);
    }
  });

  it('stops when the token signed with a key that is not the certificate’s', async () => {
    const other = openssl.issue({ subject: '/CN=x', issuer: root, key: 'SM2' });
    const signer = { ...openssl.signerOf(clerk), sign: openssl.signerOf(other).sign };
    const signing = signCms({ signer, chain: [], contentDigest: sm3(content) });
    await expect(signing).rejects.toMatchObject({ code: 'SIGNATURE_SELF_CHECK_FAILED' });
  });

  it('refuses another hash than SM3', async () => {
    const signer = { ...openssl.signerOf(clerk), algorithm: { scheme: 'sm2', hash: 'sha256' } as const };
    const signing = signCms({ signer, chain: [], contentDigest: new Uint8Array(32) });
    await expect(signing).rejects.toMatchObject({ code: 'CERTIFICATE_UNUSABLE' });
  });
});

describe('an SM2 signature of another product', () => {
  const wordsOfDigestInside = ['unknown cms/digest-as-content', 'passed digest/matches', 'passed signature/valid'];
  const digestInside = (more: Partial<Parameters<typeof vendorCms>[0]> = {}) =>
    vendorCms({ embedded: sm3(content), message: sm3(content), ...more });

  it.each([
    { types: gbt, signatureAlgorithm: '1.2.156.10197.1.501' },
    { types: gbt, signatureAlgorithm: '1.2.156.10197.1.301.1' },
    { types: gbt, signatureAlgorithm: '1.2.156.10197.1.301' },
    { types: rfc, signatureAlgorithm: '1.2.156.10197.1.301.1' },
    { types: rfc, signatureAlgorithm: '1.2.840.10045.2.1' },
  ])(
    'that embeds the digest instead of the document is named, and confirms nothing: $signatureAlgorithm',
    async (form) => {
      const cms = digestInside(form);
      for (const subFilter of ['GM.sm2cms.detached', 'GM.SM2', 'adbe.pkcs7.detached']) {
        const found = await verify(cms, subFilter);
        expect(found).toMatchObject({ intact: false, algorithm: 'SM2-SM3' });
        expect(wordsOf(found.findings)).toEqual(expect.arrayContaining(wordsOfDigestInside));
        const other = await verify(cms, subFilter, Buffer.from('另一份'));
        expect(other.intact).toBe(false);
        expect(wordsOf(other.findings)).toContain('failed digest/differs');
      }
      const strict = await verify(cms, 'ETSI.CAdES.detached');
      expect(strict.intact).toBe(false);
      expect(wordsOf(strict.findings)).toContain('failed cms/content-present');
    },
  );

  it('that embeds the digest is found out when any byte of it was changed', async () => {
    const cms = digestInside();
    const honest = wordsOf((await verify(cms)).findings).join();
    const survivors: number[] = [];
    for (let offset = 0; offset < cms.length; offset += 1) {
      const changed = Uint8Array.from(cms);
      changed[offset] = (cms[offset] ?? 0) ^ 0x55;
      if (wordsOf((await verify(changed)).findings).join() === honest) survivors.push(offset);
    }
    const certificateStart = Buffer.from(cms).indexOf(clerk.certificate);
    const inCertificate = (offset: number) =>
      offset >= certificateStart && offset < certificateStart + clerk.certificate.length;
    // Nothing in this form binds the certificate: what changed in it is for the chain to find.
    expect(survivors.filter((offset) => !inCertificate(offset))).toEqual([]);
  });

  it('that embeds the document itself is refused', async () => {
    const found = await verify(vendorCms({ embedded: content, message: content }));
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown cms/content-present');
  });

  it('whose signature covers something else than the embedded digest is refused', async () => {
    const found = await verify(digestInside({ message: Buffer.from('另一份') }));
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown signature/sm2-other-id');
  });

  it('with signed attributes, detached, is intact, whatever content type they name', async () => {
    for (const named of [gbt.data, rfc.data]) {
      const attribute = (type: string, value: asn1js.AsnType) =>
        sequence(oidOf(type), new asn1js.Set({ value: [value] }));
      const signedAttributes = [
        attribute('1.2.840.113549.1.9.3', oidOf(named)),
        attribute('1.2.840.113549.1.9.4', octets(sm3(content))),
      ];
      const message = bytesOf(new asn1js.Set({ value: signedAttributes }));
      for (const subFilter of ['GM.sm2cms.detached', 'adbe.pkcs7.detached']) {
        const cms = vendorCms({ signedAttributes, message, signatureAlgorithm: '1.2.156.10197.1.301.1' });
        expect(await verify(cms, subFilter)).toMatchObject({ intact: true, algorithm: 'SM2-SM3' });
        expect((await verify(cms, subFilter, Buffer.from('另一份'))).intact).toBe(false);
      }
    }
  });

  it('without signed attributes, detached, over the document, is intact', async () => {
    const cms = vendorCms({ message: content });
    expect(await verify(cms)).toMatchObject({ intact: true });
    const other = await verify(cms, 'GM.sm2cms.detached', Buffer.from('另一份'));
    expect(wordsOf(other.findings)).toContain('failed signature/invalid');
  });

  it('over the digest of the document, which stands nowhere in it, confirms nothing', async () => {
    const found = await verify(vendorCms({ message: sm3(content) }));
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown signature/over-digest-alone');
  });

  it('over the document directly stays unknown as long as nobody digests the document with the signer’s id', async () => {
    const cms = vendorCms({ message: content });
    const found = await verifyCms({ cms, digestContent: async () => sm3(content), subFilter: 'GM.SM2' });
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown signature/algorithm-unsupported');
  });
});
