import * as asn1js from 'asn1js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  isListed,
  listCertificateDigests,
  listCertificates,
  makeSeal,
  readSeal,
  type SealInfo,
  verifySeal,
  verifySealUse,
} from '../../src-main/signature/index.ts';
import { encodeSeal, encodeSealInfo } from '../../src-main/signature/ses/ses-seal.ts';
import { issueTrialCertificates } from '../../src-main/x509/index.ts';
import { type Holder, wordsOf } from './openssl-authority.ts';
import {
  derOf,
  openSealOffice,
  parsed,
  type SealOffice,
  sealInfo,
  sealOfV1,
  sequence,
  soon,
  trustIn,
} from './seal-office.ts';

let office: SealOffice;

beforeAll(() => {
  office = openSealOffice();
});
afterAll(() => office.openssl.remove());

const make = (info: SealInfo, maker: Holder = office.maker) =>
  makeSeal({ info, maker: office.openssl.signerOf(maker) });
const usual = (changes?: Parameters<typeof sealInfo>[1]) => sealInfo([office.clerk.certificate], changes);
const verify = (seal: Uint8Array, at = soon()) => verifySeal({ seal, at, ...trustIn(office) });

const text = (type: typeof asn1js.IA5String | typeof asn1js.Utf8String | typeof asn1js.PrintableString, name: string) =>
  new type({ name });
/** SESeal as GB/T 38540-2020 writes it, for a decoder that is not ours. */
const sealSchema = (list: asn1js.AsnType) =>
  sequence(
    new asn1js.Sequence({
      name: 'info',
      value: [
        sequence(
          text(asn1js.IA5String, 'mark'),
          new asn1js.Integer({ name: 'version' }),
          text(asn1js.IA5String, 'vendor'),
        ),
        text(asn1js.IA5String, 'sealId'),
        sequence(
          new asn1js.Integer({ name: 'type' }),
          text(asn1js.Utf8String, 'sealName'),
          new asn1js.Integer({ name: 'listType' }),
          list,
          new asn1js.GeneralizedTime({ name: 'created' }),
          new asn1js.GeneralizedTime({ name: 'from' }),
          new asn1js.GeneralizedTime({ name: 'until' }),
        ),
        sequence(
          text(asn1js.IA5String, 'pictureType'),
          new asn1js.OctetString({ name: 'picture' }),
          new asn1js.Integer({ name: 'width' }),
          new asn1js.Integer({ name: 'height' }),
        ),
        new asn1js.Constructed({
          optional: true,
          idBlock: { tagClass: 3, tagNumber: 0 },
          value: [
            new asn1js.Sequence({ name: 'extensions', value: [new asn1js.Repeated({ value: new asn1js.Any() })] }),
          ],
        }),
      ],
    }),
    new asn1js.OctetString({ name: 'certificate' }),
    new asn1js.ObjectIdentifier({ name: 'algorithm' }),
    new asn1js.BitString({ name: 'signature' }),
  );
const certificateListSchema = new asn1js.Sequence({
  name: 'list',
  value: [new asn1js.Repeated({ value: new asn1js.OctetString() })],
});
const digestListSchema = new asn1js.Sequence({
  name: 'list',
  value: [new asn1js.Repeated({ value: sequence(new asn1js.PrintableString(), new asn1js.OctetString()) })],
});

function decode(seal: Uint8Array, list: asn1js.AsnType) {
  const read = asn1js.verifySchema(Uint8Array.from(seal), sealSchema(list));
  if (!read.verified) throw new Error('not a seal of GB/T 38540-2020');
  return read.result;
}

describe('a seal made here', () => {
  it.each<{ version: number; kind: SealInfo['property']['certificates']['kind'] }>([
    { version: 4, kind: 'certificates' },
    { version: 4, kind: 'digests' },
    { version: 5, kind: 'certificates' },
  ])(
    'in version $version with a list of $kind is what the standard says, for another decoder and for openssl',
    async ({ version, kind }) => {
      const { certificate } = office.clerk;
      const certificates =
        kind === 'certificates' ? listCertificates([certificate]) : listCertificateDigests([certificate]);
      const extensions = [{ type: '1.2.3.4', critical: false, value: Buffer.from([5, 0]) }];
      const info = usual({ version, extensions, property: { certificates } });
      const seal = await make(info);

      const read = decode(seal, kind === 'certificates' ? certificateListSchema : digestListSchema);
      expect(read.mark.valueBlock.value).toBe('ES');
      expect(read.version.valueBlock.valueDec).toBe(version);
      expect(read.vendor.valueBlock.value).toBe('Qianyin');
      expect(read.sealId.valueBlock.value).toBe(info.sealId);
      expect(read.sealName.valueBlock.value).toBe('示例有限公司公章');
      expect(read.listType.valueBlock.valueDec).toBe(kind === 'certificates' ? 1 : 2);
      expect(read.created.toDate()).toEqual(info.property.createdAt);
      expect(read.from.toDate()).toEqual(info.property.validFrom);
      expect(read.until.toDate()).toEqual(info.property.validUntil);
      expect(read.width.valueBlock.valueDec).toBe(40);
      expect(new Uint8Array(read.picture.valueBlock.valueHexView)).toEqual(new Uint8Array(info.picture.data));
      expect(new Uint8Array(read.certificate.valueBlock.valueHexView)).toEqual(office.maker.certificate);
      expect(read.algorithm.getValue()).toBe('1.2.156.10197.1.501');
      expect(read.extensions.valueBlock.value).toHaveLength(1);

      const signed = new Uint8Array(read.info.valueBeforeDecodeView);
      const signature = new Uint8Array(read.signature.valueBlock.valueHexView);
      expect(office.openssl.verifySm2(signed, signature, office.maker)).toBe(true);
      expect(office.openssl.verifySm2(signed, signature, office.clerk)).toBe(false);
      office.openssl.run('asn1parse', '-inform', 'DER', '-in', office.openssl.write(seal));

      const found = await verifySealUse({ seal, certificate, at: soon(), ...trustIn(office) });
      expect(wordsOf(found.findings)).toEqual([
        'passed ses/well-formed',
        'passed signature/valid',
        'passed seal-maker/trusted',
        'passed chain/pinned',
        'passed validity/valid',
        'passed usage/for-signing',
        'passed seal/in-period',
        'passed algorithm/strong',
        'passed seal/certificate-listed',
      ]);
      expect(found).toMatchObject({ intact: true, valid: true });
      expect(found.seal?.info).toMatchObject({ version, sealId: info.sealId, property: { name: info.property.name } });
      expect(found.makerRevocationChain?.chain).toEqual([office.maker.certificate, office.root.certificate]);
    },
  );

  it('may be made by an RSA or ECDSA maker too', async () => {
    for (const key of ['RSA-2048', 'P-256'] as const) {
      const maker = office.openssl.issue({ subject: '/CN=制章人', issuer: office.root, key });
      const question = { seal: await make(usual(), maker), at: soon(), trustAnchors: [] };
      expect(await verifySeal({ ...question, makers: [maker.certificate] })).toMatchObject({ valid: true });
    }
  });

  it('by the trial’s seal maker is trusted by whoever trusts that maker, and not for the sake of the trial CA', async () => {
    const spki = office.openssl.run('pkey', '-in', office.clerk.keyPath, '-pubout', '-outform', 'DER');
    const trial = await issueTrialCertificates(spki, { organization: '示例', commonName: '公章' });
    const seal = await makeSeal({ info: sealInfo([trial.certificate]), maker: trial.sealMaker });
    const question = { seal, certificate: trial.certificate, at: soon() };
    const trustAnchors = [trial.caCertificate];
    const makers = [trial.sealMaker.certificate];
    expect(await verifySealUse({ ...question, trustAnchors, makers })).toMatchObject({ valid: true });
    expect(await verifySealUse({ ...question, trustAnchors, makers: [] })).toMatchObject({
      valid: false,
      intact: true,
    });
    expect(await verifySealUse({ ...question, trustAnchors: [], makers: [] })).toMatchObject({ valid: false });
  });

  it.each<{ name: string; info: () => SealInfo }>([
    { name: 'of an unknown version', info: () => usual({ version: 3 }) },
    { name: 'whose number is not ASCII', info: () => usual({ sealId: '公章一号' }) },
    { name: 'without a name', info: () => usual({ property: { name: '' } }) },
    { name: 'that ends before it begins', info: () => usual({ property: { validUntil: new Date(0) } }) },
    { name: 'without certificates', info: () => sealInfo([]) },
    { name: 'for what is no certificate', info: () => sealInfo([Buffer.from('x')]) },
    {
      name: 'of no size',
      info: () => usual({ picture: { type: 'PNG', data: Buffer.from('x'), widthMm: 0, heightMm: 40 } }),
    },
  ])('$name is refused', async ({ info }) => {
    await expect(make(info())).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is refused when the maker’s token signed with another key', async () => {
    const maker = { ...office.openssl.signerOf(office.maker), sign: office.openssl.signerOf(office.clerk).sign };
    await expect(makeSeal({ info: usual(), maker })).rejects.toMatchObject({ code: 'SIGNATURE_SELF_CHECK_FAILED' });
  });
});

describe('a seal read and written again', () => {
  /** Numbers that are the same on every run. */
  let state = 38540;
  const next = (limit: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % limit;
  };
  const someBytes = (limit: number) => Uint8Array.from({ length: next(limit) }, () => next(256));
  const someAscii = (limit: number) => String.fromCharCode(...Array.from({ length: next(limit) }, () => 32 + next(95)));
  const someTime = () => new Date(Date.UTC(1 + next(9998), next(12), 1 + next(28), next(24), next(60), next(60)));
  const several = <T>(make: () => T) => Array.from({ length: next(4) }, make);
  const time = () => {
    const date = someTime();
    date.setUTCFullYear(1950 + next(8000));
    return date;
  };
  const someInfo = (): SealInfo => ({
    version: 4 + next(2),
    vendorId: someAscii(200),
    sealId: someAscii(40),
    property: {
      type: next(0x7fffffff),
      name: [...Array(next(60))].map(() => '公章Aé🈶'.at(next(4)) ?? '').join(''),
      certificates:
        next(2) === 0
          ? { kind: 'certificates', certificates: several(() => someBytes(300)) }
          : { kind: 'digests', digests: several(() => ({ algorithm: 'SM3', value: someBytes(33) })) },
      createdAt: time(),
      validFrom: time(),
      validUntil: time(),
    },
    picture: { type: someAscii(5), data: someBytes(70_000), widthMm: next(0x7fffffff), heightMm: next(300) },
    ...(next(2) === 0
      ? {}
      : {
          extensions: several(() => ({
            type: `1.2.${next(70_000)}.${next(128)}`,
            critical: next(2) === 1,
            value: someBytes(200),
          })),
        }),
  });

  it('is the same to the last byte, and holds what was put in', () => {
    for (let round = 0; round < 400; round += 1) {
      const info = someInfo();
      const infoDer = encodeSealInfo(info);
      const maker = {
        makerCertificate: someBytes(900),
        signatureAlgorithm: '1.2.156.10197.1.501',
        signature: someBytes(80),
        ...(info.version === 5 && next(2) === 0 ? { timestamp: someBytes(300) } : {}),
      };
      const der = encodeSeal(infoDer, maker);
      const seal = readSeal(der);
      expect(seal.deviations, `round ${round}`).toEqual([]);
      expect(Buffer.from(seal.signedOctets).equals(infoDer)).toBe(true);
      expect(Buffer.from(encodeSeal(encodeSealInfo(seal.info), seal)).equals(der), `round ${round}`).toBe(true);
      expect(seal.info.property.createdAt).toEqual(info.property.createdAt);
      expect(seal.info.property.name).toBe(info.property.name);
      expect(Buffer.from(seal.info.picture.data).equals(info.picture.data)).toBe(true);
      expect(Buffer.from(derOf(parsed(der))).equals(der)).toBe(true);
    }
  });
});

describe('a seal that must not be used', () => {
  const dayMs = 86_400_000;
  const problem = async (seal: Uint8Array, at = soon(), certificate = office.clerk.certificate) => {
    const found = await verifySealUse({ seal, certificate, at, ...trustIn(office) });
    expect(found.valid).toBe(false);
    return found.findings
      .filter(({ state }) => state === 'failed' || state === 'unknown')
      .map(({ code, reason }) => `${code} ${reason}`);
  };

  it('is expired, or not valid yet', async () => {
    const seal = await make(usual());
    expect(await problem(seal, new Date(Date.now() + 2 * dayMs))).toEqual(['seal-validity seal/expired']);
    expect(await problem(seal, new Date(Date.now() - dayMs))).toEqual([
      'seal-validity seal/not-yet-valid',
      'seal-validity seal/made-after-use',
    ]);
    expect(await problem(seal, new Date(Number.NaN))).toEqual(['seal-validity seal/unknown-time']);
  });

  it('is made for another certificate, as after a renewal', async () => {
    const renewed = office.openssl.issue({
      subject: '/C=CN/O=示例有限公司/CN=公章',
      issuer: office.root,
      keyPath: office.clerk.keyPath,
    });
    for (const list of [listCertificates, listCertificateDigests]) {
      const seal = await make(usual({ property: { certificates: list([office.clerk.certificate]) } }));
      expect(await problem(seal, soon(), renewed.certificate)).toEqual([
        'seal-certificate-list seal/certificate-not-listed',
      ]);
    }
  });

  it('is made by someone nobody trusts', async () => {
    const stranger = office.openssl.issue({ subject: '/CN=路人', key: 'SM2' });
    expect(await problem(await make(usual(), stranger))).toEqual([
      'seal-maker seal-maker/not-trusted',
      'seal-maker-certificate chain/untrusted-root',
    ]);
  });

  it('is old by months beside its maker’s certificate; by some days it is usable, and that is noted', async () => {
    const madeBefore = (days: number) =>
      usual({ property: { createdAt: new Date(Date.now() - days * 86_400_000), validUntil: new Date('2099-01-01') } });
    const question = { certificate: office.clerk.certificate, at: soon(), ...trustIn(office) };
    const found = await verifySealUse({ ...question, seal: await make(madeBefore(5)) });
    expect(found.valid).toBe(true);
    expect(found.findings.map(({ state, reason }) => `${state} ${reason}`)).toContain('warning seal/maker-younger');
    expect(await problem(await make(madeBefore(90)))).toEqual(['seal-maker-certificate validity/not-yet-valid']);
  });

  it('is made with a certificate that was not valid then', async () => {
    const encrypting = office.openssl.issue({
      subject: '/CN=加密',
      issuer: office.root,
      key: 'SM2',
      extensions: ['keyUsage=critical,keyEncipherment'],
    });
    expect(await problem(await make(usual(), encrypting))).toEqual(['seal-maker seal-maker/not-trusted']);
    const later = usual({
      property: { createdAt: new Date('2050-01-01T00:00:00Z'), validUntil: new Date('2051-01-01T00:00:00Z') },
    });
    expect(await problem(await make(later), new Date('2050-06-01T00:00:00Z'))).toEqual([
      'seal-maker-certificate validity/expired',
    ]);
  });

  it('has a picture from another seal', async () => {
    const [one, other] = [
      usual(),
      usual({ picture: { type: 'PNG', data: Buffer.from('forged'), widthMm: 40, heightMm: 40 } }),
    ];
    const seal = readSeal(await make(one));
    const forged = encodeSeal(encodeSealInfo({ ...one, picture: other.picture }), seal);
    expect(await problem(forged)).toEqual(['seal-maker-signature signature/invalid']);
  });

  it('bears the certificate of another maker than the one that signed it', async () => {
    const seal = readSeal(await make(usual()));
    const forged = encodeSeal(seal.signedOctets, { ...seal, makerCertificate: office.clerk.certificate });
    // Whoever is named as the maker now is the one that the seal is for.
    expect(await problem(forged)).toEqual(['seal-maker-signature signature/invalid', 'seal-maker seal-maker/own-seal']);
  });

  it('is no seal at all', async () => {
    for (const bytes of [new Uint8Array(), Buffer.from('ES'), office.clerk.certificate, Buffer.alloc(60_000, 0x30)]) {
      expect(await problem(bytes)).toEqual(['seal-structure ses/malformed']);
      expect(() => readSeal(bytes)).toThrow(expect.objectContaining({ code: 'SEAL_UNREADABLE' }));
    }
  });
});

describe('a seal whose maker’s certificate has expired since', () => {
  it('is still valid, with a note', async () => {
    const seal = await make(usual({ property: { validUntil: new Date('2049-01-01T00:00:00Z') } }));
    const found = await verify(seal, new Date('2048-01-01T00:00:00Z'));
    expect(found.valid).toBe(true);
    expect(wordsOf(found.findings)).toContain('warning seal/maker-expired-since');
  });
});

describe('a damaged seal', () => {
  it.each<{ name: string; make: () => Promise<Uint8Array> }>([
    { name: 'of GB/T 38540-2020', make: () => make(usual()) },
    { name: 'of GM/T 0031-2014', make: async () => derOf(sealOfV1(office)) },
  ])('$name is found, whichever byte changed, and wherever it was cut', async ({ make: makeOne }) => {
    const seal = await makeOne();
    expect((await verify(seal)).valid).toBe(true);
    for (let offset = 0; offset < seal.length; offset += 1) {
      const changed = Uint8Array.from(seal);
      changed[offset] = (seal[offset] ?? 0) ^ (1 << (offset & 7));
      expect((await verify(changed)).valid, `offset ${offset}`).toBe(false);
      expect((await verify(seal.subarray(0, offset))).valid).toBe(false);
    }
    expect((await verify(Buffer.concat([seal, Buffer.alloc(1)]))).valid).toBe(false);
  });
});

describe('a seal of GM/T 0031-2014', () => {
  const generalized = (valueDate: Date) => new asn1js.GeneralizedTime({ valueDate });
  const octetString = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: Uint8Array.from(bytes).buffer });
  const extensionList = () =>
    sequence(
      sequence(
        new asn1js.ObjectIdentifier({ value: '1.2.3.4' }),
        new asn1js.Boolean({ value: false }),
        octetString(Buffer.from([5, 0])),
      ),
    );

  it('is read and verified', async () => {
    const found = await verify(derOf(sealOfV1(office)));
    expect(wordsOf(found.findings)).toEqual([
      'passed ses/well-formed',
      'passed signature/valid',
      'passed seal-maker/trusted',
      'passed chain/pinned',
      'passed validity/valid',
      'passed usage/for-signing',
      'passed seal/in-period',
      'passed algorithm/strong',
    ]);
    expect(found.seal).toMatchObject({ form: 'v1', info: { version: 1, vendorId: 'OtherVendor' } });
    expect(found.seal && isListed(found.seal.info.property.certificates, office.clerk.certificate)).toBe(true);
  });

  it.each([
    {
      form: { bits: octetString },
      deviations: [{ field: 'signedValue', deviation: 'octet-string' }],
    },
    {
      form: { time: generalized },
      deviations: ['createDate', 'validStart', 'validEnd'].map((field) => ({ field, deviation: 'time-type' })),
    },
    {
      form: { extensions: extensionList() },
      deviations: [
        { field: 'extDatas', deviation: 'untagged' },
        { field: 'critical', deviation: 'default-encoded' },
      ],
    },
  ])('as products write it is valid, and its deviations are told: $deviations', async ({ form, deviations }) => {
    const found = await verify(derOf(sealOfV1(office, form)));
    expect(found.valid).toBe(true);
    expect(found.seal?.deviations).toEqual(deviations);
    expect(wordsOf(found.findings)).toContain('warning ses/deviations');
  });
});
