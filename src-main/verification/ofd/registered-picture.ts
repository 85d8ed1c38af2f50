import type { SealArtwork } from '../../contract/index.ts';
import {
  openPackage,
  readPackageRoot,
  readSignatureFile,
  readSignatureList,
  signatureListPath,
} from '../../ofd/index.ts';
import { readSealIn } from '../../signature/index.ts';
import type { RegisteredPictureRequest } from '../seals/find-registered-picture.ts';
import { readRegisteredPicture } from '../seals/registered-picture.ts';

const mostValueBytes = 32 << 20;

/**
 * The picture that the seal of the signature with this ID registers; null where there is none that can be shown, and where several have its
 * ID. Throws the errors of opening a package.
 */
export async function findPictureInPackage({
  source,
  fieldName,
}: RegisteredPictureRequest): Promise<SealArtwork | null> {
  const pack = openPackage(source);
  const root = readPackageRoot(pack);
  const paths = root.bodies.flatMap((body) => signatureListPath(root, body) ?? []);
  const listed = paths.flatMap((path) => readSignatureList(pack, path)?.signatures ?? []);
  const [named, ...others] = listed.filter(({ id }) => id === fieldName);
  if (!named || named.path === null || others.length > 0) return null;
  const file = readSignatureFile(pack, named.path);
  const value = 'fault' in file || file.valuePath === null ? undefined : pack.find(file.valuePath);
  const seal = value ? readSealIn(new Uint8Array(pack.read(value.entry, mostValueBytes))) : null;
  return seal === null ? null : (await readRegisteredPicture(seal.info.picture)).shown;
}
