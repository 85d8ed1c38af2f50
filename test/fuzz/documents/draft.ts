import { PDFRef } from 'pdf-lib';
import { bytesSource, openPdf, pageCount, readPage } from '../../../src-main/pdf/index.ts';
import type { Draw } from '../mutations.ts';
import type { Seed } from '../seeds.ts';
import { copy, get, type Node, parse, parts, reference, referred } from './nodes.ts';

export interface DraftObject {
  readonly node: Node;
  /** What a stream holds, as it is stored before it is encrypted. */
  readonly data: Buffer | null;
}

/** A signed file as a generator of updates sees it. */
export interface Model {
  readonly file: Buffer;
  readonly objects: ReadonlyMap<number, DraftObject>;
  readonly catalog: number;
  readonly pages: readonly number[];
  /** Numbers of objects that something refers to and that do not exist. */
  readonly holes: readonly number[];
  readonly trailer: Node;
  readonly startxref: number;
  readonly kind: 'table' | 'stream';
  readonly nextNumber: number;
  /** Where older objects and sections stand. */
  readonly offsets: readonly number[];
  readonly sections: readonly number[];
  readonly security: {
    encryptString(objectNumber: number, generation: number, bytes: Uint8Array): Uint8Array;
    encryptStream(objectNumber: number, generation: number, bytes: Uint8Array): Uint8Array;
  } | null;
}

export function readModel({ file, password }: Pick<Seed, 'file' | 'password'>): Model {
  const document = openPdf(bytesSource(file), { password });
  const { xref, security } = document;
  const objects = new Map<number, DraftObject>();
  const offsets: number[] = [];
  for (let objectNumber = 1; objectNumber < xref.nextObjectNumber; objectNumber++) {
    const entry = xref.lookup(objectNumber);
    if (!entry || entry.kind === 'free') continue;
    if (entry.kind === 'offset') offsets.push(entry.offset);
    const ref = PDFRef.of(objectNumber, entry.kind === 'offset' ? entry.generation : 0);
    const object = document.load(ref);
    if (!object) continue;
    const data = object.dataOffset === null ? null : Buffer.from(document.storedStream(ref).data);
    objects.set(objectNumber, { node: parse(object.value.toString()), data });
  }
  const named = new Set<number>();
  for (const { node } of objects.values()) for (const part of parts(node)) named.add(referred(part) ?? 0);
  return {
    file,
    objects,
    catalog: document.catalogRef.objectNumber,
    pages: Array.from({ length: pageCount(document) }, (_, index) => readPage(document, index + 1).ref.objectNumber),
    holes: [...named].filter((one) => one > 0 && !objects.has(one)),
    trailer: parse(xref.trailer.toString()),
    startxref: xref.startxref,
    kind: xref.sections[0]?.kind ?? 'table',
    nextNumber: xref.nextObjectNumber,
    offsets,
    sections: xref.sections.map(({ offset }) => offset),
    security,
  };
}

export const pick = <T>(draw: Draw, items: readonly T[]): T => {
  const item = items[draw(items.length)];
  if (item === undefined) throw new NothingToDo();
  return item;
};

/** The file has nothing that this generator could work on. */
export class NothingToDo extends Error {}

/** The objects of one update before they are written. */
export class Draft {
  readonly model: Model;
  readonly objects = new Map<number, DraftObject>();
  readonly freed = new Set<number>();
  /** What the trailer says otherwise than the one before. */
  readonly trailer: [key: string, value: string][] = [];
  #next: number;

  constructor(model: Model) {
    this.model = model;
    this.#next = model.nextNumber;
  }

  /** The value of an object as it stands with this update; it may be changed only by `put`. */
  node(objectNumber: number): Node {
    const object = this.objects.get(objectNumber) ?? this.model.objects.get(objectNumber);
    return object ? copy(object.node) : parse('null');
  }

  put(objectNumber: number, node: Node | string, data: Buffer | string | null = null): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    this.objects.set(objectNumber, { node: typeof node === 'string' ? parse(node) : node, data: bytes });
  }

  /** Changes a value and keeps the data of a stream. */
  change(objectNumber: number, alter: (node: Node) => void): void {
    const node = this.node(objectNumber);
    alter(node);
    const data = (this.objects.get(objectNumber) ?? this.model.objects.get(objectNumber))?.data ?? null;
    this.put(objectNumber, node, data);
  }

  add(node: Node | string, data: Buffer | string | null = null): number {
    const objectNumber = this.#next++;
    this.put(objectNumber, node, data);
    return objectNumber;
  }

  addRef(node: Node | string, data: Buffer | string | null = null): Node {
    return reference(this.add(node, data));
  }

  /** What a value is when a reference in its place is followed. */
  resolve(node: Node | undefined): Node | undefined {
    const objectNumber = referred(node);
    return objectNumber === null ? node : this.node(objectNumber);
  }

  /** Numbers of the objects that are so. */
  find(is: (node: Node, data: Buffer | null) => boolean): number[] {
    return [...this.model.objects].flatMap(([objectNumber, { node, data }]) => (is(node, data) ? [objectNumber] : []));
  }

  ofType(type: string, key = 'Type'): number[] {
    return this.find((node) => {
      const value = get(node, key);
      return value?.kind === 'atom' && value.text === `/${type}`;
    });
  }

  /** The streams that pages are drawn from. */
  contents(): number[] {
    return this.model.pages.flatMap((page) => {
      const contents = get(this.node(page), 'Contents');
      const resolved = this.resolve(contents);
      const items = resolved?.kind === 'array' ? resolved.items : [contents];
      return items.flatMap((item) => referred(item) ?? []);
    });
  }

  /** Changes what a key leads to: an object of its own where it is one, else the value that stands there. */
  within(objectNumber: number, key: string, alter: (node: Node) => void): void {
    const value = get(this.node(objectNumber), key);
    const own = referred(value);
    if (own !== null) this.change(own, alter);
    else {
      this.change(objectNumber, (node) => {
        const made = get(node, key);
        if (made) alter(made);
        else {
          const fresh = parse('<< >>');
          alter(fresh);
          if (node.kind === 'dictionary') node.entries.push([key, fresh]);
        }
      });
    }
  }
}
