import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../src-main/signature/certificate.ts';
import {
  encodeElement,
  encodeNull,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  sortSetOf,
} from '../../src-main/signature/der-writer.ts';
import { digestOf } from '../../src-main/signature/digest.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../signature/openssl-authority.ts';
import {
  emptySignature,
  makeSigning,
  type Signing,
  signatureField,
  signByHand,
  unsignedPdf,
  verify,
  withSecondSignature,
} from './sign-by-hand.ts';

const authority = new OpensslAuthority();
let signing: Signing;
let signed: Buffer;

beforeAll(() => {
  signing = makeSigning(authority, signerExtensions, authorityExtensions);
  signed = signByHand(unsignedPdf(), signing);
});
afterAll(() => authority.remove());

const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >>';

describe('a later signer who writes what he found in another way', () => {
  const rewritten: Record<string, Record<number, string>> = {
    'the entries of a page in another order, its numbers with decimals': {
      3: '<< /Annots [7 0 R] /Resources << /Font << /F 5 0 R >> >> /Contents 4 0 R /MediaBox [0.0 0 595.00 842] /Parent 2 0 R /Type /Page >>',
    },
    'the font, its entries in another order': { 5: '<< /BaseFont /Helvetica /Subtype /Type1 /Type /Font >>' },
    'the name of a field as hexadecimal': { 7: signatureField('First', '/V 6 0 R').replace('(First)', '<4669727374>') },
  };
  for (const [what, more] of Object.entries(rewritten)) {
    it(`changes nothing by ${what}`, async () => {
      const twice = signByHand(withSecondSignature(signed, more), signing);
      expect(await verify(twice, [signing.issuer])).toMatchObject({
        verdict: 'valid',
        signatures: [{ verdict: 'valid', laterChanges: 'signatures-only' }, { verdict: 'valid' }],
      });
    });
  }

  const altered: Record<string, Record<number, string>> = {
    'a number that is nearly the same': { 3: `${page.replace('842', '842.01')} /Contents 4 0 R /Annots [7 0 R] >>` },
    'an entry that comes twice, once as it was': {
      3: `${page} /MediaBox [0 0 100 100] /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [7 0 R] >>`,
    },
    'a name instead of a string': { 7: signatureField('First', '/V 6 0 R').replace('(First)', '/First') },
  };
  for (const [what, more] of Object.entries(altered)) {
    it(`is told by ${what}`, async () => {
      const twice = signByHand(withSecondSignature(signed, more), signing);
      const report = await verify(twice, [signing.issuer]);
      expect(report.signatures.map(({ verdict }) => verdict)).toEqual(['changed', 'valid']);
    });
  }

  it('may give his field empty default resources, as Acrobat does', async () => {
    const field = signatureField('Second', '/V 10 0 R', '/Rect [0 0 0 0] /DR << >>');
    const twice = signByHand(withSecondSignature(signed, { 11: field }), signing);
    expect(await verify(twice, [signing.issuer])).toMatchObject({ verdict: 'valid' });
  });
});

/** sha1WithRSAEncryption where the digest stands, as some old Windows programs wrote it. */
function signWithSignatureForDigest(covered: Uint8Array, signatureName: string): Uint8Array {
  const certificate = readCertificate(signing.signer.certificate);
  const named = encodeSequence(encodeObjectIdentifier(signatureName), encodeNull());
  const data = encodeObjectIdentifier('1.2.840.113549.1.7.1');
  const attribute = (type: string, value: Uint8Array) =>
    encodeSequence(encodeObjectIdentifier(type), encodeElement(0x31, value));
  const attributes = sortSetOf([
    attribute('1.2.840.113549.1.9.3', data),
    attribute('1.2.840.113549.1.9.4', encodeOctetString(digestOf('sha1', covered))),
  ]);
  const value = createSign('sha1')
    .update(encodeElement(0x31, ...attributes))
    .sign(readFileSync(signing.signer.keyPath));
  const signerInfo = encodeSequence(
    encodeSmallInteger(1),
    encodeSequence(certificate.issuer, certificate.serialNumberDer),
    named,
    encodeElement(0xa0, ...attributes),
    encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.1.1'), encodeNull()),
    encodeOctetString(value),
  );
  const signedData = encodeSequence(
    encodeSmallInteger(1),
    encodeElement(0x31, named),
    encodeSequence(data),
    encodeElement(0xa0, certificate.der),
    encodeElement(0x31, signerInfo),
  );
  return encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.7.2'), encodeElement(0xa0, signedData));
}

describe('a CMS that names a signature algorithm where its digest stands', () => {
  const pdfOf = (signatureName: string) => {
    const rsa = authority.issue({ subject: '/CN=旧软件', key: 'RSA-2048', issuer: signing.issuer });
    signing = { ...signing, signer: rsa };
    const sign = (covered: Uint8Array) => signWithSignatureForDigest(covered, signatureName);
    return signByHand(unsignedPdf({ signature: emptySignature({ subFilter: 'adbe.pkcs7.detached' }) }), {
      ...signing,
      sign,
    });
  };
  const reasonsOf = async (pdf: Uint8Array) =>
    (await verify(pdf, [signing.issuer])).signatures.flatMap(({ findings }) =>
      findings.map(({ state, reason }) => `${state} ${reason}`),
    );

  it('is read as the digest in it, and that is told', async () => {
    const pdf = pdfOf('1.2.840.113549.1.1.5');
    expect(await verify(pdf, [signing.issuer])).toMatchObject({ verdict: 'valid' });
    expect(await reasonsOf(pdf)).toContain('warning cms/digest-named-by-signature');
  });

  it('is not believed when that algorithm is unknown', async () => {
    expect(await verify(pdfOf('1.2.840.113549.1.1.4'), [signing.issuer])).toMatchObject({ verdict: 'indeterminate' });
  });
});
