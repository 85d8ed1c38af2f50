import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOcspRequest, checkRevocation } from '../../src-main/signature/index.ts';
import { checkChain } from '../../src-main/x509/index.ts';
import { digestOf } from '../../src-main/x509/keys/digest.ts';
import { authorityExtensions, type Holder, OpensslAuthority } from './openssl-authority.ts';
import { answerOcsp, type Booked, cutOff, makeCrl } from './openssl-responders.ts';

const openssl = new OpensslAuthority();
const dayMs = 24 * 60 * 60 * 1000;
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);
let root: Holder;
let middle: Holder;
let clerk: Holder;
let chain: Uint8Array[];

beforeAll(async () => {
  root = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions, days: 3650 });
  middle = openssl.issue({ subject: '/CN=中级', issuer: root, extensions: authorityExtensions, days: 3650 });
  clerk = openssl.issue({ subject: '/CN=张三', issuer: middle });
  const found = await checkChain({
    certificate: clerk.certificate,
    intermediates: [middle.certificate],
    trustAnchors: [root.certificate],
    at: inDays(1),
  });
  chain = found.chain;
});
afterAll(() => openssl.remove());

const rootCrl = (booked: Booked[] = []) => makeCrl(openssl, { issuer: root, booked });
const middleCrl = (booked: Booked[] = []) => makeCrl(openssl, { issuer: middle, booked });

function ocsp(options: { booked?: Booked[]; responder?: Holder } = {}): Uint8Array {
  const request = buildOcspRequest({ certificate: clerk.certificate, issuer: middle.certificate });
  return answerOcsp(openssl, { request, issuer: middle, booked: [{ holder: clerk }], ...options });
}

const ask = (options: { crls?: Uint8Array[]; ocspResponses?: Uint8Array[]; at?: Date; certificates?: Holder[] }) =>
  checkRevocation({
    chain,
    at: options.at ?? inDays(1),
    crls: options.crls ?? [],
    ocspResponses: options.ocspResponses ?? [],
    certificates: options.certificates?.map(({ certificate }) => certificate),
  });

const fingerprint = (bytes: Uint8Array) => Buffer.from(digestOf('sha256', bytes)).toString('hex');
const revokedClerk = (days: number, reason?: string): Booked[] => [{ holder: clerk, revokedAt: inDays(days), reason }];

describe('the certificates of a chain', () => {
  it('are all good when a response clears each below the anchor, and it is said which one did', () => {
    const response = ocsp();
    const crl = rootCrl();
    const found = ask({ crls: [crl], ocspResponses: [response] });
    expect(found).toMatchObject([
      {
        certificate: clerk.certificate,
        state: 'good',
        evidence: { kind: 'ocsp', digest: fingerprint(response), responder: 'issuer' },
      },
      {
        certificate: middle.certificate,
        state: 'good',
        evidence: { kind: 'crl', digest: fingerprint(crl), responder: null },
      },
    ]);
  });

  it('are unknown without any response, and with responses about others only', () => {
    const nothing = { state: 'unknown', reason: 'revocation/no-response' };
    expect(ask({})).toMatchObject([nothing, nothing]);
    expect(ask({ crls: [rootCrl()] })).toMatchObject([nothing, { state: 'good' }]);
  });

  it('are named unknown by what comes nearest to an answer', () => {
    const outdated = makeCrl(openssl, { issuer: middle, thisUpdate: inDays(-9), nextUpdate: inDays(-8) });
    expect(ask({ crls: [rootCrl(), outdated] })[0]).toMatchObject({ state: 'unknown', reason: 'crl/outdated' });
  });

  it('need no response for the anchor', () => {
    const found = checkRevocation({ chain: [clerk.certificate], at: now, crls: [], ocspResponses: [] });
    expect(found).toEqual([]);
  });

  it('are cleared by the freshest of several responses', () => {
    const older = makeCrl(openssl, { issuer: middle, thisUpdate: inDays(-2) });
    const newer = middleCrl();
    for (const crls of [
      [older, newer],
      [newer, older],
    ]) {
      expect(ask({ crls })[0]).toMatchObject({ state: 'good', evidence: { digest: fingerprint(newer) } });
    }
  });
});

describe('a revocation', () => {
  it('before the time in question counts against the certificate, whatever else is said', () => {
    const revoked = middleCrl(revokedClerk(-3, 'keyCompromise'));
    const found = ask({ crls: [middleCrl(), revoked], ocspResponses: [ocsp()] })[0];
    expect(found).toMatchObject({
      state: 'revoked-before',
      revokedAt: inDays(-3),
      reason: 'keyCompromise',
      evidence: { kind: 'crl', digest: fingerprint(revoked) },
    });
  });

  it('after it is told apart', () => {
    const crls = [middleCrl(revokedClerk(-3))];
    expect(ask({ crls, at: inDays(-4) })[0]).toMatchObject({ state: 'revoked-after', revokedAt: inDays(-3) });
    expect(ask({ crls, at: inDays(-3) })[0]).toMatchObject({ state: 'revoked-before' });
    const ocspResponses = [ocsp({ booked: revokedClerk(-3) })];
    expect(ask({ ocspResponses, at: inDays(-4) })[0]).toMatchObject({
      state: 'revoked-after',
      evidence: { kind: 'ocsp' },
    });
    expect(ask({ ocspResponses, at: inDays(-2) })[0]).toMatchObject({ state: 'revoked-before' });
  });

  it('counts as before when nobody knows the time in question', () => {
    const crls = [middleCrl(revokedClerk(-3))];
    expect(ask({ crls, at: new Date(Number.NaN) })[0]).toMatchObject({ state: 'revoked-before' });
  });

  it('of the authority in the middle is found as well', () => {
    const found = ask({ crls: [rootCrl([{ holder: middle, revokedAt: inDays(-1) }]), middleCrl()] });
    expect(found).toMatchObject([{ state: 'good' }, { state: 'revoked-before' }]);
  });
});

describe('a responder that was revoked itself', () => {
  const responderExtensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=OCSPSigning'];
  const makeResponder = () =>
    openssl.issue({ subject: '/CN=吊销查询', issuer: middle, extensions: responderExtensions });

  it('clears nobody', () => {
    const responder = makeResponder();
    const crls = [middleCrl([{ holder: responder, revokedAt: inDays(-1), reason: 'superseded' }])];
    // The list alone would clear the clerk: it is made for another day.
    const [found] = ask({ crls, ocspResponses: [ocsp({ responder })], at: inDays(30) });
    expect(found).toMatchObject({ state: 'unknown' });
    const forged = ask({ crls, ocspResponses: [ocsp({ responder, booked: revokedClerk(-3) })] })[0];
    expect(forged).toMatchObject({ state: 'good', evidence: { kind: 'crl' } });
  });

  it('is told apart from one that a list clears, and from one that nobody speaks of', () => {
    const responder = makeResponder();
    const ocspResponses = [ocsp({ responder })];
    expect(ask({ ocspResponses })[0]).toMatchObject({ state: 'good', evidence: { responder: 'unchecked' } });
    const older = makeCrl(openssl, { issuer: middle, thisUpdate: inDays(-2) });
    expect(ask({ ocspResponses, crls: [older] })[0]).toMatchObject({
      state: 'good',
      evidence: { kind: 'ocsp', responder: 'delegate' },
    });
  });
});

describe('hostile responses', () => {
  it('beside sound ones are passed over', () => {
    const crl = middleCrl();
    const noise = [new Uint8Array(), new Uint8Array(1000).fill(0x30), crl.subarray(0, crl.length - 1)];
    const found = ask({ crls: [...noise, crl, rootCrl()], ocspResponses: [...noise, crl] });
    expect(found).toMatchObject([{ state: 'good' }, { state: 'good' }]);
  });

  it('cut off anywhere clear nobody', () => {
    const response = ocsp();
    for (const part of cutOff(response)) expect(ask({ ocspResponses: [part] })[0]?.state).toBe('unknown');
  });

  it('for a chain that is no chain say nothing', () => {
    const found = checkRevocation({
      chain: [clerk.certificate, new Uint8Array(5), root.certificate],
      at: now,
      crls: [rootCrl()],
      ocspResponses: [],
    });
    expect(found).toMatchObject([
      { state: 'unknown', reason: 'revocation/unreadable-certificate' },
      { state: 'unknown', reason: 'revocation/unreadable-certificate' },
    ]);
  });
});
