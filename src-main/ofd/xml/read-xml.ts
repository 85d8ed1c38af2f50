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
  /** It, or an attribute of it, is in another namespace than the root may be: some readers pass over it, and some do not. */
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

/** Encodings that every reader decodes alike, in which a letter of ASCII is one byte of that value and nothing else. */
const plainEncodings: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'gbk', 'gb2312', 'gb18030']);
/** What makers declare who write a byte order mark; readers go by the mark, or refuse. */
const markedEncodings: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'utf-16', 'utf-16le', 'utf-16be']);

/** The encoding that the byte order mark has (XML 1.0, 4.3.3); null where there is none. */
function markOf([first, second, third]: Uint8Array): string | null {
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : null;
}

/** The encoding that the declaration names, in small letters; UTF-8 where it names none. */
function declaredIn(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return (/^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(head)?.[1] ?? 'utf-8').toLowerCase();
}

/** The characters, and the encodings that the declaration may name beside. */
function decode(bytes: Uint8Array): { readonly text: string; readonly mayDeclare: ReadonlySet<string> } {
  const mark = markOf(bytes);
  const encoding = mark ?? declaredIn(bytes);
  if (mark === null && !plainEncodings.has(encoding)) throw new NotXml(`readers differ in the encoding ${encoding}`);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text, mayDeclare: mark === null ? new Set([encoding]) : markedEncodings };
  } catch {
    throw new NotXml('the characters are not in the encoding that it names');
  }
}

/**
 * Reads XML without anything that could make it mean more than is written: no document type, no entities of its own (XML 1.0, 4.1).
 * What stands within the elements of `leaveOut` is checked and forgotten.
 * @throws AppError OFD_LIMIT
 */
export function readXml(bytes: Uint8Array, leaveOut: ReadonlySet<string> = new Set()): XmlElement | XmlFault {
  try {
    const { text, mayDeclare } = decode(bytes);
    return build(text, mayDeclare, leaveOut);
  } catch (thrown) {
    if (thrown instanceof NotXml) return { fault: thrown.message };
    throw thrown;
  }
}

function build(text: string, mayDeclare: ReadonlySet<string>, leaveOut: ReadonlySet<string>): XmlElement {
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
  parser.on('xmldecl', ({ version, encoding = 'utf-8' }) => {
    if (version !== '1.0') throw new NotXml(`readers differ in XML ${version}`);
    if (!mayDeclare.has(encoding.toLowerCase())) throw new NotXml(`it is not in the encoding ${encoding}`);
  });
  parser.on('opentag', (tag) => {
    if (open.length + below > mostDepth) throw new AppError('OFD_LIMIT');
    if (below > 0) {
      below += 1;
      return;
    }
    elements += 1;
    if (elements > mostElements) throw new AppError('OFD_LIMIT');
    if (leaveOut.has(localName(tag.name))) below = 1;
    const prefix = prefixOf(tag.name);
    const declaration = tag.attributes[prefix === '' ? 'xmlns' : `xmlns:${prefix}`];
    const parent = open.at(-1);
    if (parent === undefined) {
      rootPrefix = prefix;
      rootDeclaration = declaration ?? '';
    }
    const attributes = new Map(Object.entries(tag.attributes).filter(([name]) => !name.includes(':')));
    const isOther =
      prefix !== rootPrefix ||
      (declaration ?? rootDeclaration) !== rootDeclaration ||
      Object.keys(tag.attributes).some((name) => name.includes(':') && !toldPrefixes.has(prefixOf(name)));
    const isForeign = isOther || (parent?.isForeign ?? false);
    const element: Building = { name: localName(tag.name), attributes, children: [], isForeign, text: '' };
    parent?.children.push(element);
    root ??= element;
    if (below === 0) open.push(element);
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

/** Of attributes that say something of the XML and nothing of what it is about. */
const toldPrefixes: ReadonlySet<string> = new Set(['xml', 'xmlns', 'xsi']);

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

/** All of this name at any depth, in the order in which they stand. */
export function descendantsOf(element: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  const open = [...element.children];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one.name === name) found.push(one);
    open.push(...one.children);
  }
  return found.reverse();
}

/** Whether anything in a part is in another namespace than its root. */
export function hasForeign(element: XmlElement): boolean {
  return element.isForeign || element.children.some(hasForeign);
}

/** The text of the children of this name, without the spaces around it. */
export function textsOf(element: XmlElement, name: string): string[] {
  return childrenOf(element, name).map(({ text }) => text.trim());
}

/** An attribute without the spaces around it; undefined where it is absent or empty. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.get(name)?.trim() || undefined;
}
