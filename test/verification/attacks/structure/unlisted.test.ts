/** Objects that no section lists and that readers find all the same: an update that is harmless by itself makes them search. */
import { describe, expect, it, vi } from 'vitest';
import { craft, stream, update } from '../../../fixtures/pdf/index.ts';
import { withStream } from '../../../pdf/strictness/updates.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf, verify } from '../../sign-by-hand.ts';
import { fooled } from '../other-readers.ts';
import { judgedUpdate } from '../sheet.ts';
import { appended, catalogWith, forgedText, pageWith, row, setStage } from '../stage.ts';

vi.setConfig({ testTimeout: 60_000 });

const stage = setStage();
const store = catalogWith('7 0 R', '/DSS << /Type /DSS >>');
const storeObject = `1 0 obj\n${store}\nendobj\n`;
const signed = (pdf: Buffer) => signByHand(pdf, stage().signing);

/** One page (3) that is drawn from object 4 and from object 20, which no section lists. */
const objects: Record<number, string> = {
  1: catalogWith('7 0 R'),
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: pageWith('/Contents [4 0 R 20 0 R] /Annots [7 0 R]'),
  4: stream('BT /F 24 Tf 72 700 Td (Contract) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  6: emptySignature(),
  7: signatureField('First', '/V 6 0 R'),
};
const unlistedText = `20 0 obj\n${forgedText}\nendobj\n`;

const head = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
const withTable = (unlisted = unlistedText) => craft({ objects, header: head + unlisted });

/** The same, with a cross-reference stream. */
function withSectionStream(unlisted = unlistedText): Buffer {
  let text = head + unlisted;
  const rows: number[][] = [[0, 0, 0, 0, 0, 255, 255]];
  const place = (offset: number) => rows.push([1, 0, 0, offset >> 8, offset & 255, 0, 0]);
  for (const [number, object] of Object.entries(objects)) {
    place(text.length);
    text += `${number} 0 obj\n${object}\nendobj\n`;
  }
  const startxref = text.length;
  place(startxref);
  const data = Buffer.from(rows.flat()).toString('latin1');
  text += `8 0 obj\n${stream(data, '/Type /XRef /Size 9 /Root 1 0 R /W [1 4 2]')}\nendobj\n`;
  return Buffer.from(`${text}startxref\n${startxref}\n%%EOF\n`, 'latin1');
}

/** An update of a security store by hand, with further rows in its table. */
const storeAnd = (pdf: Uint8Array, rows: string, size: number, more = '') => {
  const from = '/Size 60';
  const text = appended(pdf, storeObject + more, (start) => `1 1\n${row(start)}${rows}`).toString('latin1');
  const at = text.lastIndexOf(from);
  return Buffer.from(`${text.slice(0, at)}/Size ${size}${text.slice(at + from.length)}`, 'latin1');
};

interface Update {
  readonly pdf: () => Buffer;
  readonly append: (pdf: Buffer) => Buffer;
  /** Which of the readers at hand it fools; others are fooled by the rest of them. */
  readonly fools?: readonly string[];
}

const plain: Record<string, Update> = {
  'a security store': { pdf: withTable, append: (pdf) => update(pdf, { 1: store }) },
  'a security store and an object of a higher number': {
    pdf: withTable,
    append: (pdf) => update(pdf, { 1: store, 25: '<< /A /B >>' }),
  },
  'a table where a stream was before': {
    pdf: withSectionStream,
    append: (pdf) => update(pdf, { 1: store }),
    fools: ['poppler'],
  },
  'a stream where a table was before': {
    pdf: withTable,
    append: (pdf) => withStream(pdf, { objects: [storeObject] }),
    fools: ['poppler'],
  },
  'a stream where a stream was before': {
    pdf: withSectionStream,
    append: (pdf) => withStream(pdf, { objects: [storeObject] }),
  },
};

/** Beyond what pdfium holds: it builds the cross-reference anew from what it finds. */
const beyond: Record<string, Update> = {
  'an object of a number beyond those that readers hold': {
    pdf: withTable,
    append: (pdf) => update(pdf, { 1: store, 4194305: '<< /A /B >>' }),
  },
  'a free entry of such a number': {
    pdf: withTable,
    append: (pdf) => storeAnd(pdf, `8388600 1\n${row(0, 0, 'f')}`, 8_388_601),
  },
};

async function expectTold({ pdf, append, fools }: Update, rules: readonly string[]) {
  const before = signed(pdf());
  expect((await verify(before, [stage().signing.issuer])).verdict, 'of the signed file alone').toBe('valid');
  const after = append(before);
  if (fools) expect(await fooled(before, after)).toEqual(fools);
  const outcome = await judgedUpdate(after, stage());
  expect(outcome.laterChanges).toBe('changed');
  expect([outcome.verdict, outcome.signature]).not.toContain('valid');
  expect(rules).toContain(outcome.rule);
}

describe('text that the page names and no section lists is told once this is appended:', () => {
  for (const [what, attack] of Object.entries(plain)) it(what, () => expectTold(attack, ['reference/unlisted']));
  for (const [what, attack] of Object.entries(beyond)) {
    it(what, () => expectTold(attack, ['reference/unlisted', 'xref/object-number']));
  }

  it.each([
    ['no section lists', '/Type /ObjStm'],
    ['no section lists and whose type stands elsewhere', '/Type 4 0 R'],
    ['no section lists and whose dictionary readers mend', '/A (endobj) /B +-3 /Type /ObjStm'],
  ])('a security store, where the text is in an object stream that %s', (_, type) => {
    const inside = forgedText.slice(0, forgedText.indexOf('stream'));
    const unlisted = `9 0 obj\nnull\nendobj\n21 0 obj\n${stream(`20 0 ${inside}`, `${type} /N 1 /First 5`)}\nendobj\n`;
    return expectTold({ pdf: () => withTable(unlisted), append: (pdf) => update(pdf, { 1: store }) }, [
      'reference/unlisted',
    ]);
  });
});

/** Headers that one reader or another takes for one, of a second content of the page. */
const headers: [string, string][] = [
  ['its number after many zeros', '00000000004 0 obj'],
  ['its generation in eight figures', '4 00000000 obj'],
  ['a comment after its number', '4 %c\n0 obj'],
  ['a comment after its generation', '4 0 %c\nobj'],
  ['a real number', '4.0 0 obj'],
  ['a signed generation', '4 +0 obj'],
  ['a blank of pdfium', '4\x800\xffobj'],
  ['a blank of pdf.js', '4\x0b0\xa0obj'],
];

describe('a second content, with a header that has', () => {
  const single: Record<number, string> = { ...objects, 3: pageWith('/Contents 4 0 R /Annots [7 0 R]') };
  const withSecond = (header: string) => {
    const pdf = craft({ objects: single }).toString('latin1');
    const at = pdf.lastIndexOf('xref\n0 ');
    const second = `${header}\n${forgedText}\nendobj\n`;
    const end = pdf.slice(at).replace(/startxref\n\d+/, `startxref\n${at + second.length}`);
    return Buffer.from(pdf.slice(0, at) + second + end, 'latin1');
  };
  for (const [what, header] of headers) {
    it(`${what} is told once something is appended`, () =>
      expectTold(
        {
          pdf: () => withSecond(header),
          append: (pdf) => update(pdf, { 1: store }),
        },
        ['stray/object'],
      ));
    it(`${what} is told in an update, where it stands in the data of a stream`, async () => {
      const before = signed(unsignedPdf());
      const after = update(before, { 1: store, 20: stream(`x\n${header}\n${forgedText}`) });
      expect(await judgedUpdate(after, stage())).toMatchObject({ laterChanges: 'changed', rule: 'stray/object' });
    });
  }
});

describe('what nobody lists and nobody names stays permitted once something is appended:', () => {
  const honest: Record<string, () => Buffer> = {
    'an object that was freed with all that named it': () => {
      const annotation = '<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (Remark) >>';
      const remarked = pageWith('/Contents 4 0 R /Annots [7 0 R 8 0 R]');
      const original = unsignedPdf({ more: { 3: remarked, 8: annotation } });
      const freed = `3 0 obj\n${pageWith('/Contents 4 0 R /Annots [7 0 R]')}\nendobj\n`;
      return appended(
        original,
        freed,
        (start) => `0 1\n${row(8, 65_535, 'f')}3 1\n${row(start)}8 1\n${row(0, 1, 'f')}`,
      );
    },
    'an object of an object stream that was replaced with its stream': () => {
      const packed = (text: string) => ({ objects: [], members: [[8, text]] as const });
      const once = withStream(unsignedPdf(), packed('(Draft)'));
      return withStream(once, packed('(Final)'));
    },
    'an object that no program ever listed': () =>
      craft({
        objects: { ...objects, 3: pageWith('/Contents 4 0 R /Annots [7 0 R]') },
        header: `${head}9 0 obj\n(left over)\nendobj\n`,
      }),
  };
  for (const [what, make] of Object.entries(honest)) {
    it(what, async () => {
      const pdf = update(signed(make()), { 1: store });
      expect(await judgedUpdate(pdf, stage())).toMatchObject({
        signature: 'valid',
        laterChanges: 'allowed',
        refused: [],
      });
    });
  }
});
