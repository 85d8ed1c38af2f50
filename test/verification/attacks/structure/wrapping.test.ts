import { describe, expect, it } from 'vitest';
import { emptySignature, signatureField, signByHand, unsignedPdf } from '../../sign-by-hand.ts';
import { expectNotValid, forgedText, objectText, outcomeOf, replaced, row, setStage } from '../stage.ts';

const stage = setStage();

/** The four numbers of the signed file. */
function rangesOf(pdf: Buffer): [number, number, number] {
  const match = /\/ByteRange \[0 (\d+) (\d+) (\d+)/.exec(pdf.toString('latin1'));
  return [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
}

/** The signed bytes with something put in between its two ranges, and the second range moved behind it. */
function wrapped(pdf: Buffer, between: (start: number) => string, hiddenAs = '>'): Buffer {
  const [gapStart, gapEnd, length] = rangesOf(pdf);
  const contents = pdf.subarray(gapStart, gapEnd - 1);
  const inserted = Buffer.from(`${hiddenAs}${between(gapEnd)}`, 'latin1');
  return Buffer.concat([pdf.subarray(0, gapStart), contents, inserted, pdf.subarray(gapEnd, gapEnd + length)]);
}

/** ByteRange says where the moved part is now; its bytes are covered, so that only a second dictionary can carry the new numbers. */
function withMovedRange(pdf: Buffer, moved: number): Buffer {
  const [gapStart, gapEnd, length] = rangesOf(pdf);
  const range = `/ByteRange [0 ${gapStart} ${gapEnd + moved} ${length}`;
  const placeholder = /\/ByteRange \[[^\]]*/.exec(pdf.toString('latin1'))?.[0] ?? '';
  return replaced(pdf, placeholder, range.padEnd(placeholder.length));
}

describe('signature wrapping is never valid:', () => {
  const evil = (start: number) =>
    `\n4 0 obj\n${forgedText}\nendobj\nxref\n4 1\n${row(start + 1)}trailer\n<< /Size 12 /Root 1 0 R >>\n`;
  const attacks: Record<string, (pdf: Buffer) => Buffer> = {
    'an object between the ranges': (it) => wrapped(it, evil),
    'an object between the ranges, the second range moved': (it) => withMovedRange(wrapped(it, evil), evil(0).length),
    'padding between the ranges': (it) =>
      withMovedRange(
        wrapped(it, () => ' '.repeat(64)),
        64,
      ),
    'zeros between the ranges': (it) =>
      withMovedRange(
        wrapped(it, () => '\0'.repeat(64)),
        64,
      ),
    'a comment between the ranges': (it) =>
      withMovedRange(
        wrapped(it, () => `%${'x'.repeat(62)}\n`),
        64,
      ),
    'a second Contents between the ranges': (it) =>
      withMovedRange(
        wrapped(it, () => ` /Contents <${'0'.repeat(50)}>`),
        64,
      ),
    'more hexadecimal in the gap': (it) =>
      withMovedRange(
        wrapped(it, () => `${'0'.repeat(63)}>`, ''),
        64,
      ),
    'the signature’s string closed early and more put behind it': (it) => {
      const [gapStart, gapEnd] = rangesOf(it);
      const room = it.subarray(gapStart, gapEnd).toString('latin1');
      const used = room.replace(/0+>$/, '');
      const stuffed = `${used}>/Name(${'x'.repeat(room.length - used.length - 8)})`;
      return Buffer.concat([it.subarray(0, gapStart), Buffer.from(stuffed, 'latin1'), it.subarray(gapEnd)]);
    },
    'the string of the gap made a literal one': (it) => {
      const [gapStart, gapEnd] = rangesOf(it);
      const copy = Buffer.from(it);
      copy.write('(', gapStart, 'latin1');
      copy.write(')', gapEnd - 1, 'latin1');
      return copy;
    },
    'the zero padding filled with something': (it) => {
      const [, gapEnd] = rangesOf(it);
      const copy = Buffer.from(it);
      copy.write('4142434445464748', gapEnd - 20, 'latin1');
      return copy;
    },
  };
  for (const [what, attack] of Object.entries(attacks)) {
    it(what, () => expectNotValid(attack(stage().signed), stage()));
  }
});

describe('a dictionary that borrows another signature is never valid:', () => {
  it('the old signature copied into an update, its ranges kept', async () => {
    const { signed } = stage();
    const dictionary = objectText(signed, 6);
    const text = `${signed.toString('latin1')}20 0 obj\n${dictionary}\nendobj\n7 0 obj\n${signatureField('First', '/V 20 0 R')}\nendobj\n4 0 obj\n${forgedText}\nendobj\n`;
    const at = (number: number) => text.lastIndexOf(`\n${number} 0 obj\n`) + 1;
    const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(signed.toString('latin1'))?.[1];
    const table = `xref\n4 1\n${row(at(4))}7 1\n${row(at(7))}20 1\n${row(at(20))}`;
    const pdf = `${text}${table}trailer\n<< /Size 21 /Root 1 0 R /Prev ${previous} >>\nstartxref\n${text.length}\n%%EOF\n`;
    expect(await outcomeOf(Buffer.from(pdf, 'latin1'), stage())).toMatchObject({
      verdict: 'invalid',
      signature: 'invalid',
    });
  });

  it('two fields that share one signature', async () => {
    const fields = unsignedPdf({ more: { 8: signatureField('Borrowed', '/V 6 0 R') } });
    const pdf = signByHand(fields, stage().signing);
    expect(await outcomeOf(pdf, stage())).toMatchObject({ signature: 'valid' });
  });
});

describe('a signature whose gap is not its own Contents is invalid:', () => {
  const tricks: Record<string, string> = {
    'Contents that look the same stand before in a comment': `%/Contents <${'0'.repeat(12_000)}>\n`,
    'Contents that look the same stand before in another key': `/Old <${'0'.repeat(12_000)}>`,
  };
  for (const [what, before] of Object.entries(tricks)) {
    it(what, async () => {
      const signature = emptySignature({ contents: `${before} /Contents <${'0'.repeat(12_000)}>` });
      const file = unsignedPdf({ signature });
      const decoy = file.indexOf(`<${'0'.repeat(12_000)}>`);
      const misplaced = signByHand(file, stage().signing, ([, , ,]) => [
        0,
        decoy,
        decoy + 12_002,
        file.length - decoy - 12_002,
      ]);
      expect(await outcomeOf(misplaced, stage())).toMatchObject({ signature: 'invalid' });
      expect(await outcomeOf(signByHand(file, stage().signing), stage())).toMatchObject({ signature: 'valid' });
    });
  }
});
