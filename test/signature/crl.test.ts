import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCrl, describeCrl, parseCrls } from '../../src-main/signature/index.ts';
import { readCertificateUrls } from '../../src-main/x509/index.ts';
import { authorityExtensions, type Holder, OpensslAuthority, signerExtensions } from './openssl-authority.ts';
import { type Booked, bookTime, cutOff, flippedBits, makeCrl } from './openssl-responders.ts';

const openssl = new OpensslAuthority();
const dayMs = 24 * 60 * 60 * 1000;
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);
const point = 'http://crl.example.cn/department.crl';
let root: Holder;
let clerk: Holder;
let colleague: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions, days: 3650 });
  clerk = openssl.issue({
    subject: '/CN=张三',
    issuer: root,
    extensions: [...signerExtensions, `crlDistributionPoints=URI:${point}`],
  });
  colleague = openssl.issue({ subject: '/CN=李四', issuer: root });
});
afterAll(() => openssl.remove());

const ask = (crl: Uint8Array, options: { of?: Holder; issuer?: Holder; at?: Date; now?: Date } = {}) =>
  checkCrl({
    crl,
    certificate: (options.of ?? clerk).certificate,
    issuer: (options.issuer ?? root).certificate,
    at: options.at ?? inDays(1),
    now: options.now,
  });
const revoke = (holder: Holder, reason?: string): Booked => ({ holder, revokedAt: inDays(-3), reason });
const unknown = (reason: string) => ({ state: 'unknown', reason });

/** Whether `openssl verify -crl_check` trusts a certificate with this CRL. */
function opensslTrusts(crl: Uint8Array, holder: Holder, at: Date): boolean {
  const pem = openssl.run('crl', '-inform', 'DER', '-in', openssl.write(crl));
  try {
    openssl.run(
      ...['verify', '-crl_check', '-CAfile', root.certificatePath, '-CRLfile', openssl.write(pem)],
      ...['-purpose', 'any', '-attime', `${Math.floor(at.getTime() / 1000)}`, holder.certificatePath],
    );
    return true;
  } catch {
    return false;
  }
}

describe('a revocation list', () => {
  it.each(['RSA-2048', 'P-256', 'P-384'] as const)('of an authority with a key %s clears who is not in it', (key) => {
    const issuer = openssl.issue({ subject: '/CN=根', key, extensions: authorityExtensions });
    const certificate = openssl.issue({ subject: '/CN=用户', issuer });
    const crl = makeCrl(openssl, { issuer, booked: [revoke(colleague)] });
    expect(ask(crl, { of: certificate, issuer }).status).toEqual({ state: 'good' });
  });

  it('of an authority with an SM2 key clears who is not in it', () => {
    const issuer = openssl.issue({ subject: '/CN=国密根', key: 'SM2', extensions: authorityExtensions });
    const certificate = openssl.issue({ subject: '/CN=用户', issuer, key: 'SM2' });
    const signing = { digest: 'sm3', arguments: ['-sigopt', 'distid:1234567812345678'] };
    const crl = makeCrl(openssl, { issuer, booked: [revoke(colleague)], ...signing });
    expect(ask(crl, { of: certificate, issuer }).status).toEqual({ state: 'good' });
    const other = makeCrl(openssl, { issuer, booked: [revoke(certificate)], ...signing });
    expect(ask(other, { of: certificate, issuer }).status.state).toBe('revoked');
  });

  it('names who is in it, since when and why, as openssl does', () => {
    const crl = makeCrl(openssl, { issuer: root, booked: [revoke(colleague), revoke(clerk, 'superseded')] });
    expect(ask(crl).status).toEqual({ state: 'revoked', revokedAt: inDays(-3), reason: 'superseded' });
    expect(ask(crl, { of: colleague }).status).toMatchObject({ state: 'revoked', reason: 'unspecified' });
    expect(opensslTrusts(crl, clerk, inDays(1))).toBe(false);
    const other = makeCrl(openssl, { issuer: root, booked: [revoke(colleague)] });
    expect(ask(other).status.state).toBe('good');
    expect(opensslTrusts(other, clerk, inDays(1))).toBe(true);
  });

  it('that says when a stolen key was out of hand counts from then', () => {
    const stolen = revoke(clerk, `keyTime,20${bookTime(inDays(-10))}`);
    const crl = makeCrl(openssl, { issuer: root, booked: [stolen] });
    expect(ask(crl).status).toEqual({ state: 'revoked', revokedAt: inDays(-10), reason: 'keyCompromise' });
  });

  it('still tells of a revocation when it is outdated, but clears nobody any more', () => {
    const options = { issuer: root, thisUpdate: inDays(-20), nextUpdate: inDays(-10) };
    const crl = makeCrl(openssl, { ...options, booked: [{ holder: colleague, revokedAt: inDays(-30) }] });
    expect(ask(crl).status).toEqual(unknown('crl/outdated'));
    expect(opensslTrusts(crl, clerk, inDays(1))).toBe(false);
    expect(ask(crl, { of: colleague }).status.state).toBe('revoked');
    expect(ask(crl, { at: inDays(-15) }).status).toEqual({ state: 'good' });
  });

  it('made after the time in question clears for that time, unless the certificate had expired by then', () => {
    const then = { at: inDays(1), now: inDays(500) };
    const crl = makeCrl(openssl, { issuer: root, thisUpdate: inDays(100), nextUpdate: inDays(110) });
    expect(ask(crl, then).status).toEqual({ state: 'good' });
    const late = makeCrl(openssl, { issuer: root, thisUpdate: inDays(400), nextUpdate: inDays(410) });
    expect(ask(late, then).status).toEqual(unknown('crl/after-expiry'));
    const remembering = makeCrl(openssl, {
      issuer: root,
      thisUpdate: inDays(400),
      nextUpdate: inDays(410),
      extensions: [`2.5.29.60 = ASN1:GENERALIZEDTIME:20${bookTime(inDays(-1000))}`],
    });
    expect(ask(remembering, then).status).toEqual({ state: 'good' });
  });

  it('dated in the future clears nobody, and still tells of a revocation', () => {
    const period = { issuer: root, thisUpdate: inDays(100), nextUpdate: inDays(110) };
    expect(ask(makeCrl(openssl, period)).status).toEqual(unknown('crl/in-the-future'));
    expect(ask(makeCrl(openssl, { ...period, booked: [revoke(clerk)] })).status.state).toBe('revoked');
  });

  it('says nothing without a time to ask for', () => {
    const crl = makeCrl(openssl, { issuer: root });
    expect(ask(crl, { at: new Date(Number.NaN) }).status).toEqual(unknown('crl/unknown-time'));
  });
});

describe('a revocation list is not relied upon', () => {
  it('when it is another authority’s', () => {
    const stranger = openssl.issue({ subject: '/CN=他根', extensions: authorityExtensions });
    expect(ask(makeCrl(openssl, { issuer: stranger })).status).toEqual(unknown('crl/other-issuer'));
  });

  it('when an impostor of the same name signed it', () => {
    const impostor = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions });
    const crl = makeCrl(openssl, { issuer: impostor });
    expect(ask(crl).status).toEqual(unknown('crl/signature-invalid'));
  });

  it('when the authority may not sign lists', () => {
    const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];
    const issuer = openssl.issue({ subject: '/CN=无权', extensions });
    const of = openssl.issue({ subject: '/CN=用户', issuer });
    expect(ask(makeCrl(openssl, { issuer }), { of, issuer }).status).toEqual(unknown('crl/issuer-not-authorized'));
  });

  it.each([
    { name: 'only lists changes', extensions: ['2.5.29.27 = critical,ASN1:INTEGER:1'], reason: 'crl/delta' },
    {
      name: 'is for authorities only',
      extensions: ['issuingDistributionPoint = critical,@idp', '[idp]', 'onlyCA = TRUE'],
      reason: 'crl/other-scope',
    },
    {
      name: 'is for attribute certificates only',
      extensions: ['issuingDistributionPoint = critical,@idp', '[idp]', 'onlyAA = TRUE'],
      reason: 'crl/other-scope',
    },
    {
      name: 'leaves out some reasons',
      extensions: ['issuingDistributionPoint = critical,@idp', '[idp]', 'onlysomereasons = keyCompromise'],
      reason: 'crl/some-reasons',
    },
    {
      name: 'is the part of another distribution point',
      extensions: [
        'issuingDistributionPoint = critical,@idp',
        '[idp]',
        'fullname = URI:http://crl.example.cn/other.crl',
      ],
      reason: 'crl/other-scope',
    },
    {
      name: 'has a critical extension that nobody knows',
      extensions: ['1.2.3.4 = critical,ASN1:NULL'],
      reason: 'crl/critical-extension',
    },
  ])('when it $name, unless it names the certificate as revoked', ({ extensions, reason }) => {
    expect(ask(makeCrl(openssl, { issuer: root, extensions })).status).toEqual(unknown(reason));
    // Attribute certificates have serial numbers of their own.
    const named = extensions.includes('onlyAA = TRUE') ? 'unknown' : 'revoked';
    const crl = makeCrl(openssl, { issuer: root, extensions, booked: [revoke(clerk, 'keyCompromise')] });
    expect(ask(crl).status.state).toBe(named);
  });

  it.each([
    { name: 'users', lines: ['onlyuser = TRUE'] },
    { name: 'certificates of several authorities', lines: ['indirectCRL = TRUE'] },
    { name: 'the distribution point of the certificate', lines: [`fullname = URI:${point}`] },
  ])('but is when it is for $name', ({ lines }) => {
    const extensions = ['issuingDistributionPoint = critical,@idp', '[idp]', ...lines];
    expect(ask(makeCrl(openssl, { issuer: root, extensions })).status).toEqual({ state: 'good' });
  });
});

describe('hostile bytes instead of a revocation list', () => {
  it('with one bit changed never clear a revoked certificate, nor say when it was revoked', () => {
    const crl = makeCrl(openssl, { issuer: root, booked: [revoke(clerk, 'keyCompromise')] });
    for (const { changed, offset, bit } of flippedBits(crl)) {
      expect(ask(changed).status.state, `bit ${bit} of byte ${offset}`).toBe('unknown');
    }
  });

  it('cut off anywhere say nothing, and nothing breaks', () => {
    const crl = makeCrl(openssl, { issuer: root });
    for (const part of cutOff(crl)) expect(ask(part).status).toEqual(unknown('crl/malformed'));
    const nested = new Uint8Array(60_000).fill(0x30);
    expect(ask(nested).status).toEqual(unknown('crl/malformed'));
  });
});

describe('a file with revocation lists', () => {
  it('is taken in DER and PEM, and described', () => {
    const crl = makeCrl(openssl, { issuer: root });
    const pem = openssl.run('crl', '-inform', 'DER', '-in', openssl.write(crl)).toString();
    expect(parseCrls(crl)).toEqual([crl]);
    expect(parseCrls(Buffer.from(`${pem}\n${pem}`))).toEqual([crl, crl]);
    const info = describeCrl(crl);
    expect(info).toMatchObject({ issuer: { commonName: '示例根' }, number: '0a' });
    expect(info.nextUpdate?.getTime()).toBeGreaterThan(now.getTime());
  });

  it.each([
    { name: 'a certificate', bytes: () => clerk.certificate },
    { name: 'a certificate in PEM', bytes: () => readFileSync(clerk.certificatePath) },
    { name: 'nothing', bytes: () => new Uint8Array() },
    { name: 'a damaged list', bytes: () => makeCrl(openssl, { issuer: root }).subarray(0, 100) },
  ])('is refused when it is $name', ({ bytes }) => {
    expect(() => parseCrls(bytes())).toThrow(expect.objectContaining({ code: 'CRL_UNREADABLE' }));
  });
});

describe('the addresses in a certificate', () => {
  it('are those of the web, whatever else stands beside them', () => {
    const certificate = openssl.issue({
      subject: '/CN=地址',
      issuer: root,
      extensions: [
        ...signerExtensions,
        'crlDistributionPoints=URI:ldap://ldap.example.cn/cn=crl,URI:http://crl.example.cn/1.crl,URI:https://crl.example.cn/2.crl',
        'authorityInfoAccess=OCSP;URI:http://ocsp.example.cn/,caIssuers;URI:http://ca.example.cn/ca.cer,OCSP;URI:file:///etc/passwd,OCSP;URI:http://name@ocsp.example.cn/',
      ],
    });
    expect(readCertificateUrls(certificate.certificate)).toEqual({
      ocsp: ['http://ocsp.example.cn/'],
      issuers: ['http://ca.example.cn/ca.cer'],
      crls: ['http://crl.example.cn/1.crl', 'https://crl.example.cn/2.crl'],
    });
    const text = new X509Certificate(certificate.certificate).infoAccess;
    expect(text).toContain('http://ocsp.example.cn/');
  });

  it('are none where a certificate has none', () => {
    expect(readCertificateUrls(colleague.certificate)).toEqual({ ocsp: [], issuers: [], crls: [] });
  });
});
