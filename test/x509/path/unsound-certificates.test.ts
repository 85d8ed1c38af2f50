/** Certificates that no openssl makes: their parts are exchanged, and a true authority signs them again. */
import { createHash, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DerElement, readChildren, readElementAt } from '../../../src-main/x509/asn1/der-reader.ts';
import {
  encodeBitString,
  encodeElement,
  encodeNull,
  encodeObjectIdentifier,
  encodeSequence,
  encodeUnsignedInteger,
} from '../../../src-main/x509/asn1/der-writer.ts';
import { checkChain } from '../../../src-main/x509/index.ts';
import { checkSignatureValue } from '../../../src-main/x509/keys/signature-value.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
  wordsOf,
} from '../../signature/openssl-authority.ts';

const openssl = new OpensslAuthority();
let root: Holder;
beforeAll(() => {
  root = openssl.issue({ subject: '/CN=示例根', extensions: authorityExtensions });
});
afterAll(() => openssl.remove());

/** Positions in a TBSCertificate that has a version (RFC 5280, 4.1). */
const [versionAt, subjectAt, spkiAt, extensionsAt] = [0, 5, 6, 7];

/** The certificate with other parts of its TBSCertificate, signed by the key (P-256) of whoever issued it. */
function reissue(certificate: Uint8Array, issuer: Holder, change: (parts: Uint8Array[]) => Uint8Array[]): Uint8Array {
  const [tbs, algorithm] = readChildren(readElementAt(certificate, 0));
  if (!tbs || !algorithm) throw new Error('no certificate');
  const parts = readChildren(tbs).map(({ encoded }: DerElement) => encoded);
  const changed = encodeSequence(...change(parts));
  return encodeSequence(
    changed,
    algorithm.encoded,
    encodeBitString(new Uint8Array(sign('sha256', changed, readFileSync(issuer.keyPath)))),
  );
}

const without = (...positions: number[]) => {
  return (parts: Uint8Array[]) => parts.filter((_, index) => !positions.includes(index));
};

async function check(certificate: Uint8Array, anchors: Uint8Array[], intermediates: Uint8Array[] = []) {
  const at = new Date(Date.now() + 3_600_000);
  const { trusted, findings } = await checkChain({ certificate, intermediates, trustAnchors: anchors, at });
  return { trusted, words: wordsOf(findings) };
}

describe('a certificate of version 1, which cannot say that it is an authority,', () => {
  const selfIssued = { subject: '/CN=示例根', extensions: authorityExtensions };

  it('is one as the root that was chosen', async () => {
    const old = openssl.issue({ subject: '/CN=旧根', extensions: authorityExtensions });
    const anchor = reissue(old.certificate, old, without(versionAt, extensionsAt));
    const signer = openssl.issue({ subject: '/CN=公章', issuer: old, withIdentifiers: false });
    expect(await check(signer.certificate, [anchor])).toMatchObject({ trusted: true });
  });

  it('is none further down, though it bears the name of its issuer', async () => {
    const middle = openssl.issue({ ...selfIssued, issuer: root });
    const ofVersion1 = reissue(middle.certificate, root, without(versionAt, extensionsAt));
    const signer = openssl.issue({ subject: '/CN=公章', issuer: middle, withIdentifiers: false });
    const found = await check(signer.certificate, [root.certificate], [ofVersion1]);
    expect(found.trusted).toBe(false);
    expect(found.words).toContain('failed chain/not-a-ca');
  });

  it('is none where its extensions, which it should not have, say that it is not', async () => {
    const person = openssl.issue({ subject: '/CN=某人', extensions: signerExtensions });
    const anchor = reissue(person.certificate, person, without(versionAt));
    const signer = openssl.issue({ subject: '/CN=某某人民政府', issuer: person, withIdentifiers: false });
    const found = await check(signer.certificate, [anchor]);
    expect(found.trusted).toBe(false);
    expect(found.words).toContain('failed chain/not-a-ca');
  });
});

describe('a key that anybody can sign with', () => {
  const modulus = Buffer.alloc(256, 0xc1);
  const data = Buffer.from('合同');

  const spkiWith = (exponent: number) =>
    encodeSequence(
      encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.1.1'), encodeNull()),
      encodeBitString(encodeSequence(encodeUnsignedInteger(modulus), encodeUnsignedInteger(Uint8Array.of(exponent)))),
    );

  it('since its exponent is 1 makes no signature, and its certificate no path', async () => {
    const info = Buffer.concat([
      Buffer.from('3031300d060960864801650304020105000420', 'hex'),
      createHash('sha256').update(data).digest(),
    ]);
    const filling = Buffer.alloc(modulus.length - 3 - info.length, 0xff);
    const block = Buffer.concat([Uint8Array.of(0, 1), filling, Uint8Array.of(0), info]);
    const method = { scheme: 'rsa-pkcs1', hash: 'sha256' } as const;
    for (const exponent of [0, 1, 2]) {
      expect(checkSignatureValue(spkiWith(exponent), method, data, block), `${exponent}`).not.toBe('valid');
    }
    const honest = openssl.issue({ subject: '/CN=中级', issuer: root, extensions: authorityExtensions });
    const middle = reissue(honest.certificate, root, (parts) => parts.with(spkiAt, spkiWith(1)));
    const signer = openssl.issue({ subject: '/CN=公章', issuer: honest, withIdentifiers: false });
    expect(await check(signer.certificate, [root.certificate], [middle])).toMatchObject({ trusted: false });
  });

  it('since it is found out in hours does not count, though the person trusts the certificate itself', async () => {
    const holderOf = (bits: number) => {
      const keyPath = openssl.write('');
      openssl.run('genpkey', '-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${bits}`, '-out', keyPath);
      return openssl.issue({ subject: '/CN=旧公章', keyPath });
    };
    const [broken, short] = [holderOf(512).certificate, holderOf(1024).certificate];
    expect(await check(broken, [broken])).toMatchObject({ trusted: false });
    expect((await check(broken, [broken])).words).toContain('failed chain/weak-key');
    // Named weak where its signature is.
    expect(await check(short, [short])).toMatchObject({ trusted: true });
  });
});

describe('a name that an authority may not give', () => {
  const utf8 = (text: string) => encodeElement(0x0c, Buffer.from(text));
  const nameOf = (text: string, encode = utf8) =>
    encodeSequence(encodeElement(0x31, encodeSequence(encodeObjectIdentifier('2.5.4.10'), encode(text))));
  const wide = (text: string) => encodeElement(0x1e, Buffer.from(text, 'utf16le').swap16());

  it.each([
    { what: 'as it stands', name: nameOf('某某人民政府') },
    { what: 'in another kind of string', name: nameOf('某某人民政府', wide) },
    { what: 'with something unseen in it', name: nameOf('某某\u200b人民\u00ad政府') },
    { what: 'with a filler that nobody sees', name: nameOf('某某人民\u034f政府\ufe0f') },
    { what: 'with control characters', name: nameOf('某某人民政府\u0000\u0008') },
    { what: 'in full-width letters and blanks', name: nameOf(' 某某人民政府\u3000') },
  ])('is none of a signer, $what', async ({ name }) => {
    const subtree = encodeSequence(encodeElement(0xa4, nameOf('某某人民政府')));
    const constraints = Buffer.from(encodeSequence(encodeElement(0xa1, subtree))).toString('hex');
    const middle = openssl.issue({
      subject: '/CN=受限',
      issuer: root,
      extensions: [...authorityExtensions, `nameConstraints=critical,DER:${constraints}`],
    });
    const signer = openssl.issue({ subject: '/O=他人', issuer: middle });
    expect(await check(signer.certificate, [root.certificate], [middle.certificate])).toMatchObject({ trusted: true });
    const named = reissue(signer.certificate, middle, (parts) => parts.with(subjectAt, name));
    const found = await check(named, [root.certificate], [middle.certificate]);
    expect(found.words).toContain('failed chain/name-constraints');
  });
});

it('a list of purposes that names none is malformed, and does not stand for all', async () => {
  const extensions = [...signerExtensions, 'extendedKeyUsage=DER:3000'];
  const signer = openssl.issue({ subject: '/CN=公章', issuer: root, extensions });
  const found = await check(signer.certificate, [root.certificate]);
  expect(found.trusted).toBe(false);
  expect(found.words).toContain('failed usage/malformed');
});
