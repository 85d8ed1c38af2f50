/** Signed files that hold a second document for readers that find objects, or decode them, in another way; the update turns them to it. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { craft, stream, update } from '../../../fixtures/pdf/index.ts';
import { withStream } from '../../../pdf/strictness/updates.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf, verify } from '../../sign-by-hand.ts';
import { fooled } from '../other-readers.ts';
import { judgedUpdate } from '../sheet.ts';
import { catalogWith, forgedText, pageWith, row, setStage } from '../stage.ts';

const stage = setStage();
const store = { 1: catalogWith('7 0 R', '/DSS << /Type /DSS >>') };

/** Signs a prepared file, sees that it is valid, and appends something that is harmless by itself. */
async function afterUpdate(prepared: Buffer, objects: Record<number, string> = store) {
  const signed = signByHand(prepared, stage().signing);
  expect((await verify(signed, [stage().signing.issuer])).verdict, 'of the signed file alone').toBe('valid');
  return judgedUpdate(update(signed, objects), stage());
}

async function expectAmbiguous(prepared: Buffer, rule: string) {
  const outcome = await afterUpdate(prepared);
  expect(outcome).toMatchObject({ laterChanges: 'changed', refused: ['ambiguous-structure'], rule });
  expect([outcome.verdict, outcome.signature]).not.toContain('valid');
}

const expectSound = async (prepared: Buffer) =>
  expect(await afterUpdate(prepared)).toMatchObject({ signature: 'valid', laterChanges: 'allowed', refused: [] });

/** Puts something between the last object and the cross-reference table. */
function withUnlisted(pdf: Buffer, object: string): Buffer {
  const text = pdf.toString('latin1');
  const at = text.lastIndexOf('xref\n0 ');
  const end = text.slice(at).replace(/startxref\n\d+/, `startxref\n${at + object.length}`);
  return Buffer.from(text.slice(0, at) + object + end, 'latin1');
}

describe('a second object of the same number in the signed bytes', () => {
  it.each([
    ['as an object that the table does not list', `4 0 obj\n${forgedText}\nendobj\n`],
    ['with many blanks in its header', `4${' '.repeat(40)}0 obj\n${forgedText}\nendobj\n`],
    ['with its header on three lines', `4\r\n0\r\nobj\n${forgedText}\nendobj\n`],
    ['in a remark', '%\r4 0 obj (remark) endobj\n'],
  ])('is told once something is appended: %s', (_, object) =>
    expectAmbiguous(withUnlisted(unsignedPdf(), object), 'stray/object'),
  );

  it('is told in the data of a stream', () =>
    expectAmbiguous(unsignedPdf({ more: { 8: stream(`x\n4 0 obj\n${forgedText}`) } }), 'stray/object'));

  it('is what was replaced before it was signed, where it stands first', () =>
    expectSound(
      update(unsignedPdf({ signature: 'null', more: { 7: 'null' } }), {
        4: stream('BT /F 24 Tf 72 700 Td (Agreed) Tj ET'),
        6: emptySignature(),
        7: signatureField('First', '/V 6 0 R'),
      }),
    ));
});

/** The page (3), and the page that is seen by who begins to read one byte later. */
const honestPage = pageWith('/Contents 4 0 R /Annots [7 0 R]');
const twofold = `%${pageWith('/Contents 21 0 R /Annots [7 0 R]')}\n${honestPage} `;

/** A file whose page is in an object stream that begins with one byte which a predictor takes for its own. */
function inObjectStream(parameters: (length: number) => string, more: Record<number, string> = {}): Buffer {
  return withStream(unsignedPdf({ more: { 21: forgedText, ...more } }), {
    objects: [],
    members: [[3, twofold]],
    objectStream: (dictionary, data) => {
      const later = dictionary.replace(/First (\d+)/, (_, first: string) => `First ${Number(first) + 1}`);
      const packed = deflateSync(Buffer.from(`\0${data}`, 'latin1')).toString('latin1');
      return [`${later}/Filter/FlateDecode${parameters(data.length)}`, packed];
    },
  });
}

describe('an object stream that readers decode in two ways', () => {
  it('because its parameters are still to come', async () => {
    const columns = '3 0 '.length + twofold.length + 1;
    const filled = { ...store, 50: `<< /Predictor 12 /Columns ${columns} >>` };
    const outcome = await afterUpdate(
      inObjectStream(() => '/DecodeParms 50 0 R'),
      filled,
    );
    expect(outcome).toMatchObject({ laterChanges: 'changed', rule: 'stream/filter' });
    expect(outcome.refused.toSorted()).toEqual(['ambiguous-structure', 'hidden-object']);
    expect([outcome.verdict, outcome.signature]).not.toContain('valid');
  });

  it.each([
    [
      'stand in a list beside a filter that does not',
      (columns: number) => `/DecodeParms[<</Predictor 12/Columns ${columns}>>]`,
    ],
    ['stand under the key of an inline image', (columns: number) => `/DP<</Predictor 12/Columns ${columns}>>`],
    ['have a real number for the predictor', (columns: number) => `/DecodeParms<</Predictor 12.0/Columns ${columns}>>`],
    ['have a real number for the columns', (columns: number) => `/DecodeParms<</Predictor 12/Columns ${columns}.0>>`],
    ['have a predictor that does not exist', (columns: number) => `/DecodeParms<</Predictor 16/Columns ${columns}>>`],
  ])('because its parameters %s', (_, parameters) => expectAmbiguous(inObjectStream(parameters), 'stream/filter'));

  it('is none without parameters', () => expectSound(inObjectStream(() => '')));
});

const objectsOfOnePage: Record<number, string> = {
  1: catalogWith('7 0 R'),
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: pageWith('/Contents 4 0 R /Annots [7 0 R]'),
  4: stream('BT /F 24 Tf 72 700 Td (Contract) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  6: emptySignature(),
  7: signatureField('First', '/V 6 0 R'),
};

/**
 * A file that is linearized by its head (ISO 32000-2, annex F): its section stands first, and another one at its end finds another text.
 * `appended`: by how many bytes it says that it is longer than it is.
 */
function linearized(
  kind: 'begins with its first section' | 'has another section at its end',
  { appended = 0, head = '/Linearized 1 /H [500 10]', before = '', number = '40' } = {},
): Buffer {
  const header = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const write = (places: readonly number[], size: number) => {
    const offsets = [0, ...places];
    const rows = (text: number) =>
      offsets
        .slice(0, 8)
        .map((offset, number) => (number === 0 ? row(0, 65_535, 'f') : row(number === 4 ? text : offset)))
        .join('');
    const trailer = 'trailer\n<< /Size 41 /Root 1 0 R >>\nstartxref\n';
    const length = size + appended;
    const parameters = `/L ${String(length).padStart(10, '0')} /O 3 /E 9000 /N 1 /T 9000`;
    let text = `${header}${before}${number} 0 obj\n<< ${head} ${parameters} >>\nendobj\n`;
    const found: number[] = [];
    const first = text.length;
    text += `xref\n0 8\n${rows(offsets[4] ?? 0)}40 1\n${row(header.length)}${trailer}0\n%%EOF\n`;
    for (const [number, object] of Object.entries(objectsOfOnePage)) {
      found.push(text.length);
      text += `${number} 0 obj\n${object}\nendobj\n`;
    }
    if (kind === 'begins with its first section') {
      return { text: `${text}startxref\n${first}\n%%EOF\n`, found };
    }
    found.push(text.length);
    text += `4 0 obj\n${forgedText}\nendobj\n`;
    const startxref = text.length;
    text += `xref\n0 8\n${rows(offsets[8] ?? 0)}40 1\n${row(header.length)}${trailer}${startxref}\n%%EOF\n`;
    return { text, found };
  };
  const { found, text } = write(Array(8).fill(0), 0);
  return Buffer.from(write(found, text.length).text, 'latin1');
}

describe('a linearized file', () => {
  it('may be appended to where it is read from its first section by all', () =>
    expectSound(linearized('begins with its first section')));
  it('is told then where its last section finds another text than its first', () =>
    expectAmbiguous(linearized('has another section at its end'), 'linearized/section'));

  const swapped = (options: { head?: string; before?: string; number?: string } = {}) => {
    const length = (appended: number) =>
      linearized('has another section at its end', { head: '/Linearized 1', ...options, appended });
    const signed = signByHand(length(0), stage().signing);
    return length(update(signed, store).length - signed.length);
  };
  it('is told where it is as long as it says only once something is appended', async () => {
    const signed = signByHand(swapped(), stage().signing);
    expect(await fooled(signed, update(signed, store))).toEqual(['poppler']);
    await expectAmbiguous(swapped(), 'linearized/section');
  });
  it.each([
    ['its head is written with an escape', { head: '/L#69nearized 1' }],
    ['its number has a sign, and its head is long', { number: '+40', head: `/A (${'x'.repeat(3_000)}) /Linearized 1` }],
    ['a long comment stands before it', { before: `%${'x'.repeat(3_000)}\n` }],
    ['it begins in the first line', { before: '%PDF-1.7 40 0 obj << /A 1 >> endobj\n' }],
  ])('is told also where %s', (_, options) => expectAmbiguous(swapped(options), 'linearized/section'));

  /** What poppler takes for the first section, of which all other readers see nothing: another catalog (50). */
  it('is told where a section hides in a comment before it', async () => {
    const other = {
      50: '<< /Type /Catalog /Pages 51 0 R >>',
      51: '<< /Type /Pages /Kids [52 0 R] /Count 1 >>',
      52: pageWith('/Contents 53 0 R').replace('/Parent 2', '/Parent 51'),
      53: forgedText,
    };
    const write = (length: number) => {
      let file = '';
      // Written twice: the places in the comment are those of the first time.
      for (let times = 0; times < 2; times++) {
        const entry = (number: number) => row(Math.max(0, file.indexOf(`\n${number} 0 obj\n`) + 1)).replace('\n', '');
        const rows = `0 1 ${row(0, 65_535, 'f').replace('\n', '')}5 1 ${entry(5)}50 4 ${[50, 51, 52, 53].map(entry).join('')}`;
        const hidden = `%endobj xref ${rows}trailer << /Size 54 /Root 50 0 R >> ${'x'.repeat(2_100)}\n`;
        const head = `40 0 obj\n<< /Linearized 1 /L ${String(length).padStart(8, '0')} >>\nendobj\n`;
        file = craft({ objects: { ...objectsOfOnePage, ...other }, header: `%PDF-1.7\n${hidden}${head}` }).toString(
          'latin1',
        );
      }
      return Buffer.from(file, 'latin1');
    };
    const length = update(write(0), store).length;
    const signed = signByHand(write(length), stage().signing);
    expect(await fooled(signed, update(signed, store))).toEqual(['poppler']);
    await expectAmbiguous(write(length), 'linearized/section');
  });
});
