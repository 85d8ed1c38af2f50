import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src-main/pdf/index.ts';
import { verifyDocument } from '../../../src-main/verification/index.ts';
import { encodeOctetString } from '../../../src-main/x509/asn1/der-writer.ts';
import { stream, update } from '../../fixtures/pdf/index.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../../signature/openssl-authority.ts';
import { makeCrl } from '../../signature/openssl-responders.ts';
import { openSealOffice, type SealOffice, trustIn } from '../../signature/seal-office.ts';
import { sealedPdf, verifyFile } from '../seals/sealed-pdf.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf } from '../sign-by-hand.ts';

const openssl = new OpensslAuthority();
let office: SealOffice;
let root: Holder;
let signer: Holder;
beforeAll(() => {
  office = openSealOffice();
  root = openssl.issue({ subject: '/CN=旧根', key: 'RSA-2048', extensions: authorityExtensions });
  signer = openssl.issue({ subject: '/CN=旧公章', key: 'RSA-2048', issuer: root, extensions: signerExtensions });
});
afterAll(() => {
  openssl.remove();
  office.openssl.remove();
});

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);
const weekLong = () => ({ thisUpdate: inDays(-0.01), nextUpdate: inDays(7) });
const pdfDate = (date: Date) => `D:${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;

async function revocationOf(pdf: Uint8Array, crls: Uint8Array[], now: Date): Promise<string> {
  const report = await verifyDocument({
    source: bytesSource(pdf),
    path: '/合同.pdf',
    name: '合同.pdf',
    trustAnchors: [root.certificate],
    now,
    revocationData: { certificates: [], crls, ocspResponses: [], unanswered: null },
  });
  const found = report.signatures[0]?.findings.find(({ code }) => code === 'revocation');
  return `${found?.state} ${found?.reason} ${report.signatures[0]?.verdict}`;
}

/** By adbe.x509.rsa_sha1, which has no place for a time but the dictionary’s /M. */
function signedOld(): Buffer {
  const entries = `/M (${pdfDate(inDays(0))}) /Cert <${Buffer.from(signer.certificate).toString('hex')}>`;
  return signByHand(unsignedPdf({ signature: emptySignature({ subFilter: 'adbe.x509.rsa_sha1', entries }) }), {
    authority: openssl,
    signer,
    issuer: root,
    sign: (covered) =>
      encodeOctetString(openssl.run('dgst', '-sha256', '-sign', signer.keyPath, openssl.write(covered))),
  });
}

describe('a list that was fresh on the day that only the signer tells clears nobody later,', () => {
  it('not a signature by PKCS#1', async () => {
    const crls = [makeCrl(openssl, { issuer: root, ...weekLong() })];
    expect(await revocationOf(signedOld(), crls, inDays(1))).toBe('passed revocation/good valid');
    expect(await revocationOf(signedOld(), crls, inDays(30))).toBe('unknown revocation/stale indeterminate');
  });

  it('nor one that revokes since: it cannot be told which came first', async () => {
    const crls = [makeCrl(openssl, { issuer: root, booked: [{ holder: signer, revokedAt: inDays(2) }] })];
    expect(await revocationOf(signedOld(), crls, inDays(30))).toContain('unknown revocation/revoked-unproven');
  });

  it('not a national seal', async () => {
    const pdf = await sealedPdf(office, { drawn: null });
    const arguments_ = ['-sigopt', 'distid:1234567812345678'];
    const crls = [
      makeCrl(office.openssl, { issuer: office.root, ...weekLong(), digest: 'sm3', arguments: arguments_ }),
    ];
    const revocationAt = async (now: Date) => {
      const { signatures } = await verifyFile(pdf, trustIn(office), { crls, now });
      const found = signatures[0]?.findings.find(({ code }) => code === 'revocation');
      return `${found?.state} ${found?.reason}`;
    };
    expect(await revocationAt(inDays(1))).toBe('passed revocation/good');
    expect(await revocationAt(inDays(30))).toBe('unknown revocation/stale');
  });
});

describe('a revocation list in the store of the file', () => {
  const catalog = (fields: string, store = '') =>
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${fields}] /SigFlags 3 >> ${store} >>`;

  it('counts, though a later revision leaves it out', async () => {
    const crl = makeCrl(openssl, { issuer: root, booked: [{ holder: signer, revokedAt: inDays(-1) }] });
    const signing = { authority: openssl, signer, issuer: root };
    const first = signByHand(unsignedPdf(), signing);
    const second = signByHand(
      update(first, {
        1: catalog('7 0 R 11 0 R', '/DSS << /CRLs [30 0 R] >>'),
        10: emptySignature(),
        11: signatureField('Second', '/V 10 0 R'),
        30: stream(Buffer.from(crl).toString('latin1')),
      }),
      signing,
    );
    expect(await revocationOf(first, [], inDays(1))).toContain('not-applicable revocation/not-checked');
    expect(await revocationOf(second, [], inDays(1))).toBe('failed revocation/revoked invalid');
    const leftOut = update(second, { 1: catalog('7 0 R 11 0 R') });
    expect(await revocationOf(leftOut, [], inDays(1))).toBe('failed revocation/revoked invalid');
  });
});
