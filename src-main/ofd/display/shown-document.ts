import type { DrawingMatrix, PageDrawing } from '../../contract/index.ts';
import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import { readSignatureFile, type SignatureFile, type StampAnnotation } from '../signing/signature-file.ts';
import { readSignatureList } from '../signing/signature-list.ts';
import { type Box, type OfdDocument, readBox, readPageXml } from '../structure/document.ts';
import { findPart } from '../structure/find-part.ts';
import { type PackageRoot, readPackageRoot, signatureListPath } from '../structure/package-root.ts';
import { type ReachedPart, reachParts } from '../structure/reach.ts';
import { attributeOf, childrenOf, descendantsOf, isFault, readXml, textsOf, type XmlElement } from '../xml/read-xml.ts';
import { DrawingBuilder } from './drawing-builder.ts';
import { type EmbeddedFont, openFont } from './embedded-font.ts';
import { identity, moved, multiply } from './matrix.ts';
import { type Drawing, drawObjects, onPage } from './page-objects.ts';
import { fileOf, type Resource, Resources } from './resources.ts';
import { booleanOf, idOf } from './values.ts';

const mostPageBytes = 64 << 20;
const mostFontBytes = 48 << 20;
const mostPictureBytes = 64 << 20;
/** What readers of OFD take for a document that says nothing of its pages: A4. */
const usualPage: Box = { left: 0, top: 0, width: 210, height: 297 };
const largestPageMm = 20_000;

/** A seal on a page: the signature that it is of, by its place in the list, and where it stands. */
export interface PageStamp {
  readonly index: number;
  readonly file: SignatureFile;
  readonly stamp: StampAnnotation;
}

/** How a document is drawn that is part of another: the picture of a seal. */
export interface DrawWithin {
  readonly matrix: DrawingMatrix;
  readonly blend: 'normal' | 'darken';
  /** Before the names of its pictures. */
  readonly prefix: string;
  readonly clip: number | null;
}

const byItself: DrawWithin = { matrix: identity, blend: 'normal', prefix: '', clip: null };

/** A document as it is drawn: which parts belong to it is what the walk of `reachParts` says, and nothing beside. */
export class ShownDocument {
  readonly #pack: OfdPackage;
  readonly #document: OfdDocument;
  readonly #hasOthers: boolean;
  readonly #root: PackageRoot;
  /** Of the bodies of the package, the one that is shown. */
  readonly #body: PackageRoot['bodies'][number];
  #signatures: readonly (SignatureFile | null)[] | null = null;
  /** What belongs to the page that was asked for last. */
  #reached: { readonly page: number; readonly parts: readonly ReachedPart[] } | null = null;
  /** Fonts by their parts; null for those that cannot be read. */
  readonly #fonts = new Map<string, EmbeddedFont | null>();

  /** @throws AppError OFD_DAMAGED, OFD_LIMIT */
  constructor(pack: OfdPackage) {
    this.#pack = pack;
    this.#root = readPackageRoot(pack);
    const { shown } = reachParts(pack, this.#root, { onlyPage: 0 });
    const index = shown.findIndex((one) => one !== null);
    const [first, body] = [shown[index], this.#root.bodies[index]];
    if (!first || !body || first.pages.length === 0) throw damaged('there is no page');
    this.#document = first;
    this.#body = body;
    this.#hasOthers = shown.filter((one) => one !== null).length > 1;
  }

  /** The signatures of the document, in the order of their list; null for one that cannot be read. @throws AppError OFD_DAMAGED, OFD_LIMIT */
  signatures(): readonly (SignatureFile | null)[] {
    this.#signatures ??= this.#readSignatures();
    return this.#signatures;
  }

  #readSignatures(): (SignatureFile | null)[] {
    const path = signatureListPath(this.#root, this.#body);
    const listed = path === null ? [] : (readSignatureList(this.#pack, path)?.signatures ?? []);
    return listed.map((one) => {
      const file = one.path === null ? null : readSignatureFile(this.#pack, one.path);
      return file === null || 'fault' in file ? null : file;
    });
  }

  /** Where seals stand on a page. @throws AppError OFD_DAMAGED, OFD_LIMIT */
  stampsOn(page: number): PageStamp[] {
    const id = this.#document.pages[page - 1]?.id;
    return this.signatures().flatMap((file, index) =>
      (file?.stamps ?? []).flatMap((stamp) => (file && stamp.pageId === id ? [{ index, file, stamp }] : [])),
    );
  }

  get pageCount(): number {
    return this.#document.pages.length;
  }

  /** The size of a page in millimetres, by what it says itself, else its document. */
  sizeOf(page: number): { readonly widthMm: number; readonly heightMm: number } {
    const location = this.#document.pages[page - 1]?.path;
    const own = location ? readPageXml(this.#pack, location) : null;
    const { width, height } = this.#boxOf(own && !isFault(own) ? own : null);
    return { widthMm: width, heightMm: height };
  }

  #boxOf(page: XmlElement | null): Box {
    const common = childrenOf(this.#document.xml, 'CommonData').flatMap((one) => childrenOf(one, 'PageArea'));
    const areas = [...(page ? childrenOf(page, 'Area') : []), ...common];
    for (const area of areas) {
      const [text] = [...textsOf(area, 'PhysicalBox'), ...textsOf(area, 'CropBox')];
      const box = readBox(text);
      if (box && box.width > 0 && box.height > 0 && Math.max(box.width, box.height) <= largestPageMm) return box;
    }
    return usualPage;
  }

  /** The XML of a part by its path; null where it is not there, or none that everybody reads alike. */
  #readPart(path: string): XmlElement | null {
    const found = this.#pack.find(path);
    if (!found) return null;
    const xml = readXml(this.#pack.read(found.entry, mostPageBytes));
    return isFault(xml) ? null : xml;
  }

  /**
   * All that a page draws but its seals (GB/T 33190-2016, 7.7): templates behind it, its layers from the back, templates before it, and its
   * annotations.
   * @throws AppError OFD_LIMIT when it is more than any page has
   */
  draw(
    page: number,
    builder = new DrawingBuilder(),
    within = byItself,
  ): { readonly builder: DrawingBuilder; finish(): PageDrawing } {
    const parts = this.#partsOf(page);
    const byPath = new Map(parts.map((part) => [part.path, part]));
    const open = (location: string, from: string): { path: string; xml: XmlElement } | null => {
      const { path, isMissing } = findPart(this.#pack, location, [from]);
      if (isMissing || !byPath.has(path)) {
        builder.note('part-missing', location);
        return null;
      }
      const xml = this.#readPart(path);
      if (xml === null) builder.note('part-unreadable', path);
      return xml && { path, xml };
    };
    const root = this.#document;
    const place = root.pages[page - 1];
    const own = place?.path ? open(`/${place.path}`, root.path) : null;
    const box = this.#boxOf(own?.xml ?? null);
    if (page === 1 && this.#hasOthers) builder.note('several-documents', '');
    if (own) {
      const common = childrenOf(root.xml, 'CommonData');
      const templates = common
        .flatMap((one) => childrenOf(one, 'TemplatePage'))
        .map((element) => ({ element, id: idOf(attributeOf(element, 'ID')) }));
      const used = childrenOf(own.xml, 'Template').flatMap((use) => {
        const id = idOf(attributeOf(use, 'TemplateID'));
        const template = templates.find((one) => one.id === id)?.element;
        const read = template ? open(attributeOf(template, 'BaseLoc') ?? '', root.path) : null;
        if (!template) builder.note('part-missing', `template ${id}`);
        const order = attributeOf(use, 'ZOrder') ?? (template && attributeOf(template, 'ZOrder')) ?? 'Background';
        return read ? [{ ...read, isBefore: order === 'Foreground' }] : [];
      });
      const resources = new Resources();
      // The nearest first: what a page has by a number is not the document's of that number.
      for (const one of [own, ...used]) {
        for (const location of descendantsOf(one.xml, 'PageRes').map(({ text }) => text.trim())) {
          const read = open(location, one.path);
          if (read) resources.add(read.path, read.xml);
        }
      }
      for (const name of ['DocumentRes', 'PublicRes']) {
        for (const { text } of common.flatMap((one) => childrenOf(one, name))) {
          const read = open(text, root.path);
          if (read) resources.add(read.path, read.xml);
        }
      }
      const drawing: Drawing = {
        builder,
        resources,
        fontOf: (resource) => this.#fontOf(resource, builder, byPath),
        imageOf: (resource) => this.#imageOf(resource, builder, byPath, within.prefix),
      };
      for (const one of used) if (!one.isBefore) drawLayers(drawing, one.xml, within);
      drawLayers(drawing, own.xml, within);
      for (const one of used) if (one.isBefore) drawLayers(drawing, one.xml, within);
      for (const { path, role, page: ofPage, isMissing } of parts) {
        if (role !== 'annotation' || ofPage !== page) continue;
        const xml = isMissing ? null : this.#readPart(path);
        if (xml) drawAnnotations(drawing, xml, within);
        else builder.note(isMissing ? 'part-missing' : 'part-unreadable', path);
      }
    }
    return { builder, finish: () => builder.finish(page, box.width, box.height) };
  }

  #partsOf(page: number): readonly ReachedPart[] {
    if (this.#reached?.page === page) return this.#reached.parts;
    const { parts } = reachParts(this.#pack, this.#root, { onlyPage: page });
    this.#reached = { page, parts };
    return parts;
  }

  /** The part that a resource is in, if the walk has come to it. */
  #partOf(resource: Resource, byPath: ReadonlyMap<string, unknown>) {
    const location = fileOf(resource);
    if (location === null) return null;
    const { path, isMissing } = findPart(this.#pack, location, resource.from);
    return isMissing || !byPath.has(path) ? undefined : this.#pack.find(path)?.entry;
  }

  #fontOf(resource: Resource, builder: DrawingBuilder, byPath: ReadonlyMap<string, unknown>): EmbeddedFont | null {
    const entry = this.#partOf(resource, byPath);
    if (entry === null) return null;
    if (entry === undefined) {
      builder.note('part-missing', fileOf(resource) ?? '');
      return null;
    }
    const known = this.#fonts.get(entry.name);
    const font = known === undefined ? openFont(this.#pack.read(entry, mostFontBytes)) : known;
    this.#fonts.set(entry.name, font);
    if (font === null) builder.note('font-unreadable', entry.name);
    return font;
  }

  #imageOf(resource: Resource, builder: DrawingBuilder, byPath: ReadonlyMap<string, unknown>, prefix: string) {
    const entry = this.#partOf(resource, byPath);
    if (entry) return { key: `${prefix}part/${entry.name}`, sizeBytes: entry.sizeBytes };
    builder.note('part-missing', fileOf(resource) ?? 'a picture without a file');
    return null;
  }

  /**
   * The bytes of a picture that a page draws, by the name that the drawing has for it; null where the page has none of that name.
   * @throws AppError OFD_DAMAGED, OFD_LIMIT
   */
  readPicture(page: number, key: string): Uint8Array | null {
    const path = key.startsWith('part/') ? key.slice('part/'.length) : null;
    const part = this.#partsOf(page).find((one) => one.path === path && !one.isMissing);
    const found = part && this.#pack.find(part.path);
    return found ? this.#pack.read(found.entry, mostPictureBytes) : null;
  }

  /** A part of a signature, e.g. its value; null where it is not there. @throws AppError OFD_DAMAGED, OFD_LIMIT */
  readSignaturePart(path: string | null): Uint8Array | null {
    const found = path === null ? undefined : this.#pack.find(path);
    return found ? this.#pack.read(found.entry, mostPictureBytes) : null;
  }
}

/** Layers from the back (GB/T 33190-2016, table 16); those that say nothing are the body's. */
const layerOrder = ['Background', 'Body', 'Foreground'];

function drawLayers(drawing: Drawing, page: XmlElement, within: DrawWithin): void {
  const layers = childrenOf(page, 'Content').flatMap((content) => childrenOf(content, 'Layer'));
  const orderOf = (layer: XmlElement): number => {
    const order = layerOrder.indexOf(attributeOf(layer, 'Type') ?? 'Body');
    return order < 0 ? 1 : order;
  };
  for (const layer of layers.toSorted((one, other) => orderOf(one) - orderOf(other))) {
    if (booleanOf(layer, 'Visible') === false) continue;
    drawObjects(drawing, layer, { ...onPage(within), drawParam: attributeOf(layer, 'DrawParam') });
  }
}

function drawAnnotations(drawing: Drawing, list: XmlElement, within: DrawWithin): void {
  for (const annotation of descendantsOf(list, 'Annot')) {
    if (booleanOf(annotation, 'Visible') === false) continue;
    for (const appearance of childrenOf(annotation, 'Appearance')) {
      const box = readBox(attributeOf(appearance, 'Boundary'));
      const matrix = multiply(within.matrix, moved(box?.left ?? 0, box?.top ?? 0));
      drawObjects(drawing, appearance, onPage({ ...within, matrix }));
    }
  }
}
