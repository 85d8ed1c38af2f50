/** Whatever is done to a sealed package is found or refused, and never called valid. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, type VerificationReport } from '../../../src-main/contract/index.ts';
import { openPackage, readSignatureFile } from '../../../src-main/ofd/index.ts';
import { bytesSource } from '../../../src-main/pdf/index.ts';
import { judgeReferences } from '../../../src-main/verification/ofd/references.ts';
import { digestOf } from '../../../src-main/x509/index.ts';
import { makeParts, type Parts, pack, withText, xml } from '../../fixtures/ofd/package.ts';
import { seal } from '../../fixtures/ofd/seal.ts';
import { verifyOfd } from '../../fixtures/ofd/verify.ts';
import { makeZip, type ZipForm, type ZipPart } from '../../fixtures/ofd/zip.ts';
import { openSealOffice, type SealOffice } from '../../signature/seal-office.ts';

let office: SealOffice;
let parts: Parts;
let whole: VerificationReport;
const listPath = 'Doc_0/Signs/Signatures.xml';
const pagePath = 'Doc_0/Pages/Page_0/Content.xml';

/** As in the seals of the tax bureaux, the picture is an OFD itself; it is not drawn, which saves the time of drawing it thousands of times. */
const nested = { type: 'OFD', data: Buffer.from('PK\x03\x04nested', 'latin1'), widthMm: 30, heightMm: 20 };

beforeAll(async () => {
  office = openSealOffice();
  parts = await seal(office, makeParts({ hasAttachment: true, hasTemplate: true }), { seal: { picture: nested } });
  whole = await verifyOfd(office, pack(parts));
  expect(whole.verdict).toBe('valid');
});
afterAll(() => office.openssl.remove());

/** The verdict, or the code of the error that refuses the file. */
async function judge(ofd: Uint8Array): Promise<string> {
  try {
    return (await verifyOfd(office, ofd)).verdict;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'INTERNAL') return thrown.code;
    throw thrown;
  }
}

const flipped = (content: Buffer, at: number): Buffer => {
  const changed = Buffer.from(content);
  changed[at] = (content[at] ?? 0) ^ (1 << (at % 8));
  return changed;
};

/** Every byte of what is signed or is not protected; of the protected parts some, as the next test knows each byte of them. */
const strideIn = (name: string): number => {
  if (name.endsWith('Signatures.xml') || name.endsWith('SignedValue.dat')) return 1;
  return name.endsWith('Signature.xml') ? 2 : 13;
};

const told = ({ signatures, verdict, lines }: VerificationReport) => ({ verdict, lines, signatures });

describe('a sealed package', () => {
  it('with any byte of a part changed is not valid, but for a byte of the list that says the same', async () => {
    const unfound: string[] = [];
    for (const [name, content] of parts) {
      for (let at = 0; at < content.length; at += strideIn(name)) {
        const ofd = pack(new Map(parts).set(name, flipped(content, at)));
        if ((await judge(ofd)) !== 'valid') continue;
        // The list of signatures is protected by none that permits another: what it says is in what is shown of it.
        const report = await verifyOfd(office, ofd);
        const renamed = report.signatures.map((one) => ({ ...one, fieldName: '1' }));
        const isSame = name === listPath && JSON.stringify(renamed) === JSON.stringify(whole.signatures);
        if (!isSame) unfound.push(`${name} at ${at}`);
      }
    }
    expect(unfound).toEqual([]);
  });

  it('has no byte in a protected part that its digest does not know', async () => {
    const file = readSignatureFile(openPackage(bytesSource(pack(parts))), 'Doc_0/Signs/Sign_0/Signature.xml');
    if ('fault' in file) throw new Error(file.fault);
    const unfound: string[] = [];
    for (const name of file.references.map(({ path }) => path ?? '')) {
      const content = parts.get(name) ?? Buffer.alloc(0);
      for (let at = 0; at < content.length; at++) {
        const changed = flipped(content, at);
        const { hold } = await judgeReferences(file, async (path) => ({
          name: path,
          digest: digestOf('sm3', path === name ? changed : (parts.get(path) ?? Buffer.alloc(0))),
        }));
        if (hold) unfound.push(`${name} at ${at}`);
      }
    }
    expect(unfound).toEqual([]);
  });

  it('whose list is locked has no such byte', async () => {
    const locked = await seal(office, makeParts(), { seal: { picture: nested }, locks: true });
    const list = locked.get(listPath) ?? Buffer.alloc(0);
    const valid: number[] = [];
    for (let at = 0; at < list.length; at++) {
      const changed = Buffer.from(list);
      changed[at] = (list[at] ?? 0) ^ (1 << (at % 8));
      if ((await judge(pack(new Map(locked).set(listPath, changed)))) === 'valid') valid.push(at);
    }
    expect(valid).toEqual([]);
  });

  it('with any byte of its layout changed is not valid, or is read as it was', async () => {
    const ofd = pack(parts);
    const isContent = new Uint8Array(ofd.length);
    for (const name of parts.keys()) {
      const start = ofd.indexOf(Buffer.from(name)) + name.length;
      const packedBytes = ofd.readUInt32LE(start - name.length - 12);
      isContent.fill(1, start, start + packedBytes);
    }
    const unfound: number[] = [];
    for (let at = 0; at < ofd.length; at++) {
      if (isContent[at] === 1) continue;
      const changed = Buffer.from(ofd);
      changed[at] = (ofd[at] ?? 0) ^ (1 << (at % 8));
      if ((await judge(changed)) !== 'valid') continue;
      // Times and attributes of files, and the version that is needed to unpack them.
      const report = await verifyOfd(office, changed);
      if (JSON.stringify(told(report)) !== JSON.stringify(told(whole))) unfound.push(at);
    }
    expect(unfound).toEqual([]);
  });

  it.each([
    ...makeParts({ hasAttachment: true, hasTemplate: true }).keys(),
    listPath,
    'Doc_0/Signs/Sign_0/Signature.xml',
    'Doc_0/Signs/Sign_0/SignedValue.dat',
    'Doc_0/Signs/Sign_0/Seal.esl',
  ])('without %s, with it doubled, or under another case is not valid', async (name) => {
    const without = new Map(parts);
    without.delete(name);
    // What a signature does not need for itself, and no longer has, takes nothing from it: the seal is in its value.
    const isSealFile = name.endsWith('.esl');
    if (!isSealFile) expect(await judge(pack(without))).not.toBe('valid');
    const all = [...parts].map(([one, content]): ZipPart => ({ name: one, content }));
    const again = { name, content: parts.get(name) ?? Buffer.alloc(0) };
    expect(await judge(makeZip([...all, again]))).toBe('OFD_DAMAGED');
    expect(await judge(makeZip([...all, { ...again, name: name.toUpperCase() }]))).not.toBe('valid');
    const renamed = all.map((one) =>
      one.name === name ? { ...one, name: name.toLowerCase().replace('doc_0', 'DOC_0') } : one,
    );
    expect(await judge(makeZip(renamed))).not.toBe('valid');
  });

  it('that was cut short at any length is refused', async () => {
    const ofd = pack(parts);
    for (let length = 0; length < ofd.length; length += 13) {
      expect(await judge(ofd.subarray(0, length))).toBe('OFD_DAMAGED');
    }
  });
});

describe('an archive that readers take apart in different ways', () => {
  const page = (change: (content: Buffer) => Partial<ZipPart>) => (name: string) =>
    name === pagePath ? change(parts.get(pagePath) ?? Buffer.alloc(0)) : {};

  it.each<[string, ZipForm]>([
    ['bytes before it', { before: Buffer.from('%PDF-1.7 ') }],
    ['bytes after it', { after: Buffer.from('x') }],
    ['bytes before its directory', { betweenDirectory: Buffer.from('PK\x03\x04', 'latin1') }],
    ['another end in its comment', { comment: Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]) }],
    ['another archive after it', { after: makeZip([{ name: 'OFD.xml', content: Buffer.from('<OFD/>') }]) }],
  ])('because of %s is not valid', async (_, form) => {
    expect(await judge(pack(parts, form))).not.toBe('valid');
  });

  it.each<[string, (content: Buffer) => Partial<ZipPart>]>([
    ['another name before the part', () => ({ local: { name: 'Doc_0/Pages/Page_9/Content.xml' } })],
    ['another checksum', () => ({ local: { crc32: 1 } })],
    ['another size', (content) => ({ local: { sizeBytes: content.length + 1 } })],
    ['another method', () => ({ local: { method: 0 } })],
    ['a size in the directory that is not the part’s', (content) => ({ sizeBytes: content.length + 1 })],
    ['more behind the compressed data', () => ({ trailing: Buffer.from('more') })],
    ['bytes between two parts', () => ({ after: Buffer.from('hidden') })],
    ['encryption', () => ({ flags: 0x0801 })],
    [
      'a name of its own in Info-ZIP’s field',
      () => ({ extra: Buffer.concat([Buffer.from([0x75, 0x70, 9, 0, 1, 0, 0, 0, 0]), Buffer.from('evil')]) }),
    ],
    ['a symbolic link', () => ({ mode: 0o120777 })],
  ])('with %s is not valid', async (_, change) => {
    expect(await judge(pack(parts, {}, page(change)))).not.toBe('valid');
  });

  it.each(['/OFD2.xml', '../OFD.xml', 'Doc_0/../x', 'Doc_0\\x', 'C:/x', 'a//b', './x', 'a/\u0000b'])(
    'with a part called %j is refused',
    async (name) => {
      const all = [...parts].map(([one, content]): ZipPart => ({ name: one, content }));
      expect(await judge(makeZip([...all, { name, content: Buffer.from('x') }]))).toBe('OFD_DAMAGED');
    },
  );

  it('that is whole is valid whichever way its maker wrote it', async () => {
    const ways: ((name: string) => Partial<ZipPart>)[] = [
      () => ({ isStored: true }),
      () => ({ descriptor: 'signed' }),
      () => ({ descriptor: 'bare' }),
      () => ({ flags: 0 }),
      () => ({ mode: 0o100644 }),
    ];
    for (const way of ways) expect(await judge(pack(parts, {}, way))).toBe('valid');
    expect(await judge(pack(parts, { comment: Buffer.from('made by us') }))).toBe('valid');
  });

  it('with names in GBK is read, and with a part that nobody protects is not confirmed', async () => {
    const all = [...parts].map(([name, content]): ZipPart => ({ name, content }));
    const name = Buffer.concat([Buffer.from('Doc_0/Attachs/'), Buffer.from('b8bdbcfe', 'hex'), Buffer.from('.txt')]);
    const report = await verifyOfd(office, makeZip([...all, { name, content: Buffer.from('x'), flags: 0 }]));
    expect(report.verdict).toBe('indeterminate');
    const findings = report.signatures[0]?.findings ?? [];
    expect(findings).toContainEqual(expect.objectContaining({ reason: 'package/names-otherwise' }));
    expect(findings).toContainEqual(
      expect.objectContaining({ reason: 'package/unreferenced', values: { count: 1, part: 'Doc_0/Attachs/附件.txt' } }),
    );
    expect(report.signatures[0]?.changes).toEqual([
      expect.objectContaining({ kind: 'part-unprotected', part: 'Doc_0/Attachs/附件.txt' }),
    ]);
  });
});

describe('XML that is more than it shows', () => {
  const within = async (name: string, change: (text: string) => string) => judge(pack(withText(parts, name, change)));
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

  it.each(['OFD.xml', 'Doc_0/Document.xml', listPath, 'Doc_0/Signs/Sign_0/Signature.xml'])(
    'in %s, as a document type, an entity or a broken element, is refused or found',
    async (name) => {
      const dtd = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY a "&e;&e;">]>';
      expect(await within(name, (text) => text.replace(declaration, `${declaration}${dtd}`))).not.toBe('valid');
      expect(await within(name, (text) => text.replace('><', '>&unknown;<'))).not.toBe('valid');
      expect(await within(name, (text) => text.replace(/<\/[^>]*>$/, ''))).not.toBe('valid');
      expect(await within(name, (text) => text.replace('UTF-8', 'UTF-7'))).not.toBe('valid');
    },
  );

  it('of another namespace in the list, or a second row of the same number, is found', async () => {
    const row = '<ofd:Signature ID="1" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/>';
    expect(await within(listPath, (text) => text.replace('</ofd:Signatures>', `${row}</ofd:Signatures>`))).not.toBe(
      'valid',
    );
    const foreign = '<x:Signature xmlns:x="urn:x" ID="2" BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/>';
    expect(await within(listPath, (text) => text.replace('</ofd:Signatures>', `${foreign}</ofd:Signatures>`))).not.toBe(
      'valid',
    );
  });

  it('that names another Seal than it signs, or two values, is found', async () => {
    const signature = 'Doc_0/Signs/Sign_0/Signature.xml';
    expect(
      await within(signature, (text) =>
        text.replace('<ofd:SignedValue>', '<ofd:SignedValue>/x</ofd:SignedValue><ofd:SignedValue>'),
      ),
    ).toBe('invalid');
  });

  it('of another entry list or an encrypted package is found or refused', async () => {
    const entries = new Map(parts).set('OFDEntries.xml', xml('<OFDEntries/>'));
    expect(await judge(pack(entries))).toBe('indeterminate');
    expect(await judge(pack(new Map(parts).set('Encryptions.xml', xml('<Encryptions/>'))))).toBe('OFD_ENCRYPTED');
  });
});

describe('a package that is too much', () => {
  it('because a part unpacks to more than it says is refused', async () => {
    const bomb = Buffer.alloc(64 << 20);
    const all = [...parts].map(([name, content]): ZipPart => ({ name, content }));
    const lying = all.map((one) => (one.name === pagePath ? { ...one, content: bomb, sizeBytes: 100 } : one));
    expect(await judge(makeZip(lying))).toBe('OFD_DAMAGED');
  });

  it('because its XML is endlessly deep, or a part of it large, is refused', async () => {
    const deep = `<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016">${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</ofd:Document>`;
    expect(await judge(pack(new Map(parts).set('Doc_0/Document.xml', Buffer.from(deep))))).toBe('OFD_LIMIT');
    const large = Buffer.concat([
      xml('<ofd:Res xmlns:ofd="x">'),
      Buffer.alloc(17 << 20, ' '),
      Buffer.from('</ofd:Res>'),
    ]);
    expect(await judge(pack(new Map(parts).set('Doc_0/PublicRes.xml', large)))).toBe('OFD_LIMIT');
  });

  it('because a document leads to itself is read to its end', async () => {
    const looped = withText(parts, 'OFD.xml', (text) =>
      text.replace(
        '<ofd:Signatures>',
        '<ofd:Versions><ofd:Version ID="1" BaseLoc="V.xml"/></ofd:Versions><ofd:Signatures>',
      ),
    );
    looped.set(
      'V.xml',
      xml('<DocVersion><FileList><File>V.xml</File></FileList><DocRoot>OFD.xml</DocRoot></DocVersion>'),
    );
    expect(await judge(pack(looped))).toBe('OFD_DAMAGED');
  });
});
