import * as asn1js from 'asn1js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildTimestampRequest,
  listCertificateDigests,
  makeSeal,
  readSeal,
  readTimestampToken,
  sesSizeBytes,
  signSes,
  verifySeal,
  verifySes,
} from '../../src-main/signature/index.ts';
import { encodeSeal } from '../../src-main/signature/ses/ses-seal.ts';
import { encodeSesSignature, encodeToSign, parseSesSignature } from '../../src-main/signature/ses/ses-signature.ts';
import { createDigest, type ReadableDigestAlgorithm } from '../../src-main/x509/index.ts';
import { type Holder, wordsOf } from './openssl-authority.ts';
import { answerTimestamp, timestampExtensions } from './openssl-responders.ts';
import {
  bits,
  derOf,
  ia5,
  integer,
  octets,
  oidOf,
  openSealOffice,
  parsed,
  type SealOffice,
  sealInfo,
  sealOfV1,
  sequence,
  sm2WithSm3,
  soon,
  trustIn,
  type V1Form,
} from './seal-office.ts';

const content = Buffer.from('采购合同 第 2026-118 号');
const propertyInfo = 'ByteRange 0 100 200 300';
let office: SealOffice;
let seal: Uint8Array;

beforeAll(async () => {
  office = openSealOffice();
  seal = await make(sealInfo([office.clerk.certificate]));
});
afterAll(() => office.openssl.remove());

const make = (info: ReturnType<typeof sealInfo>) => makeSeal({ info, maker: office.openssl.signerOf(office.maker) });
const digestOf = async (bytes: Uint8Array, algorithm: ReadableDigestAlgorithm = 'sm3') => {
  const digest = createDigest(algorithm);
  digest.update(bytes);
  return digest.digest();
};

const sign = async (holder: Holder = office.clerk, changes: Partial<Parameters<typeof signSes>[0]> = {}) =>
  signSes({
    seal,
    dataHash: await digestOf(content),
    propertyInfo,
    time: soon(),
    signer: office.openssl.signerOf(holder),
    ...changes,
  });
const verify = (signature: Uint8Array, covered: Uint8Array = content) =>
  verifySes({
    signature,
    digestContent: (algorithm) => digestOf(covered, algorithm),
    ...trustIn(office),
  });
const problems = async (signature: Uint8Array, covered?: Uint8Array) => {
  const found = await verify(signature, covered);
  expect(found.valid).toBe(false);
  return found.findings
    .filter(({ state }) => state === 'failed' || state === 'unknown')
    .map(({ code, reason }) => `${code} ${reason}`);
};

/** SES_Signature as GB/T 38540-2020 writes it, for a decoder that is not ours. */
const sesSchema = sequence(
  new asn1js.Sequence({
    name: 'toSign',
    value: [
      new asn1js.Integer({ name: 'version' }),
      new asn1js.Sequence({ name: 'seal', value: [new asn1js.Repeated({ value: new asn1js.Any() })] }),
      new asn1js.GeneralizedTime({ name: 'time' }),
      new asn1js.BitString({ name: 'dataHash' }),
      new asn1js.IA5String({ name: 'propertyInfo' }),
    ],
  }),
  new asn1js.OctetString({ name: 'certificate' }),
  new asn1js.ObjectIdentifier({ name: 'algorithm' }),
  new asn1js.BitString({ name: 'signature' }),
);

describe('sealing a document', () => {
  it.each([4, 5])(
    'with a seal of version %i is what the standard says, for another decoder and for openssl',
    async (version) => {
      const ownSeal = await make(sealInfo([office.clerk.certificate], { version }));
      const time = soon();
      const signature = await sign(office.clerk, { seal: ownSeal, time });
      const { result: read, verified } = asn1js.verifySchema(Uint8Array.from(signature), sesSchema);
      if (!verified) throw new Error('not a signature of GB/T 38540-2020');
      expect(read.version.valueBlock.valueDec).toBe(version);
      expect(new Uint8Array(read.seal.valueBeforeDecodeView)).toEqual(ownSeal);
      expect(read.time.toDate()).toEqual(time);
      expect(new Uint8Array(read.dataHash.valueBlock.valueHexView)).toEqual(await digestOf(content));
      expect(read.propertyInfo.valueBlock.value).toBe(propertyInfo);
      expect(new Uint8Array(read.certificate.valueBlock.valueHexView)).toEqual(office.clerk.certificate);
      expect(read.algorithm.getValue()).toBe(sm2WithSm3);
      const signed = new Uint8Array(read.toSign.valueBeforeDecodeView);
      const value = new Uint8Array(read.signature.valueBlock.valueHexView);
      expect(office.openssl.verifySm2(signed, value, office.clerk)).toBe(true);
      expect(office.openssl.verifySm2(signed, value, office.maker)).toBe(false);
      office.openssl.run('asn1parse', '-inform', 'DER', '-in', office.openssl.write(signature));

      const found = await verify(signature);
      expect(found.findings.map(({ code, state, reason }) => `${code} ${state} ${reason}`)).toEqual([
        'ses-structure passed ses/well-formed',
        'signature-value passed signature/valid',
        'seal-structure passed ses/well-formed',
        'seal-maker-signature passed signature/valid',
        'seal-maker passed seal-maker/trusted',
        'seal-maker-certificate passed chain/pinned',
        'seal-maker-certificate passed validity/valid',
        'seal-maker-certificate passed usage/for-signing',
        'chain passed chain/trusted',
        'certificate-validity passed validity/valid',
        'certificate-usage passed usage/for-signing',
        'seal-certificate-list passed seal/certificate-listed',
        'seal-validity passed seal/in-period',
        'digest passed digest/matches',
        'timestamp not-applicable timestamp/absent',
        'algorithm-strength passed algorithm/strong',
      ]);
      expect(found).toMatchObject({ intact: true, valid: true, algorithm: 'SM2-SM3', signingTime: time, propertyInfo });
      expect(found.signerCertificate).toEqual(office.clerk.certificate);
      expect(found.seal?.seal?.info.property.name).toBe('示例有限公司公章');
    },
  );

  it('carries the receipt of its use, signed with the rest', async () => {
    const receipt = { ledger: 'ab'.repeat(16), number: 25, hash: 'cd'.repeat(32) };
    const signature = await sign(office.clerk, { receipt });
    const { extensions = [], signedOctets } = parseSesSignature(signature);
    const text = `1.${'ab'.repeat(16)}.0000000025.${'cd'.repeat(32)}`;
    expect(extensions.map(({ critical, value }) => [critical, Buffer.from(value).toString()])).toEqual([[false, text]]);
    expect(Buffer.from(signedOctets).includes(text)).toBe(true);
    expect(await verify(signature)).toMatchObject({ valid: true });
  });

  it('never outgrows the space foreseen for it, and may be followed by zeros', async () => {
    const signer = office.openssl.signerOf(office.clerk);
    const reserved = sesSizeBytes({ seal, propertyInfo, signer });
    const receipt = { ledger: 'ab'.repeat(16), number: 25, hash: 'cd'.repeat(32) };
    for (let round = 0; round < 5; round += 1) {
      const signature = await sign(office.clerk, { receipt });
      expect(signature.length).toBeLessThanOrEqual(reserved);
      expect(reserved - signature.length).toBeLessThanOrEqual(8);
      const padded = Buffer.concat([signature, Buffer.alloc(reserved - signature.length + 10)]);
      expect(await verify(padded)).toMatchObject({ valid: true });
    }
    expect(await problems(Buffer.concat([await sign(), Buffer.from('x')]))).toEqual([
      'ses-structure ses/trailing-bytes',
    ]);
  });

  it('with RSA or ECDSA certificates in the seal’s list works too', async () => {
    for (const [key, hash] of [
      ['RSA-2048', 'sha256'],
      ['P-384', 'sha384'],
    ] as const) {
      const holder = office.openssl.issue({ subject: '/CN=公章', issuer: office.root, key });
      const ownSeal = await make(sealInfo([holder.certificate]));
      const signature = await sign(holder, { seal: ownSeal, dataHash: await digestOf(content, hash) });
      expect(await verify(signature)).toMatchObject({ valid: true });
      expect(await problems(signature, Buffer.from('另一份'))).toEqual(['digest digest/differs']);
    }
  });

  it('is refused with a certificate that is not in the seal’s list', async () => {
    await expect(sign(office.maker)).rejects.toMatchObject({
      code: 'SEAL_UNUSABLE',
      values: { reason: 'seal/certificate-not-listed' },
    });
  });

  it('is refused with what is no seal, and with one of the older standard', async () => {
    await expect(sign(office.clerk, { seal: Buffer.from('x') })).rejects.toMatchObject({ code: 'SEAL_UNREADABLE' });
    const old = derOf(sealOfV1(office));
    await expect(sign(office.clerk, { seal: old })).rejects.toMatchObject({ code: 'SEAL_UNUSABLE' });
  });

  it('is refused with a digest of another length, or with words that are not ASCII', async () => {
    const invalid = { code: 'INVALID_INPUT' };
    await expect(sign(office.clerk, { dataHash: new Uint8Array(20) })).rejects.toMatchObject(invalid);
    await expect(sign(office.clerk, { propertyInfo: '合同' })).rejects.toMatchObject(invalid);
    await expect(sign(office.clerk, { time: new Date(Number.NaN) })).rejects.toMatchObject(invalid);
  });

  it('stops when the token signed with a key that is not the certificate’s', async () => {
    const signer = { ...office.openssl.signerOf(office.clerk), sign: office.openssl.signerOf(office.maker).sign };
    await expect(sign(office.clerk, { signer })).rejects.toMatchObject({ code: 'SIGNATURE_SELF_CHECK_FAILED' });
  });
});

describe('a sealing with a timestamp', () => {
  it('is valid when an authority that is trusted stamped its signature, and not when it stamped another', async () => {
    const authority = office.openssl.issue({
      subject: '/CN=时间戳服务',
      issuer: office.root,
      key: 'RSA-2048',
      extensions: timestampExtensions,
    });
    const parts = parseSesSignature(await sign());
    const stampOf = async (bytes: Uint8Array) => {
      const request = buildTimestampRequest({ hash: 'sha256', digest: await digestOf(bytes, 'sha256') });
      return readTimestampToken(answerTimestamp(office.openssl, { request, authority }));
    };
    const timestamp = await stampOf(parts.signature);
    const stamped = encodeSesSignature(parts.signedOctets, { ...parts, timestamp });
    const found = await verify(stamped);
    expect(found.valid).toBe(true);
    expect(wordsOf(found.findings)).toContain('passed timestamp/trusted');
    expect(found.timestamp?.authorityCertificate).toEqual(authority.certificate);

    const other = await stampOf(content);
    const wrong = encodeSesSignature(parts.signedOctets, { ...parts, timestamp: other });
    expect(await problems(wrong)).toEqual(['timestamp timestamp/does-not-hold']);
  });

  it('may bear a seal of version 5 with a timestamp of its own', async () => {
    const authority = office.openssl.issue({
      subject: '/CN=时间戳服务',
      key: 'RSA-2048',
      extensions: timestampExtensions,
    });
    const plain = readSeal(await make(sealInfo([office.clerk.certificate], { version: 5 })));
    const request = buildTimestampRequest({ hash: 'sha256', digest: await digestOf(plain.signature, 'sha256') });
    const timestamp = readTimestampToken(answerTimestamp(office.openssl, { request, authority }));
    const stampedSeal = encodeSeal(plain.signedOctets, { ...plain, timestamp });
    const question = { seal: stampedSeal, at: soon() };
    const trust = { ...trustIn(office), trustAnchors: [office.root.certificate, authority.certificate] };
    expect(await verifySeal({ ...question, ...trust })).toMatchObject({ valid: true });
    const distrusted = await verifySeal({ ...question, ...trustIn(office) });
    expect(distrusted.valid).toBe(false);
    expect(wordsOf(distrusted.findings)).toContain('unknown timestamp/untrusted');
    const sealed = await sign(office.clerk, { seal: stampedSeal });
    const digestContent = (algorithm: ReadableDigestAlgorithm) => digestOf(content, algorithm);
    expect(await verifySes({ signature: sealed, digestContent, ...trust })).toMatchObject({ valid: true });
  });
});

/** A sealing by someone who writes what he likes and signs it with a key of his own. */
function craft(
  holder: Holder,
  changes: { sealDer?: Uint8Array; time?: Date; dataHash?: Uint8Array; certificate?: Uint8Array } = {},
): Uint8Array {
  const { sealDer = seal, time = soon(), dataHash = new Uint8Array(32), certificate = holder.certificate } = changes;
  const toSign = encodeToSign({ version: 4, sealDer, signingTime: time, dataHash, propertyInfo });
  const signature = office.openssl.signSm2(toSign, holder);
  return encodeSesSignature(toSign, { certificate, signatureAlgorithm: sm2WithSm3, signature });
}

describe('a sealing that is not valid', () => {
  it('covers another document', async () => {
    expect(await problems(await sign(), Buffer.from('另一份'))).toEqual(['digest digest/differs']);
  });

  it('was made by someone who is not in the seal’s list', async () => {
    const thief = office.openssl.issue({ subject: '/CN=偷盖', issuer: office.root, key: 'SM2' });
    expect(await problems(craft(thief, { dataHash: await digestOf(content) }))).toEqual([
      'seal-certificate-list seal/certificate-not-listed',
    ]);
  });

  it('bears the listed certificate, and was signed with another key', async () => {
    const thief = office.openssl.issue({ subject: '/CN=偷盖', issuer: office.root, key: 'SM2' });
    const { certificate } = office.clerk;
    expect(await problems(craft(thief, { dataHash: await digestOf(content), certificate }))).toEqual([
      'signature-value signature/invalid',
    ]);
  });

  it('bears another certificate for the same key', async () => {
    const { keyPath } = office.clerk;
    const twin = office.openssl.issue({ subject: '/CN=公章', issuer: office.root, keyPath });
    const info = sealInfo([]);
    const digests = listCertificateDigests([office.clerk.certificate]);
    const digestSeal = await make({ ...info, property: { ...info.property, certificates: digests } });
    for (const sealDer of [seal, digestSeal]) {
      const signature = craft(office.clerk, { sealDer, dataHash: await digestOf(content) });
      expect(await verify(signature)).toMatchObject({ valid: true });
      const parts = parseSesSignature(signature);
      const exchanged = encodeSesSignature(parts.signedOctets, { ...parts, certificate: twin.certificate });
      expect(await problems(exchanged)).toEqual(['seal-certificate-list seal/certificate-not-listed']);
    }
  });

  it('was made when the seal had expired or was not valid yet, or the certificate had expired', async () => {
    const dataHash = await digestOf(content);
    const tomorrow = new Date(Date.now() + 2 * 86_400_000);
    expect(await problems(craft(office.clerk, { dataHash, time: tomorrow }))).toEqual(['seal-validity seal/expired']);
    const decades = new Date('2060-01-01T00:00:00Z');
    expect(await problems(craft(office.clerk, { dataHash, time: decades }))).toEqual([
      'certificate-validity validity/expired',
      'certificate-validity validity/expired',
      'seal-validity seal/expired',
    ]);
  });

  it('bears a seal that its maker did not make', async () => {
    const thief = office.openssl.issue({ subject: '/CN=私刻', key: 'SM2' });
    const forged = await makeSeal({
      info: sealInfo([office.clerk.certificate]),
      maker: office.openssl.signerOf(thief),
    });
    expect(await problems(await sign(office.clerk, { seal: forged }))).toEqual([
      'seal-maker seal-maker/not-trusted',
      'seal-maker-certificate chain/untrusted-root',
    ]);
  });

  it('carries a timestamp that is none', async () => {
    const parts = parseSesSignature(await sign());
    const stamped = encodeSesSignature(parts.signedOctets, { ...parts, timestamp: Buffer.from('30030201', 'hex') });
    expect(await problems(stamped)).toEqual(['timestamp timestamp/does-not-hold']);
  });

  it('cannot be judged when the document could not be digested', async () => {
    const found = await verifySes({
      signature: await sign(),
      digestContent: async () => new Uint8Array(),
      ...trustIn(office),
    });
    expect(found.valid).toBe(false);
    expect(wordsOf(found.findings)).toContain('unknown digest/not-computed');
  });
});

/** A sealing of GM/T 0031-2014, put together by asn1js and signed by openssl. */
async function sealingOfV1(
  form: V1Form & { timeInfo?: (date: Date) => asn1js.AsnType } = {},
  time = soon(),
): Promise<Uint8Array> {
  const { bits: writeBits = bits, timeInfo = (valueDate) => bits(derOf(new asn1js.UTCTime({ valueDate }))) } = form;
  const toSign = sequence(
    integer(1),
    sealOfV1(office, form),
    timeInfo(time),
    writeBits(await digestOf(content)),
    ia5('Signature.xml'),
    octets(office.clerk.certificate),
    oidOf(sm2WithSm3),
  );
  return derOf(sequence(toSign, writeBits(office.openssl.signSm2(derOf(toSign), office.clerk))));
}

const digitsOf = (date: Date) => `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;

describe('a sealing of GM/T 0031-2014', () => {
  it.each<{ name: string; timeInfo?: (date: Date) => asn1js.AsnType }>([
    { name: 'a UTCTime' },
    { name: 'a GeneralizedTime', timeInfo: (valueDate) => bits(derOf(new asn1js.GeneralizedTime({ valueDate }))) },
    { name: 'the digits of the year and all', timeInfo: (date) => bits(Buffer.from(digitsOf(date))) },
    { name: 'the digits without the century', timeInfo: (date) => bits(Buffer.from(digitsOf(date).slice(2))) },
  ])('whose bits of time hold $name is read and verified', async ({ timeInfo }) => {
    const signingTime = soon();
    const found = await verify(await sealingOfV1({ timeInfo }, signingTime));
    expect(found).toMatchObject({ intact: true, valid: true, signingTime, propertyInfo: 'Signature.xml' });
    expect(wordsOf(found.findings)).toContain('passed ses/well-formed');
    expect(wordsOf(found.findings)).not.toContain('warning ses/deviations');
  });

  it('as products write it is valid, and its deviations are told', async () => {
    const form = { bits: octets, timeInfo: (valueDate: Date) => new asn1js.GeneralizedTime({ valueDate }) };
    const found = await verify(await sealingOfV1(form));
    expect(found.valid).toBe(true);
    const { evidence } = found.findings.find(({ code }) => code === 'ses-structure') ?? {};
    expect(evidence).toBe('signature: octet-string; timeInfo: time-type; dataHash: octet-string');
  });

  it('without a time that can be read is not valid', async () => {
    expect(await problems(await sealingOfV1({ timeInfo: () => bits(Buffer.from('yesterday')) }))).toEqual([
      'certificate-validity validity/unknown-time',
      'certificate-validity validity/unknown-time',
      'seal-validity seal/unknown-time',
    ]);
  });

  it('over another document is not valid', async () => {
    expect(await problems(await sealingOfV1(), Buffer.from('另一份'))).toEqual(['digest digest/differs']);
  });
});

describe('a damaged sealing', () => {
  it.each<{ name: string; make: () => Promise<Uint8Array> }>([
    { name: 'of GB/T 38540-2020', make: () => sign() },
    { name: 'of GM/T 0031-2014', make: () => sealingOfV1() },
  ])('$name is found, whichever byte changed, and wherever it was cut', async ({ make: makeOne }) => {
    const signature = await makeOne();
    expect((await verify(signature)).valid).toBe(true);
    for (let offset = 0; offset < signature.length; offset += 1) {
      const changed = Uint8Array.from(signature);
      changed[offset] = (signature[offset] ?? 0) ^ (1 << (offset & 7));
      expect((await verify(changed)).valid, `offset ${offset}`).toBe(false);
      expect((await verify(signature.subarray(0, offset))).valid).toBe(false);
    }
  });

  it('overwritten at random or made of nonsense breaks nothing', async () => {
    const signature = await sign();
    let state = 20261124;
    const next = (limit: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 8) % limit;
    };
    for (let round = 0; round < 300; round += 1) {
      const changed = Uint8Array.from(signature);
      for (let count = 0; count < 1 + (round % 30); count += 1) changed[next(signature.length)] = next(256);
      const inSignature = signature.length - 1 - next(60);
      changed[inSignature] = (signature[inSignature] ?? 0) ^ 0xff;
      expect((await verify(changed)).valid, `round ${round}`).toBe(false);
    }
    for (const bytes of [new Uint8Array(), Buffer.alloc(60_000, 0x30), Buffer.from('3080', 'hex'), seal]) {
      expect(await problems(bytes)).toEqual(['ses-structure ses/malformed']);
    }
  });

  it('written again from what was read is the same to the last byte', async () => {
    const signature = await sign();
    const parts = parseSesSignature(signature);
    if (parts.signingTime === undefined) throw new Error('no time');
    const toSign = encodeToSign({ ...parts, sealDer: parts.seal.der, signingTime: parts.signingTime });
    expect(encodeSesSignature(toSign, parts)).toEqual(signature);
    expect(derOf(parsed(signature))).toEqual(signature);
  });
});
