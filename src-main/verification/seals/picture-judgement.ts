import type { Finding } from '../../contract/index.ts';
import { drawSignatureWidgets, type PdfDocument, type Raster, type SignatureField } from '../../pdf/index.ts';
import { finding, type Seal } from '../../signature/index.ts';
import { comparedPx, sealPictureDiffers } from './picture-comparison.ts';
import { type RegisteredPicture, readRegisteredPicture } from './registered-picture.ts';

/** Compares what the page draws at each place of a signature, null where that could not be drawn here, with the registered picture. */
export function judgeDrawnPictures(
  registered: RegisteredPicture,
  drawn: readonly (Raster | null)[],
  differs: (one: Raster, other: Raster) => boolean = sealPictureDiffers,
): Finding {
  const { raster, problem } = registered;
  if (problem !== null) return problem;
  if (drawn.length === 0) return finding('seal-picture', 'not-applicable', 'seal-picture/not-shown');
  if (drawn.some((one) => one !== null && differs(raster, one))) {
    return finding('seal-picture', 'failed', 'seal-picture/differs');
  }
  return drawn.includes(null)
    ? finding('seal-picture', 'unknown', 'seal-picture/not-compared')
    : finding('seal-picture', 'passed', 'seal-picture/same');
}

/** Judges the pictures of the seals of one document. */
export interface PictureJudge {
  /** Throws the errors of reading the document. */
  judge(field: SignatureField, seal: Seal): Promise<Finding>;
}

/** A document that was stamped a hundred times has the same seal a hundred times: each is read, drawn and compared once. */
export function createPictureJudge(document: PdfDocument): PictureJudge {
  const pictures = new Map<string, Promise<RegisteredPicture>>();
  const compared = new WeakMap<Raster, WeakMap<Raster, boolean>>();

  function registeredOf({ info: { picture } }: Seal): Promise<RegisteredPicture> {
    const key = `${picture.type}:${Buffer.from(picture.data).toString('latin1')}`;
    const known = pictures.get(key) ?? readRegisteredPicture(picture);
    pictures.set(key, known);
    return known;
  }

  function differs(one: Raster, other: Raster): boolean {
    const others = compared.get(one) ?? new WeakMap<Raster, boolean>();
    compared.set(one, others);
    const result = others.get(other) ?? sealPictureDiffers(one, other);
    others.set(other, result);
    return result;
  }

  return {
    async judge(field, seal) {
      const registered = await registeredOf(seal);
      const drawn = registered.raster === null ? [] : await drawSignatureWidgets(document, field, comparedPx);
      return judgeDrawnPictures(registered, drawn, differs);
    },
  };
}
