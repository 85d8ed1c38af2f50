import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { stream, update } from '../../../fixtures/pdf/index.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf, withSecondSignature } from '../../sign-by-hand.ts';
import {
  appended,
  catalogWith,
  expectNotValid,
  forgedText,
  objectText,
  outcomeOf,
  pageWith,
  replaced,
  row,
  setStage,
} from '../stage.ts';

const stage = setStage();
const object = (number: number, text: string) => `${number} 0 obj\n${text}\nendobj\n`;
const at = (pdf: Uint8Array, number: number) =>
  Buffer.from(pdf).toString('latin1').lastIndexOf(`\n${number} 0 obj\n`) + 1;

/** What a later revision can say of an object so that one reader sees the old, another the new. */
describe('an update that readers take differently is not valid:', () => {
  const updates: Record<string, (pdf: Buffer) => Buffer> = {
    'an object twice in one table, the old first': (it) =>
      appended(it, object(4, forgedText), (start) => `4 1\n${row(at(it, 4))}4 1\n${row(start)}`),
    'an object twice in one table, the new first': (it) =>
      appended(it, object(4, forgedText), (start) => `4 1\n${row(start)}4 1\n${row(at(it, 4))}`),
    'subsections that overlap': (it) =>
      appended(
        it,
        object(4, forgedText),
        (start) => `4 2\n${row(at(it, 4))}${row(at(it, 5))}3 2\n${row(at(it, 3))}${row(start)}`,
      ),
    'another generation': (it) => appended(it, `4 1 obj\n${forgedText}\nendobj\n`, (start) => `4 1\n${row(start, 1)}`),
    'an offset a few bytes before the object': (it) =>
      appended(it, `\n\n\n${object(4, forgedText)}`, (start) => `4 1\n${row(start)}`),
    'an offset that leads to another object': (it) =>
      appended(it, object(44, forgedText), (start) => `4 1\n${row(start)}`),
    'an offset beyond the file': (it) => appended(it, object(4, forgedText), () => `4 1\n${row(9_999_999)}`),
    'an object that is freed': (it) => appended(it, '', () => `4 1\n${row(0, 1, 'f')}`),
    'an object that is freed and written nonetheless': (it) =>
      appended(it, object(4, forgedText), () => `4 1\n${row(0, 65_535, 'f')}`),
    'a key twice, the old one last': (it) =>
      update(it, { 3: pageWith('/Contents 20 0 R /Contents 4 0 R /Annots [7 0 R]'), 20: forgedText }),
    'a key twice, the new one last': (it) =>
      update(it, { 3: pageWith('/Contents 4 0 R /Contents 20 0 R /Annots [7 0 R]'), 20: forgedText }),
    'a key twice, once with an escape': (it) =>
      update(it, { 3: pageWith('/Con#74ents 20 0 R /Contents 4 0 R /Annots [7 0 R]'), 20: forgedText }),
    'a key twice in a dictionary within': (it) =>
      update(it, {
        3: pageWith('/Contents 4 0 R /Annots [7 0 R]', '<< /Font << /F 20 0 R /F 5 0 R >> >>'),
        20: '<< /Type /Font >>',
      }),
    'a hybrid table whose stream says otherwise': (it) => {
      const objects = object(20, forgedText);
      const start = it.length;
      const entry = Buffer.from([1, ...[2, 1, 0].map((byte) => (start >> (8 * byte)) & 255), 0]).toString('latin1');
      const xrefStream = object(21, stream(entry, '/Type /XRef /W [1 3 1] /Index [4 1] /Size 22'));
      const withObjects = objects + xrefStream;
      return appended(it, withObjects, () => `4 1\n${row(at(it, 4))}`, {
        entries: `/XRefStm ${start + objects.length}`,
      });
    },
    'the page in an object stream': (it) => {
      const page = pageWith('/Contents 20 0 R /Annots [7 0 R]');
      const index = '3 0 ';
      const packed = deflateSync(Buffer.from(index + page, 'latin1')).toString('latin1');
      const objects =
        object(20, forgedText) +
        object(21, stream(packed, `/Type /ObjStm /N 1 /First ${index.length} /Filter /FlateDecode`));
      const text = it.toString('latin1') + objects;
      const [first, second] = [it.length, it.length + object(20, forgedText).length];
      const entries = [
        [2, 21, 0],
        [1, first, 0],
        [1, second, 0],
        [1, text.length, 0],
      ].flatMap(([type = 0, value = 0, index3 = 0]) => [
        type,
        (value >> 16) & 255,
        (value >> 8) & 255,
        value & 255,
        index3,
      ]);
      const data = Buffer.from(entries).toString('latin1');
      const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(it.toString('latin1'))?.[1];
      const xref = object(
        22,
        stream(data, `/Type /XRef /W [1 3 1] /Index [3 1 20 3] /Size 23 /Root 1 0 R /Prev ${previous}`),
      );
      return Buffer.from(`${text}${xref}startxref\n${text.length}\n%%EOF\n`, 'latin1');
    },
    'a comment that looks like the end of the dictionary': (it) =>
      update(it, { 3: pageWith('%>> endobj\n/Contents 20 0 R /Annots [7 0 R]'), 20: forgedText }),
    'a string that looks like a dictionary': (it) =>
      update(it, { 3: pageWith('/X (/Contents 4 0 R) /Contents 20 0 R /Annots [7 0 R]'), 20: forgedText }),
    'a length that reaches less far': (it) => update(it, { 4: forgedText.replace(/\/Length \d+/, '/Length 1') }),
    'a length that stands in another object': (it) =>
      update(it, { 4: forgedText.replace(/\/Length \d+/, '/Length 20 0 R'), 20: '5' }),
    'startxref twice': (it) => {
      const changed = update(it, { 4: forgedText });
      const old = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(it.toString('latin1'))?.[1];
      return Buffer.concat([changed, Buffer.from(`startxref\n${old}\n%%EOF\n`)]);
    },
    'startxref in a comment': (it) =>
      Buffer.concat([update(it, { 4: forgedText }), Buffer.from('%startxref\n0\n%%EOF\n')]),
    'startxref without an end-of-file marker': (it) => replaced(update(it, { 4: forgedText }), /%%EOF\n$/, ''),
  };
  for (const [what, change] of Object.entries(updates)) {
    it(what, () => expectNotValid(change(stage().signed), stage()));

    it(`${what}, with a second signature after it`, async () => {
      const changed = change(stage().signed);
      const tail = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(changed.toString('latin1'));
      if (!tail) return expectNotValid(changed, stage());
      return expectNotValid(signByHand(withSecondSignature(changed), stage().signing), stage());
    });
  }
});

describe('what stands around a signed file makes it not valid:', () => {
  const surroundings: Record<string, (pdf: Buffer) => Buffer> = {
    'bytes before the header': (it) => Buffer.concat([Buffer.from('GIF89a\n'), it]),
    'a second header before the first': (it) => Buffer.concat([Buffer.from('%PDF-1.4\n'), it]),
    'another version in the header': (it) => replaced(it, '%PDF-1.7', '%PDF-1.3'),
    'a whole other file before': (it) => Buffer.concat([unsignedPdf(), it]),
    'a whole other file behind': (it) => Buffer.concat([it, unsignedPdf()]),
    'another signature’s file behind': (it) => Buffer.concat([it, it]),
    'a blank behind': (it) => Buffer.concat([it, Buffer.from(' ')]),
    'an archive behind': (it) => Buffer.concat([it, Buffer.from('PK\x03\x04')]),
    'zeros behind': (it) => Buffer.concat([it, Buffer.alloc(4096)]),
  };
  for (const [what, surround] of Object.entries(surroundings)) {
    it(what, () => expectNotValid(surround(stage().signed), stage()));
  }
});

describe('a signed file with oddities of its own is judged by its cross-reference:', () => {
  it('an object twice in the file, the later copy in no table', async () => {
    const file = craftedTwice();
    const pdf = signByHand(file, stage().signing);
    expect(await outcomeOf(pdf, stage())).toMatchObject({ verdict: 'valid', signature: 'valid' });
    await expectNotValid(
      appended(pdf, '', () => `4 1\n${row(at(pdf, 4))}`),
      stage(),
    );
  });

  it('an object stream whose member is cut in two by its index', async () => {
    // The reference to the hole 40 stands across the border of two members, where a scanner that trusts the index overlooks it.
    const page = pageWith('/Contents [4 0 R 40 0 R] /Annots [7 0 R]');
    const cut = page.indexOf('40 0 R]') + 2;
    const index = `3 0 30 ${cut} `;
    const packed = deflateSync(Buffer.from(index + page, 'latin1')).toString('latin1');
    const pdf = signByHand(
      withObjectStream(stream(packed, `/Type /ObjStm /N 2 /First ${index.length} /Filter /FlateDecode`)),
      stage().signing,
    );
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'valid' });
    const filled = signByHand(withSecondSignature(pdf, { 40: forgedText }), stage().signing);
    expect((await outcomeOf(filled, stage())).signature).toBe('changed');
  });

  it('an object stream with an open string between its members', async () => {
    const page = pageWith('/Contents [4 0 R 40 0 R] /Annots [7 0 R]');
    const index = '30 0 3 4 ';
    const packed = deflateSync(Buffer.from(`${index}1 ( ${page}`, 'latin1')).toString('latin1');
    const objectStream = stream(packed, `/Type /ObjStm /N 2 /First ${index.length} /Filter /FlateDecode`);
    const pdf = signByHand(withObjectStream(objectStream, 1), stage().signing);
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'valid' });
    const filled = signByHand(withSecondSignature(pdf, { 40: forgedText }), stage().signing);
    expect((await outcomeOf(filled, stage())).signature).toBe('changed');
  });

  it('an object stream that an update replaces', async () => {
    const page = pageWith('/Contents 4 0 R /Annots [7 0 R]');
    const index = '3 0 ';
    const objectStream = (text: string) => stream(index + text, `/Type /ObjStm /N 1 /First ${index.length}`);
    const pdf = signByHand(withObjectStream(objectStream(page)), stage().signing);
    expect(await outcomeOf(pdf, stage())).toMatchObject({ verdict: 'valid', signature: 'valid' });
    const other = objectStream(pageWith('/Contents 5 0 R /Annots [7 0 R]'));
    expect(await outcomeOf(update(pdf, { 12: other }), stage())).toMatchObject({ signature: 'changed' });
  });
});

describe('the honest twins stay valid:', () => {
  it('a second signature in a cross-reference stream after a table', async () => {
    const { signed, signing } = stage();
    const objects = [
      object(1, catalogWith('7 0 R 11 0 R')),
      object(10, emptySignature()),
      object(11, signatureField('Second', '/V 10 0 R')),
    ];
    const text = signed.toString('latin1') + objects.join('');
    const starts = [0, 1, 2].map((index) => signed.length + objects.slice(0, index).join('').length);
    const data = Buffer.from(
      [...starts, text.length].flatMap((value) => [1, (value >> 16) & 255, (value >> 8) & 255, value & 255, 0]),
    );
    const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(signed.toString('latin1'))?.[1];
    const xref = object(
      12,
      stream(
        data.toString('latin1'),
        `/Type /XRef /W [1 3 1] /Index [1 1 10 3] /Size 13 /Root 1 0 R /Prev ${previous}`,
      ),
    );
    const pdf = Buffer.from(`${text}${xref}startxref\n${text.length}\n%%EOF\n`, 'latin1');
    expect(await outcomeOf(signByHand(pdf, signing), stage())).toMatchObject({ verdict: 'valid', signature: 'valid' });
  });

  it('an object written anew as it was, before a second signature', async () => {
    const { signed, signing } = stage();
    const pdf = withSecondSignature(signed, { 5: objectText(signed, 5) });
    expect(await outcomeOf(signByHand(pdf, signing), stage())).toMatchObject({ verdict: 'valid', signature: 'valid' });
  });
});

/** A file in which object 4 stands twice; the table knows the first. */
function craftedTwice(): Buffer {
  const file = unsignedPdf();
  const text = file.toString('latin1');
  const before = text.slice(0, text.lastIndexOf('xref\n0 '));
  const extra = `\n4 0 obj\n${forgedText}\nendobj\n`;
  const rest = text.slice(before.length).replace(/startxref\n\d+/, `startxref\n${before.length + extra.length}`);
  return Buffer.from(before + extra + rest, 'latin1');
}

/** The signable file with its page, object 3, in object stream 12. */
function withObjectStream(objectStream: string, memberIndex = 0): Buffer {
  const text = unsignedPdf({ more: { 12: objectStream } }).toString('latin1');
  const body = text.slice(0, text.lastIndexOf('xref\n0 ')).replace('\n3 0 obj\n', '\n93 0 obj\n');
  const offsets = new Map([...body.matchAll(/^(\d+) 0 obj$/gm)].map((match) => [Number(match[1]), match.index]));
  const entries = Array.from({ length: 14 }, (_, number) => {
    const value = number === 13 ? body.length : offsets.get(number);
    if (number === 3) return [2, 0, 0, 12, memberIndex];
    return value === undefined ? [0, 0, 0, 0, 0] : [1, (value >> 16) & 255, (value >> 8) & 255, value & 255, 0];
  });
  const data = Buffer.from(entries.flat()).toString('latin1');
  const xref = object(13, stream(data, '/Type /XRef /W [1 3 1] /Size 14 /Root 1 0 R'));
  return Buffer.from(`${body}${xref}startxref\n${body.length}\n%%EOF\n`, 'latin1');
}
