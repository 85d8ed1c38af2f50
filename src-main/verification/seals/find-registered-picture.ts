import type { SealArtwork } from '../../contract/index.ts';
import { type ByteSource, openAsViewersDo, readSignatureFields } from '../../pdf/index.ts';
import { readSealIn, sesSubFilters } from '../../signature/index.ts';
import { readRegisteredPicture } from './registered-picture.ts';

/** A signature of a file. */
export interface RegisteredPictureRequest {
  readonly source: ByteSource;
  readonly password?: string;
  readonly fieldName: string;
}

/**
 * The picture that the seal inside a signature of GB/T 38540 registers; null where there is none that can be shown, and where other
 * signatures have its name. Throws the errors of opening a PDF.
 */
export async function findRegisteredPicture(request: RegisteredPictureRequest): Promise<SealArtwork | null> {
  const document = openAsViewersDo(request.source, { password: request.password });
  const named = readSignatureFields(document).flatMap(({ name, value }) =>
    value !== null && name === request.fieldName ? [value] : [],
  );
  const [value] = named;
  // Where two signatures have one name, the picture of one would be shown for the other.
  const isOne = named.every(({ dict }) => dict === value?.dict);
  if (!value || !isOne || !sesSubFilters.has(value.subFilter)) return null;
  const seal = readSealIn(value.contents);
  return seal === null ? null : (await readRegisteredPicture(seal.info.picture)).shown;
}
