import { SaxesParser } from 'saxes';
import { AppError } from '../../contract/index.ts';

/** An element by its local name: makers write either of two namespaces of OFD, under any prefix. */
export interface XmlElement {
  readonly name: string;
  /** Those without a prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own, without what is around it. */
  readonly text: string;
  /** It is in another namespace than the root may be: some readers pass over it. */
  readonly isForeign: boolean;
}

/** Why a part is no XML that everybody reads alike; for the expert. */
export interface XmlFault {
  readonly fault: string;
}

export const isFault = (read: XmlElement | XmlFault): read is XmlFault => 'fault' in read;

interface Building {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Building[];
  readonly isForeign: boolean;
  text: string;
}

const mostDepth = 256;
const mostElements = 500_000;
const mostTextLength = 1 << 20;

class NotXml extends Error {}

/** The encoding as the byte order mark has it, or the declaration; UTF-8 where neither says anything (XML 1.0, 4.3.3). */
function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xef && second === 0xbb) return 'utf-8';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1] ?? 'utf-8';
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    throw new NotXml('the characters are not in the encoding that it names');
  }
}

/**
 * Reads XML without anything that could make it mean more than is written: no document type, no entities of its own (XML 1.0, 4.1).
 * What stands below the elements of `leaveOut` is checked and forgotten.
 * @throws AppError OFD_LIMIT
 */
export function readXml(bytes: Uint8Array, leaveOut: ReadonlySet<string> = new Set()): XmlElement | XmlFault {
  try {
    return build(decode(bytes), leaveOut);
  } catch (thrown) {
    if (thrown instanceof NotXml) return { fault: thrown.message };
    throw thrown;
  }
}

function build(text: string, leaveOut: ReadonlySet<string>): XmlElement {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const open: Building[] = [];
  let root: Building | undefined;
  let rootPrefix = '';
  let rootDeclaration = '';
  /** How deep it is within an element that is left out. */
  let below = 0;
  let elements = 0;
  parser.on('error', ({ message }) => {
    throw new NotXml(message);
  });
  parser.on('doctype', () => {
    throw new NotXml('it has a document type');
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (elements > mostElements || open.length + below > mostDepth) throw new AppError('OFD_LIMIT');
    if (below > 0 || leaveOut.has(localName(tag.name))) {
      below += 1;
      return;
    }
    const prefix = prefixOf(tag.name);
    const declaration = tag.attributes[prefix === '' ? 'xmlns' : `xmlns:${prefix}`];
    const parent = open.at(-1);
    if (parent === undefined) {
      rootPrefix = prefix;
      rootDeclaration = declaration ?? '';
    }
    const attributes = new Map(Object.entries(tag.attributes).filter(([name]) => !name.includes(':')));
    const isOther = prefix !== rootPrefix || (declaration ?? rootDeclaration) !== rootDeclaration;
    const isForeign = isOther || (parent?.isForeign ?? false);
    const element: Building = { name: localName(tag.name), attributes, children: [], isForeign, text: '' };
    parent?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    if (below > 0) below -= 1;
    else open.pop();
  });
  const take = (piece: string): void => {
    const element = below > 0 ? undefined : open.at(-1);
    if (!element) return;
    if (element.text.length + piece.length > mostTextLength) throw new AppError('OFD_LIMIT');
    element.text += piece;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.write(text).close();
  if (root === undefined) throw new NotXml('it has no element');
  return root;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function prefixOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(':')));
}

/** The children of this name. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the children of this name, without the spaces around it. */
export function textsOf(element: XmlElement, name: string): string[] {
  return childrenOf(element, name).map(({ text }) => text.trim());
}

/** An attribute without the spaces around it; undefined where it is absent or empty. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.get(name)?.trim() || undefined;
}
