import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import { resolvePartPath } from '../package/part-path.ts';
import { attributeOf, childrenOf, descendantsOf, isFault, readXml, type XmlElement } from '../xml/read-xml.ts';
import { ambiguityOfDocument, ambiguityOfPage, ambiguityOfResources, ambiguityOfVersion } from './ambiguity.ts';
import { type OfdDocument, readDocument, readPageXml } from './document.ts';
import { findPart, resourceFolders } from './find-part.ts';
import { mostStructureBytes, type PackageRoot } from './package-root.ts';

/** What a part is to the document that leads to it. */
export type PartRole =
  | 'root'
  | 'version'
  | 'document'
  | 'cover'
  | 'page'
  | 'template'
  | 'resources'
  | 'media'
  | 'annotations'
  | 'annotation'
  | 'attachments'
  | 'attachment'
  | 'tags'
  | 'extension';

/** A part that a reader comes to from `/OFD.xml`. */
export interface ReachedPart {
  /** As the directory has it; of a missing one as it is named. */
  readonly path: string;
  readonly role: PartRole;
  /** Where it belongs to one page: its number, from 1. */
  readonly page: number | null;
  readonly isMissing: boolean;
  /** Found without regard to case, which some readers are not: those miss it. */
  readonly isOtherCase: boolean;
  /** XML that readers may make something else of, for the expert; null where it is sound, or was not looked into. */
  readonly fault: string | null;
}

/** What a package shows. */
export interface ReachedPackage {
  readonly parts: readonly ReachedPart[];
  /** Of each document of `/OFD.xml` what a reader shows: its current version, or its root; null where it has neither. */
  readonly shown: readonly (OfdDocument | null)[];
}

/** Documents and versions beyond this are no honest package's. */
const mostDocuments = 200;

interface Way {
  readonly location: string;
  readonly role: PartRole;
  readonly page?: number | null;
  /** Folders that the location may count from, the standard's first. */
  readonly from: readonly string[];
}

/** How far to walk. */
export interface ReachOptions {
  /** Of the other pages the content is met, and not looked into: a page is to be shown before all of them were read. */
  readonly onlyPage?: number;
}

/**
 * Walks all that `/OFD.xml` leads to: every document in every version, its pages, templates, resources, annotations, attachments, custom
 * tags and extensions (GB/T 33190-2016, 7.4 to 7.9, 15 to 18). Signatures are not in it: they vouch for themselves.
 * @throws AppError OFD_DAMAGED where a document cannot be read, OFD_LIMIT
 */
export function reachParts(pack: OfdPackage, root: PackageRoot, { onlyPage }: ReachOptions = {}): ReachedPackage {
  const parts = new Map<string, ReachedPart>();
  const documents = new Map<string, OfdDocument>();
  /** What was looked into, and as what: one part may be named in several places. */
  const opened = new Set<string>();

  /** The path of the part where it is there. */
  function meet({ location, role, page = null, from }: Way): string | null {
    const found = findPart(pack, location, from);
    const { path, isMissing } = found;
    const known = parts.get(path);
    const isOtherCase = found.isOtherCase || (known?.isOtherCase ?? false);
    const fault = found.isOutside ? 'it is outside the package' : null;
    parts.set(path, known ? { ...known, isOtherCase } : { path, role, page, isMissing, isOtherCase, fault });
    return isMissing ? null : path;
  }

  function blame(path: string, fault: string | null): void {
    const part = parts.get(path);
    if (part && fault !== null) parts.set(path, { ...part, fault });
  }

  /** Meets a part and gives its XML where it is sound. */
  function open(way: Way): { readonly path: string; readonly xml: XmlElement } | null {
    const path = meet(way);
    const turn = `${way.role} ${path}`;
    if (path === null || opened.has(turn)) return null;
    opened.add(turn);
    const found = pack.find(path);
    const isDrawn = way.role === 'page' || way.role === 'template';
    if (!found) return null;
    const xml = isDrawn ? readPageXml(pack, path) : readXml(pack.read(found.entry, mostStructureBytes), content);
    if (!isFault(xml)) return { path, xml };
    blame(path, xml.fault);
    return null;
  }

  function walkResources(location: string, from: string): void {
    const read = open({ location, role: 'resources', from: [from] });
    if (!read) return;
    const { path, xml } = read;
    blame(path, ambiguityOfResources(xml));
    const fromFolders = resourceFolders(path, attributeOf(xml, 'BaseLoc'));
    for (const file of [...descendantsOf(xml, 'FontFile'), ...descendantsOf(xml, 'MediaFile')]) {
      meet({ location: file.text.trim(), role: 'media', from: fromFolders });
    }
    for (const space of descendantsOf(xml, 'ColorSpace')) {
      const profile = attributeOf(space, 'Profile');
      if (profile !== undefined) meet({ location: profile, role: 'media', from: fromFolders });
    }
  }

  function walkPage(way: Way): void {
    const read = open(way);
    if (!read) return;
    blame(read.path, ambiguityOfPage(read.xml));
    for (const location of textsIn(read.xml, 'PageRes')) walkResources(location, read.path);
  }

  function walkList(
    location: string,
    from: string,
    role: PartRole,
    entries: (xml: XmlElement) => readonly Omit<Way, 'from'>[],
  ) {
    const read = open({ location, role, from: [from] });
    if (!read) return;
    for (const entry of entries(read.xml)) {
      if (entry.location === '') continue;
      const way = { ...entry, from: [read.path] };
      const isOther = onlyPage !== undefined && entry.page !== onlyPage;
      if (entry.role === 'annotation' && !isOther) open(way);
      else meet(way);
    }
  }

  function walkDocument(location: string, from: string): OfdDocument {
    const path = resolvePartPath(from, location);
    if (path === null) throw damaged(`a document outside the package: ${location}`);
    const known = documents.get(pack.find(path)?.entry.name ?? path);
    if (known) return known;
    if (documents.size >= mostDocuments) throw damaged('more documents than a package has');
    meet({ location, role: 'document', from: [from] });
    const document = readDocument(pack, path);
    documents.set(document.path, document);
    blame(document.path, ambiguityOfDocument(document.xml));
    const numbers = new Map(document.pages.map(({ id, number }) => [id, number]));
    for (const one of [...descendantsOf(document.xml, 'PublicRes'), ...descendantsOf(document.xml, 'DocumentRes')]) {
      walkResources(one.text, document.path);
    }
    for (const template of descendantsOf(document.xml, 'TemplatePage')) {
      walkPage({ location: attributeOf(template, 'BaseLoc') ?? '', role: 'template', from: [document.path] });
    }
    const pages = childrenOf(document.xml, 'Pages').flatMap((list) => childrenOf(list, 'Page'));
    for (const [index, page] of pages.entries()) {
      const way: Way = {
        location: attributeOf(page, 'BaseLoc') ?? '',
        role: 'page',
        page: index + 1,
        from: [document.path],
      };
      if (onlyPage === undefined || onlyPage === index + 1) walkPage(way);
      else meet(way);
    }
    for (const list of textsIn(document.xml, 'Annotations')) {
      walkList(list, document.path, 'annotations', (xml) =>
        descendantsOf(xml, 'Page').flatMap((page) =>
          textsIn(page, 'FileLoc').map((file) => ({
            location: file,
            role: 'annotation' as const,
            page: numbers.get(attributeOf(page, 'PageID') ?? '') ?? null,
          })),
        ),
      );
    }
    for (const list of textsIn(document.xml, 'Attachments')) {
      walkList(list, document.path, 'attachments', (xml) => locationsIn(xml, ['FileLoc'], 'attachment'));
    }
    for (const list of textsIn(document.xml, 'CustomTags')) {
      walkList(list, document.path, 'tags', (xml) => locationsIn(xml, ['FileLoc', 'SchemaLoc'], 'tags'));
    }
    for (const list of textsIn(document.xml, 'Extensions')) {
      walkList(list, document.path, 'extension', (xml) => locationsIn(xml, ['ExtendData'], 'extension'));
    }
    return document;
  }

  function walkVersion(location: string): OfdDocument | null {
    const read = open({ location, role: 'version', from: [root.path] });
    if (!read) return null;
    blame(read.path, ambiguityOfVersion(read.xml));
    const [document = null] = textsIn(read.xml, 'DocRoot').map((one) => walkDocument(one, read.path));
    for (const file of descendantsOf(read.xml, 'File')) {
      meet({ location: file.text.trim(), role: 'version', from: [read.path] });
    }
    return document;
  }

  meet({ location: `/${root.path}`, role: 'root', from: [root.path] });
  blame(root.path, root.ambiguity);
  const shown: (OfdDocument | null)[] = [];
  for (const body of root.bodies) {
    for (const cover of body.covers) if (cover !== '') meet({ location: cover, role: 'cover', from: [root.path] });
    const roots = body.documentRoots.map((location) => walkDocument(location, root.path));
    const current: OfdDocument[] = [];
    for (const { location, isCurrent } of body.versions) {
      const document = walkVersion(location);
      if (document && isCurrent) current.push(document);
    }
    shown.push(current[0] ?? roots[0] ?? null);
  }
  if (shown.every((one) => one === null)) throw damaged('OFD.xml names no document');
  return { parts: [...parts.values()], shown };
}

const content: ReadonlySet<string> = new Set(['Content', 'Appearance']);

const textsIn = (element: XmlElement, name: string): string[] =>
  descendantsOf(element, name).map(({ text }) => text.trim());

function locationsIn(xml: XmlElement, names: readonly string[], role: PartRole): Omit<Way, 'from'>[] {
  return names.flatMap((name) => descendantsOf(xml, name).map(({ text }) => ({ location: text.trim(), role })));
}
