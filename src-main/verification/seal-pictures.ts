import { AppError, type SignatureReport, type UnsignedSealPictures } from '../contract/index.ts';
import {
  type ByteSource,
  findSealPictures,
  openAsViewersDo,
  readSignatureFields,
  type SignatureField,
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
  const signed = readSignatureFields(document).filter(({ value }) => value !== null);
  if (signed.length !== signatures.length) throw new AppError('FILE_CHANGED');
  const standing = standingOf(signed, signatures);
  const compared = standing.filter(({ value }) => value !== null && sesSubFilters.has(value.subFilter));
  const found = await findSealPictures(document, { standing, compared, timeLimitMs });
  return { pictures: [...found.pictures], pagesNotSearched: found.pagesNotSearched };
}

/** One field for each signature: a second one that borrows its value shows a copy. */
function standingOf(
  signed: readonly SignatureField[],
  signatures: SealPictureRequest['signatures'],
): readonly SignatureField[] {
  const values = new Set<unknown>();
  return signed.filter(({ value }, index) => {
    const judged = signatures[index];
    const isBorrowed = value?.ref != null && values.has(value.ref);
    values.add(value?.ref);
    return judged?.kind === 'signature' && judged.verdict !== 'invalid' && !isBorrowed;
  });
}
