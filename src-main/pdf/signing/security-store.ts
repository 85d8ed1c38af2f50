import { createHash } from 'node:crypto';
import { type PDFArray, PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { arrayOf, dictionary, Revision, withEntries } from './revision.ts';

const name = (text: string) => PDFName.of(text);

/** What a signature is validated with, long after: DER. */
export interface ValidationData {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
}

/** The document security store (ISO 32000-2, 12.8.4.3). Whatever is in it was put there by anybody: nothing of it is verified. */
export type SecurityStore = ValidationData;

const storeKeys = { certificates: 'Certs', crls: 'CRLs', ocspResponses: 'OCSPs' } as const;
const vriKeys = { certificates: 'Cert', crls: 'CRL', ocspResponses: 'OCSP' } as const;
type Kind = keyof typeof storeKeys;
const kinds: readonly Kind[] = ['certificates', 'crls', 'ocspResponses'];

/** A store that asks for more than this is read no further. */
const maxStreams = 1000;
const maxBytes = 128 << 20;

/** Reads the store, what is kept for single signatures included; what cannot be read is passed over. Total. */
export function readSecurityStore(document: PdfDocument): SecurityStore {
  const read = { certificates: [] as Uint8Array[], crls: [] as Uint8Array[], ocspResponses: [] as Uint8Array[] };
  const seen = new Set<PDFRef>();
  let bytes = 0;
  const take = (kind: Kind, array: PDFArray | undefined) => {
    for (const item of array?.asArray() ?? []) {
      if (seen.size >= maxStreams || bytes >= maxBytes) return;
      if (!(item instanceof PDFRef) || seen.has(item)) continue;
      seen.add(item);
      const data = attempt(() => document.streamData(item));
      if (!data) continue;
      bytes += data.length;
      read[kind].push(data);
    }
  };
  attempt(() => {
    const store = document.dict(document.catalog.get(name('DSS')));
    for (const kind of kinds) take(kind, document.array(store?.get(name(storeKeys[kind]))));
    for (const [, value] of document.dict(store?.get(name('VRI')))?.entries() ?? []) {
      const entry = document.dict(value);
      for (const kind of kinds) take(kind, document.array(entry?.get(name(vriKeys[kind]))));
    }
  });
  return read;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The key of a signature in /VRI: SHA-1 of its Contents, padding included, upper case (ISO 32000-2, Table 262). */
function vriKey(contents: Uint8Array): string {
  return createHash('sha1').update(contents).digest('hex').toUpperCase();
}

/**
 * Builds the revision that adds to the document security store, or makes it (ISO 32000-2, 12.8.4.3; ETSI EN 319 142-1, 5.4.2). What
 * it holds already stays and is not added again. `signatures` are the Contents of those that the data are for.
 */
export function buildSecurityStoreRevision(
  document: PdfDocument,
  data: ValidationData,
  signatures: readonly Uint8Array[],
): Uint8Array {
  const { catalog, catalogRef } = document;
  const revision = new Revision(document);
  const storeObject = catalog.get(name('DSS'));
  const store = document.dict(storeObject);
  const storeEntries: Record<string, PDFObject> = {};
  const vriEntries: Record<string, PDFObject> = {};
  for (const kind of kinds) {
    const existing = document.array(store?.get(name(storeKeys[kind])))?.asArray() ?? [];
    const refs = new Map<string, PDFObject>();
    for (const ref of existing) {
      const known = ref instanceof PDFRef ? attempt(() => document.streamData(ref)) : undefined;
      if (known) refs.set(keyOf(known), ref);
    }
    const added: PDFObject[] = [];
    const needed = data[kind].map((bytes) => {
      const key = keyOf(bytes);
      const ref = refs.get(key) ?? revision.addStream(dictionary({}), bytes);
      if (!refs.has(key)) added.push(ref);
      refs.set(key, ref);
      return ref;
    });
    if (existing.length + added.length > 0) storeEntries[storeKeys[kind]] = arrayOf([...existing, ...added]);
    if (needed.length > 0) vriEntries[vriKeys[kind]] = arrayOf([...new Set(needed)]);
  }
  const vri = document.dict(store?.get(name('VRI'))) ?? dictionary({});
  const forEach = revision.add(dictionary(vriEntries));
  storeEntries.VRI = withEntries(vri, Object.fromEntries(signatures.map((contents) => [vriKey(contents), forEach])));
  const grown = withEntries(store ?? dictionary({ Type: name('DSS') }), storeEntries);
  if (storeObject instanceof PDFRef && store) revision.put(storeObject, grown);
  else revision.put(catalogRef, withEntries(catalog, { DSS: revision.add(grown), ...extensionsOf(document) }));
  return revision.write().bytes;
}

const keyOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** ETSI EN 319 142-1, 5.6: files before PDF 2.0 say that they use its extension. */
function extensionsOf(document: PdfDocument): { Extensions?: PDFDict } {
  const head = Buffer.from(document.source.read(0, 16)).toString('latin1');
  const version = document.resolve(document.catalog.get(name('Version')));
  const stated = version instanceof PDFName ? version.asString().slice(1) : (/%PDF-(\d\.\d)/.exec(head)?.[1] ?? '');
  const extensions = document.dict(document.catalog.get(name('Extensions')));
  if (stated >= '2.0' || extensions?.has(name('ESIC'))) return {};
  const extension = dictionary({ BaseVersion: name('1.7'), ExtensionLevel: PDFNumber.of(5) });
  return { Extensions: withEntries(extensions ?? PDFDict.withContext(document.catalog.context), { ESIC: extension }) };
}
