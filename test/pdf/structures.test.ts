import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src-main/contract/index.ts';
import {
  assertMayStamp,
  bytesSource,
  checkByteRange,
  displayedSize,
  laterChanges,
  openPdf,
  pageCount,
  pageNumberOf,
  readPage,
  readSignatureFields,
} from '../../src-main/pdf/index.ts';
import {
  craft,
  deepTree,
  flatTree,
  hybrid,
  onePage,
  producerFiles,
  readFixture,
  stream,
  update,
} from '../fixtures/pdf/index.ts';
import { appendField } from './append.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-structures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function save(bytes: Uint8Array): string {
  const path = join(folder, `${count++}.pdf`);
  writeFileSync(path, bytes);
  return path;
}

/** What qpdf, which we did not write, finds wrong. */
function qpdfComplaints(bytes: Uint8Array): string {
  const result = spawnSync('qpdf', ['--password=owner', '--check', save(bytes)], { encoding: 'utf8' });
  return result.status === 0 ? '' : result.stdout + result.stderr;
}

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'accepted';
};

const crafted: Record<string, () => Buffer> = {
  'a hybrid-reference file': hybrid,
  'a page tree ten levels deep': () => deepTree(10),
  'a flat page tree': () => flatTree(300),
  'an indirect annotation array': () =>
    onePage({
      pageEntries: '/Annots 6 0 R',
      more: { 6: '[7 0 R]', 7: '<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] >>' },
    }),
  'a form with indirect fields': () =>
    onePage({
      catalog: '/AcroForm 6 0 R',
      more: { 6: '<< /Fields 7 0 R /NeedAppearances true >>', 7: '[8 0 R]', 8: '<< /FT /Tx /T (name) >>' },
    }),
  'a form inside the catalog': () =>
    onePage({ catalog: '/AcroForm << /Fields [6 0 R] >>', more: { 6: '<< /FT /Tx /T (name) >>' } }),
  'earlier incremental updates': () => update(update(onePage(), { 6: '<< /A 1 >>' }), { 6: '<< /A 2 >>' }),
  'an xref table whose entries are 19 bytes': () =>
    Buffer.from(
      onePage()
        .toString('latin1')
        .replace(/(\d{10} \d{5} [nf]) \n/g, '$1\n'),
      'latin1',
    ),
};

describe('a seal field appended to', () => {
  const inputs: [string, () => Buffer][] = [
    ...producerFiles
      .filter((file) => file !== 'encrypted-no-modification.pdf')
      .map((file): [string, () => Buffer] => [file, () => readFixture(file)]),
    ...Object.entries(crafted),
  ];
  for (const [name, make] of inputs) {
    it(`${name} leaves a sound file that begins with the original and holds the field twice over`, () => {
      const original = make();
      const password = name.startsWith('encrypted') ? 'user' : undefined;
      const once = appendField(original, { password });
      const twice = appendField(once, { password, page: 1 });
      expect(twice.subarray(0, original.length).equals(original)).toBe(true);
      expect(qpdfComplaints(twice)).toBe(qpdfComplaints(original));

      const document = openPdf(bytesSource(twice), { password });
      expect(pageCount(document)).toBe(pageCount(openPdf(bytesSource(original), { password })));
      const [first, second] = readSignatureFields(document);
      if (!first?.value || !second?.value) throw new Error('the fields are missing');
      expect(first.value).toMatchObject({ signerName: '某某有限公司', reason: '采购合同', location: '上海' });
      expect(checkByteRange(document, first.value)).toMatchObject({ ok: true, covered: { coveredUntil: once.length } });
      expect(checkByteRange(document, second.value)).toMatchObject({
        ok: true,
        covered: { coveredUntil: twice.length },
      });
      // Some readers miss what such a file hides once anything is appended to it.
      const expected = name === 'a hybrid-reference file' ? 'changed' : 'signatures-only';
      expect(laterChanges(document, once.length, password)).toBe(expected);
    });
  }

  it('keeps the kind of cross-reference that the file ends with', () => {
    const added = (name: string) => {
      const original = readFixture(name);
      return appendField(original).subarray(original.length).toString('latin1');
    };
    expect(added('groff.pdf')).toMatch(/\nxref\n/);
    expect(added('pdftex-object-streams.pdf')).toMatch(/\/Type \/XRef/);
    expect(added('pdftex-object-streams.pdf')).not.toMatch(/\nxref\n/);
  });

  it('shows the text of an encrypted file as before, and keeps it encrypted', () => {
    const stamped = save(appendField(readFixture('encrypted-aes-256-object-streams.pdf'), { password: 'user' }));
    expect(execFileSync('pdftotext', ['-upw', 'user', stamped, '-'], { encoding: 'utf8' })).toContain(
      'Contract, set by groff',
    );
    expect(execFileSync('qpdf', ['--password=user', '--show-encryption', stamped], { encoding: 'utf8' })).toContain(
      'R = 6',
    );
  });
});

describe('a page', () => {
  it('inherits its size and rotation from ten levels up', () => {
    const page = readPage(openPdf(bytesSource(deepTree(10))), 2);
    expect(page.rotate).toBe(90);
    expect(displayedSize(page).widthMm).toBeCloseTo(297, 0);
  });

  it.each([
    ['[0 0 +595. 842.00]', 595],
    ['[-.5 0 594.5 842]', 595],
    ['[0 0 99999999999999999999 842]', 1e20],
  ])('has the size that its numbers say, however they are written, and nothing is said of them: %s', (box, width) => {
    const warn = vi.spyOn(console, 'warn');
    try {
      const { mediaBox } = readPage(openPdf(bytesSource(onePage({ pageEntries: `/MediaBox ${box}` }))), 1);
      expect(mediaBox[2] - mediaBox[0]).toBe(width);
      expect(warn).not.toHaveBeenCalled();
    } finally {
      warn.mockRestore();
    }
  });

  it.each([
    '[3 0 R 8 0 R]',
    '[3 0 R\r8\t0\0R ]',
    '[3 0R8 0 R]',
    '[3 0 R % not ] the end\n8 0 R]',
    '[3 0 R 9 0 R]',
    '9 0 R',
    `[${'3 0 R '.repeat(3_000)}8 0 R]`,
  ])('is found among the Kids, however they are written: %.40s', (kids) => {
    const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>';
    const isList = kids === '9 0 R';
    const count = isList ? 2 : kids.split('R').length - 1;
    const bytes = update(onePage(), {
      2: `<< /Type /Pages /Count ${count} /Kids ${kids} >>`,
      8: page,
      9: isList ? '[3 0 R 8 0 R]' : page,
    });
    const document = openPdf(bytesSource(bytes));
    const last = kids.includes('9') && !isList ? 9 : 8;
    expect(pageCount(document)).toBe(count);
    const { ref } = readPage(document, count);
    expect(ref.objectNumber).toBe(last);
    expect(pageNumberOf(document, ref)).toBe(count);
    expect(readPage(document, 1).ref.objectNumber).toBe(3);
  });

  it('out of range is refused with the number of pages', () => {
    const document = openPdf(bytesSource(flatTree(3)));
    expect(() => readPage(document, 4)).toThrowError(
      expect.objectContaining({ code: 'PAGE_OUT_OF_RANGE', values: { page: 4, pageCount: 3 } }),
    );
  });
});

describe('the cross-reference decides what an object is', () => {
  it('even when a later copy of the object stands in the file', () => {
    const shadow = '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>\nendobj\n';
    const text = onePage().toString('latin1');
    const at = text.indexOf('xref\n0 ');
    const shadowed = text.slice(0, at) + shadow + text.slice(at);
    const moved = shadowed.replace(/startxref\n\d+/, `startxref\n${at + shadow.length}`);
    const size = displayedSize(readPage(openPdf(bytesSource(Buffer.from(moved, 'latin1'))), 1));
    expect(Math.round(size.widthMm)).toBe(210);
  });
});

describe('refused with a reason:', () => {
  const signed = (entries: string) =>
    onePage({
      catalog: '/AcroForm << /Fields [6 0 R] /SigFlags 3 >>',
      more: {
        6: `<< /FT /Sig /T (s) /V 7 0 R ${entries} >>`,
        7: '<< /Type /Sig /Filter /Adobe.PPKLite /Reference [8 0 R] /Contents <00> /ByteRange [0 1 2 3] >>',
        8: '<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams /Action /All /V /1.2 >> >>',
      },
    });
  const certified = (level: number) =>
    onePage({
      catalog: '/Perms << /DocMDP 6 0 R >>',
      more: {
        6: '<< /Type /Sig /Filter /Adobe.PPKLite /Reference [7 0 R] /Contents <00> /ByteRange [0 1 2 3] >>',
        7: `<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P ${level} /V /1.2 >> >>`,
      },
    });
  const mayStamp = (bytes: Uint8Array, password?: string) => {
    const document = openPdf(bytesSource(bytes), { password });
    pageCount(document);
    assertMayStamp(document, readSignatureFields(document));
    appendField(bytes, { password });
  };
  const cases: [string, () => Buffer, string][] = [
    ['a text file', () => Buffer.from('这不是 PDF'), 'PDF_NOT_PDF'],
    ['an empty file', () => Buffer.alloc(0), 'PDF_NOT_PDF'],
    ['bytes before the header', () => Buffer.concat([Buffer.from('junk\n'), onePage()]), 'PDF_DAMAGED'],
    ['a truncated file', () => readFixture('groff.pdf').subarray(0, 3000), 'PDF_DAMAGED'],
    [
      'a startxref that leads nowhere',
      () =>
        Buffer.from(
          onePage()
            .toString('latin1')
            .replace(/startxref\n\d+/, 'startxref\n17'),
          'latin1',
        ),
      'PDF_DAMAGED',
    ],
    [
      'offsets that point elsewhere',
      () => Buffer.from(onePage().toString('latin1').replace('1 0 obj', '9 0 obj'), 'latin1'),
      'PDF_DAMAGED',
    ],
    ['cross-reference sections in a circle', () => onePage({ trailer: '/Prev 0000' }), 'PDF_DAMAGED'],
    [
      'a page tree in a circle',
      () =>
        craft({ objects: { 1: '<< /Type /Catalog /Pages 2 0 R >>', 2: '<< /Type /Pages /Kids [2 0 R] /Count 1 >>' } }),
      'PDF_DAMAGED',
    ],
    [
      'no pages',
      () => craft({ objects: { 1: '<< /Type /Catalog /Pages 2 0 R >>', 2: '<< /Type /Pages /Kids [] /Count 0 >>' } }),
      'PDF_NO_PAGES',
    ],
    ['encryption without the password', () => readFixture('encrypted-aes-256.pdf'), 'PDF_PASSWORD_REQUIRED'],
    ['permissions that deny it', () => readFixture('encrypted-no-modification.pdf'), 'PDF_PERMISSION_DENIED'],
    ['a certification that allows no change', () => certified(1), 'PDF_CERTIFIED'],
    ['fields locked by an earlier signature', () => signed(''), 'PDF_LOCKED'],
    ['dynamic XFA', () => onePage({ catalog: '/NeedsRendering true' }), 'PDF_XFA_DYNAMIC'],
  ];
  for (const [what, make, code] of cases) {
    it(what, () => {
      expect(refusal(() => mayStamp(make()))).toBe(code);
    });
  }

  it('a wrong password', () => {
    expect(refusal(() => mayStamp(readFixture('encrypted-rc4-128.pdf'), 'nope'))).toBe('PDF_PASSWORD_WRONG');
  });

  it('but not a certification that allows form filling and signing', () => {
    expect(refusal(() => mayStamp(certified(2)))).toBe('accepted');
  });

  it('a file cut off at any byte, never with a crash', () => {
    const whole = readFixture('mutool.pdf');
    for (let length = 0; length < whole.length - 8; length++) {
      expect(refusal(() => mayStamp(whole.subarray(0, length)))).toMatch(/^PDF_/);
    }
  });
});

describe('what came after a signed revision', () => {
  const base = appendField(onePage({ more: { 6: '<< /Producer (test) >>' }, trailer: '/Info 6 0 R' }));
  const judge = (bytes: Uint8Array) => laterChanges(openPdf(bytesSource(bytes)), base.length);

  it('is nothing when nothing came', () => expect(judge(base)).toBe('none'));
  it('is a signature when another seal was added', () => expect(judge(appendField(base))).toBe('signatures-only'));
  it('is allowed when only the document information changed', () =>
    expect(judge(update(base, { 6: '<< /Producer (other) >>' }))).toBe('allowed'));
  it('is a change when page content was replaced', () =>
    expect(judge(update(base, { 4: stream('BT /F 24 Tf 72 700 Td (Forged) Tj ET') }))).toBe('changed'));
  it('is a change when the page was replaced', () =>
    expect(judge(update(base, { 3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>' }))).toBe('changed'));
  it('is a change when bytes follow that no cross-reference knows', () =>
    expect(judge(Buffer.concat([base, Buffer.from('% more\n')]))).toBe('changed'));
  it('is a change when a page is added', () =>
    expect(judge(update(base, { 2: '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>' }))).toBe('changed'));
});
