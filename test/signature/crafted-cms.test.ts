import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCms } from '../../src-main/signature/index.ts';
import {
  encodeElement,
  encodeNull,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
} from '../../src-main/x509/asn1/der-writer.ts';
import { readCertificate } from '../../src-main/x509/certificates/certificate.ts';
import { digestOf } from '../../src-main/x509/keys/digest.ts';
import { authorityExtensions, digestsOf, type Holder, OpensslAuthority, wordsOf } from './openssl-authority.ts';

const openssl = new OpensslAuthority();
const content = Buffer.from('保密协议正文');
const data = encodeObjectIdentifier('1.2.840.113549.1.7.1');
const sha256 = encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.1'));
const sha512 = encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.3'));
const rsaEncryption = encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.1.1'), encodeNull());
const sha256WithNull = encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.1'), encodeNull());
const sha256WithRsa = encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.1.11'), encodeNull());
const sha512WithRsa = encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.1.13'), encodeNull());
let signer: Holder;

beforeAll(() => {
  const root = openssl.issue({ subject: '/CN=示例根', extensions: authorityExtensions });
  signer = openssl.issue({ subject: '/CN=不诚实的人', issuer: root, key: 'RSA-2048' });
});
afterAll(() => openssl.remove());

const attribute = (type: string, ...values: Uint8Array[]) =>
  encodeSequence(encodeObjectIdentifier(type), encodeElement(0x31, ...values));
const contentType = (value = data) => attribute('1.2.840.113549.1.9.3', value);
const digestValue = () => encodeOctetString(digestOf('sha256', content));
const messageDigest = (...values: Uint8Array[]) => attribute('1.2.840.113549.1.9.4', ...values);

function signingCertificate(serial?: Uint8Array): Uint8Array {
  const { issuer, serialNumberDer } = readCertificate(signer.certificate);
  const issuerSerial = encodeSequence(encodeSequence(encodeElement(0xa4, issuer)), serial ?? serialNumberDer);
  const certificateId = encodeSequence(encodeOctetString(digestOf('sha256', signer.certificate)), issuerSerial);
  return attribute('1.2.840.113549.1.9.16.2.47', encodeSequence(encodeSequence(certificateId)));
}

const algorithmProtection = (digest: Uint8Array, signature = rsaEncryption) =>
  attribute('1.2.840.113549.1.9.52', encodeSequence(digest, encodeElement(0xa1, signature.subarray(2))));

const honest = () => [contentType(), messageDigest(digestValue()), signingCertificate()];

/** A CMS whose signer holds the key and signs whatever attributes it likes. */
function craft(
  attributes: Uint8Array[],
  options: { algorithm?: Uint8Array; hash?: string; signedAs?: Uint8Array[]; times?: number } = {},
) {
  const { algorithm = rsaEncryption, hash = 'sha256', signedAs = attributes, times = 1 } = options;
  const { issuer, serialNumberDer } = readCertificate(signer.certificate);
  const value = sign(hash, encodeElement(0x31, ...signedAs), readFileSync(signer.keyPath));
  const signerInfo = encodeSequence(
    encodeSmallInteger(1),
    encodeSequence(issuer, serialNumberDer),
    sha256,
    encodeElement(0xa0, ...attributes),
    algorithm,
    encodeOctetString(value),
  );
  const signedData = encodeSequence(
    encodeSmallInteger(1),
    encodeElement(0x31, sha256),
    encodeSequence(data),
    encodeElement(0xa0, signer.certificate),
    encodeElement(0x31, ...Array.from({ length: times }, () => signerInfo)),
  );
  return encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.7.2'), encodeElement(0xa0, signedData));
}

const verify = (cms: Uint8Array) =>
  verifyCms({ cms, digestContent: digestsOf(content), subFilter: 'ETSI.CAdES.detached' });

describe('a signer who writes the attributes by hand', () => {
  it.each([
    { name: 'the usual ones', attributes: honest },
    { name: 'the right algorithm protection', attributes: () => [...honest(), algorithmProtection(sha256)] },
    {
      name: 'protection of the same algorithms by other names',
      attributes: () => [...honest(), algorithmProtection(sha256WithNull, sha256WithRsa)],
    },
  ])('is believed with $name', async ({ attributes }) => {
    expect(await verify(craft(attributes()))).toMatchObject({ intact: true });
  });

  it('is believed with attributes out of order, whichever order was signed', async () => {
    const disordered = honest().toReversed();
    for (const signedAs of [disordered, honest()]) {
      const cms = craft(disordered, { signedAs });
      expect(await verify(cms)).toMatchObject({ intact: true });
    }
  });

  it.each([
    {
      name: 'two message digests, one of them right',
      attributes: () => [messageDigest(encodeOctetString(new Uint8Array(32))), ...honest()],
      reason: 'failed cms/duplicate-attribute',
    },
    {
      name: 'one message digest of two values',
      attributes: () => [contentType(), messageDigest(digestValue(), digestValue()), signingCertificate()],
      reason: 'failed cms/duplicate-attribute',
    },
    {
      name: 'no message digest',
      attributes: () => [contentType(), signingCertificate()],
      reason: 'failed cms/attribute-missing',
    },
    {
      name: 'no content type',
      attributes: () => [messageDigest(digestValue()), signingCertificate()],
      reason: 'failed cms/attribute-missing',
    },
    { name: 'no attribute at all', attributes: () => [], reason: 'failed cms/attribute-missing' },
    {
      name: 'another content type',
      attributes: () => [
        contentType(encodeObjectIdentifier('1.2.3.4')),
        messageDigest(digestValue()),
        signingCertificate(),
      ],
      reason: 'failed cms/content-type',
    },
    {
      name: 'a message digest that is no octet string',
      attributes: () => [contentType(), messageDigest(encodeNull()), signingCertificate()],
      reason: 'unknown digest/not-recorded',
    },
    {
      name: 'the serial number of another certificate',
      attributes: () => [contentType(), messageDigest(digestValue()), signingCertificate(encodeSmallInteger(99999))],
      reason: 'failed signing-certificate/mismatch',
    },
    {
      name: 'protection of another signature algorithm',
      attributes: () => [...honest(), algorithmProtection(sha256, sha512WithRsa)],
      reason: 'failed cms/algorithm-protection',
    },
    {
      name: 'protection of another algorithm',
      attributes: () => [...honest(), algorithmProtection(sha512)],
      reason: 'failed cms/algorithm-protection',
    },
  ])('is not believed with $name', async ({ attributes, reason }) => {
    const found = await verify(craft(attributes()));
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain(reason);
  });

  it('is believed when signing several times, if every signature holds', async () => {
    const twice = craft(honest(), { times: 2 });
    const found = await verify(twice);
    expect(found.intact).toBe(true);
    expect(wordsOf(found.findings)).toContain('warning cms/signed-several-times');
    twice[twice.length - 1] = (twice.at(-1) ?? 0) ^ 1;
    expect((await verify(twice)).intact).toBe(false);
    expect((await verify(craft(honest(), { times: 5 }))).intact).toBe(false);
  });

  it('is read, though he writes hundreds of thousands of attributes, or of pieces of a string', async () => {
    const notes = Array.from({ length: 200_000 }, () => attribute('1.2.3.4'));
    const signedAs = [Buffer.concat([...notes, ...honest()])];
    const found = await verify(
      craft(signedAs, { signedAs: [Buffer.concat([...notes, ...honest()].toSorted(Buffer.compare))] }),
    );
    expect(found).toMatchObject({ intact: true });
    const pieces = Buffer.alloc(600_000, Uint8Array.of(4, 1, 0x41));
    const indefinite = Buffer.concat([Buffer.from('30802480', 'hex'), pieces, Buffer.alloc(4)]);
    expect(wordsOf((await verify(indefinite)).findings)).toEqual(['failed cms/malformed']);
  });

  it('is not believed when the signature uses another hash than it declares', async () => {
    const found = await verify(craft(honest(), { algorithm: sha512WithRsa, hash: 'sha512' }));
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown signature/algorithm-unsupported');
  });
});
