import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSecurityStoreRevision, bytesSource, openPdf, readSignatureFields } from '../../src-main/pdf/index.ts';
import { buildOcspRequest } from '../../src-main/signature/index.ts';
import { type VerificationRequest, verifyDocument } from '../../src-main/verification/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import { answerOcsp, type Booked, makeCrl, timestampExtensions, timestamped } from '../signature/openssl-responders.ts';
import { makeSigning, type Signing, signByHand, unsignedPdf } from './sign-by-hand.ts';

const openssl = new OpensslAuthority();
const dayMs = 86_400_000;
const start = Date.now();
const inDays = (days: number) => new Date(start + days * dayMs);
const longLived = 3650;
let signing: Signing;
let signed: Buffer;
let timestampRoot: Holder;
let timestampAuthority: Holder;

beforeAll(() => {
  signing = makeSigning(openssl, signerExtensions, authorityExtensions);
  signed = signByHand(unsignedPdf(), signing);
  timestampRoot = openssl.issue({ subject: '/CN=时间戳根', extensions: authorityExtensions, days: longLived });
  timestampAuthority = openssl.issue({
    subject: '/CN=时间戳服务',
    issuer: timestampRoot,
    extensions: timestampExtensions,
    days: 100,
  });
});
afterAll(() => openssl.remove());

type Data = Partial<NonNullable<VerificationRequest['revocationData']>>;

/** What a reader who trusts these finds in a file, on a day. `data`: imported or fetched. */
async function read(
  pdf: Uint8Array,
  options: { now?: Date; data?: Data; trusted?: Holder[] } = {},
): Promise<{ verdict: string; revocation: string; reasons: string[] }> {
  const report = await verifyDocument({
    source: bytesSource(pdf),
    path: '/合同.pdf',
    name: '合同.pdf',
    trustAnchors: (options.trusted ?? [signing.issuer, timestampRoot]).map(({ certificate }) => certificate),
    now: options.now ?? inDays(1),
    revocationData: { certificates: [], crls: [], ocspResponses: [], unanswered: null, ...options.data },
  });
  const findings = report.signatures[0]?.findings ?? [];
  const found = findings.find(({ code }) => code === 'revocation');
  return {
    verdict: report.verdict,
    revocation: `${found?.state} ${found?.reason}`,
    reasons: findings.map(({ reason }) => reason),
  };
}

/** The file with validation data in its store, as PAdES B-LT has it. */
function withStore(pdf: Buffer, data: { crls?: Uint8Array[]; ocspResponses?: Uint8Array[] }): Buffer {
  const document = openPdf(bytesSource(pdf));
  const contents = readSignatureFields(document).flatMap(({ value }) => (value ? [value.contents] : []));
  const all = { certificates: [], crls: data.crls ?? [], ocspResponses: data.ocspResponses ?? [] };
  return Buffer.concat([pdf, buildSecurityStoreRevision(document, all, contents)]);
}

const weekLong = { thisUpdate: inDays(-0.01), nextUpdate: inDays(7) };
const list = (options: Partial<Parameters<typeof makeCrl>[1]> = {}) =>
  makeCrl(openssl, { issuer: signing.issuer, ...weekLong, ...options });
const revokedSigner = (days: number, reason?: string): Booked[] => [
  { holder: signing.signer, revokedAt: inDays(days), reason },
];
const answer = (options: { booked?: Booked[]; responder?: Holder } = {}) =>
  answerOcsp(openssl, {
    request: buildOcspRequest({ certificate: signing.signer.certificate, issuer: signing.issuer.certificate }),
    issuer: signing.issuer,
    booked: [{ holder: signing.signer }],
    ...options,
  });

describe('a signature whose time nobody but the signer tells', () => {
  it('is cleared by a list or an answer that is fresh when the file is read', async () => {
    const expected = { verdict: 'valid', revocation: 'passed revocation/good' };
    expect(await read(withStore(signed, { crls: [list()] }))).toMatchObject(expected);
    expect(await read(withStore(signed, { ocspResponses: [answer()] }))).toMatchObject(expected);
  });

  it.each([
    { what: 'a list', store: () => ({ crls: [list()] }) },
    { what: 'an answer', store: () => ({ ocspResponses: [answer()] }) },
  ])(
    'is not cleared by $what that was fresh on the day it claims: the clock may have been set to fit',
    async ({ store }) => {
      const file = withStore(signed, store());
      const expected = { verdict: 'indeterminate', revocation: 'unknown revocation/stale' };
      expect(await read(file, { now: inDays(60) })).toMatchObject(expected);
      // Nor where the services were asked and gave no answer, or none is named.
      const fingerprint = createHash('sha256').update(signing.signer.certificate).digest('hex');
      for (const unanswered of [{}, { [fingerprint]: 'none-named' }, { [fingerprint]: 'expired' }]) {
        expect(await read(file, { now: inDays(60), data: { unanswered } })).toMatchObject(expected);
      }
    },
  );

  it('is not confirmed once its certificate has expired, so that nobody who is asked can tell any more', async () => {
    const fingerprint = createHash('sha256').update(signing.signer.certificate).digest('hex');
    const unanswered = { [fingerprint]: 'expired' };
    expect(await read(signed, { now: inDays(500), data: { unanswered } })).toMatchObject({
      verdict: 'indeterminate',
      revocation: 'unknown revocation/expired-unproven',
    });
  });

  it('is found revoked by a new list, whatever the old one beside it says', async () => {
    const file = withStore(signed, { crls: [list()] });
    const newer = list({ thisUpdate: inDays(59), nextUpdate: inDays(66), booked: revokedSigner(-1) });
    expect(await read(file, { now: inDays(60), data: { crls: [newer] } })).toMatchObject({
      verdict: 'invalid',
      revocation: 'failed revocation/revoked',
    });
  });

  it('is cleared by a new list though the old one is there', async () => {
    const file = withStore(signed, { crls: [list()] });
    const newer = list({ thisUpdate: inDays(59), nextUpdate: inDays(66) });
    expect(await read(file, { now: inDays(60), data: { crls: [newer] } })).toMatchObject({ verdict: 'valid' });
  });

  it('is as it was where nothing at all is known of revocations', async () => {
    expect(await read(signed, { now: inDays(60) })).toMatchObject({
      verdict: 'valid',
      revocation: 'not-applicable revocation/not-checked',
    });
  });

  it('is not cleared by what is dated in the future', async () => {
    const crls = [list({ thisUpdate: inDays(30), nextUpdate: inDays(40) })];
    expect(await read(signed, { data: { crls } })).toMatchObject({
      verdict: 'indeterminate',
      revocation: 'unknown crl/in-the-future',
    });
  });
});

describe('a revocation is heeded', () => {
  const indirect = ['issuingDistributionPoint = critical,@idp', '[idp]', 'indirectCRL = TRUE'];
  it.each([
    {
      where: 'in a list that is out of date',
      crl: () => list({ thisUpdate: inDays(-9), nextUpdate: inDays(-8), booked: revokedSigner(-10) }),
    },
    {
      where: 'in a list dated in the future',
      crl: () => list({ thisUpdate: inDays(30), nextUpdate: inDays(40), booked: revokedSigner(-1) }),
    },
    {
      where: 'in a delta list',
      crl: () => list({ booked: revokedSigner(-1), extensions: ['2.5.29.27 = critical,ASN1:INTEGER:1'] }),
    },
    { where: 'in an indirect list', crl: () => list({ booked: revokedSigner(-1), extensions: indirect }) },
    {
      where: 'in a list for some reasons',
      crl: () =>
        list({ booked: revokedSigner(-1), extensions: [...indirect.slice(0, 2), 'onlysomereasons = keyCompromise'] }),
    },
    {
      where: 'in a list of another distribution point',
      crl: () =>
        list({
          booked: revokedSigner(-1),
          extensions: [...indirect.slice(0, 2), 'fullname = URI:http://crl.example.cn/x'],
        }),
    },
    {
      where: 'in a list with an extension that nobody knows',
      crl: () => list({ booked: revokedSigner(-1), extensions: ['1.2.3.4 = critical,ASN1:NULL'] }),
    },
  ])('$where, beside a fresh one that is silent', async ({ crl }) => {
    const found = await read(withStore(signed, { crls: [list(), crl()] }));
    expect(found).toMatchObject({ verdict: 'invalid', revocation: 'failed revocation/revoked' });
  });

  it('in a list of the key that the authority had before, and in one of its key for lists', async () => {
    const namesake = (extensions: string[]) =>
      openssl.issue({ subject: '/C=CN/O=测试认证机构/CN=测试根证书', issuer: signing.issuer, extensions });
    for (const issuer of [namesake(authorityExtensions), namesake(['keyUsage=critical,cRLSign'])]) {
      const crls = [makeCrl(openssl, { issuer, ...weekLong, booked: revokedSigner(-1) })];
      const certificates = [issuer.certificate];
      expect(await read(signed, { data: { crls, certificates } })).toMatchObject({ verdict: 'invalid' });
      // Its silence clears once it is known that the key itself was not revoked.
      const silent = [makeCrl(openssl, { issuer, ...weekLong })];
      expect(await read(signed, { data: { crls: silent, certificates } })).toMatchObject({
        verdict: 'indeterminate',
        revocation: 'unknown crl/signer-unchecked',
      });
      const stranger: Booked = { holder: issuer, revokedAt: inDays(-1), reason: 'keyCompromise' };
      const revoked = makeCrl(openssl, {
        issuer: signing.issuer,
        ...weekLong,
        booked: [stranger],
        extensions: ['issuingDistributionPoint = critical,@idp', '[idp]', 'onlyCA = TRUE'],
      });
      expect(await read(signed, { data: { crls: [...silent, revoked], certificates } })).toMatchObject({
        verdict: 'indeterminate',
        revocation: 'unknown crl/signer-revoked',
      });
    }
  });

  it('though the signer of the list is lost in a crowd of namesakes', async () => {
    const issuer = openssl.issue({
      subject: '/C=CN/O=测试认证机构/CN=测试根证书',
      issuer: signing.issuer,
      extensions: authorityExtensions,
    });
    const crls = [makeCrl(openssl, { issuer, ...weekLong, booked: revokedSigner(-1) })];
    // Nobody has to have signed these: another serial number is another certificate.
    const crowd = Array.from({ length: 400 }, (_, index) => {
      const other = new Uint8Array(issuer.certificate);
      other.set([index >> 8, index & 0xff], other.length - 2);
      return other;
    });
    expect(await read(signed, { data: { crls, certificates: [...crowd, issuer.certificate] } })).toMatchObject({
      verdict: 'invalid',
    });
    const silent = [makeCrl(openssl, { issuer, ...weekLong })];
    const found = await read(signed, { data: { crls: silent, certificates: [...crowd, issuer.certificate] } });
    expect(found.verdict).toBe('indeterminate');
  });

  it('not in a list of a namesake that another authority made', async () => {
    const stranger = openssl.issue({ subject: '/CN=他根', extensions: authorityExtensions });
    const issuer = openssl.issue({
      subject: '/C=CN/O=测试认证机构/CN=测试根证书',
      issuer: stranger,
      extensions: authorityExtensions,
    });
    const crls = [makeCrl(openssl, { issuer, ...weekLong, booked: revokedSigner(-1) })];
    const certificates = [issuer.certificate, stranger.certificate];
    const trusted = [signing.issuer, stranger];
    expect(await read(signed, { data: { crls, certificates }, trusted })).toMatchObject({ verdict: 'valid' });
  });
});

describe('a responder to whom the authority delegated its answers', () => {
  const extensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=OCSPSigning', 'noCheck=ignored'];
  const makeResponder = (days: number) =>
    openssl.issue({ subject: '/CN=吊销查询', issuer: signing.issuer, extensions, days });

  it('clears as long as its certificate is valid, and no longer', async () => {
    const ocspResponses = [answer({ responder: makeResponder(3) })];
    expect(await read(signed, { data: { ocspResponses } })).toMatchObject({ verdict: 'valid' });
    expect(await read(signed, { data: { ocspResponses }, now: inDays(5) })).toMatchObject({
      verdict: 'indeterminate',
      revocation: 'unknown ocsp/responder-expired',
    });
  });

  it('clears nobody once it was revoked, even if nobody had to ask', async () => {
    const responder = makeResponder(100);
    const ocspResponses = [answer({ responder })];
    const crls = [
      list({
        booked: [{ holder: responder, revokedAt: inDays(-1), reason: 'cessationOfOperation' }],
        nextUpdate: inDays(0.5),
      }),
    ];
    expect(await read(signed, { data: { ocspResponses, crls } })).toMatchObject({ verdict: 'indeterminate' });
  });
});

describe('a signature with a timestamp', () => {
  /** Signed with tokens of these authorities among the unsigned attributes. */
  const stamped = (...authorities: Holder[]): Buffer =>
    signByHand(unsignedPdf(), {
      ...signing,
      sign: (covered) => {
        const { signer, issuer } = signing;
        const who = ['-signer', signer.certificatePath, '-inkey', signer.keyPath, '-certfile', issuer.certificatePath];
        const cms = openssl.run(
          ...['cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-outform', 'DER', '-in', openssl.write(covered)],
          ...who,
        );
        return authorities.reduce<Uint8Array>((so, authority) => timestamped(openssl, so, authority), cms);
      },
    });
  const ofAuthority = (holder: Holder, reason: string | undefined, days = 5) =>
    makeCrl(openssl, {
      issuer: timestampRoot,
      thisUpdate: inDays(9),
      nextUpdate: inDays(20),
      booked: [{ holder, revokedAt: inDays(days), reason }],
    });

  it('is cleared by what was fresh then, and outlives a later revocation', async () => {
    const file = withStore(stamped(timestampAuthority), { crls: [list()] });
    expect(await read(file, { now: inDays(60) })).toMatchObject({
      verdict: 'valid',
      revocation: 'passed revocation/good',
    });
    const newer = list({ thisUpdate: inDays(59), nextUpdate: inDays(66), booked: revokedSigner(30, 'keyCompromise') });
    expect(await read(file, { now: inDays(60), data: { crls: [newer] } })).toMatchObject({
      verdict: 'valid',
      revocation: 'warning revocation/revoked-later',
    });
  });

  it('stays confirmed when its certificate has expired, so that services say nothing of it any more', async () => {
    const lasting = openssl.issue({
      subject: '/CN=长期时间戳',
      issuer: timestampRoot,
      extensions: timestampExtensions,
      days: longLived,
    });
    const fingerprint = createHash('sha256').update(signing.signer.certificate).digest('hex');
    const ofAuthority = createHash('sha256').update(lasting.certificate).digest('hex');
    const unanswered = { [fingerprint]: 'expired', [ofAuthority]: 'none-named' };
    expect(await read(stamped(lasting), { now: inDays(500), data: { unanswered } })).toMatchObject({
      verdict: 'valid',
      revocation: 'warning revocation/expired-since',
    });
  });

  it('is like one without when the certificate of the timestamp authority is over: anybody may have its key', async () => {
    const file = withStore(stamped(timestampAuthority), { crls: [list()] });
    const found = await read(file, { now: inDays(120) });
    expect(found).toMatchObject({ verdict: 'indeterminate', revocation: 'unknown revocation/stale' });
    expect(found.reasons).toContain('timestamp/authority-expired');
  });

  it.each(['keyCompromise', 'CACompromise', 'certificateHold', undefined])(
    'is like one without when its authority was revoked later for %s',
    async (reason) => {
      const file = stamped(timestampAuthority);
      const crls = [ofAuthority(timestampAuthority, reason)];
      const found = await read(file, { now: inDays(10), data: { crls } });
      expect(found.reasons).toContain('timestamp/authority-revoked');
      expect(found.verdict).toBe('indeterminate');
    },
  );

  it.each(['superseded', 'affiliationChanged', 'cessationOfOperation'])(
    'holds when its authority was revoked later for %s, which leaves the key in good hands (RFC 3161, 4)',
    async (reason) => {
      const crls = [ofAuthority(timestampAuthority, reason)];
      const found = await read(stamped(timestampAuthority), { now: inDays(10), data: { crls } });
      expect(found.reasons).toContain('timestamp/trusted');
      expect(found.verdict).toBe('valid');
      const before = [ofAuthority(timestampAuthority, reason, -5)];
      expect((await read(stamped(timestampAuthority), { now: inDays(10), data: { crls: before } })).verdict).toBe(
        'indeterminate',
      );
    },
  );

  it('from the future proves nothing', async () => {
    const found = await read(stamped(timestampAuthority), { now: inDays(-0.5) });
    expect(found.reasons).toContain('timestamp/in-the-future');
    expect(found.verdict).toBe('indeterminate');
  });

  it('of a sound authority keeps its worth beside one of an authority that was revoked', async () => {
    const other = openssl.issue({ subject: '/CN=另一时间戳', issuer: timestampRoot, extensions: timestampExtensions });
    const crls = [ofAuthority(other, 'keyCompromise')];
    const found = await read(stamped(other, timestampAuthority), { now: inDays(10), data: { crls } });
    expect(found.reasons).toContain('timestamp/trusted');
    expect(found.verdict).toBe('valid');
  });
});

describe('of two ways up from a certificate', () => {
  it('the sound one counts when the authority on the other was revoked', async () => {
    const keyPath = openssl.makeKey('P-256');
    const [rootA, rootB] = ['甲根', '乙根'].map((name) =>
      openssl.issue({ subject: `/CN=${name}`, extensions: authorityExtensions, days: longLived }),
    );
    if (!rootA || !rootB) throw new Error('no roots');
    const cross = { subject: '/CN=共同的中级', keyPath, extensions: authorityExtensions };
    const [underA, underB] = [rootA, rootB].map((issuer) => openssl.issue({ ...cross, issuer }));
    if (!underA || !underB) throw new Error('no intermediates');
    const signer = openssl.issue({ subject: '/CN=用户', issuer: underA, extensions: signerExtensions });
    const file = signByHand(unsignedPdf(), { authority: openssl, signer, issuer: underA });
    const revoking = (issuer: Holder, holder: Holder, reason?: string) =>
      makeCrl(openssl, { issuer, ...weekLong, booked: [{ holder, revokedAt: inDays(-1), reason }] });
    const clearing = (issuer: Holder) => makeCrl(openssl, { issuer, ...weekLong });
    const certificates = [underA.certificate, underB.certificate];
    const ofSigner = clearing(underA);
    for (const trusted of [
      [rootA, rootB],
      [rootB, rootA],
    ]) {
      const verdictWith = async (crls: Uint8Array[]) =>
        (await read(file, { trusted, data: { certificates, crls: [ofSigner, ...crls] } })).verdict;
      expect(await verdictWith([clearing(rootA), clearing(rootB)])).toBe('valid');
      expect(await verdictWith([revoking(rootA, underA, 'superseded'), clearing(rootB)])).toBe('valid');
      expect(await verdictWith([clearing(rootA), revoking(rootB, underB)])).toBe('valid');
      expect(await verdictWith([revoking(rootA, underA), revoking(rootB, underB)])).toBe('invalid');
      const stolen = ['keyCompromise'] as const;
      // A sound way is enough; but where the key on the way that is found first was stolen, the other does not stand in, having the same.
      const byOneRoot = [
        await verdictWith([revoking(rootA, underA, ...stolen), clearing(rootB)]),
        await verdictWith([clearing(rootA), revoking(rootB, underB, ...stolen)]),
      ];
      expect(byOneRoot.toSorted()).toEqual(['invalid', 'valid']);
      const both = [revoking(rootA, underA, ...stolen), revoking(rootB, underB, 'superseded')];
      expect(await verdictWith(both)).toBe('invalid');
    }
  });
});
