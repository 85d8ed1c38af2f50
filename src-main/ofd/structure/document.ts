import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import { resolvePartPath } from '../package/part-path.ts';
import { attributeOf, childrenOf, isFault, readXml, type XmlElement } from '../xml/read-xml.ts';
import { mostStructureBytes } from './package-root.ts';

/** Millimetres; the origin is the top left corner, y goes down (GB/T 33190-2016, 8.2). */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface OfdPage {
  /** From 1. */
  readonly number: number;
  readonly id: string;
  /** Of its content; null where it leads out of the package. */
  readonly path: string | null;
}

/** A document of a package (GB/T 33190-2016, 7.5). */
export interface OfdDocument {
  readonly path: string;
  readonly pages: readonly OfdPage[];
  readonly xml: XmlElement;
}

/** ST_Box: four numbers (GB/T 33190-2016, table 2). */
export function readBox(text: string | undefined): Box | null {
  const numbers = (text ?? '').trim().split(/\s+/).map(Number);
  const [left, top, width, height, ...others] = numbers;
  if (left === undefined || top === undefined || width === undefined || height === undefined) return null;
  if (others.length > 0 || !numbers.every(Number.isFinite) || width < 0 || height < 0) return null;
  return { left, top, width, height };
}

/** Reads the root of a document. @throws AppError OFD_DAMAGED, OFD_LIMIT */
export function readDocument(pack: OfdPackage, path: string): OfdDocument {
  const found = pack.find(path);
  if (!found) throw damaged(`${path} is missing`);
  const xml = readXml(pack.read(found.entry, mostStructureBytes));
  if (isFault(xml)) throw damaged(`${path}: ${xml.fault}`);
  if (xml.name !== 'Document') throw damaged(`${path} is no document`);
  const pages = childrenOf(xml, 'Pages')
    .flatMap((list) => childrenOf(list, 'Page'))
    .map((page, index) => ({
      number: index + 1,
      id: attributeOf(page, 'ID') ?? '',
      path: resolvePartPath(found.entry.name, attributeOf(page, 'BaseLoc') ?? ''),
    }));
  return { path: found.entry.name, pages, xml };
}

/** Contents of pages are long, and what they draw is not asked for here. */
const mostPageBytes = 64 << 20;
const drawn: ReadonlySet<string> = new Set(['Content']);

/** The XML of a page or a template but for what it draws. @throws AppError OFD_DAMAGED, OFD_LIMIT */
export function readPageXml(pack: OfdPackage, path: string) {
  const found = pack.find(path);
  return found ? readXml(pack.read(found.entry, mostPageBytes), drawn) : { fault: `${path} is missing` };
}

/** The XML of a page or a template with what it draws. @throws AppError OFD_DAMAGED, OFD_LIMIT */
export function readWholePage(pack: OfdPackage, path: string) {
  const found = pack.find(path);
  return found ? readXml(pack.read(found.entry, mostPageBytes)) : { fault: `${path} is missing` };
}
