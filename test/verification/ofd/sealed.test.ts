import * as asn1js from 'asn1js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signCms } from '../../../src-main/signature/index.ts';
import { digestOf, readChildren, readWhole } from '../../../src-main/x509/index.ts';
import { makeParts, type PackageForm, type Parts, pack, textOf, withText, xml } from '../../fixtures/ofd/package.ts';
import { type SealForm, seal } from '../../fixtures/ofd/seal.ts';
import { verifyOfd } from '../../fixtures/ofd/verify.ts';
import {
  bits,
  derOf,
  ia5,
  octets,
  oidOf,
  openSealOffice,
  type SealOffice,
  sealOfV1,
  sequence,
  sm2WithSm3,
  soon,
} from '../../signature/seal-office.ts';
import { gbt, vendorCms } from '../../signature/vendor-cms.ts';
import { doubtsOf } from '../seals/sealed-pdf.ts';

let office: SealOffice;
beforeAll(() => {
  office = openSealOffice();
});
afterAll(() => office.openssl.remove());

const judge = async (parts: Parts, zip: Parameters<typeof pack>[1] = {}) => {
  const report = await verifyOfd(office, pack(parts, zip));
  return { report, verdict: report.verdict, doubts: doubtsOf(report) };
};
const sealed = async (form: SealForm = {}, document: PackageForm = {}) =>
  judge(await seal(office, makeParts(document), form));

/** r and s beside each other, as one maker writes them. */
function rawPair(der: Uint8Array): Uint8Array {
  const numbers = readChildren(readWhole(der, 0x30)).map(({ content }) => Buffer.from(content).subarray(-32));
  return Buffer.concat(numbers.map((number) => Buffer.concat([Buffer.alloc(32 - number.length), number])));
}

/** Integers without the zero before their first bit. */
function withoutZeros(der: Uint8Array): Uint8Array {
  const integer = (content: Uint8Array) => Buffer.concat([Buffer.from([2, content.length]), content]);
  const numbers = readChildren(readWhole(der, 0x30)).map(({ content }) =>
    integer(content[0] === 0 ? content.subarray(1) : content),
  );
  const body = Buffer.concat(numbers);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

describe('a sealed OFD', () => {
  it('is valid as it was sealed, and says who sealed it, with which seal, and where', async () => {
    const { report, doubts } = await sealed({}, { pages: 2, hasTemplate: true, hasAttachment: true });
    expect(doubts).toEqual([]);
    expect(report).toMatchObject({
      format: 'ofd',
      verdict: 'valid',
      lines: { content: 'unchanged', afterwards: 'none', identity: 'trusted' },
      pageCount: 2,
      damage: null,
    });
    expect(report.signatures).toHaveLength(1);
    expect(report.signatures[0]).toMatchObject({
      fieldName: '1',
      subFilter: 'OFD.Seal',
      algorithm: 'SM2-SM3',
      coversWholeFile: true,
      coveredUntil: null,
      seal: { name: '示例有限公司公章', version: 4 },
      widget: { page: 1, leftMm: 120, topMm: 200, widthMm: 40, heightMm: 40 },
      signerName: '公章',
    });
    const passed = report.signatures[0]?.findings.map(({ code, reason }) => `${code} ${reason}`);
    expect(passed).toEqual(
      expect.arrayContaining([
        'references references/match',
        'digest digest/matches',
        'signature-value signature/valid',
        'seal-structure seal/file-same',
        'seal-certificate-list seal/certificate-listed',
        'package package/sound',
      ]),
    );
  });

  it.each<[string, SealForm]>([
    ['in version 5 (GM/T 0031-2025)', { seal: { version: 5 } }],
    ['without a Seal.esl', { hasSealFile: false }],
    ['without a Type, which means Seal', { type: null }],
    ['by the name SM3', { checkMethod: 'SM3' }],
    ['by the name sm3', { checkMethod: 'sm3' }],
    ['in another order of SignedInfo', { order: (fields) => fields.toReversed() }],
    ['with a value under another name', { valueName: 'SignValue.dat' }],
    ['in a folder of its own', { folder: 'Signs/0' }],
    ['with r and s beside each other', { signatureOf: rawPair }],
    ['with integers that lack a zero', { signatureOf: withoutZeros }],
    ['with JSON for what it protects', { propertyInfo: '{"a":1}' }],
    [
      'with a local time',
      { dateTime: new Date(soon().getTime() + 28_800_000).toISOString().slice(0, 19).replace('T', ' ') },
    ],
    ['with the list locked', { locks: true }],
  ])('is valid as other makers write it: %s', async (_, form) => {
    expect(await sealed(form)).toMatchObject({ verdict: 'valid', doubts: [] });
  });

  it.each<[string, SealForm, string]>([
    ['by MD5', { checkMethod: null }, 'references unknown references/weak'],
    ['by HMAC-SM3', { checkMethod: '1.2.156.10197.1.401.2' }, 'references unknown references/method-unknown'],
    ['by nothing', { covers: () => false }, 'references unknown references/none'],
    ['with a type of its own', { type: 'Sign' }, 'ses-structure unknown signature/other-type'],
    [
      'with a page that is not there',
      { stamps: ['<ofd:StampAnnot ID="50" PageRef="99" Boundary="1 1 4 4"/>'] },
      'seal-picture unknown seal-picture/page-unknown',
    ],
    [
      'with a place that is none',
      { stamps: ['<ofd:StampAnnot ID="50" PageRef="10" Boundary="1 1 4"/>'] },
      'seal-picture unknown seal-picture/place-unreadable',
    ],
  ])('is not confirmed when it is protected %s', async (_, form, doubt) => {
    const { verdict, doubts } = await sealed(form);
    expect(doubts).toContain(doubt);
    expect(verdict).not.toBe('valid');
  });

  it('says when the file has another time than the signature', async () => {
    const { report } = await sealed({ dateTime: '20200101120000Z' });
    expect(report.signatures[0]?.findings).toContainEqual(
      expect.objectContaining({ reason: 'signing-time/file-says-otherwise', state: 'warning' }),
    );
    expect(report.verdict).toBe('valid');
  });

  it('is not valid when Seal.esl is another seal, or the picture is of a trusted maker but for another', async () => {
    const other = await seal(office, makeParts(), { seal: { property: { name: '另一家公司公章' } } });
    const foreign = other.get('Doc_0/Signs/Sign_0/Seal.esl');
    const { verdict, doubts } = await sealed({ sealFile: foreign });
    expect(doubts).toContain('seal-structure failed seal/file-differs');
    expect(verdict).toBe('invalid');
  });

  it('is not stopped by an optional part that is not well-formed, as real invoices have', async () => {
    expect(await sealed({}, { hasBrokenTag: true })).toMatchObject({ verdict: 'valid', doubts: [] });
  });

  it('tells of the data signature inside an invoice that nobody can check', async () => {
    const { report } = await sealed({}, { hasAttachment: true });
    expect(report.signatures[0]?.findings.map(({ reason }) => reason)).toContain('package/invoice-data-signature');
  });

  it('shows of a slice on each page what its clip leaves', async () => {
    const slices = [0, 1].map(
      (page) =>
        `<ofd:StampAnnot ID="${60 + page}" PageRef="${10 + page}" Boundary="${210 - 20 * (page + 1)} 100 40 40" Clip="${page * 20} 0 20 40"/>`,
    );
    const { report } = await sealed({ stamps: slices }, { pages: 2 });
    expect(report).toMatchObject({ verdict: 'valid' });
    const { widget, furtherWidgets } = report.signatures[0] ?? {};
    const place = { leftMm: 190, topMm: 100, widthMm: 20, heightMm: 40 };
    expect([widget, ...(furtherWidgets ?? [])]).toEqual([
      { page: 1, ...place },
      { page: 2, ...place },
    ]);
  });

  it('has a second and a third seal, and the first stays valid', async () => {
    let parts = makeParts({ pages: 3 });
    for (const page of [10, 11, 12]) {
      parts = await seal(office, parts, {
        stamps: [`<ofd:StampAnnot ID="${page}" PageRef="${page}" Boundary="1 1 40 40"/>`],
      });
    }
    const { report, doubts } = await judge(parts);
    expect(doubts).toEqual([]);
    expect(report.verdict).toBe('valid');
    expect(report.lines.afterwards).toBe('signatures-only');
    expect(report.signatures.map(({ fieldName, verdict, laterChanges }) => [fieldName, verdict, laterChanges])).toEqual(
      [
        ['1', 'valid', 'signatures-only'],
        ['2', 'valid', 'signatures-only'],
        ['3', 'valid', 'none'],
      ],
    );
  });

  it('does not hold any more where a locked list got another seal', async () => {
    const locked = await seal(office, makeParts(), { locks: true });
    const { report } = await judge(await seal(office, locked));
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(['invalid', 'valid']);
    expect(report.verdict).toBe('invalid');
  });

  it('is not relied upon where nobody trusts the maker of the seal, or the signer', async () => {
    const ofd = pack(await seal(office, makeParts()));
    const trust = { trustAnchors: [office.root.certificate], makers: [] };
    const stranger = await verifyOfd(office, ofd, trust);
    expect([stranger.verdict, stranger.lines.identity]).toEqual(['indeterminate', 'maker-untrusted']);
    const nobody = await verifyOfd(office, ofd, { trustAnchors: [], makers: [] });
    expect(nobody.verdict).toBe('indeterminate');
    expect(nobody.signatures[0]?.untrustedTop).not.toBeNull();
  });

  it('of GM/T 0031-2014 is read', async () => {
    const sign = (signatureXml: Uint8Array) => {
      const toSign = sequence(
        new asn1js.Integer({ value: 1 }),
        sealOfV1(office),
        bits(derOf(new asn1js.UTCTime({ valueDate: soon() }))),
        bits(digestOf('sm3', signatureXml)),
        ia5('/Doc_0/Signs/Sign_0/Signature.xml'),
        octets(office.clerk.certificate),
        oidOf(sm2WithSm3),
      );
      return derOf(sequence(toSign, bits(office.openssl.signSm2(derOf(toSign), office.clerk))));
    };
    const { report, doubts } = await sealed({ hasSealFile: false, sign });
    expect(report.signatures[0]?.seal?.version).toBe(1);
    expect(doubts.filter((doubt) => !doubt.startsWith('seal-picture'))).toEqual([]);
    const changed = await seal(office, makeParts(), { hasSealFile: false, sign });
    const { verdict } = await judge(
      withText(changed, 'Doc_0/Pages/Page_0/Content.xml', (text) => text.replace('合同1', '合同2')),
    );
    expect(verdict).toBe('invalid');
  });
});

describe('a signature of type Sign (GB/T 35275)', () => {
  const sign = { type: 'Sign', hasSealFile: false, stamps: [] } as const;
  const oneOf = (value: Parameters<typeof vendorCms>[1]) => vendorCms(office.openssl, value);

  it('with signed attributes and no content is valid', async () => {
    const { verdict, doubts, report } = await sealed({
      ...sign,
      sign: (signatureXml) =>
        signCms({
          signer: office.openssl.signerOf(office.clerk),
          chain: [office.root.certificate],
          contentDigest: digestOf('sm3', signatureXml),
        }),
    });
    expect([verdict, doubts]).toEqual(['valid', []]);
    expect(report.signatures[0]).toMatchObject({ subFilter: 'OFD.Sign', seal: null });
  });

  it.each<[string, (digest: Uint8Array) => Uint8Array]>([
    ['the digest', (digest) => digest],
    ['the digest in base64', (digest) => Buffer.from(Buffer.from(digest).toString('base64'))],
  ])('that has %s as its content is intact, and no more than a signed challenge', async (_, embed) => {
    const { verdict, doubts, report } = await sealed({
      ...sign,
      sign: (signatureXml) => {
        const embedded = embed(digestOf('sm3', signatureXml));
        return oneOf({ types: gbt, embedded, message: embedded, holder: office.clerk });
      },
    });
    expect(doubts).toEqual(['cms-structure unknown cms/digest-as-content']);
    expect([verdict, report.lines.content]).toEqual(['indeterminate', 'unknown']);
    expect(report.signatures[0]?.findings).toContainEqual(expect.objectContaining({ reason: 'digest/matches' }));
  });

  it('over something else is not valid', async () => {
    const embedded = digestOf('sm3', Buffer.from('另一份'));
    const { verdict } = await sealed({
      ...sign,
      sign: () => oneOf({ embedded, message: embedded, holder: office.clerk }),
    });
    expect(verdict).toBe('invalid');
  });

  it('of r and s alone names nobody', async () => {
    const { verdict, doubts } = await sealed({
      ...sign,
      sign: (signatureXml) => office.openssl.signSm2(signatureXml, office.clerk),
    });
    expect(doubts).toContain('signature-value unknown signature/certificate-missing');
    expect(verdict).toBe('indeterminate');
  });

  it('stands behind no seal that a reader may show for it', async () => {
    const { verdict, doubts } = await sealed({
      type: 'Sign',
      sign: (signatureXml) =>
        signCms({
          signer: office.openssl.signerOf(office.clerk),
          chain: [office.root.certificate],
          contentDigest: digestOf('sm3', signatureXml),
        }),
    });
    expect(doubts).toContain('cms-structure unknown signature/other-type');
    expect(verdict).toBe('indeterminate');
  });
});

describe('what a seal does not protect', () => {
  it('is listed with its part and page, and nothing is confirmed: a template under protected pages', async () => {
    const { report } = await sealed({ covers: (name) => !name.includes('Tpls') }, { hasTemplate: true });
    expect(report).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged', afterwards: 'unknown' } });
    expect(report.signatures[0]?.changes).toEqual([
      expect.objectContaining({ kind: 'part-unprotected', part: 'Doc_0/Tpls/Tpl_0/Content.xml', allowedBy: null }),
    ]);
  });

  it('may be a page, which is named by its number', async () => {
    const { report } = await sealed({ covers: (name) => !name.includes('Page_1') }, { pages: 2 });
    expect(report.verdict).toBe('indeterminate');
    expect(report.signatures[0]?.changes[0]).toMatchObject({ part: 'Doc_0/Pages/Page_1/Content.xml', page: 2 });
  });

  it('may be OFD.xml, which can lead elsewhere', async () => {
    const parts = await seal(office, makeParts(), { covers: (name) => name !== 'OFD.xml' });
    expect((await judge(parts)).verdict).toBe('indeterminate');
    const elsewhere = withText(parts, 'OFD.xml', (text) => text.replace('Doc_0/Document.xml', 'Doc_1/Document.xml'));
    elsewhere.set(
      'Doc_1/Document.xml',
      Buffer.from(textOf(parts, 'Doc_0/Document.xml').replace('Pages/Page_0', '/Doc_1/Page')),
    );
    elsewhere.set(
      'Doc_1/Page/Content.xml',
      Buffer.from(textOf(parts, 'Doc_0/Pages/Page_0/Content.xml').replace('合同', '借条')),
    );
    const { report } = await judge(elsewhere);
    expect(report.verdict).toBe('changed');
    expect(report.signatures[0]?.changes[0]).toMatchObject({ kind: 'document-replaced', part: 'Doc_1/Document.xml' });
  });

  it('may be another version, put there after two good seals', async () => {
    const covers = (name: string) => name !== 'OFD.xml';
    const twice = await seal(office, await seal(office, makeParts(), { covers }), { covers });
    const attacked = withText(twice, 'OFD.xml', (text) =>
      text.replace(
        '<ofd:Signatures>',
        '<ofd:Versions><ofd:Version ID="1" Index="1" Current="true" BaseLoc="Doc_1/Version.xml"/></ofd:Versions><ofd:Signatures>',
      ),
    );
    attacked.set(
      'Doc_1/Version.xml',
      xml(
        '<ofd:DocVersion xmlns:ofd="http://www.ofdspec.org/2016" ID="1"><ofd:FileList><ofd:File ID="1">Document.xml</ofd:File></ofd:FileList><ofd:DocRoot>Document.xml</ofd:DocRoot></ofd:DocVersion>',
      ),
    );
    attacked.set(
      'Doc_1/Document.xml',
      Buffer.from(textOf(twice, 'Doc_0/Document.xml').replaceAll('"Pages/', '"/Doc_1/Pages/')),
    );
    attacked.set(
      'Doc_1/Pages/Page_0/Content.xml',
      Buffer.from(textOf(twice, 'Doc_0/Pages/Page_0/Content.xml').replace('合同', '借条')),
    );
    const { report } = await judge(attacked);
    expect(report.verdict).toBe('changed');
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(['changed', 'changed']);
  });

  it('is no better for a later seal of somebody else over it, which is said', async () => {
    const first = await seal(office, makeParts(), { covers: (name) => !name.includes('Page_0') });
    const { report } = await judge(await seal(office, first));
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(['indeterminate', 'valid']);
    expect(report.signatures[0]?.changes[0]?.evidence).toBe('protected by signature 2');
  });

  it('may be the seals themselves: a broken one beside a good one spoils both', async () => {
    const twice = await seal(office, await seal(office, makeParts()));
    const broken = withText(twice, 'Doc_0/Signs/Sign_1/Signature.xml', (text) => text.replace('120 200', '120 100'));
    const { report } = await judge(broken);
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(['changed', 'invalid']);
    expect(report.verdict).toBe('invalid');
  });
});

describe('a file whose seals were taken out', () => {
  it('is unsigned where nothing is left of them, and not confirmed where something is', async () => {
    expect((await judge(makeParts())).verdict).toBe('unsigned');
    const parts = await seal(office, makeParts());
    const unlisted = withText(parts, 'OFD.xml', (text) => text.replace(/<ofd:Signatures>.*<\/ofd:Signatures>/, ''));
    const { report } = await judge(unlisted);
    expect([report.verdict, report.damage !== null]).toEqual(['indeterminate', true]);
    const without = new Map(parts);
    without.delete('Doc_0/Signs/Signatures.xml');
    expect((await judge(without)).verdict).toBe('indeterminate');
  });
});
