import type { Finding } from '../../contract/index.ts';
import {
  type DrawnWidget,
  drawSignatureWidgets,
  notDrawn,
  type PdfDocument,
  type Raster,
  type SignatureField,
} from '../../pdf/index.ts';
import type { Seal, SealVerification } from '../../signature/index.ts';
import { finding } from '../../x509/index.ts';
import { comparedPx, sealPictureDiffers } from './picture-comparison.ts';
import { type RegisteredPicture, readRegisteredPicture } from './registered-picture.ts';
import { type DrawnPicture, groupSlices, joinSlices } from './slice-joining.ts';

/** More places of one signature are not looked at. */
const maxPlaces = 2_000;

const isDrawn = (one: DrawnWidget): one is DrawnPicture => one.raster !== null;

/** Whether pictures that are not the registered one are slices that make it up, each seal in the order of the fields, or against it. */
function areSlices(
  registered: Raster,
  drawn: readonly DrawnPicture[],
  differs: (one: Raster, other: Raster) => boolean,
): boolean {
  const groups = groupSlices(drawn, registered.widthPx / registered.heightPx);
  if (groups === null) return false;
  return distinctGroups(groups).every((group) =>
    [group, group.toReversed()].some((slices) => !differs(registered, joinSlices(slices, registered))),
  );
}

/** Over hundreds of pages the same slices come again and again. */
function distinctGroups<Slice extends { readonly raster: Raster }>(groups: readonly (readonly Slice[])[]) {
  return groups.filter((group, index) => {
    const isSame = (other: readonly Slice[]) =>
      other.length === group.length && other.every(({ raster }, at) => raster === group[at]?.raster);
    return groups.findIndex(isSame) === index;
  });
}

/** Compares what the page draws at each place of a signature with the registered picture, of which pages may bear slices (骑缝). */
export function judgeDrawnPictures(
  registered: RegisteredPicture,
  drawn: readonly DrawnWidget[],
  differs: (one: Raster, other: Raster) => boolean = sealPictureDiffers,
): Finding {
  const { raster, problem } = registered;
  if (problem !== null) return problem;
  if (drawn.length === 0) return finding('seal-picture', 'not-applicable', 'seal-picture/not-shown');
  const others = drawn.filter(isDrawn).filter((one) => differs(raster, one.raster));
  if (others.length > 0 && !areSlices(raster, others, differs)) {
    return finding('seal-picture', 'failed', 'seal-picture/differs');
  }
  return drawn.some((one) => !isDrawn(one))
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
  /** Adds to what was found of a signature in its fields whether the page shows its seal. Throws the errors of reading the document. */
  add<Checked extends Judged>(fields: readonly SignatureField[], checked: Checked): Promise<Checked>;
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
    async add(fields, checked) {
      const seal = checked.seal?.seal;
      if (!seal) return checked;
      const registered = await registeredOf(seal);
      const drawn: DrawnWidget[] = [];
      for (const field of registered.raster === null ? [] : fields.slice(0, maxPlaces)) {
        drawn.push(...(await drawSignatureWidgets(document, field, comparedPx)));
      }
      if (fields.length > maxPlaces) drawn.push(notDrawn);
      return { ...checked, findings: [...checked.findings, judgeDrawnPictures(registered, drawn, differs)] };
    },
  };
}
