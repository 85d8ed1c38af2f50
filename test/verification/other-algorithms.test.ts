import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeOctetString } from '../../src-main/x509/asn1/der-writer.ts';
import { signWithEddsa } from '../signature/eddsa-cms.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import { emptySignature, makeSigning, type Signing, signByHand, unsignedPdf, verify } from './sign-by-hand.ts';

const authority = new OpensslAuthority();
let root: Holder;
let intermediate: Holder;
let signer: Holder;
afterAll(() => authority.remove());

/** The time that the signer claims, in whole seconds, when the certificates are valid already. */
let claimed: Date;
const pdfDateOf = (date: Date) => `D:${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
const hexadecimal = (bytes: Uint8Array) => `<${Buffer.from(bytes).toString('hex')}>`;
const reasonsOf = async (pdf: Uint8Array, trusted: readonly Holder[]) =>
  (await verify(pdf, trusted)).signatures.flatMap(({ findings }) =>
    findings.map(({ state, reason }) => `${state} ${reason}`),
  );

describe('a PDF signed with Ed25519 (ISO/TS 32002)', () => {
  let signing: Signing;
  let signed: Buffer;
  beforeAll(() => {
    const issuer = authority.issue({ subject: '/CN=爱德华兹根', key: 'ED25519', extensions: authorityExtensions });
    const holder = authority.issue({
      subject: '/CN=爱德华兹公章',
      key: 'ED25519',
      issuer,
      extensions: signerExtensions,
    });
    signing = { authority, signer: holder, issuer, sign: (covered) => signWithEddsa(holder, covered) };
    signed = signByHand(unsignedPdf(), signing);
  });

  it('is valid when its root is trusted', async () => {
    expect(await verify(signed, [signing.issuer])).toMatchObject({
      verdict: 'valid',
      signatures: [{ algorithm: 'Ed25519', trusted: true }],
    });
  });

  it('is invalid once a byte of the page is changed', async () => {
    const changed = Buffer.from(signed);
    const at = changed.indexOf('/MediaBox [0 0 595');
    changed.write('6', at + '/MediaBox [0 0 '.length, 'latin1');
    expect(await verify(changed, [signing.issuer])).toMatchObject({ verdict: 'invalid' });
  });
});

describe('a PDF signed by adbe.x509.rsa_sha1 (ISO 32000-1, 12.8.3.2)', () => {
  beforeAll(() => {
    root = authority.issue({ subject: '/CN=旧根', key: 'RSA-2048', extensions: authorityExtensions });
    intermediate = authority.issue({
      subject: '/CN=旧中级',
      key: 'RSA-2048',
      issuer: root,
      extensions: authorityExtensions,
    });
    signer = authority.issue({ subject: '/CN=旧公章', key: 'RSA-2048', issuer: intermediate });
    claimed = new Date(Math.ceil(Date.now() / 1000) * 1000);
  });

  /** openssl signs, as it would a file of its own. */
  function signOld(
    options: { hash?: string; entries?: string; wrap?: (value: Uint8Array) => Uint8Array; key?: Holder } = {},
  ): Buffer {
    const { hash = 'sha1', key = signer, wrap = encodeOctetString } = options;
    const { entries = `/Cert [${hexadecimal(signer.certificate)} ${hexadecimal(intermediate.certificate)}]` } = options;
    const signature = emptySignature({
      subFilter: 'adbe.x509.rsa_sha1',
      entries: `/M (${pdfDateOf(claimed)}) ${entries}`,
    });
    return signByHand(unsignedPdf({ signature }), {
      authority,
      signer,
      issuer: root,
      sign: (covered) => wrap(authority.run('dgst', `-${hash}`, '-sign', key.keyPath, authority.write(covered))),
    });
  }

  const certificates = () => hexadecimal(signer.certificate);

  it('is valid when its root is trusted; SHA-1 is named weak, and the time is the one of /M', async () => {
    const report = await verify(signOld(), [root]);
    expect(report).toMatchObject({
      verdict: 'valid',
      signatures: [
        { algorithm: 'RSA-PKCS1v15-SHA1', trusted: true, signingTimeSource: 'signer-clock', signerName: '旧公章' },
      ],
    });
    expect(report.signatures[0]?.signingTime).toBe(claimed.toISOString());
    expect(report.signatures[0]?.chain.map(({ subject }) => subject.display)).toEqual(['旧公章', '旧中级', '旧根']);
    expect(await reasonsOf(signOld(), [root])).toContain('warning algorithm/weak-hash');
  });

  it('holds when /Cert is one string, and nobody is trusted for it', async () => {
    const pdf = signOld({ entries: `/Cert ${certificates()}` });
    expect(await verify(pdf, [root])).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged' } });
    expect(await verify(pdf, [signer])).toMatchObject({ verdict: 'valid' });
  });

  it('may name another digest than SHA-1', async () => {
    for (const hash of ['sha256', 'sha384', 'sha512']) {
      expect(await verify(signOld({ hash }), [root])).toMatchObject({
        verdict: 'valid',
        signatures: [{ algorithm: `RSA-PKCS1v15-${hash.toUpperCase()}` }],
      });
    }
  });

  it('is invalid once a byte of the page is changed', async () => {
    const changed = signOld();
    const at = changed.indexOf('/MediaBox [0 0 595');
    changed.write('6', at + '/MediaBox [0 0 '.length, 'latin1');
    expect(await verify(changed, [root])).toMatchObject({ verdict: 'invalid' });
    expect(await reasonsOf(changed, [root])).toContain('failed digest/differs');
  });

  it('is invalid when somebody else signed', async () => {
    const pdf = signOld({ key: intermediate });
    expect(await verify(pdf, [root])).toMatchObject({ verdict: 'invalid' });
    expect(await reasonsOf(pdf, [root])).toContain('failed signature/invalid');
  });

  it('cannot be confirmed when the digest was signed as if it were the page', async () => {
    const digest = (covered: Uint8Array) => createHash('sha256').update(covered).digest();
    const signature = emptySignature({ subFilter: 'adbe.x509.rsa_sha1', entries: `/Cert ${certificates()}` });
    const pdf = signByHand(unsignedPdf({ signature }), {
      authority,
      signer,
      issuer: root,
      sign: (covered) =>
        encodeOctetString(authority.run('dgst', '-sha256', '-sign', signer.keyPath, authority.write(digest(covered)))),
    });
    expect(await verify(pdf, [signer])).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unknown' } });
    expect(await reasonsOf(pdf, [signer])).toContain('unknown signature/over-digest-alone');
  });

  it.each([
    { name: 'no certificate', entries: '', reason: 'unknown pkcs1/certificate-missing' },
    { name: 'what is no certificate', entries: '/Cert (旧公章)', reason: 'unknown signature/certificate-unreadable' },
    { name: 'an empty array', entries: '/Cert []', reason: 'unknown pkcs1/certificate-missing' },
    { name: 'numbers', entries: '/Cert [1 2 null]', reason: 'unknown pkcs1/certificate-missing' },
  ])('cannot be confirmed when /Cert has $name', async ({ entries, reason }) => {
    const pdf = signOld({ entries });
    expect(await verify(pdf, [root])).toMatchObject({ verdict: 'indeterminate' });
    expect(await reasonsOf(pdf, [root])).toContain(reason);
  });

  it('is not valid when the digest is one that nobody should use, and it is no error', async () => {
    const pdf = signOld({ hash: 'md5' });
    expect(await verify(pdf, [root])).toMatchObject({ verdict: 'indeterminate' });
    expect(await reasonsOf(pdf, [root])).toContain('unknown signature/algorithm-unsupported');
  });

  it('cannot be confirmed when something else follows its value', async () => {
    const pdf = signOld({ wrap: (value) => Buffer.concat([encodeOctetString(value), Buffer.from('x')]) });
    expect(await verify(pdf, [root])).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged' } });
    expect(await reasonsOf(pdf, [root])).toContain('unknown pkcs1/trailing-bytes');
  });

  it.each<{ name: string; wrap: (value: Uint8Array) => Uint8Array; reason: string }>([
    { name: 'not in an octet string', wrap: (value) => value, reason: 'failed pkcs1/malformed' },
    { name: 'empty', wrap: () => new Uint8Array(), reason: 'failed cms/never-filled' },
  ])('is invalid when its value is $name', async ({ wrap, reason }) => {
    const pdf = signOld({ wrap });
    expect(await verify(pdf, [root])).toMatchObject({ verdict: 'invalid' });
    expect(await reasonsOf(pdf, [root])).toContain(reason);
  });

  it('holds when its octet string is in BER, as an indefinite length of several pieces', async () => {
    const wrap = (value: Uint8Array) =>
      Buffer.concat([
        Buffer.from([0x24, 0x80]),
        encodeOctetString(value.subarray(0, 100)),
        encodeOctetString(value.subarray(100)),
        Buffer.from([0, 0]),
      ]);
    expect(await verify(signOld({ wrap }), [root])).toMatchObject({ verdict: 'valid' });
    expect(await reasonsOf(signOld({ wrap }), [root])).toContain('warning pkcs1/not-der');
  });
});

it('a character among the zeros of Contents that is no digit makes the signature invalid', async () => {
  const signing = makeSigning(authority, signerExtensions, authorityExtensions);
  const signed = signByHand(unsignedPdf(), signing);
  const at = signed.indexOf('0>', signed.indexOf('/Contents <')) - 20;
  for (const [character, verdict] of [
    ['/', 'invalid'],
    ['p', 'invalid'],
    ['%', 'invalid'],
    ['\n', 'valid'],
  ] as const) {
    const changed = Buffer.from(signed);
    changed.write(character, at, 'latin1');
    expect((await verify(changed, [signing.issuer])).verdict, character).toBe(verdict);
  }
});

it('a byteRange written in reals is refused, though its values are right', async () => {
  const signing = makeSigning(authority, signerExtensions, authorityExtensions);
  const signed = signByHand(
    unsignedPdf(),
    signing,
    (honest) => honest,
    (number) => (number === 0 ? '0' : number.toFixed(1)),
  );
  expect(signed.toString('latin1')).toMatch(/\/ByteRange \[0 \d+\.0 \d+\.0 \d+\.0/);
  expect(await verify(signed, [signing.issuer])).toMatchObject({ verdict: 'invalid' });
  expect(await reasonsOf(signed, [signing.issuer])).toContain('failed byte-range/not-an-integer');
});
