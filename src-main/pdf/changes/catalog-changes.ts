import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { type Comparison, isDictionary, nameText } from './comparison.ts';
import { judgeForm } from './form-changes.ts';
import { judgeStore } from './security-store-changes.ts';

/** What changed in the catalog: the form and the security store have rules of their own, outlines, names, actions and layers have none. */
export function judgeCatalog(comparison: Comparison, before: PDFObject, after: PDFObject): void {
  const { signed, current } = comparison;
  const { objectNumber } = signed.catalogRef;
  if (!isDictionary(before) || !isDictionary(after)) {
    comparison.report('structure-changed', objectNumber);
    return;
  }
  const keys = comparison.changedKeys(before, after);
  for (const key of keys) {
    const [old, now] = [before.get(PDFName.of(key)), after.get(PDFName.of(key))];
    if (key === 'AcroForm') judgeMovedForm(comparison, objectNumber, old, now);
    else if (key === 'DSS') judgeStore(comparison, objectNumber, old, now);
    else if (key === 'Extensions') judgeExtensions(comparison, objectNumber, old, now);
    else if (key === 'Version' && isVersion(now)) {
      // Stores need 1.7 at least (ETSI EN 319 142-1, 5.6).
      comparison.report(keys.includes('DSS') ? 'security-store-added' : 'metadata-changed', objectNumber);
    } else if (key === 'Metadata' && isMetadata(comparison, now)) comparison.report('metadata-changed', objectNumber);
    else if (key === 'Pages') comparison.report('page-reordered', objectNumber);
    else comparison.report('structure-changed', objectNumber);
  }

  function judgeMovedForm(
    comparison: Comparison,
    holder: number,
    old: PDFObject | undefined,
    now: PDFObject | undefined,
  ): void {
    const form = signed.dict(old) ?? PDFDict.withContext(signed.catalog.context);
    if (!comparison.isInPlace(old, now)) comparison.report('form-structure-changed', holder);
    else judgeForm(comparison, holder, form, current.resolve(now));
  }
}

const isVersion = (object: PDFObject | undefined) =>
  object instanceof PDFName && /^(?:1\.[0-7]|2\.0)$/.test(object.decodeText());

/** What describes the file and shows nothing (ISO 32000-2, 14.3.2). */
export function isMetadata({ current }: Comparison, object: PDFObject | undefined): boolean {
  if (!(object instanceof PDFRef) || current.load(object)?.dataOffset == null) return false;
  const dict = current.dict(object);
  const word = (key: string) => nameText(current.resolve(dict?.get(PDFName.of(key))));
  return word('Type') === 'Metadata' && ['', 'XML'].includes(word('Subtype'));
}

/** What an extension says of itself (ISO 32000-2, Tables 49 and 50). */
const extensionKeys = new Set(['Type', 'BaseVersion', 'ExtensionLevel', 'ExtensionRevision', 'URL']);

/**
 * Files before PDF 2.0 say which extensions they use (ISO 32000-2, 7.12), as those of a security store (ETSI EN 319 142-1, 5.6). They show
 * nothing; what was said stays.
 */
export function judgeExtensions(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): void {
  const { signed, current } = comparison;
  const [old, extensions] = [signed.dict(before), current.dict(after)];
  const isExtension = (object: PDFObject | undefined) => {
    const dict = current.dict(object);
    return dict?.entries().every(([key, value]) => extensionKeys.has(key.decodeText()) && isScalar(value)) ?? false;
  };
  const isSound = extensions?.entries().every(([key, value]) => {
    if (comparison.isSame(old?.get(key), value)) return true;
    if (old?.has(key)) return false;
    const each = current.array(value)?.asArray() ?? [value];
    return key === PDFName.of('Type') ? nameText(value) === 'Extensions' : each.every(isExtension);
  });
  const isKept = old?.keys().every((key) => extensions?.has(key)) ?? true;
  const isAllowed = isSound === true && isKept && comparison.isInPlace(before, after);
  comparison.report(isAllowed ? 'security-store-added' : 'structure-changed', objectNumber);
}

const isScalar = (object: PDFObject | undefined) =>
  !(object instanceof PDFDict) && !(object instanceof PDFArray) && !(object instanceof PDFRef);
