/** What a more tolerant reader shows of a package is what was signed, or the package is not valid. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/contract/index.ts';
import { makeParts, type Parts, pack, textOf, withText, xml } from '../../fixtures/ofd/package.ts';
import { type SealForm, seal } from '../../fixtures/ofd/seal.ts';
import { verifyOfd } from '../../fixtures/ofd/verify.ts';
import { makeZip, type ZipPart } from '../../fixtures/ofd/zip.ts';
import { openSealOffice, type SealOffice } from '../../signature/seal-office.ts';

type Change = (parts: Parts) => Parts;

/** Not drawn, which saves time. */
const nested = { type: 'OFD', data: Buffer.from('PK\x03\x04nested', 'latin1'), widthMm: 30, heightMm: 20 };
const namespace = 'xmlns:ofd="http://www.ofdspec.org/2016"';
const listPath = 'Doc_0/Signs/Signatures.xml';
const documentPath = 'Doc_0/Document.xml';
const pagePath = 'Doc_0/Pages/Page_0/Content.xml';
const otherPage = xml(`<ofd:Page ${namespace}/>`);

let office: SealOffice;
let sealed: Parts;
const unsealed = () => makeParts({ hasTemplate: true, hasAttachment: true });
const sealOn = (parts: Parts, form: SealForm = {}) => seal(office, parts, { seal: { picture: nested }, ...form });

beforeAll(async () => {
  office = openSealOffice();
  sealed = await sealOn(unsealed());
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

/** Writes `to` in the place of `from`, which has to be there. */
const edit =
  (name: string, from: string, to: string): Change =>
  (parts) =>
    withText(parts, name, (text) => {
      if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
      return text.replace(from, to);
    });
const add =
  (name: string, content: Buffer): Change =>
  (parts) =>
    new Map(parts).set(name, content);
const all = (parts: Parts, changes: readonly Change[]) => changes.reduce((before, change) => change(before), parts);

/** The same document under another root. */
const copyDocument: Change = (parts) =>
  add(
    'Doc_1/Document.xml',
    Buffer.from(textOf(parts, documentPath).replaceAll(/(BaseLoc="|<ofd:PublicRes>|<ofd:Attachments>)/g, '$1/Doc_0/')),
  )(parts);
const version = (name: string, ...roots: readonly string[]): Change =>
  add(
    name,
    xml(
      `<ofd:DocVersion ${namespace}>${roots.map((root) => `<ofd:DocRoot>${root}</ofd:DocRoot>`).join('')}</ofd:DocVersion>`,
    ),
  );
const nameVersions = (...paths: readonly string[]): Change =>
  edit(
    'OFD.xml',
    '</ofd:DocRoot>',
    `</ofd:DocRoot><ofd:Versions>${paths.map((path, index) => `<ofd:Version ID="${index}" Current="true" BaseLoc="${path}"/>`).join('')}</ofd:Versions>`,
  );

describe('an entry that nobody protects and the standard does not lead to', () => {
  it.each([
    ['counts from the other folder of the resources', 'Doc_0/image_1.png'],
    ['resolves percent escapes', 'Doc_0/Pages/Page_0/Content%2Exml'],
    ['counts from the root', 'Pages/Page_0/Content.xml'],
    ['drops a full stop, as a disk does', 'Doc_0/Pages/Page_0/Content.xml.'],
    ['folds compatible letters', 'Doc_0/Pages/Page_0/Content.xm\u217c'],
    ['keeps the space behind a name', 'Doc_0/Signs/Sign_0/Signature.xml\u3000'],
  ])('may be shown by a reader that %s', async (_, name) => {
    expect(await judge(pack(add(name, otherPage)(sealed)))).toBe('indeterminate');
  });

  it('may be a signature that was taken from the list', async () => {
    const twice = await sealOn(sealed);
    expect(await judge(pack(twice))).toBe('valid');
    const taken = withText(twice, listPath, (text) => text.replace(/<ofd:Signature ID="2"[^>]*>/, ''));
    expect(await judge(pack(taken))).toBe('indeterminate');
  });
});

describe('the list of signatures, which nobody signs, is doubted', () => {
  const bom = Buffer.from('efbbbf', 'hex');
  it.each<[string, Change]>([
    [
      'another row below',
      edit(listPath, '</ofd:Signatures>', '<ofd:A><ofd:Signature ID="9" BaseLoc="/S.xml"/></ofd:A></ofd:Signatures>'),
    ],
    ['a list in it', edit(listPath, '</ofd:Signatures>', '<ofd:Signatures/></ofd:Signatures>')],
    ['an element in a row', edit(listPath, '.xml"/>', '.xml"><ofd:BaseLoc>/S.xml</ofd:BaseLoc></ofd:Signature>')],
    ['the same attribute with a prefix', edit(listPath, ' BaseLoc', ' ofd:BaseLoc="/S.xml" BaseLoc')],
    ['an attribute that it has not', edit(listPath, ' BaseLoc', ' Relative="/S.xml" BaseLoc')],
    ['an encoding named late', edit(listPath, 'encoding', `${' '.repeat(300)}encoding="UTF-7" standalone="yes"?><!--`)],
    ['an encoding with states', edit(listPath, 'UTF-8', 'iso-2022-jp')],
    ['XML of another version', edit(listPath, 'version="1.0"', 'version="1.1"')],
    [
      'a mark that its encoding contradicts',
      (parts) =>
        add(listPath, Buffer.concat([bom, Buffer.from(textOf(parts, listPath).replace('UTF-8', 'gbk'))]))(parts),
    ],
  ])('with %s', async (_, change) => {
    expect(await judge(pack(change(sealed)))).not.toBe('valid');
  });
});

describe('what is sealed is doubted where readers take different things of it', () => {
  it.each<[string, readonly Change[]]>([
    [
      'a page of a document type',
      [edit(pagePath, '<ofd:Page', '<!DOCTYPE p [<!ENTITY e SYSTEM "http://x/">]><ofd:Page')],
    ],
    ['a page that is no XML', [edit(pagePath, '</ofd:Content>', '')]],
    ['a page in EBCDIC', [edit(pagePath, 'UTF-8', 'IBM037')]],
    ['a page of two contents', [edit(pagePath, '</ofd:Content>', '</ofd:Content><ofd:Content/>')]],
    ['a page of two sizes', [edit(pagePath, '</ofd:Area>', '</ofd:Area><ofd:Area/>')]],
    [
      'two roots of a document',
      [copyDocument, edit('OFD.xml', '</ofd:DocRoot>', '</ofd:DocRoot><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot>')],
    ],
    [
      'two current versions',
      [
        copyDocument,
        version('1.xml', documentPath),
        version('2.xml', 'Doc_1/Document.xml'),
        nameVersions('1.xml', '2.xml'),
      ],
    ],
    [
      'a version of two roots',
      [copyDocument, version('1.xml', documentPath, 'Doc_1/Document.xml'), nameVersions('1.xml')],
    ],
    ['two lists of pages', [edit(documentPath, '</ofd:Pages>', '</ofd:Pages><ofd:Pages/>')]],
    ['a list of pages of another namespace', [edit(documentPath, '<ofd:Pages>', '<ofd:A xmlns:ofd="x"/><ofd:Pages>')]],
    [
      'a page elsewhere',
      [
        edit(
          documentPath,
          '<ofd:Pages>',
          '<ofd:A><ofd:Page ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:A><ofd:Pages>',
        ),
      ],
    ],
    [
      'two pages of one number',
      [
        edit(
          documentPath,
          '</ofd:Pages>',
          '<ofd:Page ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/><ofd:Page ID="09" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>',
        ),
      ],
    ],
    [
      'two templates of one number',
      [
        edit(
          documentPath,
          '</ofd:CommonData>',
          '<ofd:TemplatePage ID="2" BaseLoc="Pages/Page_0/Content.xml"/></ofd:CommonData>',
        ),
      ],
    ],
    [
      'two pictures of one number',
      [edit('Doc_0/PublicRes.xml', '</ofd:MultiMedias>', '<ofd:MultiMedia ID="4" Type="Image"/></ofd:MultiMedias>')],
    ],
  ])('%s', async (_, changes) => {
    expect(await judge(pack(await sealOn(all(unsealed(), changes))))).toBe('indeterminate');
  });

  const anotherSeal = '<ofd:Seal><ofd:BaseLoc>/x.esl</ofd:BaseLoc></ofd:Seal>';
  it.each<[string, SealForm]>([
    [
      'a seal by a path of another system',
      {
        hasSealFile: false,
        signatureXml: (text) =>
          text.replace('</ofd:SignedInfo>', `${anotherSeal.replace('/x', '\\x')}</ofd:SignedInfo>`),
      },
    ],
    [
      'two seal files',
      { signatureXml: (text) => text.replace('</ofd:Seal>', '<ofd:BaseLoc>/x.esl</ofd:BaseLoc></ofd:Seal>') },
    ],
    [
      'a seal elsewhere',
      {
        hasSealFile: false,
        signatureXml: (text) => text.replace('</ofd:Signature>', `${anotherSeal}</ofd:Signature>`),
      },
    ],
    [
      'a place elsewhere',
      {
        signatureXml: (text) =>
          text.replace(
            '</ofd:Signature>',
            '<ofd:StampAnnot ID="51" PageRef="10" Boundary="0 0 40 40"/></ofd:Signature>',
          ),
      },
    ],
    [
      'what is signed elsewhere',
      { signatureXml: (text) => text.replace('</ofd:Signature>', '<ofd:A><ofd:SignedInfo/></ofd:A></ofd:Signature>') },
    ],
  ])('a signature of %s', async (_, form) => {
    expect(await judge(pack(await sealOn(add('x.esl', Buffer.from('x'))(unsealed()), form)))).not.toBe('valid');
  });
});

describe('an archive that holds another for who reads it from the front is refused', () => {
  const hidden = makeZip([{ name: pagePath, content: otherPage }]);
  it.each<[string, Parts, (name: string) => Partial<ZipPart>]>([
    ['in a folder', new Map([['a/', Buffer.alloc(0)]]), () => ({ trailing: hidden, descriptor: 'signed' })],
    ['in a folder of the name of a file', new Map([[`${pagePath}/`, Buffer.alloc(0)]]), () => ({})],
  ])('%s', async (_, more, change) => {
    const ofd = pack(new Map([...sealed, ...more]), {}, (name) => (more.has(name) ? change(name) : {}));
    expect(await judge(ofd)).toBe('OFD_DAMAGED');
  });

  /** In the last entry's extra field: what some readers look for right before the end of an archive, whatever that says. */
  it('by the end of a large archive before the end of a small one', async () => {
    const longEnd = Buffer.alloc(56 + 20);
    longEnd.write('PK\x06\x06', 0, 'latin1');
    longEnd.writeBigUInt64LE(44n, 4);
    longEnd.write('PK\x06\x07', 56, 'latin1');
    longEnd.writeUInt32LE(1, 72);
    const extra = Buffer.concat([Buffer.from([0x99, 0x99, longEnd.length, 0]), longEnd]);
    const [last] = [...sealed.keys()].slice(-1);
    expect(await judge(pack(sealed, {}, (name) => (name === last ? { extra } : {})))).toBe('OFD_DAMAGED');
  });

  it('by another end that reaches to the end of the file as well', async () => {
    const image = 'Doc_0/Res/image_1.png';
    const parts = await sealOn(unsealed(), { covers: (name) => name !== image });
    const withEnd = (commentBytes: number) => {
      const other = Buffer.alloc(22);
      other.write('PK\x05\x06', 0, 'latin1');
      other.writeUInt16LE(commentBytes, 20);
      return pack(add(image, other)(parts), {}, (name) => ({ isStored: name === image }));
    };
    const plain = withEnd(0);
    expect(await judge(plain)).toBe('indeterminate');
    const reaching = plain.length - plain.indexOf('PK\x05\x06', 0, 'latin1') - 22;
    expect(await judge(withEnd(reaching))).toBe('OFD_DAMAGED');
  });

  it('in stored data whose end is told behind it', async () => {
    const parts = await sealOn(add('Doc_0/Res/image_1.png', hidden)(unsealed()));
    const isImage = (name: string) => name.endsWith('.png');
    expect(await judge(pack(parts, {}, (name) => ({ isStored: isImage(name) })))).toBe('valid');
    const open = pack(parts, {}, (name) => (isImage(name) ? { isStored: true, descriptor: 'signed' } : {}));
    expect(await judge(open)).toBe('OFD_DAMAGED');
  });
});

describe('what makers do in good faith stays valid', () => {
  it('in the list', async () => {
    const relative = edit(listPath, ' BaseLoc', ' Relative="0" BaseLoc');
    const schema = edit(
      listPath,
      ' xmlns:ofd',
      ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" xmlns:ofd',
    );
    const wide: Change = (parts) => add(listPath, Buffer.from(`\ufeff${textOf(parts, listPath)}`, 'utf16le'))(parts);
    for (const change of [relative, schema, wide, edit(listPath, 'UTF-8', 'GBK'), edit(listPath, 'UTF-8', 'utf-8')]) {
      expect(await judge(pack(change(sealed)))).toBe('valid');
    }
    expect(await judge(pack(add('Doc_0/', Buffer.alloc(0))(sealed)))).toBe('valid');
  });

  it('with the seal beside the signature and not named', async () => {
    const noName = await sealOn(unsealed(), {
      covers: (name) => !name.endsWith('.esl'),
      signatureXml: (text) => text.replace(/<ofd:Seal>.*<\/ofd:Seal>/, ''),
    });
    expect(await judge(pack(noName))).toBe('valid');
    expect(await judge(pack(add('Doc_0/Signs/Sign_0/Seal.esl', Buffer.from('x'))(noName)))).toBe('indeterminate');
  });

  it('with a document in GB 18030 and more drawn on a page than is read', async () => {
    const drawn = '<ofd:PathObject/>'.repeat(600_000);
    const parts = all(unsealed(), [
      edit(pagePath, '<ofd:Content>', `<ofd:Content><ofd:Layer>${drawn}</ofd:Layer>`),
      edit(documentPath, 'UTF-8', 'GB18030'),
    ]);
    expect(await judge(pack(await sealOn(parts)))).toBe('valid');
  });
});
