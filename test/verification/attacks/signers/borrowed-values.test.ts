/** Fields that borrow the value of a signature which does not cover them. */
import { describe, expect, it } from 'vitest';
import { bytesSource, openPdf, readSignatures } from '../../../../src-main/pdf/index.ts';
import { findUnsignedSealPictures } from '../../../../src-main/verification/seal-pictures.ts';
import { stream, update } from '../../../fixtures/pdf/index.ts';
import { signatureField, verify } from '../../sign-by-hand.ts';
import { catalogWith, pageWith, setStage } from '../stage.ts';

const stage = setStage();

/** A red ring with a star, as a seal is. */
const seal = stream(
  '0.85 0.1 0.1 RG 0.85 0.1 0.1 rg 4 w 116 60 m 116 91 91 116 60 116 c 29 116 4 91 4 60 c 4 29 29 4 60 4 c 91 4 116 29 116 60 c s ' +
    '60 85 m 66 67 l 85 67 l 70 56 l 75 38 l 60 49 l 45 38 l 50 56 l 35 67 l 54 67 l f',
  '/Type /XObject /Subtype /Form /BBox [0 0 120 120]',
);
const borrowing = signatureField('Later', '/V 6 0 R', '/Rect [300 200 420 320] /AP << /N 12 0 R >>');

describe('a field that borrows a value', () => {
  it.each([
    ['after', '7 0 R 11 0 R'],
    ['before', '11 0 R 7 0 R'],
  ])('shows a seal that nobody put there, written %s the field of the signature', async (_, fields) => {
    const pdf = update(stage().signed, {
      1: catalogWith(fields),
      3: pageWith('/Contents 4 0 R /Annots [7 0 R 11 0 R]'),
      11: borrowing,
      12: seal,
    });
    const signatures = readSignatures(openPdf(bytesSource(pdf)));
    expect(signatures.map(({ field, further }) => [field.name, further.map(({ name }) => name)])).toEqual(
      fields.startsWith('7')
        ? [
            ['First', []],
            ['Later', []],
          ]
        : [
            ['Later', []],
            ['First', []],
          ],
    );
    const report = await verify(pdf, [stage().signing.issuer]);
    expect(report.verdict).toBe('changed');
    const found = await findUnsignedSealPictures({
      source: bytesSource(pdf),
      signatures: report.signatures,
      timeLimitMs: 60_000,
    });
    expect(found.pictures).toHaveLength(1);
  });
});
