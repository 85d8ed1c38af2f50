import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import { resolvePartPath } from '../package/part-path.ts';
import { attributeOf, childrenOf, hasForeign, isFault, readXml, textsOf, type XmlElement } from '../xml/read-xml.ts';
import { ambiguityOfRoot } from './ambiguity.ts';

/** One document of a package (GB/T 33190-2016, 7.4). Locations as they are written, from OFD.xml. */
export interface DocBody {
  readonly documentRoots: readonly string[];
  readonly versions: readonly { readonly location: string; readonly isCurrent: boolean }[];
  readonly signatureLists: readonly string[];
  readonly covers: readonly string[];
}

/** `/OFD.xml`. */
export interface PackageRoot {
  readonly path: string;
  readonly version: string;
  /** OFD, OFD-A, … */
  readonly documentType: string;
  readonly bodies: readonly DocBody[];
  /** Elements that some readers pass over, since they are in another namespace. */
  readonly hasForeignElements: boolean;
  /** What it says more than once, of which each reader takes another; null where there is nothing. For the expert. */
  readonly ambiguity: string | null;
}

const rootPath = 'OFD.xml';
/** An index of what is within: far above any honest one. */
export const mostStructureBytes = 16 << 20;

/** Reads `/OFD.xml`. @throws AppError OFD_DAMAGED, OFD_LIMIT */
export function readPackageRoot(pack: OfdPackage): PackageRoot {
  const found = pack.find(rootPath);
  if (!found) throw damaged('there is no OFD.xml');
  return parsePackageRoot(pack.read(found.entry, mostStructureBytes), found.entry.name);
}

/** The same from its bytes. @throws AppError OFD_DAMAGED, OFD_LIMIT */
export function parsePackageRoot(bytes: Uint8Array, path: string): PackageRoot {
  const root = readXml(bytes);
  if (isFault(root)) throw damaged(`OFD.xml: ${root.fault}`);
  if (root.name !== 'OFD') throw damaged('OFD.xml is of something else');
  const bodies = childrenOf(root, 'DocBody').map(readBody);
  if (bodies.length === 0) throw damaged('OFD.xml names no document');
  return {
    path,
    version: attributeOf(root, 'Version') ?? '',
    documentType: attributeOf(root, 'DocType') ?? '',
    bodies,
    hasForeignElements: hasForeign(root),
    ambiguity: ambiguityOfRoot(root),
  };
}

function readBody(body: XmlElement): DocBody {
  return {
    documentRoots: textsOf(body, 'DocRoot'),
    versions: childrenOf(body, 'Versions').flatMap((versions) =>
      childrenOf(versions, 'Version').map((version) => ({
        location: attributeOf(version, 'BaseLoc') ?? '',
        isCurrent: /^(?:true|1)$/i.test(attributeOf(version, 'Current') ?? ''),
      })),
    ),
    signatureLists: textsOf(body, 'Signatures'),
    covers: childrenOf(body, 'DocInfo').flatMap((info) => textsOf(info, 'Cover')),
  };
}

/** Where the list of signatures of a document should be; null where none is named. Several are refused: readers take either. */
export function signatureListPath(root: PackageRoot, { signatureLists }: DocBody): string | null {
  const [location, ...others] = signatureLists;
  if (others.length > 0) throw damaged('a document with several lists of signatures');
  if (location === undefined || location === '') return null;
  const path = resolvePartPath(root.path, location);
  if (path === null) throw damaged(`a list of signatures outside the package: ${location}`);
  return path;
}
