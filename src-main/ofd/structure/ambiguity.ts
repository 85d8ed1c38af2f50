import { attributeOf, childrenOf, descendantsOf, hasForeign, type XmlElement } from '../xml/read-xml.ts';

/**
 * What a part says in a way that readers take differently: some look for an element where the standard has it, some anywhere; of two some
 * take the first, some the last, some both. Each gives a reason for the expert, or null.
 */
type Ambiguity = string | null;

/** Elements that a part has once (GB/T 33190-2016, 7.4 to 7.7). */
const onceInBody = ['DocInfo', 'DocRoot', 'Versions', 'Signatures', 'Cover'];
const onceInVersion = ['DocRoot', 'FileList'];
const onceInDocument = ['CommonData', 'Pages', 'Annotations', 'Attachments', 'CustomTags', 'Extensions', 'DefaultCS'];
const onceInPage = ['Area', 'PhysicalBox', 'ApplicationBox', 'ContentBox', 'BleedBox', 'Content', 'Actions'];

function doubled(element: XmlElement, once: readonly string[]): Ambiguity {
  const found = once.find((name) => descendantsOf(element, name).length > 1);
  return found === undefined ? null : `it has ${found} more than once`;
}

/** An ST_ID is a number (GB/T 33190-2016, table 2), so that readers may take `01` for `1`. */
const numberOf = (element: XmlElement): string => (attributeOf(element, 'ID') ?? '').replace(/^0+(?=\d)/, '');

function repeated(elements: readonly XmlElement[]): Ambiguity {
  const seen = new Set<string>();
  for (const element of elements) {
    const id = numberOf(element);
    if (id !== '' && seen.has(id)) return `it has two ${element.name} of the number ${id}`;
    seen.add(id);
  }
  return null;
}

/** Elements of this name beside those that were found where the standard has them. */
const strays = (element: XmlElement, name: string, inPlace: number): Ambiguity =>
  descendantsOf(element, name).length > inPlace ? `it has ${name} in another place` : null;

const foreign = (element: XmlElement): Ambiguity => (hasForeign(element) ? 'it has another namespace' : null);

/** Of `/OFD.xml`. */
export function ambiguityOfRoot(root: XmlElement): Ambiguity {
  const bodies = childrenOf(root, 'DocBody');
  const inBodies = bodies.map((body) => {
    const current = descendantsOf(body, 'Version').filter((one) =>
      /^(?:true|1)$/i.test(attributeOf(one, 'Current') ?? ''),
    );
    return doubled(body, onceInBody) ?? (current.length > 1 ? 'it has several current versions' : null);
  });
  return strays(root, 'DocBody', bodies.length) ?? inBodies.find((one) => one !== null) ?? null;
}

/** Of the file of a version. */
export function ambiguityOfVersion(version: XmlElement): Ambiguity {
  return doubled(version, onceInVersion) ?? foreign(version);
}

/** Of the root of a document. */
export function ambiguityOfDocument(document: XmlElement): Ambiguity {
  const pages = childrenOf(document, 'Pages').flatMap((list) => childrenOf(list, 'Page'));
  const templates = childrenOf(document, 'CommonData').flatMap((common) => childrenOf(common, 'TemplatePage'));
  return (
    doubled(document, onceInDocument) ??
    strays(document, 'Page', pages.length) ??
    strays(document, 'TemplatePage', templates.length) ??
    repeated(pages) ??
    repeated(templates) ??
    foreign(document)
  );
}

/** Of a page or a template. */
export function ambiguityOfPage(page: XmlElement): Ambiguity {
  return doubled(page, onceInPage) ?? foreign(page);
}

/** Of a file of resources: two of one kind with one number. */
export function ambiguityOfResources(resources: XmlElement): Ambiguity {
  const kinds = ['ColorSpace', 'DrawParam', 'Font', 'MultiMedia', 'CompositeGraphicUnit'];
  const inKinds = kinds.map((kind) => repeated(descendantsOf(resources, kind)));
  return inKinds.find((one) => one !== null) ?? foreign(resources);
}
