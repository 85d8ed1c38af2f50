import { AppError, type SignatureReport, type UnsignedSealPictures } from '../contract/index.ts';
import {
  type ByteSource,
  findSealPictures,
  openAsViewersDo,
  readSignatures,
  type SignatureField,
  type SignatureWithFields,
} from '../pdf/index.ts';
import { sesSubFilters } from '../signature/index.ts';

/** What was found about the signatures of a file, in the order of its report, and where to look for pictures of seals. */
export interface SealPictureRequest {
  readonly source: ByteSource;
  readonly password?: string;
  readonly signatures: readonly Pick<SignatureReport, 'kind' | 'verdict'>[];
  /** Pages beyond this are left out, and said to be. */
  readonly timeLimitMs: number;
}

/**
 * What looks like a seal and is neither the seal of a signature that stands nor painted under its widget; under one of GB/T 38540, whose
 * seal registers its picture, nothing is painted in its place. A signature that is merely not trusted stands: whose it is, its own
 * verdict says. Throws the errors of opening a PDF, and FILE_CHANGED where the file has other signatures than those that were judged.
 */
export async function findUnsignedSealPictures(request: SealPictureRequest): Promise<UnsignedSealPictures> {
  const { source, password, signatures, timeLimitMs } = request;
  const document = openAsViewersDo(source, { password });
  const signed = readSignatures(document);
  if (signed.length !== signatures.length) throw new AppError('FILE_CHANGED');
  const standing = standingOf(signed, signatures);
  const compared = standing.filter(({ value }) => value !== null && sesSubFilters.has(value.subFilter));
  const broken = signed.flatMap(({ field, further }, index) =>
    signatures[index]?.verdict === 'invalid' ? [field, ...further] : [],
  );
  const found = await findSealPictures(document, { standing, compared, broken, timeLimitMs });
  const { pictures, pagesNotSearched, notSearchedBecause } = found;
  return { pictures: [...pictures], pagesNotSearched, notSearchedBecause: [...notSearchedBecause] };
}

/** One signature for each value, with all fields that it covers: a further one that borrows its value shows a copy. */
function standingOf(
  signed: readonly SignatureWithFields[],
  signatures: SealPictureRequest['signatures'],
): readonly SignatureField[] {
  return signed.flatMap(({ field, further, isBorrowed }, index) => {
    const judged = signatures[index];
    const stands = judged?.kind === 'signature' && judged.verdict !== 'invalid' && !isBorrowed;
    return stands ? [field, ...further] : [];
  });
}
