import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFRef, PDFString } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import { type ByteSource, bytesSource, sliceSource } from '../../files/index.ts';
import { BoundedCache } from '../../runtime/index.ts';
import { damaged } from './damage.ts';
import { openSecurity, type Security } from './encryption.ts';
import type { EncryptionDictionary } from './encryption-keys.ts';
import { kidsOfArray } from './kids.ts';
import {
  integerOf,
  looseContext,
  pdfName as name,
  type ObjectReader,
  type PageTreeNode,
  readAt,
} from './object-reader.ts';
import { type RepairedXref, repairedXrefs, searchedXref } from './repaired-xref.ts';
import { decodeStream, hasFilter } from './stream-decoding.ts';
import { readXref, type Xref } from './xref.ts';

/** An indirect object: its value (a stream's dictionary) and, for a stream, where its data begin. */
export interface IndirectObject {
  readonly value: PDFObject;
  readonly dataOffset: number | null;
  readonly hasDuplicateKeys: boolean;
}

/** An object stream (ISO 32000-2, 7.5.7): its decoded data, what each of its objects is called and where in them it begins. */
export interface ObjectStream {
  readonly content: ByteSource;
  readonly objectNumbers: readonly number[];
  readonly offsets: readonly number[];
}

/** A PDF of which only what is asked for is read and parsed. */
export interface PdfDocument {
  readonly source: ByteSource;
  /** What viewers had to repair before they could show it, for the expert; null where the file is read as it is written. */
  readonly damage: string | null;
  readonly xref: Xref;
  readonly security: Security | null;
  readonly catalogRef: PDFRef;
  readonly catalog: PDFDict;
  /** The object that the xref gives for a reference; undefined for a free or absent one (ISO 32000-2, 7.3.10: null). */
  load(ref: PDFRef): IndirectObject | undefined;
  /** Follows references until a direct object is reached. */
  resolve(object: PDFObject | undefined): PDFObject | undefined;
  dict(object: PDFObject | undefined): PDFDict | undefined;
  array(object: PDFObject | undefined): PDFArray | undefined;
  /** A node or leaf of the page tree, its Kids left unparsed; undefined when it is no dictionary. */
  pageTreeNode(ref: PDFRef): PageTreeNode | undefined;
  /** The decoded data of a stream. Throws PDF_DAMAGED, also where they would be longer than `limitBytes`. */
  streamData(ref: PDFRef, limitBytes?: number): Uint8Array;
  /** The dictionary of a stream and its data as they are stored, but for encryption: no filter is undone. Throws PDF_DAMAGED. */
  storedStream(ref: PDFRef): { readonly dict: PDFDict; readonly data: Uint8Array };
  objectStream(streamNumber: number): ObjectStream;
}

const objectStreamCacheSize = 64;
/** Of decoded data: one stream may decode to 64 MB. */
const objectStreamCacheBytes = 64e6;

function assertHeader(source: ByteSource, mayStandLater: boolean): void {
  const head = Buffer.from(source.read(0, 1024)).toString('latin1');
  if (head.startsWith('%PDF-') || (mayStandLater && head.includes('%PDF-'))) return;
  if (head.includes('%PDF-')) throw damaged('there are bytes before the PDF header');
  throw new AppError(isOfd(source, head) ? 'FILE_IS_OFD' : 'PDF_NOT_PDF');
}

const directoryBytes = 64 << 10;

/** A ZIP archive whose directory names OFD.xml (GB/T 33190-2016, 7.1): converted to anything else, its seals are gone. */
function isOfd(source: ByteSource, head: string): boolean {
  if (!head.startsWith('PK\x03\x04')) return false;
  return textAt(source, Math.max(0, source.sizeBytes - directoryBytes), directoryBytes).includes('OFD.xml');
}

const longestStreamEnd = 16;

function textAt(source: ByteSource, offset: number, length: number): string {
  return Buffer.from(source.read(offset, length)).toString('latin1');
}

/** How long a stream is up to its `endstream`, the end of line before it left out (ISO 32000-2, 7.3.8.1). */
function searchedLength(source: ByteSource, dataOffset: number): number {
  const keyword = 'endstream';
  const blockBytes = 1 << 20;
  for (let offset = dataOffset; offset < source.sizeBytes; offset += blockBytes) {
    const at = textAt(source, offset, blockBytes + keyword.length).indexOf(keyword);
    if (at < 0) continue;
    const before = textAt(source, Math.max(dataOffset, offset + at - 2), Math.min(2, offset + at - dataOffset));
    return offset + at - dataOffset - (/\r?\n$|\r$/.exec(before)?.[0].length ?? 0);
  }
  throw damaged('a stream does not end');
}

/** The bytes of a string object, escapes undone. */
export function stringBytes(object: PDFObject | undefined): Uint8Array | undefined {
  return object instanceof PDFString || object instanceof PDFHexString ? object.asBytes() : undefined;
}

/** A text string (ISO 32000-2, 7.9.2.2) as people read it; empty where there is none. */
export function textOf(object: PDFObject | undefined): string {
  if (!(object instanceof PDFString || object instanceof PDFHexString)) return '';
  try {
    return object.decodeText();
  } catch {
    return Buffer.from(object.asBytes()).toString('latin1');
  }
}

/** A copy with every string passed through `change`. The Contents of a signature are never encrypted (ISO 32000-2, 7.6.2). */
export function mapStrings(object: PDFObject, change: (bytes: Uint8Array) => Uint8Array): PDFObject {
  if (object instanceof PDFString || object instanceof PDFHexString)
    return PDFHexString.fromBytes(change(object.asBytes()));
  if (object instanceof PDFArray) {
    const copy = PDFArray.withContext(looseContext);
    for (const item of object.asArray()) copy.push(mapStrings(item, change));
    return copy;
  }
  if (object instanceof PDFDict) {
    const isSignature = object.has(name('ByteRange')) && object.has(name('Contents'));
    const copy = new Map<PDFName, PDFObject>();
    for (const [key, value] of object.entries()) {
      copy.set(key, isSignature && key === name('Contents') ? value : mapStrings(value, change));
    }
    return PDFDict.fromMapWithContext(copy, looseContext);
  }
  return object;
}

function encryptionDictionaryOf(dict: PDFDict, resolve: PdfDocument['resolve']): EncryptionDictionary {
  const get = (key: string) => resolve(dict.get(name(key)));
  const number = (key: string, otherwise: number) => {
    const value = get(key);
    return value instanceof PDFNumber ? value.asNumber() : otherwise;
  };
  const word = (object: PDFObject | undefined, otherwise: string) =>
    object instanceof PDFName ? object.asString().slice(1) : otherwise;
  const required = (key: string) => {
    const value = stringBytes(get(key));
    if (!value) throw damaged(`the encryption dictionary has no ${key}`);
    return value;
  };
  const cryptFilters: EncryptionDictionary['cryptFilters'] = {};
  const filters = get('CF');
  if (filters instanceof PDFDict) {
    for (const [key, value] of filters.entries()) {
      const filter = resolve(value);
      if (!(filter instanceof PDFDict)) continue;
      const length = resolve(filter.get(name('Length')));
      cryptFilters[key.asString().slice(1)] = {
        cfm: word(resolve(filter.get(name('CFM'))), 'None'),
        ...(length instanceof PDFNumber ? { lengthBits: length.asNumber() } : {}),
      };
    }
  }
  return {
    filter: word(get('Filter'), ''),
    v: number('V', 0),
    r: number('R', 0),
    lengthBits: number('Length', 40),
    o: required('O'),
    u: required('U'),
    oe: stringBytes(get('OE')),
    ue: stringBytes(get('UE')),
    p: number('P', 0) | 0,
    perms: stringBytes(get('Perms')),
    encryptMetadata: get('EncryptMetadata')?.toString() !== 'false',
    stmF: word(get('StmF'), 'Identity'),
    strF: word(get('StrF'), 'Identity'),
    cryptFilters,
  };
}

/**
 * Opens a PDF by its cross-reference alone: the order of bytes decides nothing (ISO 32000-2, 7.5).
 * Throws PDF_NOT_PDF, FILE_IS_OFD, PDF_DAMAGED, PDF_PASSWORD_REQUIRED, PDF_PASSWORD_WRONG, PDF_ENCRYPTION_UNSUPPORTED,
 * PDF_ENCRYPTED_FOR_CERTIFICATES.
 */
export function openPdf(source: ByteSource, options: { password?: string } = {}): PdfDocument {
  assertHeader(source, false);
  return openWith(source, { xref: readXref(source) }, { ...options, damage: null });
}

interface RepairOptions {
  readonly damage: string;
  /** By a search of the whole file, and no cross-reference of its own. */
  readonly isSearched?: boolean;
  readonly works?: (document: PdfDocument) => boolean;
  readonly password?: string;
}

/**
 * Opens a damaged PDF as viewers do that repair it. What one of them shows another may not: nothing may be confirmed from it and
 * nothing be stamped. `damage` is what keeps it from being read as it is written, `works` which of the cross-references that are tried
 * will do. Throws as `openPdf`.
 */
export function openDamagedPdf(
  source: ByteSource,
  { damage, isSearched = false, works = () => true, ...options }: RepairOptions,
): PdfDocument {
  assertHeader(source, true);
  for (const repair of isSearched ? [() => searchedXref(source)] : repairedXrefs(source)) {
    try {
      const document = openWith(source, repair(), { ...options, damage });
      if (document.dict(document.catalog.get(name('Pages'))) && works(document)) return document;
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'PDF_DAMAGED') throw thrown;
    }
  }
  throw damaged(damage);
}

function openWith(
  source: ByteSource,
  { xref, complete }: RepairedXref,
  options: { password?: string; damage: string | null },
): PdfDocument {
  const objects = new Map<number, IndirectObject>();
  const objectStreams = new BoundedCache<number, ObjectStream>(objectStreamCacheSize, {
    most: objectStreamCacheBytes,
    of: ({ content }) => content.sizeBytes,
  });
  const loading = new Set<number>();
  const pageTreeNodes = new Map<PDFRef, PageTreeNode>();
  let security: Security | null = null;
  let encryptRef: PDFRef | null = null;

  function parseAt(offset: number, objectNumber: number, generation: number): IndirectObject {
    const what = `object ${objectNumber} is not where the cross-reference says`;
    const parsed = readAt(source, offset, what, (reader) => {
      const header = reader.takeObjectHeader();
      if (header.objectNumber !== objectNumber || header.generation !== generation) throw new Error('another object');
      if (!reader.isAtDictionary) {
        return { value: reader.parseObject(), dataOffset: null, hasDuplicateKeys: reader.hasDuplicateKeys };
      }
      const { dict, dataCursor } = reader.takeDictionary();
      const dataOffset = dataCursor === null ? null : offset + dataCursor;
      return { value: dict as PDFObject, dataOffset, hasDuplicateKeys: reader.hasDuplicateKeys };
    });
    const isXrefStream = parsed.value instanceof PDFDict && parsed.value.get(name('Type')) === name('XRef');
    if (!security || isXrefStream || objectNumber === encryptRef?.objectNumber) return parsed;
    const { decryptString } = security;
    try {
      return { ...parsed, value: mapStrings(parsed.value, (bytes) => decryptString(objectNumber, generation, bytes)) };
    } catch (cause) {
      throw damaged(`a string in object ${objectNumber} cannot be decrypted`, cause);
    }
  }

  /** The decoded data of a stream; those that need no decoding are looked up where they stand. */
  function streamContent(ref: PDFRef): ByteSource {
    const object = document.load(ref);
    const dict = object?.value;
    if (security || typeof object?.dataOffset !== 'number' || !(dict instanceof PDFDict) || hasFilter(dict)) {
      return bytesSource(document.streamData(ref));
    }
    const length = integerOf(document.resolve(dict.get(name('Length'))), 'the length of a stream');
    return sliceSource(source, object.dataOffset, length);
  }

  /** In a damaged file a stream ends where its keyword stands. */
  function streamLength(dict: PDFDict, dataOffset: number): number {
    const object = document.resolve(dict.get(name('Length')));
    if (options.damage === null) return integerOf(object, 'the length of a stream');
    const length = object instanceof PDFNumber ? object.asNumber() : -1;
    const isRight = length >= 0 && /^\s*endstream/.test(textAt(source, dataOffset + length, longestStreamEnd));
    return isRight ? length : searchedLength(source, dataOffset);
  }

  function openObjectStream(streamNumber: number): ObjectStream {
    const cached = objectStreams.get(streamNumber);
    if (cached) return cached;
    const entry = xref.lookup(streamNumber);
    if (entry?.kind !== 'offset') throw damaged(`object stream ${streamNumber} is missing`);
    const ref = PDFRef.of(streamNumber, entry.generation);
    const dict = document.dict(ref);
    if (dict?.get(name('Type')) !== name('ObjStm')) throw damaged(`object ${streamNumber} is not an object stream`);
    const content = streamContent(ref);
    const count = integerOf(document.resolve(dict.get(name('N'))), 'the count of an object stream');
    const first = integerOf(document.resolve(dict.get(name('First'))), 'the offset of an object stream');
    const { sizeBytes } = content;
    if (sizeBytes === 0 || count > sizeBytes || first > sizeBytes)
      throw damaged(`object stream ${streamNumber} is too short`);
    const index = readAt(content, 0, `the index of object stream ${streamNumber} is malformed`, (reader) => {
      const objectNumbers: number[] = [];
      const offsets: number[] = [];
      for (let taken = 0; taken < count; taken++) {
        objectNumbers.push(reader.takeInteger());
        offsets.push(first + reader.takeInteger());
      }
      return { objectNumbers, offsets };
    });
    const opened = { content, ...index };
    objectStreams.set(streamNumber, opened);
    return opened;
  }

  function parseCompressed<T>(
    streamNumber: number,
    index: number,
    objectNumber: number,
    parse: (reader: ObjectReader) => T,
  ): T {
    const { content, objectNumbers, offsets } = openObjectStream(streamNumber);
    const offset = offsets[index];
    if (objectNumbers[index] !== objectNumber || offset === undefined) {
      throw damaged(`object ${objectNumber} is not in its object stream`);
    }
    return readAt(content, offset, `object ${objectNumber} cannot be read`, parse);
  }

  const document: PdfDocument = {
    source,
    damage: options.damage,
    xref,
    get security() {
      return security;
    },
    catalogRef: PDFRef.of(0),
    catalog: PDFDict.withContext(looseContext),
    load(ref) {
      const { objectNumber } = ref;
      const entry = xref.lookup(objectNumber);
      if (!entry || entry.kind === 'free') return undefined;
      const generation = entry.kind === 'offset' ? entry.generation : 0;
      if (generation !== ref.generationNumber) return undefined;
      const loaded = objects.get(objectNumber);
      if (loaded) return loaded;
      if (loading.has(objectNumber)) throw damaged(`object ${objectNumber} contains itself`);
      loading.add(objectNumber);
      try {
        const object =
          entry.kind === 'offset'
            ? parseAt(entry.offset, objectNumber, entry.generation)
            : parseCompressed(entry.streamNumber, entry.index, objectNumber, (reader) => ({
                value: reader.parseObject(),
                dataOffset: null,
                hasDuplicateKeys: reader.hasDuplicateKeys,
              }));
        objects.set(objectNumber, object);
        return object;
      } finally {
        loading.delete(objectNumber);
      }
    },
    resolve(object) {
      let current = object;
      for (let hops = 0; current instanceof PDFRef; hops++) {
        if (hops > 32) throw damaged('references form a circle');
        current = document.load(current)?.value;
      }
      return current;
    },
    dict(object) {
      const resolved = document.resolve(object);
      return resolved instanceof PDFDict ? resolved : undefined;
    },
    array(object) {
      const resolved = document.resolve(object);
      return resolved instanceof PDFArray ? resolved : undefined;
    },
    pageTreeNode(ref) {
      const known = pageTreeNodes.get(ref);
      if (known) return known;
      const entry = xref.lookup(ref.objectNumber);
      if (!entry || entry.kind === 'free') return undefined;
      const parse = (reader: ObjectReader) => (reader.isAtDictionary ? reader.takePageTreeNode() : undefined);
      const node =
        entry.kind === 'compressed'
          ? parseCompressed(entry.streamNumber, entry.index, ref.objectNumber, parse)
          : readAt(
              source,
              entry.offset,
              `object ${ref.objectNumber} is not where the cross-reference says`,
              (reader) => {
                const header = reader.takeObjectHeader();
                if (header.objectNumber !== ref.objectNumber || header.generation !== ref.generationNumber) {
                  throw new Error('another object');
                }
                return parse(reader);
              },
            );
      if (!node) return undefined;
      const indirect = node.kids ? undefined : document.array(node.dict.get(name('Kids')));
      const complete = { ...node, kids: indirect ? kidsOfArray(indirect) : node.kids };
      pageTreeNodes.set(ref, complete);
      return complete;
    },
    objectStream: openObjectStream,
    storedStream(ref) {
      const object = document.load(ref);
      if (!object || object.dataOffset === null || !(object.value instanceof PDFDict)) {
        throw damaged(`object ${ref.objectNumber} is not a stream`);
      }
      let data = source.read(object.dataOffset, streamLength(object.value, object.dataOffset));
      if (security) {
        try {
          data = security.decryptStream(ref.objectNumber, ref.generationNumber, data);
        } catch (cause) {
          throw damaged(`object ${ref.objectNumber} cannot be decrypted`, cause);
        }
      }
      return { dict: object.value, data };
    },
    streamData(ref, limitBytes) {
      const { dict, data } = document.storedStream(ref);
      return decodeStream(dict, data, document.resolve, limitBytes);
    },
  };

  const encrypt = xref.trailer.get(name('Encrypt'));
  if (encrypt !== undefined) {
    if (encrypt instanceof PDFRef) encryptRef = encrypt;
    const dict = document.dict(encrypt);
    if (!dict) throw damaged('the encryption dictionary is missing');
    // ISO 32000-2, 7.6.5: the key is enciphered for each recipient's certificate, and no password opens it.
    if (document.resolve(dict.get(name('Filter'))) === name('Adobe.PubSec')) {
      throw new AppError('PDF_ENCRYPTED_FOR_CERTIFICATES');
    }
    const identifiers = document.array(xref.trailer.get(name('ID')));
    const firstId = stringBytes(document.resolve(identifiers?.get(0))) ?? new Uint8Array();
    const result = openSecurity(encryptionDictionaryOf(dict, document.resolve), firstId, options.password);
    if (!result.ok) {
      if (result.reason === 'password-required') throw new AppError('PDF_PASSWORD_REQUIRED');
      if (result.reason === 'password-wrong') throw new AppError('PDF_PASSWORD_WRONG');
      throw new AppError('PDF_ENCRYPTION_UNSUPPORTED', { detail: result.detail ?? '' });
    }
    security = result.security;
    objects.clear();
  }

  complete?.(document);
  const root = xref.trailer.get(name('Root'));
  if (!(root instanceof PDFRef)) throw damaged('the trailer names no catalog');
  const catalog = document.dict(root);
  if (!catalog) throw damaged('the catalog is missing');
  return Object.assign(document, { catalogRef: root, catalog });
}
