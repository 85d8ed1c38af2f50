import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  encodeElement,
  encodeNull,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  sortSetOf,
} from '../../src-main/x509/asn1/der-writer.ts';
import { readCertificate } from '../../src-main/x509/certificates/certificate.ts';
import { digestOf } from '../../src-main/x509/keys/digest.ts';
import { onePage, stream, update } from '../fixtures/pdf/index.ts';
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

describe('a later signer whose program writes objects anew', () => {
  const plain = '<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [7 0 R]';
  const inheriting = {
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> >>',
    3: `${plain} >>`,
  };
  const form = (entries: string, fields: string) => `/AcroForm << /Fields [${fields}] /SigFlags 3 ${entries} >>`;
  const catalog = (entries: string) => `<< /Type /Catalog /Pages 2 0 R ${entries} >>`;
  const labelled = (label: string) => `/PageLabels << /Nums [0 ${label}] >>`;
  const resources = (more: string) => `/DA (/Helv 0 Tf 0 g) /DR << /Font << /Helv 5 0 R ${more} >> >>`;
  const both = '7 0 R 11 0 R';

  const cases: { name: string; first: Record<number, string>; second: Record<number, string>; verdict: string }[] = [
    {
      name: 'gives a page the size and resources that it inherited',
      first: inheriting,
      second: { 3: `${plain} /MediaBox [0 0 595.0 842] /Resources << /Font << /F 5 0 R >> >> >>` },
      verdict: 'valid',
    },
    {
      name: 'gives a page the rotation and crop that are the default',
      first: {},
      second: { 3: `${page} /Rotate 0 /CropBox [0 0 595 842] /Contents 4 0 R /Annots [7 0 R] >>` },
      verdict: 'valid',
    },
    {
      name: 'gives a page that has no size the one that viewers take',
      first: { 3: `${plain} /Resources << /Font << /F 5 0 R >> >> >>` },
      second: { 3: `${plain} /Resources << /Font << /F 5 0 R >> >> /MediaBox [0 0 612 792] >>` },
      verdict: 'valid',
    },
    {
      name: 'gives a page another size than it inherited',
      first: inheriting,
      second: { 3: `${plain} /MediaBox [0 0 595 400] >>` },
      verdict: 'changed',
    },
    {
      name: 'gives a page other resources than it inherited',
      first: inheriting,
      second: { 3: `${plain} /Resources << /Font << /F 20 0 R >> >> >>`, 20: '<< /Type /Font /Subtype /Type3 >>' },
      verdict: 'changed',
    },
    {
      name: 'moves a dictionary to an object of its own',
      first: { 1: catalog(`${labelled('<< /S /r >>')} ${form('', '7 0 R')}`) },
      second: { 1: catalog(`${labelled('20 0 R')} ${form('', both)}`), 20: '<< /S /r >>' },
      verdict: 'valid',
    },
    {
      name: 'moves a dictionary to an object of its own and changes it',
      first: { 1: catalog(`${labelled('<< /S /r >>')} ${form('', '7 0 R')}`) },
      second: { 1: catalog(`${labelled('20 0 R')} ${form('', both)}`), 20: '<< /S /D >>' },
      verdict: 'changed',
    },
    {
      name: 'moves a dictionary to an object that leads back to itself',
      first: { 1: catalog(`${labelled('<< /S /r >>')} ${form('', '7 0 R')}`) },
      second: { 1: catalog(`${labelled('20 0 R')} ${form('', both)}`), 20: '20 0 R' },
      verdict: 'changed',
    },
    {
      name: 'adds his own to the default resources of the form',
      first: { 1: catalog(form(resources(''), '7 0 R')) },
      second: {
        1: catalog(form(resources('/ZaDb 20 0 R'), both)),
        20: '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>',
      },
      verdict: 'valid',
    },
    {
      name: 'exchanges a font in the default resources of the form',
      first: { 1: catalog(form(resources(''), '7 0 R')) },
      second: {
        1: catalog(form(resources('').replace('5 0 R', '20 0 R'), both)),
        20: '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>',
      },
      verdict: 'changed',
    },
  ];
  it.each(cases)('$name: $verdict', async ({ first, second, verdict }) => {
    const before = signByHand(unsignedPdf({ more: first }), signing);
    const twice = signByHand(withSecondSignature(before, second), signing);
    const report = await verify(twice, [signing.issuer]);
    expect(report.signatures.map((one) => one.verdict)).toEqual([verdict, 'valid']);
  });

  it('says in the document information when he saved, though a cross-reference stream names it as well: valid', async () => {
    const information = (date: string) => `<< /Producer (Office) /ModDate (D:${date}) >>`;
    const signature = { 6: emptySignature(), 7: signatureField('First', '/V 6 0 R') };
    const unsigned = onePage({
      catalog: form('', '7 0 R'),
      pageEntries: '/Annots [7 0 R]',
      more: { ...signature, 8: information('20250101'), 9: stream('', '/Type /XRef /Size 10 /W [1 2 1] /Info 8 0 R') },
      trailer: '/Info 8 0 R',
    });
    const added = { 1: catalog(form('', both)), 8: information('20260101'), 10: emptySignature() };
    const appendTo = (pdf: Buffer, more: Record<number, string> = {}) =>
      update(pdf, { ...added, 11: signatureField('Second', '/V 10 0 R'), ...more }, '/Info 8 0 R');
    const twice = signByHand(appendTo(signByHand(unsigned, signing)), signing);
    expect(await verify(twice, [signing.issuer])).toMatchObject({ verdict: 'valid' });
    const asResource = Buffer.from(
      unsigned.toString('latin1').replace('/Resources << /Font << /F 5 0 R', '/Resources << /Font << /F 9 0 R'),
      'latin1',
    );
    const report = await verify(signByHand(appendTo(signByHand(asResource, signing)), signing), [signing.issuer]);
    expect(report.signatures.map((one) => one.verdict)).toEqual(['changed', 'valid']);
  });
});

describe('a program that adds validation data', () => {
  const catalog = (entries: string) =>
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] /SigFlags 3 >> ${entries} >>`;

  it('may raise the version of the file with them', async () => {
    const extended = update(signed, { 1: catalog('/DSS 20 0 R /Version /2.0'), 20: '<< /Type /DSS >>' });
    expect(await verify(extended, [signing.issuer])).toMatchObject({ verdict: 'valid' });
  });

  it('is told when that is all it does', async () => {
    expect(await verify(update(signed, { 1: catalog('/Version /2.0') }), [signing.issuer])).toMatchObject({
      verdict: 'permitted',
    });
  });
});

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
