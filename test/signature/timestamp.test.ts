import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  acceptTimestampResponse,
  addSignatureTimestamp,
  buildTimestampRequest,
  findSignatureTimestamps,
  readTimestampToken,
  signCms,
  type TimestampQuestion,
  verifyCms,
  verifyTimestampToken,
} from '../../src-main/signature/index.ts';
import { digestOf, type ReadableDigestAlgorithm } from '../../src-main/x509/keys/digest.ts';
import { authorityExtensions, digestsOf, type Holder, OpensslAuthority, wordsOf } from './openssl-authority.ts';
import {
  answerTimestamp,
  cutOff,
  flippedBits,
  otherTimestampPolicy,
  timestampExtensions,
  timestampPolicy,
} from './openssl-responders.ts';

const openssl = new OpensslAuthority();
const content = Buffer.from('签名值');
let root: Holder;
let authority: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions, days: 3650 });
  authority = openssl.issue({
    subject: '/CN=时间戳服务',
    issuer: root,
    key: 'RSA-2048',
    extensions: timestampExtensions,
  });
});
afterAll(() => openssl.remove());

function question(options: Partial<TimestampQuestion> = {}): TimestampQuestion {
  const { hash = 'sha256', nonce = randomBytes(8), policy } = options;
  return { hash, digest: digestOf(hash, content), nonce, policy };
}

type Answering = Omit<Parameters<typeof answerTimestamp>[1], 'request' | 'authority'> & { authority?: Holder };

function answer(asked: TimestampQuestion, options: Answering = {}): Uint8Array {
  return answerTimestamp(openssl, { request: buildTimestampRequest(asked), authority, ...options });
}

const stamp = (options: Answering = {}): Uint8Array => readTimestampToken(answer(question(), options));

const verify = (
  token: Uint8Array,
  options: { anchors?: Holder[]; nonce?: Uint8Array; of?: Uint8Array; intermediates?: Holder[] } = {},
) =>
  verifyTimestampToken({
    token,
    digestContent: async (hash: ReadableDigestAlgorithm) => digestOf(hash, options.of ?? content),
    nonce: options.nonce,
    trustAnchors: (options.anchors ?? [root]).map(({ certificate }) => certificate),
    intermediates: options.intermediates?.map(({ certificate }) => certificate),
  });

const accept = (response: Uint8Array, asked: TimestampQuestion) =>
  acceptTimestampResponse({ response, question: asked, trustAnchors: [root.certificate] });

describe('a question to a timestamp authority', () => {
  it.each(['sha256', 'sha384', 'sha512'] as const)('with %s is read by openssl as it was meant', (hash) => {
    const asked = question({ hash, nonce: Buffer.from('8000000000000001', 'hex'), policy: otherTimestampPolicy });
    const request = openssl.write(buildTimestampRequest(asked));
    const text = openssl.run('ts', '-query', '-in', request, '-text').toString();
    expect(text).toContain(`Hash Algorithm: ${hash}`);
    expect(text).toContain(`Policy OID: ${otherTimestampPolicy}`);
    expect(text).toContain('Nonce: 0x8000000000000001');
    expect(text).toContain('Certificate required: yes');
  });

  it('is the one that openssl asks, to the byte', () => {
    const path = openssl.write('');
    openssl.run('ts', '-query', '-data', openssl.write(content), '-sha256', '-cert', '-no_nonce', '-out', path);
    const theirs = openssl.run('asn1parse', '-inform', 'DER', '-in', path).toString();
    const request = buildTimestampRequest({ hash: 'sha256', digest: digestOf('sha256', content) });
    expect(openssl.run('asn1parse', '-inform', 'DER', '-in', openssl.write(request)).toString()).toBe(theirs);
  });

  it('is not asked about what is no digest', () => {
    expect(() => buildTimestampRequest({ hash: 'sha512', digest: new Uint8Array(32) })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});

describe('a timestamp is accepted', () => {
  it('with its time, accuracy, policy, number and authority', async () => {
    const asked = question();
    const before = Math.floor(Date.now() / 1000) * 1000;
    const response = answer(asked);
    const { token, verification } = await accept(response, asked);
    expect(verification).toMatchObject({
      intact: true,
      trusted: true,
      accuracyMs: 1500.1,
      policy: timestampPolicy,
      serialNumber: '02',
      algorithm: 'RSA-PKCS1v15-SHA256',
      authorityCertificate: authority.certificate,
      chain: [authority.certificate, root.certificate],
    });
    expect(verification.genTime?.getTime()).toBeGreaterThanOrEqual(before);
    expect(verification.genTime?.getTime()).toBeLessThanOrEqual(Date.now());
    expect(wordsOf(verification.findings)).toEqual([
      'passed cms/well-formed',
      'passed digest/matches',
      'passed signature/valid',
      'passed signing-certificate/bound',
      'passed algorithm/strong',
      'passed timestamp/imprint-matches',
      'passed chain/trusted',
      'passed validity/valid',
      'passed usage/for-timestamps',
    ]);
    const verified = openssl.run(
      ...['ts', '-verify', '-queryfile', openssl.write(buildTimestampRequest(asked))],
      ...['-in', openssl.write(token), '-token_in', '-CAfile', root.certificatePath],
    );
    expect(verified.toString()).toContain('Verification: OK');
  });

  it.each(['P-256', 'P-384', 'RSA-3072'] as const)('from an authority with a key %s', async (key) => {
    const other = openssl.issue({ subject: '/CN=服务', issuer: root, key, extensions: timestampExtensions });
    expect(await verify(stamp({ authority: other }))).toMatchObject({ intact: true, trusted: true });
  });

  it('with fractions of a second, to the millisecond', async () => {
    const { genTime } = await verify(stamp({ settings: ['clock_precision_digits = 6'] }));
    expect(Math.abs(Date.now() - (genTime?.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('with an older binding by SHA-1, and with a list of the whole chain in it', async () => {
    const middle = openssl.issue({ subject: '/CN=中级', issuer: root, extensions: authorityExtensions });
    const below = openssl.issue({ subject: '/CN=服务', issuer: middle, extensions: timestampExtensions });
    const settings = ['ess_cert_id_chain = yes'];
    const token = stamp({ authority: below, chain: [middle], settings });
    expect(await verify(token)).toMatchObject({ intact: true, trusted: true });
    expect(await verify(stamp({ settings: ['ess_cert_id_alg = sha1'] }))).toMatchObject({ intact: true });
  });

  it('with the policy that was asked for', async () => {
    const asked = question({ policy: otherTimestampPolicy });
    expect((await accept(answer(asked), asked)).verification.policy).toBe(otherTimestampPolicy);
  });

  it('followed by the zeros of a PDF', async () => {
    expect(await verify(Buffer.concat([stamp(), new Uint8Array(100)]))).toMatchObject({ intact: true });
  });

  it('but named weak when it is about a SHA-1 digest', async () => {
    const request = openssl.write('');
    openssl.run('ts', '-query', '-data', openssl.write(content), '-sha1', '-cert', '-out', request);
    const token = readTimestampToken(answerTimestamp(openssl, { request: readFileSync(request), authority }));
    const found = await verify(token);
    expect(found.intact).toBe(true);
    expect(wordsOf(found.findings)).toContain('warning timestamp/imprint-weak');
  });
});

describe('a timestamp is not accepted', () => {
  it('about something else', async () => {
    const found = await verify(stamp(), { of: Buffer.from('别的') });
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('failed timestamp/imprint-differs');
  });

  it.each([
    {
      name: 'another nonce',
      other: (asked: TimestampQuestion) => ({ ...asked, nonce: randomBytes(8) }),
      reason: 'timestamp/nonce-mismatch',
    },
    {
      name: 'no nonce',
      other: (asked: TimestampQuestion) => ({ ...asked, nonce: undefined }),
      reason: 'timestamp/nonce-mismatch',
    },
    {
      name: 'another digest',
      other: (asked: TimestampQuestion) => ({ ...asked, digest: new Uint8Array(32) }),
      reason: 'timestamp/imprint-differs',
    },
    {
      name: 'a digest of another kind',
      other: (asked: TimestampQuestion) => ({ ...asked, hash: 'sha512', digest: digestOf('sha512', content) }) as const,
      reason: 'timestamp/imprint-differs',
    },
    {
      name: 'another policy',
      other: (asked: TimestampQuestion) => ({ ...asked, policy: timestampPolicy }),
      reason: 'timestamp/other-policy',
    },
  ])('when it answers a question with $name', async ({ other, reason }) => {
    const asked = question({ policy: otherTimestampPolicy });
    await expect(accept(answer(other(asked)), asked)).rejects.toMatchObject({
      code: 'TSA_UNTRUSTED',
      values: { reason },
    });
  });

  it('from an authority that nobody trusts', async () => {
    const found = await verify(stamp(), { anchors: [] });
    expect(found).toMatchObject({ intact: true, trusted: false });
    expect(wordsOf(found.findings)).toContain('unknown chain/incomplete');
  });

  it.each([
    { name: 'for documents', extensions: ['keyUsage=critical,digitalSignature,nonRepudiation'] },
    { name: 'for timestamps and more', extensions: ['extendedKeyUsage=critical,timeStamping,emailProtection'] },
    { name: 'for timestamps, but not critically', extensions: ['extendedKeyUsage=timeStamping'] },
  ])('signed with a certificate $name', async ({ extensions }) => {
    // openssl refuses to make such tokens, so that the certificate is exchanged for one of the same key, name and number.
    const { keyPath } = authority;
    const fields = { subject: '/CN=服务', issuer: root, keyPath, serial: 4711 };
    const right = openssl.issue({ ...fields, extensions: timestampExtensions });
    const wrong = openssl.issue({ ...fields, extensions });
    const honest = await verify(stamp({ authority: right }), { anchors: [right] });
    expect(honest).toMatchObject({ intact: true, trusted: true });
    const found = await verify(stampWithoutCheck(wrong));
    expect(found).toMatchObject({ intact: true, trusted: false });
    expect(wordsOf(found.findings)).toContain('failed usage/not-for-timestamps');
  });

  it('made when the certificate of the authority had expired', async () => {
    const expired = openssl.issue({ subject: '/CN=过期', issuer: root, extensions: timestampExtensions, days: -1 });
    const found = await verify(stamp({ authority: expired }));
    expect(found).toMatchObject({ intact: true, trusted: false });
    expect(wordsOf(found.findings)).toContain('failed validity/expired');
  });

  it('when it is an ordinary signature', async () => {
    const clerk = openssl.issue({ subject: '/CN=张三', issuer: root });
    const cms = await signCms({
      signer: openssl.signerOf(clerk),
      chain: [],
      contentDigest: digestOf('sha256', content),
    });
    const found = await verify(cms);
    expect(found.intact).toBe(false);
    expect(wordsOf(found.findings)).toContain('failed cms/content-absent');
  });

  it('as an ordinary signature', async () => {
    const found = await verifyCms({
      cms: stamp(),
      digestContent: digestsOf(content),
      subFilter: 'ETSI.CAdES.detached',
    });
    expect(found.intact).toBe(false);
  });
});

/** A token over our question by someone whose certificate is not for it: openssl's own token with another signer. */
function stampWithoutCheck(signer: Holder): Uint8Array {
  const token = stamp();
  const info = openssl.write('');
  openssl.run('cms', '-verify', '-noverify', '-inform', 'DER', '-in', openssl.write(token), '-out', info);
  return new Uint8Array(
    openssl.run(
      ...['cms', '-sign', '-nodetach', '-binary', '-cades', '-econtent_type', '1.2.840.113549.1.9.16.1.4'],
      ...['-in', info, '-signer', signer.certificatePath, '-inkey', signer.keyPath, '-outform', 'DER'],
    ),
  );
}

describe('a timestamp authority that refuses', () => {
  it.each([
    {
      name: 'the digest algorithm',
      request: () => question({ hash: 'sha512' }),
      settings: ['digests = sha256'],
      reason: 'algorithm-not-supported',
    },
    {
      name: 'the policy',
      request: () => question({ policy: '1.2.3.4' }),
      settings: [],
      reason: 'policy-not-accepted',
    },
  ])('$name is understood', async ({ request, settings, reason }) => {
    const asked = request();
    await expect(accept(answer(asked, { settings }), asked)).rejects.toMatchObject({
      code: 'TSA_REFUSED',
      values: { reason },
    });
  });

  it('a question it cannot read says so, in its own words as well', () => {
    const response = answerTimestamp(openssl, { request: Uint8Array.of(0x30, 0), authority });
    expect(() => readTimestampToken(response)).toThrow(
      expect.objectContaining({ code: 'TSA_REFUSED', values: { reason: 'bad-data-format' } }),
    );
  });

  it('with a web page instead of an answer is not trusted', () => {
    expect(() => readTimestampToken(Buffer.from('<html>登录</html>'))).toThrow(
      expect.objectContaining({ code: 'TSA_UNTRUSTED', values: { reason: 'timestamp/malformed' } }),
    );
  });

  it('and grants nothing at the same time grants nothing', () => {
    for (const [status, reason] of [
      ['00', 'granted'],
      ['03', 'waiting'],
      ['02', 'rejection'],
    ] as const) {
      expect(() => readTimestampToken(Buffer.from(`300530030201${status}`, 'hex'))).toThrow(
        expect.objectContaining({ code: 'TSA_REFUSED', values: { reason } }),
      );
    }
  });
});

describe('a signature with a timestamp', () => {
  it('is still the same signature, to us and to openssl, and gives the timestamp back', async () => {
    const clerk = openssl.issue({ subject: '/CN=张三', issuer: root });
    const contentDigest = digestOf('sha256', content);
    const cms = await signCms({ signer: openssl.signerOf(clerk), chain: [root.certificate], contentDigest });
    const before = findSignatureTimestamps(cms);
    expect(before?.tokens).toEqual([]);
    const signatureValue = before?.signatureValue ?? new Uint8Array();
    const asked = { hash: 'sha256', digest: digestOf('sha256', signatureValue), nonce: randomBytes(8) } as const;
    const { token } = await accept(answer(asked), asked);
    const stamped = addSignatureTimestamp(Buffer.concat([cms, new Uint8Array(50)]), token);

    openssl.verifyCms(stamped, content, root);
    const input = { digestContent: digestsOf(content), subFilter: 'ETSI.CAdES.detached' };
    expect(await verifyCms({ cms: stamped, ...input })).toMatchObject({ intact: true });
    expect(findSignatureTimestamps(stamped)).toEqual({ signatureValue, tokens: [token] });
    expect(await verify(token, { of: signatureValue })).toMatchObject({ intact: true, trusted: true });
    expect(findSignatureTimestamps(addSignatureTimestamp(stamped, token))?.tokens).toEqual([token, token]);
  });

  it('cannot be made of what is no signature', () => {
    expect(findSignatureTimestamps(content)).toBeNull();
    expect(() => addSignatureTimestamp(content, new Uint8Array())).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});

describe('hostile bytes instead of a timestamp', () => {
  it('with one bit changed are never believed, unless the bit is in what no signature covers', async () => {
    const fast = openssl.issue({ subject: '/CN=服务', issuer: root, extensions: timestampExtensions });
    const token = Buffer.from(stamp({ authority: fast }));
    const honest = await verify(token);
    // The version of SignedData, the parameters of the digest that it announces, the version of SignerInfo (RFC 5652, 5.1 and 5.3).
    const uncovered = [
      token.indexOf(Buffer.from('020103', 'hex')) + 2,
      token.indexOf(Buffer.from('0500', 'hex')),
      token.lastIndexOf(Buffer.from('02010130', 'hex')) + 2,
    ];
    const survivors = new Set<number>();
    for (const { changed, offset } of flippedBits(token)) {
      const found = await verify(changed);
      if (!found.intact || !found.trusted) continue;
      survivors.add(offset);
      expect(found.genTime).toEqual(honest.genTime);
    }
    expect([...survivors]).toEqual(uncovered);
  });

  it('cut off anywhere are not believed, and nothing breaks', async () => {
    const token = stamp();
    const response = answer(question());
    for (const part of cutOff(token)) expect(await verify(part)).toMatchObject({ intact: false, trusted: false });
    for (const part of cutOff(response)) expect(() => readTimestampToken(part)).toThrow();
    expect(await verify(new Uint8Array(60_000).fill(0x30))).toMatchObject({ intact: false });
  });
});
