/** Revocations that are at hand, and what a file may bring along so that they are overlooked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerificationReport } from '../../../../src-main/contract/index.ts';
import {
  buildSecurityStoreRevision,
  bytesSource,
  openPdf,
  readSignatureFields,
} from '../../../../src-main/pdf/index.ts';
import { buildOcspRequest } from '../../../../src-main/signature/index.ts';
import { verifyDocument } from '../../../../src-main/verification/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../../../signature/openssl-authority.ts';
import { answerOcsp, type Booked, makeCrl } from '../../../signature/openssl-responders.ts';
import { signByHand, unsignedPdf } from '../../sign-by-hand.ts';

const openssl = new OpensslAuthority();
const start = Date.now();
const inDays = (days: number) => new Date(start + days * 86_400_000);
let root: Holder;
let middle: Holder;
let signer: Holder;
let signed: Buffer;

beforeAll(() => {
  root = openssl.issue({ subject: '/CN=测试根', extensions: authorityExtensions });
  middle = openssl.issue({ subject: '/CN=测试中级', issuer: root, extensions: authorityExtensions });
  signer = openssl.issue({ subject: '/CN=测试公章', issuer: middle, extensions: signerExtensions });
  signed = signByHand(unsignedPdf(), { authority: openssl, signer, issuer: middle });
});
afterAll(() => openssl.remove());

type Data = Partial<Record<'certificates' | 'crls' | 'ocspResponses', Uint8Array[]>>;
const nothing = { certificates: [], crls: [], ocspResponses: [] };

function withStore(pdf: Buffer, data: Data): Buffer {
  const document = openPdf(bytesSource(pdf));
  const contents = readSignatureFields(document).flatMap(({ value }) => (value ? [value.contents] : []));
  return Buffer.concat([pdf, buildSecurityStoreRevision(document, { ...nothing, ...data }, contents)]);
}

/** What a reader finds who trusts these and has these data of his own. */
function reportOf(pdf: Uint8Array, trusted: readonly Holder[], own: Data = {}): Promise<VerificationReport> {
  return verifyDocument({
    source: bytesSource(pdf),
    path: '/合同.pdf',
    name: '合同.pdf',
    trustAnchors: trusted.map(({ certificate }) => certificate),
    now: inDays(0.1),
    revocationData: { ...nothing, ...own, unanswered: null },
  });
}

/** The verdict, and what is said of revocation. */
async function read(...question: Parameters<typeof reportOf>): Promise<string> {
  const { verdict, signatures } = await reportOf(...question);
  return `${verdict}: ${signatures[0]?.findings.find(({ code }) => code === 'revocation')?.reason}`;
}

const list = (issuer: Holder, booked: readonly Booked[] = [], days = -0.05) =>
  makeCrl(openssl, { issuer, booked, thisUpdate: inDays(days), nextUpdate: inDays(5) });
const revoked = (holder: Holder): Booked => ({ holder, revokedAt: inDays(-1), reason: 'keyCompromise' });
/** Copies that nobody signed: their last bytes, of the signature, are others. */
const crowdOf = (der: Uint8Array, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const other = new Uint8Array(der);
    other.set([index >> 8, index & 0xff], other.length - 2);
    return other;
  });

describe('a revoked signer who fills the file with lists and certificates that nobody signed', () => {
  const crowd = () => ({
    crls: [list(middle, [], -2), ...crowdOf(list(middle), 60)],
    certificates: crowdOf(middle.certificate, 60),
  });

  it('is found by the list that the person has, beside an older one that still holds', async () => {
    const crls = [list(middle, [revoked(signer)])];
    expect(await read(withStore(signed, crowd()), [root], { crls })).toBe('invalid: revocation/revoked');
  });

  it('is not cleared by what of the file was looked at, where the rest was not', async () => {
    const { crls, certificates } = crowd();
    const hidden = [...crls, list(middle, [revoked(signer)])];
    expect(await read(withStore(signed, { crls: hidden, certificates }), [root])).toBe(
      'indeterminate: crl/too-complex',
    );
    const request = buildOcspRequest({ certificate: signer.certificate, issuer: middle.certificate });
    const answer = answerOcsp(openssl, { request, issuer: middle, booked: [{ holder: signer }] });
    const file = withStore(signed, { crls: hidden.slice(1), certificates, ocspResponses: [answer] });
    expect(await read(file, [root])).toBe('indeterminate: crl/too-complex');
  });

  it('is not cleared by one answer while who gave another is lost among namesakes', async () => {
    const responder = openssl.issue({
      subject: '/CN=吊销查询',
      issuer: middle,
      extensions: ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=OCSPSigning'],
    });
    const request = buildOcspRequest({ certificate: signer.certificate, issuer: middle.certificate });
    const old = answerOcsp(openssl, { request, issuer: middle, booked: [{ holder: signer }] });
    const without = ['-resp_no_certs', '-ndays', '5'];
    const booked = [revoked(signer)];
    const newer = answerOcsp(openssl, { request, issuer: middle, responder, booked, arguments: without });
    const certificates = [...crowdOf(responder.certificate, 12), responder.certificate];
    const file = withStore(signed, { ocspResponses: [old, newer], certificates });
    expect(await read(file, [root])).toBe('indeterminate: ocsp/too-complex');
    expect(await read(file, [root], { certificates: [responder.certificate] })).toBe('invalid: revocation/revoked');
  });
});

it('of whom nobody can tell whether his certificate was revoked is not called sound in the three lines', async () => {
  const old = makeCrl(openssl, { issuer: middle, thisUpdate: inDays(-9), nextUpdate: inDays(-8) });
  const report = await reportOf(signed, [root], { crls: [old] });
  expect(report).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged', identity: 'unknown' } });
});

describe('a certificate that the person trusts for itself', () => {
  it('does not count once its issuer revoked it, as where a whole chain was imported', async () => {
    const ofMiddle = { crls: [list(root, [revoked(middle)]), list(middle)], certificates: [root.certificate] };
    const ofSigner = { crls: [list(middle, [revoked(signer)])] };
    for (const trusted of [[middle], [root, middle], [middle, root]]) {
      expect(await read(withStore(signed, ofMiddle), trusted)).toBe('invalid: revocation/revoked');
      expect(await read(signed, trusted, ofMiddle)).toBe('invalid: revocation/revoked');
    }
    for (const trusted of [[signer], [signer, middle], [root, middle, signer]]) {
      expect(await read(withStore(signed, ofSigner), trusted)).toBe('invalid: revocation/revoked');
    }
  });

  it('counts where nobody says anything against it, whether its issuer is known or not', async () => {
    expect(await read(signed, [signer])).toBe('valid: revocation/trust-anchor');
    expect(await read(withStore(signed, { crls: [list(middle)] }), [signer])).toBe('valid: revocation/trust-anchor');
    expect(await read(withStore(signed, { crls: [list(middle)] }), [middle])).toBe('valid: revocation/good');
  });
});
