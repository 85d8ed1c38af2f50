import type { OfdPackage } from '../package/package.ts';
import { resolvePartPath } from '../package/part-path.ts';
import { type Box, readBox } from '../structure/document.ts';
import { attributeOf, childrenOf, descendantsOf, isFault, readXml, textsOf, type XmlElement } from '../xml/read-xml.ts';

/** One protected part (GB/T 33190-2016, 18.2.2). */
export interface PartReference {
  /** As it is written. */
  readonly fileRef: string;
  /** Within the package; null where it leads out of it. */
  readonly path: string | null;
  readonly checkValue: Uint8Array;
}

/** Where a seal stands (GB/T 33190-2016, 18.2.3). */
export interface StampAnnotation {
  readonly id: string;
  readonly pageId: string;
  readonly boundary: Box | null;
  /** Of the picture, in its own box; null where all of it shows. */
  readonly clip: Box | null;
}

/** A Signature.xml, in whichever order its maker wrote it. */
export interface SignatureFile {
  readonly path: string;
  /** As it stands in the package: what the signature is made over. */
  readonly bytes: Uint8Array;
  readonly provider: string;
  /** An object identifier; empty when absent. */
  readonly signatureMethod: string;
  /** As it is written. */
  readonly dateTime: string;
  /** Name or object identifier of the digest; null when absent, which means MD5. */
  readonly checkMethod: string | null;
  readonly references: readonly PartReference[];
  readonly stamps: readonly StampAnnotation[];
  readonly sealPath: string | null;
  readonly valuePath: string | null;
  /** What is odd about it and changes nothing; for the expert. */
  readonly oddities: readonly string[];
}

const mostBytes = 32 << 20;

/** Why a Signature.xml cannot be read; for the expert. */
export interface UnreadableSignature {
  readonly fault: string;
}

/** Reads a Signature.xml. @throws AppError OFD_LIMIT, OFD_DAMAGED where its bytes cannot be unpacked */
export function readSignatureFile(pack: OfdPackage, path: string): SignatureFile | UnreadableSignature {
  const found = pack.find(path);
  if (!found) return { fault: `${path} is missing` };
  const bytes = new Uint8Array(pack.read(found.entry, mostBytes));
  const xml = readXml(bytes);
  if (isFault(xml)) return { fault: `${path}: ${xml.fault}` };
  const read = readParts(xml, found.entry.name);
  if ('fault' in read) return { fault: `${path}: ${read.fault}` };
  const oddities = [...read.oddities, ...(found.isOtherCase ? [`${path} has another case`] : [])];
  return { ...read, path: found.entry.name, bytes, oddities };
}

type Read = Omit<SignatureFile, 'path' | 'bytes'>;

function readParts(xml: XmlElement, path: string): Read | UnreadableSignature {
  const outOfPlace = findOutOfPlace(xml);
  if (outOfPlace !== null) return { fault: `it has ${outOfPlace} where some readers look for it and some do not` };
  const infos = childrenOf(xml, 'SignedInfo');
  const [info] = infos;
  if (xml.name !== 'Signature' || !info) return { fault: 'it is no signature' };
  const lists = childrenOf(info, 'References');
  const [list] = lists;
  const values = textsOf(xml, 'SignedValue');
  // Of two each reader takes another one.
  if (infos.length > 1 || lists.length > 1 || values.length > 1) return { fault: 'it says something twice' };
  const seals = childrenOf(info, 'Seal');
  if (seals.length > 1) return { fault: 'it names two seals' };
  const references = (list ? childrenOf(list, 'Reference') : []).map((reference) => readReference(reference, path));
  const provider = childrenOf(info, 'Provider')[0];
  const sealLocations = seals.flatMap((seal) => textsOf(seal, 'BaseLoc')).filter((location) => location !== '');
  const [sealLocation] = sealLocations;
  const sealPath = sealLocation === undefined ? null : resolvePartPath(path, sealLocation);
  if (sealLocations.length > 1) return { fault: 'it names two seals' };
  // Another reader may find it, and show it.
  if (sealLocation !== undefined && sealPath === null) return { fault: 'its seal is outside the package' };
  const [value] = values;
  return {
    provider: [provider && attributeOf(provider, 'ProviderName'), provider && attributeOf(provider, 'Company')]
      .filter(Boolean)
      .join(' · '),
    signatureMethod: textsOf(info, 'SignatureMethod')[0] ?? '',
    dateTime: textsOf(info, 'SignatureDateTime')[0] ?? '',
    checkMethod: (list && attributeOf(list, 'CheckMethod')) ?? null,
    references,
    stamps: childrenOf(info, 'StampAnnot').map(readStamp),
    sealPath,
    valuePath: value ? resolvePartPath(path, value) : null,
    oddities: references.some(({ fileRef }) => !fileRef.startsWith('/')) ? ['relative references'] : [],
  };
}

/** Where the standard has each (GB/T 33190-2016, 18.2): whatever else is in a Signature.xml is its maker's. */
const places: readonly (readonly string[])[] = [
  ['SignedInfo'],
  ['SignedValue'],
  ['SignedInfo', 'References'],
  ['SignedInfo', 'References', 'Reference'],
  ['SignedInfo', 'References', 'Reference', 'CheckValue'],
  ['SignedInfo', 'StampAnnot'],
  ['SignedInfo', 'Seal'],
  ['SignedInfo', 'Seal', 'BaseLoc'],
];

/** The name of an element that stands elsewhere as well: a reader that searches the whole file for it takes another. */
function findOutOfPlace(xml: XmlElement): string | null {
  for (const place of places) {
    const name = place.at(-1) ?? '';
    const inPlace = place.reduce<readonly XmlElement[]>(
      (from, step) => from.flatMap((one) => childrenOf(one, step)),
      [xml],
    );
    if (descendantsOf(xml, name).length > inPlace.length) return name;
  }
  return null;
}

function readReference(reference: XmlElement, from: string): PartReference {
  const fileRef = attributeOf(reference, 'FileRef') ?? '';
  const checkValue = Buffer.from((textsOf(reference, 'CheckValue')[0] ?? '').replaceAll(/\s/g, ''), 'base64');
  return { fileRef, path: resolvePartPath(from, fileRef), checkValue: new Uint8Array(checkValue) };
}

function readStamp(stamp: XmlElement): StampAnnotation {
  return {
    id: attributeOf(stamp, 'ID') ?? '',
    pageId: attributeOf(stamp, 'PageRef') ?? '',
    boundary: readBox(attributeOf(stamp, 'Boundary')),
    clip: readBox(attributeOf(stamp, 'Clip')),
  };
}
