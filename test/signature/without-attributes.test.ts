import { createHash, createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signCms, verifyCms } from '../../src-main/signature/index.ts';
import {
  encodeElement,
  encodeNull,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
} from '../../src-main/x509/asn1/der-writer.ts';
import { readCertificate } from '../../src-main/x509/certificates/certificate.ts';
import { createDigest } from '../../src-main/x509/index.ts';
import { signWithEddsa } from './eddsa-cms.ts';
import { authorityExtensions, type Holder, type KeyKind, OpensslAuthority, wordsOf } from './openssl-authority.ts';

const openssl = new OpensslAuthority();
const content = Buffer.from('货物买卖合同正文，总价 1000 元');
const other = Buffer.from('货物买卖合同正文，总价 9999 元');
let root: Holder;
const holders = new Map<KeyKind, Holder>();

beforeAll(() => {
  root = openssl.issue({ subject: '/CN=示例根', extensions: authorityExtensions });
  for (const key of ['RSA-2048', 'RSA-3072', 'P-256', 'P-384', 'P-521', 'ED25519', 'ED448'] as const) {
    holders.set(key, openssl.issue({ subject: `/CN=${key} 公章`, issuer: root, key }));
  }
});
afterAll(() => openssl.remove());

function holderOf(key: KeyKind): Holder {
  const holder = holders.get(key);
  if (!holder) throw new Error(`no holder of ${key}`);
  return holder;
}

const verify = (cms: Uint8Array, covered: Uint8Array = content, subFilter = 'adbe.pkcs7.detached') =>
  verifyCms({
    cms,
    subFilter,
    digestContent: async (algorithm) => {
      const digest = createDigest(algorithm);
      digest.update(covered);
      return digest.digest();
    },
    digestPrefixedContent: async (algorithm, prefix) => {
      const digest = createDigest(algorithm);
      digest.update(prefix);
      digest.update(covered);
      return digest.digest();
    },
  });

/** What `openssl cms -sign -noattr` makes of bytes, and what it says of it afterwards. */
function signElsewhere(holder: Holder, bytes: Uint8Array, ...options: string[]): Uint8Array {
  const cms = openssl.run(
    ...['cms', '-sign', '-noattr', '-binary', '-outform', 'DER', '-in', openssl.write(bytes)],
    ...['-signer', holder.certificatePath, '-inkey', holder.keyPath, ...options],
  );
  return new Uint8Array(cms);
}

const pss = (salt: string) => ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', `rsa_pss_saltlen:${salt}`];
const algorithms: { key: KeyKind; options: string[]; algorithm: string }[] = [
  { key: 'RSA-2048', options: ['-md', 'sha256'], algorithm: 'RSA-PKCS1v15-SHA256' },
  { key: 'P-256', options: ['-md', 'sha256'], algorithm: 'ECDSA-P256-SHA256' },
  { key: 'P-256', options: ['-md', 'sha512'], algorithm: 'ECDSA-P256-SHA512' },
  { key: 'P-384', options: ['-md', 'sha384'], algorithm: 'ECDSA-P384-SHA384' },
  { key: 'P-521', options: ['-md', 'sha512'], algorithm: 'ECDSA-P521-SHA512' },
  { key: 'P-521', options: ['-md', 'sha256'], algorithm: 'ECDSA-P521-SHA256' },
  { key: 'RSA-2048', options: ['-md', 'sha256', ...pss('digest')], algorithm: 'RSA-PSS-SHA256' },
  { key: 'RSA-3072', options: ['-md', 'sha512', ...pss('20')], algorithm: 'RSA-PSS-SHA512' },
  { key: 'RSA-2048', options: ['-md', 'sha384', ...pss('0')], algorithm: 'RSA-PSS-SHA384' },
];

describe('a CMS of openssl without signed attributes', () => {
  it.each(algorithms)('holds with $algorithm of $key', async ({ key, options, algorithm }) => {
    const cms = signElsewhere(holderOf(key), content, ...options);
    const found = await verify(cms);
    expect(wordsOf(found.findings)).toEqual(
      expect.arrayContaining(['not-applicable digest/signed-directly', 'passed signature/valid']),
    );
    expect(found).toMatchObject({ intact: true, algorithm });
  });

  it.each(algorithms)('does not hold for another document: $algorithm of $key', async ({ key, options }) => {
    const found = await verify(signElsewhere(holderOf(key), content, ...options), other);
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('failed signature/invalid');
  });

  it.each(algorithms)('does not hold once its value is changed: $algorithm of $key', async ({ key, options }) => {
    const cms = signElsewhere(holderOf(key), content, ...options);
    for (const fromEnd of [1, 20]) {
      const changed = Uint8Array.from(cms);
      changed[changed.length - fromEnd] = (changed.at(-fromEnd) ?? 0) ^ 1;
      expect((await verify(changed)).intact).toBe(false);
    }
  });

  it('tells that the content was changed where the value itself says so, as with RSA PKCS#1 v1.5', async () => {
    const cms = signElsewhere(holderOf('RSA-2048'), content, '-md', 'sha256');
    expect(wordsOf((await verify(cms, other)).findings)).toContain('failed digest/differs');
    const changed = Uint8Array.from(cms);
    changed[changed.length - 9] = (changed.at(-9) ?? 0) ^ 1;
    expect(wordsOf((await verify(changed)).findings)).not.toContain('failed digest/differs');
  });

  it.each(['ed25519', 'ed448'] as const)(
    'holds with %s, for its own document and its own value only',
    async (curve) => {
      const holder = holderOf(curve === 'ed25519' ? 'ED25519' : 'ED448');
      const cms = signWithEddsa(holder, content, { curve, signedAttributes: false });
      expect(await verify(cms)).toMatchObject({ intact: true });
      expect(wordsOf((await verify(cms, other)).findings)).toContain('failed signature/invalid');
      for (const fromEnd of [1, 40, 60]) {
        const changed = Uint8Array.from(cms);
        changed[changed.length - fromEnd] = (changed.at(-fromEnd) ?? 0) ^ 1;
        expect((await verify(changed)).intact).toBe(false);
      }
    },
  );
});

type Sign = (octets: Uint8Array) => Uint8Array;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

/** A CMS around a value that somebody was made to give for a few bytes. */
function wrapChallenge(options: { holder: Holder; sign: Sign; algorithm: Uint8Array; embedded: boolean }): Uint8Array {
  const { holder, sign, algorithm, embedded } = options;
  const { issuer, serialNumberDer } = readCertificate(holder.certificate);
  const digestAlgorithm = encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.1'));
  const data = encodeObjectIdentifier('1.2.840.113549.1.7.1');
  const challenge = sha256(content);
  const signerInfo = encodeSequence(
    encodeSmallInteger(1),
    encodeSequence(issuer, serialNumberDer),
    digestAlgorithm,
    algorithm,
    encodeOctetString(sign(challenge)),
  );
  const signedData = encodeSequence(
    encodeSmallInteger(1),
    encodeElement(0x31, digestAlgorithm),
    encodeSequence(data, ...(embedded ? [encodeElement(0xa0, encodeOctetString(challenge))] : [])),
    encodeElement(0xa0, holder.certificate),
    encodeElement(0x31, signerInfo),
  );
  return encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.7.2'), encodeElement(0xa0, signedData));
}

describe('32 bytes of a page’s choice, signed by a key', () => {
  const login =
    (key: KeyKind): Sign =>
    (octets) =>
      createSign('sha256')
        .update(octets)
        .sign(readFileSync(holderOf(key).keyPath));
  const rsaEncryption = encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.1.1'), encodeNull());
  const ecdsaWithSha256 = encodeSequence(encodeObjectIdentifier('1.2.840.10045.4.3.2'));
  const cases = [
    { key: 'RSA-2048', algorithm: rsaEncryption },
    { key: 'P-256', algorithm: ecdsaWithSha256 },
  ] as const;

  it.each(cases)('are no signature of the document that they are the digest of: $key', async ({ key, algorithm }) => {
    const holder = holderOf(key);
    const bare = await verify(wrapChallenge({ holder, sign: login(key), algorithm, embedded: false }));
    expect(bare.intact).toBe(false);
    expect(wordsOf(bare.findings)).toContain('unknown signature/over-digest-alone');
    const inside = await verify(wrapChallenge({ holder, sign: login(key), algorithm, embedded: true }));
    expect(inside.intact).toBe(false);
    expect(wordsOf(inside.findings)).toEqual(
      expect.arrayContaining(['unknown cms/digest-as-content', 'passed digest/matches', 'passed signature/valid']),
    );
  });

  it('are none either when a program wraps them in attributes, as a login by CMS does', async () => {
    const holder = holderOf('RSA-2048');
    const cms = openssl.run(
      ...['cms', '-sign', '-binary', '-nodetach', '-md', 'sha256', '-outform', 'DER'],
      ...['-in', openssl.write(sha256(content)), '-signer', holder.certificatePath, '-inkey', holder.keyPath],
    );
    const found = await verify(cms);
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown cms/digest-as-content');
  });

  it('are 20 with adbe.pkcs7.sha1, where only what is signed by way of attributes counts', async () => {
    const holder = holderOf('RSA-2048');
    const digest = createHash('sha1').update(content).digest();
    const cms = signElsewhere(holder, digest, '-nodetach', '-md', 'sha1');
    const found = await verify(cms, content, 'adbe.pkcs7.sha1');
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown cms/digest-as-content');
  });

  it('are nothing that this program ever signs: what it has signed holds the attributes of a document', async () => {
    const holder = holderOf('P-256');
    const asked: Uint8Array[] = [];
    const signer = openssl.signerOf(holder);
    const cms = await signCms({
      signer: {
        ...signer,
        sign: (digest, message) => {
          asked.push(digest);
          return signer.sign(digest, message);
        },
      },
      chain: [],
      contentDigest: sha256(content),
    });
    expect(await verify(cms, content, 'ETSI.CAdES.detached')).toMatchObject({ intact: true });
    expect(asked.map((digest) => Buffer.from(digest).toString('hex'))).not.toContain(sha256(content).toString('hex'));
    expect(asked.map((digest) => Buffer.from(digest).toString('hex'))).not.toContain(
      sha256(sha256(content)).toString('hex'),
    );
  });
});
