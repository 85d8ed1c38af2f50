import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stream, update } from '../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../signature/openssl-authority.ts';
import {
  emptySignature,
  makeSigning,
  type Signing,
  signatureField,
  signByHand,
  unsignedPdf,
  verdictOf,
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

const verdict = (pdf: Uint8Array) => verdictOf(pdf, [signing.issuer]);
const reasonsOf = async (pdf: Uint8Array) =>
  (await verify(pdf, [signing.issuer])).signatures.flatMap(({ findings }) => findings.map(({ reason }) => reason));

const forgedText = stream('BT /F 24 Tf 72 700 Td (Forged) Tj ET');

describe('a file that OpenSSL signed', () => {
  it('is valid when its root is trusted', async () => {
    const report = await verify(signed, [signing.issuer]);
    expect(report).toMatchObject({
      verdict: 'valid',
      trial: false,
      lines: { content: 'unchanged', afterwards: 'none', identity: 'trusted' },
      signatures: [{ verdict: 'valid', coversWholeFile: true, trusted: true, laterChanges: 'none' }],
    });
    expect(report.signatures[0]?.chain.map(({ subject }) => subject.display)).toEqual([
      '测试有限公司公章',
      '测试根证书',
    ]);
  });

  it('is indeterminate when nobody is trusted: trust is never assumed', async () => {
    const report = await verify(signed, []);
    expect(report).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged', identity: 'untrusted' } });
  });

  it('is valid when the signer’s own certificate is trusted', async () => {
    expect((await verify(signed, [signing.signer])).verdict).toBe('valid');
  });

  it('is indeterminate when another root of the same name is trusted', async () => {
    const impostor = makeSigning(authority, signerExtensions, authorityExtensions);
    expect((await verify(signed, [impostor.issuer])).verdict).toBe('indeterminate');
  });

  it('is unsigned before it is signed', async () => {
    const report = await verify(unsignedPdf({ more: { 7: signatureField('First', '') } }), [signing.issuer]);
    expect(report).toMatchObject({ verdict: 'unsigned', signatures: [], lines: { content: 'none' } });
  });

  it('is not valid when its certificate had expired', async () => {
    const expired = authority.issue({
      subject: '/C=CN/O=测试有限公司/CN=过期公章',
      issuer: signing.issuer,
      extensions: signerExtensions,
      days: -1,
    });
    const report = await verify(signByHand(unsignedPdf(), { ...signing, signer: expired }), [signing.issuer]);
    expect(report).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged', identity: 'expired' } });
  });

  it('is not valid when its certificate is for encryption only', async () => {
    const extensions = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,keyEncipherment'];
    const signer = authority.issue({ subject: '/C=CN/CN=加密证书', issuer: signing.issuer, extensions });
    expect(await verdict(signByHand(unsignedPdf(), { ...signing, signer }))).toBe('indeterminate');
  });

  it('is invalid when the signature of another file is put into it', async () => {
    const other = signByHand(unsignedPdf({ pageEntries: '/UserUnit 2 ' }), signing);
    const at = signed.indexOf('/Contents <');
    const theirs = other.indexOf('/Contents <');
    const mixed = Buffer.concat([
      signed.subarray(0, at),
      other.subarray(theirs, theirs + 12_012),
      signed.subarray(at + 12_012),
    ]);
    expect(await verdict(mixed)).toBe('invalid');
  });
});

describe('a byteRange that covers something else than everything but its own Contents is invalid', () => {
  const tricks: Record<string, (honest: readonly number[]) => number[]> = {
    'begins after the first byte': ([, gapStart = 0, gapEnd = 0, rest = 0]) => [1, gapStart - 1, gapEnd, rest],
    'leaves out bytes before Contents': ([, gapStart = 0, gapEnd = 0, rest = 0]) => [0, gapStart - 10, gapEnd, rest],
    'leaves out bytes after Contents': ([, gapStart = 0, gapEnd = 0, rest = 0]) => [
      0,
      gapStart,
      gapEnd + 10,
      rest - 10,
    ],
    'leaves out the page': () => [0, 15, 1000, 0],
    'overlaps itself': ([, gapStart = 0]) => [0, gapStart, 100, 50],
    'runs backwards': ([, gapStart = 0, gapEnd = 0]) => [0, gapStart, gapEnd, -5],
    'ends within the last line': ([, gapStart = 0, gapEnd = 0, rest = 0]) => [0, gapStart, gapEnd, rest - 3],
    'ends long before the file does': ([, gapStart = 0, gapEnd = 0]) => [0, gapStart, gapEnd, 40],
    'reaches beyond the file': ([, gapStart = 0, gapEnd = 0, rest = 0]) => [0, gapStart, gapEnd, rest + 1],
    'has one range': ([, gapStart = 0]) => [0, gapStart],
    'has three ranges': ([, gapStart = 0, gapEnd = 0, rest = 0]) => [0, 10, 10, gapStart - 10, gapEnd, rest],
    'has no ranges': () => [],
    'is beyond all numbers': ([, gapStart = 0, gapEnd = 0]) => [0, gapStart, gapEnd, 2 ** 60],
  };
  for (const [what, trick] of Object.entries(tricks)) {
    it(`as one that ${what}`, async () => {
      expect(await verdict(signByHand(unsignedPdf(), signing, trick))).toBe('invalid');
    });
  }

  it('as one whose gap is a string of another object', async () => {
    const signature = emptySignature({ contents: '/Contents 8 0 R' });
    const pdf = unsignedPdf({ signature, more: { 8: `<${'0'.repeat(12_000)}>` } });
    expect(await verdict(signByHand(pdf, signing))).toBe('invalid');
  });

  it('as one whose dictionary has Contents twice', async () => {
    const contents = `/Contents <${'30'.repeat(20)}> /Contents <${'0'.repeat(12_000)}>`;
    expect(await verdict(signByHand(unsignedPdf({ signature: emptySignature({ contents }) }), signing))).toBe(
      'invalid',
    );
  });
});

describe('what is added after a signature', () => {
  it('leaves it valid when it is another signature', async () => {
    const twice = signByHand(withSecondSignature(signed), signing);
    const report = await verify(twice, [signing.issuer]);
    expect(report).toMatchObject({
      verdict: 'valid',
      lines: { content: 'unchanged', afterwards: 'signatures-only' },
      signatures: [
        { verdict: 'valid', coversWholeFile: false, laterChanges: 'signatures-only' },
        { verdict: 'valid', coversWholeFile: true, laterChanges: 'none' },
      ],
    });
  });

  const page = (entries: string) =>
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 5 0 R >> >> ${entries} >>`;
  const appearance = '/AP << /N 12 0 R >> /Rect [0 0 595 842]';
  const overlay = { 12: stream('1 1 1 rg 0 0 595 842 re f', '/Type /XObject /Subtype /Form /BBox [0 0 595 842]') };
  const formWith = (fields: string) =>
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${fields}] /SigFlags 3 >> >>`;

  const additions: Record<string, (pdf: Buffer) => Buffer> = {
    'bytes that no cross-reference knows': (pdf) => Buffer.concat([pdf, Buffer.from('% a comment\n')]),
    'other text on the page': (pdf) => update(pdf, { 4: forgedText }),
    'another page': (pdf) => update(pdf, { 2: '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>' }),
    'a page with other Contents': (pdf) => update(pdf, { 3: page('/Contents 9 0 R /Annots [7 0 R]'), 9: forgedText }),
    'another font under the same name': (pdf) =>
      update(pdf, { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>' }),
    'a note': (pdf) =>
      update(pdf, {
        3: page('/Contents 4 0 R /Annots [7 0 R 9 0 R]'),
        9: `<< /Type /Annot /Subtype /Stamp ${appearance} >>`,
        ...overlay,
      }),
    'an empty signature field that covers the page': (pdf) =>
      update(pdf, {
        1: formWith('7 0 R 11 0 R'),
        3: page('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
        11: signatureField('Cover', '', appearance),
        ...overlay,
      }),
    'a signature’s widget that covers the page and belongs to no form': (pdf) =>
      update(pdf, {
        3: page('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
        11: signatureField('Cover', '/V 6 0 R', appearance),
        ...overlay,
      }),
    'a revision that changes nothing': (pdf) =>
      update(pdf, { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>' }),
    'another catalog': (pdf) => update(pdf, { 8: '<< /Type /Catalog /Pages 2 0 R >>' }),
  };
  for (const [what, add] of Object.entries(additions)) {
    it(`is told when it is ${what}, unsigned`, async () => {
      const report = await verify(add(signed), [signing.issuer]);
      expect(report).toMatchObject({ verdict: 'changed', lines: { content: 'unchanged', afterwards: 'changed' } });
    });
  }

  const forgeries: Record<string, Record<number, string>> = {
    'other text on the page': { 4: forgedText },
    'a page with other Contents': { 3: page('/Contents 9 0 R /Annots [7 0 R]'), 9: forgedText },
    'a signature’s widget that covers the page and belongs to no form': {
      3: page('/Contents 4 0 R /Annots [7 0 R 13 0 R]'),
      13: signatureField('Cover', '/V 99 0 R', appearance),
      ...overlay,
    },
  };
  for (const [what, more] of Object.entries(forgeries)) {
    it(`is told of the first signature when it is ${what}, signed by a second`, async () => {
      const twice = signByHand(withSecondSignature(signed, more), signing);
      const report = await verify(twice, [signing.issuer]);
      expect(report.signatures.map((signature) => signature.verdict)).toEqual(['changed', 'valid']);
      expect(report.verdict).toBe('changed');
    });
  }

  it('is told when an empty field is filled with something that is no signature', async () => {
    const empty = signatureField('Later', '', '/Rect [0 0 100 100]');
    const withEmpty = unsignedPdf({ more: { 8: empty } })
      .toString('latin1')
      .replace('/Fields [7 0 R]', '/Fields [7 0 R 8 0 R]');
    expect(withEmpty).toContain('8 0 R]');
    const pdf = signByHand(repaired(Buffer.from(withEmpty, 'latin1')), signing);
    expect(await verdict(pdf)).toBe('valid');
    const filled = signatureField('Later', '/V 99 0 R', '/Rect [0 0 100 100] /AP << /N 12 0 R >>');
    expect(await verdict(update(pdf, { 8: filled, ...overlay }))).toBe('changed');
  });

  it('is told when it fills a hole that the signed page already pointed to', async () => {
    const holed = unsignedPdf({ pageEntries: '' })
      .toString('latin1')
      .replace('/Contents 4 0 R', '/Contents [4 0 R 40 0 R]');
    const pdf = signByHand(repaired(Buffer.from(holed, 'latin1')), signing);
    expect(await verdict(pdf)).toBe('valid');
    expect(await verdict(update(pdf, { 40: forgedText }))).toBe('changed');
    const vouchedFor = signByHand(withSecondSignature(pdf, { 40: forgedText }), signing);
    const report = await verify(vouchedFor, [signing.issuer]);
    expect(report.signatures.map((signature) => signature.verdict)).toEqual(['changed', 'valid']);
  });

  it('is told when the first signature certified the document against any change', async () => {
    const reference =
      '/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>]';
    const pdf = signByHand(unsignedPdf({ signature: emptySignature({ entries: reference }) }), signing);
    expect(await verdict(pdf)).toBe('valid');
    expect(await verdict(signByHand(withSecondSignature(pdf), signing))).toBe('changed');
  });
});

/** Writes the cross-reference anew after objects have grown. */
function repaired(pdf: Buffer): Buffer {
  const text = pdf.toString('latin1');
  const body = text.slice(0, text.lastIndexOf('xref\n0 '));
  const offsets = new Map([...body.matchAll(/^(\d+) 0 obj$/gm)].map((match) => [Number(match[1]), match.index]));
  const size = Math.max(...offsets.keys()) + 1;
  const rows = Array.from({ length: size }, (_, number) => {
    const offset = offsets.get(number);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  return Buffer.from(
    `${body}xref\n0 ${size}\n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  );
}

it('explains an invalid byteRange', async () => {
  const pdf = signByHand(unsignedPdf(), signing, ([, gapStart = 0, gapEnd = 0, rest = 0]) => [
    0,
    gapStart - 10,
    gapEnd,
    rest,
  ]);
  expect(await reasonsOf(pdf)).toContain('byte-range/gap-is-not-contents');
});
