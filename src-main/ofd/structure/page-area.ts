import { AppError } from '../../contract/index.ts';
import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import { childrenOf, isFault, textsOf, type XmlElement } from '../xml/read-xml.ts';
import { type Box, type OfdDocument, type OfdPage, readBox, readPageXml } from './document.ts';

/** The page with this number, from 1. @throws AppError PAGE_OUT_OF_RANGE */
export function pageOf({ pages }: OfdDocument, number: number): OfdPage {
  const page = pages[number - 1];
  if (!page) throw new AppError('PAGE_OUT_OF_RANGE', { page: number, pageCount: pages.length });
  return page;
}

/** An area's paper (CT_PageArea, GB/T 33190-2016, 7.5). */
function paperIn(element: XmlElement, area: string): Box | null {
  const [box] = childrenOf(element, area).flatMap((one) => textsOf(one, 'PhysicalBox'));
  const read = readBox(box);
  return read && read.width > 0 && read.height > 0 ? read : null;
}

/**
 * The paper of a page: its own, else that of the document (GB/T 33190-2016, 7.7).
 * @throws AppError PAGE_OUT_OF_RANGE, OFD_DAMAGED, OFD_LIMIT
 */
export function readPaper(pack: OfdPackage, document: OfdDocument, number: number): Box {
  const { path } = pageOf(document, number);
  const xml = path === null ? { fault: `page ${number} is outside the package` } : readPageXml(pack, path);
  if (isFault(xml)) throw damaged(xml.fault);
  const [common] = childrenOf(document.xml, 'CommonData');
  const paper = paperIn(xml, 'Area') ?? (common ? paperIn(common, 'PageArea') : null);
  if (!paper) throw damaged(`page ${number} has no size`);
  return paper;
}
