import { describe, expect, it } from 'vitest';
import { AppError } from '../../src-main/contract/index.ts';
import { openPackage, reachParts, readPackageRoot, readSignatureFile } from '../../src-main/ofd/index.ts';
import { objectionToName, readEntryName } from '../../src-main/ofd/package/entry-names.ts';
import { resolvePartPath } from '../../src-main/ofd/package/part-path.ts';
import { readBox } from '../../src-main/ofd/structure/document.ts';
import { isFault, readXml } from '../../src-main/ofd/xml/read-xml.ts';
import { bytesSource } from '../../src-main/pdf/index.ts';
import { makeParts, pack, xml } from '../fixtures/ofd/package.ts';
import { makeZip } from '../fixtures/ofd/zip.ts';

describe('a path in a part', () => {
  it.each<[from: string, location: string, path: string | null]>([
    ['OFD.xml', 'Doc_0/Document.xml', 'Doc_0/Document.xml'],
    ['Doc_0/Document.xml', 'Pages/Page_0/Content.xml', 'Doc_0/Pages/Page_0/Content.xml'],
    ['Doc_0/Document.xml', '/Doc_1/Document.xml', 'Doc_1/Document.xml'],
    ['Doc_0/Document.xml', './Res.xml', 'Doc_0/Res.xml'],
    ['Doc_0/Signs/Signatures.xml', '../Res.xml', 'Doc_0/Res.xml'],
    ['Doc_0/Signs/Signatures.xml', ' Sign_0/Signature.xml ', 'Doc_0/Signs/Sign_0/Signature.xml'],
    ['OFD.xml', '../x', null],
    ['OFD.xml', '/..', null],
    ['OFD.xml', 'a\\b', null],
    ['OFD.xml', '', null],
    ['OFD.xml', '/', null],
  ])('of %s that says %j leads to %s', (from, location, path) => {
    expect(resolvePartPath(from, location)).toBe(path);
  });
});

describe('the name of an entry', () => {
  it('is UTF-8 where it says so or may be, and GBK where it cannot be', () => {
    const utf8 = Buffer.from('附件.xml');
    const gbk = Buffer.concat([Buffer.from('b8bdbcfe', 'hex'), Buffer.from('.xml')]);
    expect(readEntryName(utf8, true)).toMatchObject({ name: '附件.xml', isUnclear: false });
    expect(readEntryName(utf8, false)).toMatchObject({ name: '附件.xml', isUnclear: true });
    expect(readEntryName(gbk, false)).toMatchObject({ name: '附件.xml', isUnclear: true });
    expect(readEntryName(Buffer.from('a.xml'), false)).toMatchObject({ name: 'a.xml', isUnclear: false });
    expect(() => readEntryName(gbk, true)).toThrow(AppError);
  });

  it.each(['', '/a', 'a/../b', '..', './a', 'a//b', 'a\\b', 'C:a', 'a\n'])('%j is refused', (name) => {
    expect(objectionToName(name)).not.toBeNull();
  });

  it.each(['a', 'a/', 'Doc_0/a..b', '附件/.hidden'])('%j is taken', (name) => {
    expect(objectionToName(name)).toBeNull();
  });
});

describe('a box', () => {
  it.each<[string | undefined, object | null]>([
    ['1 2 3 4', { left: 1, top: 2, width: 3, height: 4 }],
    [' 1.5  2 3\t4 ', { left: 1.5, top: 2, width: 3, height: 4 }],
    ['-5 -5 10 10', { left: -5, top: -5, width: 10, height: 10 }],
    ['1 2 3', null],
    ['1 2 3 4 5', null],
    ['1 2 -3 4', null],
    ['a b c d', null],
    [undefined, null],
  ])('written %j is %j', (text, box) => {
    expect(readBox(text)).toEqual(box);
  });
});

describe('XML', () => {
  it('is read by local names, whatever the prefix and the encoding', () => {
    const gb = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="GBK"?><a b="1">'),
      Buffer.from('d6d0', 'hex'),
      Buffer.from('</a>'),
    ]);
    expect(readXml(gb)).toMatchObject({ name: 'a', text: '中' });
    expect(readXml(Buffer.from('\ufeff<x:a xmlns:x="u"><x:b>1</x:b></x:a>'))).toMatchObject({
      name: 'a',
      children: [{ name: 'b', text: '1', isForeign: false }],
    });
    expect(readXml(Buffer.from('\ufeff<a>中</a>', 'utf16le'))).toMatchObject({ text: '中' });
    expect(readXml(Buffer.from('<a>&lt;<![CDATA[<b>]]>&#x4e2d;</a>'))).toMatchObject({ text: '<<b>中' });
  });

  it('tells elements of another namespace, and not those that repeat their own', () => {
    const read = readXml(Buffer.from('<o:a xmlns:o="u"><o:b xmlns:o="u"/><o:c xmlns:o="v"/><d/></o:a>'));
    if (isFault(read)) throw new Error(read.fault);
    expect(read.children.map(({ isForeign }) => isForeign)).toEqual([false, true, true]);
  });

  it('checks and leaves out what is not asked for', () => {
    expect(readXml(Buffer.from('<a><Content><b/></Content><c/></a>'), new Set(['Content']))).toMatchObject({
      children: [{ name: 'Content', children: [] }, { name: 'c' }],
    });
    expect(isFault(readXml(Buffer.from('<a><Content><b></Content></a>'), new Set(['Content'])))).toBe(true);
  });

  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<!DOCTYPE a><a/>',
    '<a>&x;</a>',
    '<a b="1" b="2"/>',
    '<a b=1/>',
    '<?xml version="1.0" encoding="x"?><a/>',
    '<a>\u0000</a>',
  ])('%j is none', (text) => {
    expect(isFault(readXml(Buffer.from(text)))).toBe(true);
  });
});

describe('what a package shows', () => {
  it('is all that is named in it, with the page that it is of', () => {
    const opened = openPackage(
      bytesSource(pack(makeParts({ pages: 2, hasTemplate: true, hasAttachment: true, hasBrokenTag: true }))),
    );
    const { parts, shown } = reachParts(opened, readPackageRoot(opened));
    expect(shown.map((one) => one?.path)).toEqual(['Doc_0/Document.xml']);
    expect(parts.map(({ path, role, page }) => `${role} ${page ?? '-'} ${path}`)).toEqual([
      'root - OFD.xml',
      'document - Doc_0/Document.xml',
      'resources - Doc_0/PublicRes.xml',
      'media - Doc_0/Res/image_1.png',
      'template - Doc_0/Tpls/Tpl_0/Content.xml',
      'page 1 Doc_0/Pages/Page_0/Content.xml',
      'page 2 Doc_0/Pages/Page_1/Content.xml',
      'attachments - Doc_0/Attachs/Attachments.xml',
      'attachment - Doc_0/Attachs/original_invoice.xml',
      'tags - Doc_0/Tags/CustomTags.xml',
      'tags - Doc_0/Tags/CustomTag.xml',
    ]);
    expect(parts.every(({ isMissing, isOtherCase }) => !isMissing && !isOtherCase)).toBe(true);
  });

  it('has the resources of a page, the annotations by their page, and what is missing', () => {
    const parts = makeParts();
    parts.set(
      'Doc_0/Document.xml',
      Buffer.from(
        String(parts.get('Doc_0/Document.xml')).replace(
          '</ofd:Document>',
          '<ofd:Annotations>Annots/A.xml</ofd:Annotations></ofd:Document>',
        ),
      ),
    );
    parts.set(
      'Doc_0/Annots/A.xml',
      xml('<Annotations><Page PageID="10"><FileLoc>P0.xml</FileLoc></Page></Annotations>'),
    );
    parts.set('Doc_0/Pages/Page_0/Content.xml', xml('<Page><PageRes>Res.xml</PageRes></Page>'));
    parts.set(
      'Doc_0/Pages/Page_0/Res.xml',
      xml('<Res BaseLoc="R"><MultiMedias><MultiMedia><MediaFile>a.png</MediaFile></MultiMedia></MultiMedias></Res>'),
    );
    const opened = openPackage(bytesSource(pack(parts)));
    const found = reachParts(opened, readPackageRoot(opened)).parts.filter(
      ({ role, path }) => role === 'annotation' || path.includes('Page_0/R'),
    );
    expect(found).toMatchObject([
      { path: 'Doc_0/Pages/Page_0/Res.xml', isMissing: false },
      { path: 'Doc_0/Pages/Page_0/R/a.png', isMissing: true },
      { path: 'Doc_0/Annots/P0.xml', page: 1, isMissing: true },
    ]);
  });
});

describe('a Signature.xml', () => {
  const read = (text: string) => {
    const opened = openPackage(bytesSource(makeZip([{ name: 'S/Signature.xml', content: xml(text) }])));
    return readSignatureFile(opened, 'S/Signature.xml');
  };

  it('is read in any order, with paths absolute or from its folder', () => {
    const file = read(
      '<Signature><SignedValue>v.dat</SignedValue><SignedInfo><Seal><BaseLoc>/s.esl</BaseLoc></Seal><References><Reference FileRef="../a.xml"><CheckValue> AQ\nI= </CheckValue></Reference></References></SignedInfo></Signature>',
    );
    expect(file).toMatchObject({
      valuePath: 'S/v.dat',
      sealPath: 's.esl',
      checkMethod: null,
      references: [{ path: 'a.xml', checkValue: new Uint8Array([1, 2]) }],
      oddities: ['relative references'],
    });
  });

  it.each([
    '<Signature/>',
    '<Other><SignedInfo/></Other>',
    '<Signature><SignedInfo/><SignedInfo/></Signature>',
    '<Signature><SignedInfo><References/><References/></SignedInfo></Signature>',
  ])('that is %s is none', (text) => {
    expect(read(text)).toHaveProperty('fault');
  });
});
