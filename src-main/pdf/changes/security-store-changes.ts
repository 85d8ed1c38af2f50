import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';
import { additions, type Comparison, nameText } from './comparison.ts';

const name = (text: string) => PDFName.of(text);
const maxObjects = 50_000;

/** What a store and an entry of its /VRI hold (ISO 32000-2, Tables 261 and 262). Anything else would be something that is only called so. */
const storeLists = ['Certs', 'CRLs', 'OCSPs'] as const;
const entryLists = ['Cert', 'CRL', 'OCSP'] as const;
const streamKeys = new Set(['Length', 'Filter', 'DecodeParms', 'Type']);

/**
 * The indirect dictionaries and lists that a document security store is made of, and nothing that is merely named in it: not its streams,
 * which never change.
 */
export function securityStoreObjects(document: PdfDocument): Set<number> {
  const found = new Set<number>();
  const take = (object: PDFObject | undefined) => {
    if (object instanceof PDFRef && found.size < maxObjects) found.add(object.objectNumber);
  };
  const takeLists = (holder: PDFDict | undefined, lists: readonly string[]) => {
    for (const key of lists) {
      const list = holder?.get(name(key));
      if (document.array(list)) take(list);
    }
  };
  const store = document.catalog.get(name('DSS'));
  const dict = document.dict(store);
  if (!dict) return found;
  take(store);
  takeLists(dict, storeLists);
  const entries = document.dict(dict.get(name('VRI')));
  if (!entries) return found;
  take(dict.get(name('VRI')));
  for (const entry of entries.values()) {
    const each = document.dict(entry);
    if (!each) continue;
    take(entry);
    takeLists(each, entryLists);
  }
  return found;
}

/** The catalog's /DSS, wherever its parts stand: it may appear and it may grow (ISO 32000-2, 12.8.4.3), and nothing of it may go. */
export function judgeStore(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): void {
  const { signed, current } = comparison;
  const store = current.dict(after);
  const isSound = store !== undefined && isGrownStore(comparison, signed.dict(before), store);
  comparison.report(isSound ? 'security-store-added' : 'hidden-object', objectNumber);
}

/** A part of the store that was written anew under its number. */
export function judgeSecurityStore(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject,
  after: PDFObject,
): void {
  if (!isGrownPart(comparison, objectNumber, before, after)) {
    comparison.report('hidden-object', objectNumber);
    return;
  }
  const { signed } = comparison;
  const holders = securityStoreObjects(signed).add(signed.catalogRef.objectNumber);
  comparison.guard(objectNumber, { allows: ({ key }, holder) => holders.has(holder) && isStoreKey(key) });
  comparison.report('security-store-added', objectNumber);
}

function isGrownPart(comparison: Comparison, objectNumber: number, before: PDFObject, after: PDFObject): boolean {
  const { signed } = comparison;
  if (before instanceof PDFArray) return after instanceof PDFArray && isGrownList(comparison, before, after);
  if (!(before instanceof PDFDict) || !(after instanceof PDFDict)) return false;
  const isRef = (object: PDFObject | undefined) => object instanceof PDFRef && object.objectNumber === objectNumber;
  const store = signed.catalog.get(name('DSS'));
  if (isRef(store)) return isGrownStore(comparison, before, after);
  if (isRef(signed.dict(store)?.get(name('VRI')))) return areGrownEntries(comparison, before, after);
  return isGrownEntry(comparison, before, after);
}

function isGrownStore(comparison: Comparison, before: PDFDict | undefined, after: PDFDict): boolean {
  const { signed, current } = comparison;
  return keysOf(before, after).every((key) => {
    const [old, now] = [before?.get(name(key)), after.get(name(key))];
    if (comparison.isSame(old, now)) return true;
    if (key === 'Type') return old === undefined && nameText(now) === 'DSS';
    if (key === 'VRI') {
      const entries = current.dict(now);
      return entries !== undefined && areGrownEntries(comparison, signed.dict(old), entries);
    }
    return storeLists.some((list) => list === key) && isGrownList(comparison, old, now);
  });
}

function areGrownEntries(comparison: Comparison, before: PDFDict | undefined, after: PDFDict): boolean {
  const { signed, current } = comparison;
  return keysOf(before, after).every((key) => {
    const [old, now] = [before?.get(name(key)), after.get(name(key))];
    if (comparison.isSame(old, now)) return true;
    const entry = current.dict(now);
    // Upper case by the standard; readers that compare otherwise find nothing, which shows nothing.
    const isKey = /^[\dA-Fa-f]{40}$/.test(key) || (key === 'Type' && nameText(now) === 'VRI');
    return isKey && (key === 'Type' || (entry !== undefined && isGrownEntry(comparison, signed.dict(old), entry)));
  });
}

function isGrownEntry(comparison: Comparison, before: PDFDict | undefined, after: PDFDict): boolean {
  const { current } = comparison;
  return keysOf(before, after).every((key) => {
    const [old, now] = [before?.get(name(key)), after.get(name(key))];
    if (comparison.isSame(old, now)) return true;
    if (key === 'Type') return nameText(now) === 'VRI';
    if (key === 'TU') return now !== undefined && current.dict(now) === undefined && current.array(now) === undefined;
    if (key === 'TS') return now instanceof PDFRef && isData(comparison, now);
    return entryLists.some((list) => list === key) && isGrownList(comparison, old, now);
  });
}

const keysOf = (before: PDFDict | undefined, after: PDFDict): string[] => [
  ...new Set([...(before?.keys() ?? []), ...after.keys()].map((key) => key.decodeText())),
];

const isStoreKey = (key: string) =>
  ['DSS', 'VRI', ...storeLists, ...entryLists].includes(key) || /^[\dA-Fa-f]{40}$/.test(key);

/** A list that begins with what it had, and goes on with streams. */
function isGrownList(comparison: Comparison, before: PDFObject | undefined, after: PDFObject | undefined): boolean {
  const { signed, current } = comparison;
  const items = current.array(after)?.asArray();
  const added = items && additions(signed.array(before)?.asArray() ?? [], items);
  return added?.every((item) => item instanceof PDFRef && isData(comparison, item)) ?? false;
}

/** A certificate, a CRL, a response or a timestamp: data, and nothing that a page could be drawn with. */
function isData({ current }: Comparison, ref: PDFRef): boolean {
  const object = current.load(ref);
  if (object?.dataOffset == null || !(object.value instanceof PDFDict)) return false;
  return object.value.keys().every((key) => streamKeys.has(key.decodeText()));
}
