import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOcspRequest, checkOcspResponse, requireOcspAnswer } from '../../src-main/signature/index.ts';
import { authorityExtensions, type Holder, OpensslAuthority } from './openssl-authority.ts';
import { answerOcsp, type Booked, cutOff, flippedBits } from './openssl-responders.ts';

const openssl = new OpensslAuthority();
const dayMs = 24 * 60 * 60 * 1000;
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);
const responderExtensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=OCSPSigning', 'noCheck=ignored'];
let root: Holder;
let clerk: Holder;
let delegate: Holder;

beforeAll(() => {
  root = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions, days: 3650 });
  clerk = openssl.issue({ subject: '/CN=张三', issuer: root });
  delegate = openssl.issue({ subject: '/CN=吊销查询', issuer: root, extensions: responderExtensions });
});
afterAll(() => openssl.remove());

const requestFor = (holder: Holder, options: { hash?: 'sha1' | 'sha256'; nonce?: Uint8Array; issuer?: Holder } = {}) =>
  buildOcspRequest({
    certificate: holder.certificate,
    issuer: (options.issuer ?? root).certificate,
    hash: options.hash,
    nonce: options.nonce,
  });

function answer(options: Partial<Parameters<typeof answerOcsp>[1]> = {}): Uint8Array {
  return answerOcsp(openssl, { request: requestFor(clerk), issuer: root, booked: [{ holder: clerk }], ...options });
}

const ask = (
  response: Uint8Array,
  options: { of?: Holder; issuer?: Holder; at?: Date; nonce?: Uint8Array; certificates?: Holder[] } = {},
) =>
  checkOcspResponse({
    response,
    certificate: (options.of ?? clerk).certificate,
    issuer: (options.issuer ?? root).certificate,
    at: options.at ?? inDays(1),
    nonce: options.nonce,
    certificates: options.certificates?.map(({ certificate }) => certificate),
  });
const unknown = (reason: string) => ({ state: 'unknown', reason });
const revoked = (reason?: string): Booked[] => [{ holder: clerk, revokedAt: inDays(-3), reason }];

describe('a question to a responder', () => {
  it.each(['sha1', 'sha256'] as const)('names the certificate by %s so that openssl knows it', (hash) => {
    const nonce = randomBytes(16);
    const request = requestFor(clerk, { hash, nonce });
    const text = openssl.run('ocsp', '-reqin', openssl.write(request), '-req_text', '-noverify').toString();
    expect(text).toContain(`Hash Algorithm: ${hash}`);
    expect(text.replace(/[^0-9A-F]/g, '')).toContain(nonce.toString('hex').toUpperCase());
    expect(ask(answer({ request }), { nonce }).status).toEqual({ state: 'good' });
  });

  it('about the same certificate is the one that openssl asks, to the byte', () => {
    const path = openssl.write('');
    openssl.run(
      ...['ocsp', '-issuer', root.certificatePath, '-cert', clerk.certificatePath],
      ...['-no_nonce', '-reqout', path],
    );
    const theirs = openssl.run('asn1parse', '-inform', 'DER', '-in', path).toString();
    const ours = openssl.run('asn1parse', '-inform', 'DER', '-in', openssl.write(requestFor(clerk))).toString();
    expect(ours).toBe(theirs);
  });

  it('is not asked with a nonce that no responder takes', () => {
    for (const length of [0, 129]) {
      expect(() => requestFor(clerk, { nonce: new Uint8Array(length) })).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      );
    }
  });
});

describe('a responder is believed', () => {
  it.each(['RSA-2048', 'P-256', 'P-384'] as const)('when it is the authority itself, with a key %s', (key) => {
    const issuer = openssl.issue({ subject: '/CN=根', key, extensions: authorityExtensions });
    const of = openssl.issue({ subject: '/CN=用户', issuer });
    const response = answerOcsp(openssl, { request: requestFor(of, { issuer }), issuer, booked: [{ holder: of }] });
    const found = ask(response, { of, issuer });
    expect(found).toMatchObject({ status: { state: 'good' }, responder: { kind: 'issuer' } });
    expect(found.nextUpdate?.getTime()).toBeGreaterThan(inDays(6).getTime());
  });

  it('when it is a delegate of the authority, named by its name or by its key', () => {
    for (const naming of [[], ['-resp_key_id']]) {
      const response = answer({ responder: delegate, arguments: ['-ndays', '7', ...naming] });
      const found = ask(response);
      expect(found).toMatchObject({ status: { state: 'good' }, responder: { kind: 'no-check' } });
      expect(found.responder?.certificate).toEqual(delegate.certificate);
    }
  });

  it('when its certificate is found elsewhere than in the response', () => {
    const response = answer({ responder: delegate, arguments: ['-ndays', '7', '-resp_no_certs'] });
    expect(ask(response).status).toEqual(unknown('ocsp/responder-unknown'));
    expect(ask(response, { certificates: [clerk, delegate] }).status).toEqual({ state: 'good' });
  });

  it('and it is said when a delegate could be revoked itself', () => {
    const responder = openssl.issue({
      subject: '/CN=吊销查询二',
      issuer: root,
      extensions: responderExtensions.slice(0, 2),
    });
    expect(ask(answer({ responder }))).toMatchObject({ status: { state: 'good' }, responder: { kind: 'to-check' } });
  });

  it('when it says revoked: since when and why', () => {
    const response = answer({ booked: revoked('keyCompromise') });
    expect(ask(response).status).toEqual({ state: 'revoked', revokedAt: inDays(-3), reason: 'keyCompromise' });
    expect(ask(answer({ booked: revoked() })).status).toMatchObject({ state: 'revoked', reason: 'unspecified' });
  });

  it('when it says that it does not know the certificate: then nothing is known', () => {
    expect(ask(answer({ booked: [] })).status).toEqual(unknown('ocsp/certificate-unknown'));
  });

  it('when it repeats the nonce, or has none, but not when it repeats another', () => {
    const nonce = randomBytes(16);
    const fresh = answer({ request: requestFor(clerk, { nonce }) });
    expect(ask(fresh, { nonce }).status).toEqual({ state: 'good' });
    expect(ask(answer(), { nonce }).status).toEqual({ state: 'good' });
    expect(ask(fresh, { nonce: randomBytes(16) }).status).toEqual(unknown('ocsp/nonce-mismatch'));
  });
});

describe('the time of a response', () => {
  it('clears until the next update and not after it, but tells of a revocation for ever', () => {
    const good = answer();
    expect(ask(good, { at: inDays(6) }).status).toEqual({ state: 'good' });
    expect(ask(good, { at: inDays(8) }).status).toEqual(unknown('ocsp/outdated'));
    expect(ask(answer({ booked: revoked() }), { at: inDays(8) }).status.state).toBe('revoked');
  });

  it('without a next update clears for a day', () => {
    const response = answer({ arguments: [] });
    expect(ask(response, { at: now }).status).toEqual({ state: 'good' });
    expect(ask(response, { at: inDays(0.9) }).status).toEqual({ state: 'good' });
    expect(ask(response, { at: inDays(1.1) }).status).toEqual(unknown('ocsp/outdated'));
  });

  it('later than the time in question clears for that time', () => {
    expect(ask(answer(), { at: inDays(-30) }).status).toEqual({ state: 'good' });
  });

  it('after the certificate expired clears nobody', () => {
    const of = openssl.issue({ subject: '/CN=过期', issuer: root, arguments: [], days: -1 });
    const response = answer({ request: requestFor(of), booked: [{ holder: of }] });
    expect(ask(response, { of, at: inDays(-1) }).status).toEqual(unknown('ocsp/after-expiry'));
  });
});

describe('a responder is not believed', () => {
  it('about another certificate than it was asked for', () => {
    const of = openssl.issue({ subject: '/CN=李四', issuer: root });
    expect(ask(answer(), { of }).status).toEqual(unknown('ocsp/other-certificate'));
  });

  it('about the certificate with the same number of another authority', () => {
    const issuer = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions });
    expect(ask(answer(), { issuer }).status).toEqual(unknown('ocsp/other-certificate'));
  });

  it.each([
    { name: 'has no purpose', extensions: ['keyUsage=critical,digitalSignature'] },
    { name: 'has another purpose', extensions: ['extendedKeyUsage=timeStamping'] },
    { name: 'may sign no data', extensions: ['keyUsage=critical,keyEncipherment', 'extendedKeyUsage=OCSPSigning'] },
    {
      name: 'has a critical extension that nobody knows',
      extensions: ['extendedKeyUsage=OCSPSigning', '1.2.3.4=critical,ASN1:NULL'],
    },
  ])('when its certificate $name', ({ extensions }) => {
    const responder = openssl.issue({ subject: '/CN=冒充', issuer: root, extensions });
    expect(ask(answer({ responder })).status).toEqual(unknown('ocsp/responder-not-authorized'));
  });

  it('when its certificate had expired as it answered', () => {
    const responder = openssl.issue({ subject: '/CN=过期', issuer: root, extensions: responderExtensions, days: -1 });
    expect(ask(answer({ responder })).status).toEqual(unknown('ocsp/responder-expired'));
  });

  it('when another authority made it a responder, even one of the same name or below the right one', () => {
    const namesake = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions });
    const below = openssl.issue({ subject: '/CN=下级', issuer: root, extensions: authorityExtensions });
    for (const issuer of [namesake, below]) {
      const responder = openssl.issue({ subject: '/CN=他人', issuer, extensions: responderExtensions });
      expect(ask(answer({ responder })).status).toEqual(unknown('ocsp/responder-not-authorized'));
    }
  });

  it('when it made itself a responder', () => {
    const responder = openssl.issue({ subject: '/CN=自封', extensions: responderExtensions });
    expect(ask(answer({ responder })).status).toEqual(unknown('ocsp/responder-not-authorized'));
  });

  it('when it bears the name of the authority but not its key', () => {
    const responder = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions });
    const found = ask(answer({ responder, arguments: ['-ndays', '7', '-resp_no_certs'] }));
    expect(found.status).toEqual(unknown('ocsp/signature-invalid'));
  });

  it('when the signature of its answer is damaged', () => {
    const response = answer({ arguments: ['-ndays', '7', '-badsig'] });
    expect(ask(response).status).toEqual(unknown('ocsp/signature-invalid'));
  });

  it.each([
    { number: 1, reason: 'malformed-request' },
    { number: 2, reason: 'internal-error' },
    { number: 3, reason: 'try-later' },
    { number: 5, reason: 'signature-required' },
    { number: 6, reason: 'unauthorized' },
    { number: 4, reason: 'malformed' },
  ])('when it answers $reason', ({ number, reason }) => {
    const response = Uint8Array.of(0x30, 3, 0x0a, 1, number);
    expect(ask(response).status).toEqual(unknown(`ocsp/${reason}`));
    expect(() => requireOcspAnswer(response)).toThrow(
      expect.objectContaining({ code: 'OCSP_UNAVAILABLE', values: { reason } }),
    );
  });
});

describe('hostile bytes instead of a response', () => {
  it('with one bit changed never clear a certificate, unless the bit is in a certificate that is not needed', () => {
    const response = answer({ arguments: ['-ndays', '7', '-resp_no_certs'] });
    expect(ask(response).status).toEqual({ state: 'good' });
    for (const { changed, offset, bit } of flippedBits(response)) {
      expect(ask(changed).status.state, `bit ${bit} of byte ${offset}`).toBe('unknown');
    }
  });

  it('with one bit changed never clear a revoked certificate, whoever answered', () => {
    const response = answer({ responder: delegate, booked: revoked('keyCompromise') });
    for (const { changed, offset, bit } of flippedBits(response)) {
      expect(ask(changed).status.state, `bit ${bit} of byte ${offset}`).not.toBe('good');
    }
  });

  it('cut off anywhere say nothing, and nothing breaks', () => {
    const response = answer({ responder: delegate });
    for (const part of cutOff(response)) expect(ask(part).status).toEqual(unknown('ocsp/malformed'));
    expect(ask(new Uint8Array(60_000).fill(0x30)).status).toEqual(unknown('ocsp/malformed'));
  });
});
