import { resourceFolders } from '../structure/find-part.ts';
import { attributeOf, descendantsOf, textsOf, type XmlElement } from '../xml/read-xml.ts';
import { idOf } from './values.ts';

/** A resource, and what its locations count from. */
export interface Resource {
  readonly element: XmlElement;
  readonly from: readonly string[];
}

const kinds = ['ColorSpace', 'DrawParam', 'Font', 'MultiMedia', 'CompositeGraphicUnit'] as const;
export type ResourceKind = (typeof kinds)[number];

/** What page contents refer to by number (GB/T 33190-2016, 7.9). */
export class Resources {
  readonly #byKind: Readonly<Record<ResourceKind, Map<string, Resource>>> = {
    ColorSpace: new Map(),
    DrawParam: new Map(),
    Font: new Map(),
    MultiMedia: new Map(),
    CompositeGraphicUnit: new Map(),
  };

  /** Takes in a file of resources. What is known by a number already stays. */
  add(path: string, xml: XmlElement): void {
    const from = resourceFolders(path, attributeOf(xml, 'BaseLoc'));
    for (const kind of kinds) {
      for (const element of descendantsOf(xml, kind)) {
        const id = idOf(attributeOf(element, 'ID'));
        const known = this.#byKind[kind];
        if (id !== '' && !known.has(id)) known.set(id, { element, from });
      }
    }
  }

  find(kind: ResourceKind, id: string | undefined): Resource | undefined {
    return id === undefined ? undefined : this.#byKind[kind].get(idOf(id));
  }
}

/** The location of the file that a resource is in, if it is in one of its own. */
export function fileOf({ element }: Resource): string | null {
  const [location] = [...textsOf(element, 'FontFile'), ...textsOf(element, 'MediaFile')];
  return location || null;
}
