import { createDigest, digestOf } from '../../x509/index.ts';
import type { PackageEntry } from '../package/directory.ts';
import { foldName } from '../package/entry-names.ts';
import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import type { SealablePackage } from '../signing/sealable.ts';
import { mostStructureBytes } from '../structure/package-root.ts';
import { atOffset, type KeptRange } from './archive-writer.ts';
import { withRows, withSignatureList } from './edited-parts.ts';

/** The digest of a part, by its name in the package. */
export interface PartDigest {
  readonly name: string;
  readonly sm3: Uint8Array;
}

/** A signature that is to be made. */
export interface PlannedSignature {
  readonly id: number;
  /** Where its parts go, within the package. */
  readonly folder: string;
  /** Of its StampAnnots, which are numbered on from it. */
  readonly firstStampId: number;
}

/** All that is to be known of a package so that seals can be put on it. Plain data: it crosses threads. */
export interface SealGround {
  /** The records of the entries that stay, with their places in the new file. */
  readonly records: readonly Uint8Array[];
  readonly root: { readonly path: string; readonly bytes: Uint8Array } | null;
  readonly list: { readonly path: string; readonly bytes: Uint8Array };
  /** Whether the last signature protects the list (锁定签章). */
  readonly locks: boolean;
  readonly signatures: readonly PlannedSignature[];
  /** Of what stays and of a new root. */
  readonly digests: readonly PartDigest[];
  /** By the page's number, from 1. */
  readonly pageIds: Readonly<Record<number, string>>;
}

/** What is to be put on. */
export interface PlannedSeals {
  /** For each signature, on how many places it is seen. */
  readonly stampCounts: readonly number[];
  readonly locks: boolean;
  readonly pages: readonly number[];
}

/** The entries that stay as they are. */
function keptRecords(pack: OfdPackage, { root, listPath, namesNoList }: SealablePackage): PackageEntry[] {
  const replaced = new Set(namesNoList ? [listPath, root.path] : [listPath]);
  return pack.records.filter(({ name }) => !replaced.has(name));
}

const inFile = (one: PackageEntry, other: PackageEntry) => one.start - other.start;

/** What of the file is copied: each entry that stays, as it stands, in the order of the file. */
export function keptRanges(pack: OfdPackage, sealable: SealablePackage): KeptRange[] {
  const ranges: KeptRange[] = [];
  for (const { start, end } of keptRecords(pack, sealable).toSorted(inFile)) {
    const last = ranges.at(-1);
    if (last?.end === start) ranges[ranges.length - 1] = { start: last.start, end };
    else ranges.push({ start, end });
  }
  return ranges;
}

/** The numbers in use are ST_ID: readers hold them in 32 bits. */
const mostId = 2 ** 31 - 1;

/** The last number that a signature or a StampAnnot has, whatever is written around it. */
function lastIdOf({ list, signatures }: SealablePackage): number {
  const ids = [
    list?.lastId ?? '',
    ...(list?.signatures ?? []).map(({ id }) => id),
    ...signatures.flatMap(({ stamps }) => stamps.map(({ id }) => id)),
  ];
  const last = Math.max(0, ...ids.flatMap((id) => (id.match(/\d+/g) ?? []).map(Number)).filter((id) => id <= mostId));
  if (last > mostId - 1_000_000) throw damaged('the numbers of its signatures are used up');
  return last;
}

function foldersFor(pack: OfdPackage, listPath: string, ids: readonly number[]): string[] {
  const parent = listPath.split('/').slice(0, -1);
  const signs = parent.at(-1)?.toLowerCase() === 'signs' ? parent : [...parent, 'Signs'];
  const taken = new Set<string>();
  for (const { name, otherwise } of pack.records) {
    for (const one of [name, otherwise]) {
      const segments = foldName(one).split('/');
      for (let count = 1; count <= segments.length; count++) taken.add(segments.slice(0, count).join('/'));
    }
  }
  return ids.map((id) => {
    for (let turn = 0; ; turn++) {
      const folder = [...signs, turn === 0 ? `Sign_${id}` : `Sign_${id}_${turn}`].join('/');
      if (!taken.has(foldName(folder))) return folder;
    }
  });
}

/**
 * Plans the signatures and digests what they protect: each part is unpacked once.
 * @throws AppError OFD_DAMAGED, OFD_LIMIT
 */
export async function layGround(
  pack: OfdPackage,
  sealable: SealablePackage,
  { stampCounts, locks, pages }: PlannedSeals,
): Promise<SealGround> {
  const { root, document, listPath, list, namesNoList } = sealable;
  let last = lastIdOf(sealable);
  const numbers = stampCounts.map((count) => {
    const id = last + 1;
    last = id + count;
    return { id, firstStampId: id + 1 };
  });
  const folders = foldersFor(
    pack,
    listPath,
    numbers.map(({ id }) => id),
  );
  const signatures = numbers.map((one, index) => ({ ...one, folder: folders[index] ?? '' }));
  const bytesOf = (path: string) => {
    const found = pack.find(path);
    if (!found) throw damaged(`${path} is missing`);
    return pack.read(found.entry, mostStructureBytes);
  };
  const rootBytes = namesNoList ? withSignatureList(bytesOf(root.path), root.path, listPath) : null;
  const rows = signatures.map(({ id, folder }) => ({ id, path: `${folder}/Signature.xml` }));
  const listBytes = withRows(list && { bytes: bytesOf(list.path), list }, listPath, rows, last);
  const kept = keptRecords(pack, sealable);
  const places = new Map<PackageEntry, number>();
  let offset = 0;
  for (const entry of kept.toSorted(inFile)) {
    places.set(entry, offset);
    offset += entry.end - entry.start;
  }
  const digests: PartDigest[] = [];
  for (const entry of kept) {
    if (entry.name.endsWith('/')) continue;
    const digest = createDigest('sm3');
    for await (const chunk of pack.chunks(entry)) digest.update(chunk);
    digests.push({ name: entry.name, sm3: digest.digest() });
  }
  if (rootBytes) digests.push({ name: root.path, sm3: digestOf('sm3', rootBytes) });
  return {
    records: kept.map((entry) => atOffset(entry.record, places.get(entry) ?? 0)),
    root: rootBytes && { path: root.path, bytes: rootBytes },
    list: { path: listPath, bytes: listBytes },
    locks,
    signatures,
    digests,
    pageIds: Object.fromEntries(pages.map((page) => [page, document.pages[page - 1]?.id ?? ''])),
  };
}
