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
 * The picture that the seal inside a signature of GB/T 38540 registers; null where there is none that can be shown. Throws the errors of
 * opening a PDF.
 */
export async function findRegisteredPicture(request: RegisteredPictureRequest): Promise<SealArtwork | null> {
  const document = openAsViewersDo(request.source, { password: request.password });
  const field = readSignatureFields(document).find(({ name, value }) => value !== null && name === request.fieldName);
  if (!field?.value || !sesSubFilters.has(field.value.subFilter)) return null;
  const seal = readSealIn(field.value.contents);
  return seal === null ? null : (await readRegisteredPicture(seal.info.picture)).shown;
}
