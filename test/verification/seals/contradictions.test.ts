import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCertificateDigests, makeSeal } from '../../../src-main/signature/index.ts';
import { encodeSeal, encodeSealInfo } from '../../../src-main/signature/ses/ses-seal.ts';
import { judgePropertyInfo } from '../../../src-main/verification/seals/property-info.ts';
import { verifyWholeSeal } from '../../../src-main/verification/seals/verify-seal.ts';
import { openSealOffice, type SealOffice, sealInfo, trustIn } from '../../signature/seal-office.ts';
import {
  type Drawing,
  doubtsOf,
  drawInBrowser,
  pictureOf,
  type SealedFile,
  sealedPdf,
  sealOf,
  verifyFile,
} from './sealed-pdf.ts';

let office: SealOffice;
let drawing: Drawing;

beforeAll(async () => {
  office = openSealOffice();
  const [drawn] = await drawInBrowser([{ svg: sealOf('杭州示例科技有限公司'), widthPx: 300 }]);
  if (!drawn) throw new Error('nothing was drawn');
  drawing = drawn;
});
afterAll(() => office.openssl.remove());

const judge = async (file: Omit<SealedFile, 'drawn'>) => {
  const seal = { picture: pictureOf(drawing), ...file.seal };
  const report = await verifyFile(await sealedPdf(office, { drawn: drawing, ...file, seal }), trustIn(office));
  expect(report.verdict === 'valid').toBe(doubtsOf(report).length === 0);
  return doubtsOf(report);
};
const minutesFromNow = (minutes: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + minutes * 60_000);
const extension = (critical: boolean) => [{ type: '1.2.3.4', critical, value: Buffer.from([5, 0]) }];

describe('a seal or a sealing that contradicts itself is not valid', () => {
  it('with a critical extension that nobody understands, in either of the two; others are no hindrance', async () => {
    expect(await judge({ seal: { extensions: extension(true) } })).toEqual([
      'seal-structure unknown seal/critical-extension',
    ]);
    expect(await judge({ extensions: extension(true) })).toEqual(['ses-structure unknown ses/critical-extension']);
    expect(await judge({ seal: { extensions: extension(false) }, extensions: extension(false) })).toEqual([]);
  });

  it('with a seal that was made after it was used; clocks of honest people differ by minutes', async () => {
    const madeAt = (minutes: number) => ({ seal: { property: { createdAt: minutesFromNow(minutes) } } });
    expect(await judge({ ...madeAt(30), time: minutesFromNow(1) })).toEqual([
      'seal-validity unknown seal/made-after-use',
    ]);
    expect(await judge({ ...madeAt(5), time: minutesFromNow(1) })).toEqual([]);
  });

  it('with another version than that of its seal', async () => {
    expect(await judge({ version: 5 })).toEqual(['ses-structure unknown ses/version-differs']);
    expect(await judge({ version: 1 })).toEqual(['ses-structure unknown ses/version-differs']);
    expect(await judge({ version: 5, seal: { version: 5 } })).toEqual([]);
  });

  it('when it says itself that it protects another file', async () => {
    expect(await judge({ propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml' })).toEqual([
      'ses-structure unknown ses/property-other-file',
    ]);
    expect(await judge({ propertyInfo: 'contract.pdf' })).toEqual([]);
  });

  it('when its maker signed it by a digest for which whoever orders a seal can find two', async () => {
    const { openssl, root, clerk } = office;
    const maker = openssl.issue({ subject: '/CN=旧制章人', issuer: root, key: 'RSA-2048' });
    const info = encodeSealInfo(sealInfo([clerk.certificate], { picture: pictureOf(drawing) }));
    const trust = { trustAnchors: [root.certificate], makers: [maker.certificate] };
    const sealedWith = async (hash: string, signatureAlgorithm: string) => {
      const signature = openssl.run('dgst', `-${hash}`, '-sign', maker.keyPath, openssl.write(info));
      const sealDer = encodeSeal(info, { makerCertificate: maker.certificate, signatureAlgorithm, signature });
      return verifyFile(await sealedPdf(office, { drawn: drawing, sealDer }), trust);
    };
    const weak = await sealedWith('sha1', '1.2.840.113549.1.1.5');
    expect(doubtsOf(weak)).toEqual(['seal-maker-signature unknown seal/maker-weak-digest']);
    expect(weak).toMatchObject({ verdict: 'indeterminate', lines: { identity: 'unknown' } });
    expect(await sealedWith('sha256', '1.2.840.113549.1.1.11')).toMatchObject({ verdict: 'valid' });
  });

  it('when who may use the seal is said by a weak digest alone', async () => {
    const { certificate } = office.clerk;
    const listOf = (...algorithms: ('md5' | 'sha1')[]) => ({
      kind: 'digests' as const,
      digests: algorithms.map((algorithm) => ({
        algorithm: algorithm.toUpperCase(),
        value: createHash(algorithm).update(certificate).digest(),
      })),
    });
    for (const algorithm of ['md5', 'sha1'] as const) {
      expect(await judge({ seal: { property: { certificates: listOf(algorithm) } } })).toEqual([
        'seal-certificate-list unknown seal/list-weak-digest',
      ]);
    }
    const strong = listCertificateDigests([certificate]);
    const both = {
      ...strong,
      digests: [...(strong.kind === 'digests' ? strong.digests : []), ...listOf('sha1').digests],
    };
    expect(await judge({ seal: { property: { certificates: both } } })).toEqual([]);
  });
});

describe('a seal by itself is judged as inside a document', () => {
  const nobody = { certificates: [], crls: [], ocspResponses: [], unanswered: null };
  const judgeSeal = async (changes: Parameters<typeof sealInfo>[1], trust = trustIn(office)) => {
    const info = sealInfo([office.clerk.certificate], { picture: pictureOf(drawing), ...changes });
    const seal = await makeSeal({ info, maker: office.openssl.signerOf(office.maker) });
    const found = await verifyWholeSeal({ seal, now: minutesFromNow(2), revocationData: nobody, ...trust });
    const doubts = found.findings.filter(({ state }) => state === 'failed' || state === 'unknown');
    expect(found.valid).toBe(doubts.length === 0);
    return doubts.map(({ reason }) => reason);
  };

  it('by its maker, its picture, its extensions and its times', async () => {
    expect(await judgeSeal({})).toEqual([]);
    expect(await judgeSeal({}, { ...trustIn(office), makers: [] })).toEqual(['seal-maker/not-trusted']);
    expect(await judgeSeal({ picture: { type: 'PNG', data: Buffer.from('无图'), widthMm: 40, heightMm: 40 } })).toEqual(
      ['seal-picture/unreadable'],
    );
    expect(await judgeSeal({ extensions: extension(true) })).toEqual(['seal/critical-extension']);
    expect(await judgeSeal({ property: { createdAt: minutesFromNow(30) } })).toEqual(['seal/made-after-use']);
  });
});

describe('what a sealing says that it protects', () => {
  const range = [0, 592, 12_594, 350];

  it('is read in no time, however long it is', () => {
    const startedMs = performance.now();
    for (const part of ['a', 'a.b', '.', 'a.pdf', 'byte ', 'byterange1']) {
      judgePropertyInfo(part.repeat(100_000), { name: 'a.pdf', byteRange: range });
    }
    expect(performance.now() - startedMs).toBeLessThan(5000);
  });

  it.each([
    ['', 'a.pdf'],
    ['PDF /ByteRange', 'a.pdf'],
    ['[0 592 12594 350]', 'a.pdf'],
    ['/ByteRange [0 592 12594 350]', 'a.pdf'],
    ['ByteRange=0,592,12594,350', 'a.pdf'],
    ['docId:3301-2026-118', 'a.pdf'],
    ['1.2.156.10197.1.401', 'a.pdf'],
    ['2026-11-29 10:00:00', 'a.pdf'],
    ['www.example.com', 'a.pdf'],
    ['contract.pdf', 'contract.pdf'],
    ['CONTRACT.PDF', 'contract.pdf'],
    ['/tmp/upload/contract.pdf', 'contract_signed.pdf'],
    ['contract.pdf', 'contract (1).pdf'],
  ])('"%s" is nothing against %s', (text, name) => {
    expect(judgePropertyInfo(text, { name, byteRange: range })).toEqual([]);
  });

  it.each([
    ['/ByteRange [0 592 12594 351]', 'ses/property-other-range'],
    ['ByteRange 0 100 200 300', 'ses/property-other-range'],
    ['[0 100 200 300]', 'ses/property-other-range'],
    ['Signature.xml and others', 'ses/property-other-file'],
    ['Signature.xml', 'ses/property-other-file'],
    ['/Doc_0/Signs/Sign_0/Signature.xml', 'ses/property-other-file'],
    ['invoice.pdf', 'ses/property-other-file'],
    ['file=invoice.pdf', 'ses/property-other-file'],
    ['contract.ofd', 'ses/property-other-file'],
    ['contract.docx', 'ses/property-other-file'],
  ])('"%s" is another thing than contract.pdf', (text, reason) => {
    const found = judgePropertyInfo(text, { name: 'contract.pdf', byteRange: range });
    expect(found.map((one) => [one.state, one.reason])).toEqual([['unknown', reason]]);
  });
});
