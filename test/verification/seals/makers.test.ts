import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTimestampRequest, makeSeal, readSeal, readTimestampToken } from '../../../src-main/signature/index.ts';
import { encodeSeal } from '../../../src-main/signature/ses/ses-seal.ts';
import { describeFinding } from '../../../src-main/words/index.ts';
import { createDigest } from '../../../src-main/x509/index.ts';
import { authorityExtensions, type Holder } from '../../signature/openssl-authority.ts';
import { answerTimestamp, makeCrl, timestampExtensions } from '../../signature/openssl-responders.ts';
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

const minuteMs = 60_000;
const dayMs = 86_400_000;
let office: SealOffice;
let drawing: Drawing;

beforeAll(async () => {
  office = openSealOffice();
  const [drawn] = await drawInBrowser([{ svg: sealOf('杭州示例科技有限公司'), widthPx: 300 }]);
  if (!drawn) throw new Error('nothing was drawn');
  drawing = drawn;
});
afterAll(() => office.openssl.remove());

const sealed = (file: Omit<SealedFile, 'drawn'> = {}) =>
  sealedPdf(office, { drawn: drawing, ...file, seal: { picture: pictureOf(drawing), ...file.seal } });
const revoke = (holder: Holder, revokedAt: Date) =>
  makeCrl(office.openssl, {
    issuer: office.root,
    booked: [{ holder, revokedAt }],
    digest: 'sm3',
    arguments: ['-sigopt', 'distid:1234567812345678'],
  });

describe('a document with the seal of a maker', () => {
  it('whom the person trusts as one is valid', async () => {
    const report = await verifyFile(await sealed(), trustIn(office));
    expect(doubtsOf(report)).toEqual([]);
    expect(report).toMatchObject({ verdict: 'valid', lines: { identity: 'trusted' } });
    expect(report.signatures[0]?.sealMaker?.chain[0]?.subject.commonName).toBe('制章人');
  });

  it('nobody knows as one is not valid, though the issuer of his certificate is trusted: he is named, with the next step', async () => {
    const report = await verifyFile(await sealed(), { trustAnchors: [office.root.certificate], makers: [] });
    expect(report).toMatchObject({ verdict: 'indeterminate', lines: { identity: 'maker-untrusted' } });
    expect(doubtsOf(report)).toEqual(['seal-maker unknown seal-maker/not-trusted']);
    const [found] = report.signatures[0]?.findings.filter(({ code }) => code === 'seal-maker') ?? [];
    expect(found && describeFinding(found, 'zh-CN')).toMatch(
      /制章人“制章人”没有被列为受信任的制章人[^。]*。请向制章单位核实/,
    );
    expect(found && describeFinding(found, 'en')).toMatch(/“制章人” is not among the trusted seal makers.*Settings/);
  });

  it('is not trusted for the sake of one who signs: that the maker is trusted says nothing about the signer', async () => {
    const report = await verifyFile(await sealed(), { trustAnchors: [], makers: [office.maker.certificate] });
    expect(report).toMatchObject({ verdict: 'indeterminate', lines: { identity: 'untrusted' } });
  });

  it('who has a certificate of an authority for makers is valid when that authority is trusted', async () => {
    const { openssl, root } = office;
    const authority = openssl.issue({
      subject: '/CN=制章机构',
      issuer: root,
      key: 'SM2',
      extensions: authorityExtensions,
    });
    const maker = openssl.issue({ subject: '/CN=某制章店', issuer: authority, key: 'SM2' });
    const pdf = await sealed({ maker });
    const trust = { trustAnchors: [root.certificate], makers: [authority.certificate] };
    expect(await verifyFile(pdf, trust)).toMatchObject({ verdict: 'valid' });
    // Under an authority that issues to anybody, everybody would be a maker.
    expect((await verifyFile(pdf, { ...trust, makers: [office.maker.certificate] })).verdict).toBe('indeterminate');
  });

  it('whose certificate has expired since is valid, with a note', async () => {
    const maker = office.openssl.issue({ subject: '/CN=制章人', issuer: office.root, key: 'SM2', days: 1 });
    const now = new Date(Date.now() + 3 * dayMs);
    const property = { validUntil: new Date(Math.floor(now.getTime() / 1000) * 1000 + dayMs) };
    const pdf = await sealed({ maker, time: now, seal: { property } });
    const report = await verifyFile(
      pdf,
      { trustAnchors: [office.root.certificate], makers: [maker.certificate] },
      { now },
    );
    expect(doubtsOf(report)).toEqual([]);
    expect(report.verdict).toBe('valid');
    expect(report.signatures[0]?.findings.map(({ reason }) => reason)).toContain('seal/maker-expired-since');
  });
});

describe('a seal that somebody made for himself', () => {
  it('with the certificate he signs with is never valid, whatever name it bears and whoever issued the certificate', async () => {
    const { clerk, root } = office;
    const pdf = await sealed({ maker: clerk, seal: { property: { name: '某某人民政府公章' } } });
    for (const makers of [[], [office.maker.certificate], [root.certificate]]) {
      const report = await verifyFile(pdf, { trustAnchors: [root.certificate], makers });
      expect(report.verdict).toBe('indeterminate');
      expect(doubtsOf(report)).toEqual(['seal-maker unknown seal-maker/own-seal']);
    }
  });

  it('with another certificate for the same key is known too', async () => {
    const { clerk, root, openssl } = office;
    const twin = openssl.issue({ subject: '/CN=制章', issuer: root, keyPath: clerk.keyPath });
    const report = await verifyFile(await sealed({ maker: twin }), {
      trustAnchors: [root.certificate],
      makers: [root.certificate],
    });
    expect(doubtsOf(report)).toEqual(['seal-maker unknown seal-maker/own-seal']);
  });

  it('counts where that very certificate is listed as a maker, and it is said that he made it himself', async () => {
    const { clerk, root } = office;
    const trust = { trustAnchors: [root.certificate], makers: [clerk.certificate] };
    const report = await verifyFile(await sealed({ maker: clerk }), trust);
    expect(report.verdict).toBe('valid');
    expect(report.signatures[0]?.findings).toContainEqual(
      expect.objectContaining({ code: 'seal-maker', state: 'warning', reason: 'seal-maker/own-seal-trusted' }),
    );
  });
});

describe('a seal whose maker was revoked', () => {
  it('before he made it is not valid, trusted as he may be, and whichever way his certificate is trusted', async () => {
    const pdf = await sealed();
    const crls = [revoke(office.maker, new Date(Date.now() - 5 * minuteMs))];
    for (const makers of [[], [office.maker.certificate], [office.root.certificate]]) {
      const report = await verifyFile(pdf, { trustAnchors: [office.root.certificate], makers }, { crls });
      expect(report).toMatchObject({ verdict: 'invalid', lines: { identity: 'invalid' } });
      expect(doubtsOf(report)).toContain('seal-maker-revocation failed seal-maker/revoked');
    }
    expect(await verifyFile(pdf, trustIn(office))).toMatchObject({ verdict: 'valid' });
  });

  it('after the time at which he says he made it cannot be confirmed: the time is his own word', async () => {
    const crls = [revoke(office.maker, new Date(Date.now() + 5 * minuteMs))];
    const report = await verifyFile(await sealed(), trustIn(office), { crls });
    expect(report.verdict).toBe('indeterminate');
    expect(doubtsOf(report)).toEqual(['seal-maker-revocation unknown seal-maker/revoked-unproven']);
  });

  it('after a timestamp had proven that the seal existed stays valid, with a note', async () => {
    const { openssl, root, maker, clerk } = office;
    const authority = openssl.issue({
      subject: '/CN=时间戳服务',
      issuer: root,
      key: 'RSA-2048',
      extensions: timestampExtensions,
    });
    const createdAt = new Date(Math.floor(Date.now() / 1000) * 1000);
    const info = sealInfo([clerk.certificate], { version: 5, picture: pictureOf(drawing), property: { createdAt } });
    const plain = readSeal(await makeSeal({ info, maker: openssl.signerOf(maker) }));
    const digest = createDigest('sha256');
    digest.update(plain.signature);
    const request = buildTimestampRequest({ hash: 'sha256', digest: digest.digest() });
    const timestamp = readTimestampToken(answerTimestamp(openssl, { request, authority }));
    const sealDer = encodeSeal(plain.signedOctets, { ...plain, timestamp });
    const crls = [revoke(maker, new Date(Date.now() + 5 * minuteMs))];
    const report = await verifyFile(await sealed({ sealDer, version: 5 }), trustIn(office), { crls });
    expect(doubtsOf(report)).toEqual([]);
    expect(report.signatures[0]?.findings).toContainEqual(
      expect.objectContaining({ code: 'seal-maker-revocation', state: 'warning', reason: 'seal-maker/revoked-later' }),
    );
  });
});
