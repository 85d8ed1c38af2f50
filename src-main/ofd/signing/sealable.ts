import { AppError } from '../../contract/index.ts';
import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import { resolvePartPath } from '../package/part-path.ts';
import type { OfdDocument } from '../structure/document.ts';
import { type PackageRoot, readPackageRoot, signatureListPath } from '../structure/package-root.ts';
import { type PartRole, reachParts } from '../structure/reach.ts';
import { childrenOf, textsOf } from '../xml/read-xml.ts';
import { readSignatureFile, type SignatureFile } from './signature-file.ts';
import { readSignatureList, type SignatureList } from './signature-list.ts';

/** A package that may be sealed, and what of it a further seal has to do with. */
export interface SealablePackage {
  readonly root: PackageRoot;
  readonly document: OfdDocument;
  /** Where the list of signatures is, or is to be. */
  readonly listPath: string;
  readonly list: SignatureList | null;
  /** The root names no list yet. */
  readonly namesNoList: boolean;
  /** The earlier signatures that can be read. */
  readonly signatures: readonly SignatureFile[];
}

/** Parts that nobody sees; that they are not well-formed stops no reader, and real invoices have such. */
const unseenRoles: ReadonlySet<PartRole> = new Set(['tags', 'extension', 'attachments']);
/** The names of parts that only signatures have. */
const signatureParts = /(?:^|\/)(?:signatures?\.xml|signedvalue(?:\.dat)?|signvalue\.dat|[^/]*\.esl)$/i;

/** XML has no way to write them. */
const unwritable = /[\ufffe\uffff]/;

/** What no reference could name, so that it would stay open to change. */
function assertNames(pack: OfdPackage): void {
  const odd = pack.entries.find(
    ({ name }) => resolvePartPath('', `/${name}`) !== name || unwritable.test(name) || name.normalize() === '',
  );
  if (odd) throw damaged(`a part that cannot be named: ${odd.name}`);
}

/** What fits into the time that digesting a package has, whatever it is packed to. */
const mostUnpackedBytes = 2 ** 30;
/** Beside that, of each byte of the file. */
const mostUnpackedPerByte = 8;

/** Each part is unpacked for its digest, once a PIN is there: what would take too long for that is said before. @throws AppError OFD_LIMIT */
function assertDigestible({ entries }: OfdPackage): void {
  const packed = entries.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0);
  const unpacked = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (unpacked > mostUnpackedBytes + packed * mostUnpackedPerByte) throw new AppError('OFD_LIMIT');
}

/** GB/T 33190-2016, 7.5: a document may say that nobody is to sign it. */
function assertPermitted({ xml }: OfdDocument): void {
  const said = childrenOf(xml, 'Permissions').flatMap((one) => textsOf(one, 'Signature'));
  if (said.some((one) => /^(?:false|0)$/i.test(one))) throw new AppError('OFD_PERMISSION_DENIED');
}

/**
 * Refuses what no seal may go on: what readers take for different things, what a seal could not protect as a whole, what is locked.
 * @throws AppError OFD_DAMAGED, OFD_ENCRYPTED, OFD_LIMIT, OFD_SEVERAL_DOCUMENTS, OFD_PERMISSION_DENIED, OFD_LOCKED
 */
export function assertSealable(pack: OfdPackage): SealablePackage {
  if (pack.find('Encryptions.xml')) throw new AppError('OFD_ENCRYPTED');
  if (pack.find('OFDEntries.xml')) throw damaged('its parts are listed in OFDEntries.xml');
  if (pack.remarks.some(({ kind }) => kind === 'names-alike'))
    throw damaged('two parts whose names differ in case alone');
  assertNames(pack);
  assertDigestible(pack);
  const root = readPackageRoot(pack);
  const [body, ...others] = root.bodies;
  if (!body || others.length > 0) throw new AppError('OFD_SEVERAL_DOCUMENTS');
  if (root.hasForeignElements) throw damaged('OFD.xml has elements of another namespace');
  const { parts, shown } = reachParts(pack, root);
  const [document = null] = shown;
  if (document === null) throw damaged('OFD.xml names no document');
  for (const { path, role, isMissing, isOtherCase, fault } of parts) {
    if (isMissing) throw damaged(`${path} is missing`);
    if (isOtherCase) throw damaged(`${path} is written in another case`);
    if (fault !== null && !unseenRoles.has(role)) throw damaged(`${path}: ${fault}`);
  }
  if (document.pages.some(({ id }) => !/^\d+$/.test(id))) throw damaged('a page without a number');
  assertPermitted(document);
  const named = signatureListPath(root, body);
  const list = named === null ? null : readSignatureList(pack, named);
  const [doubt] = list?.doubts ?? [];
  if (doubt !== undefined) throw damaged(`the list of signatures has ${doubt}`);
  const left = list ? undefined : pack.entries.find(({ name }) => signatureParts.test(name));
  if (left) throw damaged(`no list of signatures names ${left.name}`);
  const signatures = (list?.signatures ?? []).flatMap(({ path }) => {
    const file = path === null ? null : readSignatureFile(pack, path);
    return file === null || 'fault' in file ? [] : [file];
  });
  const listPath =
    list?.path ?? named ?? `${document.path.split('/').slice(0, -1).concat('Signs', 'Signatures.xml').join('/')}`;
  const changed = named === null ? [listPath, root.path] : [listPath];
  const isLocked = signatures.some(({ references }) =>
    references.some(({ path }) => path !== null && changed.includes(pack.find(path)?.entry.name ?? path)),
  );
  if (isLocked) throw new AppError('OFD_LOCKED');
  return { root, document, listPath, list, namesNoList: named === null, signatures };
}
