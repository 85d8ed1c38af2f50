import { PDFName } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { bytesSource, openAsViewersDo, openPdf, pageCount, readPage, rewriteWhole } from '../../src-main/pdf/index.ts';
import { irregularitiesOf } from '../../src-main/pdf/strictness/signed-revision.ts';
import { craft, onePage, stream } from '../fixtures/pdf/index.ts';

const file = onePage();
const text = (pdf: Buffer) => pdf.toString('latin1');
const bytes = (changed: string) => Buffer.from(changed, 'latin1');
const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>';
const tree = (pages: string, more: Record<number, string> = {}) =>
  craft({
    objects: { 1: '<< /Type /Catalog /Pages 2 0 R >>', 2: pages, 3: page, 4: stream('0 0 m 9 9 l S'), ...more },
  });

/** What viewers open, some of them after a repair. */
const damagedFiles: Record<string, Buffer> = {
  'a Prev of 0': onePage({ trailer: '/Prev 0' }),
  'a byte order mark before the header': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), file]),
  'a line break before the header, offsets counted from the first byte': bytes(
    `\n${text(file)}`.replace(/startxref\n(\d+)/, (_, at) => `startxref\n${Number(at) + 1}`),
  ),
  'no page count': tree('<< /Type /Pages /Kids [3 0 R] >>'),
  'no cross-reference that startxref names': bytes(text(file).replace(/startxref\s+\d+/, 'startxref\n9999999')),
  'no end': file.subarray(0, file.lastIndexOf('startxref')),
  'bytes of an older version behind its end': Buffer.concat([
    file,
    bytes('ET\nendstream\nendobj\nstartxref\n77\n%%EOF\n'),
  ]),
  'every line end made two bytes': bytes(text(file).replace(/\r?\n/g, '\r\n')),
};

describe('a file that viewers repair', () => {
  it.each(Object.entries(damagedFiles))('is not read as it is written: %s', (_, pdf) => {
    expect(() => pageCount(openPdf(bytesSource(pdf)))).toThrowError('PDF_DAMAGED');
  });

  it.each(Object.entries(damagedFiles))('is read as they do, and says so: %s', (_, pdf) => {
    const document = openAsViewersDo(bytesSource(pdf));
    expect(document.damage).not.toBeNull();
    expect(pageCount(document)).toBe(1);
    expect(readPage(document, 1).dict.get(PDFName.of('Contents'))).toBeDefined();
  });

  it.each(Object.entries(damagedFiles))('is written anew without a fault: %s', (_, pdf) => {
    const written = openPdf(bytesSource(rewriteWhole(bytesSource(pdf)).bytes));
    expect(pageCount(written)).toBe(1);
    expect(irregularitiesOf(written, 10)).toEqual([]);
  });

  it('is none where it is written as it should be', () => {
    expect(openAsViewersDo(bytesSource(file)).damage).toBeNull();
  });
});

describe('a file written anew', () => {
  const pagesOf = (pdf: Buffer) => {
    const { bytes: written } = rewriteWhole(bytesSource(pdf));
    const document = openPdf(bytesSource(written));
    return Array.from({ length: pageCount(document) }, (_, index) => readPage(document, index + 1));
  };

  it('has a page that stood in /Kids itself as an object of its own', () => {
    const [only, ...others] = pagesOf(tree(`<< /Type /Pages /Kids [${page}] /Count 1 >>`));
    expect(only?.cropBox).toEqual([0, 0, 595, 842]);
    expect(others).toEqual([]);
  });

  it('has a page that was listed twice as two pages', () => {
    const pages = pagesOf(tree('<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>'));
    expect(new Set(pages.map(({ ref }) => ref)).size).toBe(2);
  });

  it('keeps what a page inherited', () => {
    const inheriting = tree('<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 300 400] /Rotate 90 >>', {
      3: '<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>',
    });
    expect(pagesOf(inheriting)).toMatchObject([{ mediaBox: [0, 0, 300, 400], rotate: 90 }]);
  });

  it('is not made of a file that was signed, nor where the repair would lose the signature', () => {
    const signed = onePage({ more: { 6: '<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>' } });
    expect(() => rewriteWhole(bytesSource(signed))).toThrowError('PDF_SIGNED');
  });
});

describe('an OFD file', () => {
  it('is called that, and nobody is told to make a PDF of it', () => {
    const archive = Buffer.from('PK\x03\x04 Doc_0/Document.xml PK\x01\x02 OFD.xml PK\x05\x06', 'latin1');
    expect(() => openPdf(bytesSource(archive))).toThrowError('FILE_IS_OFD');
    const other = Buffer.from('PK\x03\x04 word/document.xml', 'latin1');
    expect(() => openPdf(bytesSource(other))).toThrowError('PDF_NOT_PDF');
  });
});

describe('a file that is encrypted with certificates', () => {
  it('is told apart from a damaged one', () => {
    const encrypted = onePage({
      more: { 6: '<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /Length 128 >>' },
      trailer: '/Encrypt 6 0 R',
    });
    expect(() => openPdf(bytesSource(encrypted))).toThrowError('PDF_ENCRYPTED_FOR_CERTIFICATES');
  });
});
