import type { OfdPackage } from '../package/package.ts';
import { damaged } from '../package/package-bytes.ts';
import { resolvePartPath } from '../package/part-path.ts';
import { mostStructureBytes } from '../structure/package-root.ts';
import { attributeOf, childrenOf, hasForeign, isFault, readXml, type XmlElement } from '../xml/read-xml.ts';

/** A row of `Signatures.xml` (GB/T 33190-2016, 18.1). */
export interface ListedSignature {
  readonly id: string;
  readonly type: 'Seal' | 'Sign';
  /** Of its Signature.xml; null where it leads out of the package. */
  readonly path: string | null;
}

export interface SignatureList {
  readonly path: string;
  readonly signatures: readonly ListedSignature[];
  /** The last number that was given. */
  readonly lastId: string | null;
  /** Readers may make another list of it; for the expert. */
  readonly doubts: readonly string[];
}

/** More signatures than anybody puts on a document. */
const mostSignatures = 2_000;

/**
 * Reads the list of signatures; null where there is none at `path`.
 * @throws AppError OFD_DAMAGED, OFD_LIMIT
 */
export function readSignatureList(pack: OfdPackage, path: string): SignatureList | null {
  const found = pack.find(path);
  if (!found) return null;
  const list = parseSignatureList(pack.read(found.entry, mostStructureBytes), found.entry.name);
  return found.isOtherCase ? { ...list, doubts: [`${path} has another case`, ...list.doubts] } : list;
}

/** The same from its bytes. @throws AppError OFD_DAMAGED, OFD_LIMIT */
export function parseSignatureList(bytes: Uint8Array, path: string): SignatureList {
  const xml = readXml(bytes);
  if (isFault(xml)) throw damaged(`${path}: ${xml.fault}`);
  if (xml.name !== 'Signatures') throw damaged(`${path} is no list of signatures`);
  const rows = childrenOf(xml, 'Signature');
  if (rows.length > mostSignatures) throw damaged('more signatures than a document has');
  const signatures = rows.map((row) => readRow(row, path));
  return {
    path,
    signatures,
    lastId: childrenOf(xml, 'MaxSignId')[0]?.text.trim() ?? null,
    doubts: [
      ...(hasForeign(xml) ? ['elements of another namespace'] : []),
      ...(isPlain(xml) ? [] : ['elements or attributes that a list has not']),
      ...(repeats(signatures.map(({ id }) => id)) ? ['two signatures of one number'] : []),
      ...(repeats(signatures.map((one) => one.path ?? '')) ? ['one signature listed twice'] : []),
    ],
  };
}

const plainAttributes: ReadonlySet<string> = new Set(['ID', 'Type', 'BaseLoc']);

/**
 * Whether it has what the standard has and nothing else (GB/T 33190-2016, 18.1). Nobody signs an unlocked list, and so anybody can put there
 * what some reader takes for a signature.
 */
function isPlain(list: XmlElement): boolean {
  const isPlainRow = ({ attributes }: XmlElement): boolean =>
    [...attributes].every(([name, value]) =>
      // OFD 2.0 has the number of another signature beside.
      name === 'Relative' ? /^\s*\d+\s*$/.test(value) : name.startsWith('xmlns') || plainAttributes.has(name),
    );
  const isEmpty = ({ children }: XmlElement): boolean => children.length === 0;
  return (
    childrenOf(list, 'MaxSignId').length <= 1 &&
    list.children.every(
      (one) => isEmpty(one) && (one.name === 'MaxSignId' || (one.name === 'Signature' && isPlainRow(one))),
    )
  );
}

function repeats(values: readonly string[]): boolean {
  return new Set(values).size < values.length;
}

function readRow(row: XmlElement, listPath: string): ListedSignature {
  return {
    id: attributeOf(row, 'ID') ?? '',
    // GB/T 33190-2016, table 67: Seal where nothing is said.
    type: attributeOf(row, 'Type') === 'Sign' ? 'Sign' : 'Seal',
    path: resolvePartPath(listPath, attributeOf(row, 'BaseLoc') ?? ''),
  };
}
