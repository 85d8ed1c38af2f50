import { damaged } from '../package/package-bytes.ts';
import { parseSignatureList, type SignatureList } from '../signing/signature-list.ts';
import { type PackageRoot, parsePackageRoot } from '../structure/package-root.ts';
import { escapeXml } from './plain-text.ts';

/** A row of the list of signatures. */
export interface NewSignature {
  readonly id: number;
  /** Of its Signature.xml, within the package. */
  readonly path: string;
}

const namespace = 'http://www.ofdspec.org/2016';

/** Text in which letters of ASCII are what they are; every other byte stays as it is. */
interface EditableText {
  readonly text: string;
  bytesOf(text: string): Uint8Array;
}

function editable(bytes: Uint8Array): EditableText {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf16le' : 'latin1';
  if (first === 0xfe && second === 0xff) throw damaged('a list or root in UTF-16 of the other order');
  return {
    text: Buffer.from(bytes).toString(encoding),
    bytesOf: (text) => new Uint8Array(Buffer.from(text, encoding)),
  };
}

/** Puts `added` before the last closing tag of this name; the prefix is that of the tag. */
function insertBeforeEnd(text: string, name: string, added: (prefix: string) => string): string | null {
  const [end] = [...text.matchAll(new RegExp(`</([\\w.-]+:)?${name}\\s*>`, 'g'))].slice(-1);
  return end ? text.slice(0, end.index) + added(end[1] ?? '') + text.slice(end.index) : null;
}

const withoutLists = ({ bodies, ...root }: PackageRoot) =>
  JSON.stringify({ ...root, bodies: bodies.map(({ signatureLists: _, ...body }) => body) });

/**
 * `/OFD.xml` with the place of the list of signatures (GB/T 33190-2016, 7.4), and nothing else changed.
 * @throws AppError OFD_DAMAGED where that cannot be written into it
 */
export function withSignatureList(bytes: Uint8Array, path: string, listPath: string): Uint8Array {
  const { text, bytesOf } = editable(bytes);
  const element = (prefix: string) => `<${prefix}Signatures>${escapeXml(listPath)}</${prefix}Signatures>`;
  const empty = /<([\w.-]+:)?Signatures\s*(?:\/>|>\s*<\/([\w.-]+:)?Signatures\s*>)/;
  const edited = empty.test(text)
    ? text.replace(empty, (_, prefix: string | undefined) => element(prefix ?? ''))
    : insertBeforeEnd(text, 'DocBody', element);
  if (edited === null) throw damaged('OFD.xml takes no list of signatures');
  const made = bytesOf(edited);
  const [before, after] = [parsePackageRoot(bytes, path), parsePackageRoot(made, path)];
  const isMeant =
    withoutLists(before) === withoutLists(after) &&
    after.bodies.length === 1 &&
    after.bodies[0]?.signatureLists.join('\n') === listPath;
  if (!isMeant) throw damaged('OFD.xml takes no list of signatures');
  return made;
}

const rowOf = ({ id, path }: NewSignature, prefix: string) =>
  `<${prefix}Signature ID="${id}" Type="Seal" BaseLoc="/${escapeXml(path)}"/>`;

/** A list of signatures that has none before (GB/T 33190-2016, 18.1). */
function freshList(rows: readonly NewSignature[], lastId: number): Uint8Array {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<ofd:Signatures xmlns:ofd="${namespace}"><ofd:MaxSignId>${lastId}</ofd:MaxSignId>${rows.map((row) => rowOf(row, 'ofd:')).join('')}</ofd:Signatures>`;
  return new Uint8Array(Buffer.from(text));
}

function withLastId(text: string, lastId: number): string {
  const element = /<([\w.-]+:)?MaxSignId\s*(?:\/>|>[^<]*<\/([\w.-]+:)?MaxSignId\s*>)/;
  const written = (prefix = '') => `<${prefix}MaxSignId>${lastId}</${prefix}MaxSignId>`;
  if (element.test(text)) return text.replace(element, (_, prefix?: string) => written(prefix));
  return text.replace(/<([\w.-]+:)?Signatures(?:\s[^>]*)?>/, (tag, prefix?: string) => tag + written(prefix));
}

const told = ({ id, type, path }: SignatureList['signatures'][number]) => `${id} ${type} ${path}`;

/**
 * The list of signatures with further rows; those before stay as they are written.
 * @param before the list as it stands, null where there is none
 * @throws AppError OFD_DAMAGED where they cannot be written into it
 */
export function withRows(
  before: { readonly bytes: Uint8Array; readonly list: SignatureList } | null,
  listPath: string,
  rows: readonly NewSignature[],
  lastId: number,
): Uint8Array {
  if (before === null || before.list.signatures.length === 0) return freshList(rows, lastId);
  const { text, bytesOf } = editable(before.bytes);
  const added = insertBeforeEnd(text, 'Signatures', (prefix) => rows.map((row) => rowOf(row, prefix)).join(''));
  if (added === null) throw damaged('the list of signatures takes no further one');
  const made = bytesOf(withLastId(added, lastId));
  const after = parseSignatureList(made, listPath);
  const wanted = [...before.list.signatures.map(told), ...rows.map(({ id, path }) => `${id} Seal ${path}`)];
  const isMeant =
    after.signatures.map(told).join('\n') === wanted.join('\n') &&
    after.doubts.length === 0 &&
    after.lastId === String(lastId);
  if (!isMeant) throw damaged('the list of signatures takes no further one');
  return made;
}
