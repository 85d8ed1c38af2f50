import type { Finding } from '../../contract/index.ts';
import { drawSignatureWidgets, type PdfDocument, type Raster, type SignatureField } from '../../pdf/index.ts';
import type { Seal, SealVerification } from '../../signature/index.ts';
import { finding } from '../../x509/index.ts';
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

/** What was found of a signature; only those of GB/T 38540 have a seal. */
interface Judged {
  readonly findings: readonly Finding[];
  readonly seal: SealVerification | null;
}

/** Judges the pictures of the seals of one document. */
export interface PictureJudge {
  /** Adds to what was found of a signature in a field whether the page shows its seal. Throws the errors of reading the document. */
  add<Checked extends Judged>(field: SignatureField, checked: Checked): Promise<Checked>;
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
    async add(field, checked) {
      const seal = checked.seal?.seal;
      if (!seal) return checked;
      const registered = await registeredOf(seal);
      const drawn = registered.raster === null ? [] : await drawSignatureWidgets(document, field, comparedPx);
      return { ...checked, findings: [...checked.findings, judgeDrawnPictures(registered, drawn, differs)] };
    },
  };
}
