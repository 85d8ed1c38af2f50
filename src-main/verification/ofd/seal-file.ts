import type { Finding } from '../../contract/index.ts';
import type { OfdPackage, SignatureFile } from '../../ofd/index.ts';
import type { Seal, SealVerification } from '../../signature/index.ts';
import { finding, sameBytes } from '../../x509/index.ts';
import { readRegisteredPicture } from '../seals/registered-picture.ts';

const mostBytes = 32 << 20;

/** Seal.esl, where a signature names one, is the seal that was signed, byte for byte (GB/T 33190-2016, 18.2.4): readers may show either. */
export function judgeSealFile(
  pack: OfdPackage,
  { sealPath }: Pick<SignatureFile, 'sealPath'>,
  { seal }: SealVerification,
): Finding[] {
  if (sealPath === null || seal === null) return [];
  const found = pack.find(sealPath);
  if (!found) return [finding('seal-structure', 'unknown', 'seal/file-missing')];
  const isSame = found.entry.sizeBytes === seal.der.length && sameBytes(pack.read(found.entry, mostBytes), seal.der);
  return [
    isSame
      ? finding('seal-structure', 'passed', 'seal/file-same')
      : finding('seal-structure', 'failed', 'seal/file-differs'),
  ];
}

/** Makers put the seal beside the signature without naming it: the paths of those that are the signed one, byte for byte. */
export function findSealCopies(pack: OfdPackage, signaturePath: string, checked: SealVerification | null): string[] {
  const der = checked?.seal?.der;
  if (der === undefined) return [];
  const folder = signaturePath.slice(0, signaturePath.lastIndexOf('/') + 1);
  return pack.entries
    .filter(({ name }) => name.startsWith(folder) && /^[^/]+\.esl$/i.test(name.slice(folder.length)))
    .filter((entry) => entry.sizeBytes === der.length && sameBytes(pack.read(entry, mostBytes), der))
    .map(({ name }) => name);
}

/** What a seal's picture has against it. A document that was sealed a hundred times has the same picture a hundred times. */
export type PictureReader = (seal: Seal) => Promise<Finding | null>;

/** Reads each picture once. */
export function createPictureReader(): PictureReader {
  const known = new Map<string, Promise<Finding | null>>();
  return ({ info: { picture } }) => {
    const key = `${picture.type}:${Buffer.from(picture.data).toString('latin1')}`;
    const read = known.get(key) ?? readRegisteredPicture(picture).then(({ problem }) => problem);
    known.set(key, read);
    return read;
  };
}

/** Readers of OFD draw the picture that the maker signed; one of a kind that is not drawn here is no doubt about it. */
export async function judgePicture(
  { seal }: SealVerification,
  isShown: boolean,
  readPicture: PictureReader,
): Promise<Finding[]> {
  if (seal === null) return [];
  const problem = await readPicture(seal);
  if (problem !== null) {
    const isOnlyOtherKind = problem.reason === 'seal-picture/kind-not-drawn';
    return [isOnlyOtherKind ? { ...problem, state: 'warning' } : problem];
  }
  return [
    isShown
      ? finding('seal-picture', 'passed', 'seal-picture/readable')
      : finding('seal-picture', 'not-applicable', 'seal-picture/not-shown'),
  ];
}
